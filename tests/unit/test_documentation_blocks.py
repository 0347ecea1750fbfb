"""
Every block of README and the pages: programs run, documents are read by what reads them, commands are understood.

A block without a language, `console` or `svg` is output; scripts write the transcripts, and other tests hold them.
tests/contract/test_documentation_commands.py runs the commands, or says which test does.
"""

import ast
import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from configparser import ConfigParser
from contextvars import ContextVar
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
import pulumi
import pulumi_alicloud as alicloud
import pytest
import yaml

from alicloud_emulator import __main__ as emulator
from alicloud_ess_refresh import InstanceEventNotifications, InstanceRefresh, RefreshSettings
from alicloud_ess_refresh.cli.main import main as ess_refresh
from alicloud_ess_refresh.events.main import main as ess_events
from alicloud_ess_refresh.events.policy import read_policy
from documentation_blocks import BLOCKS, PAGES, ROOT, Block
from ess_policies import POLICIES
from ess_policies.cli.main import main as ess_policies
from ess_policies.configuration.policy_config import problems
from ess_policies.configuration.team_file import load_settings
from ess_policies.ram_grants import parse_document
from unit.mocks import Recorder, ignores_open_loops, mocked
from unit.redeploy.fakes import FakeCloud
from unit.refresh.fakes import FakeClock

pytestmark = ignores_open_loops
CONFIG = {"project:image": "m-1", "alicloud:region": "cn-hangzhou"}
OUTPUT = {"", "console", "console elsewhere", "text"}


def test_every_block_is_between_fences() -> None:
    """Four spaces make a block, too: one without a language, that nothing reads."""
    fenced = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)
    pages = {page: fenced.sub("", page.read_text(encoding="utf-8")) for page in PAGES}
    assert {page.name: re.findall(r"\n\n {4}.*", text) for page, text in pages.items() if "\n\n    " in text} == {}


def blocks(language: str) -> pytest.MarkDecorator:
    chosen = [block for block in BLOCKS if block.language == language]
    return pytest.mark.parametrize("block", chosen, ids=[block.place for block in chosen])


def test_every_block_is_run_or_is_output() -> None:
    languages = {block.language for block in BLOCKS}
    assert languages - OUTPUT == {"python", "json", "yaml", "sh", "ini"}


class Cloud(Recorder):
    """Knows two zones and an application group besides what the others know."""

    def __init__(self) -> None:
        super().__init__()
        self.answers["alicloud:index/getZones:getZones"] = {"ids": ["cn-hangzhou-h", "cn-hangzhou-i"]}
        self.answers["alicloud:cms/getMonitorGroups:getMonitorGroups"] = {"groups": [{"group_id": "7"}]}


