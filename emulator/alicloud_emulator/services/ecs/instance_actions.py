"""Calls that make, start, stop and release instances."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import Parameters, invalid_parameter, missing_parameter
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.ecs.times import moment_of
from alicloud_emulator.state.ecs import instance_power, instance_release, launch_templates, lifecycle
from alicloud_emulator.state.ecs.instance_power import KEEP_CHARGING, STOPPED_MODES, PowerAction
from alicloud_emulator.state.ecs.model import NO_STOPPED_MODE

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
    release_at = moment_of(call.parameters, "AutoReleaseTime")
    lifecycle.check_launch(world, spec)
    instance_release.check_planned_release(world, spec.charge_type, release_at)
    _end_dry_run(call.parameters)
    amount = call.parameters.integer("Amount", minimum=1, maximum=MAX_AT_ONCE) or 1
    made = [lifecycle.launch(world, spec) for _ in range(amount)]
    for instance in made:
        instance_release.plan_release(world, instance.instance_id, release_at)
    return {"InstanceIdSets": {"InstanceIdSet": [instance.instance_id for instance in made]}}


def change_power(world: World, call: Call, *, action: PowerAction) -> dict[str, Any]:
    """Start, stop or restart one instance."""
    instance_id = call.parameters.require("InstanceId")
    change = _power_change(world, call.parameters, action)
    instance_power.check_power(world, instance_id, action)
    _end_dry_run(call.parameters)
    change(instance_id)
    return {}


def change_power_of_each(world: World, call: Call, *, action: PowerAction) -> dict[str, Any]:
    """Start, stop or restart several instances; each has its own result."""
    change = _power_change(world, call.parameters, action)
    ids = _instance_ids(call.parameters)
    for instance_id in ids:
        lifecycle.find_instance(world, instance_id)
    _end_dry_run(call.parameters)
    return _results(world, ids, change)


def delete_instance(world: World, call: Call) -> dict[str, Any]:
    """Release one instance, unless it is protected from that."""
    return _delete(world, call.parameters, [call.parameters.require("InstanceId")])


def delete_instances(world: World, call: Call) -> dict[str, Any]:
    """Release all of the instances, or none if one of them cannot be released."""
    return _delete(world, call.parameters, _instance_ids(call.parameters))


def _delete(world: World, parameters: Parameters, ids: list[str]) -> dict[str, Any]:
    force = parameters.flag("Force", default=False)
    force_stop = parameters.flag("ForceStop", default=True)
    terminates = parameters.flag("TerminateSubscription", default=False)
    for instance_id in ids:
        instance = lifecycle.find_instance(world, instance_id)
        instance_release.check_deletable(world, instance, force=force, terminate_subscription=terminates)
    _end_dry_run(parameters)
    for instance_id in ids:
        instance_release.delete(
            world, instance_id, force=force, force_stop=force_stop, terminate_subscription=terminates
        )
    return {}


def _power_change(world: World, parameters: Parameters, action: PowerAction) -> Callable[[str], None]:
    if action is PowerAction.START:
        return partial(instance_power.start, world)
    force_stop = parameters.flag("ForceStop", default=False)
    if action is PowerAction.REBOOT:
        return partial(instance_power.reboot, world, force_stop=force_stop)
    return partial(instance_power.stop, world, stopped_mode=_stopped_mode(parameters), force_stop=force_stop)


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
        return KEEP_CHARGING
    return parameters.choice("StoppedMode", STOPPED_MODES) or KEEP_CHARGING


def _instance_ids(parameters: Parameters) -> list[str]:
    ids = parameters.strings("InstanceId")
    if not ids:
        raise missing_parameter("InstanceId.1")
    if len(ids) > MAX_AT_ONCE:
        raise invalid_parameter("InstanceId.N", len(ids), f"at most {MAX_AT_ONCE} ids")
    return ids


def _results(world: World, ids: list[str], change: Callable[[str], None]) -> dict[str, Any]:
    results = []
    for instance_id in ids:
        before = lifecycle.find_instance(world, instance_id).status
        code, message = "200", "success"
        try:
            change(instance_id)
        except ApiError as error:
            code, message = error.code, error.message
        results.append(
            {
                "InstanceId": instance_id,
                "PreviousStatus": before.value,
                "CurrentStatus": lifecycle.find_instance(world, instance_id).status.value,
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
        "VPC only; one network interface; no spot prices or deployment sets; any dedicated host id is taken",
        idempotent=True,
    ),
    "StartInstance": Action(partial(change_power, action=PowerAction.START), "SDK"),
    "StopInstance": Action(partial(change_power, action=PowerAction.STOP), "SDK"),
    "RebootInstance": Action(partial(change_power, action=PowerAction.REBOOT), "SDK"),
    "StartInstances": Action(partial(change_power_of_each, action=PowerAction.START), "SDK"),
    "StopInstances": Action(partial(change_power_of_each, action=PowerAction.STOP), "SDK"),
    "RebootInstances": Action(partial(change_power_of_each, action=PowerAction.REBOOT), "SDK"),
    "DeleteInstance": Action(delete_instance, "API, SDK, resource_alicloud_instance.go"),
    "DeleteInstances": Action(delete_instances, "API, SDK", idempotent=True),
}
