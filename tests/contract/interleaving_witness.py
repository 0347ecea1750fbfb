"""Who watches every call and every moment of an interleaving, and writes down what may not be."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from alicloud_emulator.application import Application
from alicloud_emulator.calls import Caller, LoggedCall
from alicloud_emulator.services.action import Action
from alicloud_emulator.state.ess.assumptions import CODE_TASK_IS_RUNNING, CODE_WRONG_TASK_STATUS
from alicloud_emulator.state.ess.instances import is_healthy
from alicloud_emulator.state.ess.model import ScalingGroup
from alicloud_emulator.state.ess.refresh_model import LEGAL_STATUSES, RefreshStatus, RefreshTask, TaskCall
from alicloud_emulator.wire import Request, Response

__all__ = ["Killed", "Process", "Witness"]

NOTHING_TO_REFRESH = "InvalidInstance.NoInstanceNeedBeRefreshed"
# A process may have asked for a task this long before it acts on it: CALM_SECONDS, the longest that a call which lies
# between the look and the act is repeated.
LONGEST_IGNORANCE_SECONDS = 60
# Refused by the emulator, tried once by a release: two named assumptions (refresh/checkpoints.py).
TRIED_IN_A_CHECKPOINT_PAUSE = (TaskCall.SUSPEND, TaskCall.RESUME)
MOST_CALLS = 2_000


class Killed(BaseException):
    """The process is gone; nothing in the package can catch it."""


@dataclass
class Process:
    """
    What one command can know, and what it did.

    Attributes:
        intent: What it is for: a configuration, and what tells this release to it from others.
        seen: Status and time of each task in the last answer that reached it.
        looked_at: When it asked for tasks last, whether an answer came or not.
        listed_at: When the last answer came that had all of them.
        accepted: Tasks whose id an answer to StartInstanceRefresh brought.
        tried: Calls that the service refused in a checkpoint pause.
    """

    intent: tuple[str, str]
    calls: int = 0
    changes: int = 0
    seen: dict[str, tuple[RefreshStatus, datetime]] = field(default_factory=dict)
    looked_at: datetime | None = None
    listed_at: datetime | None = None
    accepted: list[str] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    tried: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class Witness:
    """
    Stands before the emulator.

    Attributes:
        findings: What may not be, in words.
        intents: For what each task was started that a client has started.
        meddling: What an operator does right before the change of this number.
        dies_at: The process dies at the call of this number, before or after it takes effect.
    """

    application: Application
    group_id: str
    process: Process
    least_percentage: int
    most_percentage: int
    findings: list[str] = field(default_factory=list)
    intents: dict[str, tuple[str, str]] = field(default_factory=dict)
    meddling: dict[int, dict[str, Any]] = field(default_factory=dict)
    dies_at: tuple[int, str] | None = None
    _capacities: set[int] = field(default_factory=set)
    _was_in_bounds: dict[str, bool] = field(default_factory=dict)

    @property
    def group(self) -> ScalingGroup:
        return self.application.world.scaling.groups[self.group_id]

    @property
    def tasks(self) -> list[RefreshTask]:
        """The group's tasks, oldest first."""
        return list(self.application.world.scaling.refresh_tasks.values())

    def handle(self, request: Request) -> Response | None:
        """Let a call through, unless the process dies before, and judge what came of it."""
        process = self.process
        process.calls += 1
        assert process.calls < MOST_CALLS, "one command makes calls without end"
        if self.dies_at == (process.calls, "before"):
            raise Killed
        self._meddle(request)
        before = {task.instance_refresh_task_id: task.status for task in self.tasks}
        known = self.application.calls.total
        response = self.application.handle(request)
        for call in self.application.calls.since(known):
            if call.caller is Caller.CLIENT:
                self._judge(call, before)
        if self.dies_at == (process.calls, "after"):
            raise Killed
        return response

    def _meddle(self, request: Request) -> None:
        if Action.is_read_only(request.headers["x-acs-action"]):
            return
        self.process.changes += 1
        if self.process.changes in self.meddling:
            self.application.add_fault({"kind": "operator", **self.meddling[self.process.changes]})

    def look(self) -> None:
        """
        Judge the group's capacity as it is now, while a task of a client runs that has begun inside its bounds.

        An operator's task has bounds of its own. Without a task the group looks after its capacity by itself: what is
        left of a cancelled one may be sick. So may be what is left of a group that somebody has made smaller: the
        group chooses what goes.
        """
        group = self.group
        self._capacities.add(group.target_capacity)
        task_id = group.running_refresh_task_id
        if task_id not in self.intents:
            return
        held = group.holds()
        well = sum(item.is_in_service and is_healthy(self.application.world, group, item) for item in held)
        floor = -(-min(self._capacities) * self.least_percentage // 100)
        # Where rounding leaves no room, one instance more is what the service allows.
        ceiling = max(max(self._capacities) * self.most_percentage // 100, max(self._capacities) + 1)
        if not self._was_in_bounds.setdefault(task_id, floor <= well and len(held) <= ceiling):
            return
        if well < floor and group.target_capacity == max(self._capacities):
            self._find(f"{well} instances are healthy in service, at least {floor} have to be")
        if len(held) > ceiling:
            self._find(f"{len(held)} instances are there, at most {ceiling} may be")

    def _judge(self, call: LoggedCall, before: dict[str, RefreshStatus]) -> None:
        if call.action == "StartInstanceRefresh" and not call.is_injected:
            self._judge_start(call, before)
        if call.error_code not in (None, NOTHING_TO_REFRESH) and not call.is_injected:
            self._judge_refusal(call)
        if call.action == "DescribeInstanceRefreshes":
            self.process.looked_at = call.virtual_time
            if call.error_code is None and call.caller_reached:
                self._note_seen(call)

    def _note_seen(self, call: LoggedCall) -> None:
        named = {value for name, value in call.parameters.items() if name.startswith("InstanceRefreshTaskIds")}
        if not named:
            self.process.listed_at = call.virtual_time
        for task in self.tasks:
            if not named or task.instance_refresh_task_id in named:
                self.process.seen[task.instance_refresh_task_id] = (task.status, call.virtual_time)

    def _judge_start(self, call: LoggedCall, before: dict[str, RefreshStatus]) -> None:
        process = self.process
        token = call.parameters.get("ClientToken", "")
        to = call.parameters.get("DesiredConfiguration.ScalingConfigurationId", "")
        if not token or process.tokens.get(to, token) != token:
            self._find(f"StartInstanceRefresh to {to} with token {token!r}, before with {process.tokens.get(to)!r}")
        if call.error_code is None:
            # What was refused has made nothing: the next start may be of another request.
            process.tokens[to] = token
        made = [task for task in self.tasks if task.instance_refresh_task_id not in before]
        if call.error_code is not None or not made:
            return
        [task] = made
        intent = process.intent if to == process.intent[0] else (to, "back")
        last = next(reversed(before), "")
        if last and before[last] is RefreshStatus.SUCCESSFUL and self.intents.get(last) == intent:
            self._find(f"a second task for {intent} after {last} had succeeded")
        if any(self.intents.get(each) == intent for each in process.accepted):
            self._find(f"a second task for {intent} in one command")
        self.intents[task.instance_refresh_task_id] = intent
        if call.caller_reached:
            process.accepted.append(task.instance_refresh_task_id)

    def _judge_refusal(self, call: LoggedCall) -> None:
        subject = call.parameters.get("InstanceRefreshTaskId", "")
        if call.error_code == CODE_WRONG_TASK_STATUS and self._is_explained(call, subject):
            return
        if call.error_code == CODE_TASK_IS_RUNNING and (self._was_overtaken(call) or self._asks_for_content(call)):
            return
        self._find(
            f"{call.action} of {subject or self.group_id} was refused: {call.error_code}, {self._known(subject)}"
        )

    def _is_explained(self, call: LoggedCall, task_id: str) -> bool:
        """Tell whether it is one of the two assumptions, or the task was in a status for it when last seen."""
        if task_id not in self.process.seen:
            return False
        seen, _ = self.process.seen[task_id]
        action, status = TaskCall(call.action), self.application.world.scaling.refresh_tasks[task_id].status
        if action in TRIED_IN_A_CHECKPOINT_PAUSE and seen is RefreshStatus.CHECKPOINT_PAUSE:
            is_first = (task_id, action) not in self.process.tried
            if call.caller_reached:
                self.process.tried.add((task_id, action))
            return is_first
        has_moved = status is not seen and seen in LEGAL_STATUSES[action]
        return has_moved and self._has_looked(call)

    def _has_looked(self, call: LoggedCall) -> bool:
        """Tell whether the process asked shortly before; that a fault kept the answer back is no fault of its own."""
        at = self.process.looked_at
        return at is not None and (call.virtual_time - at).total_seconds() <= LONGEST_IGNORANCE_SECONDS

    def _was_overtaken(self, call: LoggedCall) -> bool:
        """Tell whether an operator has started a task since the process last listed them all."""
        running, since = self.group.running_refresh_task_id, self.process.listed_at
        if since is None or running in self.intents or running in self.process.seen:
            return False
        return self._has_looked(call)

    def _asks_for_content(self, call: LoggedCall) -> bool:
        """Tell whether the running task goes to the same id: the answer says whether it is for the same content."""
        running = self.group.running_refresh_task_id
        source = self.application.world.scaling.refresh_tasks[running].desired_source if running else None
        wanted = call.parameters.get("DesiredConfiguration.ScalingConfigurationId", "")
        return source is not None and source.scaling_configuration_id == wanted

    def _known(self, task_id: str) -> str:
        if task_id not in self.process.seen:
            return "never seen by this process"
        seen, at = self.process.seen[task_id]
        now = self.application.world
        age = (now.now - at).total_seconds()
        return f"seen {seen} {age:.0f} s before, is {now.scaling.refresh_tasks[task_id].status}"

    def _find(self, text: str) -> None:
        self.findings.append(f"{self.application.world.now:%d %H:%M:%S} {text}")
