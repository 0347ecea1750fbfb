"""
Reads what the engine sends, each resource once.

Decoding and proxies are those of `pulumi_policy`, so that unknown values, secrets and assets are what they are for any
policy; only who calls them, and how often, is different.
"""

from collections.abc import Mapping
from typing import Any

from google.protobuf import json_format
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.proxy import unknown_checking_proxy

from ess_policies.declaration import Declaration

__all__ = ["read_declaration", "read_properties", "read_stack_declaration"]


def read_properties(properties: Struct) -> Mapping[str, Any]:
    """Answer properties behind the proxy that raises UnknownValueError."""
    return unknown_checking_proxy(deserialize_properties(json_format.MessageToDict(properties)))


def read_declaration(resource: analyzer_pb2.AnalyzeRequest) -> Declaration:
    """Answer what a request tells about a resource that is judged alone."""
    return Declaration(
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        protect=resource.options.protect,
        ignore_changes=tuple(resource.options.ignoreChanges),
        parent=resource.options.parent or None,
    )


def read_stack_declaration(resource: analyzer_pb2.AnalyzerResource) -> Declaration:
    """Answer what a request tells about one resource of a stack."""
    return Declaration(
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        protect=resource.options.protect,
        ignore_changes=tuple(resource.options.ignoreChanges),
        parent=resource.parent or None,
        dependencies=tuple(resource.dependencies),
        property_dependencies={key: tuple(each.urns) for key, each in resource.propertyDependencies.items()},
    )
