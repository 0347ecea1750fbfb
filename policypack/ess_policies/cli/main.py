"""The commands."""

import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import click

from ess_policies.cli.engine import EngineError, EngineRun, analyze_file, analyze_stack, preview
from ess_policies.cli.fail_on import failing
from ess_policies.cli.options import FORMATS, Settings, common_options
from ess_policies.cli.pack_folder import DISTRIBUTION, PackFolder, pack_folder
from ess_policies.cli.results import report_of
from ess_policies.cli.summaries import rule_summaries
from ess_policies.reports.report import Report
from ess_policies.reports.table import print_table

__all__ = ["main"]

FINDINGS = 1
ENGINE_FAILED = 3


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=DISTRIBUTION)
def main() -> None:
    """
    Check Alibaba Cloud resources against the policies, and write reports.

    \b
    Exit codes:
      0  no finding at or above --fail-on
      1  findings at or above --fail-on
      2  wrong usage
      3  the program, a provider or the engine failed: no verdict, no report
    """


@main.command("preview", context_settings={"ignore_unknown_options": True})
@common_options
@click.option("--stack", "-s", help="The stack; the selected one by default.")
@click.argument("pulumi_arguments", nargs=-1, type=click.UNPROCESSED)
def preview_command(settings: Settings, stack: str | None, pulumi_arguments: tuple[str, ...]) -> None:
    """
    Check what the program in the current folder would deploy.

    Runs `pulumi preview`, which PULUMI_ARGUMENTS after `--` are given to. Nothing is changed.
    """
    chosen = ("--stack", stack) if stack else ()
    _run(settings, "preview", lambda pack: preview(settings.project, pack, (*chosen, *pulumi_arguments)))


@main.command("state")
@common_options
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def state_command(settings: Settings, file: Path) -> None:
    """Check a state that `pulumi stack export` has written; needs neither the backend nor the program."""
    _run(settings, f"state {file.name}", lambda pack: analyze_file(file, settings.project, pack))


@main.command("stack")
@common_options
@click.option("--stack", "-s", help="The stack; the selected one by default.")
def stack_command(settings: Settings, stack: str | None) -> None:
    """Check the state of a live stack, without its program."""
    _run(settings, "stack", lambda pack: analyze_stack(stack, settings.project, pack))


def _run(settings: Settings, what: str, run: Callable[[PackFolder], EngineRun]) -> None:
    try:
        with pack_folder(settings.config) as pack:
            result = run(pack)
    except EngineError as error:
        click.echo(f"ess-policies: {error}", err=True)
        sys.exit(ENGINE_FAILED)
    report = report_of(
        result,
        what=what,
        version=version(DISTRIBUTION),
        rules=rule_summaries(),
        project=settings.project,
        root=settings.root,
    )
    _write(report, settings)
    sys.exit(FINDINGS if failing(report, settings.fail_on) else 0)


def _write(report: Report, settings: Settings) -> None:
    for kind, path in settings.outputs:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FORMATS[kind](report), encoding="utf-8")
    if settings.format == "table":
        print_table(report, sys.stdout)
    else:
        click.echo(FORMATS[settings.format](report), nl=False)
