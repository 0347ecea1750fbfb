"""CloudMonitor and web servers as scripts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from alicloud_ess_refresh.cloud.cms import MetricRule
from alicloud_ess_refresh.errors import ServiceError
from unit.refresh.fakes import FakeClock

ERRORS = MetricRule(
    rule_id="rule-1",
    rule_name="web-5xx",
    alert_state="OK",
    namespace="acs_slb_dashboard",
    metric_name="StatusCode5xx",
    expression="Average GreaterThanThreshold 10",
)
LATENCY = MetricRule(rule_id="rule-2", rule_name="web-latency", alert_state="INSUFFICIENT_DATA")
FIRING = "alarm `web-5xx` (acs_slb_dashboard StatusCode5xx, Average GreaterThanThreshold 10) is in ALARM"


@dataclass
class FakeCms:
    """
    Implements CmsClient.

    Attributes:
        fires: For each rule id, from when to when it is in ALARM.
        errors: What calls raise, one after another.
        asked: The ids or the name that each call named, in order, and when.
    """

    clock: FakeClock
    rules: list[MetricRule] = field(default_factory=lambda: [ERRORS, LATENCY])
    fires: dict[str, tuple[float, float]] = field(default_factory=dict)
    errors: list[ServiceError] = field(default_factory=list)
    asked: list[tuple[float, str]] = field(default_factory=list)

    def describe_metric_rules(self, rule_ids: Sequence[str]) -> tuple[MetricRule, ...]:
        self._ask(", ".join(rule_ids))
        return tuple(self._now(rule) for rule in self.rules if rule.rule_id in rule_ids)

    def find_metric_rules(self, rule_name: str) -> tuple[MetricRule, ...]:
        self._ask(rule_name)
        return tuple(self._now(rule) for rule in self.rules if rule.rule_name == rule_name)

    def _ask(self, subject: str) -> None:
        self.asked.append((self.clock.now(), subject))
        if self.errors:
            raise self.errors.pop(0)

    def _now(self, rule: MetricRule) -> MetricRule:
        since, until = self.fires.get(rule.rule_id, (float("inf"), 0.0))
        return replace(rule, alert_state="ALARM") if since <= self.clock.now() < until else rule


@dataclass
class FakeWeb:
    """
    Implements ProbeClient.

    Attributes:
        fails: From when to when it answers `answer`, otherwise 200.
        asked: When each request came.
    """

    clock: FakeClock
    fails: tuple[float, float] = (float("inf"), 0.0)
    answer: int | str = 503
    asked: list[float] = field(default_factory=list)

    def get(self, url: str, *, timeout_seconds: float) -> int | str:
        assert (url, timeout_seconds) == ("https://user:secret@shop.example.com/health?token=secret", 5)
        self.asked.append(self.clock.now())
        return self.answer if self.fails[0] <= self.clock.now() < self.fails[1] else 200


PROBE = {"url": "https://user:secret@shop.example.com/health?token=secret"}
FAILING = "probe https://shop.example.com/health failed 3 times in a row: got 503, expected 200"
FOREVER = float("inf")
