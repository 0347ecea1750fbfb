"""The commands."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console

from ess_policies.cli.engine import EngineError, EngineRun, TooMuchError, analyze_file, analyze_stack, preview
from ess_policies.cli.fail_on import failing
from ess_policies.cli.options import FORMATS, Invocation, common_options
from ess_policies.cli.pack_folder import DISTRIBUTION, PackFolder, lasting_pack_folder, pack_folder
from ess_policies.cli.results import report_of
from ess_policies.reports.report import Report
from ess_policies.reports.table import print_table

__all__ = ["main"]

FINDINGS = 1
ENGINE_FAILED = 3
INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name=DISTRIBUTION)
def main() -> None:
    """
    Check Alibaba Cloud resources against the policies, and write reports.

    \b
    Exit codes:
      0  no finding at or above --fail-on
      1  findings at or above --fail-on
      2  wrong usage, or more input than is read
      3  the program, a provider or the engine failed: no verdict, no report
    """


@main.command("preview")
@common_options
@click.option("--stack", "-s", help="The stack; the selected one by default.")
@click.argument("pulumi_arguments", nargs=-1, type=click.UNPROCESSED)
def preview_command(invocation: Invocation, stack: str | None, pulumi_arguments: tuple[str, ...]) -> None:
    """
    Check what the program in the current folder would deploy.

    Runs `pulumi preview`, which PULUMI_ARGUMENTS after `--` are given to. Nothing is changed.
    """
    chosen = ("--stack", stack) if stack else ()
    _run(invocation, "preview", lambda pack: preview(invocation.project, pack, (*chosen, *pulumi_arguments)))


@main.command("state")
@common_options
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def state_command(invocation: Invocation, file: Path) -> None:
    """Check a state that `pulumi stack export` has written; needs neither the backend nor the program."""
    _run(invocation, f"state {file.name}", lambda pack: analyze_file(file, invocation.project, pack))


@main.command("stack")
@common_options
@click.option("--stack", "-s", help="The stack; the selected one by default.")
def stack_command(invocation: Invocation, stack: str | None) -> None:
    """Check the state of a live stack, without its program."""
    _run(invocation, "stack", lambda pack: analyze_stack(stack, invocation.project, pack))


@main.command("pack-folder")
def pack_folder_command() -> None:
    """
    Print the pack's folder: pulumi up --policy-pack "$(ess-policies pack-folder)".

    The engine runs the pack with the environment of this command, whatever the program runs in. The folder is made in
    Pulumi's home (PULUMI_HOME or ~/.pulumi) when it is missing. `pulumi policy publish` in it publishes the pack.
    """
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi", DISTRIBUTION)
    try:
        click.echo(lasting_pack_folder(home))
    except OSError as error:
        raise click.UsageError(
            f"the pack's folder cannot be made in {home}: {error.strerror}; "
            "set PULUMI_HOME to a folder that you may write to, in which links can be made"
        ) from error


def _run(invocation: Invocation, what: str, run: Callable[[PackFolder], EngineRun]) -> None:
    try:
        # On a terminal, so that a long preview does not look like a hanging one.
        with Console(stderr=True).status(f"{what} …"), pack_folder(invocation.config, invocation.environment) as pack:
            result = run(pack)
    except TooMuchError as error:
        raise click.UsageError(str(error)) from error
    except EngineError as error:
        click.echo(f"ess-policies: {error}", err=True)
        sys.exit(ENGINE_FAILED)
    except KeyboardInterrupt:
        # click would answer 1, which says that there are findings.
        sys.exit(INTERRUPTED)
    report = report_of(
        result,
        what=what,
        active=invocation.active,
        project=invocation.project,
        root=invocation.root,
    )
    _write(report, invocation)
    sys.exit(FINDINGS if failing(report, invocation.fail_on) else 0)


def _write(report: Report, invocation: Invocation) -> None:
    for kind, path in invocation.outputs:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(FORMATS[kind](report), encoding="utf-8")
        except OSError as error:
            raise click.UsageError(f"{path} cannot be written: {error.strerror}") from error
    if invocation.format == "table":
        print_table(report, Console())
    else:
        click.echo(FORMATS[invocation.format](report), nl=False)
