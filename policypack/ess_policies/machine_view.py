"""What rules read of all that describes ECS instances: instances themselves, and what instances are made from."""

from typing import Final

from ess_policies.properties import boolean, integer, is_set, keys, mapping, mappings, text
from ess_policies.views import View

__all__ = ["Machine"]

_INSTANCE: Final = "alicloud:ecs/instance:Instance"
_INSTANCE_SET: Final = "alicloud:ecs/ecsInstanceSet:EcsInstanceSet"
_SCALING_CONFIGURATION: Final = "alicloud:ess/scalingConfiguration:ScalingConfiguration"
_LAUNCH_TEMPLATES: Final = frozenset(
    {"alicloud:ecs/ecsLaunchTemplate:EcsLaunchTemplate", "alicloud:ecs/launchTemplate:LaunchTemplate"}
)
_NOUNS: Final = {
    _INSTANCE: "an instance",
    _INSTANCE_SET: "a set of instances",
    _SCALING_CONFIGURATION: "a scaling configuration",
    **dict.fromkeys(_LAUNCH_TEMPLATES, "a launch template"),
}


class Machine(View):
    """
    An instance, a set of them, a scaling configuration or a launch template.

    They name the same thing differently; `…_is_decided_here` tells where the resource has the property at all and no
    launch template that it is made from can have decided instead.
    """

    types = frozenset(_NOUNS)

    @property
    def noun(self) -> str:
        return _NOUNS[self.declaration.type]

    @property
    def _is_made_from_template(self) -> bool:
        return is_set(self.props, "launchTemplateId") or (
            self.declaration.type in (_INSTANCE, _INSTANCE_SET) and is_set(self.props, "launchTemplateName")
        )

    @property
    def deletion_protection(self) -> bool | None:
        return boolean(self.props, "deletionProtection")

    @property
    def is_subscription(self) -> bool:
        """Unset is the API's default, `PostPaid`."""
        return text(self.props, "instanceChargeType") == "PrePaid"

    @property
    def is_spot(self) -> bool:
        """Unset is the API's default, `NoSpot`."""
        return text(self.props, "spotStrategy") in ("SpotAsPriceGo", "SpotWithPriceLimit")

    @property
    def auto_release_time(self) -> str | None:
        return text(self.props, "autoReleaseTime")

    @property
    def has_public_address(self) -> bool:
        """Bandwidth to the internet gives an instance an address; `allocatePublicIp` is the old way to say it."""
        return (integer(self.props, "internetMaxBandwidthOut") or 0) > 0 or bool(
            boolean(self.props, "allocatePublicIp")
        )

    @property
    def system_disk_encrypted(self) -> bool:
        """Whether it is for sure; in a launch template the disk is an object."""
        if self.declaration.type in _LAUNCH_TEMPLATES:
            return boolean(mapping(self.props, "systemDisk"), "encrypted") is True
        return boolean(self.props, "systemDiskEncrypted") is True

    @property
    def system_disk_is_decided_here(self) -> bool:
        return self.declaration.type != _INSTANCE_SET and not self._is_made_from_template

    @property
    def data_disks_encrypted(self) -> tuple[bool, ...]:
        """For each data disk; an object without a property is how an unknown list arrives, and no disk."""
        return tuple(boolean(disk, "encrypted") is True for disk in mappings(self.props, "dataDisks") if len(disk))

    @property
    def http_tokens(self) -> str | None:
        return text(self.props, "httpTokens")

    @property
    def http_endpoint(self) -> str | None:
        return text(self.props, "httpEndpoint")

    @property
    def metadata_is_decided_here(self) -> bool:
        """The provider has no mode for scaling configurations and sets."""
        has_property = self.declaration.type not in (_SCALING_CONFIGURATION, _INSTANCE_SET)
        return has_property and not self._is_made_from_template

    @property
    def has_role(self) -> bool:
        return is_set(self.props, "roleName", "ramRoleName")

    @property
    def role_is_decided_here(self) -> bool:
        """A plain instance can be given its role by a resource of its own, as the provider prefers."""
        return self.declaration.type != _INSTANCE and not self._is_made_from_template

    @property
    def has_password(self) -> bool:
        return is_set(self.props, "password", "kmsEncryptedPassword")

    @property
    def inherits_password(self) -> bool | None:
        return boolean(self.props, "passwordInherit")

    @property
    def user_data(self) -> tuple[str, ...]:
        """Under its name of today and under the old one of launch templates."""
        return tuple(value for key in ("userData", "userdata") if (value := text(self.props, key)))

    @property
    def has_security_group(self) -> bool:
        """Named directly, on a network interface, or by the template that the instance is made from."""
        named = is_set(self.props, "securityGroupId", "securityGroupIds", "securityGroups", "networkInterfaces")
        return named or self._is_made_from_template

    @property
    def image_id(self) -> str | None:
        return text(self.props, "imageId")

    @property
    def tag_keys(self) -> frozenset[str]:
        return keys(self.props, "tags")
