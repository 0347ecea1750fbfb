"""
The oracle: what a command claims, held against what is true.

What is promised. When `up` is green, every instance that a refresh looks at is what the program declares and is well,
and so is what the group will make; the group is enabled. When it fails, group and instances are what they were, unless
the preview has said that there is no rollback, or `on_failure` says otherwise; and the message is true. The preview
says what the update then does. No task is lost, and none is started twice.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from alicloud_emulator.state.ess.refresh_model import RefreshTask
from alicloud_ess_refresh.cli.flags import FLAGS
from contract.matrix.declarations import Row
from contract.matrix.engine import Entry, Preview
from contract.matrix.messages import find_lies
from contract.matrix.stage import Stage
from contract.matrix.truth import Truth, truth_of
from contract.terminal import Terminal
from ess_readiness import FIXED_LAUNCH_TEMPLATE_VERSION, ROLLBACK_TARGET

__all__ = ["Kind", "Oracle", "Up"]

NO_ROLLBACK = re.compile(rf"(?:warns|fails|fails now) +(?:{ROLLBACK_TARGET.id}|{FIXED_LAUNCH_TEMPLATE_VERSION.id}) ")
_REPLACES = re.compile(r"this update would (?P<what>.*)")
_COUNT = re.compile(r"replace (\d+) of (\d+) instance")
# Remedies that leave a group as the failure found it.
LEAVING = ("leave", "cancel", "suspend")


class Kind(StrEnum):
    """What a finding is about."""

    OUTCOME = "outcome"
    """A command fails that should not, or the other way round."""
    INSTANCES = "instances"
    """`up` is green, and instances are not what is declared."""
    HEALTH = "health"
    """`up` is green, and instances are not well."""
    ACTIVE = "active"
    """`up` is green, and a scale-out makes something else."""
    FAILURE = "failure"
    """After a failure the group is not what it was before."""
    MESSAGE = "message"
    PREVIEW = "preview"
    TASKS = "tasks"
    """A task is lost, or there are two for one aim."""
    STATE = "state"
    AGAIN = "again"
    """A second `up` changes something, or shows a difference."""
    CALLS = "calls"
    COMMAND_LINE = "command-line"
    DESTROY = "destroy"


@dataclass
class Up:
    """
    How an `up` went.

    Attributes:
        message: Why it failed; empty where it did not.
        is_ours: The message is that of the refresh.
        is_killed: Its process was ended.
        warned: The preview said that there is no rollback.
    """

    preview: Preview
    told: str
    message: str = ""
    is_killed: bool = False
    is_ours: bool = True
    changes: list[str] = field(default_factory=list)

    @property
    def is_green(self) -> bool:
        return not self.message and not self.is_killed

    @property
    def warned(self) -> bool:
        return bool(NO_ROLLBACK.search(self.told))


@dataclass
class Oracle:
    """Knows one stage and how it is declared, and writes down what is not as claimed."""

    stage: Stage
    row: Row
    findings: list[tuple[Kind, str]] = field(default_factory=list)

    def find(self, kind: Kind, text: str) -> None:
        self.findings.append((kind, text))

    @property
    def truth(self) -> Truth | None:
        group = self.stage.group
        return None if group is None else truth_of(self.stage.world, group)

    @property
    def recorded(self) -> Entry:
        """What the state has of the refresh."""
        entry = self.stage.engine.entry("refresh")
        assert entry is not None
        return entry

    def may_stay_broken(self, up: Up) -> bool:
        """Tell whether nobody has promised that a failure is taken back."""
        return up.warned or self.stage.settings.get("on_failure", "rollback") in LEAVING

    def judge(
        self, up: Up, release: str, before: Truth | None, after: Truth | None, started: Sequence[RefreshTask]
    ) -> None:
        if up.is_killed:
            return
        if up.is_green:
            assert after is not None
            self._judge_success(release, after)
            self._judge_outputs(started)
        else:
            self._judge_failure(up, before, after)
        self._judge_preview(up, before, after)
        self._judge_tasks(started)

    def _judge_success(self, release: str, truth: Truth) -> None:
        wanted = self.row.content(release)
        if not truth.is_enabled:
            self.find(Kind.INSTANCES, "up is green, and the group is disabled")
        others = {content: count for content, count in truth.contents.items() if content != wanted}
        if others:
            self.find(Kind.INSTANCES, f"up to {wanted} is green, and there are instances of {others}")
        sick = [each.instance_id for each in truth.refreshed if not each.is_well]
        if sick:
            self.find(Kind.HEALTH, f"up is green, and {len(sick)} of {len(truth.refreshed)} instances are not well")
        if len(truth.instances) < truth.capacity or truth.capacity < self.row.capacity:
            self.find(Kind.INSTANCES, f"up is green with {len(truth.instances)} of {truth.capacity} instances")
        if truth.next_content != wanted:
            self.find(Kind.ACTIVE, f"up to {wanted} is green, and a scale-out makes {truth.next_content}")
        if truth.running_task_id:
            self.find(Kind.TASKS, f"up is green, and {truth.running_task_id} runs")

    def _judge_outputs(self, started: Sequence[RefreshTask]) -> None:
        outs = self.recorded.outputs
        if not outs.get("outcome"):
            self.find(Kind.STATE, f"up is green without an outcome: {outs}")
        if started and outs.get("instance_refresh_task_id") != started[-1].instance_refresh_task_id:
            self.find(Kind.STATE, f"{started[-1].instance_refresh_task_id} did it, recorded is {outs}")

    def _judge_failure(self, up: Up, before: Truth | None, after: Truth | None) -> None:
        if after is not None and up.is_ours and not up.preview.failures:
            for lie in find_lies(up.message, self.stage.world, self.stage.group, after):
                self.find(Kind.MESSAGE, lie)
        if up.preview.failures and up.changes:
            self.find(Kind.CALLS, f"the preview fails, and there are {up.changes}")
        if before is None or after is None or not before.instances or not up.is_ours:
            return
        if before.is_enabled and not after.is_enabled:
            self.find(Kind.FAILURE, "after the failure the group is disabled")
        if self.may_stay_broken(up) or before.running_task_id:
            return
        if after.next_content != before.next_content:
            self.find(
                Kind.FAILURE, f"after the failure a scale-out makes {after.next_content}, before {before.next_content}"
            )
        if after.contents != before.contents:
            self.find(
                Kind.FAILURE, f"after the failure there are {dict(after.contents)}, before {dict(before.contents)}"
            )

    def _judge_preview(self, up: Up, before: Truth | None, after: Truth | None) -> None:
        """What it says would be replaced is what was replaced."""
        if before is None or after is None or not before.instances:
            return
        present = {each.instance_id for each in after.instances}
        replaced = sum(each.instance_id not in present for each in before.instances)
        if not up.is_green or before.running_task_id:
            return
        said = _REPLACES.search(up.told)
        promised = _COUNT.search(said["what"]) if said else None
        # What a look at the group tells needs no count: the refresh is among the steps.
        if promised is None and replaced and "refresh" not in up.preview.steps:
            self.find(
                Kind.PREVIEW, f"the preview said {said['what'] if said else 'nothing'!r}, and {replaced} were replaced"
            )
        if promised is not None and int(promised[1]) != replaced:
            self.find(Kind.PREVIEW, f"the preview said {promised[0]!r}, and {replaced} were replaced")

    def _judge_tasks(self, started: Sequence[RefreshTask]) -> None:
        aims = [(task.desired_source, task.request.desired) for task in started]
        if any(aims.count(aim) > 1 for aim in aims):
            self.find(
                Kind.TASKS,
                f"one up has started two tasks to one aim: {[task.instance_refresh_task_id for task in started]}",
            )

    def judge_command_line(self) -> None:
        """After a success `status` and `plan` say what is true."""
        truth = self.truth
        assert truth is not None
        terminal = Terminal(self.stage.emulator)
        status = json.loads(terminal.run("status", self.stage.group_id, "--output", "json").out)
        shown = {each["instance_id"] for each in status["instances"]}
        if shown != {each.instance_id for each in truth.instances} or status["active"] != truth.active:
            self.find(Kind.COMMAND_LINE, f"status shows {status['active']} and {len(shown)} instances, true is {truth}")
        if self.recorded.inputs.get("skip_matching") is False:
            return  # that asks for the replacement of every instance, whatever it is made of
        ran = terminal.run("plan", self.stage.group_id, *_options(self.recorded.inputs), "--output", "json")
        if ran.exit_code:
            self.find(Kind.COMMAND_LINE, f"up is green, and plan fails: {ran.out}{ran.err}")
            return
        plan = json.loads(ran.out)
        fates = [each["fate"] for each in plan["instances"]]
        if plan["action"] != "nothing" or "replaced" in fates:
            self.find(
                Kind.COMMAND_LINE,
                f"up is green, and plan would {plan['explanation']}, {fates.count('replaced')} to be replaced",
            )


def _options(inputs: Mapping[str, Any]) -> list[str]:
    """Return what names the desired configuration on the command line."""
    names = ("scaling_configuration_id", "image_id", "launch_template_id", "launch_template_version")
    options = [(name, inputs[name]) for name in names if inputs.get(name)]
    options += [
        ("launch_template_overrides", each["instance_type"]) for each in inputs.get("launch_template_overrides", [])
    ]
    return [part for name, value in options for part in (FLAGS[name], value)]
