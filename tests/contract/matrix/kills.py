"""Processes that die in a rollout, and what a user wants afterwards."""

from collections.abc import Callable, Mapping
from typing import Any

from alicloud_emulator.state.ess.refresh_model import RefreshStatus
from contract.matrix.declarations import BROKEN, V1, V2, V3
from contract.matrix.oracle import Kind
from contract.matrix.session import Event, Session
from contract.matrix.stage import CAPACITY
from contract.terminal import Terminal

HOUR = 3600
CHECKPOINTS: Mapping[str, Any] = {
    "checkpoints": [{"percentage": 34}, {"percentage": 100}],
    "checkpoint_pause_time": 5,
    "approval": "manual",
}


def in_progress(session: Session) -> Callable[[], bool]:
    """The process dies when the first instance of a task is there."""

    def dies() -> bool:
        task = session.stage.running
        return task is not None and task.status is RefreshStatus.IN_PROGRESS and len(session.instances) > CAPACITY

    return dies


def kill(session: Session, release: str, **settings: Any) -> bool:
    """Deploy the first release, and kill another; return whether its task still runs."""
    session.deploy()
    session.up(release, dies=in_progress(session), **settings)
    return session.stage.running is not None


def killed_then_continued(session: Session) -> None:
    is_running = kill(session, V2)
    started = len(session.stage.tasks)
    session.expect(session.up(V2), green=True)
    if is_running and len(session.stage.tasks) != started:
        session.oracle.find(Kind.TASKS, f"the running task was not gone on with: {session.stage.tasks[started:]}")


def killed_then_continued_to_its_failure(session: Session) -> None:
    """The same broken release again while its task runs: the task is gone on with, and not made a second time."""
    is_running = kill(session, BROKEN)
    started = len(session.stage.tasks)
    session.expect(session.up(BROKEN, **session.row.settings), green=False)
    aims = [task.desired_source for task in session.stage.tasks]
    if is_running and aims[started - 1] in aims[started:]:
        session.oracle.find(Kind.TASKS, f"the running task was made a second time: {session.stage.tasks[started:]}")


def killed_then_reverted(*, refresh: bool) -> Event:
    """Taken back while the task runs: at once, or refused with the task's name until it has ended."""

    def event(session: Session) -> None:
        kill(session, V2)
        take_back(session, refresh=refresh)

    return event


def take_back(session: Session, release: str = V1, *, refresh: bool) -> None:
    running = session.stage.running
    up = session.up(release, refresh=refresh)
    if up.is_green:
        return
    if running is not None and running.instance_refresh_task_id not in up.message:
        session.oracle.find(Kind.MESSAGE, f"the message does not name the running task: {up.message}")
    session.stage.pass_time(HOUR)
    session.expect(session.up(release, refresh=refresh), green=True)


def killed_and_ended_then_reverted(*, refresh: bool) -> Event:
    """The task ends well by itself; then the change is taken back."""

    def event(session: Session) -> None:
        kill(session, V2)
        session.stage.pass_time(HOUR)
        session.expect(session.up(V1, refresh=refresh), green=True)

    return event


def killed_and_failed_then_reverted(*, refresh: bool) -> Event:
    def event(session: Session) -> None:
        kill(session, BROKEN)
        session.stage.pass_time(HOUR)
        session.expect(session.up(V1, refresh=refresh), green=True)

    return event


def killed_at_a_checkpoint_then_reverted(*, refresh: bool) -> Event:
    """Nobody has approved; the task must not go on for a program that does not want it any more."""

    def event(session: Session) -> None:
        session.deploy()
        pauses = (RefreshStatus.PAUSED, RefreshStatus.CHECKPOINT_PAUSE)
        session.up(
            V2, dies=lambda: (task := session.stage.running) is not None and task.status in pauses, **CHECKPOINTS
        )
        running = session.stage.running
        killed = running.instance_refresh_task_id if running else ""
        session.stage.clock.meanwhile = lambda: session.stage.approve(but=killed)
        up = session.up(V1, refresh=refresh, **CHECKPOINTS)
        if up.is_green:
            return
        if running is not None and running.instance_refresh_task_id not in up.message:
            session.oracle.find(Kind.MESSAGE, f"the message does not name the waiting task: {up.message}")
        Terminal(session.stage.emulator).run("cancel", session.stage.group_id, "--yes")
        session.stage.pass_time()
        session.expect(session.up(V1, refresh=refresh, **CHECKPOINTS), green=True)

    return event


def changed_mind(session: Session) -> None:
    """A third release before the failure of the second has ended."""
    kill(session, BROKEN)
    take_back(session, V3, refresh=False)
