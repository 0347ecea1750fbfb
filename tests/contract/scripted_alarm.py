"""A metric rule as a script, for tests of what an alarm does rather than of CloudMonitor."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from alicloud_emulator import Emulator
from alicloud_ess_refresh.checks import CheckClients
from alicloud_ess_refresh.cloud.cms import MetricRule


@dataclass
class ScriptedAlarm:
    """A metric rule that fires from a time on."""

    emulator: Emulator
    fires_at: datetime | None = None

    def describe_metric_rules(self, rule_ids: list[str]) -> tuple[MetricRule, ...]:
        is_firing = self.fires_at is not None and self.emulator.clock.now() >= self.fires_at
        rule = MetricRule(rule_id="rule-1", rule_name="web-5xx", alert_state="ALARM" if is_firing else "OK")
        return (rule,) if "rule-1" in rule_ids else ()

    def find_metric_rules(self, _name: str) -> tuple[MetricRule, ...]:
        return ()


def watch(provider: Any, alarm: ScriptedAlarm) -> Any:
    """Let a provider read this alarm, and answer the provider."""
    clients = CheckClients(
        open_cms=lambda: alarm,  # type: ignore[arg-type,return-value]
        open_probes=lambda: pytest.fail("no probe was asked for"),
    )
    type(provider).open_check_clients = lambda *_: clients
    return provider
