"""
One release: look, decide, act, see to its end.

What needs no task is in `activation`, how a task ends in `finishing`, what a failure leads to in `recovery`, what is
recorded of a success in `recording`.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from alicloud_ess_refresh.checks import CheckClients
from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.cloud.ess import EssClient, StartRequest
from alicloud_ess_refresh.cloud.launch_templates import LaunchTemplateClient
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.errors import AlicloudError, NothingToRefreshError
from alicloud_ess_refresh.refresh.activation import Activation
from alicloud_ess_refresh.refresh.converge import (
    Activate,
    Adopt,
    Enable,
    Intent,
    Plan,
    Refuse,
    Settle,
    Start,
    decide,
    readiness_facts,
)
from alicloud_ess_refresh.refresh.convergence import judge
from alicloud_ess_refresh.refresh.errors import ConflictingTaskError, NotRefreshableError
from alicloud_ess_refresh.refresh.facts import NOTHING_RECORDED, Facts, Recorded
from alicloud_ess_refresh.refresh.finishing import finish
from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.refresh.model import Outcome, RefreshInputs, Result
from alicloud_ess_refresh.refresh.progress import Progress
from alicloud_ess_refresh.refresh.recording import recorded_result
from alicloud_ess_refresh.refresh.rollback_target import RollbackTarget, rollback_target
from alicloud_ess_refresh.refresh.sources import check_sources
from alicloud_ess_refresh.refresh.starting import find_facts, start_task
from alicloud_ess_refresh.refresh.waiter import Waiter
from ess_readiness import findings

__all__ = ["Release"]


class Release:
    """
    Takes one group to its desired configuration.

    Attributes:
        has_acted: It has enabled the group, or started or adopted a task, however that ends.
        task_id: That task; empty where there is none.
        digest: Of what it goes to, as it was when it looked last; empty where that cannot be known.
    """

    def __init__(
        self,
        client: EssClient,
        inputs: RefreshInputs,
        *,
        clock: Clock,
        engine: Engine,
        check_clients: CheckClients,
        chance: Random,
        open_templates: Callable[[], LaunchTemplateClient] | None = None,
    ) -> None:
        self.has_acted = False
        self.task_id = ""
        self.digest = ""
        self._client = client
        self._clock = clock
        self._inputs = inputs
        self._group_id = inputs.scaling_group_id
        self._desired = inputs.desired_configuration
        self._progress = Progress(
            self._group_id,
            clock=clock,
            engine=engine,
            pauses=inputs.pauses,
            progress_file=inputs.progress_file,
            service_time=lambda: client.service_time,
            approval=inputs.approval,
        )
        waiter = Waiter.on(
            self._group_id,
            client=client,
            clock=clock,
            engine=engine,
            poll_interval_seconds=inputs.poll_interval_seconds,
            chance=chance,
            progress=self._progress,
        )
        self._waiter = replace(waiter, open_templates=open_templates)
        self._activation = Activation(waiter=self._waiter, inputs=inputs)
        self._checks = check_clients.checks(
            inputs.alarms, inputs.probes, patience=self._waiter.patience, tell=self._progress.say
        )

    def converge(
        self,
        *,
        recorded: Recorded = NOTHING_RECORDED,
        is_forced: bool = False,
        is_first: bool = False,
    ) -> Result:
        """
        Take the group there and answer how.

        Args:
            recorded: See Intent.
            is_forced: See Intent.
            is_first: Nothing was recorded before: the group's instances have to come up, too.

        Raises:
            AlicloudError: It is not there; the message says why, what was done about it and what to do next.
        """
        intent = Intent(
            desired=self._desired,
            is_forced=is_forced,
            recorded=recorded,
            tolerance=self._inputs.tolerance,
            can_roll_back=self._inputs.can_roll_back,
        )
        try:
            result = self._converge(intent, is_first=is_first)
        except AlicloudError as error:
            self._progress.record(str(error), event=Event.FAILED)
            raise
        self._progress.finish(f"done: {result.achievement(self._desired)}")
        return result

    def _converge(self, intent: Intent, *, is_first: bool) -> Result:
        while True:
            facts = find_facts(self._waiter, self._group_id, self._desired)
            plan = decide(intent, facts)
            self.digest = judge(self._desired, facts, intent.recorded).digest
            if isinstance(plan, Settle):
                self._settle(plan.task)
                continue
            result = self._carry_out(plan, intent, facts, is_first=is_first)
            if result is not None:
                return recorded_result(self._waiter, intent, facts, result)

    def _carry_out(self, plan: Plan, intent: Intent, facts: Facts, *, is_first: bool) -> Result | None:
        """Carry a plan out; return None where everything has to be looked at again."""
        match plan:
            case Enable():
                return self._enable()
            case Adopt(task, is_in_doubt):
                return self._confirm(task, intent, facts) if is_in_doubt else self._adopt(task, intent, facts)
            case Start():
                return self._start(plan, intent, facts)
            case Activate():
                return self._activation.activate()
            case Refuse(error):
                raise error
            case _:
                return self._activation.do_nothing(facts, is_first=is_first)

    def _settle(self, task: InstanceRefreshTask) -> None:
        self._progress.say(f"{task} is running (`{task.status}`, {task.counts}): waiting for its end first")
        seen = self._waiter.task(task, self._deadline())
        if not seen.status.is_settled:
            reason = (
                f"{seen} has not ended within {self._inputs.wait_timeout_seconds} s (`{seen.status}`, {seen.counts}); "
                "run `pulumi up` again when it has"
            )
            raise NotRefreshableError(self._group_id, [reason])

    def _enable(self) -> Result:
        known_activity_id = self._activation.enable()
        self.has_acted = True
        self._activation.wait_for_capacity(known_activity_id)
        return Result(outcome=Outcome.ENABLED)

    def _adopt(self, task: InstanceRefreshTask, intent: Intent, facts: Facts) -> Result:
        state = f"has already ended `{task.status}`" if task.status.is_settled else "is already running"
        self._progress.say(f"{task} {state}: adopted", event=Event.ADOPTED)
        return self._finish(task, Outcome.ADOPTED, target=self._target(intent, facts, task))

    def _confirm(self, task: InstanceRefreshTask, intent: Intent, facts: Facts) -> Result | None:
        """
        Adopt a task if it was started for this content, else have it end, and start another.

        Nothing that the service tells of a task says when what it goes to had which content. But a start has a client
        token that depends on it: the same start again is answered with the task that it started.
        """
        older = facts.tasks[facts.tasks.index(task) + 1 :]
        request = self._request(intent, facts, before=older[0].instance_refresh_task_id if older else "")
        known = {each.instance_refresh_task_id for each in facts.tasks}
        try:
            found, _ = start_task(self._waiter, request, known_task_ids=known, deadline=self._deadline())
        except ConflictingTaskError:
            self._settle(task)
            return None
        if found.instance_refresh_task_id == task.instance_refresh_task_id:
            return self._adopt(task, intent, facts)
        self._progress.say(
            f"{task} may be of another content: instance refresh {found.instance_refresh_task_id} was started",
            event=Event.STARTED,
        )
        return self._finish(found, Outcome.REFRESHED, target=self._target(intent, facts))

    def _request(self, intent: Intent, facts: Facts, *, before: str) -> StartRequest:
        """Make the request that starts this refresh. `before`: the newest task that the group had before."""
        judgement = judge(self._desired, facts, intent.recorded)
        return self._inputs.start_request(
            is_forced=intent.is_forced or bool(judgement.doubt), previous_task_id=before, digest=judgement.digest
        )

    def _start(self, plan: Start, intent: Intent, facts: Facts) -> Result:
        failed_task = plan.failed_task
        if failed_task is not None:
            reason = f": {failed_task.reason}" if failed_task.reason else ""
            self._progress.say(
                f"the last instance refresh to {self._desired}, {failed_task.instance_refresh_task_id}, ended "
                f"`{failed_task.status}`{reason}; starting another one"
            )
        if plan.doubt:
            self._progress.say(f"{plan.doubt}: replacing all instances")
        self._clear_the_way(intent, facts)
        request = self._request(intent, facts, before=facts.latest_task_id)
        known = {task.instance_refresh_task_id for task in facts.tasks}
        target = self._target(intent, facts)
        try:
            task, is_found = start_task(self._waiter, request, known_task_ids=known, deadline=self._deadline())
        except NothingToRefreshError:
            return self._activation.activate()
        if is_found:
            return self._adopt(task, intent, facts)
        self._progress.say(
            f"instance refresh {task.instance_refresh_task_id} to {self._desired} was started", event=Event.STARTED
        )
        return self._finish(task, Outcome.REFRESHED, target=target)

    def _clear_the_way(self, intent: Intent, facts: Facts) -> None:
        """Refuse what the checks would end at once, or what names what is missing; say which rules are overridden."""
        obstacles = self._checks.obstacles()
        firing = tuple(rule.described for rule in obstacles.firing)
        missing = check_sources(self._waiter, self._desired, facts).missing
        known = replace(readiness_facts(intent, facts), firing_alarms=firing, missing_sources=missing)
        overrides = intent.tolerance.overrides
        unread = (obstacles.unread,) if obstacles.unread else ()
        reasons = (*unread, *obstacles.others, *(each.message for each in findings(known, but=overrides)))
        if reasons:
            raise NotRefreshableError(self._group_id, reasons)
        for finding in findings(known):
            self._progress.say(f"{finding.rule_id}: {finding.found}; overridden: {overrides[finding.rule_id]}")
        self._checks.excuse(obstacles.firing)

    def _target(self, intent: Intent, facts: Facts, task: InstanceRefreshTask | None = None) -> RollbackTarget:
        """Determine where a rollback goes, and say it where there is none. `task`: the one that is adopted."""
        target = rollback_target(self._desired, facts, intent.recorded, task)
        if target.desired is None and self._inputs.can_roll_back:
            self._progress.say(f"this release could not be taken back: {target.obstacle}")
        if target.loss and self._inputs.can_roll_back:
            self._progress.say(f"this release could be taken back in part alone: {target.loss}")
        return target

    def _finish(self, task: InstanceRefreshTask, outcome: Outcome, *, target: RollbackTarget) -> Result:
        self.has_acted, self.task_id = True, task.instance_refresh_task_id
        ended = finish(self._waiter, self._inputs, self._checks, task, target=target)
        return Result(outcome=outcome, task=ended)

    def _deadline(self) -> float:
        return self._clock.now() + self._inputs.wait_timeout_seconds
