"""Builds engine and provider from released Go modules."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from toolchain import cache, recipes, versions
from toolchain.errors import ToolchainError
from toolchain.progress import Command, CommandFailedError, alive, elapsed, say
from toolchain.recipes import Recipe

__all__ = ["build", "usable_go"]

SDK = "github.com/pulumi/pulumi/sdk/v3"


def usable_go() -> str:
    """
    Answer the version of the `go` on PATH.

    Raises:
        ToolchainError: There is none, or it is too old.
    """
    wanted = ".".join(map(str, versions.GO))
    found = recipes.go_version()
    if found is None:
        raise ToolchainError(
            "engine and provider cannot be had: no usable `pulumi` is on PATH, and there is no `go` to build it "
            f"with. Install Pulumi {'.'.join(map(str, versions.ENGINE_FLOOR))} or newer "
            "(https://www.pulumi.com/docs/install/) with "
            f"`pulumi plugin install resource alicloud {versions.PROVIDER}`, or Go {wanted} or newer "
            "(https://go.dev/dl/), then run scripts/toolchain again"
        )
    version = versions.parse(found)
    if version and not versions.is_new_enough(version, versions.GO):
        raise ToolchainError(
            f"engine and provider are built with Go {wanted} or newer, found {found}; install a newer Go "
            "(https://go.dev/dl/), then run scripts/toolchain again"
        )
    return found


def build(wanted: list[Recipe], go: str) -> None:
    """Build one program after the other; the modules of the next are downloaded while the first is compiled."""
    with TemporaryDirectory() as logs, ExitStack() as stack:
        fetches = [stack.enter_context(_fetch(recipe, Path(logs))) for recipe in wanted]
        for recipe, fetch in zip(wanted, fetches, strict=True):
            say(f"building the {recipe.name} from its Go modules ({recipe.expected})")
            started = time.monotonic()
            with _explained(recipe):
                fetch.wait(alive(lambda: ", downloading modules"))
                cache.publish(recipes.entry(recipe, go), partial(_compile, recipe, Path(logs)))
            say(f"  built in {elapsed(time.monotonic() - started)}")


def _fetch(recipe: Recipe, logs: Path) -> Command:
    # Listing the packages downloads exactly the modules that the build needs.
    list_packages = ["go", "list", "-deps", recipe.package]
    log = logs / f"{recipe.module.name}-modules"
    return Command(list_packages, cwd=recipe.module, environment=recipes.GO_ENVIRONMENT, log=log)


def _compile(recipe: Recipe, logs: Path, folder: Path) -> None:
    command = ["go", "build", "-v", *recipe.flags, "-o", str(folder / recipe.binary), recipe.package]
    log = logs / recipe.module.name
    with Command(command, cwd=recipe.module, environment=recipes.GO_ENVIRONMENT, log=log) as compiler:
        compiler.wait(alive(lambda: f", {len(compiler.output())} packages compiled"))
    if recipe is recipes.ENGINE:
        # The starter of Python programs is part of the engine's released modules, though not of its binary.
        shutil.copy(_module_folder(recipe, SDK) / "python/cmd/pulumi-language-python-exec", folder)


def _module_folder(recipe: Recipe, module: str) -> Path:
    command = ["go", "list", "-m", "-f", "{{.Dir}}", module]
    environment = {**os.environ, **recipes.GO_ENVIRONMENT}
    run = subprocess.run(command, cwd=recipe.module, env=environment, capture_output=True, text=True, check=True)
    return Path(run.stdout.strip())


@contextmanager
def _explained(recipe: Recipe) -> Iterator[None]:
    try:
        yield
    except CommandFailedError as error:
        raise ToolchainError(
            f"the {recipe.name} could not be built; what was done is kept, so mend the cause and run "
            f"scripts/toolchain again. The end of Go's output:\n{error}"
        ) from None
