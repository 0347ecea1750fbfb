"""`ess-refresh` as it runs in a terminal, on the emulator: the official SDK, and time that passes while it waits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from click.testing import CliRunner

from alicloud_emulator import Emulator
from alicloud_ess_refresh.cli.main import main
from alicloud_ess_refresh.cli.surroundings import Surroundings
from contract.official import REGION
from contract.releases import EmulatedClock
from unit.cli.stage import no_file
from unit.refresh.fakes import Steady

CREDENTIALS = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "emulator", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "emulator"}


@dataclass(frozen=True)
class Ran:
    exit_code: int
    out: str
    err: str


class Meanwhile(EmulatedClock):
    """Lets something happen whenever a command sleeps."""

    def __init__(self, emulator: Emulator, happen: Callable[[], None]) -> None:
        super().__init__(emulator)
        self._happen = happen

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self._happen()


@dataclass
class Terminal:
    """
    Where commands run.

    Attributes:
        environment: What a command finds beside the emulator's address.
        meanwhile: What happens while a command waits.
    """

    emulator: Emulator
    environment: Mapping[str, str] = field(default_factory=lambda: CREDENTIALS)
    meanwhile: Callable[[], None] = lambda: None

    def run(self, *arguments: str) -> Ran:
        columns = int(self.environment.get("COLUMNS", "80"))
        connection = () if {"-h", "--help"} & {*arguments} else ("--endpoint", self.emulator.url)
        result = CliRunner().invoke(
            main, [*arguments, *connection], obj=self.surroundings(), prog_name="ess-refresh", terminal_width=columns
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    def surroundings(self) -> Surroundings:
        return Surroundings(
            environment={"ALIBABA_CLOUD_REGION": REGION, **self.environment},
            read_text=no_file,
            clock=Meanwhile(self.emulator, self.meanwhile),
            chance=Steady(),
            is_terminal=lambda _stream: False,
        )
