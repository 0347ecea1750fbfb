"""The built provider has the names and shapes of the Python SDK: the official bridge's own tables are not in it."""

import builtins
import importlib
import json
import subprocess
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import pulumi_alicloud
import pytest
from pulumi._types import _py_properties  # the only list of a class's wire names

from toolchain import Toolchain, cache
from toolchain.search import PLUGIN

# Maps of text that the SDK shows as objects with the names of their keys: over the wire both are the same. The last
# one is a property that upstream no longer answers.
KNOWN_IN_FUNCTIONS = {
    "alicloud:ecs/getInstanceTypes:getInstanceTypes.instanceTypes[].burstableInstance",
    "alicloud:ecs/getInstanceTypes:getInstanceTypes.instanceTypes[].gpu",
    "alicloud:ecs/getInstanceTypes:getInstanceTypes.instanceTypes[].localStorage",
    "alicloud:ram/getPolicies:getPolicies.policies[].userName",
}
# The bridge adds it to every resource and function.
NOT_COMPARED = {"id"}


@pytest.fixture(scope="session", name="shapes")
def _shapes(toolchain: Toolchain) -> dict[str, dict[str, Any]]:
    binary = toolchain.plugins_dir / PLUGIN / "pulumi-resource-alicloud"
    if not Path(binary).resolve().is_relative_to(cache.root().resolve()):
        pytest.skip("the official provider is installed; only a built one can differ")
    run = subprocess.run([binary, "-shapes"], capture_output=True, text=True, check=True)
    return typing.cast("dict[str, dict[str, Any]]", json.loads(run.stdout))


def sdk_class(token: str, suffix: str = "") -> type:
    """Answer the SDK's class of a resource, or with `Result` of a function."""
    _, path, name = token.split(":")
    module = path.split("/", maxsplit=1)[0]
    package = pulumi_alicloud if module == "index" else importlib.import_module(f"pulumi_alicloud.{module}")
    name = name[0].upper() + name[1:] if suffix else name
    found = getattr(package, name + suffix)
    assert isinstance(found, type)
    return found


def shape_of_class(cls: type) -> dict[str, Any]:
    module = importlib.import_module(cls.__module__)
    names = {**vars(module), "_builtins": builtins}
    return {
        wire: shape(typing.get_type_hints(prop.fget, names)["return"])
        for _, wire, prop in _py_properties(cls)
        if wire not in NOT_COMPARED
    }


def shape(annotation: Any) -> Any:
    """Answer what the provider prints for a property of this type."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (pulumi.Output, typing.Union, types.UnionType):
        [inner] = [item for item in arguments if item is not types.NoneType]
        return shape(inner)
    if annotation in (bool, int, float, str):
        return annotation.__name__
    if origin is not None and issubclass(origin, typing.cast("type", typing.get_origin(typing.Sequence[str]))):
        return [shape(arguments[0])]
    if origin is not None:
        return {"*": shape(arguments[1])}
    return shape_of_class(annotation)


def differences(ours: Any, theirs: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(ours, list) and isinstance(theirs, list):
        yield from differences(ours[0], theirs[0], f"{path}[]")
    elif isinstance(ours, dict) and isinstance(theirs, dict) and "*" not in {**ours, **theirs}:
        for name in sorted((ours.keys() | theirs.keys()) - NOT_COMPARED):
            yield from differences(ours.get(name), theirs.get(name), f"{path}.{name}")
    elif ours != theirs:
        yield path, f"{ours} here, {theirs} in the SDK"


def test_resources_have_the_names_of_the_sdk(shapes: dict[str, dict[str, Any]]) -> None:
    found = [
        difference
        for token, ours in shapes["resources"].items()
        for difference in differences(ours, shape_of_class(sdk_class(token)), token)
    ]

    assert len(shapes["resources"]) == 33
    assert found == []


def test_functions_have_the_names_of_the_sdk(shapes: dict[str, dict[str, Any]]) -> None:
    found = dict(
        difference
        for token, ours in shapes["functions"].items()
        for difference in differences(ours, shape_of_class(sdk_class(token, "Result")), token)
    )

    assert len(shapes["functions"]) == 24
    assert found.keys() == KNOWN_IN_FUNCTIONS, found
