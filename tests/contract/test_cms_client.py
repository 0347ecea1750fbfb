"""The client for CloudMonitor, through the official SDK, against the emulator."""

from types import SimpleNamespace
from typing import Any

import pytest
from alibabacloud_cms20190101 import models
from alibabacloud_cms20190101.client import Client

from alicloud_emulator import Emulator
from alicloud_ess_refresh.cloud.cms import CmsClient, MetricRule
from alicloud_ess_refresh.cloud.sdk_cms import PAGE_SIZE, SdkCmsClient, open_client
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import ServiceApiError, ServiceUnreachableError, ThrottledError
from contract.official import REGION, config


@pytest.fixture(name="rules")
def _rules(alicloud_emulator: Emulator) -> Client:
    return Client(config(alicloud_emulator))


@pytest.fixture(name="cms")
def _cms(rules: Client) -> CmsClient:
    return SdkCmsClient(rules, region=REGION)


def put(rules: Client, rule_id: str, name: str, **levels: tuple[str, str, str]) -> None:
    escalations = {
        level: getattr(models, f"PutResourceMetricRuleRequestEscalations{level.title()}")(
            statistics=statistics, comparison_operator=comparison, threshold=threshold, times=3
        )
        for level, (statistics, comparison, threshold) in levels.items()
    }
    rules.put_resource_metric_rule(
        models.PutResourceMetricRuleRequest(
            rule_id=rule_id,
            rule_name=name,
            namespace="acs_ecs_dashboard",
            metric_name="CPUUtilization",
            contact_groups="ops",
            resources="[]",
            escalations=models.PutResourceMetricRuleRequestEscalations(**escalations),
        )
    )


CRITICAL = ("Average", "GreaterThanThreshold", "90")


def test_rules_are_described_by_their_ids(cms: CmsClient, rules: Client) -> None:
    put(rules, "rule-1", "web-cpu", critical=CRITICAL, warn=("Average", "GreaterThanThreshold", "80"))
    put(rules, "rule-2", "web-load", warn=("Maximum", "GreaterThanOrEqualToThreshold", "8"))
    rules.disable_metric_rules(models.DisableMetricRulesRequest(rule_id=["rule-2"]))

    assert cms.describe_metric_rules(["rule-1", "rule-2", "rule-3"]) == (
        MetricRule(
            rule_id="rule-1",
            rule_name="web-cpu",
            alert_state="OK",
            namespace="acs_ecs_dashboard",
            metric_name="CPUUtilization",
            expression="Average GreaterThanThreshold 90",
        ),
        MetricRule(
            rule_id="rule-2",
            rule_name="web-load",
            alert_state="OK",
            is_enabled=False,
            namespace="acs_ecs_dashboard",
            metric_name="CPUUtilization",
            expression="Maximum GreaterThanOrEqualToThreshold 8",
        ),
    )


def test_name_is_found_whole_and_on_every_page(cms: CmsClient, rules: Client) -> None:
    """The service matches names in part."""
    for number in range(PAGE_SIZE):
        put(rules, f"canary-{number}", f"web-cpu-canary-{number}", critical=CRITICAL)
    put(rules, "rule-1", "web-cpu", critical=CRITICAL)
    put(rules, "rule-2", "web-cpu", critical=CRITICAL)
    assert [rule.rule_id for rule in cms.find_metric_rules("web-cpu")] == ["rule-1", "rule-2"]
    assert cms.find_metric_rules("cpu") == ()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"code": "Throttling.User", "http_status": 400}, ThrottledError),
        ({"code": "InternalError", "http_status": 500}, ServiceApiError),
        ({"code": "Forbidden.RAM", "http_status": 403}, ServiceApiError),
    ],
)
def test_errors_are_the_package_s(
    alicloud_emulator: Emulator, cms: CmsClient, fault: dict[str, Any], expected: type[ServiceApiError]
) -> None:
    alicloud_emulator.add_fault(kind="error", action="DescribeMetricRuleList", message="Not now.", **fault)
    with pytest.raises(expected, match=f"DescribeMetricRuleList on rule-1 was refused: `{fault['code']}` Not now"):
        cms.describe_metric_rules(["rule-1"])


class Answering:
    """An SDK's client that answers this body."""

    def __init__(self, body: dict[str, Any]) -> None:
        self._body = body

    def describe_metric_rule_list_with_options(self, *_: Any) -> Any:
        return SimpleNamespace(body=SimpleNamespace(to_map=lambda: self._body), headers={})


def test_refusal_in_the_body_of_a_success_is_an_error() -> None:
    """CloudMonitor answers with HTTP status 200 and `Success` false, and with codes that are numbers."""
    body = {"Success": False, "Code": 403, "Message": "Not authorized.", "RequestId": "4734"}
    with pytest.raises(ServiceApiError) as caught:
        SdkCmsClient(Answering(body), region="cn-hangzhou").describe_metric_rules(["rule-1"])
    assert str(caught.value) == (
        "DescribeMetricRuleList on rule-1 was refused: `403` Not authorized. (HTTP 403, RequestId 4734)"
    )
    assert not caught.value.is_transient


@pytest.mark.parametrize(
    ("details", "expression"),
    [
        ({"Prometheus": {"PromQL": "up == 0"}}, "up == 0"),
        ({"CompositeExpression": {"ExpressionRaw": "@CPU[60].$Average > 90"}}, "@CPU[60].$Average > 90"),
        ({"Escalations": {"Critical": {}, "Info": {"Statistics": "Sum", "Threshold": "3"}}}, "Sum 3"),
        ({}, ""),
    ],
)
def test_expression_of_every_kind_of_rule_is_said(details: dict[str, Any], expression: str) -> None:
    body = {"Success": True, "Code": 200, "Alarms": {"Alarm": [{"RuleId": "rule-1", **details}]}}
    [rule] = SdkCmsClient(Answering(body), region="cn-hangzhou").describe_metric_rules(["rule-1"])
    assert rule.expression == expression


def test_service_that_cannot_be_reached_is_named() -> None:
    settings = {
        "alicloud:region": "cn-hangzhou",
        "alicloud:accessKey": "emulator",
        "alicloud:secretKey": "emulator",
        "alicloud:protocol": "HTTP",
        "alicloud:endpoints": '{"cms": "127.0.0.1:1"}',
    }
    cms = open_client(Settings(config=settings, environment={}))
    with pytest.raises(ServiceUnreachableError, match="DescribeMetricRuleList on rule-1: no connection"):
        cms.describe_metric_rules(["rule-1"])
