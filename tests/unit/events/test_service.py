"""The loop over a queue, without one."""

from dataclasses import dataclass

from alicloud_ess_refresh.cloud.queue import ReceivedMessage
from alicloud_ess_refresh.dynamic.patience import Patience
from alicloud_ess_refresh.events.memory import Memory
from alicloud_ess_refresh.events.service import serve
from unit.events.conftest import Stage
from unit.events.messages import system_event


@dataclass
class Queue:
    """Gives out the same messages, over and over, until it was asked often enough."""

    texts: list[str]
    asked: int = 0
    deleted: int = 0

    def receive_message(self, _wait_seconds: int) -> ReceivedMessage | None:
        self.asked += 1
        text = self.texts[self.asked % len(self.texts)]
        return ReceivedMessage(text=text, receipt_handle="r", dequeue_count=self.asked)

    def delete_message(self, _receipt_handle: str) -> None:
        self.deleted += 1


def test_a_message_that_is_kept_is_shown_once_however_often_it_comes(stage: Stage) -> None:
    queue = Queue([system_event(), system_event(eventId="e-2"), "no"])
    handler = stage.handler(Memory())
    patience = Patience(clock=stage, engine=stage, say=stage.lines.append)

    serve(queue, handler, patience, is_ending=lambda: queue.asked == 9, keep=True)
    handler.wait()
    handler.close()

    assert queue.deleted == 0
    assert [line for line in stage.lines if "decided on before" in line] == []
    assert len([line for line in stage.lines if ": redeploy (" in line]) == 2
    assert len([line for line in stage.lines if "was set apart" in line]) == 1
