"""From the SDK's words to ours and back: answers, requests, errors."""

from dataclasses import replace
from typing import Any

import pytest
from alibabacloud_credentials.exceptions import CredentialException
from alibabacloud_tea_openapi.exceptions import ClientException, ServerException, ThrottlingException

import alicloud_ess_refresh
from alicloud_ess_refresh.cloud import decode, encode
from alicloud_ess_refresh.cloud.content import content_digest, digest_but_image
from alicloud_ess_refresh.cloud.desired_configuration import Container, DesiredConfiguration
from alicloud_ess_refresh.cloud.ess import StartRequest
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus, running_task
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup, ScalingInstance
from alicloud_ess_refresh.cloud.sdk_errors import translate
from alicloud_ess_refresh.errors import (
    NothingToRefreshError,
    ServiceApiError,
    ServiceError,
    ServiceUnreachableError,
    ThrottledError,
)

CONTAINER = Container(name="web", image="i", commands=("a",), args=("b",), environment_vars=(("K", "v"),))
DESIRED = [
    DesiredConfiguration(),
    DesiredConfiguration(scaling_configuration_id="asc-1"),
    DesiredConfiguration(image_id="m-1"),
    DesiredConfiguration(
        launch_template_id="lt-1", launch_template_version="3", launch_template_overrides=("ecs.g7.large",)
    ),
    DesiredConfiguration(containers=(CONTAINER,)),
]


def test_task_is_decoded() -> None:
    wire = {
        "InstanceRefreshTaskId": "ir-1",
        "ScalingGroupId": "asg-1",
        "Status": "RollbackFailed",
        "DesiredConfiguration": {"ScalingConfigurationId": "asc-1", "LaunchTemplateOverrides": [], "Containers": []},
        "TotalNeedUpdateCapacity": "4",
        "FinishedUpdateCapacity": 0,
        "StartTime": "2026-01-01T00:00:00Z",
        "Detail": "No stock.",
        "MinHealthyPercentage": 90,
        "MaxHealthyPercentage": "150",
        "Checkpoints": [{"Percentage": 50}, {"Percentage": "100"}],
        "CheckpointPauseTime": 5,
    }
    assert decode.task(wire) == InstanceRefreshTask(
        instance_refresh_task_id="ir-1",
        scaling_group_id="asg-1",
        status=RefreshStatus.ROLLBACK_FAILED,
        desired_configuration=DesiredConfiguration(scaling_configuration_id="asc-1"),
        total_need_update_capacity=4,
        finished_update_capacity=0,
        start_time="2026-01-01T00:00:00Z",
        detail="No stock.",
        min_healthy_percentage=90,
        max_healthy_percentage=150,
        checkpoints=(50, 100),
        checkpoint_pause_time=5,
    )


def test_status_that_is_not_documented_is_kept_as_it_is() -> None:
    running = decode.task({"InstanceRefreshTaskId": "ir-1", "Status": "Baking"})
    ended = decode.task({"InstanceRefreshTaskId": "ir-1", "Status": "Baked", "EndTime": "2026-01-31T00:00:00Z"})
    assert (str(running.status), running.status.is_known, running.is_settled) == ("Baking", False, False)
    assert (str(ended.status), ended.status.is_known, ended.is_settled) == ("Baked", False, True)


def test_only_the_newest_task_of_a_status_that_is_not_documented_may_be_running() -> None:
    newest, older = (decode.task({"InstanceRefreshTaskId": each, "Status": "Baking"}) for each in ("ir-2", "ir-1"))
    assert running_task([newest, older]) is newest
    assert running_task([replace(newest, status=RefreshStatus.FAILED), older]) is None


def test_statuses_are_settled_or_not() -> None:
    assert {status for status in RefreshStatus if status.is_settled} == {
        "Successful",
        "Failed",
        "Cancelled",
        "RollbackSuccessful",
        "RollbackFailed",
    }
    assert {status for status in RefreshStatus if status.is_winding_down} == {"Cancelling", "RollbackInProgress"}


def test_group_instance_and_configuration_are_decoded() -> None:
    assert decode.group(
        {
            "ScalingGroupId": "asg-1",
            "LifecycleState": "Active",
            "ActiveScalingConfigurationId": "",
            "LaunchTemplateId": "lt-1",
            "LaunchTemplateVersion": "3",
            "MultiAZPolicy": "PRIORITY",
            "ScalingPolicy": "release",
            "GroupType": "ECS",
            "LaunchTemplateOverrides": [{"InstanceType": "a", "WeightedCapacity": 2}, {"InstanceType": "b"}],
            "MinSize": 1,
            "MaxSize": 9,
            "ActiveCapacity": 3,
            "ProtectedCapacity": 2,
            "StandbyCapacity": 1,
            "DesiredCapacity": 0,
            "EnableDesiredCapacity": False,
            "HealthCheckTypes": ["ECS", "LOAD_BALANCER"],
        }
    ) == ScalingGroup(
        scaling_group_id="asg-1",
        lifecycle_state="Active",
        launch_template_id="lt-1",
        launch_template_version="3",
        multi_az_policy="PRIORITY",
        scaling_policy="release",
        group_type="ECS",
        launch_template_overrides=("a", "b"),
        launch_template_override_weights=(2, None),
        min_size=1,
        max_size=9,
        in_service_capacity=6,
        health_check_types=("ECS", "LOAD_BALANCER"),
    )
    assert decode.instance({"InstanceId": "i-1", "LifecycleState": "InService"}) == ScalingInstance(
        instance_id="i-1", lifecycle_state="InService"
    )
    sick = {"InstanceId": "i-1", "LifecycleState": "InService", "HealthStatus": "Unhealthy", "WeightedCapacity": "2"}
    assert decode.instance(sick) == ScalingInstance(
        instance_id="i-1", lifecycle_state="InService", health_status="Unhealthy", weighted_capacity=2
    )
    wire = {"ScalingConfigurationId": "asc-1", "ImageId": "m-1", "WeightedCapacities": ["2", 0]}
    assert decode.configuration(wire) == ScalingConfiguration(
        scaling_configuration_id="asc-1",
        image_id="m-1",
        weights=(2, None),
        digest=content_digest(wire),
        digest_but_image=digest_but_image(wire),
    )


