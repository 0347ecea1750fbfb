"""Faults that hold for a span of virtual time, or begin in it: alarms, stock, slow starts, storms, operators."""

from datetime import datetime, timedelta

import pytest
from alibabacloud_cms20190101 import models as cms_models
from alibabacloud_cms20190101.client import Client as CmsClient
from alibabacloud_tea_openapi.exceptions import ClientException, ThrottlingException

from alicloud_emulator import Emulator
from contract.official import config, make_metric_rule
from contract.scaling import Group, make_group, make_inactive_group, refusal

ZONE, TYPE = "cn-hangzhou-h", "ecs.g7.large"
WEEK = 7 * 24 * 3600


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Group:
    return make_group(alicloud_emulator)


@pytest.fixture(name="cms")
def _cms(alicloud_emulator: Emulator) -> CmsClient:
    make_metric_rule(alicloud_emulator, "rule-1", "web-5xx")
    make_metric_rule(alicloud_emulator, "rule-2", "web-cpu")
    return CmsClient(config(alicloud_emulator))


def states(cms: CmsClient) -> list[str]:
    body = cms.describe_metric_rule_list(cms_models.DescribeMetricRuleListRequest()).body
    return [rule.alert_state for rule in body.alarms.alarm]


@pytest.mark.parametrize("rule", ["rule-1", "web-5xx"])
def test_an_alarm_fires_and_clears_at_its_minute(alicloud_emulator: Emulator, cms: CmsClient, rule: str) -> None:
    alicloud_emulator.add_fault(kind="alarm", rule=rule, after_seconds=180, for_seconds=60)
    seen = [states(cms)]
    for seconds in (179, 1, 59, 1):
        alicloud_emulator.clock.advance(seconds)
        seen.append(states(cms))

    assert seen == [["OK", "OK"], ["OK", "OK"], ["ALARM", "OK"], ["ALARM", "OK"], ["OK", "OK"]]


def test_the_log_has_every_change_at_its_own_time_however_time_is_advanced(
    alicloud_emulator: Emulator, cms: CmsClient
) -> None:
    alicloud_emulator.add_fault(kind="alarm", rule="web-5xx", after_seconds=180, for_seconds=60)
    alicloud_emulator.add_fault(kind="alarm", rule="web-cpu", after_seconds=200, state="INSUFFICIENT_DATA")
    began = alicloud_emulator.clock.now()
    alicloud_emulator.clock.advance(1000)

    body = cms.describe_alert_log_list(cms_models.DescribeAlertLogListRequest()).body
    found = [
        (log.rule_name, log.level_change, round(int(log.alert_time) / 1000 - began.timestamp()))
        for log in body.alert_log_list
    ]
    assert found == [
        ("web-5xx", "ALARM->OK", 240),
        ("web-cpu", "OK->INSUFFICIENT_DATA", 200),
        ("web-5xx", "OK->ALARM", 180),
    ]


def test_a_disabled_rule_does_not_fire_until_it_is_enabled(alicloud_emulator: Emulator, cms: CmsClient) -> None:
    cms.disable_metric_rules(cms_models.DisableMetricRulesRequest(rule_id=["rule-1"]))
    alicloud_emulator.add_fault(kind="alarm", rule="rule-1")
    disabled = states(cms)
    cms.enable_metric_rules(cms_models.EnableMetricRulesRequest(rule_id=["rule-1"]))

    assert (disabled, states(cms)) == (["OK", "OK"], ["ALARM", "OK"])


def test_a_rule_made_after_the_fault_fires(alicloud_emulator: Emulator) -> None:
    alicloud_emulator.add_fault(kind="alarm", rule="later")
    make_metric_rule(alicloud_emulator, "r", "later")
    assert states(CmsClient(config(alicloud_emulator))) == ["ALARM"]


def test_a_zone_without_stock_fails_scaling_activities_until_there_is_stock(alicloud_emulator: Emulator) -> None:
    group = make_inactive_group(alicloud_emulator)
    alicloud_emulator.add_fault(kind="no_stock", zone_id=ZONE, instance_type=TYPE, for_seconds=100)
    group.ask("EnableScalingGroup", ActiveScalingConfigurationId=group.old)
    group.advance(60)
    failed = group.ask("DescribeScalingActivities")["ScalingActivities"]["ScalingActivity"]
    missing = group.instances()
    group.advance(200)

    assert {(item["StatusCode"], item["ErrorCode"], item["ErrorMessage"]) for item in failed} == {
        ("Failed", "OperationDenied.NoStock", f"The requested resource is sold out in {ZONE}: {TYPE}.")
    }
    assert (missing, [item.lifecycle_state for item in group.instances()]) == ([], ["InService"] * 4)


def test_other_types_of_a_zone_without_stock_are_there(alicloud_emulator: Emulator) -> None:
    alicloud_emulator.add_fault(kind="no_stock", zone_id=ZONE, instance_type="ecs.g6.large")
    assert len(make_group(alicloud_emulator).instances()) == 4


def test_a_refresh_without_stock_fails_with_the_service_s_reason(group: Group) -> None:
    group.emulator.add_fault(kind="no_stock", zone_id=ZONE)
    group.start()
    group.advance(1000)

    task = group.task()
    assert (task.status, task.detail) == (
        "Failed",
        (
            "The instances of the instance refresh task could not be created: The requested resource is sold out in "
            f"{ZONE}: {TYPE}."
        ),
    )


def test_slow_instances_are_in_service_after_their_seconds(alicloud_emulator: Emulator) -> None:
    group = make_inactive_group(alicloud_emulator)
    alicloud_emulator.add_fault(kind="slow_start", start_seconds=400, image_id="m-app-v1")
    group.ask("EnableScalingGroup", ActiveScalingConfigurationId=group.old)
    group.advance(399)
    before = {item.lifecycle_state for item in group.instances()}
    group.advance(1)

    assert (before, {item.lifecycle_state for item in group.instances()}) == ({"Pending"}, {"InService"})


