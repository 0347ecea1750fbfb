"""Answering an event by what `InstanceRedeploy` does: the same code, without Pulumi."""

from dataclasses import dataclass

from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.cloud.ecs import EcsClient
from alicloud_ess_refresh.cloud.membership import MembershipClient
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.events.catalogue import Action
from alicloud_ess_refresh.events.decide import LEAD
from alicloud_ess_refresh.events.policy import Policy
from alicloud_ess_refresh.redeploy.carry_out import Redeployment
from alicloud_ess_refresh.redeploy.model import InScalingGroup, RedeployInputs
from alicloud_ess_refresh.redeploy.watch import Watch

__all__ = ["CloudAnswering"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudAnswering:
    """
    Redeploys and replaces instances.

    Attributes:
        engine: Where progress is told; it is gone when this process is to end.
        waits_for_room: Whether `answer` waits until few enough others of the group are out, or raises NoRoomError.
    """

    ecs: EcsClient
    groups: MembershipClient
    policy: Policy
    clock: Clock
    engine: Engine
    waits_for_room: bool = True

    def group_of(self, instance_id: str) -> str:
        member = self.groups.describe_membership(instance_id)
        return member.scaling_group_id if member else ""

    def answer(self, action: Action, instance_id: str, event_id: str) -> tuple[str, str]:
        inputs = RedeployInputs(
            instance_id=instance_id,
            event_id=event_id,
            accept_local_disk_loss=bool(self.policy.local_disk_reason),
            reason=self.policy.local_disk_reason,
            in_scaling_group=InScalingGroup.REPLACE if action is Action.REPLACE else InScalingGroup.STANDBY,
            max_concurrent=self.policy.max_concurrent,
            lead_seconds=int(LEAD.total_seconds()),
            waits_for_room=self.waits_for_room,
        )
        watch = Watch.over(inputs, ecs=self.ecs, groups=self.groups, clock=self.clock, engine=self.engine)
        result = Redeployment(watch).carry_out()
        return str(result.outcome), f"event {event_id} is `{result.event.status}`"
