"""
What a change of each argument of `RefreshableScalingGroup` causes, as a table for its page.

Run by `scripts/argument-table`; tests hold the page against this, and this against what the engine plans.
"""

from enum import StrEnum
from pathlib import Path

from alicloud_ess_refresh.scaling_group import (
    CONFIGURATION_DEFAULTS,
    CONFIGURATION_OPTIONS,
    RefreshableScalingGroupArgs,
)

__all__ = ["PAGE", "Effect", "effect_of", "with_table"]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "refreshable-scaling-group.md"
_START = "<!-- changes: written by scripts/argument-table -->"
_END = "<!-- end of changes -->"


class Effect(StrEnum):
    NOTHING = "nothing"
    IN_PLACE = "in place"
    ROLLOUT = "a rollout"
    REPLACEMENT = "a replacement"


ROLLED_OUT = frozenset(
    {
        "image_id",
        "instance_types",
        "data_disks",
        "vpc_id",
        "security_group_ids",
        "http_tokens",
        *CONFIGURATION_DEFAULTS,
        *CONFIGURATION_OPTIONS,
    }
)
REPLACING = frozenset({"multi_az_policy"})
"""Source: `ForceNew` in terraform-provider-alicloud, resource_alicloud_ess_scaling_group.go."""
NOTES = {
    "vswitch_ids": "instances that are there stay where they are; another order is no change",
    "vpc_id": "another security group is made",
    "security_group_ids": "another order is no change",
    "multi_az_policy": "another group is made, and the old one is deleted with its instances",
    "group_deletion_protection": "has to be off, and deployed, before the group can be deleted or replaced",
    "instance_name": "the default follows the component's name only in the next rollout",
    "tags": "the group's tags are changed in place; its instances get them by being replaced",
    "refresh": "counts for the next rollout; `triggers` starts one",
}


def effect_of(argument: str) -> Effect:
    """Return what a change of this argument alone causes."""
    if argument in REPLACING:
        return Effect.REPLACEMENT
    if argument in ROLLED_OUT:
        return Effect.ROLLOUT
    return Effect.NOTHING if argument == "refresh" else Effect.IN_PLACE


def with_table(page: str) -> str:
    """Return the page with the table between its marks as the code has it now; ValueError without the marks."""
    before, start, rest = page.partition(_START)
    _, end, after = rest.partition(_END)
    if not start or not end:
        raise ValueError(f"the page has no `{_START}` followed by `{_END}`")
    return f"{before}{_START}\n{_table()}\n{_END}{after}"


def _table() -> str:
    rows = [
        f"| `{argument}` | {effect_of(argument)} | {NOTES.get(argument, '')} |".replace("|  |", "| |")
        for argument in RefreshableScalingGroupArgs.__annotations__
    ]
    return "\n".join(["| change of | causes | |", "| --- | --- | --- |", *rows])


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
