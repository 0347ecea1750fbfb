"""The preflight as a preview shows it: a line that says what would happen, and a short table. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.printable import shortened
from alicloud_ess_refresh.refresh.converge import Refuse, Settle, Start
from alicloud_ess_refresh.refresh.inputs import NOT_KNOWN_YET
from alicloud_ess_refresh.refresh.preflight import Fate, Preflight, Row, Verdict

__all__ = ["NOTHING_DECLARED", "lines"]

Cells = tuple[str, str, str]

NOTHING_DECLARED: Mapping[str, Any] = MappingProxyType({})
MOST_IDS = 5
"""Instances that are named in one row: a group may have two thousand."""
NOW = f"{Verdict.FAILS} now"


def lines(preflight: Preflight, declared: Mapping[str, Any] = NOTHING_DECLARED) -> tuple[str, ...]:
    """
    Answer what to show; the rules are left out where no refresh would be started.

    Args:
        declared: What the desired configuration is declared with, as far as that is known.
    """
    content = _content(declared, preflight.active)
    desired, would = str(preflight.desired), preflight.explanation
    if content and NOT_KNOWN_YET in desired:
        desired, would = (text.replace(NOT_KNOWN_YET, f"({content})") for text in (desired, would))
    elif content:
        desired = f"{desired} ({content})"
    head = f"{preflight.group.scaling_group_id} to {desired}: this update would {would}"
    if not isinstance(preflight.plan, Start | Settle | Refuse):
        return (head,)
    rules, instances = tuple(_rules(preflight)), (*_instances(preflight), *_capacity(preflight))
    widths = [max(len(cells[column]) for cells in (*rules, *instances)) for column in (0, 1)]
    table = [
        f"  {verdict:<{widths[0]}}  {subject:<{widths[1]}}  {what}".rstrip()
        for verdict, subject, what in (*rules, *instances)
    ]
    if any(cells[0] == NOW for cells in rules):
        table.append(f"  ({NOW}: the update is refused unless that is otherwise when it comes to it)")
    return (head, *table)


def _content(declared: Mapping[str, Any], active: ScalingConfiguration | None) -> str:
    """Name what is declared by what changes, beside what is active now; empty where nothing of it is known."""
    image = declared.get("image_id") or declared.get("image_name")
    types = declared.get("instance_types") or [each for each in (declared.get("instance_type"),) if each]
    old_image = active.image_id if active and declared.get("image_id") else None
    changes = (
        _change("image", old_image, image),
        _change("instance types", ", ".join(active.instance_types) if active else None, ", ".join(types)),
    )
    found = ", ".join(each for each in changes if each)
    return found or (f"image {image} as before" if image else "")


def _change(what: str, old: str | None, new: str | None) -> str:
    if not new or new == old:
        return ""
    return f"{what} {old} → {new}" if old else f"{what} {new}"


def _rules(preflight: Preflight) -> Iterator[Cells]:
    yield ("result", "rule", "what")
    passed = 0
    for row in preflight.rows:
        if row.verdict is Verdict.PASSES:
            passed += 1
        else:
            yield (_label(row, preflight), row.rule_id, row.what)
    for reason in preflight.refusals:
        yield (NOW, "", reason)
    yield (Verdict.PASSES, f"{passed} rules", "")


def _label(row: Row, preflight: Preflight) -> str:
    return NOW if row.verdict is Verdict.FAILS and preflight.may_pass(row.rule_id) else row.verdict


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


def _capacity(preflight: Preflight) -> Iterator[Cells]:
    """One row for how many instances there are while some are replaced."""
    band = preflight.band
    if not isinstance(preflight.plan, Start) or not preflight.replaced or not band.capacity:
        return
    shares = f"{band.min_healthy_percentage} % to {band.max_healthy_percentage} % of {band.capacity}"
    no_room = " leave none extra or missing: one at a time" if band.most > band.ceiling else ""
    yield ("capacity", f"{band.floor} to {band.most}", f"instances meanwhile: {shares}{no_room}")
