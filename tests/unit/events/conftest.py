"""A handler without a cloud: what it answers is written down, and time stands still."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from alicloud_ess_refresh.errors import AbandonedError
from alicloud_ess_refresh.events.catalogue import Action
from alicloud_ess_refresh.events.handler import Handler, Record
from alicloud_ess_refresh.events.memory import Memory
from alicloud_ess_refresh.events.policy import Policy

NOW = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


@dataclass
class Answers:
    """What was asked to be done; `errors` are raised, the first one first."""

    asked: list[tuple[Action, str, str]] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    def answer(self, action: Action, instance_id: str, event_id: str) -> tuple[str, str]:
        self.asked.append((action, instance_id, event_id))
        if self.errors:
            raise self.errors.pop(0)
        return "redeployed", f"event {event_id} is `Avoided`"


@dataclass
class Stage:
    """
    A handler and what it says.

    Attributes:
        sleeps: Pauses between attempts; None where there is one attempt only.
        is_ending: The process is to end during the next pause.
    """

    answers: Answers = field(default_factory=Answers)
    lines: list[str] = field(default_factory=list)
    sleeps: list[float] | None = None
    is_ending: bool = False

    def sleep(self, seconds: float) -> None:
        if self.is_ending:
            raise AbandonedError
        assert self.sleeps is not None
        self.sleeps.append(seconds)

    def handle(self, *texts: str, record: Record | None = None, policy: Policy | None = None) -> Record:
        """Handle messages one after another, each to its end, and answer the record."""
        record = Memory() if record is None else record
        handler = Handler(
            record,
            policy or Policy(),
            self.answers,
            now=lambda: NOW,
            tell=self.lines.append,
            region="cn-hangzhou",
            sleep=None if self.sleeps is None else self.sleep,
        )
        handler.resume()
        for text in texts:
            handler.handle(text)
            handler.wait()
        handler.close()
        return record


@pytest.fixture(name="stage")
def _stage() -> Stage:
    return Stage()


MakeMessage = Callable[..., str]
