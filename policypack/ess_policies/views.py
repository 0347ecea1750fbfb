"""
What the rules read of each resource type, by the provider's property names.

A view reads a property when a rule asks for it, so that one that is unknown at preview only concerns the rules that
need it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ess_policies.declaration import UNDECLARED, Declaration
from ess_policies.properties import boolean, integer, is_set, keys, length, mapping, mappings, text, texts

# ECS, "Instance family": big data (d) and local SSD (i) families, bare metal ones among them; and two of the others.
_LOCAL_DISKS = re.compile(r"ecs\.((ebm)?[di]\d|gn5[.-]|ga1[.-])")

__all__ = ["Instance", "ScalingConfiguration", "ScalingGroup", "View"]


@dataclass(frozen=True, slots=True)
class View:
    """
    The properties of one resource.

    Attributes:
        types: The resource types that this view understands.
        props: What the provider's Check answered. Measured with the engine 3.259 and the provider 3.105: text is
            converted to the schema's type ("true", "2"), of the defaults only those that are not zero or false
            are filled in, an omitted weight stays absent, and an unknown list of objects arrives as one empty object,
            so that rules on lists decide about it in the update only.
        declaration: Its URN, name, options and dependencies.
    """

    types: ClassVar[frozenset[str]]
    props: Mapping[str, Any]
    declaration: Declaration = UNDECLARED

    def sources(self, property_name: str) -> tuple[str, ...]:
        """Answer the URNs that a property's value comes from, also while it is unknown; for rules on stacks only."""
        return tuple(self.declaration.property_dependencies.get(property_name, ()))


class ScalingGroup(View):
    """A scaling group. The provider fills in `multiAzPolicy` (`PRIORITY`) and leaves `scalingPolicy` to the API."""

    types = frozenset({"alicloud:ess/scalingGroup:ScalingGroup"})

    @property
    def multi_az_policy(self) -> str | None:
        return text(self.props, "multiAzPolicy")

    @property
    def scaling_policy(self) -> str | None:
        return text(self.props, "scalingPolicy")

    @property
    def group_deletion_protection(self) -> bool | None:
        return boolean(self.props, "groupDeletionProtection")

    @property
    def group_type(self) -> str | None:
        return text(self.props, "groupType")

    @property
    def has_launch_template(self) -> bool:
        return is_set(self.props, "launchTemplateId")

    @property
    def launch_template_version(self) -> str | None:
        return text(self.props, "launchTemplateVersion")

    @property
    def names_launch_template_version(self) -> bool:
        """Whether it declares one, at preview also while the value is unknown."""
        return bool(self.sources("launchTemplateVersion")) or self.launch_template_version is not None

    @property
    def ignores_launch_template_version(self) -> bool:
        return bool({"launchTemplateVersion", "*"}.intersection(self.declaration.ignore_changes))

    @property
    def vswitch_count(self) -> int:
        """Of the list and of the old property for one."""
        return length(self.props, "vswitchIds") or int(is_set(self.props, "vswitchId"))

    @property
    def vswitch_sources(self) -> tuple[str, ...]:
        return self.sources("vswitchIds")

    @property
    def health_check_types(self) -> tuple[str, ...]:
        """Of the list and of the property for one; none is the API's default, `ECS`."""
        one = text(self.props, "healthCheckType")
        return (*texts(self.props, "healthCheckTypes"), *([one] if one else ()))

    @property
    def protected_instance_count(self) -> int:
        return length(self.props, "protectedInstances")

    @property
    def capacity(self) -> int | None:
        """The desired capacity, or where the program leaves that to the service, the least there can be."""
        return self.min_size if self.desired_capacity is None else self.desired_capacity

    @property
    def desired_capacity(self) -> int | None:
        return integer(self.props, "desiredCapacity")

    @property
    def min_size(self) -> int | None:
        return integer(self.props, "minSize")

    @property
    def max_size(self) -> int | None:
        return integer(self.props, "maxSize")

    @property
    def tag_keys(self) -> frozenset[str]:
        return keys(self.props, "tags")

    def tag(self, key: str) -> str | None:
        return text(mapping(self.props, "tags"), key)

    @property
    def launch_template_weights(self) -> tuple[int | None, ...]:
        return _weights(self.props, "launchTemplateOverrides")


class ScalingConfiguration(View):
    """A scaling configuration; whatever it scales out is pay-as-you-go or spot."""

    types = frozenset({"alicloud:ess/scalingConfiguration:ScalingConfiguration"})

    @property
    def deletion_protection(self) -> bool | None:
        return boolean(self.props, "deletionProtection")

    @property
    def is_spot(self) -> bool:
        return _is_spot(self.props)

    @property
    def image_id(self) -> str | None:
        return text(self.props, "imageId")

    @property
    def scaling_group_sources(self) -> tuple[str, ...]:
        return self.sources("scalingGroupId")

    @property
    def ignores_image(self) -> bool:
        return bool({"imageId", "*"}.intersection(self.declaration.ignore_changes))

    @property
    def is_new(self) -> bool:
        """Whether it is yet to be created; for rules on stacks, who see outputs, of which a new one has few."""
        return text(self.props, "id") is None

    @property
    def is_activated(self) -> bool:
        """Whether the declaration makes it the active one of its group, or enables the group with it."""
        return boolean(self.props, "active") is True or boolean(self.props, "enable") is True

    @property
    def force_delete(self) -> bool | None:
        return boolean(self.props, "forceDelete")

    @property
    def instance_type_weights(self) -> tuple[int | None, ...]:
        return _weights(self.props, "instanceTypeOverrides")


class Instance(View):
    """One ECS instance, or a set of equal ones: the properties have the same names."""

    types = frozenset({"alicloud:ecs/instance:Instance", "alicloud:ecs/ecsInstanceSet:EcsInstanceSet"})

    @property
    def deletion_protection(self) -> bool | None:
        return boolean(self.props, "deletionProtection")

    @property
    def force_delete(self) -> bool | None:
        return boolean(self.props, "forceDelete")

    @property
    def maintenance_action(self) -> str | None:
        return text(self.props, "maintenanceAction")

    @property
    def has_local_disks(self) -> bool:
        """As far as the family in the name of the instance type tells."""
        return _LOCAL_DISKS.match(text(self.props, "instanceType") or "") is not None

    @property
    def is_subscription(self) -> bool:
        """Unset is the API's default, `PostPaid`."""
        return text(self.props, "instanceChargeType") == "PrePaid"

    @property
    def is_spot(self) -> bool:
        return _is_spot(self.props)


def _is_spot(props: Mapping[str, Any]) -> bool:
    """Unset is the API's default, `NoSpot`."""
    return text(props, "spotStrategy") in ("SpotAsPriceGo", "SpotWithPriceLimit")


def _weights(props: Mapping[str, Any], overrides: str) -> tuple[int | None, ...]:
    return tuple(integer(override, "weightedCapacity") for override in mappings(props, overrides))
