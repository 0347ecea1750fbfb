"""ECS and Auto Scaling as a script: one instance of a group, an event, and what becomes of them."""

# ruff: noqa: ARG002  # the parameters are those of EcsClient and MembershipClient

from collections.abc import Sequence
from dataclasses import replace

from alicloud_ess_refresh.cloud.ecs import EcsInstance, EcsTask, SystemEvent
from alicloud_ess_refresh.cloud.membership import Membership
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup
from alicloud_ess_refresh.errors import ServiceUnreachableError

__all__ = ["FakeCloud"]


class FakeCloud:
    """
    Implements EcsClient and MembershipClient.

    Attributes:
        others: Further instances of the group.
        ends: What a move leads to as soon as it is looked at: statuses of its task and of the event.
        stuck: Actions that are accepted and have no effect.
        unreachable: Actions that get no answer.
        changes: Calls that changed something, in order.
    """

    region = "cn-hangzhou"

    def __init__(self) -> None:
        self.instance = EcsInstance(instance_id="i-1", status="Running")
        self.event = SystemEvent(
            event_id="e-1",
            instance_id="i-1",
            event_type="SystemMaintenance.Redeploy",
            status="Scheduled",
            publish_time="2026-01-01T10:30:20Z",
        )
        self.member = Membership(instance_id="i-1", scaling_group_id="asg-1", lifecycle_state="InService")
        self.others: tuple[EcsInstance, ...] = ()
        self.tasks: tuple[EcsTask, ...] = ()
        self.ends = ("Finished", "Avoided")
        self.stuck: set[str] = set()
        self.unreachable: set[str] = set()
        self.changes: list[str] = []

    def describe_instances(self, instance_ids: Sequence[str]) -> tuple[EcsInstance, ...]:
        return (self.instance,)

    def describe_tagged_instances(self, tag_key: str) -> tuple[EcsInstance, ...]:
        return tuple(each for each in (self.instance, *self.others) if tag_key in each.tags)

    def describe_system_event(self, event_id: str) -> SystemEvent | None:
        return self.event

    def describe_redeployments(self, instance_id: str) -> tuple[EcsTask, ...]:
        return self.tasks

    def redeploy_instance(self, instance_id: str, *, force_stop: bool) -> str:
        self._change("RedeployInstance")
        status, event_status = self.ends
        self.tasks = (EcsTask(task_id="t-1", status=status, creation_time="2026-01-01T10:31Z"),)
        self.event = replace(self.event, status=event_status, reason="no host is free")
        return "t-1"

    def stop_instance(self, instance_id: str, *, stopped_mode: str) -> None:
        if self._change("StopInstance"):
            self.instance = replace(self.instance, status="Stopped")

    def tag_instance(self, instance_id: str, key: str, value: str) -> None:
        self._change("TagResources")
        self.instance = replace(self.instance, tags={key: value})

    def untag_instance(self, instance_id: str, key: str) -> None:
        self._change("UntagResources")
        self.instance = replace(self.instance, tags={})

    def set_deletion_protection(self, instance_id: str, *, is_protected: bool) -> None:
        raise NotImplementedError

    def describe_membership(self, instance_id: str) -> Membership | None:
        return self.member

    def describe_scaling_group(self, scaling_group_id: str) -> ScalingGroup | None:
        raise NotImplementedError

    def describe_suspended_processes(self, scaling_group_id: str) -> tuple[str, ...]:
        raise NotImplementedError

    def enter_standby(self, scaling_group_id: str, instance_id: str) -> None:
        if self._change("EnterStandby"):
            self.member = replace(self.member, lifecycle_state="Standby")

    def exit_standby(self, scaling_group_id: str, instance_id: str) -> None:
        if self._change("ExitStandby"):
            self.member = replace(self.member, lifecycle_state="InService")

    def set_unhealthy(self, instance_id: str) -> None:
        self._change("SetInstanceHealth")

    def _change(self, action: str) -> bool:
        """Note a call, and tell whether it takes effect."""
        if action in self.unreachable:
            raise ServiceUnreachableError("127.0.0.1:80: Read timed out", action=action, subject="i-1")
        self.changes.append(action)
        return action not in self.stuck
