"""How engine and provider are found, and what is said when they cannot be had."""

import re
from pathlib import Path

import pytest

from toolchain import ToolchainError, build, cache, locate, progress, recipes, search, versions
from toolchain.__main__ import provide

ROOT = Path(__file__).parents[2]
ENGINE = ".".join(map(str, versions.ENGINE))
FLOOR = ".".join(map(str, versions.ENGINE_FLOOR))
PROVIDER = "pulumi-resource-alicloud"


@pytest.fixture(name="machine")
def _machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a machine with an empty cache and home, and nothing on PATH but `bin`."""
    for name in ("bin", "home", "cache"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ESS_REFRESH_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("PULUMI_HOME", raising=False)
    return tmp_path


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def put_engine(folder: Path, version: str) -> None:
    put(folder / "pulumi", f"echo v{version}")
    for name in search.COMPANIONS:
        put(folder / name, "")


def test_the_places_that_name_versions_agree() -> None:
    modules = {name: (ROOT / f"toolchain/{name}/go.mod").read_text() for name in ("engine", "provider")}
    lock = (ROOT / "requirements.lock").read_text()
    go = [versions.parse(re.findall(r"^go (\S+)", module, re.MULTILINE)[0]) for module in modules.values()]

    assert re.findall(r"pulumi/(?:pkg|sdk)/v3 v(\S+)", modules["engine"]) == [ENGINE, ENGINE]
    assert max(filter(None, go)) == versions.GO
    assert re.findall(r"^pulumi==(\S+)", lock, re.MULTILINE) == [".".join(map(str, versions.SDK))]
    assert re.findall(r"^pulumi-alicloud==(\S+)", lock, re.MULTILINE) == [versions.PROVIDER]
    assert f'"pulumi>={FLOOR.removesuffix(".0")},<4"' in (ROOT / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    ("found", "serves"),
    [((3, 259, 0), True), ((3, 300, 1), True), ((3, 258, 9), False), ((4, 0, 0), False)],
)
def test_an_engine_serves_from_its_version_to_the_next_major_one(found: versions.Version, serves: bool) -> None:
    assert versions.is_new_enough(found, versions.ENGINE_FLOOR) is serves


def test_the_users_own_engine_and_provider_come_first(machine: Path) -> None:
    put_engine(machine / "bin", "3.260.1")
    plugins = machine / "home/.pulumi/plugins"
    put(plugins / search.PLUGIN / "pulumi-resource-alicloud", "")

    found = locate()

    assert (found.bin_dir, found.plugins_dir) == (machine / "bin", plugins)


def test_the_users_own_engine_installs_the_provider_into_the_cache(machine: Path) -> None:
    put_engine(machine / "bin", ENGINE)
    plugin = f"$PULUMI_HOME/plugins/{search.PLUGIN}"
    install = f'test "$*" = "plugin install resource alicloud {versions.PROVIDER}" && mkdir -p {plugin}'
    put(machine / "bin/pulumi", f'test "$1" = version && echo v{ENGINE} && exit\n{install} && : > {plugin}/{PROVIDER}')
    for tool in ("env", "mkdir"):
        (machine / "bin" / tool).symlink_to(f"/usr/bin/{tool}")

    provided = provide()

    assert provided.plugins_dir == machine / f"cache/installed/provider-{versions.PROVIDER}/plugins"
    assert recipes.cached(recipes.PROVIDER) is None


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("3.200.0", f"version 3.200.0, needed is {FLOOR} or newer, below 4"),
        ("none", "it does not tell its version"),
    ],
)
def test_an_engine_on_path_that_does_not_serve_is_named(machine: Path, version: str, reason: str) -> None:
    put_engine(machine / "bin", version)
    said: list[str] = []

    assert search.find_own_engine(said.append) is None
    assert said == [f"{machine / 'bin/pulumi'} is not used: {reason}"]


def test_an_engine_without_its_language_host_does_not_serve(machine: Path) -> None:
    put(machine / "bin/pulumi", f"echo v{ENGINE}")

    assert search.why_unusable(machine / "bin/pulumi") == (
        "there is no pulumi-language-python and no pulumi-resource-pulumi-python with it"
    )


@pytest.mark.usefixtures("machine")
def test_a_machine_with_nothing_is_told_so() -> None:
    with pytest.raises(ToolchainError) as failure:
        locate()

    assert str(failure.value) == "this machine has no engine and provider yet; run scripts/toolchain"


@pytest.mark.usefixtures("machine")
def test_neither_pulumi_nor_go_is_one_clear_error() -> None:
    with pytest.raises(ToolchainError) as failure:
        build.usable_go()

    assert str(failure.value) == (
        "engine and provider cannot be had: no usable `pulumi` is on PATH, and there is no `go` to build it with. "
        f"Install Pulumi {FLOOR} or newer (https://www.pulumi.com/docs/install/) with `pulumi plugin install resource "
        f"alicloud {versions.PROVIDER}`, or Go 1.26.6 or newer (https://go.dev/dl/), then run scripts/toolchain again"
    )


def test_a_go_that_is_too_old_is_named(machine: Path) -> None:
    put(machine / "bin/go", "echo go1.21.4")

    with pytest.raises(ToolchainError) as failure:
        build.usable_go()

    assert str(failure.value) == (
        "engine and provider are built with Go 1.26.6 or newer, found go1.21.4; install a newer Go "
        "(https://go.dev/dl/), then run scripts/toolchain again"
    )


def test_a_failed_build_shows_the_end_of_the_output_and_leaves_no_entry(machine: Path) -> None:
    put(machine / "bin/go", 'case "$1" in build) echo "disk full"; exit 1;; esac')

    with pytest.raises(ToolchainError) as failure:
        build.build([recipes.ENGINE], "go1.99.0")

    assert str(failure.value) == (
        "the engine could not be built; what was done is kept, so mend the cause and run "
        "scripts/toolchain again. The end of Go's output:\ndisk full"
    )
    assert recipes.cached(recipes.ENGINE) is None
    assert list((machine / "cache").rglob("*pulumi*")) == []


def test_a_cache_entry_appears_when_it_is_complete(machine: Path) -> None:
    entry = machine / "cache/built/thing"

    def fill(folder: Path) -> None:
        assert not entry.exists()
        (folder / "file").write_text("done")

    assert cache.publish(entry, fill) == entry
    assert [path.name for path in entry.parent.iterdir()] == ["thing"]
    assert cache.publish(entry, lambda _: pytest.fail("made twice")) == entry


def test_an_entry_that_was_not_completed_is_swept_by_the_next_run(machine: Path) -> None:
    left = machine / "cache" / cache.BUILT / f"{cache.UNFINISHED}killed"
    left.mkdir(parents=True)

    with cache.lock(lambda: pytest.fail("waited")):
        assert not left.exists()


def test_a_build_is_keyed_by_its_sources(machine: Path) -> None:
    source = machine / "go.mod"
    source.write_text("go 1.25")
    before = cache.digest(["flags"], [source])
    source.write_text("go 1.26")

    assert cache.digest(["flags"], [source]) != before
    assert cache.digest(["others"], [source]) != cache.digest(["flags"], [source])


def test_a_long_step_says_every_twenty_seconds_that_it_is_alive(capsys: pytest.CaptureFixture[str]) -> None:
    times = iter([0.0, 10.0, 25.0, 25.0, 30.0, 75.0, 75.0])
    beat = progress.alive(lambda: ", 7 packages compiled", clock=lambda: next(times))

    for _ in range(4):
        beat()

    assert capsys.readouterr().err == "  … 25 s, 7 packages compiled\n  … 1 min 15 s, 7 packages compiled\n"
