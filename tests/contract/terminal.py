"""`ess-refresh` as it runs in a terminal, on the emulator: the official SDK, and time that passes while it waits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from click.testing import CliRunner

from alicloud_emulator import Emulator
from alicloud_ess_refresh.cli.main import main
from alicloud_ess_refresh.cli.surroundings import Surroundings
from contract.official import REGION
from contract.releases import EmulatedClock

CREDENTIALS = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "emulator", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "emulator"}


@dataclass(frozen=True)
class Ran:
    exit_code: int
    out: str
    err: str


@dataclass
class Terminal:
    """Attributes: `environment` holds what the command finds beside the emulator's address."""

    emulator: Emulator
    environment: Mapping[str, str] = field(default_factory=lambda: CREDENTIALS)

    def run(self, command: str, *options: str) -> Ran:
        surroundings = Surroundings(
            environment={"ALIBABA_CLOUD_REGION": REGION, **self.environment},
            clock=EmulatedClock(self.emulator),
            utc_now=self.emulator.clock.now,
            is_terminal=lambda _stream: False,
        )
        arguments = [command, *options, "--endpoint", self.emulator.url]
        result = CliRunner().invoke(main, arguments, obj=surroundings, prog_name="ess-refresh")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)
