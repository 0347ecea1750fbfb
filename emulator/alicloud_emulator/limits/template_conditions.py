"""What breaks a rule about a launch template that a call names, `prefix` being what its parameters begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ecs.launch_templates import DEFAULT, LATEST, find_template, find_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.ecs.model import TemplateVersion
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

    Condition = Callable[[World, Call], bool]

__all__ = ["template_is_missing", "version_is_missing", "version_is_no_number", "version_lacks"]


def template_is_missing(prefix: str = "") -> Condition:
    """Whether there is no launch template of the id."""

    def is_broken(world: World, call: Call) -> bool:
        template_id = call.parameters.text(f"{prefix}LaunchTemplateId")
        return template_id is not None and template_id not in world.launch_templates

    return is_broken


def version_is_no_number(prefix: str = "") -> Condition:
    """Whether a template's version is neither a number nor one of the two words."""

    def is_broken(_: World, call: Call) -> bool:
        version = call.parameters.text(f"{prefix}LaunchTemplateVersion", DEFAULT)
        return version not in (DEFAULT, LATEST) and not version.isdecimal()

    return is_broken


def version_is_missing(prefix: str = "") -> Condition:
    """Whether the template has no such version."""

    def is_broken(world: World, call: Call) -> bool:
        template_id = call.parameters.text(f"{prefix}LaunchTemplateId")
        return template_id in world.launch_templates and _version(world, call.parameters, prefix) is None

    return is_broken


def version_lacks(*names: str, unless: str = "") -> Condition:
    """Whether the template's version gives none of these, and the call does not give `unless`."""

    def is_broken(world: World, call: Call) -> bool:
        version = _version(world, call.parameters, "")
        if version is None or (unless and call.parameters.groups(unless)):
            return False
        return not any(given.startswith(names) for given in version.values)

    return is_broken


def _version(world: World, parameters: Parameters, prefix: str) -> TemplateVersion | None:
    template_id = parameters.text(f"{prefix}LaunchTemplateId")
    if template_id not in world.launch_templates:
        return None
    try:
        return find_version(
            find_template(world, template_id), parameters.text(f"{prefix}LaunchTemplateVersion", DEFAULT)
        )
    except ApiError:
        return None
