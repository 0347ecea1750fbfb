"""
The commands that README and the pages show, run against the emulator.

A block that is not in the table ELSEWHERE is run here, whoever adds it. Placeholders of the pages stand for what there
is: `asg-…` for a group that a refresh took to its new configuration, `asc-…` for the one that it was on before, the
queue's address for a queue with an event in it, the service's folder for one of the test. Where a command is installed
makes no difference.
"""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from configparser import ConfigParser
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from mns.account import Account
from mns.queue import Message

from alicloud_emulator import Emulator
from alicloud_ess_refresh.events.audit import read_entries
from contract.official import REGION, ask
from contract.scaling import Group, make_group
from contract.terminal import CREDENTIALS, Terminal
from documentation_blocks import BLOCKS, ROOT, Block
from unit.events.messages import system_event

pytestmark = pytest.mark.timeout(60)

ENGINE, PACKAGES, STORY = "takes the engine", "installs packages", "all of the page is one story on one group"
PACK = "policypack/README.md"
ELSEWHERE = [
    # page, how its block begins, why it is not run here, the test that runs it or what it shows
    ("README.md", "scripts/shell", ENGINE, "tests/e2e/test_readme.py"),
    ("README.md", "path/to/this/checkout/scripts/package", PACKAGES, "tests/e2e/test_packages.py"),
    ("docs/command-line.md", "$ ess-refresh", STORY, "tests/contract/test_command_line_page.py"),
    ("emulator/README.md", "pip install", PACKAGES, "tests/e2e/test_packages.py"),
    (PACK, "cd path/to/this/checkout", PACKAGES, "tests/e2e/test_readme_gate.py"),
    (PACK, "pip install", PACKAGES, "tests/e2e/test_packages.py"),
    (PACK, "~/.venvs/ess-policies/bin/ess-policies preview", ENGINE, "tests/e2e/test_readme_gate.py"),
    (PACK, "pulumi preview --policy-pack", ENGINE, "tests/e2e/test_readme_gate.py"),
    (PACK, 'cd "$(ess-policies pack-folder)"', ENGINE, "tests/e2e/test_packages.py"),
]
COMMANDS = [block for block in BLOCKS if block.language.partition(" ")[0] in {"sh", "console", "ini"}]


def is_elsewhere(block: Block) -> bool:
    return any(block.page == page and block.text.startswith(beginning) for page, beginning, *_ in ELSEWHERE)


RUN_HERE = [block for block in COMMANDS if not is_elsewhere(block)]


@dataclass
class Here:
    """
    What the commands find.

    Attributes:
        group: Has been refreshed from its old configuration to its new one.
        queue_url: Of a queue with the message of an event.
        folder: Where files go.
    """

    group: Group
    queue_url: str
    folder: Path

    def filled_in(self, text: str) -> str:
        text = re.sub(r"asg-bp1\w+", self.group.group_id, text)
        text = re.sub(r"asc-bp1\w+", self.group.old, text)
        text = re.sub(r'"\$\(pulumi stack output queue_url\)"|https://…', self.queue_url, text)
        return re.sub(r"/var/lib/ess-events|\$\{STATE_DIRECTORY\}", str(self.folder), text)

    def environment(self) -> dict[str, str]:
        return {"ALIBABA_CLOUD_REGION": REGION, "ESS_REFRESH_ENDPOINT": self.group.emulator.url, **CREDENTIALS}


@pytest.fixture(name="here")
def _here(alicloud_emulator: Emulator, tmp_path: Path) -> Here:
    group = make_group(alicloud_emulator, scaling_policy="release")
    group.start()
    group.advance(3600)
    ask(alicloud_emulator, "2022-01-19", "CreateQueue", QueueName="events", VisibilityTimeout="600")
    account = Account(alicloud_emulator.url, "any", "any")
    queue = account.get_queue("events")
    queue.set_encoding(False)
    queue.send_message(Message(system_event()))
    account.mns_client.close_connection()
    return Here(group, f"{alicloud_emulator.url}/queues/events", tmp_path)


@pytest.mark.parametrize("block", RUN_HERE, ids=[block.place for block in RUN_HERE])
def test_commands_of_a_block_do_what_they_are_for(block: Block, here: Here) -> None:
    commands = [shlex.split(line, comments=True) for line in lines(block, here)]
    assert commands, f"{block.place}: no command"
    for program, *words in commands:
        name = program.rpartition("/")[2]
        assert name in PROGRAMS, f"{block.place}: `{name}` is neither run here nor listed in ELSEWHERE"
        PROGRAMS[name](words, here, block)


def test_every_block_that_is_not_run_here_is_in_a_page_and_its_test_exists() -> None:
    stale = [
        (page, beginning)
        for page, beginning, _, test in ELSEWHERE
        if not (ROOT / test).is_file()
        or not any(block.page == page and block.text.startswith(beginning) for block in COMMANDS)
    ]

    assert stale == []


def lines(block: Block, here: Here) -> list[str]:
    if block.language == "ini":
        unit = ConfigParser(strict=True, interpolation=None)
        unit.read_string(block.text)
        return [here.filled_in(unit["Service"]["ExecStart"])]
    if block.language == "sh":
        return here.filled_in(block.text.replace("\\\n", " ")).splitlines()
    return [here.filled_in(line.removeprefix("$ ")) for line in block.text.splitlines() if line.startswith("$ ")]


def _ess_refresh(words: Sequence[str], here: Here, _: Block) -> None:
    """Exit with 0; who names a configuration has the group's instances on it afterwards."""
    ran = Terminal(here.group.emulator).run(*words)

    assert (ran.exit_code, ran.err) == (0, ""), ran.out
    if "--scaling-configuration-id" in words:
        wanted = words[words.index("--scaling-configuration-id") + 1]
        assert {each.scaling_configuration_id for each in here.group.instances()} == {wanted}
    else:
        assert here.group.new in ran.out


def _ess_events(words: Sequence[str], here: Here, _: Block) -> None:
    """Read the queue, write the event down, and end with 0 on SIGTERM."""
    with _process("ess-events", words, here) as process:
        assert process.stdout is not None
        while "e-1" not in (line := process.stdout.readline()):
            assert line, "ended before it told of the event"
        process.terminate()
        # The poll that is under way ends with its time.
        here.group.advance()
        process.communicate()
    written = [(each["record"], each["key"]) for each in read_entries(here.folder / "audit.jsonl")]

    assert (process.returncode, written) == (0, [("decision", "e-1:Scheduled"), ("outcome", "e-1:Scheduled")])


def _alicloud_emulator(words: Sequence[str], here: Here, block: Block) -> None:
    """Say as the page shows that it is ready, and end on SIGTERM."""
    with _process("alicloud-emulator", words, here) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        process.terminate()
        process.communicate()

    assert (process.returncode, list(ready)) == (0, list(json.loads(block.text.splitlines()[-1])))


PROGRAMS: Mapping[str, Callable[[Sequence[str], Here, Block], None]] = {
    "alicloud-emulator": _alicloud_emulator,
    "ess-events": _ess_events,
    "ess-refresh": _ess_refresh,
}


@contextmanager
def _process(name: str, words: Sequence[str], here: Here) -> "Iterator[subprocess.Popen[str]]":
    command = [str(Path(sys.executable).with_name(name)), *words]
    with subprocess.Popen(command, env=here.environment(), stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()