def test_a_storm_refuses_what_it_names_for_its_span_and_marks_it_in_the_log(group: Group) -> None:
    group.emulator.add_fault(
        kind="storm",
        action="DescribeScaling*",
        http_status=429,
        code="Throttling.User",
        message="Slow down.",
        retry_after_ms=500,
        after_seconds=60,
        for_seconds=30,
    )
    group.described()
    group.advance(60)
    for _ in range(3):
        with pytest.raises(ThrottlingException):
            group.described()
    group.start()
    group.advance(30)
    group.described()

    calls = [call for call in group.emulator.calls if call["action"] == "DescribeScalingGroups"]
    assert [(call["http_status"], call["is_injected"]) for call in calls] == [
        (200, False),
        *[(429, True)] * 3,
        (200, False),
    ]


def test_a_duplicated_start_makes_one_task_if_it_has_a_token(group: Group) -> None:
    group.emulator.add_fault(kind="reply_duplicated", action="StartInstanceRefresh")
    task_id = group.start(client_token="token-1")

    starts = [call for call in group.emulator.calls if call["action"] == "StartInstanceRefresh"]
    assert [(call["http_status"], call["is_injected"]) for call in starts] == [(200, False), (200, True)]
    [task] = group.emulator.state["entities"]["instance_refresh_tasks"]
    assert task["instance_refresh_task_id"] == task_id


def test_a_duplicated_start_without_token_is_refused_the_second_time(group: Group) -> None:
    group.emulator.add_fault(kind="reply_duplicated", action="StartInstanceRefresh")
    with pytest.raises(ClientException) as refused:
        group.start()

    assert refusal(refused)[:2] == (400, "InvalidOperation.InstanceRefreshTaskInProgress")
    assert group.task().status == "Pending"


def operate(group: Group, action: str, after_seconds: float, **parameters: str) -> None:
    group.emulator.add_fault(
        kind="operator",
        action=action,
        after_seconds=after_seconds,
        parameters={"ScalingGroupId": group.group_id, **parameters},
    )


@pytest.mark.parametrize(
    ("action", "status"),
    [
        ("SuspendInstanceRefresh", "Paused"),
        ("CancelInstanceRefresh", "Cancelled"),
        ("RollbackInstanceRefresh", "RollbackSuccessful"),
    ],
)
def test_an_operator_changes_the_running_task_at_a_time(group: Group, action: str, status: str) -> None:
    task_id = group.start()
    began = group.emulator.clock.now()
    operate(group, action, 60)
    group.advance(2000)

    assert (group.task().instance_refresh_task_id, group.task().status) == (task_id, status)
    [call] = [call for call in group.emulator.calls if call["caller"] == "operator"]
    assert (call["action"], call["http_status"], call["is_injected"]) == (action, 200, False)
    assert datetime.fromisoformat(call["virtual_time"]) == began + timedelta(seconds=60)
    assert call["parameters"]["ScalingGroupId"] == group.group_id


def test_an_operator_suspends_and_resumes(group: Group) -> None:
    operate(group, "SuspendInstanceRefresh", 30)
    operate(group, "ResumeInstanceRefresh", 500)
    group.start()
    group.advance(499)
    paused = group.task().status
    group.advance(600)

    assert (paused, group.task().status) == ("Paused", "Successful")


def test_an_operator_scales_and_protects(group: Group) -> None:
    [protected, *_] = [item.instance_id for item in group.instances()]
    operate(group, "ModifyScalingGroup", 10, MinSize="2", DesiredCapacity="6")
    operate(group, "SetInstancesProtection", 20, **{"InstanceIds.1": protected, "ProtectedFromScaleIn": "true"})
    group.advance(200)

    held = {item.instance_id: item.lifecycle_state for item in group.instances()}
    assert (len(held), held[protected], group.described().min_size) == (6, "Protected", 2)


def test_what_an_operator_may_not_do_is_in_the_log_only(group: Group) -> None:
    operate(group, "CancelInstanceRefresh", 10)
    group.advance(10)
    group.described()

    [call] = [call for call in group.emulator.calls if call["caller"] == "operator"]
    assert (call["http_status"], call["error_code"]) == (404, "InvalidInstanceRefreshTaskId.NotFound")


def test_the_outcome_does_not_depend_on_the_steps_of_time(alicloud_emulator: Emulator) -> None:
    endings = []
    for steps in (1, 7, 240):
        alicloud_emulator.reset()
        group = make_group(alicloud_emulator)
        alicloud_emulator.add_fault(kind="no_stock", zone_id=ZONE, after_seconds=50, for_seconds=95)
        operate(group, "SuspendInstanceRefresh", 170)
        operate(group, "ResumeInstanceRefresh", 290)
        began = alicloud_emulator.clock.now()
        group.start()
        for _ in range(steps):
            group.advance(1200 / steps)
            group.described()
        [task] = alicloud_emulator.state["entities"]["instance_refresh_tasks"]
        ended = datetime.fromisoformat(task["ended_at"])
        endings.append((task["status"], round((ended - began).total_seconds(), 3)))

    assert endings == [endings[0]] * 3
    assert endings[0][0] == "Successful"


def test_a_task_runs_out_of_its_week(group: Group) -> None:
    group.start()
    operate(group, "SuspendInstanceRefresh", 60)
    group.advance(WEEK - 1)
    before = group.task().status
    group.advance(1)

    assert (before, group.task().status, group.task().detail) == (
        "Paused",
        "Failed",
        "The instance refresh task exceeded the maximum execution time of one week.",
    )
