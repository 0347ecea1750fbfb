"""Targets of CloudMonitor's event rules: of which kinds they are, and how they are set and shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import invalid_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.cms.answers import SUCCESS
from alicloud_emulator.state.cms.event_rules import find_rule
from alicloud_emulator.state.cms.model import Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

# Targets of one kind (PutEventRuleTargets).
MAX_TARGETS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of target: the word for it in answers, its fields, and the address that answers add ("" for none)."""

    word: str
    fields: tuple[str, ...]
    address: str = ""


# By the parameter that sets it. The addresses are those of the samples of DescribeEventRuleTargetList.
KINDS: Mapping[str, Kind] = {
    "ContactParameters": Kind(word="ContactParameter", fields=("ContactGroupName", "Level")),
    "FcParameters": Kind(
        word="FCParameter",
        fields=("Region", "ServiceName", "FunctionName"),
        address="fc:{Region}:{account}:services/{ServiceName}/functions/{FunctionName}",
    ),
    "MnsParameters": Kind(
        word="MnsParameter",
        fields=("Region", "Queue", "Topic"),
        address="mns:{Region}:{account}:/queues/{Queue}/messages",
    ),
    "OpenApiParameters": Kind(
        word="OpenApiParameters",
        fields=("Region", "Product", "Action", "Version", "Role", "Arn", "JsonParams"),
        address="openapi:{Region}:{account}:{Product}/{Version}/{Action}",
    ),
    "SlsParameters": Kind(
        word="SlsParameter",
        fields=("Region", "Project", "LogStore"),
        address="log:{Region}:{account}:project/{Project}/logstore/{LogStore}",
    ),
    "WebhookParameters": Kind(word="WebhookParameter", fields=("Protocol", "Method", "Url")),
}


def put_event_rule_targets(world: World, call: Call) -> dict[str, Any]:
    """Add targets to a rule, or change those of the same kind and id."""
    parameters = call.parameters
    rule = find_rule(world, parameters.require("RuleName"))
    targets = dict(rule.targets)
    for kind, about in KINDS.items():
        for group in parameters.groups(kind):
            values = {field: value for field in about.fields if (value := group.text(field)) is not None}
            target = Target(kind=kind, target_id=group.require("Id"), fields=values)
            targets[kind, target.target_id] = target
        if sum(target.kind == kind for target in targets.values()) > MAX_TARGETS:
            raise invalid_parameter(kind, "more", f"at most {MAX_TARGETS} targets of a kind")
    rule.targets = targets
    return {**SUCCESS, "FailedParameterCount": "0"}


def describe_event_rule_target_list(world: World, call: Call) -> dict[str, Any]:
    """Show a rule's targets by kind."""
    rule = find_rule(world, call.parameters.require("RuleName"))
    return {
        **SUCCESS,
        **{
            kind: {about.word: [_shown_target(world, item) for item in rule.targets.values() if item.kind == kind]}
            for kind, about in KINDS.items()
        },
    }


def delete_event_rule_targets(world: World, call: Call) -> dict[str, Any]:
    """Take targets, of whatever kind, from a rule by their ids."""
    rule = find_rule(world, call.parameters.require("RuleName"))
    ids = call.parameters.strings("Ids")
    rule.targets = {key: target for key, target in rule.targets.items() if target.target_id not in ids}
    return SUCCESS


def _shown_target(world: World, target: Target) -> dict[str, str]:
    kind = KINDS[target.kind]
    fields = dict.fromkeys(kind.fields, "") | dict(target.fields)
    shown = {"Arn": f"acs:{kind.address.format(account=world.account_id, **fields)}"} if kind.address else {}
    return {"Id": target.target_id, **shown, **target.fields}


RESOURCE = "SDK, resource_alicloud_cms_event_rule.go"

ACTIONS: Mapping[str, Action] = {
    "DeleteEventRuleTargets": Action(delete_event_rule_targets, RESOURCE),
    "DescribeEventRuleTargetList": Action(describe_event_rule_target_list, RESOURCE),
    "PutEventRuleTargets": Action(
        put_event_rule_targets, RESOURCE, Coverage.PARTLY, "queues get messages; other targets are only written down"
    ),
}
