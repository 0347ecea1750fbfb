"""From a group's launch source to an ECS instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import Parameters
from alicloud_emulator.state.ecs import lifecycle
from alicloud_emulator.state.ecs.launch_templates import DEFAULT, disk_spec, find_template, find_version, launch_spec
from alicloud_emulator.state.ecs.model import METADATA_OPTIONS, DiskSpec, LaunchSpec
from alicloud_emulator.state.ess.assumptions import CODE_NO_INSTANCE_TYPE
from alicloud_emulator.state.ess.instance_patterns import matching_types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alicloud_emulator.state.ecs.model import Instance
    from alicloud_emulator.state.ess.model import LaunchSource, ScalingConfiguration, ScalingGroup
    from alicloud_emulator.state.world import World

__all__ = ["launch_instance"]

# Refusals of one place that another vSwitch or instance type may not share.
PLACE_CODES = frozenset({"OperationDenied.NoStock", "InvalidVSwitchId.IpNotEnough"})
# Category, and size in GiB, of a disk of which a scaling configuration says nothing else.
DISK_CATEGORY, DATA_DISK_SIZE = "cloud_efficiency", 20


def launch_instance(world: World, group: ScalingGroup, source: LaunchSource) -> Instance:
    """
    Launch one instance; vSwitches and instance types are tried in the order in which they are listed.

    That is the Priority policy (CreateScalingGroup, MultiAZPolicy); the other policies are not told apart here.

    Raises:
        ApiError: The last refusal, if no place takes the instance.
    """
    refusal: ApiError | None = None
    for spec in _candidates(world, group, source):
        try:
            machine = lifecycle.launch(world, spec)
        except ApiError as error:
            if error.code not in PLACE_CODES:
                raise
            refusal = error
            continue
        is_unhealthy = world.faults.is_unhealthy(
            image_id=spec.image_id, scaling_configuration_id=source.scaling_configuration_id
        )
        machine.healthy = machine.healthy and not is_unhealthy
        return machine
    raise refusal or ApiError(400, "InvalidVSwitchId.NotFound", "The scaling group has no vSwitch.")


def _candidates(world: World, group: ScalingGroup, source: LaunchSource) -> Iterator[LaunchSpec]:
    if source.launch_template_id:
        yield from _template_candidates(world, group, source)
        return
    configuration = world.scaling.configurations.get(source.scaling_configuration_id)
    if configuration is None:
        raise ApiError(
            404, "InvalidScalingConfigurationId.NotFound", "The scaling configuration does not exist any more."
        )
    for vswitch_id in group.vswitch_ids:
        for instance_type in _instance_types(world, configuration):
            yield _spec(group, configuration, vswitch_id, instance_type, source.image_id)


def _instance_types(world: World, configuration: ScalingConfiguration) -> tuple[str, ...]:
    """Return the types that the configuration names, then those that its patterns match."""
    patterns = configuration.settings.get("InstancePatternInfos", [])
    matched = matching_types(patterns, world.catalogue.instance_types.values())
    types = tuple(dict.fromkeys((*configuration.instance_types, *matched)))
    if not types:
        raise ApiError(
            400,
            CODE_NO_INSTANCE_TYPE,
            f"No instance type matches the patterns of scaling configuration {configuration.scaling_configuration_id}.",
        )
    return types


def _template_candidates(world: World, group: ScalingGroup, source: LaunchSource) -> Iterator[LaunchSpec]:
    template = find_template(world, source.launch_template_id)
    version = find_version(template, source.launch_template_version or DEFAULT)
    for vswitch_id in group.vswitch_ids:
        for instance_type in source.instance_types or (version.values.get("InstanceType", ""),):
            place = {"VSwitchId": vswitch_id, "InstanceType": instance_type}
            yield launch_spec(Parameters({**version.values, **place}), scaling_group_id=group.scaling_group_id)


def _spec(
    group: ScalingGroup,
    configuration: ScalingConfiguration,
    vswitch_id: str,
    instance_type: str,
    image_id: str,
) -> LaunchSpec:
    settings = configuration.settings
    propagated = {key: value for key, (value, is_propagated) in group.tags.items() if is_propagated}
    return LaunchSpec(
        image_id=image_id or configuration.image_id,
        instance_type=instance_type,
        vswitch_id=vswitch_id,
        security_group_ids=configuration.security_group_ids,
        name=settings.get("InstanceName", ""),
        host_name=settings.get("HostName", ""),
        description=settings.get("InstanceDescription", ""),
        deletion_protection=configuration.deletion_protection,
        spot_strategy=settings.get("SpotStrategy", "NoSpot"),
        user_data=configuration.user_data,
        key_pair_name=settings.get("KeyPairName", ""),
        ram_role_name=settings.get("RamRoleName", ""),
        internet_max_bandwidth_out=settings.get("InternetMaxBandwidthOut", 0),
        internet_charge_type=settings.get("InternetChargeType", "PayByTraffic"),
        system_disk=_disk(_system_disk(settings)),
        data_disks=tuple(_disk({"Size": DATA_DISK_SIZE, **disk}) for disk in settings.get("DataDisks", [])),
        metadata_options={name: settings[name] for name in METADATA_OPTIONS if name in settings},
        tags=propagated | configuration.tags,
        scaling_group_id=group.scaling_group_id,
    )


def _disk(settings: Mapping[str, Any]) -> DiskSpec:
    return disk_spec(Parameters.of({"Category": DISK_CATEGORY, **settings}))


def _system_disk(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of the system disk by the names that a data disk's have."""
    prefix = "SystemDisk"
    disk = {name.removeprefix(prefix): value for name, value in settings.items() if name.startswith(prefix)}
    return {"DiskName" if name == "Name" else name: value for name, value in disk.items()}
