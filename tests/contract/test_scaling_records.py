"""What is kept beside a group, as the provider makes, reads and deletes it."""

from typing import Any

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.scaling import Group, make_group

RECORDS: list[tuple[str, str, str, str, dict[str, str], dict[str, Any]]] = [
    (
        "LifecycleHook",
        "LifecycleHookId",
        "LifecycleHooks",
        "LifecycleHookId.1",
        {"LifecycleTransition": "SCALE_IN", "LifecycleHookName": "drain", "HeartbeatTimeout": "60"},
        {
            "LifecycleHookName": "drain",
            "LifecycleTransition": "SCALE_IN",
            "HeartbeatTimeout": 60,
            "DefaultResult": "CONTINUE",
        },
    ),
    (
        "ScalingRule",
        "ScalingRuleId",
        "ScalingRules",
        "ScalingRuleId.1",
        {
            "ScalingRuleType": "StepScalingRule",
            "AdjustmentType": "QuantityChangeInCapacity",
            "StepAdjustment.1.ScalingAdjustment": "2",
            "StepAdjustment.1.MetricIntervalLowerBound": "1.5",
        },
        {
            "ScalingRuleType": "StepScalingRule",
            "StepAdjustments": {"StepAdjustment": [{"MetricIntervalLowerBound": 1.5, "ScalingAdjustment": 2}]},
        },
    ),
    (
        "Alarm",
        "AlarmTaskId",
        "AlarmList",
        "AlarmTaskId",
        {
            "Name": "busy",
            "MetricType": "system",
            "MetricName": "CpuUtilization",
            "Threshold": "80.5",
            "Period": "300",
            "AlarmAction.1": "ari:acs:ess:cn-hangzhou:1:scalingrule/asr-1",
        },
        {
            "Name": "busy",
            "Threshold": 80.5,
            "Period": 300,
            "Enable": True,
            "AlarmActions": {"AlarmAction": ["ari:acs:ess:cn-hangzhou:1:scalingrule/asr-1"]},
            "Dimensions": {"Dimension": []},
            "Expressions": {"Expression": []},
        },
    ),
    (
        "ScheduledTask",
        "ScheduledTaskId",
        "ScheduledTasks",
        "ScheduledTaskId.1",
        {"LaunchTime": "2026-02-01T08:00Z", "DesiredCapacity": "6"},
        {"LaunchTime": "2026-02-01T08:00Z", "DesiredCapacity": 6, "TaskEnabled": True},
    ),
]


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Group:
    return make_group(alicloud_emulator)


@pytest.mark.parametrize(("noun", "id_name", "list_name", "id_filter", "given", "expected"), RECORDS)
def test_a_record_is_read_as_it_was_made_and_gone_at_once(
    group: Group,
    noun: str,
    id_name: str,
    list_name: str,
    id_filter: str,
    given: dict[str, str],
    expected: dict[str, Any],
) -> None:
    made = group.ask(f"Create{noun}", **given)[id_name]
    [items] = group.ask(f"Describe{noun}s", **{id_filter: made})[list_name].values()
    [shown] = items
    group.ask(f"Modify{noun}", **{id_name: made}, **given)
    group.ask(f"Delete{noun}", **{id_name: made})
    [left] = group.ask(f"Describe{noun}s", **{id_filter: made})[list_name].values()

    assert {name: shown.get(name) for name in expected} == expected
    assert (shown[id_name], shown["ScalingGroupId"]) == (made, group.group_id)
    assert left == []
    with pytest.raises(ClientException) as gone:
        group.ask(f"Delete{noun}", **{id_name: made})
    assert (gone.value.status_code, gone.value.code) == (404, f"Invalid{id_name}.NotFound")


def test_a_notification_is_read_as_it_was_made_and_gone_at_once(group: Group) -> None:
    arn = "acs:ess:cn-hangzhou:1:cloudmonitor"
    group.ask(
        "CreateNotificationConfiguration",
        NotificationArn=arn,
        **{"NotificationType.1": "AUTOSCALING:SCALE_OUT_SUCCESS", "NotificationType.2": "AUTOSCALING:SCALE_IN_ERROR"},
    )
    shown = group.ask("DescribeNotificationConfigurations")["NotificationConfigurationModels"]
    group.ask("DeleteNotificationConfiguration", NotificationArn=arn)
    left = group.ask("DescribeNotificationConfigurations")["NotificationConfigurationModels"]

    assert shown == {
        "NotificationConfigurationModel": [
            {
                "ScalingGroupId": group.group_id,
                "NotificationArn": arn,
                "NotificationTypes": {
                    "NotificationType": ["AUTOSCALING:SCALE_OUT_SUCCESS", "AUTOSCALING:SCALE_IN_ERROR"]
                },
            }
        ]
    }
    assert left == {"NotificationConfigurationModel": []}
