"""Where engine and provider are, without making anything that takes longer than a moment."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from toolchain import cache, recipes, versions
from toolchain.errors import ToolchainError

__all__ = [
    "PLUGIN",
    "Toolchain",
    "assemble",
    "find_engine",
    "find_own_engine",
    "find_provider",
    "installed_provider",
    "locate",
]

PLUGIN = f"resource-alicloud-v{versions.PROVIDER}"
# What an official release has beside `pulumi` and programs in Python need.
COMPANIONS = ("pulumi-language-python", "pulumi-resource-pulumi-python")
HOST = Path(__file__).with_name("host")
VERSION_SECONDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolchain:
    """
    A usable engine and provider.

    Attributes:
        bin_dir: Folder that holds `pulumi`, with the Python language host in it or on PATH.
        plugins_dir: Folder that holds the alicloud provider, laid out as `$PULUMI_HOME/plugins`.
    """

    bin_dir: Path
    plugins_dir: Path


def locate() -> Toolchain:
    """
    Answer engine and provider if they are on this machine: first the user's own, then what the cache holds.

    Raises:
        ToolchainError: One of them is missing; `scripts/toolchain` gets it.
    """
    engine, provider = find_engine(), find_provider()
    if engine and provider:
        return Toolchain(bin_dir=engine, plugins_dir=provider)
    missing = "the Pulumi engine" if provider else "the alicloud provider" if engine else "engine and provider"
    raise ToolchainError(f"this machine has no {missing.removeprefix('the ')} yet; run scripts/toolchain")


def find_engine() -> Path | None:
    """Return the folder of a `pulumi`: the one on PATH, else a built one in the cache."""
    if own := find_own_engine():
        return own
    built = recipes.cached(recipes.ENGINE)
    return assemble(built) if built else None


def find_own_engine(say: Callable[[str], None] = lambda _: None) -> Path | None:
    """Return the folder of the `pulumi` on PATH; None, and the reason to `say`, if it cannot be used."""
    on_path = shutil.which("pulumi")
    if not on_path:
        return None
    reason = why_unusable(Path(on_path))
    if reason:
        say(f"{on_path} is not used: {reason}")
        return None
    return Path(on_path).parent


def why_unusable(pulumi: Path) -> str | None:
    """Answer why the `pulumi` on PATH does not serve; None when it does."""
    if pulumi.resolve().is_relative_to(cache.root().resolve()):
        return "it comes from the cache, which is looked at next"
    wanted = ".".join(map(str, versions.ENGINE_FLOOR))
    found = version_of(pulumi)
    if not found:
        return "it does not tell its version"
    if not versions.is_new_enough(found, versions.ENGINE_FLOOR):
        return f"version {'.'.join(map(str, found))}, needed is {wanted} or newer, below {versions.ENGINE[0] + 1}"
    # The engine looks on PATH first, then beside its own file.
    folders = os.pathsep.join([os.environ.get("PATH", ""), str(pulumi.resolve().parent)])
    lacking = [name for name in COMPANIONS if not shutil.which(name, path=folders)]
    return f"there is no {' and no '.join(lacking)} with it" if lacking else None


def version_of(pulumi: Path) -> versions.Version | None:
    environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        run = subprocess.run(
            [pulumi, "version"], capture_output=True, text=True, check=True, env=environment, timeout=VERSION_SECONDS
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return versions.parse(run.stdout)


def find_provider() -> Path | None:
    """Return the plugin folder with the alicloud provider: yours, what your `pulumi` installed, or a built one."""
    home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
    built = recipes.cached(recipes.PROVIDER)
    homes = [home, installed_provider(), *([built] if built else [])]
    folders = [folder / "plugins" for folder in homes]
    return next((folder for folder in folders if (folder / PLUGIN / "pulumi-resource-alicloud").is_file()), None)


def installed_provider() -> Path:
    """Return where the cache keeps the provider that your own `pulumi` installs."""
    return cache.root() / cache.INSTALLED / f"provider-{versions.PROVIDER}"


def assemble(engine: Path) -> Path:
    """Put the language host and the dynamic provider's starter, bound to this environment, beside a built engine."""
    python = str(Path(sys.prefix, "bin", "python"))
    sources = [file for file in HOST.iterdir() if file.is_file()]

    def fill(folder: Path) -> None:
        for file in sources:
            target = folder / file.name
            target.write_text(file.read_text().replace("@PYTHON@", python))
            target.chmod(0o755)
        for file in engine.iterdir():
            # A second name and no copy; no symbolic link, because the engine looks beside its own file.
            (folder / file.name).hardlink_to(file)

    return cache.publish(cache.root() / cache.ASSEMBLED / cache.digest([engine.name, python], sources), fill)
