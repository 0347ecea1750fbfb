"""
Writes one page for each rule into `docs/policies`, from the rule itself and its two example programs.

Run by `scripts/policy-pages`; a test fails while a page is stale.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Literal

from ess_policies import POLICIES
from ess_policies.configuration.presets import Preset, level_in
from ess_policies.rule import Rule, StackRule

__all__ = ["EXAMPLES", "PAGES", "example", "pages"]

_PACK: Final = Path(__file__).resolve().parents[1]
EXAMPLES: Final = _PACK / "examples"
PAGES: Final = _PACK.parent / "docs" / "policies"
_TOOLS: Final = {
    "checkov": "checkov",
    "config": "Alibaba Cloud Config",
    "infraguard": "InfraGuard",
    "kics": "KICS",
    "prowler": "prowler",
}


def example(rule: Rule, kind: Literal["fails", "passes"]) -> Path:
    """Answer the file of a rule's failing or passing program."""
    return EXAMPLES / f"{rule.name.replace('-', '_')}_{kind}.py"


def pages() -> Mapping[str, str]:
    """Answer the text of every page by the name of its file, an index among them."""
    return {f"{rule.name}.md": _page(rule) for rule in POLICIES} | {"README.md": _index()}


def _page(rule: Rule) -> str:
    return "\n\n".join(part for part in _parts(rule) if part) + "\n"


def _parts(rule: Rule) -> Iterator[str]:
    yield f"# `{rule.name}`"
    yield f"**{rule.description}**"
    yield _paragraphs(rule.why)
    yield _facts(rule)
    yield _options(rule)
    if example(rule, "fails").exists():
        yield f"## Fails\n\n```python\n{example(rule, 'fails').read_text(encoding='utf-8')}```"
        yield f"## Passes\n\n```python\n{example(rule, 'passes').read_text(encoding='utf-8')}```"
    yield f"## Fix\n\nIn a Pulumi program: {rule.fix}."
    if rule.cli:
        yield f"On what is live, with the aliyun CLI:\n\n```sh\n{rule.cli}\n```"
    yield _references(rule)


def _facts(rule: Rule) -> str:
    levels = " · ".join(f"{preset} {level_in(preset, rule).value}" for preset in Preset)
    rows = [
        ("requires", f"{rule.required}"),
        ("severity", rule.severity.value),
        ("level in each preset", levels),
        ("looks at", _resources(rule)),
        ("judged", "with the whole stack" if isinstance(rule, StackRule) else "one resource at a time"),
        ("tags", ", ".join(rule.tags)),
    ]
    return "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows if value)])


def _resources(rule: Rule) -> str:
    return ", ".join(sorted({f"`{_in_programs(token)}`" for token in rule.types}))


def _in_programs(token: str) -> str:
    """
    Name a type as programs do.

    `alicloud:ess/scalingGroup:ScalingGroup` is `ess.ScalingGroup`; the refresh that waits goes by its Python package.
    """
    package, module, name = token.split(":")
    return f"alicloud_ess_refresh.{name}" if package == "pulumi-python" else f"{module.partition('/')[0]}.{name}"


def _options(rule: Rule) -> str:
    if not rule.options:
        return ""
    rows = [
        f"| `{name}` | {option.description} | `{option.default}` |" for name, option in sorted(rule.options.items())
    ]
    return "\n".join(["## Options", "", "| option | meaning | default |", "| --- | --- | --- |", *rows])


def _references(rule: Rule) -> str:
    lines = [f"- [The service's page]({rule.url})"]
    lines += [
        f"- {' '.join(part for part in (framework.name, framework.version) if part)}: {framework.reference}"
        for framework in rule.frameworks
    ]
    for tool, ids in sorted(rule.same_as.items()):
        lines.append(f"- {_TOOLS[tool]}: {', '.join(f'`{each}`' for each in ids)}")
    return "## References\n\n" + "\n".join(lines)


def _paragraphs(why: str) -> str:
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in why.strip().split("\n\n"))


def _index() -> str:
    rows = [f"| [`{rule.name}`]({rule.name}.md) | {rule.description} | {rule.severity.value} |" for rule in POLICIES]
    head = ["# Rules of the policy pack", "", f"{len(POLICIES)} rules, written by `scripts/policy-pages`.", ""]
    return "\n".join([*head, "| rule | what holds | severity |", "| --- | --- | --- |", *rows]) + "\n"


if __name__ == "__main__":
    PAGES.mkdir(parents=True, exist_ok=True)
    for stale in {path.name for path in PAGES.glob("*.md")} - {*pages()}:
        (PAGES / stale).unlink()
    for file, text in pages().items():
        (PAGES / file).write_text(text, encoding="utf-8")
