"""Answers of the service in which fields have other types than it documents: unreadable, never a defect of ours."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from alibabacloud_cms20190101 import models as cms
from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ess20220222 import models as ess
from hypothesis import given, settings
from hypothesis import strategies as st

from alicloud_ess_refresh.cloud import decode
from alicloud_ess_refresh.cloud.sdk_cms import SdkCmsClient
from alicloud_ess_refresh.cloud.sdk_ecs import SdkEcsClient
from alicloud_ess_refresh.cloud.sdk_ess import SdkEssClient
from alicloud_ess_refresh.cloud.sdk_launch_templates import SdkLaunchTemplateClient
from alicloud_ess_refresh.cloud.sdk_membership import SdkMembershipClient
from alicloud_ess_refresh.cloud.sdk_vpc import SdkVpcClient
from alicloud_ess_refresh.cloud.wire import UnreadableFieldError
from alicloud_ess_refresh.errors import ServiceUnreachableError

TIME = "2026-01-01T00:00Z"
TASK = {
    "InstanceRefreshTaskId": "ir-1",
    "ScalingGroupId": "asg-1",
    "Status": "InProgress",
    "DesiredConfiguration": {
        "ScalingConfigurationId": "asc-1",
        "LaunchTemplateOverrides": [{"InstanceType": "ecs.g7.large"}],
        "Containers": [{"Name": "web", "Commands": ["a"], "Args": [], "EnvironmentVars": [{"Key": "K", "Value": "v"}]}],
    },
    "TotalNeedUpdateCapacity": 4,
    "FinishedUpdateCapacity": 0,
    "StartTime": TIME,
    "EndTime": TIME,
    "Detail": "No stock.",
    "SkipMatching": True,
    "MinHealthyPercentage": 90,
    "MaxHealthyPercentage": 150,
    "Checkpoints": [{"Percentage": 50}],
    "CheckpointPauseTime": 5,
}
GROUP = {
    "ScalingGroupId": "asg-1",
    "ScalingGroupName": "web",
    "LifecycleState": "Active",
    "LaunchTemplateOverrides": [{"InstanceType": "ecs.g7.large", "WeightedCapacity": 2}],
    "MinSize": 1,
    "MaxSize": 4,
    "DesiredCapacity": 2,
    "ActiveCapacity": 2,
    "VSwitchIds": ["vsw-1"],
    "SuspendedProcesses": ["HealthCheck"],
}
MEMBER = {
    "InstanceId": "i-1",
    "ScalingGroupId": "asg-1",
    "LifecycleState": "InService",
    "HealthStatus": "Healthy",
    "CreationType": "AutoCreated",
}
CONFIGURATION = {
    "ScalingConfigurationId": "asc-1",
    "ImageId": "m-1",
    "WeightedCapacities": ["2", ""],
    "HttpTokens": "required",
    "InstanceTypes": ["ecs.g7.large"],
    "Tags": [{"Key": "a", "Value": "b"}],
}
ACTIVITY = {
    "ScalingActivityId": "asa-1",
    "StatusMessage": "no",
    "StartTime": TIME,
    "StatusCode": "Failed",
    "TotalCapacity": 4,
    "CreatedInstances": ["i-1"],
}
INSTANCE = {
    "InstanceId": "i-1",
    "Status": "Running",
    "OperationLocks": {"LockReason": [{"LockReason": "security"}]},
    "Tags": {"Tag": [{"TagKey": "a", "TagValue": "b"}]},
    "LocalStorageAmount": 1,
    "DeletionProtection": True,
    "DedicatedHostAttribute": {"DedicatedHostId": "dh-1"},
}
EVENT = {
    "EventId": "e-1",
    "InstanceId": "i-1",
    "EventType": {"Name": "SystemMaintenance.Reboot"},
    "EventCycleStatus": {"Name": "Scheduled"},
    "EventPublishTime": TIME,
    "NotBefore": TIME,
    "Reason": "The host is old.",
}
ECS_TASK = {"TaskId": "t-1", "TaskStatus": "Finished", "CreationTime": TIME}
RULE = {
    "RuleId": "r",
    "RuleName": "web",
    "AlertState": "OK",
    "EnableState": True,
    "Escalations": {"Critical": {"Threshold": "90", "Statistics": "Average", "ComparisonOperator": ">"}},
}
TEMPLATE = {"LaunchTemplateId": "lt-1", "DefaultVersionNumber": 1, "LatestVersionNumber": 2}
PAGE = {"RequestId": "r", "TotalCount": 1, "PageNumber": 1, "PageSize": 50}

WRONG: st.SearchStrategy[object] = st.sampled_from(
    [
        "many",
        "",
        None,
        True,
        -1,
        1.5,
        float("nan"),
        10**400,
        "9" * 5000,
        [],
        ["x"],
        [None],
        {},
        {"x": {}},
        [[[]]],
        "\x00",
    ]
)
DECODERS: dict[str, tuple[Callable[[Any], object], dict[str, Any]]] = {
    "task": (decode.task, TASK),
    "group": (decode.group, GROUP),
    "instance": (decode.instance, MEMBER),
    "configuration": (decode.configuration, CONFIGURATION),
    "activity": (decode.activity, ACTIVITY),
}


class Sdk:
    """An SDK's client that gets one answer."""

    def __init__(self, model: Any, body: Any) -> None:
        self._model, self._body = model, body

    def __getattr__(self, _name: str) -> Callable[..., Any]:
        return lambda *_: SimpleNamespace(body=self._model().from_map(self._body), headers={})

    def call_api(self, *_: Any) -> dict[str, Any]:
        return {"body": self._body}


