"""The options that every command has."""

import functools
import io
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from pulumi_policy import EnforcementLevel
from rich.console import Console

from ess_policies import POLICIES
from ess_policies.cli.fail_on import FailOn
from ess_policies.cli.positions import checkout_of
from ess_policies.configuration.bounded import UnreadableFileError, read_json
from ess_policies.configuration.policy_config import problems
from ess_policies.configuration.presets import Preset, level_in
from ess_policies.configuration.team_file import PRESET_VARIABLE, SettingsError, load_settings
from ess_policies.printable import printable
from ess_policies.reports.json_document import json_document
from ess_policies.reports.junit import junit
from ess_policies.reports.markdown import markdown
from ess_policies.reports.report import Report
from ess_policies.reports.sarif import sarif
from ess_policies.reports.table import print_table

__all__ = ["FORMATS", "Invocation", "common_options"]


def _table(report: Report) -> str:
    text = io.StringIO()
    print_table(report, Console(file=text))
    return text.getvalue()


FORMATS: Mapping[str, Callable[[Report], str]] = {
    "table": _table,
    "json": json_document,
    "sarif": sarif,
    "github-sarif": functools.partial(sarif, open_only=True),
    "junit": junit,
    "markdown": markdown,
}
"""What writes a report of each format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """
    What the options say.

    Attributes:
        project: The folder of `Pulumi.yaml`.
        root: The root of the sources.
        config: The pack's configuration, as the engine takes it.
        environment: The variables that the pack reads, on top of this process's own.
        active: The types that each rule judges, by its name, without the rules that are switched off.
        format: What goes to standard output.
        outputs: Further reports: format and file.
    """

    project: Path
    root: Path
    config: Mapping[str, Any]
    environment: Mapping[str, str]
    active: Mapping[str, frozenset[str]]
    format: str
    outputs: tuple[tuple[str, Path], ...]
    fail_on: FailOn


class _Output(click.ParamType[tuple[str, Path]]):
    name = "FORMAT=PATH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Path]:
        kind, _, path = str(value).partition("=")
        if kind not in FORMATS or not path:
            self.fail(f"{value!r} is not FORMAT=PATH with a format of: {', '.join(FORMATS)}", param, ctx)
        return kind, Path(path)


_FOLDER = click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OPTIONS = (
    click.option("--cwd", "-C", type=_FOLDER, default=".", help="Folder of Pulumi.yaml; the current one by default."),
    click.option("--config", type=_FILE, help="The pack's configuration: what --policy-pack-config of pulumi takes."),
    click.option(
        "--preset",
        type=click.Choice(tuple(each.value for each in Preset)),
        help="The levels of all rules, unless --config has one.",
    ),
    click.option(
        "--format",
        type=click.Choice(tuple(FORMATS)),
        default="table",
        show_default=True,
        help="What to print on standard output.",
    ),
    click.option(
        "--output", "-o", type=_Output(), multiple=True, help="Write a report to a file as well; may be repeated."
    ),
    click.option(
        "--fail-on",
        type=click.Choice(tuple(each.value for each in FailOn)),
        default=FailOn.MANDATORY.value,
        show_default=True,
        help="The least finding that ends the command with exit code 1: a level (`advisory` is any finding), "
        "a severity whatever the level, or `never`.",
    ),
    click.option(
        "--source-root", type=_FOLDER, help="Folder that paths in reports start from; the Git checkout by default."
    ),
)


def common_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options; they arrive as one argument, `invocation`."""

    @functools.wraps(command)
    def with_invocation(
        *,
        cwd: Path,
        config: Path | None,
        preset: str | None,
        format: str,  # noqa: A002  (the option's name)
        output: tuple[tuple[str, Path], ...],
        fail_on: str,
        source_root: Path | None,
        **others: Any,
    ) -> None:
        levels = _read_config(config)
        # The pack looks for the team's file from this folder on; the process that starts it may be in another.
        environment = {"PWD": str(cwd)} | ({PRESET_VARIABLE: preset} if preset else {})
        invocation = Invocation(
            project=cwd,
            root=source_root or checkout_of(cwd),
            config=levels,
            environment=environment,
            active=_active(levels, environment),
            format=format,
            outputs=output,
            fail_on=FailOn(fail_on),
        )
        command(invocation=invocation, **others)

    return functools.reduce(lambda function, option: option(function), reversed(_OPTIONS), with_invocation)


def _read_config(file: Path | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        config = read_json(file)
    except UnreadableFileError as error:
        raise click.BadParameter(f"{file} {error}", param_hint="--config") from error
    if not isinstance(config, dict):
        raise click.BadParameter(f"{file} holds no JSON object of rules", param_hint="--config")
    if found := problems(config, POLICIES):
        raise click.BadParameter(printable(f"{file}:\n" + "\n".join(found)), param_hint="--config")
    return config


def _active(config: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, frozenset[str]]:
    try:
        preset = load_settings(os.environ | dict(environment)).preset
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
    levels = {rule.name: _level(config, rule.name) or level_in(preset, rule).value for rule in POLICIES}
    return {rule.name: rule.types for rule in POLICIES if levels[rule.name] != EnforcementLevel.DISABLED.value}


def _level(config: Mapping[str, Any], rule: str) -> str | None:
    setting = config.get(rule, config.get("all"))
    return setting.get("enforcementLevel") if isinstance(setting, Mapping) else setting
