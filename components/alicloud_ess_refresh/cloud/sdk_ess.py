"""`EssClient` over the official SDK (API version 2022-02-22). Imports the vendor SDK."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any, TypeVar

from alibabacloud_ess20220222 import models
from alibabacloud_ess20220222.client import Client

from alicloud_ess_refresh.cloud import decode, encode
from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.ess import StartRequest
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingActivity, ScalingGroup, ScalingInstance
from alicloud_ess_refresh.cloud.sdk_calls import call_with_headers, client_config, nothing
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.cloud.wire import Wire, integer, listed, required_text, rows, text
from alicloud_ess_refresh.errors import NoConnectionError, ServiceApiError

__all__ = ["SdkEssClient", "open_client"]

T = TypeVar("T")
PAGE_SIZE = 50
"""Largest that the service takes. Source: DescribeScalingInstances, DescribeInstanceRefreshes and the like."""


def open_client(settings: Settings) -> "SdkEssClient":
    """
    Answer a client for what the stack and the environment say; no request is made yet.

    Raises:
        ConnectionSettingsError: They do not say enough, or contradict themselves.
    """
    return SdkEssClient(Client(client_config(settings, "ess")), region=settings.region)


class SdkEssClient:
    """Thread-safe as far as the SDK is. Never retries: who waits decides that."""

    def __init__(self, client: Client, *, region: str) -> None:
        self._client = client
        self.region = region
        self._has_been_answered = False
        self._service_time: datetime | None = None

    @property
    def service_time(self) -> datetime | None:
        return self._service_time

    def describe_scaling_groups(self) -> tuple[ScalingGroup, ...]:
        request = models.DescribeScalingGroupsRequest(region_id=self.region, page_size=PAGE_SIZE)
        read = listed("ScalingGroups", _group)
        return tuple(self._numbered_pages("DescribeScalingGroups", self.region, request, read))

    def describe_scaling_group(self, scaling_group_id: str) -> ScalingGroup | None:
        request = models.DescribeScalingGroupsRequest(region_id=self.region, scaling_group_ids=[scaling_group_id])
        read = listed("ScalingGroups", _group)
        groups = self._call("DescribeScalingGroups", scaling_group_id, request, read)
        return groups[0] if groups else None

    def describe_scaling_instances(self, scaling_group_id: str) -> tuple[ScalingInstance, ...]:
        request = models.DescribeScalingInstancesRequest(
            region_id=self.region, scaling_group_id=scaling_group_id, page_size=PAGE_SIZE
        )
        read = listed("ScalingInstances", _instance)
        return tuple(self._numbered_pages("DescribeScalingInstances", scaling_group_id, request, read))

    def describe_scaling_configuration(
        self, scaling_group_id: str, scaling_configuration_id: str
    ) -> ScalingConfiguration | None:
        request = models.DescribeScalingConfigurationsRequest(
            region_id=self.region,
            scaling_group_id=scaling_group_id,
            scaling_configuration_ids=[scaling_configuration_id],
        )
        read = listed("ScalingConfigurations", _configuration)
        found = self._call("DescribeScalingConfigurations", scaling_group_id, request, read)
        return found[0] if found else None

    def describe_scaling_configurations(self, scaling_group_id: str) -> tuple[ScalingConfiguration, ...]:
        request = models.DescribeScalingConfigurationsRequest(
            region_id=self.region, scaling_group_id=scaling_group_id, page_size=PAGE_SIZE
        )
        read = listed("ScalingConfigurations", _configuration)
        return tuple(self._numbered_pages("DescribeScalingConfigurations", scaling_group_id, request, read))

    def describe_failed_scaling_activity(self, scaling_group_id: str) -> ScalingActivity | None:
        request = models.DescribeScalingActivitiesRequest(
            region_id=self.region, scaling_group_id=scaling_group_id, status_code="Failed", page_size=PAGE_SIZE
        )
        read = listed("ScalingActivities", _activity)
        activities = self._call("DescribeScalingActivities", scaling_group_id, request, read)
        return max(activities, key=lambda activity: activity.start_time, default=None)

    def describe_scaling_activities(self, scaling_group_id: str, since: datetime) -> tuple[ScalingActivity, ...]:
        request = models.DescribeScalingActivitiesRequest(
            region_id=self.region, scaling_group_id=scaling_group_id, page_size=PAGE_SIZE
        )
        read = listed("ScalingActivities", _activity)
        first, found = f"{since.astimezone(UTC):%Y-%m-%dT%H:%MZ}", list[ScalingActivity]()

        def read_page(answer: Wire) -> tuple[tuple[ScalingActivity, ...]]:
            return (read(answer),)

        for page in self._numbered_pages("DescribeScalingActivities", scaling_group_id, request, read_page):
            found += page
            # A group has years of them, and the newest come first.
            if any(activity.start_time < first for activity in found):
                break
        return _oldest_first(activity for activity in found if activity.start_time >= first)

    def describe_refresh_activities(
        self, scaling_group_id: str, instance_refresh_task_id: str
    ) -> tuple[ScalingActivity, ...]:
        request = models.DescribeScalingActivitiesRequest(
            region_id=self.region,
            scaling_group_id=scaling_group_id,
            instance_refresh_task_id=instance_refresh_task_id,
            page_size=PAGE_SIZE,
        )
        read = listed("ScalingActivities", _activity)
        return _oldest_first(self._numbered_pages("DescribeScalingActivities", scaling_group_id, request, read))

    def describe_instance_refreshes(self, scaling_group_id: str) -> tuple[InstanceRefreshTask, ...]:
        request = models.DescribeInstanceRefreshesRequest(
            region_id=self.region, scaling_group_id=scaling_group_id, max_results=PAGE_SIZE
        )
        tasks: list[InstanceRefreshTask] = []

        def read(answer: Wire) -> tuple[list[InstanceRefreshTask], str | None]:
            found = rows(answer, "InstanceRefreshTasks", is_first=not request.next_token)
            return [_task(wire) for wire in found], text(answer, "NextToken")

        while True:
            found, request.next_token = self._call("DescribeInstanceRefreshes", scaling_group_id, request, read)
            tasks += found
            if not request.next_token:
                break
        # No page states an order. The sort is stable, so that the service's order decides between equal times.
        return tuple(sorted(tasks, key=lambda task: task.start_time, reverse=True))

    def describe_instance_refresh(
        self, scaling_group_id: str, instance_refresh_task_id: str
    ) -> InstanceRefreshTask | None:
        request = models.DescribeInstanceRefreshesRequest(
            region_id=self.region,
            scaling_group_id=scaling_group_id,
            instance_refresh_task_ids=[instance_refresh_task_id],
        )
        read = listed("InstanceRefreshTasks", _task)
        tasks = self._call("DescribeInstanceRefreshes", scaling_group_id, request, read)
        return next((task for task in tasks if task.instance_refresh_task_id == instance_refresh_task_id), None)

    def start_instance_refresh(self, request: StartRequest) -> str:
        sent = encode.start_request(request, region=self.region)
        read = partial(required_text, name="InstanceRefreshTaskId")
        return self._call("StartInstanceRefresh", request.scaling_group_id, sent, read)

    def rollback_instance_refresh(self, scaling_group_id: str, instance_refresh_task_id: str) -> None:
        request = models.RollbackInstanceRefreshRequest(
            region_id=self.region,
            scaling_group_id=scaling_group_id,
            instance_refresh_task_id=instance_refresh_task_id,
        )
        self._call("RollbackInstanceRefresh", scaling_group_id, request, nothing)

    def cancel_instance_refresh(self, scaling_group_id: str, instance_refresh_task_id: str) -> None:
        request = models.CancelInstanceRefreshRequest(
            region_id=self.region,
            scaling_group_id=scaling_group_id,
            instance_refresh_task_id=instance_refresh_task_id,
        )
        self._call("CancelInstanceRefresh", scaling_group_id, request, nothing)

    def suspend_instance_refresh(self, scaling_group_id: str, instance_refresh_task_id: str) -> None:
        request = models.SuspendInstanceRefreshRequest(
            region_id=self.region,
            scaling_group_id=scaling_group_id,
            instance_refresh_task_id=instance_refresh_task_id,
        )
        self._call("SuspendInstanceRefresh", scaling_group_id, request, nothing)

    def resume_instance_refresh(self, scaling_group_id: str, instance_refresh_task_id: str) -> None:
        request = models.ResumeInstanceRefreshRequest(
            region_id=self.region,
            scaling_group_id=scaling_group_id,
            instance_refresh_task_id=instance_refresh_task_id,
        )
        self._call("ResumeInstanceRefresh", scaling_group_id, request, nothing)

    def delete_scaling_configuration(self, scaling_configuration_id: str) -> None:
        request = models.DeleteScalingConfigurationRequest(scaling_configuration_id=scaling_configuration_id)
        self._call("DeleteScalingConfiguration", scaling_configuration_id, request, nothing)

    def set_http_tokens(self, scaling_configuration_id: str, http_tokens: str) -> None:
        request = models.ModifyScalingConfigurationRequest(
            scaling_configuration_id=scaling_configuration_id, http_tokens=http_tokens
        )
        self._call("ModifyScalingConfiguration", scaling_configuration_id, request, nothing)

    def enable_scaling_group(self, scaling_group_id: str, desired: DesiredConfiguration) -> None:
        request = encode.enable_request(scaling_group_id, desired, region=self.region)
        self._call("EnableScalingGroup", scaling_group_id, request, nothing)

    def activate(self, scaling_group_id: str, desired: DesiredConfiguration) -> None:
        request = encode.activate_request(scaling_group_id, desired)
        self._call("ModifyScalingGroup", scaling_group_id, request, nothing)

    def _call(self, action: str, subject: str, request: Any, read: Callable[[Wire], T]) -> T:
        try:
            result, headers = call_with_headers(self._client, action, subject, request, read)
        except NoConnectionError as error:
            error.is_transient = self._has_been_answered
            raise
        except ServiceApiError:
            self._has_been_answered = True
            raise
        self._has_been_answered = True
        self._service_time = _date(headers)
        return result

    def _numbered_pages(
        self, action: str, subject: str, request: Any, read: Callable[[Wire], Iterable[T]]
    ) -> Iterator[T]:
        request.page_number = 1
        while True:
            found, total = self._call(
                action, subject, request, lambda answer: (read(answer), integer(answer, "TotalCount") or 0)
            )
            yield from found
            if request.page_number * PAGE_SIZE >= total:
                return
            request.page_number += 1


def _oldest_first(activities: Iterable[ScalingActivity]) -> tuple[ScalingActivity, ...]:
    """Turn the service's order, in which the newest come first; the sort is stable, and times are to the minute."""
    turned = [*activities]
    turned.reverse()
    return tuple(sorted(turned, key=lambda activity: activity.start_time))


def _named(name: str, decode_one: Callable[[Wire], T]) -> Callable[[Wire], T]:
    """Decode only what has its id: without it, it would be taken for something else, or for nothing."""

    def read(wire: Wire) -> T:
        required_text(wire, name)
        return decode_one(wire)

    return read


_task = _named("InstanceRefreshTaskId", decode.task)
_group = _named("ScalingGroupId", decode.group)
_instance = _named("InstanceId", decode.instance)
_configuration = _named("ScalingConfigurationId", decode.configuration)
_activity = _named("ScalingActivityId", decode.activity)


def _date(headers: Mapping[str, str]) -> datetime | None:
    """Return when an answer was made, by the service's own clock (RFC 9110, 6.6.1); None where it does not say."""
    try:
        return parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        return None
