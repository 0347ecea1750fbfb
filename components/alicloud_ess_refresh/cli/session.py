"""One run of a command: whom it asks, and how it answers."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cached_property
from typing import IO, Any, NoReturn

import click
from rich.console import Console, RenderableType

from alicloud_ess_refresh.checks import CheckClients
from alicloud_ess_refresh.cli.console import SafeConsole
from alicloud_ess_refresh.cli.documents import error_document, json_text
from alicloud_ess_refresh.cli.exit_codes import ExitCode, exit_code_of
from alicloud_ess_refresh.cli.next_steps import NextStep, next_step_lines
from alicloud_ess_refresh.cli.surroundings import Surroundings
from alicloud_ess_refresh.cli.telling import Teller
from alicloud_ess_refresh.cli.wording import in_own_words
from alicloud_ess_refresh.cloud.connection import Connection
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.launch_templates import LaunchTemplateClient
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.printable import printable
from alicloud_ess_refresh.refresh.model import RefreshInputs
from alicloud_ess_refresh.refresh.preview import Preview
from alicloud_ess_refresh.refresh.progress import Progress
from alicloud_ess_refresh.refresh.waiter import Waiter
from alicloud_ess_refresh.sight.groups import find_group

__all__ = ["Output", "Session"]

ATTENDED_POLL_SECONDS = 10.0
"""Longest pause between two looks while somebody sits before the screen; a release may look less often."""
PLAIN_WIDTH = 160
"""Columns where nobody has a screen: logs of CI systems, files."""


class Output(StrEnum):
    TABLE = "table"
    JSON = "json"


class Session:
    """
    What a command has in its hands.

    Standard output has the answer; with `json` nothing else, so that progress goes to standard error then. Errors and
    questions always do.
    """

    def __init__(self, surroundings: Surroundings, connection: Connection, output: Output) -> None:
        self.surroundings = surroundings
        self.output = output
        self._connection = connection
        self.console = self._console(sys.stdout)
        self._errors = self._console(sys.stderr)
        self.teller = Teller(self.console if output is Output.TABLE else self._errors)

    @cached_property
    def client(self) -> EssClient:
        """
        Open the client.

        Raises:
            ConnectionSettingsError: Options and environment do not say enough.
        """
        return self.surroundings.open_client(self._settings)

    @cached_property
    def check_clients(self) -> CheckClients:
        """Whom the checks of a release ask, with the same settings."""
        return self.surroundings.open_check_clients(self._settings)

    @cached_property
    def _settings(self) -> Settings:
        return self._connection.settings(self.surroundings.environment, self.surroundings.read_text)

    def group_id(self, given: str) -> str:
        """
        Return the id of the group that the user means, by its id or its name.

        Raises:
            AlicloudError: There is none, or several are meant, or the service cannot be asked.
        """
        return find_group(self.client, self.waiter(given).patience, given).scaling_group_id

    def open_templates(self) -> LaunchTemplateClient:
        return self.surroundings.open_template_client(self._settings)

    def preview(self, inputs: RefreshInputs) -> Preview:
        return Preview(
            self.client,
            inputs,
            open_vpc=lambda: self.surroundings.open_vpc_client(self._settings),
            open_templates=self.open_templates,
            check_clients=self.check_clients,
            clock=self.surroundings.clock,
            engine=self.teller,
        )

    def waiter(
        self,
        scaling_group_id: str,
        *,
        poll_interval_seconds: float = ATTENDED_POLL_SECONDS,
        progress: Progress | None = None,
    ) -> Waiter:
        waiter = Waiter.on(
            scaling_group_id,
            client=self.client,
            clock=self.surroundings.clock,
            engine=self.teller,
            poll_interval_seconds=poll_interval_seconds,
            chance=self.surroundings.chance,
            progress=progress,
        )
        return replace(waiter, open_templates=self.open_templates)

    def answer(self, document: Mapping[str, Any], screen: RenderableType | None = None) -> None:
        """Show the outcome; without a screen, the lines told so far are it."""
        if self.output is Output.JSON:
            click.echo(json_text(document, indent=2))
        elif screen is not None:
            with self.console.capture() as capture:
                self.console.print(screen, soft_wrap=isinstance(screen, str), markup=False)
            # Blanks that fill up a line are noise in logs and in what people copy.
            click.echo("\n".join(line.rstrip() for line in capture.get().splitlines()), color=True)

    def suggest(self, steps: Sequence[NextStep]) -> None:
        """Name the next steps below the lines told so far; as JSON, the answer has them."""
        if steps and self.output is Output.TABLE:
            self.console.print("\n".join(next_step_lines(steps)), soft_wrap=True, markup=False)

    def confirm(self, question: str, *, is_confirmed: bool) -> None:
        """Ask whoever sits at a terminal; where nobody does, the command itself is the consent."""
        if is_confirmed or not self.surroundings.is_terminal(sys.stdin):
            return
        try:
            is_confirmed = click.confirm(printable(in_own_words(question)), err=True)
        except click.Abort:
            self._errors.print()
            self._end("nothing was changed", ExitCode.INTERRUPTED)
        if not is_confirmed:
            self._end("nothing was changed", ExitCode.FAILED)

    def fail(self, error: AlicloudError) -> NoReturn:
        """Say what went wrong, and end."""
        if self.output is Output.JSON:
            self.answer(error_document(error))
        steps: Sequence[NextStep] = getattr(error, "next_steps", ())
        self._end("\n".join([in_own_words(str(error)), *next_step_lines(steps)]), exit_code_of(error))

    def interrupt(self, scaling_group_id: str, *, is_release: bool) -> NoReturn:
        """
        Say what Ctrl-C has not ended, and end.

        Args:
            scaling_group_id: As the user typed it; empty where the command is about no group.
            is_release: This command would have dealt with a failure.
        """
        if not scaling_group_id:
            self._end("interrupted", ExitCode.INTERRUPTED)
        line = f"interrupted; a refresh that runs goes on: `ess-refresh status {scaling_group_id} --watch` shows it"
        if is_release:
            line += "; nobody acts on its failure now: the same `ess-refresh start` again goes on with it"
        self._end(line, ExitCode.INTERRUPTED)

    def _end(self, line: str, code: ExitCode) -> NoReturn:
        self._errors.print(f"ess-refresh: {line}", soft_wrap=True, markup=False)
        sys.exit(code)

    def _console(self, stream: IO[str]) -> Console:
        is_terminal = self.surroundings.is_terminal(stream)
        environment = self.surroundings.environment
        columns = environment.get("COLUMNS", "")
        plain_width = None if is_terminal else PLAIN_WIDTH
        return SafeConsole(
            file=stream,
            # Said outright, because FORCE_COLOR would make rich take a file for a terminal.
            force_terminal=is_terminal,
            no_color=bool(environment.get("NO_COLOR")),
            width=int(columns) if columns.isdecimal() and int(columns) else plain_width,
            highlight=False,
        )
