"""What a deletion does: a move cannot be undone, but what an interrupted one left behind is put back."""

from alicloud_ess_refresh.dynamic.patience import CALM_SECONDS
from alicloud_ess_refresh.redeploy.standby import put_back
from alicloud_ess_refresh.redeploy.watch import Watch

__all__ = ["withdraw"]


def withdraw(watch: Watch) -> None:
    """
    Put the instance back, where its tag says that this event's redeployment has taken it out, and no task moves it.

    Raises:
        NotPutBackError: It is not what it was.
        ServiceError: The service did not answer, or refused.
    """
    facts = watch.look(watch.clock.now() + CALM_SECONDS)
    running = next((task for task in facts.tasks if task.is_running), None)
    if running is not None and facts.own_mark(watch.inputs.event_id):
        watch.telling.say(f"deleted: task {running.task_id} goes on, which nothing can stop, and its tag stays")
        return
    put_back(watch, facts)
