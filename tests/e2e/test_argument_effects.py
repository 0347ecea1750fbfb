"""What a change of each argument of the component causes: the table of the page against what the engine plans."""

import json
from pathlib import Path
from typing import Any

import pytest

from alicloud_ess_refresh.argument_table import Effect, effect_of
from alicloud_ess_refresh.scaling_group import RefreshableScalingGroupArgs
from e2e.conftest import MakeStack
from toolchain.stack import Stack

PROJECT = Path(__file__).parent / "component_options"
CHANGED: dict[str, Any] = {
    "min_size": 1,
    "max_size": 5,
    "vswitch_ids": ["vsw-other"],
    "image_id": "m-app-v2",
    "instance_types": ["ecs.g7.large", "ecs.g6.large"],
    "vpc_id": "vpc-other",
    "security_group_ids": ["sg-other"],
    "desired_capacity": 3,
    "scaling_group_name": "shop",
    "default_cooldown": 60,
    "removal_policies": ["NewestInstance"],
    "multi_az_policy": "BALANCE",
    "scaling_policy": "forceRelease",
    "health_check_type": "NONE",
    "group_deletion_protection": True,
    "deletion_protection": False,
    "system_disk_category": "cloud_efficiency",
    "system_disk_size": 80,
    "system_disk_encrypted": False,
    "data_disks": [{"size": 40}],
    "user_data": "IyEvYmluL3No",
    "key_name": "web",
    "role_name": "web",
    "http_tokens": "optional",
    "security_enhancement_strategy": "Active",
    "internet_max_bandwidth_out": 5,
    "instance_name": "shop",
    "tags": {"team": "web"},
    "refresh": {"min_healthy_percentage": 50},
}
GROUP, CONFIGURATION = (
    "alicloud:ess/scalingGroup:ScalingGroup",
    "alicloud:ess/scalingConfiguration:ScalingConfiguration",
)


def planned(stack: Stack, changes: dict[str, Any]) -> Effect:
    """Preview a change, and return what it would do to the group."""
    stack.set_config("args", json.dumps(changes))
    preview = stack.preview("--json")
    steps = json.loads(preview.output[preview.output.index("{") :])["steps"]
    operations = [(step["urn"].split("::")[2].split("$")[-1], step["op"]) for step in steps]
    of_group = {operation for kind, operation in operations if kind == GROUP}
    if of_group & {"replace", "create-replacement"}:
        return Effect.REPLACEMENT
    if any(kind == CONFIGURATION and operation in {"create", "replace"} for kind, operation in operations):
        return Effect.ROLLOUT
    return Effect.IN_PLACE if "update" in of_group else Effect.NOTHING


# A preview for each argument.
@pytest.mark.timeout(900)
def test_every_change_causes_what_the_table_says(make_stack: MakeStack) -> None:
    stack = make_stack(PROJECT, {"component-options:image": "m-app-v1"})
    assert stack.up().exit_code == 0
    assert set(CHANGED) == set(RefreshableScalingGroupArgs.__annotations__)

    found = {}
    for name, value in CHANGED.items():
        changes = {name: value, "security_group_ids": None} if name == "vpc_id" else {name: value}
        found[name] = planned(stack, changes)

    assert found == {name: effect_of(name) for name in CHANGED}
