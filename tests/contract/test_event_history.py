"""What is shown of system events: the history, and the full status of instances."""

from typing import Any

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION
from contract.scaling import refusal
from contract.system_events import (
    DAY_SECONDS,
    STOP_SECONDS,
    Machine,
    run_machine,
)


def test_the_history_shows_only_finished_events_unless_it_is_asked(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    done = machine.event("SystemMaintenance.Reboot", not_before_seconds=0)
    machine.advance(25)
    planned = machine.event("SystemMaintenance.Redeploy", reason="The host is old.")

    def ids(**filters: Any) -> list[str]:
        return [event.event_id for event in machine.events(**filters)]

    assert ids(instance_event_cycle_status=None) == [done]
    assert ids() == [done, planned]
    assert ids(instance_event_cycle_status=None, event_cycle_status="Scheduled") == [planned]
    assert ids(instance_event_cycle_status=["Executed"], event_cycle_status="Scheduled") == [done]
    assert ids(instance_event_type=["SystemMaintenance.Redeploy"], event_type="SystemMaintenance.Reboot") == [planned]
    assert ids(event_id=[done], instance_id=None) == [done]
    assert ids(instance_id="i-none", resource_id=[machine.instance_id]) == [done, planned]
    assert ids(resource_type="ddh") == []
    assert ids(region_id="cn-beijing") == []
    assert ids(not_before=models.DescribeInstanceHistoryEventsRequestNotBefore(start=machine.after(0))) == [planned]
    assert ids(max_results=1) == [done, planned]
    [shown] = machine.events(event_id=[planned])
    assert (shown.resource_type, shown.event_type.name, shown.reason) == (
        "instance",
        "SystemMaintenance.Redeploy",
        "The host is old.",
    )
    assert (shown.not_before, shown.event_finish_time) == (machine.after(DAY_SECONDS), "")


def test_finished_events_are_forgotten_after_thirty_days_and_open_ones_never(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    canceled = machine.simulate()
    machine.cancel(canceled)
    machine.event(status="Inquiring")
    machine.advance(30 * DAY_SECONDS - 1)
    before = machine.event_statuses()
    machine.advance(1)

    assert (before, machine.event_statuses()) == (["Canceled", "Inquiring"], ["Inquiring"])


def test_the_full_status_shows_scheduled_events_only(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)

    def shown(**filters: Any) -> list[tuple[str, str, list[str]]]:
        request = models.DescribeInstancesFullStatusRequest(**{"region_id": REGION} | filters)
        items = machine.ecs.describe_instances_full_status(request).body.instance_full_status_set
        return [
            (
                item.status.name,
                item.health_status.name,
                [event.event_id for event in item.scheduled_system_event_set.scheduled_system_event_type],
            )
            for item in items.instance_full_status_type
        ]

    quiet = shown()
    machine.event(status="Inquiring")
    asked = shown(instance_id=[machine.instance_id], status="Running")
    planned = machine.event()

    assert (quiet, asked) == ([("Running", "OK", [])], [("Running", "Warning", [])])
    assert shown(health_status="Warning") == [("Running", "Warning", [planned])]
    assert shown(event_type="SystemMaintenance.Redeploy") == [("Running", "Warning", [planned])]
    assert shown(event_type="SystemMaintenance.Reboot") == shown(status="Stopped") == shown(instance_id=["i-1"]) == []
    machine.redeploy()
    machine.advance(10)
    assert shown() == [("Starting", "Initializing", [planned])]


def test_a_filter_by_something_unknown_is_refused(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    for filters in (
        {"instance_event_type": ["SystemMaintenance.Paint"]},
        {"event_type": "SystemMaintenance.Paint"},
        {"instance_event_cycle_status": ["Done"]},
        {"resource_type": "shelf"},
    ):
        with pytest.raises(ClientException) as refused:
            machine.events(**filters)

        assert refusal(refused)[:2] == (400, "InvalidParameter")


def test_health_tells_what_goes_on(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    sick = run_machine(alicloud_emulator, image_id="m-app-broken")

    def health(of: Machine) -> str:
        request = models.DescribeInstancesFullStatusRequest(region_id=REGION, instance_id=[of.instance_id])
        [item] = machine.ecs.describe_instances_full_status(
            request
        ).body.instance_full_status_set.instance_full_status_type
        return str(item.health_status.name)

    seen = [health(machine), health(sick)]
    machine.event("SystemMaintenance.PerformanceImpact", status="Executing")
    seen.append(health(machine))
    machine.advance(60)
    machine.stop()
    machine.advance(STOP_SECONDS)
    seen.append(health(machine))

    assert seen == ["OK", "Impaired", "Maintaining", "NotApplicable"]
