"""What rules read of a refresh: of the provider's resource and of ours, whose properties are in snake_case."""

from typing import Final

from ess_policies.properties import boolean, integer, is_set, length, mappings, text
from ess_policies.views import View

__all__ = ["InstanceRefresh"]

_BUNDLED: Final = "alicloud:ess/instanceRefresh:InstanceRefresh"
_WAITING: Final = "pulumi-python:dynamic/ess:InstanceRefresh"
# Each kind of desired configuration by the provider's name and by ours, which has a kind more.
_KINDS: Final = (
    ("an image", "desiredConfigurationImageId", "image_id"),
    ("a scaling configuration", "desiredConfigurationScalingConfigurationId", "scaling_configuration_id"),
    ("a launch template", "desiredConfigurationLaunchTemplateId", "launch_template_id"),
    ("containers", "desiredConfigurationContainers", "containers"),
)


class InstanceRefresh(View):
    """A refresh by the provider, which starts it, or by `alicloud_ess_refresh`, which waits for its end."""

    types = frozenset({_BUNDLED, _WAITING})

    @property
    def is_waiting(self) -> bool:
        return self.declaration.type == _WAITING

    def _name(self, bundled: str, waiting: str) -> str:
        return waiting if self.is_waiting else bundled

    @property
    def desired_kinds(self) -> tuple[str, ...]:
        """What it refreshes to; more than one is an error, none is the group's active configuration."""
        return tuple(kind for kind, *names in _KINDS if is_set(self.props, self._name(*names)))

    @property
    def image_id(self) -> str | None:
        return text(self.props, self._name("desiredConfigurationImageId", "image_id"))

    @property
    def names_launch_template(self) -> bool:
        return "a launch template" in self.desired_kinds

    @property
    def launch_template_version(self) -> str | None:
        return text(self.props, self._name("desiredConfigurationLaunchTemplateVersion", "launch_template_version"))

    @property
    def min_healthy_percentage(self) -> int | None:
        return integer(self.props, self._name("minHealthyPercentage", "min_healthy_percentage"))

    @property
    def max_healthy_percentage(self) -> int | None:
        return integer(self.props, self._name("maxHealthyPercentage", "max_healthy_percentage"))

    @property
    def checkpoint_percentages(self) -> tuple[int, ...]:
        read = (integer(checkpoint, "percentage") for checkpoint in mappings(self.props, "checkpoints"))
        return tuple(percentage for percentage in read if percentage is not None)

    @property
    def is_checked(self) -> bool:
        """Whether alarms or probes watch it, known or not; only ours has any."""
        names = ("alarms", "probes")
        return any(length(self.props, name) or self.sources(name) for name in names)

    @property
    def skips_matching(self) -> bool:
        """Unset, the provider sends false and ours leaves it to the service, whose default is true."""
        value = boolean(self.props, self._name("skipMatching", "skip_matching"))
        return self.is_waiting if value is None else value

    @property
    def scaling_group_id(self) -> str | None:
        return text(self.props, self._name("scalingGroupId", "scaling_group_id"))

    @property
    def scaling_group_sources(self) -> tuple[str, ...]:
        """URNs that the id of the group comes from, also while it is unknown."""
        return self.sources(self._name("scalingGroupId", "scaling_group_id"))

    @property
    def scaling_configuration_sources(self) -> tuple[str, ...]:
        """URNs that the id of the desired scaling configuration comes from; only ours has such a property."""
        return self.sources("scaling_configuration_id")
