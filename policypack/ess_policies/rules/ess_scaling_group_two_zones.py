"""
Several vSwitches in one zone fail together.

Only groups all of whose vSwitches are declared in the same stack are judged.

Advisory: an application may be bound to one zone by its data.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.account_views import VSwitch
from ess_policies.frameworks import iso
from ess_policies.relations import blame_each
from ess_policies.rule import Observation, StackRule
from ess_policies.stack import Stack
from ess_policies.views import ScalingGroup

__all__ = ["POLICY"]


def _observe(stack: Stack, _options: Mapping[str, Any]) -> Iterator[Observation]:
    switches = {switch.declaration.urn: switch for switch in stack.of(VSwitch)}

    def observe(group: ScalingGroup) -> str | None:
        sources = group.vswitch_sources
        # At preview new vSwitches have no ids yet, and the engine leaves the list out.
        if len(sources) < 2 or group.vswitch_count not in (0, len(sources)) or not set(sources) <= switches.keys():
            return None
        zones = {switches[urn].zone_id for urn in sources}
        is_one = len(zones) == 1 and None not in zones
        return f"a scaling group with {len(sources)} vSwitches in one zone" if is_one else None

    return blame_each(stack.of(ScalingGroup), observe)


POLICY = StackRule(
    views=(
        ScalingGroup,
        VSwitch,
    ),
    observe=_observe,
    name="ess-scaling-group-two-zones",
    display_name="Two zones or more",
    description="The vSwitches of a scaling group are in two zones or more.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "availability"],
    required="vSwitches in different zones, so that instances can be created while one zone cannot",
    fix="give the `alicloud.ess.ScalingGroup` vSwitches whose `zone_id` differs",
    why=__doc__,
    cli=(
        "aliyun ess ModifyScalingGroup --ScalingGroupId <group-id> --VSwitchIds.1 <vswitch-id> --VSwitchIds.2"
        " <vswitch-id-of-another-zone>"
    ),
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-ess-2022-02-22-createscalinggroup",
    frameworks=(iso("ess-scaling-group-attach-multi-switch"),),
    same_as={"infraguard": ("ess-scaling-group-attach-multi-switch",)},
)
