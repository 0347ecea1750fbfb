"""
Fills docs/command-line.md: what each command shows on the emulator, the exit codes, and a picture of a watch.

The page is the script. The commands in its `console` blocks run one after the other on one group; `sleep` lets virtual
time pass. A block `console elsewhere` runs while the command before it waits for approval.
"""

import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from rich.console import Console

from alicloud_emulator import Emulator
from alicloud_emulator.clock import VirtualClock
from alicloud_ess_refresh.cli.exit_codes import MEANINGS
from alicloud_ess_refresh.cli.session import Output, Session
from alicloud_ess_refresh.cli.watching import live_screen
from alicloud_ess_refresh.cloud.connection import Connection
from alicloud_ess_refresh.sight.look import look
from contract.scaling import Group, make_group
from contract.terminal import CREDENTIALS, Terminal

__all__ = ["PAGE", "PICTURE", "written"]

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "command-line.md"
PICTURE = DOCS / "status-watch.svg"
BEGINNING = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
COLUMNS = 110
PICTURE_COLUMNS = 88
_BLOCK = re.compile(r"```console(?P<elsewhere> elsewhere)?\n(?P<body>.*?)```", re.DOTALL)
_EXIT_CODES = re.compile(
    r"(?<=<!-- exit codes: written by scripts/screens -->\n).*?(?=<!-- end of exit codes -->)", re.DOTALL
)
_REQUEST_ID = re.compile(r"RequestId [0-9A-F-]{36}")
# The picture's own font comes from a server; readers without it would wait.
_REMOTE_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def written(page: str) -> tuple[str, str]:
    """Answer the page with its screens, and the picture as SVG."""
    page = _EXIT_CODES.sub(_exit_codes(), page)
    # A page that `report` writes stays in no folder of ours.
    with tempfile.TemporaryDirectory() as folder, chdir(folder), _emulator() as emulator:
        group = make_group(emulator, min_size=12, max_size=20, scaling_policy="release", scaling_group_name="web")
        group.advance()
        filler = _Filler(group)
        return filler.fill(page), filler.picture


def _exit_codes() -> str:
    rows = "".join(f"| {code:d} | {meaning} |\n" for code, meaning in MEANINGS.items())
    return f"\n| code | means |\n| --- | --- |\n{rows}\n"


@contextmanager
def _emulator() -> Iterator[Emulator]:
    emulator = Emulator()
    emulator.clock = VirtualClock(0, start=BEGINNING)
    with emulator:
        yield emulator


class _Filler:
    def __init__(self, group: Group) -> None:
        self.picture = ""
        self._group = group
        environment = CREDENTIALS | {"COLUMNS": str(COLUMNS)}
        self._terminal = Terminal(group.emulator, environment, meanwhile=self._meanwhile)
        self._elsewhere: list[str] = []
        self._screens: list[str] = []
        self._is_watched = False
        self._exit_code = 0

    def fill(self, page: str) -> str:
        """Run the blocks, those elsewhere inside the ones before them."""
        blocks = list(_BLOCK.finditer(page))
        screens: list[str] = []
        for block, following in zip(blocks, [*blocks[1:], None], strict=True):
            if block["elsewhere"]:
                screens.append(self._screens.pop())
                continue
            if following is not None and following["elsewhere"]:
                self._elsewhere = _commands(following["body"])
            screens.append(self._run(_commands(block["body"])))
        return _BLOCK.sub(lambda block: f"```console{block['elsewhere'] or ''}\n{screens.pop(0)}```", page)

    def _run(self, commands: list[str]) -> str:
        return "".join(f"$ {command}\n{self._shown(shlex.split(command, comments=True))}" for command in commands)

    def _shown(self, words: list[str]) -> str:
        if words[0] == "sleep":
            self._group.advance(float(words[1]))
            return ""
        if words[0] == "echo":
            return f"{self._exit_code}\n"
        self._is_watched = "--watch" in words
        ran = self._terminal.run(*words[1:])
        self._exit_code = ran.exit_code
        return _REQUEST_ID.sub("RequestId …", ran.out + ran.err)

    def _meanwhile(self) -> None:
        task = self._group.task()
        if task.status == "Paused" and self._elsewhere:
            commands, self._elsewhere = self._elsewhere, []
            self._screens.append(self._run(commands))
        if (
            self._is_watched
            and not self.picture
            and 2 * task.finished_update_capacity >= task.total_need_update_capacity
        ):
            self.picture = self._picture()

    def _picture(self) -> str:
        connection = Connection(endpoint=self._group.emulator.url)
        session = Session(self._terminal.surroundings(), connection, Output.TABLE)
        sight = look(session.waiter(self._group.group_id), self._group.group_id, "")
        console = Console(file=StringIO(), record=True, width=PICTURE_COLUMNS, force_terminal=True, highlight=False)
        console.print(live_screen(sight))
        svg = console.export_svg(title=f"ess-refresh status {self._group.group_id} --watch", unique_id="status-watch")
        return _REMOTE_FONTS.sub("", svg)


def _commands(body: str) -> list[str]:
    return [line.removeprefix("$ ") for line in body.splitlines() if line.startswith("$ ")]


def main() -> None:
    """Write the page and the picture."""
    page, picture = written(PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(page, encoding="utf-8")
    PICTURE.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
