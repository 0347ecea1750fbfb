"""
A throw-away Pulumi stack: a project copied into a folder of its own, a file backend, the CLI that users type.

The demo, the end-to-end tests and the benchmarks drive the engine through it. It reads nothing of the user's own
Pulumi settings and credentials and leaves nothing behind.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from alicloud_emulator import pulumi_config

__all__ = ["Run", "Stack", "emulator_config", "emulator_environment"]

STACK = "demo"
FOREIGN = re.compile(r"PULUMI_|ALICLOUD_|ALIBABA_?CLOUD_|(https?|all|no)_proxy$", re.IGNORECASE)
_CREDENTIALS = ("alicloud:accessKey", "alicloud:secretKey")


def emulator_config(endpoint: str) -> dict[str, Any]:
    """
    Return the configuration that sends provider and refresh to an emulator at `host:port`.

    It holds no credentials: they are variables, so that one stack can be used by several identities.
    """
    return {key: value for key, value in pulumi_config(endpoint).items() if key not in _CREDENTIALS}


def emulator_environment(ca_file: str) -> dict[str, str]:
    """Answer the variables that go with it: made-up credentials, and trust in the emulator's certificate."""
    return {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "emulator",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "emulator",
        "SSL_CERT_FILE": ca_file,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How one command of the CLI ended; `output` holds both of its streams in the order in which they came."""

    exit_code: int
    output: str
    seconds: float


class Stack:
    """
    One stack of one project.

    Args:
        folder: Empty folder for the copy of the project, the backend and `PULUMI_HOME`.
        project: Folder with a `Pulumi.yaml`; what its `main` names is copied along.
        bin_dir: Folder that holds `pulumi`.
        plugins_dir: Folder with resource plugins, laid out as `$PULUMI_HOME/plugins`.
        config: Stack configuration: key to text or structure.
        environment: Variables on top of this process's own, less Pulumi's and Alibaba Cloud's.
    """

    def __init__(
        self,
        folder: Path,
        *,
        project: Path,
        bin_dir: Path,
        plugins_dir: Path,
        config: Mapping[str, Any],
        environment: Mapping[str, str],
    ) -> None:
        self.directory = folder / "project"
        backend, home = folder / "backend", folder / "home"
        _copy_project(project, self.directory)
        backend.mkdir()
        home.mkdir()
        (home / "plugins").symlink_to(plugins_dir, target_is_directory=True)
        self._pulumi = bin_dir / "pulumi"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not FOREIGN.match(name)},
            "PATH": f"{bin_dir}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": f"file://{backend}",
            "PULUMI_HOME": str(home),
            "PULUMI_CONFIG_PASSPHRASE": "",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_DISABLE_REGISTRY_RESOLVE": "true",
            "PULUMI_PYTHON_CMD": sys.executable,
            **environment,
        }
        # JSON is YAML; `config set` would take a structure only leaf by leaf.
        (self.directory / f"Pulumi.{STACK}.yaml").write_text(json.dumps({"config": dict(config)}))
        self._succeed("stack", "init", STACK)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that its commands run with, for a command of another tool in the project's folder."""
        return dict(self._environment)

    def set_config(self, key: str, value: str, *, secret: bool = False) -> None:
        """Set one key of the stack configuration."""
        self._succeed("config", "set", key, value, "--secret" if secret else "--plaintext")

    def outputs(self) -> dict[str, Any]:
        """Answer the stack's outputs."""
        return cast("dict[str, Any]", json.loads(self._succeed("stack", "output", "--json")))

    def state(self) -> dict[str, Any]:
        """Answer the exported state, secrets encrypted."""
        return cast("dict[str, Any]", json.loads(self._succeed("stack", "export"))["deployment"])

    def up(self, *flags: str) -> Run:
        """`pulumi up`."""
        return self.run("up", "--yes", "--skip-preview", *flags)

    def preview(self, *flags: str) -> Run:
        """`pulumi preview`."""
        return self.run("preview", *flags)

    def destroy(self, *flags: str) -> Run:
        """`pulumi destroy`."""
        return self.run("destroy", "--yes", "--skip-preview", *flags)

    def run(self, *arguments: str) -> Run:
        """Run a command to its end."""
        started = time.monotonic()
        process = self.start(*arguments)
        output, _ = process.communicate()
        return Run(exit_code=process.returncode, output=output, seconds=time.monotonic() - started)

    def lines(self, *arguments: str) -> Iterator[str]:
        """Run a command and answer its lines as they come."""
        process = self.start(*arguments)
        with process:
            yield from process.stdout or ()

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start a command, in a process group of its own and with both streams on one pipe."""
        return subprocess.Popen(
            [self._pulumi, "--non-interactive", "--color", "never", *arguments],
            cwd=self.directory,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def _succeed(self, *arguments: str) -> str:
        run = self.run(*arguments)
        if run.exit_code != 0:
            raise RuntimeError(f"`pulumi {' '.join(arguments)}` ended with {run.exit_code}: {run.output}")
        return run.output


def _copy_project(project: Path, target: Path) -> None:
    main = re.search(r"^main: *(\S+)", (project / "Pulumi.yaml").read_text(), re.MULTILINE)
    program = Path(main[1] if main else ".")
    shutil.copytree(project / program, target / program, ignore=shutil.ignore_patterns("Pulumi.*.yaml", "__pycache__"))
    shutil.copy(project / "Pulumi.yaml", target)
