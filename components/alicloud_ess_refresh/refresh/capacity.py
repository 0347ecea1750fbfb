"""
Waiting until a group has the instances that it is to have, in service and healthy.

A refresh task judges what it makes. Where none is started, at a first deployment above all, nobody does but this: an
instance that is in service may be found sick a moment later, is replaced by one that is as sick, and so on for ever.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from alicloud_ess_refresh.cloud.refresh_tasks import RefreshStatus
from alicloud_ess_refresh.cloud.scaling_groups import ScalingActivity, ScalingGroup, ScalingInstance
from alicloud_ess_refresh.errors import ServiceError
from alicloud_ess_refresh.refresh.errors import CapacityError
from alicloud_ess_refresh.refresh.estimate import Seen
from alicloud_ess_refresh.refresh.standing import find_active_sources, tally
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["HEALTH_CHECK_SECONDS", "UNHEALTHY_SECONDS", "CapacityWait", "filled_capacity", "is_lasting"]

HEALTH_CHECK_SECONDS = 90.0
"""How long an instance has to be healthy in service until it counts: longer than one health check. An assumption: no
page says how often Auto Scaling checks; the emulator takes 60 s."""
UNHEALTHY_SECONDS = 600.0
"""How long instances may be unhealthy while no other becomes healthy. An assumption: no page says how long a refresh
waits for its instances; this is the emulator's time for it, so that a first deployment fails when a rollout would."""
MOST_IDS = 5
"""Instances that are named in one message: a group may have two thousand."""

_LASTING_CODES = (
    "Account.Arrearage",
    "Forbidden",
    "InvalidAccountStatus",
    "InvalidDataDiskCategory",
    "InvalidImage",
    "InvalidInstanceType",
    "InvalidKeyPair",
    "InvalidLaunchTemplate",
    "InvalidParameter",
    "InvalidScalingConfigurationId",
    "InvalidSecurityGroup",
    "InvalidSystemDiskCategory",
    "InvalidVSwitchId.NotFound",
    "QuotaExceed",
    "UnauthorizedOperation",
)
"""How the codes of failed scaling activities begin that stay until somebody changes something. Source: the error codes
of ECS 2014-05-26 (RunInstances), which a scaling activity passes on. A RAM role is not among them: one that was made a
moment ago may not be found yet."""


def is_lasting(activity: ScalingActivity) -> bool:
    """Tell whether the reason why an activity failed cannot pass by itself, as a lack of stock can."""
    return activity.error_code.startswith(_LASTING_CODES)


def filled_capacity(instances: Iterable[ScalingInstance]) -> int:
    """Return how much of a group's capacity is there, in service and healthy."""
    return sum(each.weighted_capacity for each in instances if each.fills_capacity)


