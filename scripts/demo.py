"""
The main job, shown: a deployment, a change that the gate stops, a release, and one that fails and goes back.

Everything on the screen is real: the Pulumi engine, the alicloud provider and the policy pack run as they do for
users; only the cloud is the emulator, on a clock that runs faster. Of what the CLI prints, the lines that announce a
step are left out, as is the summary in which it repeats the progress lines.
"""

import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from alicloud_emulator import Emulator
from toolchain import locate
from toolchain.stack import Stack, emulator_config, emulator_environment

ROOT = Path(__file__).parent.parent
PROGRAM = Path("examples/rolling-release/__main__.py")
VIRTUAL_SECONDS_PER_SECOND = 30.0
GOOD_LINE = "min_size=4,"
BAD_LINE = 'scaling_policy="recycle",'

NOISE = re.compile(
    r"^(Updating|Previewing|Loading policy|Duration|Permalink|@ )|pulumi:pulumi:Stack"
    r"|(creat|updat|delet)ing \([\d.]+s\)|error: (update|preview) failed"
)
PROGRESS = re.compile(r"^.*?dynamic/ess:InstanceRefresh (\S+) (?:creat|updat)ing \(\d+s\) (.+)$")
STYLES = {"+": "green", "-": "red", "~": "yellow"}

console = Console(highlight=False)


class DemoError(Exception):
    """The demo did not show what it should have shown."""


def main() -> int:
    """Show the steps; answer 1 when one of them did not end as it should."""
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
    seconds = time.monotonic() - started
    console.print(
        f"[dim]Took {seconds:.0f} s; the emulator's clock ran {VIRTUAL_SECONDS_PER_SECOND:.0f} times as fast.[/]"
    )
    return 0


def show(stack: Stack, emulator: Emulator) -> None:
    """Show the steps in order."""
    heading(
        1, "First deployment", "Network, scaling group and scaling configuration are created, the group is enabled."
    )
    release(stack, emulator, "m-app-v1", exit_code=0)

    heading(
        2, "The gate", "A change would let the group stop instances instead of releasing them: no refresh after that."
    )
    gate(stack)

    heading(3, "A release", "Image m-app-v2: the instances are replaced in batches while the group stays in service.")
    release(stack, emulator, "m-app-v2", exit_code=0)

    heading(4, "A release that fails", "Image m-app-v3: two instances work, the third never becomes healthy.")
    emulator.add_fault(kind="unhealthy_instances", image_id="m-app-v3", after=2)
    release(stack, emulator, "m-app-v3", exit_code=1)

    heading(5, "The change is taken back", "The group never left m-app-v2, so there is nothing to release.")
    release(stack, emulator, "m-app-v2", exit_code=0)


def heading(number: int, title: str, text: str) -> None:
    """Print what comes next."""
    console.print()
    console.print(Panel(text, title=f"[bold]{number}  {title}[/]", title_align="left", border_style="cyan"))


def release(stack: Stack, emulator: Emulator, image: str, *, exit_code: int) -> None:
    """Set the image, update the stack, and show what the cloud has afterwards."""
    console.print(f"[bold green]$[/] pulumi config set image {image}")
    stack.set_config("image", image)
    flags = ("--yes", "--skip-preview", "--suppress-outputs", "--suppress-permalink")
    show_command(stack, "up", flags, exit_code=exit_code)
    console.print(standing(emulator))


def gate(stack: Stack) -> None:
    """Break the program as someone might, preview it with the policy pack, and mend it again."""
    program = stack.directory / PROGRAM
    good = program.read_text()
    program.write_text(good.replace(GOOD_LINE, f"{GOOD_LINE}\n    {BAD_LINE}"))
    console.print(f"[dim]{PROGRAM}[/]\n[green]+     {BAD_LINE}[/]")
    show_command(stack, "preview", ("--policy-pack", "policypack"), exit_code=1)
    program.write_text(good)


def show_command(stack: Stack, command: str, flags: tuple[str, ...], *, exit_code: int) -> None:
    """Run a command of the CLI, show its lines as they come, and insist on how it ends."""
    shown = [flag for flag in flags if flag not in ("--skip-preview", "--suppress-outputs", "--suppress-permalink")]
    console.print(f"[bold green]$[/] pulumi {' '.join([command, *shown])}")
    # The stack works on a copy of the project; the pack stays where it is.
    real = [str(ROOT / flag) if flag == "policypack" else flag for flag in flags]
    process = stack.start(command, *real)
    with process:
        for line in readable(process.stdout or ()):
            console.print(line, soft_wrap=True)
    if process.returncode != exit_code:
        raise DemoError(f"`pulumi {command}` ended with {process.returncode}, expected {exit_code}")
    console.print(f"[dim]exit code {exit_code}[/]")


def readable(lines: Iterable[str]) -> Iterator[Text]:
    """Answer what a reader needs of the CLI's lines, coloured as on a terminal."""
    is_repeating = is_error = False
    for text in lines:
        # The row of a failed resource repeats the error that stands under Diagnostics.
        line = text.rstrip().split("; error: ")[0]
        if line.startswith("Diagnostics:"):
            is_repeating = True
        elif re.match(r"(Resources|Policies):", line):
            is_repeating = False
        # An error has lines of its own up to an empty one.
        is_error = is_repeating and bool(line) and (is_error or line.startswith("    error: "))
        if (progress := PROGRESS.match(line)) and not is_repeating and not progress[2].startswith("error: "):
            yield Text(f"    {progress[1]}: {progress[2]}", style="cyan")
        elif is_error or not (not line or is_repeating or NOISE.search(line)):
            yield Text(line, style="red" if is_error or "error" in line else STYLES.get(line.strip()[:1], ""))


def standing(emulator: Emulator) -> Table:
    """Answer what stands in the cloud now, a line a scaling configuration."""
    entities = emulator.state["entities"]
    [group] = entities["scaling_groups"]
    counts = Counter(item["source"]["scaling_configuration_id"] for item in group["instances"].values())
    table = Table("scaling configuration", "image", "instances", "", box=None, header_style="dim", padding=(0, 3))
    for configuration in entities["scaling_configurations"]:
        own = configuration["scaling_configuration_id"]
        is_active = own == group["active_scaling_configuration_id"]
        table.add_row(own, configuration["image_id"], str(counts[own]), "[green]active[/]" if is_active else "")
    return table


if __name__ == "__main__":
    sys.exit(main())
