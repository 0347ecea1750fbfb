"""
At most `max_concurrent` instances of a group at a time, whichever processes they are moved from.

No service gives a lock for this; the tags of the instances are the record. Each sets its own tag first and looks at
the others' then, and goes on only where all of them together are few enough: of two that do so at the same time, at
least one sees the other. Those that are too many take their tag off again, at whichever look they find that out,
except for the first in the order of their ids, so that not all give way to each other for ever.
"""

from alicloud_ess_refresh.redeploy.errors import NotRedeployableError
from alicloud_ess_refresh.redeploy.mark import TAG_KEY, Mark
from alicloud_ess_refresh.redeploy.watch import Watch

__all__ = ["claim", "unclaim"]


def claim(watch: Watch, mark: Mark, deadline: float) -> None:
    """
    Set the instance's tag, when there is room.

    Raises:
        NotRedeployableError: There was none until the deadline; the tag is not set.
    """
    inputs, pace, began_at = watch.inputs, watch.pace(), watch.clock.now()
    is_told = is_set = False
    while True:
        others = _others(watch, mark, deadline)
        if not is_set and len(others) < inputs.max_concurrent:
            _set(watch, mark, deadline)
            is_set = True
            others = _others(watch, mark, deadline)
        if is_set and len(others) < inputs.max_concurrent:
            return
        # A tag that it has not set may be of a process that moves this very instance now.
        if is_set and sum(other < inputs.instance_id for other in others) >= inputs.max_concurrent:
            unclaim(watch, deadline)
            is_set = False
        if not is_told:
            watch.telling.say(
                f"waiting for {', '.join(others)} of scaling group {mark.scaling_group_id} (`max_concurrent` is "
                f"{inputs.max_concurrent})"
            )
        is_told = True
        if watch.clock.now() >= deadline:
            unclaim(watch, deadline)
            raise _no_room(watch, mark, others, deadline - began_at)
        watch.patience.sleep(pace.pause(others))


def unclaim(watch: Watch, deadline: float) -> None:
    """Take the instance's tag off."""
    watch.patience.until(deadline, lambda: watch.ecs.untag_instance(watch.inputs.instance_id, TAG_KEY))


def _set(watch: Watch, mark: Mark, deadline: float) -> None:
    watch.patience.until(deadline, lambda: watch.ecs.tag_instance(watch.inputs.instance_id, TAG_KEY, str(mark)))


def _others(watch: Watch, mark: Mark, deadline: float) -> list[str]:
    """Answer the other instances of the group that are being moved or replaced, in the order of their ids."""
    if not mark.scaling_group_id:
        return []
    found = watch.patience.until(deadline, lambda: watch.ecs.describe_tagged_instances(TAG_KEY))
    marks = {each.instance_id: Mark.parse(each.tags[TAG_KEY]) for each in found}
    return sorted(
        instance_id
        for instance_id, other in marks.items()
        if other and other.scaling_group_id == mark.scaling_group_id and instance_id != watch.inputs.instance_id
    )


def _no_room(watch: Watch, mark: Mark, others: list[str], waited_seconds: float) -> NotRedeployableError:
    inputs = watch.inputs
    reason = (
        f"for {waited_seconds:.0f} s {', '.join(others)} of scaling group {mark.scaling_group_id} had the tag "
        f"{TAG_KEY}, and `max_concurrent` is {inputs.max_concurrent}: let those redeployments end, and where nothing "
        "goes on, answer the event that the tag names again"
    )
    return NotRedeployableError(inputs.instance_id, inputs.event_id, [reason], is_transient=True)
