"""
The alicloud provider, installed by your own `pulumi`.

No engine is downloaded here: an official release comes without a digest that this repository could pin, while a build
checks every module against `go.sum`. A `pulumi` that you installed fetches its plugins itself in every `pulumi up`.
"""

from pathlib import Path

from toolchain import cache, versions
from toolchain.progress import Command, CommandFailedError, alive, elapsed, say
from toolchain.search import installed_provider

__all__ = ["install_provider"]

INSTALL_SECONDS = 300


def install_provider(pulumi: Path) -> None:
    """
    Have a `pulumi` install the provider into the cache; where that fails, say why.

    Args:
        pulumi: Folder that holds the `pulumi` on PATH.
    """
    say(f"having your `pulumi` install the alicloud provider {versions.PROVIDER} ({elapsed(INSTALL_SECONDS)} at most)")

    def fill(folder: Path) -> None:
        install = [str(pulumi / "pulumi"), "plugin", "install", "resource", "alicloud", versions.PROVIDER]
        command = ["env", f"PULUMI_HOME={folder}", "PULUMI_SKIP_UPDATE_CHECK=true", *install]
        with Command(command, cwd=folder, environment={}, log=folder / "install.log") as process:
            process.wait(alive(str), INSTALL_SECONDS)

    try:
        cache.publish(installed_provider(), fill)
    except CommandFailedError as error:
        say(f"  that failed: {error}")
