"""Resources as a test states them, and as the engine sends them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

__all__ = ["UNKNOWN", "Resource", "secret"]

_STACK: Final = "pulumi:pulumi:Stack"

UNKNOWN: Final = UNKNOWN_STRING_VALUE
"""Stands for a value, a list or an object that is known after the preview only."""


def secret(value: Any) -> dict[str, Any]:
    """Answer a value as the engine sends it where the program made it secret."""
    return {SPECIAL_SIG_KEY: SPECIAL_SECRET_SIG, "value": value}


@dataclass(frozen=True, slots=True)
class Resource:
    """
    One resource.

    Attributes:
        type: The type token, such as `alicloud:ess/scalingGroup:ScalingGroup`.
        props: Its properties by the provider's names. A policy on resources sees inputs after the provider's Check,
            which has filled in defaults; a policy on stacks sees outputs.
        name: The name in the program.
        protect: Pulumi's option of the same name, as are the next two.
        ignore_changes: Paths of properties.
        parent: URN of its parent, whose types are a part of its own URN.
        dependencies: URNs of what it depends on; policies on stacks see them only, as is the next one.
        property_dependencies: For each property the URNs that its value comes from.
    """

    type: str
    props: Mapping[str, Any] = field(default_factory=dict)
    name: str = "web"
    protect: bool = False
    ignore_changes: tuple[str, ...] = ()
    parent: str = ""
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def urn(self) -> str:
        """Its URN: in stack `dev` of project `shop`, or in those of its parent."""
        place, _, types = self.parent.rpartition("::")[0].rpartition("::")
        if not types or types == _STACK:
            return f"{place or 'urn:pulumi:dev::shop'}::{self.type}::{self.name}"
        return f"{place}::{types}${self.type}::{self.name}"

    def alone(self) -> analyzer_pb2.AnalyzeRequest:
        """Answer the engine's request to judge it."""
        return analyzer_pb2.AnalyzeRequest(
            type=self.type, name=self.name, urn=self.urn, properties=self._struct(), options=self._options()
        )

    def in_stack(self) -> analyzer_pb2.AnalyzerResource:
        """Answer its part of the engine's request to judge a stack."""
        return analyzer_pb2.AnalyzerResource(
            type=self.type,
            name=self.name,
            urn=self.urn,
            properties=self._struct(),
            options=self._options(),
            parent=self.parent,
            dependencies=self.dependencies,
            propertyDependencies={
                key: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns)
                for key, urns in self.property_dependencies.items()
            },
        )

    def _struct(self) -> Struct:
        struct = Struct()
        # The engine keeps such keys to itself (`SkipInternalKeys`, 3.259).
        struct.update({key: value for key, value in self.props.items() if not key.startswith("__")})
        return struct

    def _options(self) -> analyzer_pb2.AnalyzerResourceOptions:
        return analyzer_pb2.AnalyzerResourceOptions(
            protect=self.protect, ignoreChanges=self.ignore_changes, parent=self.parent
        )
