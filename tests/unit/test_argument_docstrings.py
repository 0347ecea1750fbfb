"""Every range, default and unit that a docstring of an argument names, against the code that reads the argument."""

import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import alicloud_ess_refresh
from alicloud_emulator.services.ess.group_fields import DEFAULT_SETTINGS
from alicloud_emulator.state.ess import refresh_model as service
from alicloud_ess_refresh import argument_help, scaling_group
from alicloud_ess_refresh.checks.probes import Probe
from alicloud_ess_refresh.errors import InputFailure
from alicloud_ess_refresh.redeploy import inputs as redeploy
from alicloud_ess_refresh.refresh import inputs as refresh

CLASSES = [getattr(alicloud_ess_refresh, name) for name in alicloud_ess_refresh.__all__ if name.endswith("Args")]
GROUP = {"scaling_group_id": "asg-1"}
EVENT = {"instance_id": "i-1", "event_id": "e-1"}


@dataclass(frozen=True)
class Argument:
    """One argument, of a class or of a dict within it, with what its docstring says."""

    owner: str
    name: str
    text: str

    @property
    def key(self) -> str:
        return f"{self.owner}.{self.name}"

    @property
    def span(self) -> tuple[int, int] | None:
        found = re.search(r"(\d+) to (\d+)\b(?! (?:letters|characters))", self.text)
        return (int(found[1]), int(found[2])) if found else None

    @property
    def most(self) -> list[int]:
        """How many items or characters there may be."""
        return [int(number) for number in re.findall(r"(?:[Aa]t most|\d to) (\d+)\b", self.text) if not self.span]

    @property
    def unit(self) -> str | None:
        found = re.search(r"\bin (seconds|minutes|percent)\b", self.text)
        return found[1] if found else None

    @property
    def default(self) -> str | None:
        """What the default is, where the docstring names a value: `Default 3600`, `Default `none``."""
        found = re.search(r"Default `?([\w.]+?)`?(?=[.;:,]|$| )", self.text)
        return found[1] if found else None


def arguments(typed: type) -> Iterator[Argument]:
    """Return the arguments of a class, those that it inherits, and those of the dicts that it holds."""
    module = sys.modules[typed.__module__]
    node = argument_help._classes(module)[typed.__name__]
    for field, following in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            text = " ".join(argument_help._docstring(following).split())
            yield Argument(typed.__name__, field.target.id, text)
            for inner in argument_help._typed_dicts(field.annotation, module):
                yield from arguments(inner)
    for base in node.bases:
        for inner in argument_help._typed_dicts(base, module):
            yield from arguments(inner)


ARGUMENTS = list({each.key: each for typed in CLASSES for each in arguments(typed)}.values())


def _refresh(name: str, value: Any) -> tuple[InputFailure, ...]:
    within: Mapping[str, Callable[[Any], Mapping[str, Any]]] = {
        "Probe": lambda probe: {"probes": [{"url": "http://web/", **probe}]},
        "Checkpoint": lambda checkpoint: {"checkpoints": [checkpoint, {"percentage": 100}]},
    }
    owner, _, argument = name.partition(".")
    needed = {"alarms": ["cpu"], "checkpoints": [{"percentage": 100}]} if owner == "RefreshSettings" else {}
    given = within[owner]({argument: value}) if owner in within else {argument: value}
    return tuple(each for each in refresh.find_failures(GROUP | needed | dict(given)) if argument in each.property)


def _redeploy(name: str, value: Any) -> tuple[InputFailure, ...]:
    return redeploy.find_failures(EVENT | {name.partition(".")[2]: value})


JUDGES = {
    "RefreshSettings": _refresh,
    "InstanceRefreshArgs": _refresh,
    "Probe": _refresh,
    "Checkpoint": _refresh,
    "InstanceRedeployArgs": _redeploy,
}
RANGES = {each.key: each for each in ARGUMENTS if each.span and each.owner in JUDGES}
# What only the service judges, by the row of emulator/LIMITS.md that has its documents' limit.
LEFT_TO_THE_SERVICE = {
    "RefreshableScalingGroupArgs.min_size": "MinSize",
    "RefreshableScalingGroupArgs.max_size": "MaxSize",
    "RefreshableScalingGroupArgs.default_cooldown": "DefaultCooldown",
    "RefreshableScalingGroupArgs.scaling_group_name": "ScalingGroupName",
    "RefreshableScalingGroupArgs.instance_name": "InstanceName",
}
LIMITS = (Path(__file__).parents[2] / "emulator" / "LIMITS.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", RANGES)
def test_the_range_and_the_unit_are_those_that_are_judged(key: str) -> None:
    argument = RANGES[key]
    least, most = argument.span or (0, 0)
    judge = JUDGES[argument.owner]
    allowed = [value for value in (least, most) if key != "Checkpoint.percentage" or value < 100]

    assert [judge(key, value) for value in allowed] == [()] * len(allowed)
    for wrong in (least - 1, most + 1):
        (failure,) = judge(key, wrong)
        assert f"a whole number from {least} to {most} (" in failure.reason
        assert argument.unit is None or failure.reason.endswith(f"({argument.unit})")


