"""Out of service and back, around a move; and the instance stopped again where it was."""

from collections.abc import Callable

from alicloud_ess_refresh.errors import ServiceError
from alicloud_ess_refresh.redeploy.claims import unclaim
from alicloud_ess_refresh.redeploy.errors import NotPutBackError
from alicloud_ess_refresh.redeploy.mark import Mark
from alicloud_ess_refresh.redeploy.model import Facts
from alicloud_ess_refresh.redeploy.watch import Watch

__all__ = ["PUT_BACK_SECONDS", "enter_standby", "put_back"]

PUT_BACK_SECONDS = 600.0
"""How long putting an instance back may take, beyond `wait_timeout_seconds`."""


def enter_standby(watch: Watch, mark: Mark, deadline: float, *, confirm: Callable[[], None]) -> bool:
    """
    Put the instance into standby, each attempt after `confirm`, and tell whether it is there.

    It is not where the time is up, or where the event is over: another process of it has done all that while this one
    was held up.
    """
    group_id, instance_id = mark.scaling_group_id, watch.inputs.instance_id

    def act() -> bool:
        confirm()
        watch.groups.enter_standby(group_id, instance_id)
        return True

    if not watch.patience.until(deadline, lambda: _is_standby(watch)):
        watch.telling.say(f"entering standby in scaling group {group_id}")
        watch.patience.ensure(deadline, act, lambda: True if _is_standby(watch) else None)
    is_there = False

    def is_decided() -> bool:
        nonlocal is_there
        is_there = _is_standby(watch)
        return is_there or _is_over(watch)

    watch.until(deadline, is_decided)
    return is_there


def put_back(watch: Watch, facts: Facts, *, known: Mark | None = None) -> str:
    """
    Make the instance what it was before, as its tag says, and take the tag off; without a tag of this event, nothing.

    Args:
        known: What this process has made the tag say: another one of the same event may have taken it off.

    Returns:
        What was done, for a message; empty where nothing was to be done.

    Raises:
        NotPutBackError: It is not what it was; the tag is still there.
    """
    mark = facts.own_mark(watch.inputs.event_id) or known
    if mark is None or facts.instance is None:
        return ""
    deadline = watch.clock.now() + PUT_BACK_SECONDS
    done = []
    # Without an attempt nothing has started it but whoever wanted that.
    if mark.status == "Stopped" and facts.instance.status == "Running" and facts.attempts:
        _step(watch, "`Stopped`", lambda: _stop(watch, mark, deadline))
        done.append("it was stopped again")
    if mark.is_standby:
        group = f"scaling group {mark.scaling_group_id}"
        _step(watch, f"in service in {group}", lambda: _exit_standby(watch, mark, deadline))
        done.append(f"it was put back into service in {group}")
    _step(watch, "without its tag", lambda: _unclaimed(watch, deadline))
    return " and ".join(done)


def _step(watch: Watch, expected: str, step: Callable[[], bool]) -> None:
    ids = watch.inputs.instance_id, watch.inputs.event_id
    try:
        is_done = step()
    except ServiceError as error:
        raise NotPutBackError(*ids, expected=expected, observed=str(error)) from error
    if not is_done:
        raise NotPutBackError(*ids, expected=expected, observed=f"is not after {PUT_BACK_SECONDS:.0f} s")


def _unclaimed(watch: Watch, deadline: float) -> bool:
    unclaim(watch, deadline)
    return True


def _stop(watch: Watch, mark: Mark, deadline: float) -> bool:
    instance_id = watch.inputs.instance_id

    def is_any(*statuses: str) -> bool:
        return any(each.status in statuses for each in watch.ecs.describe_instances([instance_id]))

    def act() -> bool:
        watch.ecs.stop_instance(instance_id, stopped_mode=mark.stopped_mode)
        return True

    watch.telling.say("stopping it again, as it was")
    watch.patience.ensure(deadline, act, lambda: True if is_any("Stopping", "Stopped") else None)
    return watch.until(deadline, lambda: is_any("Stopped"))


def _exit_standby(watch: Watch, mark: Mark, deadline: float) -> bool:
    group_id, instance_id = mark.scaling_group_id, watch.inputs.instance_id

    def act() -> bool:
        watch.groups.exit_standby(group_id, instance_id)
        return True

    if watch.patience.until(deadline, lambda: _is_standby(watch)):
        watch.telling.say(f"back into service in scaling group {group_id}")
        watch.patience.ensure(deadline, act, lambda: None if _is_standby(watch) else True)
    return watch.until(deadline, lambda: not _is_standby(watch))


def _is_over(watch: Watch) -> bool:
    event = watch.ecs.describe_system_event(watch.inputs.event_id)
    return event is None or event.is_closed


def _is_standby(watch: Watch) -> bool:
    member = watch.groups.describe_membership(watch.inputs.instance_id)
    return member is not None and member.lifecycle_state == "Standby"
