"""
One event answered, from beginning to end: look, decide, act, wait. Needs no Pulumi.

    inputs = RedeployInputs(instance_id="i-1", event_id="e-1")
    Redeployment(Watch.over(inputs, ecs=…, groups=…, clock=SystemClock(), engine=…)).carry_out()
"""

from collections.abc import Callable, Sequence
from typing import NoReturn

from alicloud_ess_refresh.cloud.ecs import SystemEvent
from alicloud_ess_refresh.dynamic.patience import CALM_SECONDS
from alicloud_ess_refresh.errors import ServiceApiError, ServiceError
from alicloud_ess_refresh.redeploy.claims import FRESH_SECONDS, Claim, LostClaimError
from alicloud_ess_refresh.redeploy.decide import Await, Done, Move, Plan, Refuse, Replace, decide
from alicloud_ess_refresh.redeploy.errors import (
    NotPutBackError,
    NotRedeployableError,
    RedeployFailedError,
    RedeployInterruptedError,
    RedeployTimeoutError,
)
from alicloud_ess_refresh.redeploy.mark import Mark
from alicloud_ess_refresh.redeploy.model import Facts, Outcome, Result, is_under_way
from alicloud_ess_refresh.redeploy.refusals import STABLE_STATUSES, passes_by_itself
from alicloud_ess_refresh.redeploy.standby import enter_standby, put_back
from alicloud_ess_refresh.redeploy.watch import Watch

__all__ = ["Redeployment"]

NO_EVENT = "InvalidOperation.RedeployInstance"
"""RedeployInstance, ECS 2014-05-26; its message varies."""
UNSTABLE = "IncorrectInstanceStatus"
"""The same page: the instance has begun to change its status since it was looked at."""
_GONE = (
    "a scaling group replaces an instance that is not healthy, unless `in_scaling_group` is `standby`; nothing is left "
    "to be moved"
)


