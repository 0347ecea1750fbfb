"""Calls that change the settings of an instance that exists."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ecs.times import moment_of
from alicloud_emulator.services.pages import ids_of
from alicloud_emulator.state.ecs import instance_changes, instance_release

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

# Parameters of ModifyInstanceAttribute, and the settings they change.
TEXT_ATTRIBUTES = {
    "InstanceName": "name",
    "HostName": "host_name",
    "Description": "description",
    "UserData": "user_data",
}


def modify_instance_attribute(world: World, call: Call) -> dict[str, Any]:
    """Change the attributes that are named, release protection among them."""
    parameters = call.parameters
    changes: dict[str, Any] = {
        name: parameters.require(parameter) for parameter, name in TEXT_ATTRIBUTES.items() if parameter in parameters
    }
    protection = parameters.flag("DeletionProtection")
    if protection is not None:
        changes["deletion_protection"] = protection
    group_ids = parameters.strings("SecurityGroupIds")
    if group_ids:
        changes["security_group_ids"] = tuple(group_ids)
    instance_changes.change_attributes(world, parameters.require("InstanceId"), **changes)
    return {}


def modify_instance_spec(world: World, call: Call) -> dict[str, Any]:
    """Give a Stopped instance another type."""
    parameters = call.parameters
    instance_changes.change_type(world, parameters.require("InstanceId"), parameters.require("InstanceType"))
    return {}


def modify_instance_network_spec(world: World, call: Call) -> dict[str, Any]:
    """Give an instance another bandwidth, in Mbit/s, or another way to pay for it."""
    parameters = call.parameters
    bandwidth = {
        "internet_max_bandwidth_out": parameters.integer("InternetMaxBandwidthOut", minimum=0, maximum=100),
        "internet_max_bandwidth_in": parameters.integer("InternetMaxBandwidthIn", minimum=1),
        "internet_charge_type": parameters.choice("NetworkChargeType", ("PayByTraffic", "PayByBandwidth")),
    }
    changes = {name: value for name, value in bandwidth.items() if value is not None}
    instance_changes.change_spec(world, parameters.require("InstanceId"), **changes)
    return {}


def modify_instance_charge_type(world: World, call: Call) -> dict[str, Any]:
    """Pay for instances by use or by subscription."""
    charge_type = call.parameters.choice("InstanceChargeType", ("PostPaid", "PrePaid")) or "PrePaid"
    instance_changes.change_charge_type(world, ids_of(call.parameters, "InstanceIds") or [], charge_type)
    return {}


def modify_instance_auto_release_time(world: World, call: Call) -> dict[str, Any]:
    """Plan the release of an instance; without a time, plan none."""
    instance_id = call.parameters.require("InstanceId")
    instance_release.plan_release(world, instance_id, moment_of(call.parameters, "AutoReleaseTime"))
    return {}


def join_security_group(world: World, call: Call) -> dict[str, Any]:
    """Add an instance to a security group."""
    parameters = call.parameters
    instance_changes.join_security_group(world, parameters.require("InstanceId"), parameters.require("SecurityGroupId"))
    return {}


def leave_security_group(world: World, call: Call) -> dict[str, Any]:
    """Take an instance from a security group, but not from its last one."""
    parameters = call.parameters
    instance_changes.leave_security_group(
        world, parameters.require("InstanceId"), parameters.require("SecurityGroupId")
    )
    return {}


def attach(world: World, call: Call, *, parameter: str, setting: str) -> dict[str, Any]:
    """Give instances a key pair or a RAM role, whether or not the emulator knows it."""
    wanted = {setting: call.parameters.require(parameter)}
    return _change_all(world, call, wanted)


def detach(world: World, call: Call, *, setting: str) -> dict[str, Any]:
    """Take the key pair or the RAM role from instances."""
    return _change_all(world, call, {setting: ""})


def _change_all(world: World, call: Call, changes: dict[str, str]) -> dict[str, Any]:
    ids = ids_of(call.parameters, "InstanceIds") or []
    for instance_id in ids:
        instance_changes.change_spec(world, instance_id, **changes)
    results = [{"InstanceId": instance_id, "Code": "200", "Success": True, "Message": "success"} for instance_id in ids]
    return {"TotalCount": len(ids), "FailCount": 0, "Results": {"Result": results}}


_SOURCE = "resource_alicloud_instance.go"

ACTIONS: Mapping[str, Action] = {
    "ModifyInstanceAttribute": Action(
        modify_instance_attribute,
        "API, resource_alicloud_instance.go",
        Coverage.PARTLY,
        "passwords and credit are accepted, unused",
    ),
    "ModifyInstanceSpec": Action(modify_instance_spec, _SOURCE),
    "ModifyInstanceNetworkSpec": Action(
        modify_instance_network_spec, _SOURCE, Coverage.PARTLY, "no public address is given or taken"
    ),
    "ModifyInstanceChargeType": Action(modify_instance_charge_type, _SOURCE),
    "ModifyInstanceAutoReleaseTime": Action(modify_instance_auto_release_time, "SDK"),
    "JoinSecurityGroup": Action(join_security_group, "service_alicloud_ecs.go"),
    "LeaveSecurityGroup": Action(leave_security_group, "service_alicloud_ecs.go"),
    "AttachKeyPair": Action(partial(attach, parameter="KeyPairName", setting="key_pair_name"), _SOURCE),
    "DetachKeyPair": Action(partial(detach, setting="key_pair_name"), _SOURCE),
    "AttachInstanceRamRole": Action(partial(attach, parameter="RamRoleName", setting="ram_role_name"), _SOURCE),
    "DetachInstanceRamRole": Action(partial(detach, setting="ram_role_name"), _SOURCE),
}
