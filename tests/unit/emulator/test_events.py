"""What instances tell of themselves: one record for each change, in the order of virtual time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alicloud_emulator.state.ecs import instance_power, instance_release
from alicloud_emulator.state.ecs.event_model import Notice
from alicloud_emulator.state.ecs.event_types import EVENT_TYPES, EventKind, EventLevel, EventStatus, level_of
from alicloud_emulator.state.ecs.system_events import publish
from alicloud_emulator.state.faults.events import strike
from alicloud_emulator.state.faults.instances import SpotInterruption
from alicloud_emulator.state.passing_time import advance
from unit.emulator.worlds import START, world_with_instances


def test_every_change_of_status_is_recorded_once_at_its_own_time() -> None:
    world, [instance_id] = world_with_instances(1)
    advance(world, START + timedelta(seconds=18))
    instance_power.reboot(world, instance_id)
    advance(world, START + timedelta(seconds=100))
    instance_power.stop(world, instance_id)
    advance(world, START + timedelta(seconds=200))
    instance_release.delete(world, instance_id, force=False)
    advance(world, START + timedelta(hours=1))

    seen = [((item.occurred_at - START).total_seconds(), item.content["state"]) for item in world.events.records]
    assert seen == [
        (0, "Created"),
        (3, "Starting"),
        (18, "Running"),
        (18, "Stopping"),
        (28, "Starting"),
        (43, "Running"),
        (100, "Stopping"),
        (110, "Stopped"),
        (200, "Stopping"),
        (205, "Deleted"),
    ]


def test_a_change_of_status_is_a_notification_with_the_fields_of_the_service() -> None:
    world, [instance_id] = world_with_instances(1)

    [record] = world.events.records
    assert (record.product, record.name, record.level, record.kind) == (
        "ECS",
        "Instance:StateChange",
        EventLevel.INFO,
        EventKind.STATUS_NOTIFICATION,
    )
    assert record.resource_id == f"acs:ecs:cn-hangzhou:1234567890123456:instance/{instance_id}"
    assert record.content == {
        "resourceId": instance_id,
        "resourceType": "ALIYUN::ECS::Instance",
        "state": "Created",
    }


def test_a_system_event_is_told_once_for_each_status_with_the_times_of_it() -> None:
    world, [instance_id] = world_with_instances(1)
    advance(world, START + timedelta(seconds=18))
    event = publish(
        world,
        world.compute.instances[instance_id],
        Notice(
            kind=EVENT_TYPES["SystemMaintenance.Reboot"],
            status=EventStatus.SCHEDULED,
            not_before=START + timedelta(seconds=60),
        ),
    )
    advance(world, START + timedelta(hours=1))

    told = [record for record in world.events.records if record.kind is EventKind.MAINTENANCE]
    always = {
        "eventId": event.event_id,
        "instanceId": instance_id,
        "eventType": "SystemMaintenance.Reboot",
        "publishTime": "2026-01-05T08:00:18Z",
        "notBefore": "2026-01-05T08:01:00Z",
    }
    began = {"executeStartTime": "2026-01-05T08:01:00Z"}
    ended = began | {"executeFinishTime": "2026-01-05T08:01:25Z"}
    assert [(record.name, record.content) for record in told] == [
        ("Instance:SystemMaintenance.Reboot:Scheduled", always | {"eventStatus": "Scheduled"}),
        ("Instance:SystemMaintenance.Reboot:Executing", always | began | {"eventStatus": "Executing"}),
        ("Instance:SystemMaintenance.Reboot:Executed", always | ended | {"eventStatus": "Executed"}),
    ]
    assert {record.level for record in told} == {EventLevel.CRITICAL}
    assert [record.occurred_at for record in world.events.records] == sorted(
        record.occurred_at for record in world.events.records
    )


@pytest.mark.parametrize(
    ("event_type", "status", "level"),
    [
        ("SystemMaintenance.Redeploy", EventStatus.AVOIDED, EventLevel.CRITICAL),
        ("SystemMaintenance.PerformanceImpact", EventStatus.EXECUTING, EventLevel.WARN),
        ("InstanceExpiration.Stop", EventStatus.SCHEDULED, EventLevel.CRITICAL),
        ("InstanceExpiration.Stop", EventStatus.CANCELED, EventLevel.WARN),
        ("AccountUnbalanced.Delete", EventStatus.AVOIDED, EventLevel.INFO),
    ],
)
def test_levels_are_those_of_cloud_monitor(event_type: str, status: EventStatus, level: EventLevel) -> None:
    assert level_of(EVENT_TYPES[event_type], status) is level


def test_an_interruption_of_a_spot_instance_is_a_warning() -> None:
    world, [instance_id] = world_with_instances(1)
    instance = world.compute.instances[instance_id]
    instance.spec = replace(instance.spec, spot_strategy="SpotAsPriceGo")
    record_id = strike(world, SpotInterruption(instance_id=instance_id))

    record = list(world.events.records)[-1]
    assert (record.record_id, record.name, record.level, record.kind) == (
        record_id,
        "Instance:PreemptibleInstanceInterruption",
        EventLevel.WARN,
        EventKind.STATUS_NOTIFICATION,
    )
    assert record.content == {"instanceId": instance_id, "action": "delete"}
