"""What is built with Go, from which sources, with which flags: everything that a cached build's name stands for."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from toolchain import cache, versions

__all__ = ["ENGINE", "GO_ENVIRONMENT", "PROVIDER", "Recipe", "cached", "entry", "go_version"]

FOLDER = Path(__file__).parent
VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
GO_ENVIRONMENT = {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly", "GOWORK": "off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """
    One program to build.

    Attributes:
        name: What it is called on the screen and in the cache.
        module: Folder of its Go module.
        flags: For `go build`.
        package: What is compiled.
        binary: The program's path inside the cache entry.
        expected: How long it takes on two cores, and what memory (toolchain/README.md, measured).
    """

    name: str
    module: Path
    flags: tuple[str, ...]
    package: str
    binary: str
    expected: str

    @property
    def key(self) -> str:
        sources = [file for file in self.module.rglob("*") if file.suffix in {".go", ".mod", ".sum"}]
        flags = [*self.flags, self.package, self.binary, *(f"{k}={v}" for k, v in GO_ENVIRONMENT.items())]
        return cache.digest(flags, sources)


ENGINE = Recipe(
    name="engine",
    module=FOLDER / "engine",
    flags=(
        "-trimpath",
        "-buildvcs=false",
        "-tags=osusergo,grpcnotrace",
        f"-ldflags=-s -w -X {VERSION_VARIABLE}=v{'.'.join(map(str, versions.ENGINE))}",
    ),
    package="github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    binary="pulumi",
    expected="about 3 minutes, 2 GiB of memory",
)

PROVIDER = Recipe(
    name="alicloud provider",
    module=FOLDER / "provider",
    # Without optimisation: half the time to compile, for a process that waits for HTTP.
    flags=(
        "-trimpath",
        "-buildvcs=false",
        "-gcflags=all=-N -l",
        f"-ldflags=-s -w -X main.version={versions.PROVIDER}",
    ),
    package=".",
    binary=f"plugins/resource-alicloud-v{versions.PROVIDER}/pulumi-resource-alicloud",
    expected="about 4 minutes, 4.2 GiB of memory",
)


def go_version() -> str | None:
    """Answer the version of the `go` on PATH; None when there is none."""
    try:
        run = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True, check=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None
    return run.stdout.strip()


def entry(recipe: Recipe, go: str) -> Path:
    """Answer where a build belongs in the cache."""
    return cache.root() / cache.BUILT / f"{recipe.name.replace(' ', '-')}-{recipe.key}-{go}"


def cached(recipe: Recipe) -> Path | None:
    """Answer a finished build; one of any Go version will do, since all of them act alike."""
    wanted = entry(recipe, "*")
    return max(wanted.parent.glob(wanted.name), default=None)
