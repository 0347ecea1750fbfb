"""`EcsClient` over the official SDK (API version 2014-05-26). Imports the vendor SDK."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client

from alicloud_ess_refresh.cloud.ecs import EcsInstance, EcsTask, SystemEvent
from alicloud_ess_refresh.cloud.sdk_calls import call, client_config, nothing
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.cloud.wire import (
    UnreadableFieldError,
    Wire,
    boolean,
    each,
    fields,
    integer,
    moment,
    required_text,
    rows,
    text,
)

__all__ = ["SdkEcsClient", "open_client"]

T = TypeVar("T")
PAGE_SIZE = 100
"""Largest that the service takes. Source: DescribeInstances (MaxResults), DescribeTasks (PageSize)."""
MOST_IDS = 100
"""Instances that one call may name. Source: DescribeInstances, parameter InstanceIds."""
EVENT_STATUSES = ["Scheduled", "Avoided", "Executing", "Executed", "Canceled", "Failed", "Inquiring"]
"""Without this filter only finished events come. Source: DescribeInstanceHistoryEvents."""


def open_client(settings: Settings) -> "SdkEcsClient":
    """
    Answer a client for what the stack and the environment say; no request is made yet.

    Raises:
        ConnectionSettingsError: They do not say enough, or contradict themselves.
    """
    return SdkEcsClient(Client(client_config(settings, "ecs")), region=settings.region)


class SdkEcsClient:
    """Thread-safe as far as the SDK is. Never retries: who waits decides that."""

    def __init__(self, client: Client, *, region: str) -> None:
        self._client = client
        self.region = region

    def describe_instances(self, instance_ids: Sequence[str]) -> tuple[EcsInstance, ...]:
        found: list[EcsInstance] = []
        for start in range(0, len(instance_ids), MOST_IDS):
            ids = list(instance_ids[start : start + MOST_IDS])
            request = models.DescribeInstancesRequest(
                region_id=self.region, instance_ids=json.dumps(ids), max_results=PAGE_SIZE
            )
            found += self._instances(", ".join(ids), request)
        return tuple(found)

    def describe_tagged_instances(self, tag_key: str) -> tuple[EcsInstance, ...]:
        request = models.DescribeInstancesRequest(
            region_id=self.region, tag=[models.DescribeInstancesRequestTag(key=tag_key)], max_results=PAGE_SIZE
        )
        return tuple(self._instances(f"instances with tag {tag_key}", request))

    def describe_system_event(self, event_id: str) -> SystemEvent | None:
        request = models.DescribeInstanceHistoryEventsRequest(
            region_id=self.region, event_id=[event_id], instance_event_cycle_status=EVENT_STATUSES
        )

        def read(answer: Wire) -> list[SystemEvent]:
            return [_event(wire) for wire in rows(answer, "InstanceSystemEventSet", "InstanceSystemEventType")]

        events = self._call("DescribeInstanceHistoryEvents", event_id, request, read)
        return next((event for event in events if event.event_id == event_id), None)

    def describe_redeployments(self, instance_id: str) -> tuple[EcsTask, ...]:
        request = models.DescribeTasksRequest(
            region_id=self.region,
            resource_ids=[instance_id],
            task_action="RedeployInstance",
            page_number=1,
            page_size=PAGE_SIZE,
        )
        tasks: list[EcsTask] = []

        def read(answer: Wire) -> tuple[list[EcsTask], int]:
            found = rows(answer, "TaskSet", "Task")
            return [_task(wire) for wire in found], integer(answer, "TotalCount") or 0

        while True:
            found, total = self._call("DescribeTasks", instance_id, request, read)
            tasks += found
            if request.page_number * PAGE_SIZE >= total:
                return tuple(tasks)
            request.page_number += 1

    def redeploy_instance(self, instance_id: str, *, force_stop: bool) -> str:
        # What is not asked for is not sent, so that the service's default holds.
        request = models.RedeployInstanceRequest(instance_id=instance_id, force_stop=force_stop or None)
        return self._call("RedeployInstance", instance_id, request, partial(required_text, name="TaskId"))

    def stop_instance(self, instance_id: str, *, stopped_mode: str) -> None:
        request = models.StopInstanceRequest(instance_id=instance_id, stopped_mode=stopped_mode or None)
        self._call("StopInstance", instance_id, request, nothing)

    def tag_instance(self, instance_id: str, key: str, value: str) -> None:
        request = models.TagResourcesRequest(
            region_id=self.region,
            resource_type="instance",
            resource_id=[instance_id],
            tag=[models.TagResourcesRequestTag(key=key, value=value)],
        )
        self._call("TagResources", instance_id, request, nothing)

    def untag_instance(self, instance_id: str, key: str) -> None:
        request = models.UntagResourcesRequest(
            region_id=self.region, resource_type="instance", resource_id=[instance_id], tag_key=[key]
        )
        self._call("UntagResources", instance_id, request, nothing)

    def set_deletion_protection(self, instance_id: str, *, is_protected: bool) -> None:
        request = models.ModifyInstanceAttributeRequest(instance_id=instance_id, deletion_protection=is_protected)
        self._call("ModifyInstanceAttribute", instance_id, request, nothing)

    def _call(self, action: str, subject: str, request: Any, read: Callable[[Wire], T]) -> T:
        return call(self._client, action, subject, request, read)

    def _instances(self, subject: str, request: Any) -> Iterator[EcsInstance]:
        while True:
            found, request.next_token = self._call("DescribeInstances", subject, request, _page)
            yield from found
            if not request.next_token:
                return


def _page(answer: Wire) -> tuple[list[EcsInstance], str | None]:
    if "Instances" not in answer:
        raise UnreadableFieldError("Instances", None, "an object")
    found = each(fields(answer, "Instances"), "Instance")
    return [_instance(wire) for wire in found], text(answer, "NextToken")


def _instance(wire: Wire) -> EcsInstance:
    locks = each(fields(wire, "OperationLocks"), "LockReason")
    tags = each(fields(wire, "Tags"), "Tag")
    return EcsInstance(
        instance_id=required_text(wire, "InstanceId"),
        status=required_text(wire, "Status"),
        stopped_mode=text(wire, "StoppedMode") or "",
        instance_type=text(wire, "InstanceType") or "",
        lock_reasons=tuple(required_text(lock, "LockReason") for lock in locks),
        dedicated_host_id=text(fields(wire, "DedicatedHostAttribute"), "DedicatedHostId") or "",
        local_storage_amount=integer(wire, "LocalStorageAmount") or 0,
        instance_charge_type=text(wire, "InstanceChargeType") or "",
        spot_strategy=text(wire, "SpotStrategy") or "",
        deletion_protection=boolean(wire, "DeletionProtection") or False,
        vswitch_id=text(fields(wire, "VpcAttributes"), "VSwitchId") or "",
        tags={
            required_text(tag, "TagKey", is_verbatim=True): text(tag, "TagValue", is_verbatim=True) or ""
            for tag in tags
        },
    )


def _event(wire: Wire) -> SystemEvent:
    return SystemEvent(
        event_id=required_text(wire, "EventId"),
        instance_id=text(wire, "InstanceId") or "",
        event_type=text(fields(wire, "EventType"), "Name") or "",
        status=required_text(fields(wire, "EventCycleStatus"), "Name"),
        publish_time=moment(wire, "EventPublishTime"),
        not_before=moment(wire, "NotBefore"),
        reason=text(wire, "Reason") or "",
    )


def _task(wire: Wire) -> EcsTask:
    return EcsTask(
        task_id=required_text(wire, "TaskId"),
        status=required_text(wire, "TaskStatus"),
        creation_time=moment(wire, "CreationTime"),
    )