@pytest.mark.parametrize("desired", DESIRED, ids=str)
def test_desired_configuration_survives_the_way_there_and_back(desired: DesiredConfiguration) -> None:
    request = StartRequest(scaling_group_id="asg-1", client_token="t", desired_configuration=desired)
    sent = encode.start_request(request, region="cn-hangzhou").to_map()
    described = {"Status": "Pending", "DesiredConfiguration": sent.get("DesiredConfiguration")}
    assert decode.task(described).desired_configuration == desired


@pytest.mark.parametrize("wanted", DESIRED, ids=str)
def test_task_is_for_the_same_only_where_it_goes_to_the_same(wanted: DesiredConfiguration) -> None:
    assert [other for other in DESIRED if wanted.is_same_as(other)] == [wanted]


def test_task_may_tell_more_than_was_asked_for() -> None:
    described = DesiredConfiguration(scaling_configuration_id="asc-1", image_id="m-1")
    assert DesiredConfiguration(scaling_configuration_id="asc-1").is_same_as(described)


def answer(kind: Any, code: str, status_code: int, **more: Any) -> Exception:
    error: Exception = kind(
        code=code,
        message=f"code: {status_code}, decorated request id: 4734",
        status_code=status_code,
        data={"Code": code, "Message": "The group\n  is busy.", "RequestId": "4734"},
        **more,
    )
    return error


def translated(error: Exception) -> ServiceError:
    return translate(error, action="StartInstanceRefresh", subject="asg-1")


def test_refusal_keeps_code_message_and_request_id() -> None:
    error = translated(answer(ClientException, "IncorrectScalingGroupStatus", 400))
    assert (type(error), error.is_transient) == (ServiceApiError, False)
    assert str(error) == (
        "StartInstanceRefresh on asg-1 was refused: `IncorrectScalingGroupStatus` The group is busy. (HTTP 400, "
        "RequestId 4734)"
    )


def test_server_s_own_errors_pass() -> None:
    assert translated(answer(ServerException, "InternalError", 500)).is_transient
    assert translated(answer(ServerException, "ServiceUnavailable", 503)).is_transient


def test_throttling_with_and_without_a_hint() -> None:
    plain = translated(answer(ClientException, "Throttling.User", 400))
    assert (type(plain), plain.is_transient, plain.retry_after_seconds) == (ThrottledError, True, 0.0)
    hinted = translated(answer(ThrottlingException, "Throttling", 429, retry_after=1500))
    assert (type(hinted), hinted.retry_after_seconds) == (ThrottledError, 1.5)


def test_nothing_to_refresh_has_a_type() -> None:
    error = translated(answer(ClientException, "InvalidInstance.NoInstanceNeedBeRefreshed", 400))
    assert type(error) is NothingToRefreshError


def test_error_without_a_body_is_told_all_the_same() -> None:
    error = translated(ClientException(status_code=404, data=None))
    assert str(error) == ("StartInstanceRefresh on asg-1 was refused: `no code` no message (HTTP 404, RequestId none)")


def test_credentials_that_cannot_be_fetched_may_come_later() -> None:
    error = translated(CredentialException("refresh session token failed"))
    assert (type(error), error.is_transient) == (ServiceUnreachableError, True)
    assert str(error) == (
        "StartInstanceRefresh on asg-1 got no answer that can be read (credentials could not be fetched: refresh "
        "session token failed): check the network, `alicloud:region` and `alicloud:endpoints`"
    )


def test_package_exports_what_it_says() -> None:
    assert all(getattr(alicloud_ess_refresh, name).__name__ == name for name in alicloud_ess_refresh.__all__)
    with pytest.raises(AttributeError, match="module 'alicloud_ess_refresh' has no attribute 'Nothing'"):
        _ = alicloud_ess_refresh.Nothing


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"DesiredCapacity": 0, "EnableDesiredCapacity": False}, 3),
        ({"DesiredCapacity": 5, "EnableDesiredCapacity": "false"}, 3),
        ({"DesiredCapacity": 5, "EnableDesiredCapacity": True}, 5),
        ({"DesiredCapacity": 0, "EnableDesiredCapacity": True}, 0),
        ({"DesiredCapacity": 5}, 5),
        ({}, 3),
    ],
)
def test_desired_capacity_counts_where_it_is_in_force(said: dict[str, object], wanted: int) -> None:
    assert decode.group({"ScalingGroupId": "asg-1", "MinSize": 3, **said}).wanted_capacity == wanted
