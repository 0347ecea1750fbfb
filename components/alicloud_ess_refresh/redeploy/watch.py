"""Looking at one instance: what is known of it, again and again until something is the case."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.cloud.ecs import EcsClient
from alicloud_ess_refresh.cloud.membership import MembershipClient
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.dynamic.pace import Pace
from alicloud_ess_refresh.dynamic.patience import RETRY_SECONDS, Patience
from alicloud_ess_refresh.dynamic.telling import Telling
from alicloud_ess_refresh.redeploy.mark import TAG_KEY, Mark
from alicloud_ess_refresh.redeploy.model import Facts, InScalingGroup, RedeployInputs

__all__ = ["Watch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What every step has in its hands."""

    ecs: EcsClient
    groups: MembershipClient
    inputs: RedeployInputs
    clock: Clock
    patience: Patience
    telling: Telling

    @classmethod
    def over(
        cls, inputs: RedeployInputs, *, ecs: EcsClient, groups: MembershipClient, clock: Clock, engine: Engine
    ) -> Self:
        telling = Telling(inputs.instance_id, clock=clock, engine=engine)
        retry_seconds = min(inputs.poll_interval_seconds, RETRY_SECONDS)
        patience = Patience(clock=clock, engine=engine, say=telling.say, retry_seconds=retry_seconds)
        return cls(ecs=ecs, groups=groups, inputs=inputs, clock=clock, patience=patience, telling=telling)

    def pace(self) -> Pace:
        return Pace(self.inputs.poll_interval_seconds)

    def look(self, deadline: float, *, scaling_group_id: str = "") -> Facts:
        """
        Look at everything that a decision needs.

        Args:
            scaling_group_id: Where the instance was last; it says nothing of it when it is gone.
        """
        ecs, groups, patience, inputs = self.ecs, self.groups, self.patience, self.inputs
        instance_id = inputs.instance_id
        found = patience.until(deadline, lambda: ecs.describe_instances([instance_id]))
        member = patience.until(deadline, lambda: groups.describe_membership(instance_id)) if found else None
        group_id = member.scaling_group_id if member else scaling_group_id
        is_asked = group_id and inputs.in_scaling_group is InScalingGroup.REPLACE
        mark = Mark.parse(found[0].tags.get(TAG_KEY, "")) if found else None
        other_event_id = mark.event_id if mark and mark.event_id != inputs.event_id else ""
        return Facts(
            instance=found[0] if found else None,
            event=patience.until(deadline, lambda: ecs.describe_system_event(inputs.event_id)),
            tasks=patience.until(deadline, lambda: ecs.describe_redeployments(instance_id)) if found else (),
            membership=member,
            group=patience.until(deadline, lambda: groups.describe_scaling_group(group_id)) if is_asked else None,
            suspended_processes=patience.until(deadline, lambda: groups.describe_suspended_processes(group_id))
            if is_asked
            else (),
            marked_event=patience.until(deadline, lambda: ecs.describe_system_event(other_event_id))
            if other_event_id
            else None,
        )

    def until(self, deadline: float, is_met: Callable[[], bool]) -> bool:
        """Ask until it is so, or the time is up; tell which."""
        pace = self.pace()
        while not self.patience.until(deadline, is_met):
            if self.clock.now() >= deadline:
                return False
            self.patience.sleep(pace.pause(None))
        return True
