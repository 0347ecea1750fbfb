"""Every example runs through the real engine; the README shows one of them as it is."""

import re
from pathlib import Path

import pytest

from alicloud_emulator import Emulator
from e2e.cloud import images_of_instances
from e2e.conftest import EXAMPLES, ROOT, MakeStack

MAX_PROGRAM_LINES = 40


def programs() -> list[str]:
    return sorted(path.parent.name for path in EXAMPLES.glob("*/__main__.py"))


def test_every_example_is_tested() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    untested = [name for name in programs() if f'EXAMPLES / "{name}",' not in tests]

    assert untested == ["rolling-release"]  # the root project: test_rolling_release.py


@pytest.mark.parametrize("name", programs())
def test_example_is_short_and_explained(name: str) -> None:
    program = (EXAMPLES / name / "__main__.py").read_text()

    assert program.count("\n") < MAX_PROGRAM_LINES
    assert (EXAMPLES / name / "README.md").read_text().startswith(f"# {name}\n")


def test_readme_shows_the_program_of_rolling_release() -> None:
    [shown] = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)

    assert shown == (EXAMPLES / "rolling-release" / "__main__.py").read_text()


def test_failing_release(make_stack: MakeStack, emulator: Emulator) -> None:
    stack = make_stack(
        EXAMPLES / "failing-release",
        {"failing-release:image": "m-app-v1", "failing-release:deletionProtection": "false"},
    )
    assert stack.up().exit_code == 0

    stack.set_config("image", "m-app-broken")
    failed = stack.up()

    assert failed.exit_code != 0
    assert images_of_instances(emulator) == ["m-app-v1"] * 2
    destroyed = stack.destroy()
    assert destroyed.exit_code == 0, destroyed.output
    assert emulator.state["empty"]
