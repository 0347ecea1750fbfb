"""One instance and its system events, through the official ECS client."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION, ecs_client, make_network

# Until a new instance is Running; the times below are those of emulator/README.md, What is assumed.
UP_SECONDS = 18
STOP_SECONDS = 10
# Until a redeployment is done, of a Stopped instance and of a Running one.
MOVE_STOPPED_SECONDS = 75
MOVE_RUNNING_SECONDS = STOP_SECONDS + MOVE_STOPPED_SECONDS
DAY_SECONDS = 24 * 3600
# What RedeployInstance says of an instance in a status that does not allow it, and of one without an event.
WRONG_STATUS = (403, "IncorrectInstanceStatus", "The current status of the resource does not support this operation.")
NO_EVENT = (403, "InvalidOperation.RedeployInstance", "There are no maintenance events found on the instance")
OPEN_AND_ENDED = ["Scheduled", "Inquiring", "Executing", "Executed", "Avoided", "Canceled", "Failed"]


@dataclass
class Machine:
    """An instance in the emulator."""

    emulator: Emulator
    ecs: Client
    instance_id: str

    def advance(self, seconds: float) -> None:
        self.emulator.clock.advance(seconds)

    def after(self, seconds: float) -> str:
        """Return a time of the future, as parameters want it."""
        now = datetime.fromisoformat(self.emulator.state["now"])
        return (now + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def shown(self) -> Any:
        request = models.DescribeInstancesRequest(region_id=REGION, instance_ids=f'["{self.instance_id}"]')
        [instance] = self.ecs.describe_instances(request).body.instances.instance
        return instance

    @property
    def status(self) -> str:
        return str(self.shown().status)

    def stored(self) -> dict[str, Any]:
        """Return what the emulator's state shows of it."""
        instances = self.emulator.state["entities"]["instances"]
        return next(item for item in instances if item["instance_id"] == self.instance_id)

    def redeploy(self, **settings: Any) -> str:
        request = models.RedeployInstanceRequest(instance_id=self.instance_id, **settings)
        return str(self.ecs.redeploy_instance(request).body.task_id)

    def start(self, **settings: Any) -> None:
        self.ecs.start_instance(models.StartInstanceRequest(instance_id=self.instance_id, **settings))

    def stop(self, **settings: Any) -> None:
        self.ecs.stop_instance(models.StopInstanceRequest(instance_id=self.instance_id, **settings))

    def reboot(self, **settings: Any) -> None:
        self.ecs.reboot_instance(models.RebootInstanceRequest(instance_id=self.instance_id, **settings))

    def modify(self, **settings: Any) -> None:
        self.ecs.modify_instance_attribute(
            models.ModifyInstanceAttributeRequest(instance_id=self.instance_id, **settings)
        )

    def plan_release(self) -> None:
        self.ecs.modify_instance_auto_release_time(
            models.ModifyInstanceAutoReleaseTimeRequest(
                instance_id=self.instance_id, auto_release_time=self.after(3600)
            )
        )

    def delete(self, **settings: Any) -> None:
        self.ecs.delete_instance(models.DeleteInstanceRequest(instance_id=self.instance_id, **settings))

    def event(self, event_type: str = "SystemMaintenance.Redeploy", **settings: Any) -> str:
        """Publish a real event, and return its id."""
        return self.emulator.add_fault(
            kind="system_event", instance_id=self.instance_id, event_type=event_type, **settings
        )

    def simulate(self, event_type: str = "SystemMaintenance.Redeploy", seconds: float = 3600, **settings: Any) -> str:
        """Have the service simulate an event, and return its id."""
        request = models.CreateSimulatedSystemEventsRequest(
            region_id=REGION,
            event_type=event_type,
            instance_id=[self.instance_id],
            not_before=self.after(seconds),
            **settings,
        )
        [event_id] = self.ecs.create_simulated_system_events(request).body.event_id_set.event_id
        return str(event_id)

    def accept(self, event_id: str) -> None:
        self.ecs.accept_inquired_system_event(
            models.AcceptInquiredSystemEventRequest(region_id=REGION, event_id=event_id)
        )

    def cancel(self, *event_ids: str) -> None:
        request = models.CancelSimulatedSystemEventsRequest(region_id=REGION, event_id=list(event_ids))
        self.ecs.cancel_simulated_system_events(request)

    def events(self, **filters: Any) -> list[Any]:
        """Return its events as the history shows them, in whatever status, unless told otherwise."""
        fields = {
            "region_id": REGION,
            "instance_id": self.instance_id,
            "instance_event_cycle_status": OPEN_AND_ENDED,
        } | filters
        request = models.DescribeInstanceHistoryEventsRequest(**fields)
        body = self.ecs.describe_instance_history_events(request).body
        found: list[Any] = body.instance_system_event_set.instance_system_event_type
        return found

    def event_statuses(self) -> list[str]:
        return [event.event_cycle_status.name for event in self.events()]

    def task(self, task_id: str) -> Any:
        request = models.DescribeTasksRequest(region_id=REGION, task_ids=task_id)
        [task] = self.ecs.describe_tasks(request).body.task_set.task
        return task


def run_machine(emulator: Emulator, *, up_for: float = UP_SECONDS, **settings: Any) -> Machine:
    """Make an instance and let `up_for` seconds pass; `settings` are those of RunInstances."""
    ecs = ecs_client(emulator)
    vpc_id, vswitch_id = make_network(emulator)
    group = ecs.create_security_group(models.CreateSecurityGroupRequest(region_id=REGION, vpc_id=vpc_id))
    place: dict[str, Any] = {
        "region_id": REGION,
        "image_id": "m-app-v1",
        "instance_type": "ecs.g7.large",
        "v_switch_id": vswitch_id,
        "security_group_ids": [group.body.security_group_id],
    }
    answer = ecs.run_instances(models.RunInstancesRequest(**place | settings)).body
    [instance_id] = answer.instance_id_sets.instance_id_set
    emulator.clock.advance(up_for)
    return Machine(emulator, ecs, instance_id)


def bring_to(machine: Machine, status: str) -> None:
    """Bring an instance that was just made to a status."""
    if status == "Starting":
        machine.advance(3)
    elif status != "Pending":
        machine.advance(UP_SECONDS)
    if status in ("Stopping", "Stopped"):
        machine.stop()
    if status == "Stopped":
        machine.advance(STOP_SECONDS)
    assert machine.status == status


def follow(machine: Machine, *seconds: float) -> list[tuple[str, str]]:
    """Return the event's status and the instance's after each of these steps."""
    seen = []
    for step in seconds:
        machine.advance(step)
        seen.append((machine.event_statuses()[0], machine.status))
    return seen


def code_of(act: Callable[..., None], machine: Machine, **settings: Any) -> str:
    """Return the code of the refusal, nothing if the call is accepted."""
    try:
        act(machine, **settings)
    except ClientException as error:
        return str(error.code)
    return ""
