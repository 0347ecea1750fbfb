"""
The official releases, downloaded as Pulumi itself downloads them.

Many machines cannot reach them. So one small request first asks whether they answer at all, and only then a download
may take its time.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from toolchain import cache, versions
from toolchain.progress import Command, CommandFailedError, alive, elapsed, say
from toolchain.search import find_engine, official_entry

__all__ = ["download_engine", "download_provider", "is_reachable"]

SERVER = "https://get.pulumi.com"
ANSWER_SECONDS = 15
DOWNLOAD_SECONDS = 300
ASK = f"""
import urllib.request
urllib.request.urlopen(urllib.request.Request("{SERVER}/install.sh", method="HEAD"), timeout={ANSWER_SECONDS})
"""
INSTALL = """
import sys
from pulumi.automation import PulumiCommand
from semver import VersionInfo
PulumiCommand.install(root=sys.argv[1], version=VersionInfo.parse(sys.argv[2]))
"""


def is_reachable() -> bool:
    """Ask the server of the releases, for 15 seconds at most."""
    say(f"asking {SERVER} for the official releases ({ANSWER_SECONDS} s at most)")
    try:
        # A process of its own, because looking up a name knows no time limit.
        subprocess.run([sys.executable, "-c", ASK], capture_output=True, check=True, timeout=ANSWER_SECONDS)
    except subprocess.SubprocessError:
        say("  it cannot be reached from here")
        return False
    return True


def download_engine() -> None:
    """Install the official engine into the cache; on failure say so."""
    version = ".".join(map(str, versions.ENGINE))

    def command(root: Path) -> list[str]:
        return [sys.executable, "-c", INSTALL, str(root), version]

    _download(f"the official Pulumi {version}", official_entry("engine"), command)


def download_provider() -> None:
    """Install the official provider into the cache; on failure, or without an engine to do it, say so."""
    pulumi = find_engine()
    if not pulumi:
        return

    def command(root: Path) -> list[str]:
        install = [str(pulumi / "pulumi"), "plugin", "install", "resource", "alicloud", versions.PROVIDER]
        return ["env", f"PULUMI_HOME={root}", "PULUMI_SKIP_UPDATE_CHECK=true", *install]

    _download(f"the official alicloud provider {versions.PROVIDER}", official_entry("provider"), command)


def _download(what: str, entry: Path, command: Callable[[Path], list[str]]) -> None:
    say(f"downloading {what} ({elapsed(DOWNLOAD_SECONDS)} at most)")

    def fill(folder: Path) -> None:
        with Command(command(folder), cwd=folder, environment={}, log=folder / "download.log") as download:
            download.wait(alive(str), DOWNLOAD_SECONDS)

    try:
        cache.publish(entry, fill)
    except CommandFailedError as error:
        say(f"  that failed: {error}")
