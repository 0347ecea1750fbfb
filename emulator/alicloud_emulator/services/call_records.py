"""From a call and what came of it to a record of ActionTrail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.calls import public_parameters
from alicloud_emulator.errors import ApiError
from alicloud_emulator.services.action import Action
from alicloud_emulator.state.actiontrail.audit import new_event_id
from alicloud_emulator.state.actiontrail.model import CallRecord
from alicloud_emulator.state.ram.callers import caller_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["record_call"]

# Messages of queues are data; where products are, and what an account has bought, is asked by clients for themselves.
NOT_RECORDED = ("Mns", "Location", "BssOpenApi")
# Names of services in ActionTrail, where they are not the product's.
SERVICES = {"Mns-open": "Mns", "eventbridge": "EventBridge", "Actiontrail": "ActionTrail"}
RESOURCE_KINDS = {
    "InstanceId": "ACS::ECS::Instance",
    "ScalingGroupId": "ACS::ESS::ScalingGroup",
    "SecurityGroupId": "ACS::ECS::SecurityGroup",
}


def record_call(world: World, call: Call, request_id: str, error: ApiError | None) -> None:
    """Write a call down, refused or not."""
    if call.product in NOT_RECORDED:
        return
    world.audit.records.append(
        CallRecord(
            event_id=new_event_id(world),
            request_id=request_id,
            service=SERVICES.get(call.product, call.product),
            api_version=call.version,
            name=call.action,
            region_id=call.region_id,
            at=world.now,
            is_write=not Action.is_read_only(call.action),
            identity=_identity(world, call.access_key_id),
            source_ip=call.client_ip,
            user_agent=call.user_agent,
            parameters=public_parameters(call.parameters),
            resources=_resources(call),
            error_code="" if error is None else error.code,
            error_message="" if error is None else error.message,
        )
    )


def _identity(world: World, access_key_id: str) -> Mapping[str, str]:
    try:
        caller = caller_of(world, access_key_id)
    except ApiError:
        return {"type": "unknown", "accountId": world.account_id, "accessKeyId": access_key_id}
    shown = {
        "type": caller.kind,
        "accountId": world.account_id,
        "accessKeyId": access_key_id,
        "principalId": world.account_id,
        "userName": "root",
    }
    if caller.session is not None:
        role_id = world.identity.roles[caller.session.role_name].role_id
        session = caller.session
        shown |= {
            "principalId": f"{role_id}:{session.session_name}",
            "userName": f"{session.role_name}:{session.session_name}",
        }
    elif caller.name:
        shown |= {"principalId": world.identity.users[caller.name].user_id, "userName": caller.name}
    return shown


def _resources(call: Call) -> Mapping[str, tuple[str, ...]]:
    found = {}
    for parameter, kind in RESOURCE_KINDS.items():
        single = call.parameters.text(parameter)
        names = (*call.parameters.strings(parameter), *call.parameters.strings(f"{parameter}s"))
        names = names if single is None else (single, *names)
        if names:
            found[kind] = names
    return found
