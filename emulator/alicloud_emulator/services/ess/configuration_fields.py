"""Scaling configurations on the wire: what Create and Modify say, and what Describe shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import invalid_parameter
from alicloud_emulator.services.ess.fields import Field, Kind, read_fields
from alicloud_emulator.services.ess.times import to_the_minute
from alicloud_emulator.state.ess.configurations import ConfigurationChanges, is_active

if TYPE_CHECKING:
    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.ess.model import ScalingConfiguration
    from alicloud_emulator.state.world import World

__all__ = ["configuration_answer", "read_changes"]

DATA_DISK_FIELDS = (
    Field("Size", Kind.INTEGER),
    Field("ProvisionedIops", Kind.INTEGER),
    Field("DeleteWithInstance", Kind.FLAG),
    Field("Encrypted", Kind.FLAG),
    *(
        Field(name)
        for name in (
            "Category",
            "SnapshotId",
            "Device",
            "KMSKeyId",
            "DiskName",
            "Description",
            "AutoSnapshotPolicyId",
            "PerformanceLevel",
        )
    ),
)
PATTERN_FIELDS = (
    *(Field(name) for name in ("InstanceFamilyLevel", "BurstablePerformance")),
    *(
        Field(name, Kind.TEXTS)
        for name in (
            "ExcludedInstanceTypes",
            "Architectures",
            "InstanceCategories",
            "CpuArchitectures",
            "GpuSpecs",
            "InstanceTypeFamilies",
            "PhysicalProcessorModels",
        )
    ),
    *(Field(name, Kind.NUMBER) for name in ("Memory", "MaxPrice", "MinimumMemorySize", "MaximumMemorySize")),
    *(
        Field(name, Kind.INTEGER)
        for name in (
            "Cores",
            "MinimumCpuCoreCount",
            "MaximumCpuCoreCount",
            "MinimumEniQuantity",
            "MinimumEniPrivateIpAddressQuantity",
            "MinimumEniIpv6AddressQuantity",
            "MinimumBaselineCredit",
            "MinimumInitialCredit",
            "MinimumGpuAmount",
            "MaximumGpuAmount",
        )
    ),
)
# Kept, and given back as they are; of some an instance is made (`state.ess.launch`).
SETTING_FIELDS = (
    *(
        Field(name)
        for name in (
            "InstanceName",
            "InstanceDescription",
            "HostName",
            "ImageName",
            "ImageFamily",
            "InternetChargeType",
            "IoOptimized",
            "CreditSpecification",
            "KeyPairName",
            "RamRoleName",
            "ResourceGroupId",
            "SpotStrategy",
            "SpotInterruptionBehavior",
            "SecurityEnhancementStrategy",
            "DedicatedHostClusterId",
            "DedicatedHostId",
            "DeploymentSetId",
            "HpcClusterId",
            "HttpEndpoint",
            "HttpTokens",
            "Tenancy",
            "Affinity",
            "ZoneId",
        )
    ),
    Field("SystemDisk.Category", answer="SystemDiskCategory"),
    Field("SystemDisk.DiskName", answer="SystemDiskName"),
    Field("SystemDisk.Description", answer="SystemDiskDescription"),
    Field("SystemDisk.AutoSnapshotPolicyId", answer="SystemDiskAutoSnapshotPolicyId"),
    Field("SystemDisk.PerformanceLevel", answer="SystemDiskPerformanceLevel"),
    Field("SystemDisk.KMSKeyId", answer="SystemDiskKMSKeyId"),
    Field("SystemDisk.EncryptAlgorithm", answer="SystemDiskEncryptAlgorithm"),
    Field("SystemDisk.Size", Kind.INTEGER, answer="SystemDiskSize"),
    Field("SystemDisk.ProvisionedIops", Kind.INTEGER, answer="SystemDiskProvisionedIops"),
    Field("SystemDisk.Encrypted", Kind.FLAG, answer="SystemDiskEncrypted"),
    Field("ImageOptions.LoginAsNonRoot", Kind.FLAG, answer="ImageOptionsLoginAsNonRoot"),
    Field("PasswordInherit", Kind.FLAG),
    *(
        Field(name, Kind.INTEGER)
        for name in (
            "InternetMaxBandwidthIn",
            "InternetMaxBandwidthOut",
            "LoadBalancerWeight",
            "SpotDuration",
            "Ipv6AddressCount",
            "Cpu",
            "Memory",
        )
    ),
    Field("DataDisks", DATA_DISK_FIELDS),
    Field("SpotPriceLimits", (Field("InstanceType"), Field("PriceLimit", Kind.NUMBER))),
    Field("InstancePatternInfos", PATTERN_FIELDS),
    Field("CustomPriorities", (Field("InstanceType"), Field("VswitchId"))),
    Field(
        "NetworkInterfaces",
        (
            Field("InstanceType"),
            Field("NetworkInterfaceTrafficMode"),
            Field("Ipv6AddressCount", Kind.INTEGER),
            Field("SecurityGroupIds", Kind.TEXTS),
        ),
    ),
    Field(
        "ResourcePoolOptions",
        (
            Field("Strategy"),
            Field("PrivatePoolIds", Kind.TEXTS),
            Field("PrivatePoolTags", (Field("Key"), Field("Value"))),
        ),
        is_struct=True,
    ),
)
# CreateScalingConfiguration's defaults that answers always show.
DEFAULT_SETTINGS: dict[str, Any] = {
    "InstanceName": "ESS-Instance",
    "IoOptimized": "optimized",
    "InternetMaxBandwidthOut": 0,
    "SystemDiskCategory": "cloud_efficiency",
    "PasswordInherit": False,
    "LoadBalancerWeight": 50,
}


def read_changes(parameters: Parameters) -> ConfigurationChanges:
    """Read what Create and Modify have in common. A password is accepted and forgotten."""
    overrides = parameters.groups("InstanceTypeOverrides")
    return ConfigurationChanges(
        name=parameters.text("ScalingConfigurationName"),
        image_id=parameters.text("ImageId"),
        instance_types=_instance_types(parameters),
        security_group_ids=_security_group_ids(parameters),
        deletion_protection=parameters.flag("DeletionProtection"),
        weighted_capacities=tuple(item.integer("WeightedCapacity") or 0 for item in overrides) or None,
        user_data=parameters.text("UserData"),
        tags=_tags(parameters),
        settings=read_fields(parameters, SETTING_FIELDS),
    )


def configuration_answer(world: World, configuration: ScalingConfiguration) -> dict[str, Any]:
    """Show a configuration as DescribeScalingConfigurations of 2022-02-22 does."""
    answer: dict[str, Any] = {
        "ScalingConfigurationId": configuration.scaling_configuration_id,
        "ScalingConfigurationName": configuration.name,
        "ScalingGroupId": configuration.scaling_group_id,
        "LifecycleState": "Active" if is_active(world, configuration) else "Inactive",
        "CreationTime": to_the_minute(configuration.created_at),
        "ImageId": configuration.image_id,
        "ImageOwnerAlias": _owner(world, configuration.image_id),
        "InstanceType": next(iter(configuration.instance_types), ""),
        "InstanceTypes": list(configuration.instance_types),
        "SecurityGroupId": next(iter(configuration.security_group_ids), ""),
        "SecurityGroupIds": list(configuration.security_group_ids),
        "DeletionProtection": configuration.deletion_protection,
    }
    if configuration.user_data:
        answer["UserData"] = configuration.user_data
    if any(configuration.weighted_capacities):
        answer["WeightedCapacities"] = [str(weight) for weight in configuration.weighted_capacities]
    if configuration.tags:
        answer["Tags"] = [{"Key": key, "Value": value} for key, value in configuration.tags.items()]
    return DEFAULT_SETTINGS | configuration.settings | answer


def _instance_types(parameters: Parameters) -> tuple[str, ...] | None:
    single = parameters.text("InstanceType")
    overrides = [item.require("InstanceType") for item in parameters.groups("InstanceTypeOverrides")]
    types = parameters.strings("InstanceTypes") or overrides or ([single] if single else [])
    return tuple(types) or None


def _security_group_ids(parameters: Parameters) -> tuple[str, ...] | None:
    single = parameters.text("SecurityGroupId")
    group_ids = parameters.strings("SecurityGroupIds") or ([single] if single else [])
    return tuple(group_ids) or None


def _tags(parameters: Parameters) -> dict[str, str] | None:
    value = parameters.json("Tags")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise invalid_parameter("Tags", value, "JSON text of an object")
    return {key: str(item) for key, item in value.items()}


def _owner(world: World, image_id: str) -> str:
    image = world.catalogue.images.get(image_id)
    return "" if image is None else image.owner_alias
