"""`CmsClient` over the official SDK (API version 2019-01-01). Imports the vendor SDK."""

from collections.abc import Sequence

from alibabacloud_cms20190101 import models
from alibabacloud_cms20190101.client import Client

from alicloud_ess_refresh.cloud.cms import MetricRule
from alicloud_ess_refresh.cloud.sdk_calls import Wire, call, client_config
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import ServiceAnswer, ServiceApiError

__all__ = ["SdkCmsClient", "open_client"]

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
        return tuple(_rule(wire) for wire in _rules(self._call(joined, request)))

    def find_metric_rules(self, rule_name: str) -> tuple[MetricRule, ...]:
        # RuleName is matched in part, and in which case no page says.
        request = models.DescribeMetricRuleListRequest(
            region_id=self.region, rule_name=rule_name, page=1, page_size=PAGE_SIZE
        )
        found: list[MetricRule] = []
        while True:
            answer = self._call(rule_name, request)
            found += [_rule(wire) for wire in _rules(answer)]
            if request.page * PAGE_SIZE >= int(answer.get("Total") or 0):
                return tuple(rule for rule in found if rule.rule_name == rule_name)
            request.page += 1

    def _call(self, subject: str, request: models.DescribeMetricRuleListRequest) -> Wire:
        action = "DescribeMetricRuleList"
        answer = call(self._client, action, subject, request)
        # CloudMonitor reports some errors in the body of an answer that has HTTP status 200.
        if answer.get("Success") is False:
            code = str(answer.get("Code") or "")
            raise ServiceApiError(
                ServiceAnswer(
                    code=code or "no code",
                    message=str(answer.get("Message") or "no message"),
                    request_id=str(answer.get("RequestId") or "none"),
                    http_status=int(code) if code.isdecimal() else SUCCESS,
                ),
                action=action,
                subject=subject,
            )
        return answer


def _rules(answer: Wire) -> Sequence[Wire]:
    rules: Sequence[Wire] = (answer.get("Alarms") or {}).get("Alarm") or ()
    return rules


def _rule(wire: Wire) -> MetricRule:
    return MetricRule(
        rule_id=str(wire["RuleId"]),
        rule_name=str(wire.get("RuleName") or ""),
        alert_state=str(wire.get("AlertState") or ""),
        is_enabled=wire.get("EnableState") is not False,
        namespace=str(wire.get("Namespace") or ""),
        metric_name=str(wire.get("MetricName") or ""),
        expression=_expression(wire),
    )


def _expression(wire: Wire) -> str:
    """Say when a rule fires, in the service's words; of several levels the most severe."""
    if prometheus := (wire.get("Prometheus") or {}).get("PromQL"):
        return str(prometheus)
    if composite := (wire.get("CompositeExpression") or {}).get("ExpressionRaw"):
        return str(composite)
    escalations = wire.get("Escalations") or {}
    for level in _LEVELS:
        escalation = escalations.get(level) or {}
        parts = [escalation.get(key) for key in ("Statistics", "ComparisonOperator", "Threshold")]
        if escalation.get("Threshold"):
            return " ".join(str(part) for part in parts if part)
    return ""
