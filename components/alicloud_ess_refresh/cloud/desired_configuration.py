"""What the instances of a group are to become, as the service names it (StartInstanceRefresh, ESS 2022-02-22)."""

from dataclasses import dataclass

__all__ = ["Container", "DesiredConfiguration", "named_source"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A container of an ECI group. `environment_vars` are pairs of key and value."""

    name: str
    image: str | None = None
    commands: tuple[str, ...] = ()
    args: tuple[str, ...] = ()
    environment_vars: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DesiredConfiguration:
    """
    What the instances are to become: at most one of the four kinds.

    With none of them the service takes the group's active configuration. `launch_template_overrides` are
    instance types.
    """

    scaling_configuration_id: str | None = None
    image_id: str | None = None
    launch_template_id: str | None = None
    launch_template_version: str | None = None
    launch_template_overrides: tuple[str, ...] = ()
    containers: tuple[Container, ...] = ()

    @property
    def is_active_one(self) -> bool:
        return self == DesiredConfiguration()

    @property
    def source(self) -> str:
        """Name it as `ScalingInstance.source` does; empty where instances do not show what they were made from."""
        return named_source(self.scaling_configuration_id, self.launch_template_id, self.launch_template_version)

    def is_same_as(self, described: "DesiredConfiguration") -> bool:
        """
        Tell whether a described task goes where this configuration is.

        Only the kind that is set here is compared: no page says what else the service may fill in, or in which
        order it lists instance types.
        """
        if self.scaling_configuration_id:
            return self.scaling_configuration_id == described.scaling_configuration_id
        if self.launch_template_id:
            return _template(self) == _template(described)
        if self.image_id:
            return self.image_id == described.image_id
        return self.containers == described.containers and described.is_active_one is self.is_active_one

    def __str__(self) -> str:
        if self.scaling_configuration_id:
            return f"scaling configuration {self.scaling_configuration_id}"
        if self.image_id:
            return f"image {self.image_id}"
        if self.launch_template_id:
            version = f" version {self.launch_template_version}" if self.launch_template_version else ""
            return f"launch template {self.launch_template_id}{version}"
        if self.containers:
            return f"containers {', '.join(container.name for container in self.containers)}"
        return "its active configuration"


def named_source(scaling_configuration_id: str | None, launch_template_id: str | None, version: str | None) -> str:
    """Name what instances are made from: the launch template where there are both, as in `active_configuration`."""
    return f"{launch_template_id} version {version}" if launch_template_id else scaling_configuration_id or ""


def _template(desired: DesiredConfiguration) -> tuple[str | None, str | None, frozenset[str]]:
    overrides = frozenset(desired.launch_template_overrides)
    return desired.launch_template_id, desired.launch_template_version, overrides
