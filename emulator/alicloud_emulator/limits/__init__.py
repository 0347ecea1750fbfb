"""
What the service documents as refused, and the emulator refuses too: one table, enforced before an action is done.

`LIMITS.md` shows it. Rules of the state itself are in the table, too, with the module that enforces them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from alicloud_emulator.limits.auto_scaling import ESS_VALUES
from alicloud_emulator.limits.compute import ECS_VALUES, VPC_VALUES
from alicloud_emulator.limits.compute_states import ECS_STATES
from alicloud_emulator.limits.configuration_states import CONFIGURATION_STATES
from alicloud_emulator.limits.group_states import GROUP_STATES
from alicloud_emulator.limits.member_states import MEMBER_STATES, RECORD_STATES
from alicloud_emulator.limits.refresh_states import REFRESH_STATES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alicloud_emulator.limits.rule import StateRule, ValueRule
    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.services.action import Action, Handler
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["STATES", "VALUES", "limited"]

VALUES: Mapping[str, tuple[ValueRule, ...]] = {"Ess": ESS_VALUES, "Ecs": ECS_VALUES, "Vpc": VPC_VALUES}
STATES: Mapping[str, tuple[StateRule, ...]] = {
    "Ess": (*GROUP_STATES, *CONFIGURATION_STATES, *MEMBER_STATES, *RECORD_STATES, *REFRESH_STATES),
    "Ecs": ECS_STATES,
    "Vpc": (),
}
NUMBER = re.compile(r"\.[0-9]+(?=\.|$)")


def limited(product: str, name: str, action: Action) -> Action:
    """Return the action with its rules before it."""
    values = [rule for rule in VALUES[product] if name in rule.actions]
    states = [rule for rule in STATES[product] if name in rule.actions and rule.is_broken is not None]
    if not values and not states:
        return action
    return replace(action, handler=_checked(action.handler, values, states))


def _checked(handler: Handler, values: list[ValueRule], states: list[StateRule]) -> Handler:
    of_parameter: dict[str, list[ValueRule]] = defaultdict(list)
    for rule in values:
        of_parameter[rule.parameter].append(rule)

    def handle(world: World, call: Call) -> dict[str, Any]:
        _check_values(call.parameters, of_parameter)
        for rule in states:
            if rule.is_broken is not None and rule.is_broken(world, call):
                raise rule.refusal()
        return handler(world, call)

    return handle


def _check_values(parameters: Parameters, of_parameter: Mapping[str, list[ValueRule]]) -> None:
    items: dict[str, set[str]] = defaultdict(set)
    for name, value in parameters.as_dict().items():
        general = NUMBER.sub(".N", name)
        for rule in of_parameter.get(general, ()):
            if rule.check is not None and not rule.check.holds(value):
                raise rule.refusal(name, value)
        if general != name:
            listed = general.partition(".N")[0] + ".N"
            items[listed].add(name[len(listed) - 1 :].partition(".")[0])
    for listed, numbers in items.items():
        for rule in of_parameter.get(listed, ()):
            if rule.check is None and len(numbers) > rule.most_items:
                raise rule.refusal(listed.removesuffix(".N"), f"{len(numbers)} items")
