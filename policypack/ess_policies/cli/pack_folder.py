"""The pack as the engine wants it: a folder with `PulumiPolicy.yaml` and an entry file."""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ess_policies
from ess_policies.version import VERSION

__all__ = ["DISTRIBUTION", "PackFolder", "pack_folder"]

DISTRIBUTION = "alicloud-ess-policies"

_PACKAGE = Path(ess_policies.__file__).parent
# In a wheel the entry file lies in the package; in a checkout it is the pack's own.
_ENTRIES = (_PACKAGE / "pack" / "__main__.py", _PACKAGE.parent / "__main__.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFolder:
    """The flags that give the pack to the engine, and the variables that go with them."""

    flags: tuple[str, ...]
    environment: dict[str, str]


@contextmanager
def pack_folder(config: Mapping[str, Any], environment: Mapping[str, str]) -> Iterator[PackFolder]:
    """
    Write the pack's folder for one run.

    The engine runs the pack with the environment that this command is installed in, whatever the program runs in:
    PULUMI_PYTHON_CMD would decide for both.

    Args:
        config: The pack's configuration, as `--policy-pack-config` takes it.
        environment: Variables that the pack reads.
    """
    with tempfile.TemporaryDirectory(prefix="ess-policies-pack-") as name:
        folder = Path(name)
        in_environment = sys.prefix != sys.base_prefix
        options = {"toolchain": "pip"} | ({"virtualenv": sys.prefix} if in_environment else {})
        project = {"version": VERSION, "runtime": {"name": "python", "options": options}}
        # JSON is YAML.
        (folder / "PulumiPolicy.yaml").write_text(json.dumps(project), encoding="utf-8")
        shutil.copy(next(entry for entry in _ENTRIES if entry.is_file()), folder)
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        yield PackFolder(
            flags=("--policy-pack", name, "--policy-pack-config", str(folder / "config.json")),
            environment={**environment, **({} if in_environment else {"PULUMI_PYTHON_CMD": sys.executable})},
        )