def listed(*path: str, of: dict[str, Any], **more: Any) -> dict[str, Any]:
    inner: Any = [of]
    for name in reversed(path):
        inner = {name: inner}
    return {**PAGE, **more, **inner}


GROUPS = listed("ScalingGroups", of=GROUP)
TASKS = listed("InstanceRefreshTasks", of=TASK)
CONFIGURATIONS = listed("ScalingConfigurations", of=CONFIGURATION)
ACTIVITIES = listed("ScalingActivities", of=ACTIVITY)
MEMBERS = listed("ScalingInstances", of=MEMBER)
RULES = listed("Alarms", "Alarm", of=RULE, Total=1, Success=True, Code="200")
READERS: dict[str, tuple[Callable[[Any], object], Any, dict[str, Any]]] = {
    "groups": (
        lambda c: SdkEssClient(c, region="r").describe_scaling_groups(),
        ess.DescribeScalingGroupsResponseBody,
        GROUPS,
    ),
    "group": (
        lambda c: SdkEssClient(c, region="r").describe_scaling_group("asg-1"),
        ess.DescribeScalingGroupsResponseBody,
        GROUPS,
    ),
    "instances": (
        lambda c: SdkEssClient(c, region="r").describe_scaling_instances("asg-1"),
        ess.DescribeScalingInstancesResponseBody,
        MEMBERS,
    ),
    "configuration": (
        lambda c: SdkEssClient(c, region="r").describe_scaling_configuration("asg-1", "asc-1"),
        ess.DescribeScalingConfigurationsResponseBody,
        CONFIGURATIONS,
    ),
    "configurations": (
        lambda c: SdkEssClient(c, region="r").describe_scaling_configurations("asg-1"),
        ess.DescribeScalingConfigurationsResponseBody,
        CONFIGURATIONS,
    ),
    "failed activity": (
        lambda c: SdkEssClient(c, region="r").describe_failed_scaling_activity("asg-1"),
        ess.DescribeScalingActivitiesResponseBody,
        ACTIVITIES,
    ),
    "activities": (
        lambda c: SdkEssClient(c, region="r").describe_refresh_activities("asg-1", "ir-1"),
        ess.DescribeScalingActivitiesResponseBody,
        ACTIVITIES,
    ),
    "tasks": (
        lambda c: SdkEssClient(c, region="r").describe_instance_refreshes("asg-1"),
        ess.DescribeInstanceRefreshesResponseBody,
        TASKS,
    ),
    "task": (
        lambda c: SdkEssClient(c, region="r").describe_instance_refresh("asg-1", "ir-1"),
        ess.DescribeInstanceRefreshesResponseBody,
        TASKS,
    ),
    "membership": (
        lambda c: SdkMembershipClient(c, region="r").describe_membership("i-1"),
        ess.DescribeScalingInstancesResponseBody,
        MEMBERS,
    ),
    "processes": (
        lambda c: SdkMembershipClient(c, region="r").describe_suspended_processes("asg-1"),
        ess.DescribeScalingGroupsResponseBody,
        GROUPS,
    ),
    "ecs instances": (
        lambda c: SdkEcsClient(c, region="r").describe_instances(["i-1"]),
        ecs.DescribeInstancesResponseBody,
        listed("Instances", "Instance", of=INSTANCE),
    ),
    "event": (
        lambda c: SdkEcsClient(c, region="r").describe_system_event("e-1"),
        ecs.DescribeInstanceHistoryEventsResponseBody,
        listed("InstanceSystemEventSet", "InstanceSystemEventType", of=EVENT),
    ),
    "ecs tasks": (
        lambda c: SdkEcsClient(c, region="r").describe_redeployments("i-1"),
        ecs.DescribeTasksResponseBody,
        listed("TaskSet", "Task", of=ECS_TASK),
    ),
    "template": (
        lambda c: SdkLaunchTemplateClient(c, region="r").describe_launch_template("lt-1"),
        ecs.DescribeLaunchTemplatesResponseBody,
        listed("LaunchTemplateSets", "LaunchTemplateSet", of=TEMPLATE),
    ),
    "rules": (
        lambda c: SdkCmsClient(c, region="r").find_metric_rules("web"),
        cms.DescribeMetricRuleListResponseBody,
        RULES,
    ),
    "vswitch": (
        lambda c: SdkVpcClient(c, region="r").describe_vswitch("vsw-1"),
        ess.DescribeScalingGroupsResponseBody,
        {"VSwitchId": "vsw-1", "AvailableIpAddressCount": 9},
    ),
}


