"""EventBridge 2020-04-01: rules on the bus `default`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import invalid_parameter, missing_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.state.eventbridge.assumptions import CODE_BUS_RULE_EXISTS
from alicloud_emulator.state.eventbridge.event_bus import find_bus_rule
from alicloud_emulator.state.eventbridge.event_pattern import PatternError, parse_pattern
from alicloud_emulator.state.eventbridge.model import BUS, BusRule, BusTarget, TargetParameter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

# This product's word for success; any other is an error to the provider (resource_alicloud_event_bridge_rule.go).
SUCCESS = {"Code": "Success", "Success": True, "Message": "success"}
STATUSES = ("ENABLE", "DISABLE")
FORMS = ("ORIGINAL", "TEMPLATE", "JSONPATH", "CONSTANT")
# Targets of one rule.
MAX_TARGETS = 5


def create_rule(world: World, call: Call) -> dict[str, Any]:
    """Make a rule with its targets."""
    parameters = call.parameters
    _check_bus(parameters)
    name = parameters.require("RuleName")
    if name in world.event_bus.rules:
        raise ApiError(409, CODE_BUS_RULE_EXISTS, f"The event rule {name} exists already on bus {BUS}.")
    rule = BusRule(
        name=name,
        pattern=_pattern(parameters, parameters.require("FilterPattern")),
        created_at=world.now,
        description=parameters.text("Description", ""),
        is_enabled=(parameters.choice("Status", STATUSES) or STATUSES[0]) == STATUSES[0],
        targets=_targets(parameters, "EventTargets"),
    )
    world.event_bus.rules[name] = rule
    return {**SUCCESS, "Data": {"RuleARN": _arn(world, call, name)}}


def get_rule(world: World, call: Call) -> dict[str, Any]:
    """Show a rule with its targets."""
    return {**SUCCESS, "Data": _shown(world, call, _asked(world, call))}


def list_rules(world: World, call: Call) -> dict[str, Any]:
    """Show the rules whose names begin so."""
    _check_bus(call.parameters)
    prefix = call.parameters.text("RuleNamePrefix", "")
    found = [_shown(world, call, rule) for name, rule in world.event_bus.rules.items() if name.startswith(prefix)]
    return {**SUCCESS, "Data": {"Rules": found, "Total": len(found)}}


def update_rule(world: World, call: Call) -> dict[str, Any]:
    """Change pattern, description or status."""
    parameters = call.parameters
    rule = _asked(world, call)
    rule.pattern = _pattern(parameters, parameters.text("FilterPattern", rule.pattern))
    rule.description = parameters.text("Description", rule.description)
    status = parameters.choice("Status", STATUSES)
    rule.is_enabled = rule.is_enabled if status is None else status == STATUSES[0]
    return {**SUCCESS, "Data": {}}


def put_targets(world: World, call: Call) -> dict[str, Any]:
    """Set the targets of a rule: those of the same id are changed, others that the call leaves out are gone."""
    rule = _asked(world, call)
    rule.targets = _targets(call.parameters, "Targets")
    return {**SUCCESS, "Data": {"ErrorEntriesCount": 0, "ErrorEntries": []}}


def list_targets(world: World, call: Call) -> dict[str, Any]:
    """Show the targets of a rule."""
    return {**SUCCESS, "Data": {"Targets": [_shown_target(target) for target in _asked(world, call).targets]}}


def delete_targets(world: World, call: Call) -> dict[str, Any]:
    """Take targets from a rule by their ids."""
    rule = _asked(world, call)
    ids = call.parameters.json("TargetIds") or []
    rule.targets = [target for target in rule.targets if target.target_id not in ids]
    return {**SUCCESS, "Data": {"ErrorEntriesCount": 0, "ErrorEntries": []}}


def enable_rule(world: World, call: Call) -> dict[str, Any]:
    """Have a rule pass events on."""
    _asked(world, call).is_enabled = True
    return {**SUCCESS, "Data": True}


def disable_rule(world: World, call: Call) -> dict[str, Any]:
    """Have a rule pass nothing on."""
    _asked(world, call).is_enabled = False
    return {**SUCCESS, "Data": True}


def delete_rule(world: World, call: Call) -> dict[str, Any]:
    """Delete a rule with its targets."""
    del world.event_bus.rules[_asked(world, call).name]
    return {**SUCCESS, "Data": True}


def _check_bus(parameters: Parameters) -> None:
    name = parameters.require("EventBusName")
    if name != BUS:
        raise ApiError(404, "EventBusNotExist", f"The event bus {name} does not exist; the emulator has only {BUS}.")


def _asked(world: World, call: Call) -> BusRule:
    _check_bus(call.parameters)
    return find_bus_rule(world, call.parameters.require("RuleName"))


def _pattern(parameters: Parameters, text: str) -> str:
    try:
        parse_pattern(text)
    except PatternError as error:
        raise invalid_parameter(
            "FilterPattern", parameters.text("FilterPattern"), f"an event pattern: {error}"
        ) from error
    return text


def _targets(parameters: Parameters, name: str) -> list[BusTarget]:
    given = parameters.json(name)
    if given is None:
        raise missing_parameter(name)
    if not isinstance(given, list) or not all(isinstance(item, dict) for item in given):
        raise invalid_parameter(name, parameters.text(name), "a JSON array of targets")
    if not 1 <= len(given) <= MAX_TARGETS:
        raise invalid_parameter(name, f"{len(given)} targets", f"1 to {MAX_TARGETS}")
    return [_target(item, f"{name}[{index}]") for index, item in enumerate(given)]


def _target(item: Mapping[str, Any], where: str) -> BusTarget:
    for field in ("Id", "Type", "Endpoint"):
        if not item.get(field):
            raise missing_parameter(f"{where}.{field}")
    return BusTarget(
        target_id=item["Id"],
        type=item["Type"],
        endpoint=item["Endpoint"],
        parameters=[_parameter(each, where) for each in item.get("ParamList") or []],
        push_retry_strategy=item.get("PushRetryStrategy") or "BACKOFF_RETRY",
        dead_letter_arn=(item.get("DeadLetterQueue") or {}).get("Arn", ""),
    )


def _parameter(item: Mapping[str, Any], where: str) -> TargetParameter:
    form = item.get("Form")
    if form not in FORMS:
        raise invalid_parameter(f"{where}.ParamList.Form", form, "one of " + ", ".join(FORMS))
    return TargetParameter(
        resource_key=item.get("ResourceKey", ""),
        form=form,
        value=item.get("Value") or "",
        template=item.get("Template") or "",
    )


def _arn(world: World, call: Call, name: str) -> str:
    return f"acs:eventbridge:{call.region_id}:{world.account_id}:eventbus/{BUS}/rule/{name}"


def _shown(world: World, call: Call, rule: BusRule) -> dict[str, Any]:
    return {
        "EventBusName": BUS,
        "RuleName": rule.name,
        "RuleARN": _arn(world, call, rule.name),
        "FilterPattern": rule.pattern,
        "Description": rule.description,
        "Status": STATUSES[not rule.is_enabled],
        "CreatedTimestamp": int(rule.created_at.timestamp() * 1000),
        "Targets": [_shown_target(target) for target in rule.targets],
    }


def _shown_target(target: BusTarget) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "Id": target.target_id,
        "Type": target.type,
        "Endpoint": target.endpoint,
        "PushRetryStrategy": target.push_retry_strategy,
        "ParamList": [
            {"ResourceKey": item.resource_key, "Form": item.form, "Value": item.value, "Template": item.template}
            for item in target.parameters
        ],
    }
    return shown | ({"DeadLetterQueue": {"Arn": target.dead_letter_arn}} if target.dead_letter_arn else {})


RESOURCE = "resource_alicloud_event_bridge_rule.go"
ONLY_QUEUES = "queues get messages; other targets are only written down; no retries"
ACTIONS: Mapping[str, Action] = {
    "CreateRule": Action(create_rule, RESOURCE, Coverage.PARTLY, ONLY_QUEUES),
    "DeleteRule": Action(delete_rule, RESOURCE),
    "DeleteTargets": Action(delete_targets, "API"),
    "DisableRule": Action(disable_rule, RESOURCE),
    "EnableRule": Action(enable_rule, RESOURCE),
    "GetRule": Action(get_rule, "service_alicloud_eventbridge.go"),
    "ListRules": Action(list_rules, "API", Coverage.PARTLY, "all at once"),
    "ListTargets": Action(list_targets, "API"),
    "PutTargets": Action(put_targets, RESOURCE, Coverage.PARTLY, ONLY_QUEUES),
    "UpdateRule": Action(update_rule, RESOURCE),
}
