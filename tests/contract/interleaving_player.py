"""Plays an interleaving: the provider as the engine drives it, on a group in the emulator, until all is at rest."""

from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar

from pulumi.dynamic import DiffResult

from alicloud_emulator.state.passing_time import next_change
from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.provider import InstanceRefreshProvider
from contract.in_process import InProcessEmulator
from contract.interleaving_witness import Killed, Process, Witness
from contract.interleavings import ALARM, LATER, NEW, OLD, Command, Interleaving
from contract.official import make_metric_rule
from contract.releases import EmulatedClock, Releases, stack_settings
from unit.refresh.fakes import Steady

DEFAULT_LEAST_PERCENTAGE, DEFAULT_MOST_PERCENTAGE = 80, 120
# After so many pauses somebody presses Ctrl-C twice: a release that waits for approval waits for ever.
MOST_PAUSES = 250
REST = Command("up", "rest")
"""What ends every play: a release without any trouble, to a configuration that nothing was tried on."""


@dataclass(kw_only=True)
class WatchedClock(EmulatedClock):
    """Stops at every moment at which anything happens by itself, for the witness to look; the process may die here."""

    player: "Player"
    pauses_left: int = MOST_PAUSES

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.player.pass_time(seconds)
        self.pauses_left -= 1
        if self.pauses_left <= 0:
            raise Killed


