"""
At most `max_concurrent` instances of a group at a time, whichever processes they are moved from.

No service gives a lock for this; the tags of the instances are the record. Each process sets the tag of its instance
first and looks at the others' then, and goes on only where all of them together are few enough: of two that do so at
the same time, at least one sees the other. Those that are too many take their tag off again, except for the first in
the order of their ids, so that not all give way to each other for ever.

A tag outlives its process, so it belongs to its event, not to who set it. Facts tell what it is:

- nothing has been done to the instance: a claim. Whoever answers the same event takes it as its own, and counts as if
  it had set it; or gives way and takes it off.
- the instance is out of service, or a task moves it: under way. It has its room already, and waits for nobody.
- its event is over, and nothing is under way: void. Nobody counts it.

Two processes may answer the same event. One that gives way waits first, longer than a call may last, and looks whether
the other one has begun meanwhile. What a process saw counts for a short time: one that was held up between a look and
what it does upon it (throttled, suspended, swapped out) looks again.
"""

from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.redeploy.errors import NoRoomError
from alicloud_ess_refresh.redeploy.mark import TAG_KEY, Mark
from alicloud_ess_refresh.redeploy.model import is_under_way
from alicloud_ess_refresh.redeploy.watch import Watch

__all__ = ["FRESH_SECONDS", "GRACE_SECONDS", "Claim", "LostClaimError", "unclaim"]

GRACE_SECONDS = 30.0
"""From finding out that there are too many to taking the tag off. A call gets an answer, or none, in 20 s
(cloud/sdk_calls.py): by then another process of this event that saw room before has begun with the instance."""
FRESH_SECONDS = 10.0
"""How long after it was asked for an answer is acted upon: with the longest call after it, no longer than the grace."""


class LostClaimError(AlicloudError):
    """Another process has taken the tag off, or the room is gone: everything is to be looked at again."""