@dataclass(slots=True, kw_only=True)
class CapacityWait:
    """
    One wait on one group.

    Attributes:
        deadline: On the waiter's clock.
        known_activity_id: The newest scaling activity that had failed before, or empty: its reason may be gone.
    """

    waiter: Waiter
    scaling_group_id: str
    deadline: float
    known_activity_id: str = ""
    _healthy_since: dict[str, float] = field(default_factory=dict)
    _unhealthy_ids: dict[str, None] = field(default_factory=dict)
    _failure: ScalingActivity | None = None
    _told: set[str] = field(default_factory=set)
    _most_filled: int = -1
    _progress_at: float = 0.0
    _unasked: str = ""

    def carry_out(self) -> None:
        """
        Wait until the capacity has been filled for longer than one health check.

        Raises:
            CapacityError: It was not filled in time, or cannot be.
            ServiceError: The service refused, or gave no answer until the deadline.
        """
        waiter, client = self.waiter, self.waiter.client
        began = waiter.clock.now()
        while True:
            group = waiter.group(self.scaling_group_id, self.deadline)
            instances = waiter.patience.until(
                self.deadline, lambda: client.describe_scaling_instances(self.scaling_group_id)
            )
            if self._is_filled(group, instances):
                return
            self._note_failed_activity()
            now = waiter.clock.now()
            reason = self._hopeless() or (self._reason() if now >= self.deadline else "")
            if reason:
                raise CapacityError(
                    self.scaling_group_id,
                    filled=filled_capacity(instances),
                    wanted=group.wanted_capacity,
                    seconds=now - began,
                    reason=reason,
                    standing=tally(find_active_sources(waiter, group), instances),
                )
            look = Seen(now, RefreshStatus.IN_PROGRESS, filled_capacity(instances), group.wanted_capacity)
            waiter.rest(self.scaling_group_id, look, self.deadline)

    def _is_filled(self, group: ScalingGroup, instances: Iterable[ScalingInstance]) -> bool:
        """Note what is seen, say it where it is new, and tell whether it has been enough for long enough."""
        now = self.waiter.service_seconds()
        there = [each for each in instances if each.fills_capacity]
        sick = [each.instance_id for each in instances if each.is_unhealthy_in_service]
        self._healthy_since = {each.instance_id: self._healthy_since.get(each.instance_id, now) for each in there}
        self._unhealthy_ids |= dict.fromkeys(sick)
        filled, wanted = filled_capacity(there), group.wanted_capacity
        if filled > self._most_filled or not self._unhealthy_ids:
            self._most_filled, self._progress_at = max(filled, self._most_filled), now
        if not group.is_health_checked:
            self._say_once(
                "its health check is `NONE`: nothing judges its instances, those in service count as healthy"
            )
        counts = f"{filled} of {wanted} instances in service{f', {len(sick)} unhealthy' if sick else ''}"
        self.waiter.progress.show(counts)
        if filled < wanted:
            return False
        passed = [each for each in there if now - self._healthy_since[each.instance_id] >= HEALTH_CHECK_SECONDS]
        if not group.is_health_checked or filled_capacity(passed) >= wanted:
            return True
        self._say_once(f"watching their health for {HEALTH_CHECK_SECONDS:.0f} s, longer than one health check")
        return False

    def _note_failed_activity(self) -> None:
        """Look for a scaling activity that has failed meanwhile, and say why, once for each reason."""
        try:
            activity = self.waiter.client.describe_failed_scaling_activity(self.scaling_group_id)
        except ServiceError as error:
            self._unasked = str(error)
            return
        self._unasked = ""
        if activity is None or activity.scaling_activity_id == self.known_activity_id:
            return
        self._failure = activity
        if activity.reason not in self._told:
            self._told.add(activity.reason)
            self.waiter.progress.say(_failed(activity))

    def _hopeless(self) -> str:
        """Say why the capacity will not be filled however long this waits; empty where it may be."""
        if self._failure is not None and is_lasting(self._failure):
            return f"{_failed(self._failure)}, which does not pass by itself"
        is_stuck = self.waiter.service_seconds() - self._progress_at >= UNHEALTHY_SECONDS
        return self._sickness() if self._unhealthy_ids and is_stuck else ""

    def _reason(self) -> str:
        """Say why the capacity was not filled in time."""
        known = [self._sickness() if self._unhealthy_ids else "", _failed(self._failure) if self._failure else ""]
        if any(known):
            return "; ".join(each for each in known if each)
        if self._unasked:
            return f"the reason could not be asked for ({self._unasked})"
        return "no scaling activity has failed, so that they are still starting"

    def _sickness(self) -> str:
        ids = list(self._unhealthy_ids)
        rest = f" and {len(ids) - MOST_IDS} more before" if len(ids) > MOST_IDS else ""
        named = f"instance {ids[0]} was" if len(ids) == 1 else f"instances {', '.join(ids[-MOST_IDS:])}{rest} were"
        return f"{named} found unhealthy by the group's health check"

    def _say_once(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self.waiter.progress.say(text)


def _failed(activity: ScalingActivity) -> str:
    return f"scaling activity {activity.scaling_activity_id} failed: {activity.reason}"