@pytest.mark.parametrize("key", LEFT_TO_THE_SERVICE)
def test_the_range_is_that_of_the_documents(key: str) -> None:
    text = next(each.text for each in ARGUMENTS if each.key == key)
    span = re.search(r"\d+ to \d+", text)
    rows = [line for line in LIMITS.splitlines() if f"`{LEFT_TO_THE_SERVICE[key]}`" in line]

    assert span is not None
    assert any(span[0] in row.replace(",", "") for row in rows), rows


def test_every_range_is_compared() -> None:
    told = {each.key for each in ARGUMENTS if re.search(r"\d+ to \d+|[Aa]t most \d", each.text)}
    assert told - RANGES.keys() - LEFT_TO_THE_SERVICE.keys() == COUNTED.keys()


def _container(name: str, value: Any) -> tuple[InputFailure, ...]:
    return refresh.find_failures(GROUP | {"skip_matching": False, "containers": [{"name": "web", name: value}]})


# For each bound on items or characters in the docstring, in its order, a value that has so many.
COUNTED: Mapping[str, list[Callable[[int], tuple[InputFailure, ...]]]] = {
    "RefreshSettings.alarms": [lambda size: refresh.find_failures(GROUP | {"alarms": [f"a{n}" for n in range(size)]})],
    "Container.commands": [
        lambda size: _container("commands", ["x"] * size),
        lambda size: _container("commands", ["x" * size]),
    ],
    "Container.args": [lambda size: _container("args", ["x"] * size)],
    "EnvironmentVariable.key": [lambda size: _container("environment_vars", [{"key": "x" * size}])],
    "EnvironmentVariable.value": [lambda size: _container("environment_vars", [{"key": "x", "value": "x" * size}])],
}


@pytest.mark.parametrize("key", COUNTED)
def test_the_largest_number_is_that_which_is_judged(key: str) -> None:
    told = next(each.most for each in ARGUMENTS if each.key == key)
    assert [bool(judge(most + 1)) for judge, most in zip(COUNTED[key], told, strict=True)] == [True] * len(told)
    assert [judge(most) for judge, most in zip(COUNTED[key], told, strict=True)] == [()] * len(told)


def test_a_name_says_the_unit_of_its_docstring() -> None:
    units = {each.name: each.unit for each in ARGUMENTS if each.unit}
    endings = {"seconds": ("_seconds", "_cooldown"), "minutes": ("_minutes", "_pause_time"), "percent": ("percentage",)}
    assert [name for name, unit in units.items() if not name.endswith(endings[unit])] == []
    told = [each for each in ARGUMENTS if each.name.endswith(("_seconds", "_minutes", "_percentage"))]
    assert [each.key for each in told if each.unit is None] == []


def defaults() -> dict[str, Any]:
    """Return the defaults that the code itself fills in."""
    inputs, moved = refresh.parse(GROUP), redeploy.parse(EVENT)
    tolerance = inputs.tolerance
    return {
        **{f"RefreshSettings.{name}": value for name, value in _fields(inputs).items()},
        **{f"RefreshSettings.{name}": value for name, value in _fields(tolerance).items()},
        **{f"InstanceRedeployArgs.{name}": value for name, value in _fields(moved).items()},
        **{f"Probe.{name}": value for name, value in _fields(Probe(url="http://web/")).items()},
        **{
            f"RefreshableScalingGroupArgs.{name}": value
            for name, value in {
                **scaling_group.GROUP_DEFAULTS,
                **scaling_group.CONFIGURATION_DEFAULTS,
                "http_tokens": scaling_group.DEFAULT_HTTP_TOKENS,
            }.items()
        },
    }


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


# What is filled in where it is used: the page's own tests hold what is done without the argument.
FILLED_IN_WHERE_USED = {
    "RefreshSettings.on_delete": "cancel",
    "InstanceRefreshArgs.deleted_with_group": "False",
    "ReleaseProtectionArgs.on_delete": "leave",
    "Webhook.method": "POST",
    "Contacts.level": "3",
}


def test_every_default_that_is_named_is_the_one_that_holds() -> None:
    filled_in = defaults()
    named = {each.key: each.default for each in ARGUMENTS if each.default}

    compared = {key: str(filled_in[key]) for key in named if key in filled_in}
    assert {key: named[key] for key in compared} == compared
    assert {key: value for key, value in named.items() if key not in compared} == FILLED_IN_WHERE_USED


def test_the_defaults_of_the_service_are_those_of_its_documents() -> None:
    named = {
        each.key: found[1]
        for each in ARGUMENTS
        if (found := re.search(r"Default: the (?:service|provider)'s, `?(\w+)", each.text))
    }
    assert named == {
        "RefreshSettings.min_healthy_percentage": str(service.DEFAULT_MIN_HEALTHY_PERCENTAGE),
        "RefreshSettings.max_healthy_percentage": str(service.DEFAULT_MAX_HEALTHY_PERCENTAGE),
        "RefreshSettings.checkpoint_pause_time": str(service.DEFAULT_CHECKPOINT_PAUSE_MINUTES),
        "RefreshSettings.skip_matching": "True",
        "RefreshableScalingGroupArgs.default_cooldown": str(DEFAULT_SETTINGS["DefaultCooldown"]),
    }
