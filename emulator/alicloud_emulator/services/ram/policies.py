"""Policies and their versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ram.lists import listed, shown_time
from alicloud_emulator.services.ram.tags import tags_in
from alicloud_emulator.state.ram.identity import exists_already, find_policy, not_there
from alicloud_emulator.state.ram.managed_policies import SYSTEM_POLICIES, ManagedPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.ram.managed_policies import Version
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS", "POLICY_TYPES", "attachment_count"]

POLICY_TYPES = ("Custom", "System")


def create_policy(world: World, call: Call) -> dict[str, Any]:
    """Make a policy with its first version."""
    parameters = call.parameters
    name = parameters.require("PolicyName")
    if name in world.identity.policies or name in SYSTEM_POLICIES:
        raise exists_already("Policy", name)
    policy = ManagedPolicy(
        name=name,
        policy_type="Custom",
        description=parameters.text("Description", ""),
        created_at=world.now,
        updated_at=world.now,
        tags=tags_in(parameters),
    )
    policy.add_version(parameters.require("PolicyDocument"), world.now, is_default=True)
    world.identity.policies[name] = policy
    return {"Policy": _shown(world, policy)}


def get_policy(world: World, call: Call) -> dict[str, Any]:
    """Show a policy and its current document."""
    policy = _asked(world, call)
    version = policy.versions[policy.default_version_id]
    return {"Policy": _shown(world, policy), "DefaultPolicyVersion": _shown_version(policy, version)}


def list_policies(world: World, call: Call) -> dict[str, Any]:
    """Show the account's policies and the service's, or those of one type."""
    wanted = call.parameters.choice("PolicyType", POLICY_TYPES)
    known = [*SYSTEM_POLICIES.values(), *world.identity.policies.values()]
    shown = [_shown(world, policy) for policy in known if wanted in (None, policy.policy_type)]
    return listed(shown, call.parameters, "Policies", "Policy")


def update_policy_description(world: World, call: Call) -> dict[str, Any]:
    """Change what a policy is for."""
    policy = _own(world, call)
    policy.description = call.parameters.text("NewDescription", "")
    return {"Policy": _shown(world, policy)}


def delete_policy(world: World, call: Call) -> dict[str, Any]:
    """Delete a policy that nobody holds; CascadingDelete takes its other versions and attachments with it."""
    policy = _own(world, call)
    if not call.parameters.flag("CascadingDelete", default=False):
        if len(policy.versions) > 1:
            raise ApiError(409, "DeleteConflict.Policy.Version", f"The policy {policy.name} still has versions.")
        for item in world.identity.attachments:
            if item.policy_name == policy.name and item.policy_type == "Custom":
                raise ApiError(
                    409, f"DeleteConflict.Policy.{item.holder}", f"The policy {policy.name} is still attached."
                )
    world.identity.attachments = [
        item for item in world.identity.attachments if (item.policy_type, item.policy_name) != ("Custom", policy.name)
    ]
    del world.identity.policies[policy.name]
    return {}


def create_policy_version(world: World, call: Call) -> dict[str, Any]:
    """Add a version, and have it hold from now on if told so."""
    parameters = call.parameters
    policy = _own(world, call)
    version = policy.add_version(
        parameters.require("PolicyDocument"),
        world.now,
        is_default=parameters.flag("SetAsDefault", default=False),
        rotates=parameters.choice("RotateStrategy", ("None", "DeleteOldestNonDefaultVersionWhenLimitExceeded"))
        not in (None, "None"),
    )
    return {"PolicyVersion": _shown_version(policy, version)}


def get_policy_version(world: World, call: Call) -> dict[str, Any]:
    """Show one version of a policy."""
    policy = _asked(world, call)
    return {"PolicyVersion": _shown_version(policy, _version(policy, call))}


def list_policy_versions(world: World, call: Call) -> dict[str, Any]:
    """Show every version of a policy."""
    policy = _asked(world, call)
    shown = [_shown_version(policy, version) for version in policy.versions.values()]
    return {"PolicyVersions": {"PolicyVersion": shown}}


def delete_policy_version(world: World, call: Call) -> dict[str, Any]:
    """Delete a version that does not hold now."""
    policy = _own(world, call)
    version = _version(policy, call)
    if version.version_id == policy.default_version_id:
        raise ApiError(
            409, "DeleteConflict.PolicyVersion.Default", f"Version {version.version_id} is the default version."
        )
    del policy.versions[version.version_id]
    return {}


def set_default_policy_version(world: World, call: Call) -> dict[str, Any]:
    """Have another version hold from now on."""
    policy = _own(world, call)
    policy.default_version_id = _version(policy, call).version_id
    return {}


def attachment_count(world: World, policy: ManagedPolicy) -> int:
    """Return how many users, groups and roles hold a policy."""
    return sum(
        (item.policy_type, item.policy_name) == (policy.policy_type, policy.name) for item in world.identity.attachments
    )


def _asked(world: World, call: Call) -> ManagedPolicy:
    policy_type = call.parameters.choice("PolicyType", POLICY_TYPES) or POLICY_TYPES[0]
    return find_policy(world, policy_type, call.parameters.require("PolicyName"))


def _own(world: World, call: Call) -> ManagedPolicy:
    return find_policy(world, "Custom", call.parameters.require("PolicyName"))


def _version(policy: ManagedPolicy, call: Call) -> Version:
    version_id = call.parameters.require("VersionId")
    if version_id not in policy.versions:
        raise not_there("Policy.Version", f"{policy.name} {version_id}")
    return policy.versions[version_id]


def _shown(world: World, policy: ManagedPolicy) -> dict[str, Any]:
    return {
        "PolicyName": policy.name,
        "PolicyType": policy.policy_type,
        "Description": policy.description,
        "DefaultVersion": policy.default_version_id,
        "AttachmentCount": attachment_count(world, policy),
        "CreateDate": shown_time(policy.created_at),
        "UpdateDate": shown_time(policy.updated_at),
    }


def _shown_version(policy: ManagedPolicy, version: Version) -> dict[str, Any]:
    return {
        "VersionId": version.version_id,
        "IsDefaultVersion": version.version_id == policy.default_version_id,
        "PolicyDocument": version.document,
        "CreateDate": shown_time(version.created_at),
    }


RESOURCE = "resource_alicloud_ram_policy.go"
ACTIONS: Mapping[str, Action] = {
    "CreatePolicy": Action(create_policy, RESOURCE),
    "CreatePolicyVersion": Action(create_policy_version, RESOURCE),
    "DeletePolicy": Action(delete_policy, RESOURCE),
    "DeletePolicyVersion": Action(delete_policy_version, RESOURCE),
    "GetPolicy": Action(get_policy, RESOURCE),
    "GetPolicyVersion": Action(get_policy_version, "data_source_alicloud_ram_policies.go"),
    "ListPolicies": Action(
        list_policies,
        "data_source_alicloud_ram_policies.go",
        Coverage.PARTLY,
        "a few of the service's own policies, each with the core of what it says",
    ),
    "ListPolicyVersions": Action(list_policy_versions, RESOURCE),
    "SetDefaultPolicyVersion": Action(set_default_policy_version, RESOURCE),
    "UpdatePolicyDescription": Action(update_policy_description, RESOURCE),
}
