"""
The built distributions, as somebody has them who never saw the checkout: alone and together, in clean environments.

Once with the locked versions of what they need, once with the newest that the declared ranges allow. Needs a package
registry: without one these tests are skipped where no CI runs them.
"""

import io
import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from alicloud_emulator import Emulator, pulumi_config
from e2e.conftest import ROOT, MakeStack
from e2e.pulumi_cloud import pulumi_cloud
from ess_policies.version import VERSION
from toolchain import Toolchain
from toolchain.stack import Stack, emulator_environment
from toolchain.versions import PROVIDER

PRODUCTS = {
    "readiness": ("alicloud_ess_readiness",),
    "refresh": ("alicloud_ess_readiness", "alicloud_ess_refresh"),
    "policies": ("alicloud_ess_readiness", "alicloud_ess_policies"),
    "emulator": ("alicloud_emulator",),
}
PRODUCTS["together"] = tuple(sorted({name for names in PRODUCTS.values() for name in names}))
# The fixture needs pytest. As pip does, so that nothing is left to write later; of the provider's SDK it takes minutes.
BESIDE = {"emulator": ("pytest",), "policies": ("--compile-bytecode",)}
LOCKED = ("--constraint", str(ROOT / "requirements.lock"))
# The provider that is built here is of one version, and its SDK asks for just that one.
NEWEST = (f"pulumi-alicloud=={PROVIDER}",)
VERSIONS = pytest.mark.parametrize("versions", ["locked", "newest"])
UV = Path(sys.executable).with_name("uv")

pytestmark = pytest.mark.timeout(600)

GROUP = "alicloud:ess/scalingGroup:ScalingGroup"
STATE = {
    "version": 3,
    "deployment": {
        "manifest": {"time": "2026-01-31T12:00:00Z", "magic": "", "version": ""},
        "resources": [
            {
                "urn": f"urn:pulumi:prod::shop::{GROUP}::web",
                "custom": True,
                "id": "asg-1",
                "type": GROUP,
                "inputs": {"minSize": 1, "maxSize": 4, "vswitchIds": ["vsw-1", "vsw-2"], "multiAzPolicy": "BALANCE"},
            }
        ],
    },
}
IMPORTING_EVERYTHING = """\
import alicloud_ess_refresh

for name in alicloud_ess_refresh.__all__:
    getattr(alicloud_ess_refresh, name)
"""
USING_THE_FIXTURE = """\
def test_time_stands_still(alicloud_emulator):
    before = alicloud_emulator.clock.now()
    alicloud_emulator.clock.advance(90)
    assert (alicloud_emulator.clock.now() - before).total_seconds() == 90
    assert alicloud_emulator.state["empty"]
"""


@pytest.fixture(scope="module", name="dist")
def _dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the distributions; skip where nothing that they need can be had."""
    folder = tmp_path_factory.mktemp("packages")
    reached = subprocess.run(
        [UV, "pip", "install", "--quiet", "--no-deps", "--target", folder / "reached", "wheel"], check=False
    )
    if reached.returncode and not os.environ.get("CI"):
        pytest.skip("no package registry can be reached")
    return package(folder / "dist")


@pytest.fixture(scope="module", name="install")
def _install(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Make an environment with a product, and return its folder; each is made once."""
    made: dict[tuple[str, str], Path] = {}

    def install(product: str, versions: str) -> Path:
        if (product, versions) not in made:
            environment = tmp_path_factory.mktemp(f"{product}-{versions}") / "venv"
            wheels = [str(dist / f"{name}-{VERSION}-py3-none-any.whl") for name in PRODUCTS[product]]
            needs_provider = "alicloud_ess_refresh" in PRODUCTS[product]
            chosen = LOCKED if versions == "locked" else NEWEST * needs_provider
            make_environment(environment, *wheels, *BESIDE.get(product, ()), *chosen)
            made[product, versions] = environment
        return made[product, versions]

    return install


