"""What leaves the program: the stack, another stack, a configuration."""

from alicloud_emulator.state.ess.refresh_model import RefreshStatus
from contract.matrix.declarations import V2
from contract.matrix.engine import Engine
from contract.matrix.kills import in_progress, kill
from contract.matrix.oracle import Kind
from contract.matrix.rollouts import fail, good
from contract.matrix.session import Session


def configuration_leaves(session: Session) -> None:
    """What the group was made from at first leaves the program; the group stays, whatever comes of it."""
    good(session)
    session.stage.leaves_out = ("configuration",)
    session.up(V2)
    truth = session.oracle.truth
    if truth is None or set(truth.contents) - {session.row.content(V2)}:
        session.oracle.find(Kind.INSTANCES, f"the group has become {truth}")


def destroyed(session: Session) -> None:
    good(session)
    session.destroy()


def destroyed_while_running(session: Session) -> None:
    kill(session, V2)
    session.destroy()


def destroyed_after_failure(session: Session) -> None:
    fail(session, "cancel")
    session.destroy()


def other_stack_destroyed(session: Session) -> None:
    """Another stack has a refresh on the same group, to what is active; its destruction leaves our task alone."""
    stage = session.stage
    session.deploy()
    other, group = Engine(), stage.group_id
    entry = stage.engine.entry("refresh")
    assert entry is not None
    inputs = {name: value for name, value in entry.inputs.items() if name != "deleted_with_group"}
    other.up([stage.refresh(**{**inputs, "scaling_group_id": group})])
    session.up(V2, dies=in_progress(session))
    running = stage.running
    other.destroy()
    stage.pass_time()
    if running is not None and running.status not in (RefreshStatus.IN_PROGRESS, RefreshStatus.SUCCESSFUL):
        session.oracle.find(
            Kind.TASKS, f"the destruction of another stack has made {running.instance_refresh_task_id} {running.status}"
        )
    session.expect(session.up(V2), green=True)
