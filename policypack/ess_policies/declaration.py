"""What the engine tells about a declared resource besides its properties."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["UNDECLARED", "Declaration"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """
    One resource of a program or a state.

    Attributes:
        urn: Its URN; unique in the stack.
        type: Its type token, such as `alicloud:ess/scalingGroup:ScalingGroup`.
        name: The name that the program gave it.
        protect: Whether Pulumi refuses to delete it.
        ignore_changes: Paths of properties whose changes Pulumi ignores.
        parent: URN of its parent; None where it has none, or where the engine does not tell.
        dependencies: URNs of what it depends on. Known for stack rules only, as is the next one.
        property_dependencies: For each property the URNs that its value comes from, also while the value is unknown.
    """

    urn: str
    type: str
    name: str
    protect: bool = False
    ignore_changes: tuple[str, ...] = ()
    parent: str | None = None
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


UNDECLARED = Declaration(urn="", type="", name="")
"""Stands for the declaration of a view that was made of properties alone."""
