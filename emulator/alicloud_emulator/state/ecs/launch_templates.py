"""Launch templates and their versions, and how an instance's settings follow from the parameters in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import Parameters
from alicloud_emulator.state.ecs.model import METADATA_OPTIONS, DiskSpec, LaunchSpec, LaunchTemplate, TemplateVersion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.state.world import World

__all__ = [
    "add_version",
    "create_template",
    "delete_template",
    "delete_version",
    "find_template",
    "find_version",
    "launch_spec",
    "set_default_version",
]

# CreateLaunchTemplateVersion: at most this many versions a template.
MAX_VERSIONS = 30
LATEST = "Latest"
DEFAULT = "Default"
SPOT_STRATEGIES = ("NoSpot", "SpotWithPriceLimit", "SpotAsPriceGo")
# RunInstances, parameter InternetMaxBandwidthIn, Mbit/s.
DEFAULT_BANDWIDTH_IN = 100


def create_template(world: World, name: str, *, region_id: str, tags: dict[str, str]) -> LaunchTemplate:
    """Make a template without versions; raise LaunchTemplateName.Duplicated (403) for a name in use."""
    if any(item.name == name and item.region_id == region_id for item in world.launch_templates.values()):
        raise ApiError(403, "LaunchTemplateName.Duplicated", f"The template name {name} is in use.")
    template = LaunchTemplate(
        template_id=world.new_id("lt"),
        region_id=region_id,
        name=name,
        resource_group_id=world.catalogue.default_resource_group_id,
        created_at=world.now,
        tags=dict(tags),
    )
    world.launch_templates[template.template_id] = template
    return template


def find_template(world: World, template_id: str | None, name: str | None = None) -> LaunchTemplate:
    """Return the template by id, else by name; raise InvalidLaunchTemplate.NotFound (404) if there is none."""
    for template in world.launch_templates.values():
        if template.template_id == template_id or (template_id is None and template.name == name):
            return template
    raise ApiError(
        404, "InvalidLaunchTemplate.NotFound", f"The specified launch template {template_id or name} does not exist."
    )


def find_version(template: LaunchTemplate, version: str = DEFAULT) -> TemplateVersion:
    """
    Return one version.

    Args:
        version: A number, `Default` or `Latest`.

    Raises:
        ApiError: InvalidLaunchTemplateVersion.NotFound (404).
    """
    numbers = {DEFAULT: template.default_version, LATEST: template.latest_version}
    number = numbers[version] if version in numbers else int(version) if version.isdecimal() else 0
    found = template.versions.get(number)
    if found is None:
        raise ApiError(404, "InvalidLaunchTemplateVersion.NotFound", f"The specified version {version} does not exist.")
    return found


def add_version(
    world: World, template: LaunchTemplate, values: Mapping[str, str], *, description: str
) -> TemplateVersion:
    """Add the next version; raise LaunchTemplateVersionLimitExceed (403) beyond `MAX_VERSIONS`."""
    if len(template.versions) >= MAX_VERSIONS:
        raise ApiError(403, "LaunchTemplateVersionLimitExceed", f"A template has at most {MAX_VERSIONS} versions.")
    template.latest_version += 1
    version = TemplateVersion(
        number=template.latest_version, description=description, values=dict(values), created_at=world.now
    )
    template.versions[version.number] = version
    return version


def set_default_version(template: LaunchTemplate, version: str) -> None:
    """Make a version the one that is used when none is named; raise InvalidLaunchTemplateVersion.NotFound (404)."""
    template.default_version = find_version(template, version).number


def delete_version(template: LaunchTemplate, version: str) -> None:
    """Delete a version; raise InvalidLaunchTemplateVersion.NotFound (404), InvalidOperation.DefaultVersion (403)."""
    number = find_version(template, version).number
    if number == template.default_version:
        raise ApiError(403, "InvalidOperation.DefaultVersion", "The default version cannot be deleted.")
    del template.versions[number]


def delete_template(world: World, template: LaunchTemplate) -> None:
    """Delete a template with all its versions."""
    del world.launch_templates[template.template_id]


def launch_spec(values: Parameters, *, scaling_group_id: str = "") -> LaunchSpec:
    """
    Read an instance's settings from launch parameters: a template's, RunInstances' own, or one over the other.

    Raises:
        ApiError: MissingParameter (400) without ImageId, InstanceType, VSwitchId or a security group.
    """
    primary = next(iter(values.groups("NetworkInterface")), Parameters({}))
    groups = _group_ids(values) or _group_ids(primary)
    return LaunchSpec(
        image_id=values.require("ImageId"),
        instance_type=values.require("InstanceType"),
        vswitch_id=values.text("VSwitchId") or primary.text("VSwitchId") or values.require("VSwitchId"),
        security_group_ids=tuple(groups or [values.require("SecurityGroupId")]),
        private_ip=values.text("PrivateIpAddress") or primary.text("PrimaryIpAddress", ""),
        name=values.text("InstanceName", ""),
        host_name=values.text("HostName", ""),
        description=values.text("Description", ""),
        deletion_protection=values.flag("DeletionProtection", default=False),
        charge_type=values.choice("InstanceChargeType", ("PostPaid", "PrePaid")) or "PostPaid",
        spot_strategy=values.choice("SpotStrategy", SPOT_STRATEGIES) or "NoSpot",
        user_data=values.text("UserData", ""),
        key_pair_name=values.text("KeyPairName", ""),
        ram_role_name=values.text("RamRoleName", ""),
        internet_max_bandwidth_out=values.integer("InternetMaxBandwidthOut", minimum=0, maximum=100) or 0,
        internet_max_bandwidth_in=values.integer("InternetMaxBandwidthIn", minimum=0) or DEFAULT_BANDWIDTH_IN,
        internet_charge_type=values.text("InternetChargeType", "PayByTraffic"),
        system_disk=disk_spec(values.struct("SystemDisk")),
        data_disks=tuple(disk_spec(disk) for disk in values.groups("DataDisk")),
        resource_group_id=values.text("ResourceGroupId", ""),
        dedicated_host_id=values.text("DedicatedHostId", ""),
        metadata_options=_metadata_options(values),
        tags={tag.require("Key"): tag.text("Value", "") for tag in values.groups("Tag")},
        scaling_group_id=scaling_group_id,
    )


def disk_spec(values: Parameters) -> DiskSpec:
    """
    Read one disk; `Size` in GiB.

    The provider sends 0 for a size that the user did not set (resource_alicloud_ecs_launch_template.go).
    """
    return DiskSpec(
        size=values.integer("Size", minimum=0) or 0,
        category=values.text("Category", DiskSpec().category),
        name=values.text("DiskName", ""),
        description=values.text("Description", ""),
        encrypted=values.flag("Encrypted", default=False),
        kms_key_id=values.text("KMSKeyId", ""),
        performance_level=values.text("PerformanceLevel", ""),
        delete_with_instance=values.flag("DeleteWithInstance", default=True),
    )


def _metadata_options(values: Parameters) -> dict[str, str]:
    chosen = {name: values.choice(name, allowed) for name, allowed in METADATA_OPTIONS.items()}
    return {name: value for name, value in chosen.items() if value is not None}


def _group_ids(values: Parameters) -> list[str]:
    alone = values.text("SecurityGroupId")
    return values.strings("SecurityGroupIds") or ([alone] if alone else [])
