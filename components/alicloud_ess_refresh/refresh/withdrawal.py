"""
What a deletion does: it stops a release that nobody would watch any longer, and nothing else.

A running task goes on creating instances of a configuration that the same `pulumi destroy` is about to delete,
in a group that it is about to delete: so it is cancelled. It is not rolled back, which would take as long as
the release did. Where no task runs, no call changes anything.
"""

from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.errors import ScalingGroupNotFoundError
from alicloud_ess_refresh.refresh.engine import Engine
from alicloud_ess_refresh.refresh.waiter import CALM_SECONDS, Waiter

__all__ = ["withdraw"]

POLL_INTERVAL_SECONDS = 2.0
CANCEL_SECONDS = 600.0
"""How long a cancelled task may take to settle: what the alicloud provider waits for the same."""


def withdraw(client: EssClient, scaling_group_id: str, *, clock: Clock, engine: Engine) -> None:
    """
    Cancel the group's running refresh task, if there is one, and wait until it has settled.

    A task that is being cancelled or rolled back already is only waited for. A group that does not exist has
    none.

    Raises:
        EssError: The service did not answer, or refused.
    """
    waiter = Waiter.on(
        scaling_group_id,
        client=client,
        clock=clock,
        engine=engine,
        poll_interval_seconds=POLL_INTERVAL_SECONDS,
    )
    try:
        waiter.group(scaling_group_id, clock.now() + CALM_SECONDS)
    except ScalingGroupNotFoundError:
        return
    tasks = waiter.calmly(lambda: client.describe_instance_refreshes(scaling_group_id))
    running = next((task for task in tasks if not task.status.is_settled), None)
    if running is None:
        return
    task_id = running.instance_refresh_task_id

    def act() -> bool:
        client.cancel_instance_refresh(scaling_group_id, task_id)
        return True

    def observe() -> bool | None:
        seen = client.describe_instance_refresh(scaling_group_id, task_id)
        return True if seen is None or seen.status.is_settled or seen.status.is_winding_down else None

    deadline = clock.now() + CANCEL_SECONDS
    if not running.status.is_winding_down:
        waiter.progress.say(f"deleted while instance refresh {task_id} is running (`{running.status}`): cancelling it")
        waiter.ensure(deadline, act, observe)
    waiter.task(running, deadline)
