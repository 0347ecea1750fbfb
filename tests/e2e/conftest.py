"""Fixtures of the end-to-end tests: real engine and provider on a throw-away stack against the emulator."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from alicloud_emulator import Emulator
from toolchain import Toolchain, ToolchainError, locate
from toolchain.stack import Stack, emulator_config, emulator_environment

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EXAMPLES = ROOT / "examples"
# One virtual minute takes half a real second; the refresh polls once a real second.
VIRTUAL_SECONDS_PER_SECOND = 120.0

MakeStack = Callable[..., Stack]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have one process run all of them: an engine with its providers keeps two cores busy by itself."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.xdist_group("engine"))


@pytest.fixture(scope="session", name="toolchain")
def _toolchain() -> Toolchain:
    """Engine and provider; a machine without them skips these tests, CI fails them."""
    try:
        return locate()
    except ToolchainError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no engine: {error}; run scripts/toolchain")


@pytest.fixture(name="emulator")
def _emulator() -> Iterator[Emulator]:
    with Emulator(rate=VIRTUAL_SECONDS_PER_SECOND) as emulator:
        yield emulator


@pytest.fixture(name="make_stack")
def _make_stack(toolchain: Toolchain, emulator: Emulator, tmp_path: Path) -> MakeStack:
    """Make the stack of a project; `config` is added to what points at the emulator."""

    def make(project: Path, config: Mapping[str, Any] | None = None, **environment: str) -> Stack:
        return Stack(
            tmp_path,
            project=project,
            bin_dir=toolchain.bin_dir,
            plugins_dir=toolchain.plugins_dir,
            config=emulator_config(emulator.endpoint) | dict(config or {}),
            environment=emulator_environment(emulator.ca_file) | environment,
        )

    return make


@pytest.fixture(name="release")
def _release(make_stack: MakeStack) -> Stack:
    """Make the stack of the root project, with image m-app-v1 and without deletion protection."""
    return make_stack(ROOT, {"rolling-release:image": "m-app-v1", "rolling-release:deletionProtection": "false"})
