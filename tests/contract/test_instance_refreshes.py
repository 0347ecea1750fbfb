"""The six instance refresh actions through the official client. What happens over time: unit/emulator."""

from typing import Any

import pytest
from alibabacloud_ess20220222 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION, ask
from contract.scaling import Group, make_group, refusal

Desired = models.StartInstanceRefreshRequestDesiredConfiguration
Checkpoint = models.StartInstanceRefreshRequestCheckpoints


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Group:
    return make_group(alicloud_emulator)


def change(group: Group, action: str, task_id: str | None) -> None:
    group.ask(action, **({} if task_id is None else {"InstanceRefreshTaskId": task_id}))


def test_a_refresh_runs_to_its_end_and_is_told_in_both_versions(group: Group) -> None:
    task_id = group.start(checkpoints=[Checkpoint(percentage=50), Checkpoint(percentage=100)], checkpoint_pause_time=1)
    begun = group.task()
    group.advance(600)
    task = group.task()
    old = group.ask("DescribeInstanceRefreshes", **{"InstanceRefreshTaskId.1": task_id})

    assert (begun.status, begun.total_need_update_capacity, begun.end_time) == ("Pending", 4, None)
    assert (task.status, task.finished_update_capacity, task.detail) == ("Successful", 4, None)
    assert (task.min_healthy_percentage, task.max_healthy_percentage, task.skip_matching) == (80, 120, True)
    assert task.desired_configuration.to_map() == {"Containers": [], "LaunchTemplateOverrides": []} | {
        "ScalingConfigurationId": group.new
    }
    [wrapped] = old["InstanceRefreshTasks"]["InstanceRefreshTask"]
    assert wrapped["Checkpoints"] == {"Checkpoint": [{"Percentage": 50}, {"Percentage": 100}]}
    assert (wrapped["Status"], wrapped["EndTime"]) == ("Successful", task.end_time)
    assert group.described().active_scaling_configuration_id == group.new


def test_the_activities_of_a_refresh_are_found_by_its_task(group: Group) -> None:
    task_id = group.start()
    group.advance(600)

    found = group.ask("DescribeScalingActivities", InstanceRefreshTaskId=task_id, PageSize="50")
    activities = found["ScalingActivities"]["ScalingActivity"]
    assert [item["Description"] for item in activities] == [
        'Remove "1" ECS instances',
        'Add "1" ECS instances',
    ] * 4
    assert {item["InstanceRefreshTaskId"] for item in activities} == {task_id}


def test_a_repeated_client_token_gives_the_same_task(group: Group) -> None:
    first = group.start(client_token="release-7")
    assert group.start(client_token="release-7") == first
    with pytest.raises(ClientException) as refused:
        group.start(client_token="release-7", min_healthy_percentage=50)

    assert refusal(refused) == (
        400,
        "IdempotentParameterMismatch",
        "The client token release-7 was used before with other parameters.",
    )
    with pytest.raises(ClientException) as running:
        group.start(client_token="release-8")
    assert refusal(running) == (
        400,
        "InvalidOperation.InstanceRefreshTaskInProgress",
        f"Scaling group {group.group_id} has a running instance refresh task: {first}.",
    )


def test_tasks_are_suspended_resumed_cancelled_and_rolled_back(group: Group) -> None:
    task_id = group.start()
    group.advance(10)
    seen = []
    for action in ("SuspendInstanceRefresh", "ResumeInstanceRefresh", "RollbackInstanceRefresh"):
        change(group, action, task_id)
        seen.append(group.task().status)
    group.advance(600)
    seen.append(group.task().status)
    second = group.start()
    # The task's id is optional in 2014-08-28; that the running one is meant is assumed.
    change(group, "CancelInstanceRefresh", None)
    seen.append(group.task().status)
    group.advance()

    assert seen == ["Paused", "InProgress", "RollbackInProgress", "RollbackSuccessful", "Cancelling"]
    assert (group.task().instance_refresh_task_id, group.task().status) == (second, "Cancelled")


def test_pages_of_tasks_follow_a_token(group: Group) -> None:
    started = []
    for _ in range(3):
        started.append(group.start())
        change(group, "CancelInstanceRefresh", started[-1])
        group.advance()

    request = models.DescribeInstanceRefreshesRequest(region_id=REGION, scaling_group_id=group.group_id, max_results=2)
    first = group.client.describe_instance_refreshes(request).body
    request.next_token = first.next_token
    second = group.client.describe_instance_refreshes(request).body
    ids = [[task.instance_refresh_task_id for task in page.instance_refresh_tasks] for page in (first, second)]
    assert ids == [[started[2], started[1]], [started[0]]]
    assert (first.total_count, first.max_results, second.next_token) == (3, 2, "")


