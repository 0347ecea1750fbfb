"""
Draws docs/progress-*.svg: `pulumi up` in a real terminal (tmux), at three widths, while a rollout goes on.

The real engine replaces the instances of a group on the emulator. Each picture is the terminal when two of four are
replaced.
"""

import re
import shlex
import subprocess
import tempfile
import time
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from alicloud_emulator import Emulator
from e2e.cloud import entities
from toolchain import locate
from toolchain.stack import Stack, emulator_config, emulator_environment

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs"
WIDTHS = (80, 100, 120)
RATE = 15.0
"""A batch takes some four seconds: long enough for the row to be drawn."""
PATIENCE_SECONDS = 120.0


def main() -> None:
    """Write the pictures."""
    toolchain = locate()
    with tempfile.TemporaryDirectory() as folder, Emulator(rate=RATE) as emulator:
        stack = Stack(
            Path(folder),
            project=HERE / "refresh_alone",
            bin_dir=toolchain.bin_dir,
            plugins_dir=toolchain.plugins_dir,
            config=emulator_config(emulator.endpoint) | {"shop:image": "m-app-v1"},
            environment=emulator_environment(emulator.ca_file),
        )
        first = stack.up()
        if first.exit_code:
            raise RuntimeError(first.output)
        for number, width in enumerate(WIDTHS, start=2):
            stack.set_config("image", f"m-app-v{number}")
            screen = rollout(stack, emulator, width)
            (DOCS / f"progress-{width}.svg").write_text(picture(screen, width), encoding="utf-8")


def rollout(stack: Stack, emulator: Emulator, width: int) -> str:
    """Update the stack in a terminal to the end; return what stood there, with colours, half-way."""
    name = f"progress-{width}"
    environment = stack.environment | {"TERM": "xterm-256color"}
    variables = [f"{key}={value}" for key, value in environment.items() if key != "COLUMNS"]
    command = shlex.join(["env", "-i", *variables, "pulumi", "up", "--yes", "--skip-preview"])
    known = len(entities(emulator, "instance_refresh_tasks"))
    terminal = ["tmux", "new-session", "-d", "-s", name, "-x", str(width), "-y", "24", "-c", str(stack.directory)]
    subprocess.run([*terminal, command], check=True)
    deadline = time.monotonic() + PATIENCE_SECONDS
    shown = ""
    while time.monotonic() < deadline:
        capture = ["tmux", "capture-pane", "-e", "-p", "-t", name]
        drawn = subprocess.run(capture, capture_output=True, text=True, check=False)
        if drawn.returncode and shown:
            return shown
        if drawn.returncode:
            break
        tasks = entities(emulator, "instance_refresh_tasks")[known:]
        if tasks and tasks[0]["status"] == "InProgress" and tasks[0]["finished_update_capacity"] == 2:
            shown = drawn.stdout
        time.sleep(0.2)
    subprocess.run(["tmux", "kill-session", "-t", name], check=False)
    raise RuntimeError(f"the update was not seen half-way, or has not ended within {PATIENCE_SECONDS:.0f} s")


def picture(screen: str, width: int) -> str:
    """Draw a screen as SVG."""
    console = Console(file=StringIO(), record=True, width=width, force_terminal=True, highlight=False)
    console.print(Text.from_ansi(screen.rstrip()))
    svg = console.export_svg(title=f"pulumi up, {width} columns", unique_id=f"progress-{width}")
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    main()
