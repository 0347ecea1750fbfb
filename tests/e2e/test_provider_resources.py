"""
The unchanged provider's resources and look-ups on the emulator, from creation through an update to destruction.

What the provider reads back must be what the program said: a second preview and a refresh find nothing to change.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alibabacloud_ecs20140526 import models

from alicloud_emulator import Emulator
from contract.official import ecs_client
from e2e.cloud import changing_calls, entities
from e2e.conftest import MakeStack
from toolchain.stack import Stack

HERE = Path(__file__).parent


def assert_unchanged(stack: Stack) -> None:
    """The program against the state, and the state against the cloud."""
    preview = stack.preview("--expect-no-changes", "--diff")
    assert preview.exit_code == 0, preview.output
    refresh = stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes", "--diff")
    assert refresh.exit_code == 0, refresh.output


# The provider waits 10 s after it made or released an instance (resource_alicloud_instance.go), and 5 s for a VPC.
@pytest.mark.timeout(180)
def test_network_and_compute(make_stack: MakeStack, emulator: Emulator) -> None:
    stack = make_stack(HERE / "compute_resources")
    stack.set_config("releaseAt", (datetime.now(UTC) + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:00Z"))
    created = stack.up()
    assert created.exit_code == 0, created.output
    outputs = stack.outputs()
    instance_id = outputs.pop("instance_id")
    assert outputs == {
        "account": ["1234567890123456", "1234567890123456", "Account"],
        "regions": ["cn-hangzhou"],
        "zones": ["cn-hangzhou-h", "cn-hangzhou-i", "cn-hangzhou-j"],
        "types": ["ecs.g7.large", "ecs.g6.large"],
        "families": [
            "ecs.g7",
            "ecs.g6",
            "ecs.c7",
            "ecs.r7",
            "ecs.u1-c1m2",
            "ecs.t6-c1m1",
            "ecs.i3",
            "ecs.gn6i-c4g1",
        ],
        "images": [["aliyun_3_x64_20G_alibase_20250629.vhd"], ["m-app-v1", "m-app-v2"]],
        "networks": ["net"],
        "route_tables": ["vtb-"],
        "switches": ["cn-hangzhou-h", "cn-hangzhou-i"],
        "groups": [["web", True]],
        "rules": [["tcp", "443/443"]],
        "instances": [["full", "Running", 2]],
        "templates": ["web"],
        "key_pairs": ["deploy"],
    }
    assert_unchanged(stack)

    stack.set_config("stage", "live")
    stack.set_config("protected", "true")
    updated = stack.up()
    assert updated.exit_code == 0, updated.output
    assert_unchanged(stack)
    assert changing_calls(emulator, "RunInstances", "ReplaceSystemDisk", "CreateLaunchTemplateVersion") == {
        "RunInstances": 3,
        "ReplaceSystemDisk": 1,
        "CreateLaunchTemplateVersion": 1,
    }

    kept = stack.destroy()
    assert kept.exit_code != 0
    assert "ErrorCode: InvalidOperation.DeletionProtection" in kept.output
    assert [item["instance_id"] for item in entities(emulator, "instances")] == [instance_id]
    ecs_client(emulator).modify_instance_attribute(
        models.ModifyInstanceAttributeRequest(instance_id=instance_id, deletion_protection=False)
    )
    destroyed = stack.destroy()
    assert destroyed.exit_code == 0, destroyed.output
    assert emulator.state["empty"], emulator.state


@pytest.mark.timeout(120)
def test_auto_scaling(make_stack: MakeStack, emulator: Emulator) -> None:
    stack = make_stack(HERE / "scaling_resources")
    created = stack.up()
    assert created.exit_code == 0, created.output
    assert stack.outputs() == {
        "groups": [["web-test", ["OldestInstance", "NewestInstance"]]],
        "configurations": [["spare", "m-app-v2", "Inactive"]],
        "rules": [
            ["simple", "SimpleScalingRule"],
            ["step", "StepScalingRule"],
            ["target", "TargetTrackingScalingRule"],
        ],
        "hooks": [["drain", 90]],
        "notifications": [["AUTOSCALING:SCALE_OUT_SUCCESS"]],
        "alarms": [["busy", "70.3", True]],
        "tasks": [["night", "2099-12-01T22:00Z"]],
    }
    assert_unchanged(stack)

    stack.set_config("stage", "live")
    updated = stack.up()
    assert updated.exit_code == 0, updated.output
    assert_unchanged(stack)
    assert changing_calls(emulator, "CreateScalingGroup", "CreateScalingConfiguration") == {
        "CreateScalingGroup": 2,
        "CreateScalingConfiguration": 2,
    }

    destroyed = stack.destroy()
    assert destroyed.exit_code == 0, destroyed.output
    assert emulator.state["empty"], emulator.state


# The provider waits 10 s for a trail and for a rule of EventBridge to have the status that was asked for.
@pytest.mark.timeout(180)
def test_guard(make_stack: MakeStack, emulator: Emulator) -> None:
    stack = make_stack(HERE / "guard_resources")
    created = stack.up()
    assert created.exit_code == 0, created.output
    assert stack.outputs() == {
        "caller": "acs:ram::1234567890123456:root",
        "roles": [["ops", "acs:ram::1234567890123456:role/ops"]],
        "queues": ["events", "dead"],
        "targets": ["acs:mns:cn-hangzhou:1234567890123456:/queues/events/messages"],
        "silence": 0,
        "trail": "records",
        "bus_rule": "default:lift",
    }
    assert_unchanged(stack)

    stack.set_config("stage", "live")
    updated = stack.up()
    assert updated.exit_code == 0, updated.output
    assert_unchanged(stack)
    assert changing_calls(
        emulator, "CreateRole", "CreateQueue", "CreateTrail", "CreateRule", "CreatePolicyVersion"
    ) == {
        "CreateRole": 1,
        "CreateQueue": 2,
        "CreateTrail": 1,
        "CreateRule": 1,
        "CreatePolicyVersion": 1,
    }

    destroyed = stack.destroy()
    assert destroyed.exit_code == 0, destroyed.output
    assert emulator.state["empty"], emulator.state
