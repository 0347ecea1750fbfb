"""What instances tell of themselves: one record for each change, in the order of virtual time."""

from datetime import timedelta

from alicloud_emulator.state import compute
from alicloud_emulator.state.events import EventKind, EventLevel
from unit.emulator.test_compute import world_with_instances
from unit.emulator.worlds import START


def test_every_change_of_status_is_recorded_once_at_its_own_time() -> None:
    world, [instance_id] = world_with_instances(1)
    world.advance(START + timedelta(seconds=18))
    compute.reboot(world, instance_id)
    world.advance(START + timedelta(seconds=100))
    compute.stop(world, instance_id)
    world.advance(START + timedelta(seconds=200))
    compute.delete(world, instance_id, force=False)
    world.advance(START + timedelta(hours=1))

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