def places(wire: Any) -> Iterator[tuple[str | int, ...]]:
    """Return the way to every field, however deep."""
    for name, value in wire.items() if isinstance(wire, dict) else enumerate(wire) if isinstance(wire, list) else ():
        yield (name,)
        yield from ((name, *rest) for rest in places(value))


def changed(wire: dict[str, Any], place: tuple[str | int, ...], value: object) -> dict[str, Any]:
    made: Any = deepcopy(wire)
    inner = made
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = value
    return dict(made)


@pytest.mark.parametrize("name", DECODERS)
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_each_decoder_reads_an_answer_or_says_which_field_it_cannot_read(name: str, data: st.DataObject) -> None:
    decoder, wire = DECODERS[name]
    decoder(wire)
    place = data.draw(st.sampled_from([*places(wire)]))
    with suppress(UnreadableFieldError):
        decoder(changed(wire, place, data.draw(WRONG)))


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_each_reading_call_reads_an_answer_or_is_to_be_made_again(name: str, data: st.DataObject) -> None:
    read, model, body = READERS[name]
    assert read(Sdk(model, body))
    place = data.draw(st.sampled_from([*places(body)]))
    with suppress(ServiceUnreachableError):
        read(Sdk(model, changed(body, place, data.draw(WRONG))))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("TotalNeedUpdateCapacity", "many", "`TotalNeedUpdateCapacity` is 'many', expected a whole number"),
        ("TotalNeedUpdateCapacity", True, "`TotalNeedUpdateCapacity` is True, expected a whole number"),
        ("Status", None, "`Status` is None, expected a text"),
        ("Status", {}, "`Status` is a dict, expected a text"),
        ("Checkpoints", "50", "`Checkpoints` is '50', expected a list"),
        ("SkipMatching", "perhaps", "`SkipMatching` is 'perhaps', expected true or false"),
        ("StartTime", "yesterday", "`StartTime` is 'yesterday', expected a time as in ISO 8601"),
    ],
)
def test_wrong_field_of_a_task_is_named(field: str, value: object, said: str) -> None:
    with pytest.raises(UnreadableFieldError) as caught:
        decode.task({**TASK, field: value})
    assert str(caught.value) == said


@pytest.mark.parametrize("name", ["group", "instances", "tasks", "membership", "event", "ecs tasks", "template"])
def test_list_that_is_missing_is_unreadable_and_not_empty(name: str) -> None:
    read, model, body = READERS[name]
    with pytest.raises(ServiceUnreachableError):
        read(Sdk(model, {key: value for key, value in body.items() if key in PAGE}))
    with pytest.raises(ServiceUnreachableError):
        read(Sdk(model, {"RequestId": "r"}))
    assert not read(Sdk(model, PAGE | {"TotalCount": 0}))


def test_line_ends_of_a_detail_begin_no_line() -> None:
    assert decode.task({**TASK, "Detail": "a\nb\r\nc\u2028d"}).detail == "a b c d"
