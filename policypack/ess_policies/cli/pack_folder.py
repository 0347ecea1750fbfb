"""The pack as the engine wants it: a folder with `PulumiPolicy.yaml` and an entry file."""

import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import ess_policies
import ess_readiness
from ess_policies.version import VERSION

__all__ = ["DISTRIBUTION", "PackFolder", "lasting_pack_folder", "pack_folder"]

DISTRIBUTION = "alicloud-ess-policies"

_PACKAGE = Path(ess_policies.__file__).parent
_IN_ENVIRONMENT = sys.prefix != sys.base_prefix
# `pulumi policy publish` leaves out what this file names.
_IGNORED = "/venv\n*.pyc\n"


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
        _write(folder, _program(sys.prefix) | {"config.json": json.dumps(config)})
        yield PackFolder(
            flags=("--policy-pack", name, "--policy-pack-config", str(folder / "config.json")),
            environment={**environment, **({} if _IN_ENVIRONMENT else {"PULUMI_PYTHON_CMD": sys.executable})},
        )


def lasting_pack_folder(home: Path) -> Path:
    """
    Return a folder of the pack that stays: for `--policy-pack`, and for `pulumi policy publish` in it.

    It links to the environment that this command is installed in, which the engine runs the pack with, and to the
    packages of the rules, which publishing takes along as files. Its name comes from what it holds, so that no folder
    changes while an engine reads it.

    Args:
        home: Where such folders are made.

    Raises:
        OSError: The folder or a link cannot be made.
    """
    texts = _program("venv") | {"requirements.txt": _own_file("requirements.lock"), ".gitignore": _IGNORED}
    links = {"ess_policies": str(_PACKAGE), "ess_readiness": str(Path(ess_readiness.__file__).parent)}
    if _IN_ENVIRONMENT:
        links["venv"] = sys.prefix
    digest = hashlib.sha256(json.dumps([texts, links], sort_keys=True).encode()).hexdigest()
    folder = home / f"{VERSION}-{digest[:12]}"
    if not folder.is_dir():
        home.mkdir(parents=True, exist_ok=True)
        _make(folder, texts, links)
    return folder


def _make(folder: Path, texts: Mapping[str, str], links: Mapping[str, str]) -> None:
    """Make the folder as a whole, or not at all; another process may make the same one at the same time."""
    unfinished = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        _write(unfinished, texts)
        for name, target in links.items():
            (unfinished / name).symlink_to(target, target_is_directory=True)
        unfinished.rename(folder)
    except OSError:
        shutil.rmtree(unfinished)
        if not folder.is_dir():
            raise


def _program(virtualenv: str) -> dict[str, str]:
    """Return the files that the engine starts the pack by, in an environment if this process runs in one."""
    project = yaml.safe_load(_own_file("PulumiPolicy.yaml"))
    if _IN_ENVIRONMENT:
        project["runtime"]["options"]["virtualenv"] = virtualenv
    return {"PulumiPolicy.yaml": yaml.safe_dump(project), "__main__.py": _own_file("__main__.py")}


def _own_file(name: str) -> str:
    """Read a file of the pack: in a wheel it lies in the package, in a checkout beside it."""
    path = next(path for path in (_PACKAGE / "pack" / name, _PACKAGE.parent / name) if path.is_file())
    return path.read_text(encoding="utf-8")


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
