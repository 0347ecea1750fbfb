"""`ess-refresh` in this process: its service is a script, its time nobody's, its terminal what the test says."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from alicloud_ess_refresh.cli.main import main
from alicloud_ess_refresh.cli.surroundings import Surroundings
from alicloud_ess_refresh.cloud.scaling_groups import ScalingInstance
from unit.refresh.fake_templates import FakeTemplates
from unit.refresh.fake_vpc import FakeVpc
from unit.refresh.fakes import GROUP, OLD, FakeClock, FakeEss, Steady


def instance(name: str, state: str = "InService", source: str | None = OLD, **fields: Any) -> ScalingInstance:
    return ScalingInstance(instance_id=name, lifecycle_state=state, scaling_configuration_id=source, **fields)


def no_file(path: Path) -> str:
    raise FileNotFoundError(path)


@dataclass
class Ran:
    exit_code: int
    out: list[str]
    err: list[str]

    @property
    def document(self) -> Any:
        return json.loads("\n".join(self.out))


@dataclass
class Stage:
    ess: FakeEss = field(default_factory=FakeEss)
    clock: FakeClock = field(default_factory=FakeClock)
    vpc: FakeVpc = field(default_factory=FakeVpc)
    templates: FakeTemplates = field(default_factory=FakeTemplates)
    is_terminal: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    read_text: Callable[[Path], str] = no_file

    def __post_init__(self) -> None:
        assert self.ess.group is not None
        self.ess.group = replace(self.ess.group, vswitch_ids=("vsw-1",))
        self.vpc.free["vsw-1"] = 251
        self.ess.now = self.clock.utc_now

    def run(self, command: str, *options: str, typed: str = "") -> Ran:
        """Run a command on GROUP, and return its screens without the blanks that fill lines up."""
        return self.run_line(command, GROUP, *options, typed=typed)

    def run_line(self, *arguments: str, typed: str = "") -> Ran:
        """Run what is typed after `ess-refresh`."""
        surroundings = Surroundings(
            environment=self.environment,
            read_text=self.read_text,
            clock=self.clock,
            chance=Steady(),
            open_client=lambda _settings: self.ess,
            open_vpc_client=lambda _settings: self.vpc,
            open_template_client=lambda _settings: self.templates,
            is_terminal=lambda _stream: self.is_terminal,
        )
        result = CliRunner().invoke(main, arguments, obj=surroundings, input=typed, prog_name="ess-refresh")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, _lines(result.stdout), _lines(result.stderr))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]
