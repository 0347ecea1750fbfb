"""Suspending and resuming a group's processes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import invalid_parameter, missing_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ess.groups import group_of
from alicloud_emulator.state.ess.model import plain_process

if TYPE_CHECKING:
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

# SuspendProcesses, ESS 2022-02-22, parameter Processes.
PROCESSES = ("ScaleIn", "ScaleOut", "HealthCheck", "AlarmNotification", "ScheduledAction")


def suspend_processes(world: World, call: Call) -> dict[str, Any]:
    """Suspend processes; those that are already so stay so."""
    group = group_of(world, call)
    for process in _asked(call):
        if not group.has_suspended(process):
            group.suspended_processes.append(process)
    return {}


def resume_processes(world: World, call: Call) -> dict[str, Any]:
    """Resume processes; those that are not suspended are no error."""
    group = group_of(world, call)
    resumed = {plain_process(process) for process in _asked(call)}
    group.suspended_processes = [
        process for process in group.suspended_processes if plain_process(process) not in resumed
    ]
    return {}


def _asked(call: Call) -> list[str]:
    processes = call.parameters.strings("Processes")
    if not processes:
        raise missing_parameter("Processes")
    known = {plain_process(process) for process in PROCESSES}
    for process in processes:
        if plain_process(process) not in known:
            raise invalid_parameter("Processes", process, "one of " + ", ".join(PROCESSES))
    return processes


NO_REFRESH = "an instance refresh goes on whatever is suspended"
ACTIONS = {
    "SuspendProcesses": Action(
        suspend_processes, "SDK, resource_alicloud_ess_suspend_process.go", Coverage.PARTLY, NO_REFRESH, idempotent=True
    ),
    "ResumeProcesses": Action(resume_processes, "resource_alicloud_ess_suspend_process.go", idempotent=True),
}
