"""Rules of security groups, in both directions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import missing_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.state.ecs import security_groups
from alicloud_emulator.state.ecs.security_group_model import EGRESS, INGRESS, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

# The field that names the other side of the traffic, by direction; a rule has one of them.
PEER_FIELDS = {
    INGRESS: ("SourceCidrIp", "Ipv6SourceCidrIp", "SourceGroupId", "SourcePrefixListId"),
    EGRESS: ("DestCidrIp", "Ipv6DestCidrIp", "DestGroupId", "DestPrefixListId"),
}


def describe_security_group_attribute(world: World, call: Call) -> dict[str, Any]:
    """Show a group's rules. `NicType` is not looked at: the provider sends `<nil>` (service_alicloud_ecs.go)."""
    group = security_groups.find_security_group(world, call.parameters.require("SecurityGroupId"))
    direction = call.parameters.text("Direction", "all")
    shown = [_permission(rule) for rule in group.rules if direction in ("all", rule.direction)]
    return {
        "SecurityGroupId": group.security_group_id,
        "SecurityGroupName": group.name,
        "Description": group.description,
        "RegionId": group.region_id,
        "VpcId": group.vpc_id,
        "InnerAccessPolicy": group.inner_access_policy,
        "Permissions": {"Permission": shown},
        "NextToken": "",
    }


def authorize(world: World, call: Call, *, direction: str) -> dict[str, Any]:
    """Add rules to a group."""
    rules = _rules(call.parameters, direction)
    security_groups.authorize(world, call.parameters.require("SecurityGroupId"), rules)
    return {}


def revoke(world: World, call: Call, *, direction: str) -> dict[str, Any]:
    """Take rules from a group, by their ids or by what they say."""
    group = security_groups.find_security_group(world, call.parameters.require("SecurityGroupId"))
    ids = call.parameters.strings("SecurityGroupRuleId")
    rules = [rule for rule in group.rules if rule.rule_id in ids] if ids else _rules(call.parameters, direction)
    security_groups.revoke(world, group.security_group_id, rules)
    return {}


def modify_rule(world: World, call: Call, *, direction: str) -> dict[str, Any]:
    """Give the rule that says the same another description."""
    rule = _rule(call.parameters, direction)
    security_groups.modify_rule(world, call.parameters.require("SecurityGroupId"), rule)
    return {}


def _rules(parameters: Parameters, direction: str) -> list[Rule]:
    """Read the rules of a call: `Permissions.N.…`, or one rule in the call's own fields."""
    groups = parameters.groups("Permissions")
    return [_rule(group, direction) for group in groups or [parameters]]


def _rule(parameters: Parameters, direction: str) -> Rule:
    peers = [(name, parameters.require(name)) for name in PEER_FIELDS[direction] if name in parameters]
    if not peers:
        raise missing_parameter(PEER_FIELDS[direction][0])
    return Rule(
        direction=direction,
        protocol=parameters.require("IpProtocol"),
        port_range=parameters.require("PortRange"),
        peer=peers[0],
        policy=parameters.text("Policy", "accept"),
        priority=parameters.integer("Priority") or 1,
        description=parameters.text("Description", ""),
    )


def _permission(rule: Rule) -> dict[str, Any]:
    every_peer = {name: "" for names in PEER_FIELDS.values() for name in names}
    return {
        "SecurityGroupRuleId": rule.rule_id,
        "Direction": rule.direction,
        "IpProtocol": rule.protocol.upper(),
        "PortRange": rule.port_range,
        "SourcePortRange": "",
        "Policy": rule.policy.capitalize(),
        # Text: the provider compares it so.
        "Priority": str(rule.priority),
        "NicType": "intranet",
        "Description": rule.description,
        "CreateTime": rule.created_at.strftime("%Y-%m-%dT%H:%M:%SZ") if rule.created_at else "",
        "SourceGroupName": "",
        "SourceGroupOwnerAccount": "",
        "DestGroupName": "",
        "DestGroupOwnerAccount": "",
        **every_peer,
        rule.peer[0]: rule.peer[1],
    }


_DESCRIPTION_ONLY = "finds the rule by what it says and changes its description"

ACTIONS: Mapping[str, Action] = {
    "DescribeSecurityGroupAttribute": Action(describe_security_group_attribute, "service_alicloud_ecs.go"),
    "AuthorizeSecurityGroup": Action(partial(authorize, direction=INGRESS), "resource_alicloud_security_group_rule.go"),
    "AuthorizeSecurityGroupEgress": Action(
        partial(authorize, direction=EGRESS), "resource_alicloud_security_group_rule.go"
    ),
    "RevokeSecurityGroup": Action(partial(revoke, direction=INGRESS), "resource_alicloud_security_group_rule.go"),
    "RevokeSecurityGroupEgress": Action(partial(revoke, direction=EGRESS), "resource_alicloud_security_group_rule.go"),
    "ModifySecurityGroupRule": Action(
        partial(modify_rule, direction=INGRESS),
        "resource_alicloud_security_group_rule.go",
        Coverage.PARTLY,
        _DESCRIPTION_ONLY,
    ),
    "ModifySecurityGroupEgressRule": Action(
        partial(modify_rule, direction=EGRESS),
        "resource_alicloud_security_group_rule.go",
        Coverage.PARTLY,
        _DESCRIPTION_ONLY,
    ),
}
