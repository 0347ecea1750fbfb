"""STS 2015-04-01: who is calling, and becoming a role."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import invalid_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.authorization import condition_context
from alicloud_emulator.state.ram.callers import Caller, assume_role, caller_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

IDENTITY_TYPES = {"root-account": "Account", "ram-user": "RAMUser", "assumed-role": "AssumedRoleUser"}
ROLE_ARN = re.compile(r"acs:ram::(\d+):role/(.+)")


def get_caller_identity(world: World, call: Call) -> dict[str, Any]:
    """Show who has the key; a key that no user and no session has is the account's."""
    caller = caller_of(world, call.access_key_id)
    return {
        "IdentityType": IDENTITY_TYPES[caller.kind],
        "AccountId": world.account_id,
        "PrincipalId": _principal_id(world, caller),
        "UserId": _principal_id(world, caller).partition(":")[0],
        "Arn": caller.arn(world),
        # Text, not null: text in the provider's SDK (alibaba-cloud-sdk-go 1.63.107, services/sts).
        "RoleId": "" if caller.session is None else world.identity.roles[caller.session.role_name].role_id,
    }


def become_role(world: World, call: Call) -> dict[str, Any]:
    """Open a session of a role that trusts the caller."""
    parameters = call.parameters
    arn = parameters.require("RoleArn")
    match = ROLE_ARN.fullmatch(arn)
    if match is None or match[1] != world.account_id:
        raise invalid_parameter("RoleArn", arn, f"acs:ram::{world.account_id}:role/<name>")
    session = assume_role(
        world,
        caller_of(world, call.access_key_id),
        match[2],
        parameters.require("RoleSessionName"),
        seconds=parameters.integer("DurationSeconds"),
        policy=parameters.text("Policy"),
        context=condition_context(world, call),
    )
    role_id = world.identity.roles[session.role_name].role_id
    secret = hashlib.sha256(session.access_key_id.encode()).hexdigest()
    return {
        "Credentials": {
            "AccessKeyId": session.access_key_id,
            "AccessKeySecret": secret[:44],
            "SecurityToken": f"CAIS{secret}",
            "Expiration": session.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
        "AssumedRoleUser": {
            "Arn": f"{arn}/{session.session_name}",
            "AssumedRoleId": f"{role_id}:{session.session_name}",
        },
    }


def _principal_id(world: World, caller: Caller) -> str:
    if caller.session is not None:
        return f"{world.identity.roles[caller.session.role_name].role_id}:{caller.session.session_name}"
    return world.identity.users[caller.name].user_id if caller.name else world.account_id


ACTIONS: Mapping[str, Action] = {
    "AssumeRole": Action(become_role, "API", Coverage.PARTLY, "ExternalId and SourceIdentity are not looked at"),
    "GetCallerIdentity": Action(get_caller_identity, "connectivity/client.go"),
}
