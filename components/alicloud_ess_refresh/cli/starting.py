"""`start`: what `pulumi up` does for an `InstanceRefresh`, for a group that no program need declare."""

import click

from alicloud_ess_refresh.cli.documents import outcome_document
from alicloud_ess_refresh.cli.errors import RefusedCallError
from alicloud_ess_refresh.cli.flags import FLAGS
from alicloud_ess_refresh.cli.next_steps import next_steps_after
from alicloud_ess_refresh.cli.session import Session
from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.dynamic.patience import CALM_SECONDS
from alicloud_ess_refresh.errors import NothingToRefreshError
from alicloud_ess_refresh.refresh.checkpoints import Approval
from alicloud_ess_refresh.refresh.converge import Activate, Adopt, Enable, NothingToDo, Refuse, Settle, decide
from alicloud_ess_refresh.refresh.facts import Facts
from alicloud_ess_refresh.refresh.inspection import Surroundings, inspect, intent_of
from alicloud_ess_refresh.refresh.model import Outcome, RefreshInputs
from alicloud_ess_refresh.refresh.release import Release
from alicloud_ess_refresh.refresh.sources import check_sources
from alicloud_ess_refresh.refresh.starting import find_facts, start_task
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["start"]

STARTED = "started"
"""Outcome of a start that nobody waits for; the others are those of `InstanceRefresh`."""


def start(session: Session, inputs: RefreshInputs, *, is_confirmed: bool, waits: bool) -> None:
    """
    Take a group to a configuration.

    Args:
        waits: Until it is there; otherwise only until a task is there that takes it there.

    Raises:
        AlicloudError: It is not there; the message says why, what was done about it and what to do next.
    """
    if not waits:
        _check_that_nobody_has_to_wait(inputs)
    group_id, desired = inputs.scaling_group_id, inputs.desired_configuration
    waiter = session.waiter(group_id, poll_interval_seconds=inputs.poll_interval_seconds)
    facts = find_facts(waiter, group_id, desired)
    # A release that is waited for asks for what it is made from itself, before it starts.
    missing = () if waits else check_sources(waiter, desired, facts).missing
    preflight = inspect(inputs, facts, Surroundings(missing_sources=missing))
    if preflight.refusal is not None:
        raise preflight.refusal
    is_confirmed |= isinstance(preflight.plan, NothingToDo)
    session.confirm(f"{group_id} to {desired}: this will {preflight.explanation}. Go on?", is_confirmed=is_confirmed)
    with session.teller.working():
        outcome, task = _release(session, inputs, facts) if waits else _begin(waiter, inputs, facts)
    steps = next_steps_after(waiter, task) if task else ()
    if not waits:
        session.suggest(steps)
    session.answer(outcome_document(group_id, outcome, task, steps))


def _check_that_nobody_has_to_wait(inputs: RefreshInputs) -> None:
    wanted = {
        "alarms": inputs.alarms,
        "probes": inputs.probes,
        "bake_time_minutes": inputs.bake_time_minutes,
        "approval": inputs.approval is Approval.MANUAL,
    }
    given = [FLAGS[name] for name, value in wanted.items() if value]
    if given:
        raise click.UsageError(f"{given[0]}: means nothing with --no-wait, as nobody would be there to act on it")


def _release(session: Session, inputs: RefreshInputs, facts: Facts) -> tuple[str, InstanceRefreshTask | None]:
    intent = intent_of(inputs, facts)
    release = Release(
        session.client,
        inputs,
        clock=session.surroundings.clock,
        engine=session.teller,
        check_clients=session.check_clients,
        chance=session.surroundings.chance,
        open_templates=session.open_templates,
    )
    result = release.converge(recorded=intent.recorded, is_forced=intent.is_forced)
    return result.outcome, result.task


def _begin(waiter: Waiter, inputs: RefreshInputs, facts: Facts) -> tuple[str, InstanceRefreshTask | None]:
    """Do only what is done in a moment."""
    group_id, desired, intent = inputs.scaling_group_id, inputs.desired_configuration, intent_of(inputs, facts)
    match decide(intent, facts):
        case Refuse(error):
            raise error
        case Settle(running):
            named = f"instance refresh {running.instance_refresh_task_id} (`{running.status}`)"
            raise _needs_waiting(group_id, f"{named} has to end first")
        case Enable():
            raise _needs_waiting(group_id, f"the group is to be enabled with {desired} first")
        case Activate():
            raise _needs_waiting(group_id, _to_activate(desired))
        case NothingToDo():
            waiter.progress.say(f"nothing to do, the group is on {desired}")
            return Outcome.NOTHING_TO_DO, None
        case Adopt(running):
            waiter.progress.say(f"instance refresh {running.instance_refresh_task_id} to {desired} is already running")
            return Outcome.ADOPTED, running
        case _:
            return _start(waiter, inputs, facts)


def _start(waiter: Waiter, inputs: RefreshInputs, facts: Facts) -> tuple[str, InstanceRefreshTask | None]:
    group_id, desired, intent = inputs.scaling_group_id, inputs.desired_configuration, intent_of(inputs, facts)
    request = inputs.start_request(is_forced=intent.is_forced, previous_task_id=facts.latest_task_id)
    known = {task.instance_refresh_task_id for task in facts.tasks}
    deadline = waiter.clock.now() + CALM_SECONDS
    try:
        task, _ = start_task(waiter, request, known_task_ids=known, deadline=deadline)
    except NothingToRefreshError as error:
        raise _needs_waiting(group_id, _to_activate(desired)) from error
    waiter.progress.say(f"instance refresh {task.instance_refresh_task_id} to {desired} was started")
    return STARTED, task


def _to_activate(desired: DesiredConfiguration) -> str:
    return f"no instance is to be replaced, and {desired} is to be made the active one"


def _needs_waiting(scaling_group_id: str, reason: str) -> RefusedCallError:
    return RefusedCallError(f"{scaling_group_id}: {reason}, and nothing was changed: leave out `--no-wait`")
