"""The preflight as a preview shows it: a line that says what would happen, and a short table. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from alicloud_ess_refresh.readiness import PASSING_RULE_IDS
from alicloud_ess_refresh.refresh.converge import Refuse, Settle, Start
from alicloud_ess_refresh.refresh.preflight import Fate, Preflight, Row, Verdict

__all__ = ["lines", "shortened"]

Cells = tuple[str, str, str]

MOST_IDS = 5
"""Instances that are named in one row: a group may have two thousand."""
NOW = f"{Verdict.FAILS} now"


def lines(preflight: Preflight) -> tuple[str, ...]:
    """Answer what to show; the rules are left out where no refresh would be started."""
    head = f"{preflight.group.scaling_group_id} to {preflight.desired}: this update would {preflight.explanation}"
    if not isinstance(preflight.plan, Start | Settle | Refuse):
        return (head,)
    rules, instances = tuple(_rules(preflight)), tuple(_instances(preflight))
    widths = [max(len(cells[column]) for cells in (*rules, *instances)) for column in (0, 1)]
    table = [
        f"  {verdict:<{widths[0]}}  {subject:<{widths[1]}}  {what}".rstrip()
        for verdict, subject, what in (*rules, *instances)
    ]
    if any(cells[0] == NOW for cells in rules):
        table.append(f"  ({NOW}: the update is refused unless that is otherwise when it comes to it)")
    return (head, *table)


def _rules(preflight: Preflight) -> Iterator[Cells]:
    yield ("result", "rule", "what")
    passed = 0
    for row in preflight.rows:
        if row.verdict is Verdict.PASSES:
            passed += 1
        else:
            yield (_label(row), row.rule_id, row.what)
    for reason in preflight.refusals:
        yield (NOW, "", reason)
    yield (Verdict.PASSES, f"{passed} rules", "")


def _label(row: Row) -> str:
    return NOW if row.verdict is Verdict.FAILS and row.rule_id in PASSING_RULE_IDS else row.verdict


def _instances(preflight: Preflight) -> Iterator[Cells]:
    """One row for instances that share everything."""
    ids: defaultdict[tuple[Fate, str], list[str]] = defaultdict(list)
    for each in preflight.fates:
        ids[each.fate, each.instance.source].append(each.instance.instance_id)
    for fate in Fate:
        verdict, _, reason = fate.partition(": ")
        for source, named in sorted((source, named) for (found, source), named in ids.items() if found is fate):
            made_from = "" if fate is Fate.BY_HAND else f"made from {source}"
            why = "; ".join(part for part in (reason, made_from) if part)
            yield (verdict, f"{len(named)} instance{'s' * (len(named) > 1)}", f"{why}: {shortened(named, MOST_IDS)}")


def shortened(ids: Sequence[str], most: int) -> str:
    """Name so many of them, and say how many more there are."""
    rest = len(ids) - most
    return ", ".join(ids[:most]) + (f" and {rest} more" if rest > 0 else "")