def package(folder: Path, **environment: str) -> Path:
    subprocess.run([ROOT / "scripts/package", folder], env=os.environ | environment, check=True, capture_output=True)
    return folder


def make_environment(folder: Path, *requirements: str) -> None:
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, folder], check=True)
    installed = subprocess.run(
        [UV, "pip", "install", "--quiet", "--python", folder, *requirements],
        capture_output=True,
        text=True,
        check=False,
    )
    assert installed.returncode == 0, installed.stderr


def run(
    *command: str | Path, cwd: Path, environment: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run a command as somebody does who has no checkout: nothing of this one is on any path."""
    clean = {name: value for name, value in (environment or os.environ).items() if name != "PYTHONPATH"}
    return subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)


def installed_names(environment: Path) -> set[str]:
    listed = run(UV, "pip", "list", "--python", environment, "--format", "json", cwd=environment)
    return {each["name"] for each in json.loads(listed.stdout)}


def readme_program(folder: Path) -> Path:
    """Write the program of the README, and the project file that it shows, into a folder."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"```(python|yaml)\n(.*?)```", page, re.DOTALL))
    folder.mkdir()
    (folder / "__main__.py").write_text(blocks["python"], encoding="utf-8")
    (folder / "Pulumi.yaml").write_text(blocks["yaml"], encoding="utf-8")
    return folder


def test_one_commit_gives_the_same_bytes_twice(dist: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    again = package(tmp_path / "dist", TMPDIR=str(tmp_path / "elsewhere"), TZ="Asia/Shanghai")

    sums = [(folder / "SHA256SUMS").read_text(encoding="utf-8") for folder in (dist, again)]
    assert sums[0] == sums[1]
    assert len(sums[0].splitlines()) == 2 * len(PRODUCTS["together"])


@pytest.mark.parametrize("name", PRODUCTS["together"])
def test_a_source_archive_builds_the_same_wheel(dist: Path, name: str, tmp_path: Path) -> None:
    with tarfile.open(dist / f"{name}-{VERSION}.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    # The time of every file, which is that of the commit.
    epoch = run("git", "log", "-1", "--format=%ct", cwd=ROOT).stdout.strip()

    built = run(
        *(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)),
        cwd=tmp_path / f"{name}-{VERSION}",
        environment=os.environ | {"SOURCE_DATE_EPOCH": epoch},
    )

    wheel = f"{name}-{VERSION}-py3-none-any.whl"
    assert (tmp_path / wheel).read_bytes() == (dist / wheel).read_bytes(), built.stderr


@VERSIONS
def test_readiness_alone_needs_nothing(install: Callable[[str, str], Path], versions: str, tmp_path: Path) -> None:
    environment = install("readiness", versions)
    page = (ROOT / "readiness" / "README.md").read_text(encoding="utf-8")
    [program] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)

    shown = run(environment / "bin/python", "-c", program, cwd=tmp_path)

    assert [line.split(" ")[0] for line in shown.stdout.splitlines()] == ["priority-scale-out", "release-reclaim-mode"]
    assert installed_names(environment) == {"alicloud-ess-readiness"}


@VERSIONS
def test_emulator_alone_has_its_command_and_its_fixture(
    install: Callable[[str, str], Path], versions: str, tmp_path: Path
) -> None:
    environment = install("emulator", versions)
    (tmp_path / "test_mine.py").write_text(USING_THE_FIXTURE, encoding="utf-8")

    settings = run(environment / "bin/alicloud-emulator", "config", "--port", "8014", cwd=tmp_path)
    tested = run(environment / "bin/python", "-m", "pytest", "-q", "test_mine.py", cwd=tmp_path)
    with subprocess.Popen(
        [environment / "bin/alicloud-emulator", "--rate", "0"], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stdout is not None
        ready = json.loads(serving.stdout.readline())
        serving.terminate()

    assert settings.stdout.startswith('config:\n  alicloud:region: "cn-hangzhou"\n')
    assert "1 passed" in tested.stdout, tested.stdout
    [shown] = re.findall(r"^{.*}$", (ROOT / "emulator" / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert ready["url"] == f"http://{ready['endpoint']}"
    assert list(ready) == list(json.loads(shown))


@VERSIONS
def test_pack_alone_gates_a_state_without_any_provider(
    install: Callable[[str, str], Path], toolchain: Toolchain, versions: str, tmp_path: Path
) -> None:
    environment = install("policies", versions)
    commands = engine_environment(toolchain, tmp_path, environment)
    (tmp_path / "state.json").write_text(json.dumps(STATE), encoding="utf-8")
    before = files_of(environment)

    told = run("ess-policies", "state", "state.json", cwd=tmp_path, environment=commands)
    folder = run("ess-policies", "pack-folder", cwd=tmp_path, environment=commands).stdout.strip()
    again = run("ess-policies", "pack-folder", cwd=tmp_path, environment=commands).stdout.strip()
    # The engine is started as by somebody whose shell has another Python in front.
    plain = run(
        *("pulumi", "policy", "analyze", "--file", "state.json", "--policy-pack", folder),
        cwd=tmp_path,
        environment=commands | {"PATH": f"{toolchain.bin_dir}{os.pathsep}{os.environ['PATH']}"},
    )

    assert told.returncode == 1, told.stderr
    assert "  mandatory high  ess-scaling-group-priority-scale-out" in told.stdout.splitlines()
    assert folder == again
    assert folder.startswith(f"{commands['PULUMI_HOME']}/alicloud-ess-policies/{VERSION}-")
    assert plain.returncode != 0
    assert "ess-scaling-group-priority-scale-out" in plain.stdout + plain.stderr
    # An environment that cannot be written to does as well.
    assert files_of(environment) == before
    brought = installed_names(environment)
    assert [name for name in brought if name.startswith(("alibabacloud", "aliyun", "pulumi-alicloud"))] == []


def files_of(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def engine_environment(toolchain: Toolchain, folder: Path, environment: Path) -> dict[str, str]:
    """Return the variables of a shell with an engine and one of the environments."""
    home, backend = folder / "pulumi-home", folder / "backend"
    backend.mkdir(exist_ok=True)
    return {
        "HOME": str(folder),
        "PATH": os.pathsep.join([str(environment / "bin"), str(toolchain.bin_dir), os.environ["PATH"]]),
        "PULUMI_HOME": str(home),
        "PULUMI_BACKEND_URL": f"file://{backend}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }


def test_pack_is_published_with_all_that_it_needs(
    install: Callable[[str, str], Path], toolchain: Toolchain, tmp_path: Path
) -> None:
    """Up to the service: the engine's own client, and then what a service hands to the next engine."""
    commands = engine_environment(toolchain, tmp_path, install("policies", "locked"))
    folder = Path(run("ess-policies", "pack-folder", cwd=tmp_path, environment=commands).stdout.strip())

    with pulumi_cloud() as cloud:
        account = {"PULUMI_BACKEND_URL": cloud.url, "PULUMI_ACCESS_TOKEN": "made-up"}
        published = run("pulumi", "policy", "publish", "shop", cwd=folder, environment=commands | account)

    assert published.returncode == 0, published.stdout + published.stderr
    assert (cloud.described["name"], cloud.described["versionTag"]) == ("alicloud-ess-refresh", VERSION)
    assert cloud.completed == [f"/api/orgs/shop/policypacks/alicloud-ess-refresh/versions/{VERSION}/complete"]
    with tarfile.open(fileobj=io.BytesIO(cloud.archive)) as archive:
        archive.extractall(tmp_path, filter="data")
    pack = tmp_path / "package"
    assert {path.name for path in pack.iterdir()} == {
        *(".gitignore", "PulumiPolicy.yaml", "__main__.py", "requirements.txt", "ess_policies", "ess_readiness"),
    }
    # As the next engine does, which makes `venv` from the requirements.
    make_environment(pack / "venv", "--require-hashes", "--requirements", str(pack / "requirements.txt"))
    (tmp_path / "state.json").write_text(json.dumps(STATE), encoding="utf-8")
    gated = run(
        *("pulumi", "policy", "analyze", "--file", "state.json", "--policy-pack", str(pack)),
        cwd=tmp_path,
        environment=commands | {"PATH": f"{toolchain.bin_dir}{os.pathsep}{os.environ['PATH']}"},
    )
    assert "ess-scaling-group-priority-scale-out" in gated.stdout + gated.stderr


def program_of_the_user(make_stack: MakeStack, folder: Path, environment: Path, emulator: Emulator) -> Stack:
    """Make the stack of the README's program, run by one of the environments."""
    commands = emulator_environment(emulator.ca_file) | {
        "PATH": os.pathsep.join([str(environment / "bin"), os.environ["PATH"]])
    }
    settings = pulumi_config(emulator.endpoint) | {"shop:image": "m-app-v1", "shop:deletionProtection": "false"}
    stack = make_stack(readme_program(folder / "shop"), settings, **commands)
    (stack.directory / ".venv").symlink_to(environment)
    return stack


@VERSIONS
def test_refresh_alone_deploys_the_program_of_the_readme(
    install: Callable[[str, str], Path], make_stack: MakeStack, emulator: Emulator, versions: str, tmp_path: Path
) -> None:
    environment = install("refresh", versions)
    stack = program_of_the_user(make_stack, tmp_path, environment, emulator)

    deployed = stack.up()
    endpoint = {"ESS_REFRESH_ENDPOINT": emulator.url, "ALICLOUD_REGION": "cn-hangzhou"}
    listed = run("ess-refresh", "list", cwd=tmp_path, environment=stack.environment | endpoint)
    answered = run("ess-events", "policy", cwd=tmp_path, environment=stack.environment)

    assert deployed.exit_code == 0, deployed.output
    assert stack.outputs()["outcome"] == "enabled"
    assert "4 of 4" in listed.stdout, listed.stdout + listed.stderr
    assert answered.returncode == 0, answered.stderr


def test_refresh_lists_groups_with_the_newest_of_everything(dist: Path, emulator: Emulator, tmp_path: Path) -> None:
    """With the newest provider's SDK, too, whose provider is not built here."""
    environment = tmp_path / "venv"
    make_environment(environment, *(str(dist / f"{name}-{VERSION}-py3-none-any.whl") for name in PRODUCTS["refresh"]))
    variables = emulator_environment(emulator.ca_file) | {
        "PATH": os.environ["PATH"],
        "ESS_REFRESH_ENDPOINT": emulator.url,
        "ALICLOUD_REGION": "cn-hangzhou",
    }

    listed = run(environment / "bin/ess-refresh", "list", "--output", "json", cwd=tmp_path, environment=variables)
    imported = run(environment / "bin/python", "-c", IMPORTING_EVERYTHING, cwd=tmp_path)

    assert json.loads(listed.stdout)["groups"] == [], listed.stderr
    assert imported.returncode == 0, imported.stderr


@VERSIONS
def test_together_a_change_is_gated(
    install: Callable[[str, str], Path], make_stack: MakeStack, emulator: Emulator, versions: str, tmp_path: Path
) -> None:
    environment = install("together", versions)
    stack = program_of_the_user(make_stack, tmp_path, environment, emulator)
    program = stack.directory / "__main__.py"
    program.write_text(
        program.read_text(encoding="utf-8").replace("min_size=4,", 'min_size=4, scaling_policy="recycle",')
    )
    folder = run("ess-policies", "pack-folder", cwd=tmp_path, environment=stack.environment).stdout.strip()

    gated = stack.preview("--policy-pack", folder)

    assert gated.exit_code != 0
    assert "[mandatory] [severity: high]  ess-scaling-group-release-reclaim-mode" in gated.output
    for command in ("ess-refresh", "ess-events", "ess-policies"):
        assert run(command, "--version", cwd=tmp_path, environment=stack.environment).stdout.endswith(f"{VERSION}\n")