@pytest.mark.parametrize(
    ("request_fields", "code", "message"),
    [
        (
            {"min_healthy_percentage": 101},
            "InvalidParameter",
            'The specified value of parameter "MinHealthyPercentage" is not valid: got 101, expected 0 to 100.',
        ),
        (
            {"max_healthy_percentage": 99},
            "InvalidParameter",
            'The specified value of parameter "MaxHealthyPercentage" is not valid: got 99, expected 100 to 200.',
        ),
        (
            {"checkpoint_pause_time": 0},
            "InvalidParameter",
            'The specified value of parameter "CheckpointPauseTime" is not valid: got 0, expected 1 to 2880.',
        ),
        (
            {"checkpoints": [Checkpoint(percentage=60), Checkpoint(percentage=40), Checkpoint(percentage=100)]},
            "InvalidParameter",
            (
                'The specified value of parameter "Checkpoints" is not valid: got [60, 40, 100], expected percentages '
                "in ascending order."
            ),
        ),
        (
            {"checkpoints": [Checkpoint(percentage=60)]},
            "InvalidParameter",
            (
                'The specified value of parameter "Checkpoints" is not valid: got [60], expected 100 as the last '
                "percentage."
            ),
        ),
        (
            {"desired_configuration": Desired(image_id="m-app-v2", scaling_configuration_id="asc-1")},
            "InvalidParameter.Conflict",
            "DesiredConfiguration holds ScalingConfigurationId and ImageId, of which only one can be specified.",
        ),
        (
            {"client_token": "a" * 65},
            "InvalidParameter",
            (
                f'The specified value of parameter "ClientToken" is not valid: got {"a" * 65}, expected at most 64 '
                "ASCII characters."
            ),
        ),
    ],
)
def test_wrong_requests_are_refused_in_words(
    group: Group, request_fields: dict[str, Any], code: str, message: str
) -> None:
    with pytest.raises(ClientException) as refused:
        group.start(**request_fields)

    assert refusal(refused) == (400, code, message)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"multi_azpolicy": "BALANCE"}, "its MultiAZPolicy is BALANCE, not PRIORITY"),
        ({"group_type": "ECI"}, "its type is ECI, not ECS"),
        ({"scaling_policy": "forceRecycle"}, "its ScalingPolicy is forceRecycle"),
    ],
)
def test_groups_that_cannot_be_refreshed_are_refused(
    alicloud_emulator: Emulator, settings: dict[str, Any], reason: str
) -> None:
    group = make_group(alicloud_emulator, **settings)
    with pytest.raises(ClientException) as refused:
        group.start()

    assert refusal(refused) == not_supported(group, reason)


def test_a_group_whose_template_has_weights_is_refused(group: Group) -> None:
    weighted = {
        "LaunchTemplateOverride.1.InstanceType": "ecs.g7.large",
        "LaunchTemplateOverride.1.WeightedCapacity": "2",
    }
    group.ask("ModifyScalingGroup", LaunchTemplateId=template(group), LaunchTemplateVersion="1", **weighted)
    with pytest.raises(ClientException) as refused:
        group.start()

    assert refusal(refused) == not_supported(group, "its capacity is weighted")


def not_supported(group: Group, reason: str) -> tuple[int, str, str]:
    message = f"Scaling group {group.group_id} does not support instance refresh: {reason}."
    return 400, "InvalidOperation.InstanceRefreshNotSupported", message


def test_a_disabled_group_and_unknown_names_are_refused(group: Group) -> None:
    with pytest.raises(ClientException) as no_group:
        group.start(scaling_group_id="asg-none")
    with pytest.raises(ClientException) as no_configuration:
        group.start(desired_configuration=Desired(scaling_configuration_id="asc-none"))
    with pytest.raises(ClientException) as no_task:
        change(group, "CancelInstanceRefresh", "ir-none")
    group.ask("DisableScalingGroup")
    with pytest.raises(ClientException) as disabled:
        group.start()

    assert refusal(no_group)[:2] == (404, "InvalidScalingGroupId.NotFound")
    assert refusal(no_configuration)[:2] == (404, "InvalidScalingConfigurationId.NotFound")
    assert refusal(no_task)[:2] == (404, "InvalidInstanceRefreshTaskId.NotFound")
    assert refusal(disabled) == (400, "IncorrectScalingGroupStatus", f"Scaling group {group.group_id} is Inactive.")


def template(group: Group) -> str:
    """Make a launch template, and return its id."""
    settings = {"ImageId": "m-app-v2", "InstanceType": "ecs.g7.large", "SecurityGroupId": group.security_group_id}
    made = ask(group.emulator, "2014-05-26", "CreateLaunchTemplate", LaunchTemplateName="web", **settings)
    return str(made["LaunchTemplateId"])


def test_a_moving_template_version_cannot_be_rolled_back(group: Group) -> None:
    group.start(desired_configuration=Desired(launch_template_id=template(group), launch_template_version="Latest"))
    group.advance(10)
    with pytest.raises(ClientException) as refused:
        change(group, "RollbackInstanceRefresh", group.task().instance_refresh_task_id)

    assert refusal(refused) == (
        400,
        "InvalidOperation.InstanceRefreshRollbackNotSupported",
        "A task to launch template version Latest cannot roll back.",
    )


def test_a_launch_template_takes_the_place_of_the_active_configuration(group: Group) -> None:
    template_id = template(group)
    group.start(desired_configuration=Desired(launch_template_id=template_id, launch_template_version="1"))
    group.advance(600)
    refreshed = group.described()
    group.ask("ModifyScalingGroup", ActiveScalingConfigurationId=group.old)
    back = group.described()
    group.ask("ModifyScalingGroup", LaunchTemplateId=template_id, LaunchTemplateVersion="1")
    modified = group.described()

    found = [(each.active_scaling_configuration_id, each.launch_template_id) for each in (refreshed, back, modified)]
    assert found == [("", template_id), (group.old, None), ("", template_id)]


def test_a_task_whose_instances_cannot_be_made_fails_with_the_reason(group: Group) -> None:
    template_id = template(group)
    group.start(desired_configuration=Desired(launch_template_id=template_id, launch_template_version="1"))
    ask(group.emulator, "2014-05-26", "DeleteLaunchTemplate", LaunchTemplateId=template_id)
    group.advance(1000)
    task = group.task()

    assert (task.status, task.detail) == (
        "Failed",
        (
            "The instances of the instance refresh task could not be created: "
            f"The specified launch template {template_id} does not exist."
        ),
    )
