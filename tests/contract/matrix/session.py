"""What a user types; the oracle looks at it after each command."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from contract.interleaving_witness import Killed
from contract.matrix.declarations import V1, Row
from contract.matrix.engine import NativeError, Preview, Program, UpError
from contract.matrix.oracle import Kind, Oracle, Up
from contract.matrix.stage import LONGEST_COMMAND_SECONDS, EndlessError, Saved, Stage
from contract.matrix.truth import Instance
from contract.releases import READ_ONLY

__all__ = ["Event", "Session"]

# A user reads, thinks and types.
USER_SECONDS = 20
_DEPLOYED: dict[str, Saved] = {}
"""First deployments, by the row."""


@dataclass
class Session:
    """One user of one stack."""

    stage: Stage
    row: Row

    def __post_init__(self) -> None:
        self.oracle = Oracle(self.stage, self.row)

    @property
    def instances(self) -> tuple[Instance, ...]:
        """The instances that a refresh looks at."""
        truth = self.oracle.truth
        return truth.refreshed if truth else ()

    def deploy(self) -> None:
        """Make the first deployment, of the first release, as it was made and judged once for every cell of the row."""
        if self.row.id in _DEPLOYED:
            self.stage.resume(_DEPLOYED[self.row.id])
            return
        self.up(V1)
        self.oracle.findings.clear()  # it has a cell of its own
        _DEPLOYED[self.row.id] = self.stage.save()

    def up(self, release: str, *, refresh: bool = False, dies: Callable[[], bool] | None = None, **settings: Any) -> Up:
        """Run `pulumi up`, with `--refresh` if asked; `dies` tells when the process is killed."""
        stage = self.stage
        stage.pass_time(USER_SECONDS)
        if refresh:
            self.refresh()
        stage.settings = {"poll_interval_seconds": 300, "wait_timeout_seconds": 1800, **self.row.settings, **settings}
        program = self._program(release)
        before, tasks = self.oracle.truth, {task.instance_refresh_task_id for task in stage.tasks}
        with self._said() as told:
            preview = stage.engine.preview(program)
        up = Up(preview, "\n".join(told))
        if preview.failures:
            up.message = "; ".join(preview.failures)
        else:
            self._update(program, up, dies)
        after = self.oracle.truth
        if not up.is_killed:
            started = [each for each in stage.tasks if each.instance_refresh_task_id not in tasks]
            self.oracle.judge(up, release, before, after, started)
        if up.is_green:
            self._again(release)
        return up

    def expect(self, up: Up, *, green: bool) -> Up:
        # A group of no instance has none that could fail.
        if up.is_green is not green and (green or self.row.capacity):
            found = up.message or "green"
            self.oracle.find(Kind.OUTCOME, f"up should have {'succeeded' if green else 'failed'}: {found}")
        return up

    def _update(self, program: Program, up: Up, dies: Callable[[], bool] | None) -> None:
        stage = self.stage
        stage.begin(dies or _survives)
        known = stage.emulator.application.calls.total
        try:
            with self._said():
                stage.engine.up(program)
        except Killed:
            up.is_killed = True
        except EndlessError:
            up.message, up.is_ours = f"does not end within {LONGEST_COMMAND_SECONDS} s", False
        except UpError as error:
            up.message, up.is_ours = str(error), not isinstance(error, NativeError)
        finally:
            stage.begin(_survives)
        up.changes = self._changes(known)

    def refresh(self) -> None:
        """Run `pulumi refresh`: it changes nothing."""
        known = self.stage.emulator.application.calls.total
        with self._said():
            self.stage.engine.refresh()
        if changes := self._changes(known):
            self.oracle.find(Kind.CALLS, f"a refresh made changing calls: {changes}")

    def destroy(self) -> Up:
        """Run `pulumi destroy`: nothing of the stack is left."""
        stage = self.stage
        up = Up(Preview(), "")
        try:
            with self._said():
                stage.engine.destroy()
        except UpError as error:
            up.message = str(error)
            self.oracle.find(Kind.DESTROY, f"destroy failed: {error}")
        stage.pass_time()
        left = [*stage.world.scaling.groups, *stage.world.scaling.configurations]
        running = [item for item in stage.world.compute.instances.values() if not item.is_releasing]
        if not up.message and (left or running):
            self.oracle.find(Kind.DESTROY, f"after destroy there are {left} and {len(running)} instances")
        return up

    def _again(self, release: str) -> None:
        """A second `up` changes nothing, with or without a refresh: no difference, no changing call."""
        stage = self.stage
        for name in ("a second up", "a second up --refresh"):
            known = stage.emulator.application.calls.total
            if name.endswith("--refresh"):
                self.refresh()
            program = self._program(release)
            with self._said():
                preview = stage.engine.preview(program)
            if preview.steps or preview.failures:
                self.oracle.find(
                    Kind.AGAIN, f"{name} has differences: {preview.steps} {preview.failures}{self._drift()}"
                )
                return
            with self._said():
                stage.engine.up(program)
            if changes := self._changes(known):
                self.oracle.find(Kind.AGAIN, f"{name} made changing calls: {changes}")

    def _drift(self) -> str:
        return f", drift: {self.oracle.recorded.outputs.get('drift')}"

    def _program(self, release: str) -> Program:
        return [each for each in self.row.declare(self.stage, release) if each.urn not in self.stage.leaves_out]

    def _changes(self, known: int) -> list[str]:
        calls = self.stage.emulator.application.calls.since(known)
        return [call.action for call in calls if not call.action.startswith(READ_ONLY)]

    @contextmanager
    def _said(self) -> Iterator[list[str]]:
        self.stage.lines.clear()
        yield self.stage.lines


def _survives() -> bool:
    return False


Event = Callable[[Session], None]
