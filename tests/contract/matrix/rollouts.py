"""Rollouts that go well and badly, and what a user does next."""

import json

from alibabacloud_ess20220222 import models as ess

from contract.matrix.declarations import BROKEN, V1, V2, V3
from contract.matrix.oracle import Kind, Up
from contract.matrix.session import Event, Session
from contract.terminal import Terminal

DAY = 24 * 3600


def first_good(session: Session) -> None:
    session.expect(session.up(V1), green=True)


def first_sick(session: Session) -> None:
    session.expect(session.up(BROKEN), green=False)
    session.expect(session.up(V1), green=True)


def first_without_stock(session: Session) -> None:
    fault = session.stage.emulator.add_fault(kind="no_stock", zone_id="cn-hangzhou-h", for_seconds=DAY)
    session.expect(session.up(V1), green=False)
    del session.stage.world.faults.by_id[fault]
    session.stage.pass_time()
    session.expect(session.up(V1), green=True)


def first_without_stock_then_sick(session: Session) -> None:
    fault = session.stage.emulator.add_fault(kind="no_stock", zone_id="cn-hangzhou-h", for_seconds=DAY)
    session.expect(session.up(V1), green=False)
    del session.stage.world.faults.by_id[fault]
    session.expect(session.up(BROKEN), green=False)


def first_killed(session: Session) -> None:
    """The process dies before the first instance is in service."""
    session.up(V1, dies=lambda: True)
    session.expect(session.up(V1), green=True)


def good(session: Session) -> None:
    session.deploy()
    session.expect(session.up(V2), green=True)


def good_and_back(session: Session) -> None:
    good(session)
    session.expect(session.up(V1), green=True)


def scaled_out_then_changed(session: Session) -> None:
    session.deploy()
    session.stage.scale(1)
    session.expect(session.up(V2), green=True)


def looked_at(session: Session) -> None:
    """Somebody asks the command line after each success."""
    session.deploy()
    session.oracle.judge_command_line()
    session.expect(session.up(V2), green=True)
    session.oracle.judge_command_line()
    up_failing(session, "rollback")
    session.expect(session.up(V2), green=True)
    session.oracle.judge_command_line()


def fail(session: Session, on_failure: str) -> Up:
    session.deploy()
    return session.expect(up_failing(session, on_failure), green=False)


def up_failing(session: Session, on_failure: str) -> Up:
    return session.up(BROKEN, **({"on_failure": on_failure} | dict(session.row.settings)))


def broken(on_failure: str) -> Event:
    def event(session: Session) -> None:
        fail(session, on_failure)

    return event


def refused_while_the_version_moves(session: Session) -> None:
    """
    A failure is to be rolled back, and nothing shows to which number: the preview says so (N2).

    Somebody has put the group back on `Default`, moved that, and scaled out, so that instances show two numbers, and
    `pulumi refresh` has seen it. The same update moves `Default` again: refused later, it would leave the broken
    version to the next scale-out.
    """
    stage = session.stage
    session.up(V1, on_failure="rollback")
    template_id = stage.own_template_id
    stage.client.modify_scaling_group(
        ess.ModifyScalingGroupRequest(
            scaling_group_id=stage.group_id, launch_template_id=template_id, launch_template_version="Default"
        )
    )
    stage.move_default(template_id)
    stage.scale(1)
    up = session.expect(session.up(BROKEN, refresh=True, on_failure="rollback"), green=False)
    if not up.preview.failures:
        session.oracle.find(Kind.PREVIEW, f"the preview should have failed, the update ended with {up.message}")


def broken_then_mended(session: Session) -> None:
    fail(session, "rollback")
    session.expect(session.up(V3), green=True)


def broken_again(session: Session) -> None:
    """The same broken release, a second time."""
    fail(session, "rollback")
    session.expect(up_failing(session, "rollback"), green=False)


def reverted(on_failure: str, *, refresh: bool = False) -> Event:
    def event(session: Session) -> None:
        fail(session, on_failure)
        session.expect(session.up(V1, refresh=refresh), green=True)

    return event


def night_after_failure(session: Session) -> None:
    """An alarm scales the group out after the failure."""
    up = fail(session, "rollback")
    before = {each.instance_id for each in session.instances}
    session.stage.scale(1)
    made = [each for each in session.instances if each.instance_id not in before]
    if not session.oracle.may_stay_broken(up) and any(each.content != session.row.content(V1) for each in made):
        session.oracle.find(Kind.FAILURE, f"a scale-out after the failure made {made}")


def read_after_change(session: Session) -> None:
    """`pulumi refresh`, then `up`: no difference, and nothing recorded is forgotten."""
    good(session)
    entry = session.stage.engine.entry("refresh")
    assert entry is not None
    recorded = {name: entry.outputs.get(name) for name in ("outcome", "instance_refresh_task_id")}
    session.refresh()
    session.expect(session.up(V2), green=True)
    entry = session.stage.engine.entry("refresh")
    now = {name: entry.outputs.get(name) for name in recorded} if entry else {}
    if now != recorded:
        session.oracle.find(Kind.STATE, f"recorded was {recorded}, is {now}")


def started_by_hand_after_failure(session: Session) -> None:
    """`ess-refresh start GROUP` takes every instance to what is active; `plan` says so before."""
    fail(session, "cancel")
    terminal, group_id = Terminal(session.stage.emulator), session.stage.group_id
    plan = json.loads(terminal.run("plan", group_id, "--output", "json").out)
    replaced = sum(each["fate"] == "replaced" for each in plan["instances"])
    if (plan["action"] == "start") is not (replaced > 0):
        session.oracle.find(
            Kind.COMMAND_LINE, f"plan says {plan['explanation']!r}, and lists {replaced} to be replaced"
        )
    before = {each.instance_id for each in session.instances}
    ran = terminal.run("start", group_id, "--yes", "--on-failure", "cancel", "--output", "json")
    present = {each.instance_id for each in session.instances}
    truth = session.oracle.truth
    assert truth is not None
    if ran.exit_code == 0 and replaced != len(before - present):
        session.oracle.find(
            Kind.COMMAND_LINE, f"plan lists {replaced} to be replaced, start has replaced {len(before - present)}"
        )
    if ran.exit_code == 0 and {each.source for each in truth.refreshed} - {truth.active_source}:
        session.oracle.find(
            Kind.COMMAND_LINE, f"start is green, and there are {dict(truth.sources)}, active is {truth.active_source}"
        )
