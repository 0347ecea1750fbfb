"""CloudMonitor's metric rules and contact groups through the official client."""

from typing import Any

import pytest
from alibabacloud_cms20190101 import models
from alibabacloud_cms20190101.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import config
from contract.scaling import refusal


@pytest.fixture(name="cms")
def _cms(alicloud_emulator: Emulator) -> Client:
    return Client(config(alicloud_emulator))


def put_rule(cms: Client, rule_id: str, name: str, **settings: Any) -> None:
    critical = models.PutResourceMetricRuleRequestEscalationsCritical(
        statistics="Average", comparison_operator="GreaterThanThreshold", threshold="90", times=3
    )
    fields = {
        "namespace": "acs_ecs_dashboard",
        "metric_name": "cpu_total",
        "contact_groups": "web",
        "escalations": models.PutResourceMetricRuleRequestEscalations(critical=critical),
    } | settings
    cms.put_resource_metric_rule(models.PutResourceMetricRuleRequest(rule_id=rule_id, rule_name=name, **fields))


def rules(cms: Client, **filters: Any) -> list[Any]:
    body = cms.describe_metric_rule_list(models.DescribeMetricRuleListRequest(**filters)).body
    found: list[Any] = body.alarms.alarm
    return found


def test_a_rule_is_shown_as_it_was_put(cms: Client) -> None:
    put_rule(
        cms,
        "rule-1",
        "web-cpu",
        resources='[{"userId":"1234567890123456"}]',
        period="60",
        silence_time=300,
        labels=[models.PutResourceMetricRuleRequestLabels(key="team", value="web")],
    )

    [rule] = rules(cms)
    assert (rule.rule_id, rule.rule_name, rule.alert_state, rule.enable_state) == ("rule-1", "web-cpu", "OK", True)
    assert (rule.namespace, rule.metric_name, rule.contact_groups) == ("acs_ecs_dashboard", "cpu_total", "web")
    assert (rule.resources, rule.period, rule.silence_time) == ('[{"userId":"1234567890123456"}]', "60", 300)
    assert rule.escalations.critical.to_map() == {
        "Statistics": "Average",
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": "90",
        "Times": 3,
    }
    assert [(label.key, label.value) for label in rule.labels.labels] == [("team", "web")]


def test_a_rule_put_again_says_the_new_and_keeps_whether_it_is_enabled(cms: Client) -> None:
    put_rule(cms, "rule-1", "web-cpu", webhook="http://hook.example")
    cms.disable_metric_rules(models.DisableMetricRulesRequest(rule_id=["rule-1"]))
    put_rule(cms, "rule-1", "web-memory", metric_name="memory_usedutilization")

    [rule] = rules(cms)
    assert (rule.rule_name, rule.metric_name, rule.webhook, rule.enable_state) == (
        "web-memory",
        "memory_usedutilization",
        "",
        False,
    )
    cms.enable_metric_rules(models.EnableMetricRulesRequest(rule_id=["rule-1"]))
    assert rules(cms)[0].enable_state is True


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"rule_ids": "r1,r3,none"}, ["r1", "r3"]),
        ({"rule_name": "web"}, ["r1", "r2"]),
        ({"alert_state": "ALARM"}, []),
        ({"alert_state": "OK", "enable_state": False}, ["r2"]),
        ({"namespace": "acs_slb_dashboard"}, ["r3"]),
        ({"metric_name": "cpu_total"}, ["r1", "r2"]),
        ({"page": 2, "page_size": 2}, ["r3"]),
    ],
)
def test_rules_are_found_by_every_filter(cms: Client, filters: dict[str, Any], found: list[str]) -> None:
    put_rule(cms, "r1", "web-cpu")
    put_rule(cms, "r2", "my-web-cpu")
    put_rule(cms, "r3", "api-5xx", namespace="acs_slb_dashboard", metric_name="StatusCode5xx")
    cms.disable_metric_rules(models.DisableMetricRulesRequest(rule_id=["r2"]))

    assert [rule.rule_id for rule in rules(cms, **filters)] == found


def test_deleting_is_all_or_nothing(cms: Client) -> None:
    put_rule(cms, "r1", "web-cpu")
    with pytest.raises(ClientException) as refused:
        cms.delete_metric_rules(models.DeleteMetricRulesRequest(id=["r1", "r2"]))

    assert refusal(refused) == (404, "ResourceNotFound", "The metric rule r2 does not exist.")
    assert [rule.rule_id for rule in rules(cms)] == ["r1"]
    cms.delete_metric_rules(models.DeleteMetricRulesRequest(id=["r1"]))
    assert rules(cms) == []


def test_a_wrong_rule_is_refused_and_not_made(cms: Client) -> None:
    wrong = models.PutResourceMetricRuleRequestEscalationsCritical(comparison_operator="Above", threshold="90")
    with pytest.raises(ClientException) as refused:
        put_rule(cms, "r1", "web", escalations=models.PutResourceMetricRuleRequestEscalations(critical=wrong))

    status, code, message = refusal(refused)
    assert (status, code) == (400, "InvalidParameter")
    assert message.startswith(
        'The specified value of parameter "Escalations.Critical.ComparisonOperator" is not valid: got Above, expected '
        "one of GreaterThanOrEqualToThreshold, "
    )
    assert rules(cms) == []


def test_targets_are_put_by_id_shown_and_deleted(cms: Client) -> None:
    put_rule(cms, "r1", "web-cpu")
    for arn in ("acs:mns:cn-hangzhou:1234567890123456:/queues/a/messages", "acs:mns:cn-hangzhou:1:/queues/b/messages"):
        target = models.PutMetricRuleTargetsRequestTargets(id="1", arn=arn, level="Critical")
        cms.put_metric_rule_targets(models.PutMetricRuleTargetsRequest(rule_id="r1", targets=[target]))

    def shown() -> list[tuple[str, str]]:
        body = cms.describe_metric_rule_targets(models.DescribeMetricRuleTargetsRequest(rule_id="r1")).body
        return [(target.id, target.arn) for target in body.targets.target]

    assert shown() == [("1", "acs:mns:cn-hangzhou:1:/queues/b/messages")]
    cms.delete_metric_rule_targets(models.DeleteMetricRuleTargetsRequest(rule_id="r1", target_ids=["1"]))
    assert shown() == []


def test_contact_groups_are_put_shown_and_deleted(cms: Client) -> None:
    cms.put_contact_group(models.PutContactGroupRequest(contact_group_name="web", contact_names=["on-call"]))
    cms.put_contact_group(models.PutContactGroupRequest(contact_group_name="web", describe="Who is on call"))

    body = cms.describe_contact_group_list(models.DescribeContactGroupListRequest()).body
    [group] = body.contact_group_list.contact_group
    assert (group.name, group.describe, group.contacts.contact) == ("web", "Who is on call", [])
    cms.delete_contact_group(models.DeleteContactGroupRequest(contact_group_name="web"))
    with pytest.raises(ClientException) as refused:
        cms.delete_contact_group(models.DeleteContactGroupRequest(contact_group_name="web"))
    assert refusal(refused) == (404, "ResourceNotFound", "The contact group web does not exist.")