class Player:
    """One group and its stack, in an emulator of their own."""

    def __init__(self, emulator: InProcessEmulator, play: Interleaving) -> None:
        self.emulator, self.play = emulator, play
        self.group = Releases(emulator, min_size=play.capacity)
        self.names = {OLD: self.group.old, NEW: self.group.new, LATER: self.group.configure("m-app-v3")}
        self.names["rest"] = self.group.configure("m-app-v4")
        make_metric_rule(emulator, "rule-1", ALARM)
        self.state: dict[str, Any] | None = None
        self._releases = 0
        self.witness = Witness(
            emulator.application,
            self.group.group_id,
            Process(("", "")),
            least_percentage=play.inputs.get("min_healthy_percentage", DEFAULT_LEAST_PERCENTAGE),
            most_percentage=play.inputs.get("max_healthy_percentage", DEFAULT_MOST_PERCENTAGE),
        )
        emulator.handler = self.witness.handle

    def run(self) -> list[str]:
        """Play all of it, and answer what was found."""
        if self.play.is_deployed:
            self._obey(Command("up", OLD))
        for command in self.play.commands:
            self._obey(command)
            self.pass_time(command.pause_seconds)
        self._rest()
        return self.witness.findings

    def pass_time(self, seconds: float) -> None:
        """Let time pass, from one moment at which something happens to the next."""
        application, clock = self.emulator.application, self.emulator.clock
        left = seconds
        while True:
            due = next_change(application.world)
            step = left if due is None else min(left, max(0.0, (due - clock.now()).total_seconds()))
            clock.advance(step)
            application.advance()
            self.witness.look()
            left -= step
            if left <= 0:
                return

    def _obey(self, command: Command) -> None:
        """Do what a user does, as the engine would, and judge its end."""
        for fault in command.faults:
            self.emulator.add_fault(**self._named(fault))
        process = Process((self.names[command.to], f"{command.trigger} {self._releases}"))
        self.witness.process = process
        kill = command.kill
        self.witness.dies_at = (kill.at, kill.when) if kill else None
        self.witness.meddling = {number: self._deed(action) for number, action in command.meddling}
        pauses = kill.at if kill and kill.when == "pause" else MOST_PAUSES
        try:
            self._call(self._provider(pauses), command)
        except Killed:
            return
        except AlicloudError as error:
            self._judge_message(str(error), process)
        finally:
            self.witness.dies_at, self.witness.meddling = None, {}

    def _call(self, provider: InstanceRefreshProvider, command: Command) -> None:
        if command.name == "up":
            self._up(provider, command)
        elif self.state is None:
            return  # the engine has nothing to ask for
        elif command.name == "refresh":
            self.state = provider.read(self.group.group_id, self.state).outs
            self._judge_state("refresh", "")
        else:
            provider.delete(self.group.group_id, self.state)
            self.state = None

    def _up(self, provider: InstanceRefreshProvider, command: Command) -> None:
        news = self._program(command)
        checked = provider.check(self.state or {}, dict(news))
        assert checked.failures == []
        if self.state is None:
            self.state = provider.create(news).outs
        elif self._diff(provider, news).changes:
            self.state = provider.update(self.group.group_id, self.state, news).outs
        else:
            return
        self._releases += 1
        self._judge_state("up", self.names[command.to])

    def _diff(self, provider: InstanceRefreshProvider, news: dict[str, Any]) -> DiffResult:
        return provider.diff(self.group.group_id, self.state or {}, news)

    def _program(self, command: Command) -> dict[str, Any]:
        said = self.play.inputs | ({"triggers": command.trigger} if command.trigger else {})
        if command is REST:
            said = {name: said[name] for name in said if name.endswith("_percentage")} | {"poll_interval_seconds": 60}
        return self.group.props(scaling_configuration_id=self.names[command.to], **said)

    def _provider(self, pauses: int) -> InstanceRefreshProvider:
        player = self

        class StagedProvider(InstanceRefreshProvider):
            clock: ClassVar[Clock] = WatchedClock(emulator=player.emulator, player=player, pauses_left=pauses)
            engine: ClassVar[Engine] = player.group
            chance: ClassVar[Random] = Steady()

        provider = StagedProvider()
        provider.configure(stack_settings(self.emulator))
        return provider

    def _rest(self) -> None:
        """Clear all trouble, let what runs end, and release once more: it succeeds, and state and service agree."""
        self.emulator.application.world.faults.by_id.clear()
        for _ in range(100):
            task = self.witness.tasks[-1] if self.witness.tasks else None
            if task is None or task.status.is_final:
                break
            if task.status == "Paused":
                self.emulator.add_fault(kind="operator", **self._deed("ResumeInstanceRefresh"))
            self.pass_time(600)
        self._obey(Command("refresh", "rest"))
        before = len(self.witness.findings)
        self._obey(REST)
        if self.state is None or self.state.get("outcome") is None:
            self.witness.findings.append("the release at the end has not succeeded")
        elif len(self.witness.findings) == before:
            changes = self._diff(self._provider(1), self._program(REST)).changes
            if changes:
                self.witness.findings.append("a second release at the end would not be empty")

    def _judge_message(self, message: str, process: Process) -> None:
        """A failure names the task that this command has started, or else the group."""
        if process.accepted and not any(task_id in message for task_id in process.accepted):
            self.witness.findings.append(f"the message does not name {process.accepted}: {message}")
        if self.group.group_id not in message:
            self.witness.findings.append(f"the message does not name the group: {message}")

    def _judge_state(self, command: str, to: str) -> None:
        """What is recorded is what the service has."""
        outs = self.state or {}
        group, find = self.witness.group, self.witness.findings.append
        task = self.emulator.application.world.scaling.refresh_tasks.get(outs.get("instance_refresh_task_id", ""))
        if task is not None:
            counts = ("status", "total_need_update_capacity", "finished_update_capacity")
            recorded = {name: outs.get(name) for name in counts}
            actual = {name: getattr(task, name) for name in counts}
            if recorded != actual:
                find(f"{command}: recorded {recorded}, the service has {actual}")
        if command == "up" and outs.get("status", "Successful") != "Successful":
            find(f"up succeeded with {outs}")
        # What somebody else's release has made since is theirs, as long as it has not succeeded.
        held = {
            item.source.scaling_configuration_id
            for item in group.holds()
            if not item.refresh_task_id or item.refresh_task_id in self.witness.intents
        }
        active = group.active_scaling_configuration_id
        recorded_id = outs.get("scaling_configuration_id")
        if recorded_id != active:
            find(f"{command}: recorded {recorded_id}, active is {active}")
        if command == "up" and (to != active or held - {active}):
            find(f"up succeeded to {to}, active is {active}, instances are from {held}")
        if command == "refresh" and (held - {active}) and not outs.get("drift"):
            find(f"refresh shows no drift, active is {active}, instances are from {held}")
        if command == "refresh" and group.running_refresh_task_id and not outs.get("drift"):
            find("refresh shows no drift, and a task runs")

    def _named(self, spec: dict[str, Any]) -> dict[str, Any]:
        names = self.names | {"group": self.group.group_id}
        return {name: _fill(value, names) for name, value in spec.items()}

    def _deed(self, action: str) -> dict[str, Any]:
        about = {"ScalingGroupId": self.group.group_id}
        if action == "StartInstanceRefresh":
            about["DesiredConfiguration.ScalingConfigurationId"] = self.names[LATER]
        return {"action": action, "parameters": about}


def _fill(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _fill(each, names) for name, each in value.items()}
    return value.format_map(names) if isinstance(value, str) else value
