"""Options that several commands share; each decorator hands over one argument."""

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import IO, Any

import click

from alicloud_ess_refresh.cli.flags import FLAGS, flag_of
from alicloud_ess_refresh.cli.session import Output, Session
from alicloud_ess_refresh.cli.surroundings import Surroundings
from alicloud_ess_refresh.cli.wording import in_own_words
from alicloud_ess_refresh.cloud.connection import ENDPOINT_VARIABLE, Connection
from alicloud_ess_refresh.errors import AlicloudError, InputFailure, InvalidInputsError
from alicloud_ess_refresh.refresh.checkpoints import Approval
from alicloud_ess_refresh.refresh.endings import Remedy
from alicloud_ess_refresh.refresh.inputs import (
    DEFAULT_POLL_INTERVAL_SECONDS,
    DEFAULT_WAIT_TIMEOUT_SECONDS,
    WAIT_TIMEOUT_SECONDS,
    parse,
)
from alicloud_ess_refresh.refresh.model import RefreshInputs
from alicloud_ess_refresh.refresh.tolerance import WhenIgnored

__all__ = [
    "group_argument",
    "plan_inputs",
    "session_options",
    "start_inputs",
    "task_option",
    "timeout_option",
    "yes_option",
]

Command = Callable[..., None]
Option = Callable[[Command], Command]


