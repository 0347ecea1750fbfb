"""
Resources that keep every rule of the policy pack; `fault` names the one rule that they are to break.

With `late` the fault is a value that the preview cannot know.
"""

from typing import Any

import pulumi
import pulumi_alicloud as alicloud

WEIGHTED = {"instance_type": "ecs.g7.large", "weighted_capacity": 2}
CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "ecs-instance-release-protection": ("instance", {"deletion_protection": False}),
    "ess-scaling-configuration-no-vcpu-capacity": (
        "configuration",
        {"instance_types": None, "instance_type_overrides": [WEIGHTED, WEIGHTED | {"instance_type": "ecs.g7.xlarge"}]},
    ),
    "ess-scaling-configuration-release-protection": ("configuration", {"deletion_protection": None}),
    "ess-scaling-group-deletion-protection": ("group", {"group_deletion_protection": None}),
    "ess-scaling-group-no-vcpu-capacity": (
        "group",
        {"launch_template_overrides": [WEIGHTED, {"instance_type": "ecs.g7.xlarge"}]},
    ),
    "ess-scaling-group-priority-scale-out": ("group", {"multi_az_policy": "BALANCE"}),
    "ess-scaling-group-release-reclaim-mode": ("group", {"scaling_policy": "forceRecycle"}),
}

config = pulumi.Config()
fault = config.get("fault")
broken, change = CHANGES[fault] if fault else ("", {})
network = alicloud.vpc.Network("web", cidr_block="10.0.0.0/16")


def known_late(value: object) -> pulumi.Output[object]:
    return network.id.apply(lambda _: value)


def arguments(part: str, **compliant: Any) -> dict[str, Any]:
    if part != broken:
        return compliant
    late = config.get_bool("late")
    return compliant | {name: known_late(value) if late else value for name, value in change.items()}


vswitch = alicloud.vpc.Switch("web", vpc_id=network.id, zone_id="cn-hangzhou-h", cidr_block="10.0.0.0/24")
security_group = alicloud.ecs.SecurityGroup("web", vpc_id=network.id)
group = alicloud.ess.ScalingGroup(
    "web", **arguments("group", min_size=1, max_size=4, vswitch_ids=[vswitch.id], group_deletion_protection=True)
)
configuration = alicloud.ess.ScalingConfiguration(
    "web",
    **arguments(
        "configuration",
        scaling_group_id=group.id,
        image_id="m-app-v1",
        instance_types=["ecs.g7.large"],
        security_group_id=security_group.id,
        deletion_protection=True,
    ),
)
instance = alicloud.ecs.Instance(
    "web",
    **arguments(
        "instance",
        image_id="m-app-v1",
        instance_type="ecs.g7.large",
        security_groups=[security_group.id],
        vswitch_id=vswitch.id,
        deletion_protection=True,
    ),
)