class Claim:
    """One instance's place among those of its group that are out of service."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._pace = watch.pace()
        self._began_at = self._looked_at = watch.clock.now()
        self._crowded_at: float | None = None
        self._is_told = False

    def hold(self, mark: Mark, held: Mark | None, deadline: float) -> bool:
        """
        Hold the instance's tag, with room for it.

        Args:
            mark: What the tag is to say.
            held: What it says already, as far as that is no longer anybody else's.

        Returns:
            Whether to go on. Where it is False, time has passed, or another process has changed something: look at
            everything again, and come back.

        Raises:
            NoRoomError: There is none, and it is not to be waited for any longer; a mere claim has been taken off.
        """
        if not mark.scaling_group_id:
            self.keep(mark, held, deadline)
            return True
        is_fresh = True
        while True:
            own, others = self._look(mark, deadline)
            if own != held:
                self._watch.patience.sleep(self._pace.pause(own))
                return False
            if len(others) < self._watch.inputs.max_concurrent:
                self._crowded_at = None
                if own == mark:
                    return is_fresh
                self.keep(mark, own, deadline)
                held = mark
                continue
            self._tell(mark, others)
            if held is not None and self._is_to_give_way(others, deadline):
                if not self._give_way(held, deadline):
                    return False
                held = None
            if held is None and self._is_over(deadline):
                raise self._no_room(mark, others)
            self._watch.patience.sleep(min(self._pace.pause(others), deadline - self._watch.clock.now()))
            is_fresh = False

    def confirm(self, mark: Mark, deadline: float) -> None:
        """
        Make sure, right before the instance is touched, that the tag and its room are still there.

        Raises:
            LostClaimError: They are not.
        """
        while mark.scaling_group_id and self._watch.clock.now() - self._looked_at > FRESH_SECONDS:
            own, others = self._look(mark, deadline)
            if self._watch.clock.now() >= deadline or own != mark or len(others) >= self._watch.inputs.max_concurrent:
                raise LostClaimError(f"{self._watch.inputs.instance_id}: its claim was lost")

    def keep(self, mark: Mark, held: Mark | None, deadline: float) -> None:
        """Have the tag say `mark`, where it says something else, without asking for room."""
        if mark != held:
            ecs, instance_id = self._watch.ecs, self._watch.inputs.instance_id
            self._watch.patience.until(deadline, lambda: ecs.tag_instance(instance_id, TAG_KEY, str(mark)))

    def _look(self, mark: Mark, deadline: float) -> tuple[Mark | None, list[str]]:
        """Return the instance's own tag, and the other instances of the group that count, in the order of their ids."""
        watch = self._watch
        self._looked_at = watch.clock.now()
        found = watch.patience.until(deadline, lambda: watch.ecs.describe_tagged_instances(TAG_KEY))
        marks = {each.instance_id: Mark.parse(each.tags[TAG_KEY]) for each in found}
        own = marks.pop(watch.inputs.instance_id, None)
        others = {
            instance_id: other
            for instance_id, other in sorted(marks.items())
            if other and other.scaling_group_id == mark.scaling_group_id
        }
        if len(others) < watch.inputs.max_concurrent:
            return own, list(others)
        return own, [each for each, other in others.items() if not self._is_void(each, other, deadline)]

    def _is_void(self, instance_id: str, mark: Mark, deadline: float) -> bool:
        """Tell whether a tag was left behind: its event is over, and the instance is where it was."""
        watch = self._watch
        event = watch.patience.until(deadline, lambda: watch.ecs.describe_system_event(mark.event_id))
        if event is not None and not event.is_closed:
            return False
        member = watch.patience.until(deadline, lambda: watch.groups.describe_membership(instance_id))
        tasks = watch.patience.until(deadline, lambda: watch.ecs.describe_redeployments(instance_id))
        return not is_under_way(mark, member, tasks)

    def _is_to_give_way(self, others: list[str], deadline: float) -> bool:
        inputs, now = self._watch.inputs, self._watch.clock.now()
        self._crowded_at = now if self._crowded_at is None else self._crowded_at
        crowded_seconds = now - self._crowded_at
        if now >= deadline:
            return True
        if sum(other < inputs.instance_id for other in others) >= inputs.max_concurrent:
            return crowded_seconds >= GRACE_SECONDS
        # The first keeps its tag, and the others go; where it is not to wait in here, no longer than they take.
        return not inputs.waits_for_room and crowded_seconds >= 2 * GRACE_SECONDS

    def _give_way(self, held: Mark, deadline: float) -> bool:
        """Take the tag off, unless another process has begun with the instance meanwhile."""
        watch = self._watch
        looked_at = watch.clock.now()
        facts = watch.look(max(deadline, looked_at))
        if is_under_way(held, facts.membership, facts.tasks) or watch.clock.now() - looked_at > FRESH_SECONDS:
            return False
        unclaim(watch, max(deadline, watch.clock.now()))
        self._crowded_at = None
        return True

    def _is_over(self, deadline: float) -> bool:
        return not self._watch.inputs.waits_for_room or self._watch.clock.now() >= deadline

    def _tell(self, mark: Mark, others: list[str]) -> None:
        if not self._watch.inputs.waits_for_room:
            return
        waiting, limit = f"waiting for {', '.join(others)}", self._watch.inputs.max_concurrent
        line = f"{waiting} of scaling group {mark.scaling_group_id} (`max_concurrent` is {limit})"
        self._watch.telling.show(waiting, "" if self._is_told else line)
        self._is_told = True

    def _no_room(self, mark: Mark, others: list[str]) -> NoRoomError:
        inputs = self._watch.inputs
        reason = (
            f"for {self._watch.clock.now() - self._began_at:.0f} s {', '.join(others)} of scaling group "
            f"{mark.scaling_group_id} had the tag {TAG_KEY}, and `max_concurrent` is {inputs.max_concurrent}: let "
            "those redeployments end, and where nothing goes on, answer the event that the tag names again"
        )
        return NoRoomError(inputs.instance_id, inputs.event_id, [reason], others=others)


def unclaim(watch: Watch, deadline: float) -> None:
    """Take the instance's tag off."""
    watch.patience.until(deadline, lambda: watch.ecs.untag_instance(watch.inputs.instance_id, TAG_KEY))
