"""CloudMonitor's metric rules, which users call alarms: how they stand, and a log of how they came to stand so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.cms.assumptions import CODE_METRIC_RULE_NOT_FOUND
from alicloud_emulator.state.cms.model import AlarmState, AlertLog, MetricRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alicloud_emulator.state.world import World

__all__ = ["advance", "find_rules"]


def find_rules(world: World, rule_ids: Sequence[str]) -> list[MetricRule]:
    """Return the rules; ApiError (404) for the first id that there is none of."""
    for rule_id in rule_ids:
        if rule_id not in world.alarms.rules:
            raise ApiError(404, CODE_METRIC_RULE_NOT_FOUND, f"The metric rule {rule_id} does not exist.")
    return [world.alarms.rules[rule_id] for rule_id in rule_ids]


def advance(world: World) -> None:
    """Let every enabled rule be in the state that faults give it now, which without any is OK."""
    for rule in world.alarms.rules.values():
        state = AlarmState(world.faults.alarm_state(rule.rule_id, rule.name, world.now) or AlarmState.OK)
        if rule.is_enabled and rule.state is not state:
            world.alarms.log.append(_logged(world, rule, state))
            rule.state = state


def _logged(world: World, rule: MetricRule, state: AlarmState) -> AlertLog:
    return AlertLog(
        log_id=world.new_id("alert"),
        rule_id=rule.rule_id,
        rule_name=rule.name,
        namespace=rule.settings["Namespace"],
        metric_name=rule.settings["MetricName"],
        before=rule.state,
        after=state,
        changed_at=world.now,
    )
