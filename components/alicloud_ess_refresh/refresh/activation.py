"""What takes a group to its configuration without a task: enabling it, or making the configuration the active one."""

from dataclasses import dataclass

from alicloud_ess_refresh.errors import ServiceError
from alicloud_ess_refresh.refresh.capacity import CapacityWait, filled_capacity
from alicloud_ess_refresh.refresh.convergence import judge
from alicloud_ess_refresh.refresh.errors import NotRefreshableError
from alicloud_ess_refresh.refresh.facts import Facts
from alicloud_ess_refresh.refresh.model import Outcome, RefreshInputs, Result
from alicloud_ess_refresh.refresh.starting import find_facts
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["Activation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activation:
    """Acts on one group, and waits until its instances are healthy in service."""

    waiter: Waiter
    inputs: RefreshInputs

    def enable(self) -> str:
        """Enable the group; return the activity that failed last before that (`wait_for_capacity`)."""

        def act() -> bool:
            self.waiter.client.enable_scaling_group(self.inputs.scaling_group_id, self.inputs.desired_configuration)
            return True

        def observe() -> bool | None:
            group = self.waiter.client.describe_scaling_group(self.inputs.scaling_group_id)
            return True if group and group.lifecycle_state == "Active" else None

        known_activity_id = self._failed_activity_id()
        self.waiter.progress.say(f"first deployment: enabling the group with {self.inputs.desired_configuration}")
        self.waiter.patience.ensure(self._deadline(), act, observe)
        return known_activity_id

    def activate(self) -> Result:
        """Answer that no instance is to be replaced: new ones are to be made from the desired configuration."""
        desired = self.inputs.desired_configuration
        if desired.image_id or desired.containers:
            reason = (
                f"no instance is there to be replaced, and {desired} alone is not kept for instances to come: put it "
                "into the active scaling configuration"
            )
            raise NotRefreshableError(self.inputs.scaling_group_id, [reason])

        def act() -> bool:
            self.waiter.client.activate(self.inputs.scaling_group_id, desired)
            return True

        def observe() -> bool | None:
            facts = find_facts(self.waiter, self.inputs.scaling_group_id, desired)
            return True if judge(desired, facts).is_active else None

        known_activity_id = self._failed_activity_id()
        if self.waiter.patience.until(self._deadline(), observe):
            self.waiter.progress.say("no instance is to be replaced")
            outcome = Outcome.NOTHING_TO_DO
        else:
            self.waiter.progress.say(f"no instance is to be replaced: making {desired} the active one")
            self.waiter.patience.ensure(self._deadline(), act, observe)
            outcome = Outcome.ACTIVATED
        self.wait_for_capacity(known_activity_id)
        return Result(outcome=outcome)

    def do_nothing(self, facts: Facts, *, is_first: bool) -> Result:
        """Return that no task is needed; instances that are missing or sick are waited for all the same."""
        if is_first or filled_capacity(facts.instances) < facts.group.wanted_capacity:
            desired = self.inputs.desired_configuration
            self.waiter.progress.say(f"the group is on {desired}: waiting until its instances are healthy in service")
            self.wait_for_capacity(self._failed_activity_id())
        return Result(outcome=Outcome.NOTHING_TO_DO)

    def wait_for_capacity(self, known_activity_id: str) -> None:
        """Wait until the group's instances are in service and healthy; see CapacityWait."""
        CapacityWait(
            waiter=self.waiter,
            scaling_group_id=self.inputs.scaling_group_id,
            deadline=self._deadline(),
            known_activity_id=known_activity_id,
        ).carry_out()

    def _failed_activity_id(self) -> str:
        """Return the id of the scaling activity that failed last, or an empty text: its reason may be gone."""
        try:
            activity = self.waiter.client.describe_failed_scaling_activity(self.inputs.scaling_group_id)
        except ServiceError:
            return ""
        return activity.scaling_activity_id if activity else ""

    def _deadline(self) -> float:
        return self.waiter.clock.now() + self.inputs.wait_timeout_seconds
