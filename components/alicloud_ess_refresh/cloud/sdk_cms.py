"""`CmsClient` over the official SDK (API version 2019-01-01). Imports the vendor SDK."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from alibabacloud_cms20190101 import models
from alibabacloud_cms20190101.client import Client

from alicloud_ess_refresh.cloud.cms import MetricRule
from alicloud_ess_refresh.cloud.sdk_calls import call, client_config
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.cloud.wire import Wire, boolean, each, fields, integer, required_text, text
from alicloud_ess_refresh.errors import ServiceAnswer, ServiceApiError

__all__ = ["SdkCmsClient", "open_client"]

T = TypeVar("T")
PAGE_SIZE = 100
"""No page names a largest; the alicloud provider asks for no more than the default, 10."""
SUCCESS = 200
_LEVELS = ("Critical", "Warn", "Info")


def open_client(settings: Settings) -> "SdkCmsClient":
    """
    Answer a client for what the stack and the environment say; no request is made yet.

    Raises:
        ConnectionSettingsError: They do not say enough, or contradict themselves.
    """
    return SdkCmsClient(Client(client_config(settings, "cms")), region=settings.region)


class SdkCmsClient:
    """Thread-safe as far as the SDK is. Never retries: who waits decides that."""

    def __init__(self, client: Client, *, region: str) -> None:
        self._client = client
        self.region = region

    def describe_metric_rules(self, rule_ids: Sequence[str]) -> tuple[MetricRule, ...]:
        joined = ",".join(rule_ids)
        request = models.DescribeMetricRuleListRequest(
            region_id=self.region, rule_ids=joined, page=1, page_size=PAGE_SIZE
        )
        return tuple(self._call(joined, request, _rules))

    def find_metric_rules(self, rule_name: str) -> tuple[MetricRule, ...]:
        # RuleName is matched in part, and in which case no page says.
        request = models.DescribeMetricRuleListRequest(
            region_id=self.region, rule_name=rule_name, page=1, page_size=PAGE_SIZE
        )
        found: list[MetricRule] = []

        def read(answer: Wire) -> tuple[list[MetricRule], int]:
            return _rules(answer), integer(answer, "Total") or 0

        while True:
            listed, total = self._call(rule_name, request, read)
            found += listed
            if request.page * PAGE_SIZE >= total:
                return tuple(rule for rule in found if rule.rule_name == rule_name)
            request.page += 1

    def _call(self, subject: str, request: models.DescribeMetricRuleListRequest, read: Callable[[Wire], T]) -> T:
        action = "DescribeMetricRuleList"

        def checked(answer: Wire) -> T:
            # CloudMonitor reports some errors in the body of an answer that has HTTP status 200.
            if boolean(answer, "Success") is False:
                raise ServiceApiError(_refusal(answer), action=action, subject=subject)
            return read(answer)

        return call(self._client, action, subject, request, checked)


def _refusal(answer: Wire) -> ServiceAnswer:
    code = text(answer, "Code") or ""
    return ServiceAnswer(
        code=code or "no code",
        message=text(answer, "Message") or "no message",
        request_id=text(answer, "RequestId") or "none",
        http_status=int(code) if code.isdecimal() and len(code) == len(str(SUCCESS)) else SUCCESS,
    )


def _rules(answer: Wire) -> list[MetricRule]:
    return [_rule(wire) for wire in each(fields(answer, "Alarms"), "Alarm")]


def _rule(wire: Wire) -> MetricRule:
    return MetricRule(
        rule_id=required_text(wire, "RuleId"),
        rule_name=text(wire, "RuleName") or "",
        alert_state=text(wire, "AlertState") or "",
        is_enabled=boolean(wire, "EnableState") is not False,
        namespace=text(wire, "Namespace") or "",
        metric_name=text(wire, "MetricName") or "",
        expression=_expression(wire),
    )


def _expression(wire: Wire) -> str:
    """Say when a rule fires, in the service's words; of several levels the most severe."""
    if prometheus := text(fields(wire, "Prometheus"), "PromQL"):
        return prometheus
    if composite := text(fields(wire, "CompositeExpression"), "ExpressionRaw"):
        return composite
    escalations = fields(wire, "Escalations")
    for level in _LEVELS:
        escalation = fields(escalations, level)
        if text(escalation, "Threshold"):
            parts = (text(escalation, key) for key in ("Statistics", "ComparisonOperator", "Threshold"))
            return " ".join(filter(None, parts))
    return ""
