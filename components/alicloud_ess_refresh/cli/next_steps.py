"""What can be done next about a refresh, as data: commands with their ids."""

import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from alicloud_ess_refresh.cli.flags import FLAGS
from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.errors import AlicloudError, ServiceError
from alicloud_ess_refresh.refresh.facts import NOTHING_RECORDED, active_configuration
from alicloud_ess_refresh.refresh.rollback_target import rollback_target
from alicloud_ess_refresh.refresh.rules import MOVING_VERSIONS
from alicloud_ess_refresh.refresh.waiter import Waiter
from alicloud_ess_refresh.sight.look import look
from alicloud_ess_refresh.sight.model import Sight, WaitsFor

__all__ = ["NextStep", "next_step_lines", "next_steps", "next_steps_after", "start_command"]


@dataclass(frozen=True, slots=True)
class NextStep:
    """
    One thing to do.

    Attributes:
        command: What to type, quoted for a shell.
        effect: What it does: a verb in the third person, and no full stop.
    """

    command: str
    effect: str

    def __str__(self) -> str:
        return f"`{self.command}` {self.effect}"


def next_steps(waiter: Waiter, sight: Sight) -> tuple[NextStep, ...]:
    """
    Return what can be done next about the task that is seen, most likely first.

    After a success the service is asked whether the configuration to go back to still exists; what it does not answer
    is not proposed.
    """
    task = sight.task
    if task is None:
        return ()
    if task.status is RefreshStatus.SUCCESSFUL:
        return tuple(_back(waiter, sight, task))
    if not task.is_settled:
        return tuple(_while_it_runs(sight, task))
    return tuple(_after_half(sight, task))


def next_steps_after(waiter: Waiter, task: InstanceRefreshTask) -> tuple[NextStep, ...]:
    """
    Look at a task's group once more, and return what can be done next.

    None where the group cannot be seen: what was done is done.
    """
    try:
        return next_steps(waiter, look(waiter, task.scaling_group_id, task.instance_refresh_task_id))
    except AlicloudError:
        return ()


def next_step_lines(steps: Sequence[NextStep]) -> list[str]:
    """Return one line a step."""
    return [f"{'      ' if number else 'Next: '}{step}" for number, step in enumerate(steps)]


def _while_it_runs(sight: Sight, task: InstanceRefreshTask) -> Iterator[NextStep]:
    command = _commands_on(task)
    watch = f"ess-refresh status {task.scaling_group_id} --watch"
    match sight.waits_for:
        case WaitsFor.APPROVAL:
            yield NextStep(command("approve"), "lets it go on")
        case WaitsFor.RESUME:
            yield NextStep(command("resume"), "lets it go on")
        case WaitsFor.END_OF_PAUSE:
            yield NextStep(watch, "shows how it goes on when the pause is over")
            yield NextStep(command("suspend"), "keeps it halted after the pause")
        case None:
            yield NextStep(watch, "shows its end")
    if sight.waits_for is not None and _can_be_rolled_back(sight, task):
        yield NextStep(command("rollback"), "ends it, and puts back what is replaced")
    if sight.waits_for is not None or task.status is RefreshStatus.PENDING:
        yield NextStep(command("cancel"), "ends it, and leaves what is replaced")


def _after_half(sight: Sight, task: InstanceRefreshTask) -> Iterator[NextStep]:
    """Go on, or go back: a task that did not succeed has left the active configuration as it was."""
    group_id, desired, active = task.scaling_group_id, task.desired_configuration, active_configuration(sight.group)
    is_replaced = bool(task.finished_update_capacity)
    if task.status is RefreshStatus.ROLLBACK_SUCCESSFUL:
        yield NextStep(start_command(group_id, desired), f"tries again to get to {desired}")
        return
    yield NextStep(
        start_command(group_id, desired), f"goes on to {desired}" if is_replaced else f"starts again to {desired}"
    )
    if active is not None and is_replaced and not desired.is_active_one and not desired.is_same_as(active):
        yield NextStep(start_command(group_id, active), f"takes all instances back to {active}, which is active")


def _back(waiter: Waiter, sight: Sight, task: InstanceRefreshTask) -> Iterator[NextStep]:
    """
    Name what the group was on before.

    A task has no field for it. The list of tasks tells; where it does not, every other configuration of the group is
    named.
    """
    group_id, active = task.scaling_group_id, active_configuration(sight.group)
    if active is None or not task.desired_configuration.is_same_as(active):
        return
    configurations = _configurations(waiter, group_id)
    facts = replace(sight.facts, configurations=configurations)
    target = rollback_target(task.desired_configuration, facts, NOTHING_RECORDED, task).desired
    if target is not None:
        yield NextStep(start_command(group_id, target), f"takes it back to {target}, which was active before")
        return
    for each in configurations:
        other = DesiredConfiguration(scaling_configuration_id=each.scaling_configuration_id)
        if other != active:
            yield NextStep(start_command(group_id, other), f"takes it to {other}, which the group also has")


def _configurations(waiter: Waiter, scaling_group_id: str) -> tuple[ScalingConfiguration, ...]:
    try:
        return waiter.patience.calmly(lambda: waiter.client.describe_scaling_configurations(scaling_group_id))
    except ServiceError:
        return ()


def _can_be_rolled_back(sight: Sight, task: InstanceRefreshTask) -> bool:
    """Tell what the service allows, as far as the group and the task show it (StartInstanceRefresh)."""
    desired, active = task.desired_configuration, active_configuration(sight.group)
    is_moving = bool(desired.launch_template_id) and desired.launch_template_version in MOVING_VERSIONS
    return not is_moving and not desired.is_active_one and not (active and desired.is_same_as(active))


def start_command(scaling_group_id: str, desired: DesiredConfiguration) -> str:
    """
    Return the command that takes a group to a configuration.

    >>> start_command("asg-1", DesiredConfiguration(scaling_configuration_id="asc-1"))
    'ess-refresh start asg-1 --scaling-configuration-id asc-1'
    """
    words = ["ess-refresh", "start", scaling_group_id]
    for name in ("scaling_configuration_id", "image_id", "launch_template_id", "launch_template_version"):
        if value := getattr(desired, name):
            words += [FLAGS[name], value]
    for instance_type in desired.launch_template_overrides:
        words += [FLAGS["launch_template_overrides"], instance_type]
    if desired.containers:
        words += [FLAGS["containers"], "FILE"]
    if desired.image_id or desired.containers:
        words.append("--no-skip-matching")
    return shlex.join(words)


def _commands_on(task: InstanceRefreshTask) -> Callable[[str], str]:
    def command(name: str) -> str:
        return f"ess-refresh {name} {task.scaling_group_id} --task {task.instance_refresh_task_id}"

    return command
