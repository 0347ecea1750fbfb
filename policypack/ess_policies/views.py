"""
What the rules read of each resource type, by the provider's property names.

A view reads a property when a rule asks for it, so that one that is unknown at preview only concerns the rules that
need it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ess_policies.declaration import UNDECLARED, Declaration
from ess_policies.properties import boolean, integer, mappings, text

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
    def instance_type_weights(self) -> tuple[int | None, ...]:
        return _weights(self.props, "instanceTypeOverrides")


class Instance(View):
    """One ECS instance, or a set of equal ones: the properties have the same names."""

    types = frozenset({"alicloud:ecs/instance:Instance", "alicloud:ecs/ecsInstanceSet:EcsInstanceSet"})

    @property
    def deletion_protection(self) -> bool | None:
        return boolean(self.props, "deletionProtection")

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
