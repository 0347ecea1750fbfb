"""`EcsClient` over the official SDK (API version 2014-05-26). Imports the vendor SDK."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client

from alicloud_ess_refresh.cloud.ecs import EcsInstance, EcsTask, SystemEvent
from alicloud_ess_refresh.cloud.sdk_calls import Wire, call, client_config
from alicloud_ess_refresh.cloud.settings import Settings

__all__ = ["SdkEcsClient", "open_client"]

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
        answer = self._call("DescribeInstanceHistoryEvents", event_id, request)
        events = [_event(wire) for wire in answer["InstanceSystemEventSet"]["InstanceSystemEventType"]]
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
        while True:
            answer = self._call("DescribeTasks", instance_id, request)
            tasks += [_task(wire) for wire in answer["TaskSet"]["Task"]]
            if request.page_number * PAGE_SIZE >= int(answer.get("TotalCount") or 0):
                return tuple(tasks)
            request.page_number += 1

    def redeploy_instance(self, instance_id: str, *, force_stop: bool) -> str:
        # What is not asked for is not sent, so that the service's default holds.
        request = models.RedeployInstanceRequest(instance_id=instance_id, force_stop=force_stop or None)
        return str(self._call("RedeployInstance", instance_id, request)["TaskId"])

    def stop_instance(self, instance_id: str, *, stopped_mode: str) -> None:
        request = models.StopInstanceRequest(instance_id=instance_id, stopped_mode=stopped_mode or None)
        self._call("StopInstance", instance_id, request)

    def tag_instance(self, instance_id: str, key: str, value: str) -> None:
        request = models.TagResourcesRequest(
            region_id=self.region,
            resource_type="instance",
            resource_id=[instance_id],
            tag=[models.TagResourcesRequestTag(key=key, value=value)],
        )
        self._call("TagResources", instance_id, request)

    def untag_instance(self, instance_id: str, key: str) -> None:
        request = models.UntagResourcesRequest(
            region_id=self.region, resource_type="instance", resource_id=[instance_id], tag_key=[key]
        )
        self._call("UntagResources", instance_id, request)

    def set_deletion_protection(self, instance_id: str, *, is_protected: bool) -> None:
        request = models.ModifyInstanceAttributeRequest(instance_id=instance_id, deletion_protection=is_protected)
        self._call("ModifyInstanceAttribute", instance_id, request)

    def _call(self, action: str, subject: str, request: Any) -> Wire:
        return call(self._client, action, subject, request)

    def _instances(self, subject: str, request: Any) -> Iterator[EcsInstance]:
        while True:
            answer = self._call("DescribeInstances", subject, request)
            yield from (_instance(wire) for wire in answer["Instances"]["Instance"])
            request.next_token = answer.get("NextToken")
            if not request.next_token:
                return


def _instance(wire: Wire) -> EcsInstance:
    locks = (wire.get("OperationLocks") or {}).get("LockReason") or ()
    tags = (wire.get("Tags") or {}).get("Tag") or ()
    return EcsInstance(
        instance_id=str(wire["InstanceId"]),
        status=str(wire.get("Status") or ""),
        stopped_mode=str(wire.get("StoppedMode") or ""),
        instance_type=str(wire.get("InstanceType") or ""),
        lock_reasons=tuple(str(lock["LockReason"]) for lock in locks),
        dedicated_host_id=str((wire.get("DedicatedHostAttribute") or {}).get("DedicatedHostId") or ""),
        local_storage_amount=int(wire.get("LocalStorageAmount") or 0),
        instance_charge_type=str(wire.get("InstanceChargeType") or ""),
        spot_strategy=str(wire.get("SpotStrategy") or ""),
        # Older gateways send booleans as text.
        deletion_protection=str(wire.get("DeletionProtection")).lower() == "true",
        tags={str(tag["TagKey"]): str(tag.get("TagValue") or "") for tag in tags},
    )


def _event(wire: Wire) -> SystemEvent:
    return SystemEvent(
        event_id=str(wire.get("EventId") or ""),
        instance_id=str(wire.get("InstanceId") or ""),
        event_type=str((wire.get("EventType") or {}).get("Name") or ""),
        status=str((wire.get("EventCycleStatus") or {}).get("Name") or ""),
        publish_time=str(wire.get("EventPublishTime") or ""),
        not_before=str(wire.get("NotBefore") or ""),
        reason=str(wire.get("Reason") or ""),
    )


def _task(wire: Wire) -> EcsTask:
    return EcsTask(
        task_id=str(wire["TaskId"]),
        status=str(wire.get("TaskStatus") or ""),
        creation_time=str(wire.get("CreationTime") or ""),
    )
