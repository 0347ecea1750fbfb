"""Security groups and their rules: what exists, which rules are the same, and what may be deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ecs.security_group_model import Rule, SecurityGroup, SecurityGroupSpec
from alicloud_emulator.state.vpc.network import find_vpc

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alicloud_emulator.state.world import World

__all__ = [
    "authorize",
    "create_security_group",
    "delete_security_group",
    "find_security_group",
    "modify_rule",
    "require_groups_in_vpc",
    "revoke",
    "set_inner_access_policy",
]

# AuthorizeSecurityGroup, parameters Permissions.N.Policy and .Priority.
POLICIES = ("accept", "drop")
PRIORITIES = range(1, 101)
INNER_ACCESS_POLICIES = ("Accept", "Drop")
# AuthorizeSecurityGroup: a basic group takes 200 rules a direction unless the quota was raised.
MAX_RULES = 200


def find_security_group(world: World, security_group_id: str) -> SecurityGroup:
    """Return the security group; raise InvalidSecurityGroupId.NotFound (404) if there is none."""
    group = world.security_groups.get(security_group_id)
    if group is None:
        raise ApiError(
            404,
            "InvalidSecurityGroupId.NotFound",
            f"The specified SecurityGroupId {security_group_id} does not exist.",
        )
    return group


def require_groups_in_vpc(world: World, security_group_ids: Iterable[str], vpc_id: str) -> None:
    """Raise InvalidSecurityGroupId.NotFound (404), InvalidSecurityGroup.InvalidNetworkType (403: other VPC)."""
    for security_group_id in security_group_ids:
        group = find_security_group(world, security_group_id)
        if group.vpc_id != vpc_id:
            raise ApiError(
                403,
                "InvalidSecurityGroup.InvalidNetworkType",
                f"The specified SecurityGroupId {security_group_id} is not in the VPC {vpc_id}.",
            )


def create_security_group(world: World, spec: SecurityGroupSpec) -> SecurityGroup:
    """Make a security group without rules; raise InvalidVpcId.NotFound (404) for an unknown VPC."""
    vpc = find_vpc(world, spec.vpc_id)
    group = SecurityGroup(
        security_group_id=world.new_id("sg"),
        region_id=vpc.region_id,
        vpc_id=vpc.vpc_id,
        name=spec.name,
        description=spec.description,
        group_type=spec.group_type,
        resource_group_id=spec.resource_group_id or world.catalogue.default_resource_group_id,
        created_at=world.now,
        tags=dict(spec.tags),
        # CreateSecurityGroup, parameter SecurityGroupType: an enterprise group isolates its instances.
        inner_access_policy="Accept" if spec.group_type == "normal" else "Drop",
    )
    world.security_groups[group.security_group_id] = group
    return group


def delete_security_group(world: World, security_group_id: str) -> None:
    """
    Delete a security group that nothing uses.

    Raises:
        ApiError: InvalidSecurityGroupId.NotFound (404); DependencyViolation (403) while an instance is in it
            or another group's rule names it.
    """
    find_security_group(world, security_group_id)
    has_members = any(security_group_id in item.spec.security_group_ids for item in world.compute.instances.values())
    is_named = any(
        rule.peer[1] == security_group_id
        for group in world.security_groups.values()
        if group.security_group_id != security_group_id
        for rule in group.rules
    )
    if has_members or is_named:
        raise ApiError(
            403,
            "DependencyViolation",
            f"There is still a resource that uses the security group {security_group_id}.",
        )
    del world.security_groups[security_group_id]


def set_inner_access_policy(world: World, security_group_id: str, policy: str) -> None:
    """Let the group's instances reach each other or not; raise InvalidPolicy.Malformed (400)."""
    group = find_security_group(world, security_group_id)
    if policy not in INNER_ACCESS_POLICIES:
        raise ApiError(400, "InvalidPolicy.Malformed", f"The specified InnerAccessPolicy {policy} is not valid.")
    group.inner_access_policy = policy


def authorize(world: World, security_group_id: str, rules: Iterable[Rule]) -> None:
    """
    Add rules; one that the group has already is left as it is, which the service counts as success.

    Raises:
        ApiError: InvalidSecurityGroupId.NotFound (404); InvalidPolicy, InvalidPriority (400);
            AuthorizationLimitExceed (403) beyond `MAX_RULES` in one direction.
    """
    group = find_security_group(world, security_group_id)
    for rule in rules:
        _check(rule)
        if any(rule.is_same(present) for present in group.rules):
            continue
        if sum(present.direction == rule.direction for present in group.rules) >= MAX_RULES:
            raise ApiError(403, "AuthorizationLimitExceed", "The limit of authorization records is reached.")
        group.rules.append(replace(rule, rule_id=world.new_id("sgr"), created_at=world.now))


def revoke(world: World, security_group_id: str, rules: Iterable[Rule]) -> None:
    """Take rules away; one that the group does not have is no error (RevokeSecurityGroup)."""
    group = find_security_group(world, security_group_id)
    for rule in rules:
        group.rules = [present for present in group.rules if not rule.is_same(present)]


def modify_rule(world: World, security_group_id: str, wanted: Rule) -> None:
    """
    Give the rule with the same traffic, or with the same id, another description.

    Raises:
        ApiError: InvalidSecurityGroupId.NotFound or InvalidSecurityGroupRule.RuleNotExist (404).
    """
    group = find_security_group(world, security_group_id)
    for index, present in enumerate(group.rules):
        if wanted.is_same(present):
            group.rules[index] = replace(present, description=wanted.description)
            return
    raise ApiError(404, "InvalidSecurityGroupRule.RuleNotExist", "The specified rule does not exist.")


def _check(rule: Rule) -> None:
    if rule.policy.lower() not in POLICIES:
        raise ApiError(400, "InvalidPolicy.Malformed", f"The specified Policy {rule.policy} is not valid.")
    if rule.priority not in PRIORITIES:
        raise ApiError(400, "InvalidPriority.Malformed", f"The specified Priority {rule.priority} is not valid.")
