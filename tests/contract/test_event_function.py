"""The handler as a function: one message, answered in the emulator to its end."""

import pytest

from alicloud_emulator import Emulator
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.events.function import handler, respond
from alicloud_ess_refresh.events.policy import InvalidPolicyError, Policy
from contract.redeployments import settings
from contract.releases import EmulatedClock
from contract.scaling import make_group
from contract.system_events import Machine, run_machine
from unit.events.messages import system_event

MOVED = ["TagResources", "RedeployInstance", "UntagResources"]


def call(machine: Machine, text: str) -> str:
    emulator = machine.emulator
    return respond(text, Policy(), Settings(config=settings(emulator), environment={}), EmulatedClock(emulator))


def about(machine: Machine, event_id: str) -> str:
    return system_event(eventId=event_id, instanceId=machine.instance_id, notBefore="2099-01-01T00:00:00Z")


def changes(emulator: Emulator, since: int) -> list[str]:
    return [each["action"] for each in emulator.calls[since:] if not each["read_only"]]


def test_event_is_answered_once_however_often_the_service_calls(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    text, before = about(machine, machine.event()), len(alicloud_emulator.calls)

    assert [call(machine, text), call(machine, text)] == ["redeploy", "redeploy"]

    assert changes(alicloud_emulator, before) == MOVED
    assert machine.status == "Running"


def test_group_replaces_an_instance_that_is_to_be_stopped(
    alicloud_emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    group = make_group(alicloud_emulator)
    doomed, *others = [member.instance_id for member in group.instances()]
    event_id = alicloud_emulator.add_fault(
        kind="system_event", instance_id=doomed, event_type="SystemMaintenance.Stop", not_before_seconds=86_400
    )
    text = system_event("SystemMaintenance.Stop", eventId=event_id, instanceId=doomed, notBefore=None)
    clock = EmulatedClock(alicloud_emulator)

    decided = respond(text, Policy(), Settings(config=settings(alicloud_emulator), environment={}), clock)

    assert decided == "replace"
    assert capsys.readouterr().out.splitlines()[-1] == (
        f"{doomed}: event {event_id}: replaced: event {event_id} is `Canceled`"
    )
    now = [member.instance_id for member in group.instances()]
    assert (doomed in now, set(others) <= set(now), len(now)) == (False, True, 1 + len(others))


def test_what_cannot_be_answered_is_an_error_so_that_the_service_calls_again(
    alicloud_emulator: Emulator, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = run_machine(alicloud_emulator, instance_type="ecs.i3.xlarge")
    event_id = machine.event()

    with pytest.raises(ValueError, match=r"^event ") as caught:
        call(machine, about(machine, event_id))

    assert str(caught.value) == f"event {event_id} could not be answered: see the log above"
    assert capsys.readouterr().out.splitlines()[-1] == (
        f"{machine.instance_id}: event {event_id}: failed: {machine.instance_id} cannot be redeployed for event "
        f"{event_id}, and nothing was changed: it has 1 local disk (ecs.i3.xlarge), and a redeployment wipes all data "
        "on them: save what is needed, then set `accept_local_disk_loss=True` and a `reason`"
    )


def test_function_takes_region_keys_and_policy_from_its_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("ALICLOUD_REGION", "ALIBABA_CLOUD_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FC_REGION", "cn-hangzhou")
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "emulator")
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "emulator")
    monkeypatch.setenv("ESS_EVENTS_POLICY", "actions: {'Instance:SystemMaintenance.Reboot': tell}")

    assert handler(system_event().encode()) == "tell"
    assert (
        capsys.readouterr().out == "i-1: Instance:SystemMaintenance.Reboot e-1 Scheduled: tell (as the policy says)\n"
    )
    with pytest.raises(ValueError, match=r"^the message ") as caught:
        handler(b"\xff")
    assert str(caught.value) == "the message cannot be read: neither JSON nor Base64"
    monkeypatch.setenv("ESS_EVENTS_POLICY", "x: 1")
    with pytest.raises(InvalidPolicyError) as wrong:
        handler(b"{}")
    assert str(wrong.value) == (
        "ESS_EVENTS_POLICY: `x` is not known: expected one of actions, max_concurrent, accept_local_disk_loss"
    )
