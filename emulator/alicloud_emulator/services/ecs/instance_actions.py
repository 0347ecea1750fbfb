"""Calls that make, start, stop and release instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import Parameters, invalid_parameter, missing_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ecs.times import moment_of
from alicloud_emulator.state import compute, instance_changes, launch_templates
from alicloud_emulator.state.compute import STOPPED_MODES
from alicloud_emulator.state.instances import NO_STOPPED_MODE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

# RunInstances, parameter Amount; DeleteInstances and its relatives, parameter InstanceId.N.
MAX_AT_ONCE = 100


def run_instances(world: World, call: Call) -> dict[str, Any]:
    """Make instances, from the call's own parameters over those of a launch template."""
    values = _with_template(world, call.parameters)
    spec = launch_templates.launch_spec(values)
    compute.check_launch(world, spec)
    _end_dry_run(call.parameters)
    amount = call.parameters.integer("Amount", minimum=1, maximum=MAX_AT_ONCE) or 1
    made = [compute.launch(world, spec) for _ in range(amount)]
    release_at = moment_of(call.parameters, "AutoReleaseTime")
    if release_at is not None:
        for instance in made:
            instance_changes.plan_release(world, instance.instance_id, release_at)
    return {"InstanceIdSets": {"InstanceIdSet": [instance.instance_id for instance in made]}}


def start_instance(world: World, call: Call) -> dict[str, Any]:
    """Start a Stopped instance."""
    compute.start(world, call.parameters.require("InstanceId"))
    return {}


def stop_instance(world: World, call: Call) -> dict[str, Any]:
    """Stop a Running instance."""
    compute.stop(world, call.parameters.require("InstanceId"), stopped_mode=_stopped_mode(call.parameters))
    return {}


def reboot_instance(world: World, call: Call) -> dict[str, Any]:
    """Restart a Running instance."""
    compute.reboot(world, call.parameters.require("InstanceId"))
    return {}


def start_instances(world: World, call: Call) -> dict[str, Any]:
    """Start several instances; each has its own result."""
    return _for_each(world, call, lambda instance_id: compute.start(world, instance_id))


def stop_instances(world: World, call: Call) -> dict[str, Any]:
    """Stop several instances; each has its own result."""
    mode = _stopped_mode(call.parameters)
    return _for_each(world, call, lambda instance_id: compute.stop(world, instance_id, stopped_mode=mode))


def reboot_instances(world: World, call: Call) -> dict[str, Any]:
    """Restart several instances; each has its own result."""
    return _for_each(world, call, lambda instance_id: compute.reboot(world, instance_id))


def delete_instance(world: World, call: Call) -> dict[str, Any]:
    """Release one instance, unless it is protected from that."""
    instance_id = call.parameters.require("InstanceId")
    force = call.parameters.flag("Force", default=False)
    compute.check_deletable(compute.find_instance(world, instance_id), force=force)
    _end_dry_run(call.parameters)
    compute.delete(world, instance_id, force=force)
    return {}


def delete_instances(world: World, call: Call) -> dict[str, Any]:
    """Release all of the instances, or none if one of them cannot be released."""
    ids = _instance_ids(call.parameters)
    force = call.parameters.flag("Force", default=False)
    for instance_id in ids:
        compute.check_deletable(compute.find_instance(world, instance_id), force=force)
    _end_dry_run(call.parameters)
    for instance_id in ids:
        compute.delete(world, instance_id, force=force)
    return {}


def _with_template(world: World, parameters: Parameters) -> Parameters:
    template_id = parameters.text("LaunchTemplateId")
    name = parameters.text("LaunchTemplateName")
    if template_id is None and name is None:
        return parameters
    template = launch_templates.find_template(world, template_id, name)
    version = launch_templates.find_version(template, parameters.text("LaunchTemplateVersion", "Default"))
    return Parameters({**version.values, **parameters.as_dict()})


def _end_dry_run(parameters: Parameters) -> None:
    if parameters.flag("DryRun", default=False):
        raise ApiError(400, "DryRunOperation", "Request validation has been passed with DryRun flag set.")


def _stopped_mode(parameters: Parameters) -> str:
    # The provider sends back what it read of a running instance.
    if parameters.text("StoppedMode") == NO_STOPPED_MODE:
        return STOPPED_MODES[0]
    return parameters.choice("StoppedMode", STOPPED_MODES) or STOPPED_MODES[0]


def _instance_ids(parameters: Parameters) -> list[str]:
    ids = parameters.strings("InstanceId")
    if not ids:
        raise missing_parameter("InstanceId.1")
    if len(ids) > MAX_AT_ONCE:
        raise invalid_parameter("InstanceId.N", len(ids), f"at most {MAX_AT_ONCE} ids")
    return ids


def _for_each(world: World, call: Call, change: Callable[[str], None]) -> dict[str, Any]:
    results = []
    for instance_id in _instance_ids(call.parameters):
        before = compute.find_instance(world, instance_id).status
        code, message = "200", "success"
        try:
            change(instance_id)
        except ApiError as error:
            code, message = error.code, error.message
        results.append(
            {
                "InstanceId": instance_id,
                "PreviousStatus": before.value,
                "CurrentStatus": compute.find_instance(world, instance_id).status.value,
                "Code": code,
                "Message": message,
            }
        )
    return {"InstanceResponses": {"InstanceResponse": results}}


ACTIONS: Mapping[str, Action] = {
    "RunInstances": Action(
        run_instances,
        "resource_alicloud_instance.go",
        Coverage.PARTLY,
        "VPC only; one network interface; no spot prices, dedicated hosts or deployment sets",
        idempotent=True,
    ),
    "StartInstance": Action(start_instance, "SDK"),
    "StopInstance": Action(stop_instance, "SDK"),
    "RebootInstance": Action(reboot_instance, "SDK"),
    "StartInstances": Action(start_instances, "SDK"),
    "StopInstances": Action(stop_instances, "SDK"),
    "RebootInstances": Action(reboot_instances, "SDK"),
    "DeleteInstance": Action(delete_instance, "API, SDK, resource_alicloud_instance.go"),
    "DeleteInstances": Action(delete_instances, "API, SDK", idempotent=True),
}
