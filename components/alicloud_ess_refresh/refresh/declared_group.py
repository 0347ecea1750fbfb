"""
What a program declares of the group that a refresh is for: what a preview has to go by.

While a preview runs, the service still has what the update is about to change; the program has what will be.
"""

from collections.abc import Mapping
from typing import Any

import pulumi

from alicloud_ess_refresh.refresh.rules import MOVING_VERSIONS
from ess_readiness import FIXED_ACTIVE_VERSION

__all__ = ["GROUP", "declared_group", "lasting_rule_ids", "resources_of"]

GROUP = "group"
"""Where the mark of a preview holds it."""
_GROUP_TYPE = "alicloud:ess/scalingGroup:ScalingGroup"
_NAMES = ("launch_template_version", "vswitch_ids")


async def declared_group(scaling_group_id: object) -> dict[str, Any]:
    """
    Return what the program declares of a group: `is_declared`, and those of _NAMES that are known.

    Args:
        scaling_group_id: The argument of `InstanceRefresh`. A text, or an Output of something else than a group, is
            of a group that the program does not change.
    """
    found = [each for each in await resources_of(scaling_group_id) if each.pulumi_resource_type == _GROUP_TYPE]
    if len(found) != 1:
        return {"is_declared": False}
    properties = {name: vars(found[0]).get(name) for name in _NAMES}
    known = {
        name: value for name, value in properties.items() if isinstance(value, pulumi.Output) and await value.is_known()
    }
    return {"is_declared": True, **known}


async def resources_of(given: object) -> set[pulumi.Resource]:
    """Return the resources that an argument comes from; none where it is no Output."""
    return await given.resources() if isinstance(given, pulumi.Output) else set()


def lasting_rule_ids(declared: Mapping[str, Any]) -> frozenset[str]:
    """
    Return the rules that may pass by an update in general, and cannot by this one.

    The active launch template version is fixed by an update that gives the group a number, or another one that is not
    known yet.

    Args:
        declared: The mark of a preview.
    """
    group = declared.get(GROUP)
    if not isinstance(group, Mapping):
        return frozenset()
    may_be_a_number = "launch_template_version" not in group or group["launch_template_version"] not in MOVING_VERSIONS
    return frozenset() if group.get("is_declared") and may_be_a_number else frozenset({FIXED_ACTIVE_VERSION.id})
