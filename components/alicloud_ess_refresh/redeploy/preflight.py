"""What a preview says of an event: whether it could be answered as things stand now. Nothing is changed."""

from alicloud_ess_refresh.redeploy.decide import Refuse, decide
from alicloud_ess_refresh.redeploy.errors import NotRedeployableError
from alicloud_ess_refresh.redeploy.refusals import passes_by_itself
from alicloud_ess_refresh.redeploy.watch import Watch

__all__ = ["find_obstacle"]


def find_obstacle(watch: Watch) -> NotRedeployableError | None:
    """
    Answer the error that a redeployment would end in now, unless it may be gone when the time comes.

    An event that an earlier attempt has begun to answer is left to the update, which puts back what that left.

    Raises:
        ServiceError: A service did not answer at once, or refused.
    """
    inputs = watch.inputs
    facts = watch.look(watch.clock.now())
    plan = decide(inputs, facts)
    if not isinstance(plan, Refuse) or facts.own_mark(inputs.event_id) or passes_by_itself(inputs, facts):
        return None
    return NotRedeployableError(inputs.instance_id, inputs.event_id, plan.reasons)
