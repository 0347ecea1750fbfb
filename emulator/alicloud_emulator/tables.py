"""
Writes the tables of README.md and LIMITS.md, from the code: every action, every assumption, every limit.

Run by `scripts/emulator-tables`; a test fails while one is stale.
"""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import TYPE_CHECKING

from alicloud_emulator.limits import STATES, VALUES
from alicloud_emulator.services import ACTIONS_OF_PRODUCT
from alicloud_emulator.state.actiontrail import assumptions as actiontrail
from alicloud_emulator.state.cms import assumptions as cms
from alicloud_emulator.state.ecs import assumptions as ecs
from alicloud_emulator.state.ess import assumptions as ess
from alicloud_emulator.state.eventbridge import assumptions as eventbridge
from alicloud_emulator.state.mns import assumptions as mns
from alicloud_emulator.state.ram import assumptions as ram

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["LIMITS", "README", "with_limits", "with_tables"]

README = Path(__file__).resolve().parents[1] / "README.md"
LIMITS = README.with_name("LIMITS.md")
MARK = "<!-- {name}: written by scripts/emulator-tables -->"
END_MARK = "<!-- end of {name} -->"


def with_tables(readme: str) -> str:
    """Return the README with its tables as the code has them now; ValueError without a table's marks."""
    return _filled(readme, actions=_actions(), assumptions=_assumptions())


def with_limits(page: str) -> str:
    """Return the page of limits with its tables as the code has them now; ValueError without a table's marks."""
    return _filled(page, values=_value_rules(), states=_state_rules())


def _filled(page: str, **tables: str) -> str:
    for name, table in tables.items():
        mark, end_mark = MARK.format(name=name), END_MARK.format(name=name)
        before, found, rest = page.partition(mark)
        _, found_end, after = rest.partition(end_mark)
        if not found or not found_end:
            raise ValueError(f"the page has no `{mark}` followed by `{end_mark}`")
        page = f"{before}{mark}\n{table}\n{end_mark}{after}"
    return page


def _value_rules() -> str:
    rows = [
        f"| {product} | {', '.join(rule.actions)} | `{rule.parameter}` | {rule.allowed} | {rule.http_status} "
        f"`{rule.code}` | {rule.source} |"
        for product, rules in VALUES.items()
        for rule in rules
    ]
    head = ["| product | actions | parameter | allowed | otherwise | source |", "| --- | --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *rows])


def _state_rules() -> str:
    rows = [
        f"| {product} | {', '.join(rule.actions)} | {rule.condition} | {rule.http_status} `{rule.code}` "
        f"| {rule.message} | {rule.source} |"
        for product, rules in STATES.items()
        for rule in rules
    ]
    head = ["| product | actions | refused if | answer | message | source |", "| --- | --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *rows])


def _actions() -> str:
    rows = [
        f"| {product} | `{name}` | {action.coverage} | {action.note} | {action.source} |"
        for product, actions in sorted(ACTIONS_OF_PRODUCT.items())
        for name, action in sorted(actions.items())
    ]
    head = ["| product | action | coverage | what is left out | source |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([*head, *rows])


def _assumptions() -> str:
    modules = (ess, ecs, cms, mns, ram, actiontrail, eventbridge)
    behaviours = [f"- {sentence}" for module in modules for sentence in module.BEHAVIOURS]
    rows = [row for module in modules for row in _rows(module)]
    head = ["| in `state/` | constant | value | what it is |", "| --- | --- | --- | --- |"]
    return "\n".join([*behaviours, "", *head, *rows])


def _rows(module: ModuleType) -> list[str]:
    """Return a row for each constant of plain value, with its folder and the comment above it or its block."""
    source = inspect.getsource(module)
    folder = module.__name__.split(".")[-2]
    return [
        f"| {folder} | `{node.targets[0].id}` | `{getattr(module, node.targets[0].id)}` | "
        f"{_comment_above(source.splitlines(), node.lineno - 1)} |"
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(getattr(module, node.targets[0].id), int | str)
    ]


def _comment_above(lines: list[str], line: int) -> str:
    while not lines[line].startswith("# "):
        line -= 1
    comment: list[str] = []
    while lines[line].startswith("# "):
        comment.insert(0, lines[line].removeprefix("# "))
        line -= 1
    return " ".join(comment)


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
    LIMITS.write_text(with_limits(LIMITS.read_text(encoding="utf-8")), encoding="utf-8")