class Redeployment:
    """Answers one event of one instance."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._inputs = watch.inputs
        self._looked_at = watch.clock.now()
        self._deadline = self._looked_at + watch.inputs.wait_timeout_seconds
        self._claim = Claim(watch)
        self._mark: Mark | None = None
        self._task_id = ""
        self._is_begun = self._is_awaited = False
        self._told = ""

    def carry_out(self) -> Result:
        """
        Have the instance moved, or replaced, and answer how that came about.

        However often it is called for an event, by whichever process, one move is made: what goes on already is
        waited for, what has ended is left alone, and what a killed process left behind is put back.

        Raises:
            NotRedeployableError: It cannot be done, or the service refused it.
            NoRoomError: Too many others of its group are out of service.
            RedeployFailedError: The service could not move it.
            RedeployTimeoutError: It goes on, but not within `wait_timeout_seconds`.
            RedeployInterruptedError: It goes on, but the service no longer tells how.
            NotPutBackError: It was moved, but is not back in service.
            ServiceError: Nothing was begun yet, and a service refused, or gave no answer.
        """
        pace = self._watch.pace()
        while True:
            facts = self._look()
            self._raise_if_failed(facts)
            plan = decide(self._inputs, facts)
            match plan:
                case Done(event):
                    return self._finish(facts, event)
                case Refuse(reasons):
                    self._refuse(facts, reasons, is_transient=passes_by_itself(self._inputs, facts))
                case Move() | Replace() if not self._is_begun:
                    self._begin(plan, facts)
                case _:
                    what = self._tell(plan)
                    if self._watch.clock.now() >= self._deadline:
                        self._raise_timeout(what)
                    self._watch.patience.sleep(pace.pause((facts.event, facts.instance, facts.tasks)))

    def _look(self) -> Facts:
        began = self._mark is not None
        self._looked_at = self._watch.clock.now()
        deadline = self._deadline if began else self._looked_at + CALM_SECONDS
        group_id = self._mark.scaling_group_id if self._mark else ""
        try:
            facts = self._watch.look(max(deadline, self._watch.clock.now()), scaling_group_id=group_id)
        except ServiceError as error:
            if not began:
                raise
            raise RedeployInterruptedError(*self._ids, error, aftermath=self._left()) from error
        self._mark = facts.own_mark(self._inputs.event_id) or self._mark
        return facts

    def _tell(self, plan: Plan) -> str:
        # A process makes one attempt, whatever a service that has not caught up yet lets the next look say.
        what = plan.what if isinstance(plan, Await) else "the services do not show yet what came of it"
        self._watch.telling.show(what, what if what != self._told else "")
        self._told = what
        self._is_awaited = True
        return what

    def _begin(self, plan: Move | Replace, facts: Facts) -> None:
        latest = min(self._deadline, self._latest_beginning(plan, facts))
        left = facts.usable_mark(self._inputs.event_id)
        # What is out of service already has its room; waiting for more would keep it out.
        is_out = left is not None and is_under_way(left, facts.membership, facts.tasks)
        if is_out:
            self._claim.keep(plan.mark, left, self._deadline)
        elif not self._claim.hold(plan.mark, left, latest):
            if self._watch.clock.now() >= self._deadline:
                self._raise_timeout("another process of this event sets its tag, or takes it off, again and again")
            return
        self._mark, self._is_begun = plan.mark, True
        if is_out:
            self._act(plan, facts, self._confirm_facts)
        else:
            self._act(plan, facts, lambda: self._claim.confirm(plan.mark, self._deadline))

    def _confirm_facts(self) -> None:
        if self._watch.clock.now() - self._looked_at > FRESH_SECONDS:
            raise LostClaimError("the instance may be back in service by now")

    def _act(self, plan: Move | Replace, facts: Facts, confirm: Callable[[], None]) -> None:
        try:
            if isinstance(plan, Replace):
                self._replace(plan.mark, confirm)
            else:
                self._move(plan.mark, facts, confirm)
        except LostClaimError:
            self._mark, self._is_begun = None, False
            if self._watch.clock.now() >= self._deadline:
                self._raise_timeout("each look at it took so long that it could not be acted upon")
        except ServiceApiError as error:
            if error.is_transient:
                raise RedeployInterruptedError(*self._ids, error, aftermath=self._left()) from error
            self._deal_with_refusal(error)
        except ServiceError as error:
            raise RedeployInterruptedError(*self._ids, error, aftermath=self._left()) from error

    def _deal_with_refusal(self, error: ServiceApiError) -> None:
        facts = self._look()
        if isinstance(decide(self._inputs, facts), Await | Done):
            return  # another process of this event was quicker: what it began is waited for
        # What a group refuses (it scales, it is disabled) passes, and costs nothing to ask again.
        is_transient = error.code == UNSTABLE or error.action != "RedeployInstance"
        self._refuse(facts, [_refusal(error)], is_transient=is_transient)

    def _latest_beginning(self, plan: Move | Replace, facts: Facts) -> float:
        """Answer until when a move may be begun; raise where that is over."""
        event, clock = facts.event, self._watch.clock
        if event is None or isinstance(plan, Replace) or not self._inputs.lead_seconds:
            return self._deadline
        left_seconds = event.seconds_left(clock.utc_now()) - self._inputs.lead_seconds
        if left_seconds < 0:
            self._refuse(facts, [f"the service begins at {event.not_before}, too soon to move the instance first"])
        return clock.now() + left_seconds

    def _move(self, mark: Mark, facts: Facts, confirm: Callable[[], None]) -> None:
        watch, instance_id = self._watch, self._inputs.instance_id
        known = {task.task_id for task in facts.tasks}
        if mark.is_standby and not enter_standby(watch, mark, self._deadline, confirm=confirm):
            if watch.clock.now() >= self._deadline:
                self._raise_timeout("it has not entered standby")
            return

        def act() -> str:
            return watch.ecs.redeploy_instance(instance_id, force_stop=self._inputs.force_stop)

        def observe() -> str | None:
            tasks = watch.ecs.describe_redeployments(instance_id)
            return next((task.task_id for task in tasks if task.task_id not in known), None)

        self._task_id = watch.patience.ensure(self._deadline, act, observe)
        watch.telling.say(f"redeployment for event {self._inputs.event_id} was started, task {self._task_id}")

    def _replace(self, mark: Mark, confirm: Callable[[], None]) -> None:
        def act() -> None:
            confirm()
            self._watch.groups.set_unhealthy(self._inputs.instance_id)

        # Saying so twice is saying it once: a lost reply needs no look at what came of it.
        self._watch.patience.until(self._deadline, act)
        self._watch.telling.say(f"reported unhealthy to scaling group {mark.scaling_group_id}, which replaces it")

    def _finish(self, facts: Facts, event: SystemEvent) -> Result:
        outcome = self._outcome(facts)
        done = put_back(self._watch, facts, known=self._known)
        self._watch.telling.say(f"done: event {event.event_id} is `{event.status}`{done and f', {done}'}")
        task = facts.answering_task
        return Result(
            outcome=outcome,
            event=event,
            instance_status=facts.instance.status if facts.instance else "",
            task_id=self._task_id or (task.task_id if task else ""),
        )

    def _outcome(self, facts: Facts) -> Outcome:
        if facts.instance is None:
            return Outcome.REPLACED
        if self._task_id or (facts.own_mark(self._inputs.event_id) and facts.answering_task):
            return Outcome.REDEPLOYED
        return Outcome.ADOPTED if self._is_awaited else Outcome.ALREADY_CLOSED

    def _raise_if_failed(self, facts: Facts) -> None:
        """Raise where the move that this process began has failed, once the instance stands still."""
        instance, event = facts.instance, facts.event
        if instance is None and self._task_id:
            observed = f"it was released while task {self._task_id} moved it"
            raise RedeployFailedError(*self._ids, observed=observed, aftermath=_GONE)
        if instance is None or instance.status not in STABLE_STATUSES:
            return
        task = next((task for task in facts.tasks if task.task_id == self._task_id), None)
        where = f"it is `{instance.status}`"
        if task is not None and task.status == "Failed":
            observed = f"task {task.task_id} ended `Failed`, for which DescribeTasks gives no reason"
            where += " again, on the host it was on"  # RedeployInstance, ECS 2014-05-26
        elif task is not None and event is not None and event.status == "Failed":
            observed = f"the event ended `Failed`: {event.reason or 'the service gave no reason'}"
        else:
            return
        done = self._put_back_or_tell(facts)
        aftermath = f"{where}{done and f'; {done}'}; try again, or replace it"
        raise RedeployFailedError(*self._ids, observed=observed, aftermath=aftermath)

    def _refuse(self, facts: Facts, reasons: Sequence[str], *, is_transient: bool = False) -> NoReturn:
        standing = self._put_back_or_tell(facts) or "nothing was changed"
        raise NotRedeployableError(*self._ids, reasons, standing=standing, is_transient=is_transient)

    def _put_back_or_tell(self, facts: Facts) -> str:
        """Put the instance back after a failure, and answer how that went; the failure stays the error."""
        try:
            return put_back(self._watch, facts, known=self._known)
        except NotPutBackError as error:
            return str(error)

    def _raise_timeout(self, observed: str) -> NoReturn:
        raise RedeployTimeoutError(
            *self._ids,
            limit_seconds=self._inputs.wait_timeout_seconds,
            observed=observed,
            aftermath=self._left(),
        )

    def _left(self) -> str:
        mark = self._mark
        left = "it goes on by itself"
        if mark and mark.is_standby:
            left = f"it may be left in standby in scaling group {mark.scaling_group_id}"
        elif mark and mark.is_replaced:
            left = (
                f"scaling group {mark.scaling_group_id} was told that it is unhealthy: look whether its process "
                "HealthCheck is suspended"
            )
        return f"{left}; try again (`pulumi up`), which goes on with it"

    @property
    def _known(self) -> Mark | None:
        return self._mark if self._is_begun else None

    @property
    def _ids(self) -> tuple[str, str]:
        return self._inputs.instance_id, self._inputs.event_id


def _refusal(error: ServiceApiError) -> str:
    if error.code != NO_EVENT:
        return str(error)
    return f"{error}; that is the answer, too, where the event is a simulated one, which a redeployment cannot answer"