def _named(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    # The service takes an empty id for every group.
    if not value.strip():
        raise click.BadParameter("got nothing, expected the id or name of a scaling group, such as asg-bp1…")
    return value.strip()


group_argument = click.argument("scaling_group_id", metavar="GROUP", callback=_named)
yes_option = click.option("--yes", "-y", "is_confirmed", is_flag=True, help="Do not ask.")
task_option = click.option("--task", "task_id", default="", help="The task; by default the running one, else the last.")
timeout_option = click.option(
    FLAGS["wait_timeout_seconds"],
    "limit_seconds",
    type=click.IntRange(*WAIT_TIMEOUT_SECONDS),
    default=DEFAULT_WAIT_TIMEOUT_SECONDS,
    show_default=True,
    help="Longest wait for the effect.",
)

_SESSION_OPTIONS = (
    click.option("--region", help="The group's region. Else ALIBABA_CLOUD_REGION, or the profile's."),
    click.option("--profile", help="A profile of the aliyun CLI, instead of keys in the environment."),
    click.option(
        "--endpoint",
        help=(
            f"Host and port of an emulator or a proxy; with http:// before them, without TLS. Else {ENDPOINT_VARIABLE}."
        ),
    ),
    click.option(
        "--output",
        "-o",
        type=click.Choice([str(each) for each in Output]),
        default=str(Output.TABLE),
        show_default=True,
        help="What standard output has.",
    ),
)


def _input(name: str, flag: str = "", **settings: Any) -> Option:
    return click.option(flag or FLAGS[name], name, **settings)


def _one_of(words: type[StrEnum]) -> click.Choice[str]:
    return click.Choice([str(each) for each in words])


_REMEDIES = _one_of(Remedy)
_PLAN_INPUTS = (
    _input("scaling_configuration_id", help="To a scaling configuration of the group."),
    _input("image_id", help="To another image in the active configuration; needs --no-skip-matching."),
    _input("launch_template_id", help="To a launch template."),
    _input("launch_template_version", help="Its version: a number, Default or Latest."),
    _input("launch_template_overrides", multiple=True, help="An instance type instead of its; may be repeated."),
    _input(
        "containers",
        type=click.File(encoding="utf-8"),
        help="To containers of an ECI group: a JSON file with a list; needs --no-skip-matching.",
    ),
    _input("min_healthy_percentage", type=int, help="Share of the capacity in service, 0 to 100. Service: 80."),
    _input("max_healthy_percentage", type=int, help="Capacity at most, 100 to 200. Service: 120."),
    _input(
        "skip_matching",
        "--skip-matching/--no-skip-matching",
        default=None,
        help="Leave instances alone that are made from it already. Service: yes.",
    ),
    _input("alarms", multiple=True, help="A CloudMonitor alarm, name or id, that must not fire; may be repeated."),
    _input("protected_instances", type=_one_of(WhenIgnored), help="Whether protected instances are no obstacle."),
    _input("standby_instances", type=_one_of(WhenIgnored), help="Whether instances in standby are no obstacle."),
    _input(
        "preflight_overrides",
        multiple=True,
        metavar="RULE=REASON",
        help="Start although this rule of the plan fails; may be repeated.",
    ),
)
_START_INPUTS = (
    *_PLAN_INPUTS,
    _input("checkpoints", type=int, multiple=True, help="A percentage to pause at; may be repeated, the last one 100."),
    _input("checkpoint_pause_time", type=int, help="Minutes of each pause, 1 to 2880. Service: 60."),
    _input("approval", type=_one_of(Approval), help="Whether somebody has to approve at each checkpoint but the last."),
    _input("probes", multiple=True, metavar="URL", help="An address that has to answer 200; may be repeated."),
    _input("bake_time_minutes", type=int, help="How long alarms and probes are watched after success."),
    _input(
        "wait_timeout_seconds", type=int, default=DEFAULT_WAIT_TIMEOUT_SECONDS, show_default=True, help="Longest wait."
    ),
    _input(
        "poll_interval_seconds",
        type=int,
        default=DEFAULT_POLL_INTERVAL_SECONDS,
        show_default=True,
        help="Longest pause between two looks.",
    ),
    _input(
        "on_failure",
        type=_REMEDIES,
        default=str(Remedy.ROLLBACK),
        show_default=True,
        help="What becomes of a release that fails.",
    ),
    _input("on_timeout", type=_REMEDIES, help="What becomes of one that runs out of time; as --on-failure by default."),
    _input("progress_file", help="Append each change to this file as a line of JSON."),
)


def session_options(command: Command) -> Command:
    """
    Give a command the options that all have; it gets a `Session`, and its errors end the process.

    Applied first, so that help shows them last.
    """

    @functools.wraps(command)
    def with_session(
        *,
        region: str | None,
        profile: str | None,
        endpoint: str | None,
        output: str,
        **others: Any,
    ) -> None:
        context = click.get_current_context()
        connection = Connection(region=region, profile=profile, endpoint=endpoint)
        session = Session(context.find_object(Surroundings) or Surroundings(), connection, Output(output))
        try:
            command(session, **_with_group_id(session, others))
        except AlicloudError as error:
            session.fail(error)
        except KeyboardInterrupt:
            # click would answer 1, which says that the release failed.
            session.interrupt(context.params.get("scaling_group_id", ""), is_release=context.info_name == "start")

    return _with_options(_SESSION_OPTIONS, with_session)


def _with_group_id(session: Session, given: Mapping[str, Any]) -> dict[str, Any]:
    """Put the group's id where a command has what the user typed, which may be its name."""
    found = dict(given)
    if "scaling_group_id" in found:
        found["scaling_group_id"] = session.group_id(found["scaling_group_id"])
    if "inputs" in found:
        inputs: RefreshInputs = found["inputs"]
        found["inputs"] = replace(inputs, scaling_group_id=session.group_id(inputs.scaling_group_id))
    return found


def plan_inputs(command: Command) -> Command:
    """Give a command the inputs that a plan depends on, as one `RefreshInputs`."""
    # A plan takes nothing back, so that it may be asked for what cannot be.
    return _with_inputs(_PLAN_INPUTS, command, {"on_failure": str(Remedy.LEAVE)})


def start_inputs(command: Command) -> Command:
    """Give a command the inputs of a refresh, as one `RefreshInputs`."""
    return _with_inputs(_START_INPUTS, command, {})


def _with_inputs(options: tuple[Option, ...], command: Command, fixed: Mapping[str, Any]) -> Command:
    @functools.wraps(command)
    def with_inputs(*args: Any, **values: Any) -> None:
        given = {name: values.pop(name) for name in FLAGS if name in values}
        command(*args, inputs=_parse({**given, **fixed}), **values)

    return _with_options(options, with_inputs)


def _parse(given: Mapping[str, Any]) -> RefreshInputs:
    props = {name: value for name, value in given.items() if value not in (None, ())}
    props |= {name: shape(props[name]) for name, shape in _SHAPES.items() if name in props}
    try:
        return parse(props)
    except InvalidInputsError as error:
        raise click.UsageError("\n".join(_said(failure) for failure in error.failures)) from error


def _read_containers(file: IO[str]) -> Any:
    try:
        return json.load(file)
    except (ValueError, RecursionError) as error:
        raise click.BadParameter(f"{file.name} is no JSON: {error}", param_hint=FLAGS["containers"]) from error


_SHAPES: Mapping[str, Callable[[Any], Any]] = {
    "launch_template_overrides": lambda types: [{"instance_type": each} for each in types],
    "containers": _read_containers,
    "probes": lambda urls: [{"url": each} for each in urls],
    "preflight_overrides": lambda texts: {rule: reason for rule, _, reason in (each.partition("=") for each in texts)},
    "alarms": list,
    "checkpoints": lambda percentages: [{"percentage": each} for each in percentages],
}
"""Inputs whose option has another form than the property."""


def _said(failure: InputFailure) -> str:
    return f"{flag_of(failure.property)}: {in_own_words(failure.reason)}"


def _with_options(options: tuple[Option, ...], command: Command) -> Command:
    return functools.reduce(lambda function, option: option(function), reversed(options), command)
