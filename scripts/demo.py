"""
The main job, shown: a deployment, a change that the gate stops, a release, and one that fails and goes back.

Everything on the screen is real: the Pulumi engine, the alicloud provider and the policy pack run as they do for
users; only the cloud is the emulator, on a clock that runs faster.
"""

import re
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from alicloud_emulator import Emulator
from toolchain import locate
from toolchain.stack import Stack, emulator_config, emulator_environment

ROOT = Path(__file__).parent.parent
PROJECT = "rolling-release"
VIRTUAL_SECONDS_PER_SECOND = 20.0
# What the CLI prints between the steps and what only repeats them.
NOISE = re.compile(
    r"^(Updating|Previewing|Destroying|View Live|Loading policy| @ |Duration|\s*$)|creating \(|(updating|deleting) \("
)

console = Console(highlight=False)


class DemoError(Exception):
    """The demo did not show what it should have shown."""


def main() -> int:
    """Show the five steps; answer 1 when one of them did not end as it should."""
    toolchain = locate()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Emulator(rate=VIRTUAL_SECONDS_PER_SECOND) as emulator:
        stack = Stack(
            Path(folder),
            project=ROOT,
            bin_dir=toolchain.bin_dir,
            plugins_dir=toolchain.plugins_dir,
            config=emulator_config(emulator.endpoint),
            environment=emulator_environment(emulator.ca_file),
        )
        try:
            show(stack, emulator)
        except DemoError as error:
            console.print(f"\n[bold red]{error}[/]")
            return 1
    console.print(f"\n[dim]The demo took {time.monotonic() - started:.0f} s.[/]")
    return 0


def show(stack: Stack, emulator: Emulator) -> None:
    """Show the steps in order."""
    heading(1, "First deployment", "VPC, scaling group and scaling configuration are created, the group is enabled.")
    stack.set_config("image", "m-app-v1")
    pulumi(stack, "up", expected=0)
    instances(emulator)

    heading(2, "The gate", "Someone turns on reclaiming by stopping, which would make every later release impossible.")
    gate(stack)

    heading(3, "A release", "Image m-app-v2: four instances are replaced in batches, the group stays in service.")
    stack.set_config("image", "m-app-v2")
    pulumi(stack, "up", expected=0)
    instances(emulator)

    heading(4, "A release that fails", "Image m-app-broken: its instances start but never become healthy.")
    stack.set_config("image", "m-app-broken")
    pulumi(stack, "up", expected=1)
    instances(emulator)

    heading(5, "The change is taken back", "Nothing has to be released again: the group never left m-app-v2.")
    stack.set_config("image", "m-app-v2")
    pulumi(stack, "up", expected=0)
    instances(emulator)


def heading(number: int, title: str, text: str) -> None:
    """Print what comes next."""
    console.print(Panel(text, title=f"[bold]{number}  {title}[/]", title_align="left", border_style="cyan"), end="\n")


def pulumi(stack: Stack, *command: str, expected: int) -> None:
    """Run a command of the CLI, show its lines as they come, and insist on how it ends."""
    shown = " ".join(command)
    console.print(f"[bold green]$[/] pulumi {shown}")
    flags = ("--yes", "--skip-preview", "--suppress-outputs", "--suppress-permalink") if command[0] == "up" else ()
    process = stack.start(*command, *flags)
    with process:
        for line in process.stdout or ():
            if not NOISE.search(line):
                console.print(Text("  " + line.rstrip()))
    if process.returncode != expected:
        raise DemoError(f"`pulumi {shown}` ended with {process.returncode}, expected {expected}")
    console.print(f"  [dim]exit code {process.returncode}[/]")


def gate(stack: Stack) -> None:
    """Break the program as someone might, preview it with the policy pack, and mend it again."""
    program = stack.directory / "examples" / PROJECT / "__main__.py"
    good = program.read_text()
    program.write_text(good.replace('"min_size": 4,', '"min_size": 4,\n        "scaling_policy": "recycle",'))
    console.print('[bold yellow]+[/]         "scaling_policy": "recycle",')
    pulumi(stack, "preview", "--policy-pack", str(ROOT / "policypack"), expected=255)
    program.write_text(good)


def instances(emulator: Emulator) -> None:
    """Print what the cloud has now."""
    table = Table(box=None, padding=(0, 2), header_style="dim")
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
