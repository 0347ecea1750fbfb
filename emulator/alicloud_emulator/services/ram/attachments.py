"""Policies and who holds them: users, groups and roles alike."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action
from alicloud_emulator.services.ram.lists import listed, shown_time
from alicloud_emulator.services.ram.policies import POLICY_TYPES
from alicloud_emulator.state.ram.identity import exists_already, find_holder, find_policy, not_there
from alicloud_emulator.state.ram.model import Attachment, Holder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]


def attach(world: World, call: Call, holder: Holder) -> dict[str, Any]:
    """Give a policy to somebody."""
    item = _asked(world, call, holder)
    if item in world.identity.attachments:
        raise exists_already(f"{holder}.Policy", f"{item.policy_name} of {item.holder_name}")
    world.identity.attachments.append(item)
    return {}


def detach(world: World, call: Call, holder: Holder) -> dict[str, Any]:
    """Take a policy from somebody."""
    item = _asked(world, call, holder)
    if item not in world.identity.attachments:
        raise not_there(f"{holder}.Policy", f"{item.policy_name} of {item.holder_name}")
    world.identity.attachments.remove(item)
    return {}


def list_policies_for(world: World, call: Call, holder: Holder) -> dict[str, Any]:
    """Show the policies that somebody holds."""
    name = call.parameters.require(f"{holder}Name")
    find_holder(world, holder, name)
    shown = [_shown(world, item) for item in world.identity.held_by(holder, name)]
    return listed(shown, call.parameters, "Policies", "Policy")


def list_entities_for_policy(world: World, call: Call) -> dict[str, Any]:
    """Show who holds a policy."""
    policy_type = call.parameters.choice("PolicyType", POLICY_TYPES) or POLICY_TYPES[0]
    policy = find_policy(world, policy_type, call.parameters.require("PolicyName"))
    held = [
        item
        for item in world.identity.attachments
        if (item.policy_type, item.policy_name) == (policy_type, policy.name)
    ]
    return {
        f"{holder}s": {
            str(holder): [
                {f"{holder}Name": item.holder_name, "AttachDate": shown_time(item.attached_at)}
                for item in held
                if item.holder is holder
            ]
        }
        for holder in Holder
    }


def _asked(world: World, call: Call, holder: Holder) -> Attachment:
    parameters = call.parameters
    policy_type = parameters.choice("PolicyType", POLICY_TYPES) or POLICY_TYPES[0]
    name = parameters.require(f"{holder}Name")
    find_holder(world, holder, name)
    policy = find_policy(world, policy_type, parameters.require("PolicyName"))
    return Attachment(
        holder=holder,
        holder_name=name,
        policy_type=policy_type,
        policy_name=policy.name,
        attached_at=world.now,
    )


def _shown(world: World, item: Attachment) -> dict[str, Any]:
    policy = find_policy(world, item.policy_type, item.policy_name)
    return {
        "PolicyName": policy.name,
        "PolicyType": policy.policy_type,
        "Description": policy.description,
        "DefaultVersion": policy.default_version_id,
        "AttachDate": shown_time(item.attached_at),
    }


def _actions() -> dict[str, Action]:
    actions = {"ListEntitiesForPolicy": Action(list_entities_for_policy, "resource_alicloud_ram_policy.go")}
    for holder in Holder:
        source = f"resource_alicloud_ram_{holder.lower()}_policy_attachment.go"
        actions[f"AttachPolicyTo{holder}"] = Action(partial(attach, holder=holder), source)
        actions[f"DetachPolicyFrom{holder}"] = Action(partial(detach, holder=holder), source)
        actions[f"ListPoliciesFor{holder}"] = Action(partial(list_policies_for, holder=holder), source)
    return actions


ACTIONS: Mapping[str, Action] = _actions()
