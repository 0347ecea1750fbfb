"""
Every refusal of a redeployment in every status of an instance: the whole message, and that nothing was changed.

The service's half, the same table of codes, is test_redeploy.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from alicloud_emulator import Emulator
from alicloud_ess_refresh.redeploy.errors import NotRedeployableError
from contract.redeployments import Redeployments
from contract.redeployments import publish as publish_for
from contract.scaling import make_group
from contract.system_events import Machine, bring_to, run_machine

STATUSES = ("Pending", "Starting", "Running", "Stopping", "Stopped")
STABLE = ("Running", "Stopped")
ANSWERED = (
    "SystemMaintenance.Reboot, SystemMaintenance.Redeploy, SystemMaintenance.RebootAndIsolateErrorDisk, "
    "SystemMaintenance.RebootAndReInitErrorDisk, SystemFailure.Redeploy, SystemFailure.Reboot, "
    "SystemMaintenance.IsolateErrorDisk, SystemMaintenance.ReInitErrorDisk"
)


def publish(machine: Machine) -> str:
    return machine.event()


def publish_slowness(machine: Machine) -> str:
    return machine.event("SystemMaintenance.PerformanceImpact")


def publish_isolation(machine: Machine) -> str:
    return machine.event("SystemMaintenance.RebootAndIsolateErrorDisk")


def lock(reason: str) -> Callable[[Machine], str]:
    """Answer what locks an instance and publishes an event of it."""

    def locked(machine: Machine) -> str:
        machine.emulator.add_fault(kind="instance_lock", instance_id=machine.instance_id, lock_reason=reason)
        return machine.event()

    return locked


@dataclass(frozen=True)
class Case:
    """`prepare` makes the event; `before` and `after` are the reasons around that of the status, in this order."""

    prepare: Callable[[Machine], str] = publish
    machine: dict[str, Any] = field(default_factory=dict)
    before: str = ""
    after: str = ""


CASES = {
    "nothing else": Case(),
    "event of another type": Case(
        publish_slowness,
        before="the event is a `SystemMaintenance.PerformanceImpact`, which a redeployment does not answer: it answers "
        + ANSWERED,
    ),
    "event in another status": Case(
        publish_isolation,
        before="the event (`SystemMaintenance.RebootAndIsolateErrorDisk`) is `Scheduled`, expected `Inquiring` for a "
        "redeployment",
    ),
    "security lock": Case(
        lock("security"),
        after="it is locked for security reasons (OperationLocks `security`): have it unlocked first",
    ),
    "in arrears": Case(
        lock("financial"),
        after="it has expired or is in arrears (OperationLocks `financial`): renew or pay for it first",
    ),
    "spot instance that is taken back": Case(
        lock("recycling"),
        after="it is a spot instance that is being taken back (OperationLocks `recycling`): let its group replace it",
    ),
    "refunded": Case(
        lock("refunded"),
        after="it was refunded and will be released (OperationLocks `refunded`): replace it",
    ),
    "dedicated host in arrears": Case(
        lock("dedicatedhostfinancial"),
        after="its dedicated host is in arrears (OperationLocks `dedicatedhostfinancial`): pay for the host first",
    ),
    "dedicated host": Case(
        machine={"dedicated_host_id": "dh-1"},
        after="it is on dedicated host dh-1, from which RedeployInstance moves nothing: let the service carry the "
        "event out, or move the instance by hand",
    ),
    "local disks": Case(
        machine={"instance_type": "ecs.i3.xlarge"},
        after="it has 1 local disk (ecs.i3.xlarge), and a redeployment wipes all data on them: save what is needed, "
        "then set `accept_local_disk_loss=True` and a `reason`",
    ),
}


def refusal_of(stage: Redeployments, event_id: str, **inputs: Any) -> str:
    """Answer why the event cannot be answered, having seen that nothing was changed."""
    before = len(stage.emulator.calls)
    with pytest.raises(NotRedeployableError) as caught:
        stage.create(event_id, **inputs)
    assert stage.changes(before) == []
    return str(caught.value)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("status", STATUSES)
def test_refusal_names_every_reason_and_changes_nothing(alicloud_emulator: Emulator, status: str, name: str) -> None:
    case = CASES[name]
    machine = run_machine(alicloud_emulator, up_for=0, **case.machine)
    bring_to(machine, status)
    event_id, stage = case.prepare(machine), Redeployments(alicloud_emulator, machine.instance_id)
    expected = "expected `Running` or `Stopped`: try again when it is"
    moving = "" if status in STABLE else f"its status is `{status}`, {expected}"
    reasons = [reason for reason in (case.before, moving, case.after) if reason]

    if not reasons:
        assert stage.create(event_id)["outcome"] == "redeployed"
        return
    assert refusal_of(stage, event_id) == (
        f"{machine.instance_id} cannot be redeployed for event {event_id}, and nothing was changed: "
        + "; ".join(reasons)
    )


@pytest.mark.parametrize(
    ("http_status", "code", "advice"),
    [
        (403, "IncorrectInstanceStatus", ""),
        (403, "InstanceLockedForSecurity", ""),
        (403, "InstanceExpiredOrInArrears", ""),
        (403, "DiskError", ""),
        (
            403,
            "InvalidOperation.RedeployInstance",
            "; that is the answer, too, where the event is a simulated one, which a redeployment cannot answer",
        ),
        (404, "InvalidInstanceId.NotFound", ""),
    ],
)
def test_what_the_service_refuses_in_spite_of_the_checks_is_put_back(
    alicloud_emulator: Emulator, http_status: int, code: str, advice: str
) -> None:
    """Every code that the page of RedeployInstance has, where it arises between the check and the call."""
    group = make_group(alicloud_emulator)
    stage = Redeployments(alicloud_emulator, group.instances()[0].instance_id)
    event_id = publish_for(stage)
    alicloud_emulator.add_fault(
        kind="error", action="RedeployInstance", http_status=http_status, code=code, message="Not now."
    )

    with pytest.raises(NotRedeployableError) as caught:
        stage.create(event_id)

    request_id = str(caught.value).split("RequestId ")[1].split(")")[0]
    assert str(caught.value) == (
        f"{stage.instance_id} cannot be redeployed for event {event_id}, and it was put back into service in scaling "
        f"group {group.group_id}: RedeployInstance on {stage.instance_id} was refused: `{code}` Not now. (HTTP "
        f"{http_status}, RequestId {request_id}){advice}"
    )
    assert caught.value.is_transient is (code == "IncorrectInstanceStatus")
    assert group.instances()[0].lifecycle_state == "InService"


def test_what_the_group_refuses_may_be_tried_again(alicloud_emulator: Emulator) -> None:
    """As `ess-events` does."""
    stage = Redeployments(alicloud_emulator, make_group(alicloud_emulator).instances()[0].instance_id)
    event_id = publish_for(stage)
    alicloud_emulator.add_fault(
        kind="error", action="EnterStandby", http_status=400, code="IncorrectScalingGroupStatus", message="Not now."
    )

    with pytest.raises(NotRedeployableError) as caught:
        stage.create(event_id)

    request_id = str(caught.value).split("RequestId ")[1].split(")")[0]
    assert caught.value.reasons == (
        (
            f"EnterStandby on {stage.instance_id} was refused: `IncorrectScalingGroupStatus` Not now. (HTTP 400, "
            f"RequestId {request_id})"
        ),
    )
    assert caught.value.is_transient
    assert stage.create(event_id)["outcome"] == "redeployed"


def test_internal_error_of_the_service_is_waited_out(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    event_id, stage = machine.event(), Redeployments(alicloud_emulator, machine.instance_id)
    alicloud_emulator.add_fault(
        kind="error", action="RedeployInstance", http_status=500, code="InternalError", message="Sorry.", times=2
    )
    assert stage.create(event_id)["outcome"] == "redeployed"
    assert stage.changes().count("RedeployInstance") == 3


@pytest.mark.parametrize("status", STABLE)
def test_simulated_event_is_refused_by_the_service_alone(alicloud_emulator: Emulator, status: str) -> None:
    machine = run_machine(alicloud_emulator, up_for=0)
    bring_to(machine, status)
    event_id, stage = machine.simulate(), Redeployments(alicloud_emulator, machine.instance_id)

    with pytest.raises(NotRedeployableError) as caught:
        stage.create(event_id)

    request_id = str(caught.value).split("RequestId ")[1].split(")")[0]
    assert str(caught.value) == (
        f"{machine.instance_id} cannot be redeployed for event {event_id}, and nothing was changed: RedeployInstance "
        f"on {machine.instance_id} was refused: `InvalidOperation.RedeployInstance` Simulated events cannot be "
        f"responded to (HTTP 403, RequestId {request_id}); that is the answer, too, where the event is a "
        "simulated one, which a redeployment cannot answer"
    )
    assert (machine.status, machine.stored()["tags"]) == (status, {})


def test_broken_disk_is_refused_by_the_service_alone(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    event_id, stage = machine.event(), Redeployments(alicloud_emulator, machine.instance_id)
    alicloud_emulator.add_fault(kind="disk_error", instance_id=machine.instance_id)

    with pytest.raises(NotRedeployableError) as caught:
        stage.create(event_id)

    request_id = str(caught.value).split("RequestId ")[1].split(")")[0]
    assert str(caught.value) == (
        f"{machine.instance_id} cannot be redeployed for event {event_id}, and nothing was changed: RedeployInstance "
        f"on {machine.instance_id} was refused: `DiskError` IncorrectDiskStatus. (HTTP 403, RequestId {request_id})"
    )


def test_local_disks_are_wiped_where_that_is_accepted(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator, instance_type="ecs.i3.xlarge")
    stage, made_at = Redeployments(alicloud_emulator, machine.instance_id), machine.stored()["local_disks_made_at"]

    outs = stage.create(machine.event(), accept_local_disk_loss=True, reason="a cache: filled again within minutes")

    assert (outs["outcome"], outs["reason"]) == ("redeployed", "a cache: filled again within minutes")
    assert machine.stored()["local_disks_made_at"] > made_at


def test_instance_that_does_not_exist(alicloud_emulator: Emulator) -> None:
    event_id = run_machine(alicloud_emulator).event()

    assert refusal_of(Redeployments(alicloud_emulator, "i-none"), event_id) == (
        f"i-none cannot be redeployed for event {event_id}, and nothing was changed: it does not exist in this region: "
        "check `instance_id` and `alicloud:region`"
    )


def test_event_that_does_not_exist(alicloud_emulator: Emulator) -> None:
    stage = Redeployments(alicloud_emulator, run_machine(alicloud_emulator).instance_id)

    assert refusal_of(stage, "e-none") == (
        f"{stage.instance_id} cannot be redeployed for event e-none, and nothing was changed: the event is not listed "
        "by DescribeInstanceHistoryEvents, which keeps finished ones for 30 days: check `event_id` and "
        "`alicloud:region`"
    )


def test_event_of_another_instance(alicloud_emulator: Emulator) -> None:
    other = run_machine(alicloud_emulator)
    event_id, stage = other.event(), Redeployments(alicloud_emulator, run_machine(alicloud_emulator).instance_id)

    assert refusal_of(stage, event_id) == (
        f"{stage.instance_id} cannot be redeployed for event {event_id}, and nothing was changed: the event is "
        f"about {other.instance_id}: set `instance_id` to that, or another `event_id`"
    )
