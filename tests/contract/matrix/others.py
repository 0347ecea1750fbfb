"""What others do to a group: operators, colleagues, somebody in the console."""

from alibabacloud_ess20220222 import models as ess

from contract.matrix.declarations import V1, V2
from contract.matrix.kills import take_back
from contract.matrix.oracle import Kind
from contract.matrix.session import Session
from contract.official import make_network

HOUR = 3600


def disabled(session: Session) -> None:
    session.deploy()
    session.stage.client.disable_scaling_group(ess.DisableScalingGroupRequest(scaling_group_id=session.stage.group_id))
    up = session.up(V1, refresh=True)
    if "isable" not in up.told + up.message and not up.is_green:
        session.oracle.find(Kind.MESSAGE, f"the message does not say that the group is disabled: {up.message}")


def _activate_other(session: Session) -> None:
    """Somebody activates a configuration of his own, and the group scales out with it."""
    stage = session.stage
    other = stage.add_configuration("m-app-v4")
    stage.client.modify_scaling_group(
        ess.ModifyScalingGroupRequest(scaling_group_id=stage.group_id, active_scaling_configuration_id=other)
    )
    stage.scale(1)


def other_activated(session: Session) -> None:
    session.deploy()
    _activate_other(session)
    session.expect(session.up(V1, refresh=True), green=True)


def other_activated_then_changed(session: Session) -> None:
    session.deploy()
    _activate_other(session)
    session.expect(session.up(V2), green=True)


def changed_in_the_console(session: Session) -> None:
    """What is active is given another image where it is, and the group scales out with it."""
    stage = session.stage
    session.deploy()
    group = stage.group
    assert group is not None
    if group.launch_template_id:
        stage.move_default(group.launch_template_id)
    else:
        stage.client.modify_scaling_configuration(
            ess.ModifyScalingConfigurationRequest(
                scaling_configuration_id=group.active_scaling_configuration_id, image_id="m-app-v4"
            )
        )
    stage.scale(1)
    session.expect(session.up(V1, refresh=True), green=True)


def _colleague(session: Session, image_id: str) -> str:
    """A colleague starts a task of his own."""
    session.deploy()
    return session.stage.start(scaling_configuration_id=session.stage.add_configuration(image_id))


def colleague_is_running(session: Session) -> None:
    """It is named and left alone; after its end the release is made."""
    task_id = _colleague(session, "m-app-v4")
    session.stage.pass_time(40)
    up = session.up(V2)
    if not up.is_green and task_id not in up.message:
        session.oracle.find(Kind.MESSAGE, f"the message does not name {task_id}: {up.message}")
    session.stage.pass_time(HOUR)
    session.expect(session.up(V2), green=True)


def colleague_is_running_then_refreshed(session: Session) -> None:
    _colleague(session, "m-app-v4")
    session.stage.pass_time(40)
    take_back(session, V1, refresh=True)


def colleague_has_succeeded(session: Session) -> None:
    _colleague(session, "m-app-v4")
    session.stage.pass_time(HOUR)
    session.expect(session.up(V1, refresh=True), green=True)


def colleague_has_failed(session: Session) -> None:
    _colleague(session, "m-app-broken")
    session.stage.pass_time(HOUR)
    session.expect(session.up(V1, refresh=True), green=True)


def _roll_out_beside(session: Session, ignored_ids: list[str]) -> None:
    """Roll out while instances are ignored: refused before anything changes, where none may be left behind."""
    refuses = "protected_instances" in session.row.settings
    up = session.expect(session.up(V2), green=not refuses)
    if refuses and not (up.preview.failures and ignored_ids[0] in up.message):
        session.oracle.find(Kind.OUTCOME, f"the preview should have named {ignored_ids}: {up.message}")


def protected(session: Session) -> None:
    """One instance is protected: the release ends green and keeps what it needs, or is refused before it starts."""
    stage = session.stage
    session.deploy()
    ids = [each.instance_id for each in session.instances if each.is_well][:1]
    if ids:
        stage.client.set_instances_protection(
            ess.SetInstancesProtectionRequest(
                scaling_group_id=stage.group_id, instance_ids=ids, protected_from_scale_in=True
            )
        )
    _roll_out_beside(session, ids)
    if ids:
        stage.client.set_instances_protection(
            ess.SetInstancesProtectionRequest(
                scaling_group_id=stage.group_id, instance_ids=ids, protected_from_scale_in=False
            )
        )
    session.expect(session.up(V2, refresh=True), green=True)


def protected_meanwhile(session: Session) -> None:
    """One instance is protected while the rollout runs: the old configuration is kept for it, until that is lifted."""
    stage = session.stage
    session.deploy()
    ids = [each.instance_id for each in session.instances][-1:]

    def protect(*, is_protected: bool) -> None:
        stage.client.set_instances_protection(
            ess.SetInstancesProtectionRequest(
                scaling_group_id=stage.group_id, instance_ids=ids, protected_from_scale_in=is_protected
            )
        )

    stage.clock.meanwhile = lambda: protect(is_protected=True)
    up = session.expect(session.up(V2), green=False)
    stage.clock.meanwhile = lambda: None
    if "There are instances made from scaling configuration" not in up.message:
        session.oracle.find(Kind.MESSAGE, f"the deletion should have been refused: {up.message}")
    protect(is_protected=False)
    session.expect(session.up(V2), green=True)


def in_standby(session: Session) -> None:
    stage = session.stage
    session.deploy()
    ids = [each.instance_id for each in session.instances if each.is_well][:1]
    if ids:
        stage.client.enter_standby(ess.EnterStandbyRequest(scaling_group_id=stage.group_id, instance_ids=ids))
    _roll_out_beside(session, ids)
    if ids:
        stage.client.exit_standby(ess.ExitStandbyRequest(scaling_group_id=stage.group_id, instance_ids=ids))
    session.expect(session.up(V2, refresh=True), green=True)


def other_vswitches(session: Session) -> None:
    """The group's vSwitches are others: what is in the old ones is moved, or the preview says that it is not."""
    stage = session.stage
    session.deploy()
    old = stage.vswitch_id
    _, stage.vswitch_id = make_network(stage.emulator, "cn-hangzhou-i")
    up = session.up(V1)
    spots = {stage.world.compute.instances[each.instance_id].spec.vswitch_id for each in session.instances}
    if up.is_green and old in spots and old not in up.told:
        session.oracle.find(
            Kind.PREVIEW, f"up is green, instances are in {old} still, and the preview said {up.told!r}"
        )


def gone(session: Session) -> None:
    """Somebody deletes the group."""
    session.deploy()
    session.stage.group_kind.delete(session.stage.group_id, {})
    session.expect(session.up(V1, refresh=True), green=True)
