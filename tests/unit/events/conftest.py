"""A handler without a cloud: what it answers is written down, and time stands still."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Condition

import pytest

from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.errors import AbandonedError
from alicloud_ess_refresh.events.catalogue import Action
from alicloud_ess_refresh.events.handler import Handler, Record
from alicloud_ess_refresh.events.memory import Memory
from alicloud_ess_refresh.events.policy import Policy
from alicloud_ess_refresh.redeploy.errors import NoRoomError

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


@dataclass
class Answers:
    """
    What was asked to be done. Every instance is in a group of its own.

    Attributes:
        errors: Raised, the first one first.
        full: Instances in whose groups there is no room.
    """

    asked: list[tuple[Action, str, str]] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    full: set[str] = field(default_factory=set)
    _changed: Condition = field(default_factory=Condition)

    def group_of(self, instance_id: str) -> str:
        return f"asg-{instance_id}"

    def answer(self, action: Action, instance_id: str, event_id: str) -> tuple[str, str]:
        with self._changed:
            self.asked.append((action, instance_id, event_id))
            self._changed.notify_all()
        if instance_id in self.full:
            raise NoRoomError(instance_id, event_id, ["no"], others=["i-9"])
        if self.errors:
            raise self.errors.pop(0)
        return "redeployed", f"event {event_id} is `Avoided`"

    def wait_for(self, asked: tuple[Action, str, str]) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: asked in self.asked, timeout=30)


@dataclass
class Stage(Engine):
    """
    A handler and what it says; it is the clock and the engine, too.

    Attributes:
        sleeps: Pauses while nothing may be attempted; None where there is one attempt only.
        is_ending: The process is to end during the next pause.
    """

    answers: Answers = field(default_factory=Answers)
    lines: list[str] = field(default_factory=list)
    sleeps: list[float] | None = None
    is_ending: bool = False

    def tell(self, line: str) -> None:
        self.lines.append(line)

    def is_gone(self) -> bool:
        return self.is_ending

    def now(self) -> float:
        return sum(self.sleeps or ())

    def utc_now(self) -> datetime:
        return NOW + timedelta(seconds=self.now())

    def sleep(self, seconds: float) -> None:
        if self.is_ending:
            raise AbandonedError
        assert self.sleeps is not None
        self.sleeps.append(seconds)

    def handler(self, record: Record, policy: Policy | None = None) -> Handler:
        return Handler(
            record,
            policy or Policy(),
            self.answers,
            clock=self,
            tell=self.lines.append,
            region="cn-hangzhou",
            sleep=None if self.sleeps is None else self.sleep,
        )

    def handle(self, *texts: str, record: Record | None = None, policy: Policy | None = None) -> Record:
        """Handle messages one after another, each to its end, and answer the record."""
        record = Memory() if record is None else record
        handler = self.handler(record, policy)
        handler.resume()
        handler.wait()
        for text in texts:
            handler.handle(text)
            handler.wait()
        handler.close()
        return record


@pytest.fixture(name="stage")
def _stage() -> Stage:
    return Stage()


MakeMessage = Callable[..., str]
