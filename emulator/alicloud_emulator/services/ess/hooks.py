"""Lifecycle hooks, and the answers to them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ess.fields import Field, Kind
from alicloud_emulator.services.ess.records import RecordKind
from alicloud_emulator.services.pages import page
from alicloud_emulator.state.ess.hooks import SCALE_IN, SCALE_OUT, hooks_of
from alicloud_emulator.state.ess.instances import end_wait

if TYPE_CHECKING:
    from alicloud_emulator.state.ess.model import GroupInstance, GroupRecord, ScalingGroup
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

RESULTS = ("CONTINUE", "ABANDON")
# CreateLifecycleHook, ESS 2022-02-22, parameter HeartbeatTimeout, in seconds.
SHORTEST_WAIT, LONGEST_WAIT = 30, 21600


def _store(world: World) -> dict[str, GroupRecord]:
    return world.scaling.hooks


KIND = RecordKind(
    noun="LifecycleHook",
    store=_store,
    id_name="LifecycleHookId",
    id_prefix="ash",
    list_name="LifecycleHooks",
    name_field="LifecycleHookName",
    required=("ScalingGroupId", "LifecycleTransition"),
    fields=(
        Field("LifecycleHookName"),
        Field("LifecycleTransition"),
        Field("HeartbeatTimeout", Kind.INTEGER),
        Field("DefaultResult"),
        Field("NotificationArn"),
        Field("NotificationMetadata"),
        Field("LifecycleHookStatus"),
    ),
    defaults={
        "HeartbeatTimeout": 600,
        "DefaultResult": "CONTINUE",
        "LifecycleHookStatus": "Active",
        "NotificationArn": "",
        "NotificationMetadata": "",
    },
    exact_filters=("LifecycleHookName",),
)


def describe_lifecycle_actions(world: World, call: Call) -> dict[str, Any]:
    """List the instances of an activity that hooks hold."""
    activity_id = call.parameters.require("ScalingActivityId")
    found = [
        {
            "LifecycleHookId": hook.record_id,
            "LifecycleActionToken": instance.action_token,
            "LifecycleActionStatus": "Pending",
            "LifecycleActionResult": hook.settings["DefaultResult"],
            "InstanceIds": [instance.instance_id],
        }
        for group, instance in _waiting(world)
        if instance.activity_id == activity_id
        for hook in hooks_of(world, group, SCALE_IN if instance.is_leaving else SCALE_OUT)
    ]
    shown, fields = page(found, call.parameters)
    paging = {"TotalCount": len(found), "MaxResults": 10, "NextToken": fields.get("NextToken", "")}
    return {**paging, "LifecycleActions": list(shown)}


def complete_lifecycle_action(world: World, call: Call) -> dict[str, Any]:
    """End the wait of an instance."""
    KIND.find(world, call)
    result = call.parameters.choice("LifecycleActionResult", RESULTS) or "CONTINUE"
    group, instance = _held(world, call.parameters.require("LifecycleActionToken"))
    end_wait(world, group, instance, is_abandoned=result == "ABANDON")
    return {}


def record_lifecycle_action_heartbeat(world: World, call: Call) -> dict[str, Any]:
    """Let an instance wait for longer. Its parameters begin with a small letter."""
    token = call.parameters.require("lifecycleActionToken")
    seconds = call.parameters.integer("heartbeatTimeout", minimum=SHORTEST_WAIT, maximum=LONGEST_WAIT)
    _, instance = _held(world, token)
    instance.due_at = world.now + timedelta(seconds=seconds or KIND.defaults["HeartbeatTimeout"])
    return {}


def _held(world: World, token: str) -> tuple[ScalingGroup, GroupInstance]:
    for group, instance in _waiting(world):
        if instance.action_token == token:
            return group, instance
    raise ApiError(404, "InvalidLifecycleActionToken.NotFound", f"Nothing waits for the token {token}.")


def _waiting(world: World) -> list[tuple[ScalingGroup, GroupInstance]]:
    return [
        (group, instance)
        for group in world.scaling.groups.values()
        for instance in group.instances.values()
        if instance.action_token
    ]


ONE_WAIT = "the hooks of a transition hold an instance together, and one answer ends that"
ACTIONS = {
    "CreateLifecycleHook": Action(KIND.create, "resource_alicloud_ess_lifecyclehook.go", Coverage.PARTLY, ONE_WAIT),
    "DescribeLifecycleHooks": Action(KIND.describe, "service_alicloud_ess.go"),
    "ModifyLifecycleHook": Action(KIND.modify, "resource_alicloud_ess_lifecyclehook.go"),
    "DeleteLifecycleHook": Action(KIND.delete, "resource_alicloud_ess_lifecyclehook.go"),
    "DescribeLifecycleActions": Action(describe_lifecycle_actions, "SDK"),
    "CompleteLifecycleAction": Action(complete_lifecycle_action, "SDK"),
    "RecordLifecycleActionHeartbeat": Action(record_lifecycle_action_heartbeat, "SDK"),
}