class Here:
    """What a program finds around it: resources that it refers to, and an engine and a cloud that answer."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def tell(self, line: str) -> None:
        self.lines.append(line)

    def is_gone(self) -> bool:
        return False


def _surroundings() -> dict[str, Any]:
    group = alicloud.ess.ScalingGroup("group", min_size=1, max_size=2)
    network = alicloud.vpc.Network("network", cidr_block="10.0.0.0/8")
    configuration = alicloud.ess.ScalingConfiguration("configuration", scaling_group_id=group.id)
    first, second = (
        alicloud.vpc.Switch(name, vpc_id=network.id, cidr_block="10.0.0.0/24", zone_id="cn-hangzhou-h")
        for name in ("first", "second")
    )
    cloud, clock, engine = FakeCloud(), FakeClock(), Here()
    return {
        "pulumi": pulumi,
        "alicloud": alicloud,
        "InstanceEventNotifications": InstanceEventNotifications,
        "InstanceRefresh": InstanceRefresh,
        "group": group,
        "configuration": configuration,
        "first": first,
        "second": second,
        "network": network,
        "ecs": cloud,
        "groups": cloud,
        "clock": clock,
        "engine": engine,
    }


@blocks("python")
def test_programs_run(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    source = block.text.replace("i-bp1…", "i-1").replace("e-bp1…", "e-1").replace("<account id>", "1234567890123456")
    monkeypatch.setattr(pulumi.runtime.config, "CONFIG", ContextVar("config", default=CONFIG))
    with mocked(Cloud()):
        names = _surroundings()

        def program() -> pulumi.Output[Any]:
            exec(compile(source, block.place, "exec"), names)  # noqa: S102
            made = [each for each in names.values() if isinstance(each, pulumi.Resource)]
            return pulumi.Output.all(*(each.urn for each in made))

        pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]
        for name, test in list(names.items()):
            if name.startswith("test_") and not test.__code__.co_argcount:
                test()
    if block.text.startswith("{"):
        assert ast.literal_eval(source).keys() <= RefreshSettings.__annotations__.keys()


@blocks("json")
def test_documents_in_json_are_read(block: Block) -> None:
    document = json.loads(block.text)
    if "Statement" in document:
        assert document["Version"] == "1"
        assert len(parse_document(block.text)) == len(document["Statement"])
    elif block.page == "policypack/README.md":
        assert problems(document, POLICIES) == ()
    else:
        assert {"time", "event", "group", "task"} <= document.keys()


@blocks("yaml")
def test_documents_in_yaml_are_read(block: Block, tmp_path: Path) -> None:
    if block.page == "policypack/README.md":
        (tmp_path / "ess-policies.yaml").write_text(block.text, encoding="utf-8")
        settings = load_settings({"PWD": str(tmp_path)})
        assert settings.exemptions
        return
    document = yaml.safe_load(block.text)
    if "runtime" in document:
        assert document["runtime"]["name"] == "python"
        return
    read_policy(block.text, where=block.place)


@blocks("ini")
def test_units_of_systemd_are_read(block: Block) -> None:
    unit = ConfigParser(strict=True, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(block.text)
    command = shlex.split(unit["Service"]["ExecStart"])
    _parse_click(ess_events, command[1:])


@blocks("sh")
def test_commands_are_understood(block: Block) -> None:
    folder = ROOT
    for words in _simple_commands(block.text):
        program = words[0].rpartition("/")[2]
        if program == "cd":
            folder = ROOT / words[1].rpartition("this/checkout/")[2] if "checkout" in words[1] else folder
            assert folder.is_dir()
            continue
        is_script = "scripts/" in words[0]
        assert program in COMMANDS or is_script, f"{block.place}: {words}"
        (_script if is_script else COMMANDS[program])(words, folder)


def _simple_commands(text: str) -> Iterator[list[str]]:
    """Return the words of each command, those in `$(…)` too, without assignments, redirections and comments."""
    for line in text.replace("\\\n", " ").splitlines():
        for within in re.findall(r"\$\(([^()]*)\)", line):
            yield from _simple_commands(within)
        lexer = shlex.shlex(line, posix=True, punctuation_chars="&|;<>")
        lexer.whitespace_split = True
        words = list(lexer)
        for separator in ("&&", "||", ";", "|", "&"):
            words = ["\n" if word == separator else word for word in words]
        for command in " \0".join(words).split("\n"):
            found = [word.strip() for word in command.split("\0") if word.strip()]
            found = found[: found.index(">")] if ">" in found else found
            while found and re.fullmatch(r"[A-Z_]+=.*", found[0]):
                found.pop(0)
            if found:
                yield found


def _script(words: Sequence[str], folder: Path) -> None:
    assert (folder / words[0].rpartition("this/checkout/")[2]).is_file()


def _pip(words: Sequence[str], folder: Path) -> None:
    assert words[1] == "install"
    for option, value in pairwise(words):
        assert option != "-r" or (folder / value).is_file()


def _python(words: Sequence[str], folder: Path) -> None:
    assert words[1:3] in (["-m", "venv"], ["-m", "pip"]) or (folder / words[1]).is_file()


def _pulumi(words: Sequence[str], folder: Path) -> None:
    assert words[1] in {"preview", "up", "config", "stack", "login", "new", "policy"}
    if "--policy-pack" in words and "this/checkout/" in (pack := words[words.index("--policy-pack") + 1]):
        assert (ROOT / pack.rpartition("this/checkout/")[2] / "PulumiPolicy.yaml").is_file()


def _parse_click(group: click.Group, words: Sequence[str]) -> None:
    """Have a command parse its words, without doing anything."""
    group.commands[words[0]].make_context(words[0], list(words[1:]))


def _emulator(words: Sequence[str], _: Path) -> None:
    emulator._parser().parse_args(words[1:])


COMMANDS: Mapping[str, Callable[[Sequence[str], Path], None]] = {
    "pip": _pip,
    "pip3": _pip,
    "python": _python,
    "python3": _python,
    "git": lambda words, _: None if words[1] == "clone" else pytest.fail(words[1]),
    "pulumi": _pulumi,
    "alicloud-emulator": _emulator,
    "ess-refresh": lambda words, _: _parse_click(ess_refresh, words[1:]),
    "ess-events": lambda words, _: _parse_click(ess_events, words[1:]),
    "ess-policies": lambda words, _: _parse_click(ess_policies, words[1:]),
}
