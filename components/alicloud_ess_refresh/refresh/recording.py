"""What is recorded of a rollout that ended well, so that the next judgement has evidence."""

from dataclasses import replace
from datetime import UTC

from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.converge import Intent
from alicloud_ess_refresh.refresh.convergence import judge
from alicloud_ess_refresh.refresh.doubt import left_digests
from alicloud_ess_refresh.refresh.facts import Facts
from alicloud_ess_refresh.refresh.model import Outcome, Result
from alicloud_ess_refresh.refresh.starting import find_facts
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["recorded_result"]


def recorded_result(waiter: Waiter, intent: Intent, before: Facts, result: Result) -> Result:
    """
    Add what is to be recorded to a result.

    The content is recorded as it was before: what has changed meanwhile is not what all instances are made from.

    Args:
        before: The group when it was decided what to do.
    """
    desired, recorded, task = intent.desired, intent.recorded, result.task
    digest = judge(desired, before, recorded).digest
    after = (
        before
        if result.outcome is Outcome.NOTHING_TO_DO
        else _look_again(waiter, intent, before.group.scaling_group_id)
    )
    is_confirmed = after is not None and judge(desired, after).digest == digest
    now = waiter.client.service_time
    return replace(
        result,
        digest=digest,
        last_task_id=task.instance_refresh_task_id if task else before.latest_task_id,
        confirmed_time=f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if now and is_confirmed else "",
        left_digests=left_digests(
            desired, before, after or before, recorded, digest, began=task.start_time if task else ""
        ),
    )


def _look_again(waiter: Waiter, intent: Intent, scaling_group_id: str) -> Facts | None:
    """Look the group up; None where that cannot be done: the rollout has succeeded all the same."""
    try:
        return find_facts(waiter, scaling_group_id, intent.desired)
    except AlicloudError:
        return None
