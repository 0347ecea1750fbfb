"""
Answers that are carried out side by side, each in attempts. What only waits takes no thread: see `turns`.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Condition, Thread
from typing import Protocol

from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.errors import AbandonedError, AlicloudError, ServiceError
from alicloud_ess_refresh.events.catalogue import Action
from alicloud_ess_refresh.events.memory import Entry
from alicloud_ess_refresh.events.turns import FIRST_PAUSE_SECONDS, Turn, Turns
from alicloud_ess_refresh.redeploy.errors import NoRoomError

__all__ = ["Answering", "Attempts"]

SIDE_BY_SIDE = 16
"""Instances that are moved or replaced at a time; how many of one scaling group is the policy's to say."""


class Answering(Protocol):
    """Carries out what was decided."""

    def group_of(self, instance_id: str) -> str:
        """
        Return the id of the instance's scaling group, or nothing where it is in none.

        Raises:
            AlicloudError: It could not be found out.
        """

    def answer(self, action: Action, instance_id: str, event_id: str) -> tuple[str, str]:
        """
        Redeploy or replace an instance, and return the outcome and its detail.

        Raises:
            NoRoomError: Too many others of its group are out of service.
            AlicloudError: It could not be done; the message says why.
            AbandonedError: It goes on, but this process is to end.
        """


class Attempts:
    """Thread-safe."""

    def __init__(
        self,
        answering: Answering,
        *,
        max_concurrent: int,
        clock: Clock,
        finish: Callable[[Entry, str, str], None],
        tell: Callable[[str], None],
        sleep: Callable[[float], None] | None,
    ) -> None:
        """
        Begin with none.

        Args:
            max_concurrent: Instances of one scaling group at a time.
            finish: Takes what came of an entry: the outcome and its detail.
            sleep: As of `Handler`.
        """
        self._answering = answering
        self._turns = Turns(max_concurrent=max_concurrent)
        self._clock = clock
        self._finish = finish
        self._tell = tell
        self._sleep = sleep
        self._changed = Condition()
        self._pool = ThreadPoolExecutor(SIDE_BY_SIDE, thread_name_prefix="ess-events")
        self._running = 0
        self._timekeeper: Thread | None = None
        self._is_ending = False
        self._trouble: list[BaseException] = []

    def add(self, entry: Entry) -> None:
        """Have an entry answered when it is its turn."""
        with self._changed:
            self._turns.add(Turn(entry=entry))
            self._go_on()

    def wait(self) -> None:
        """Wait until every answer has come to its end, or this process is to end."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._trouble or (not self._running and (self._is_ending or not self._turns))
            )
        self.raise_trouble()

    def raise_trouble(self) -> None:
        """
        Raise what no answer is to blame for.

        Raises:
            AuditLogError: An outcome could not be written down.
        """
        if self._trouble:
            raise self._trouble[0]

    def close(self) -> None:
        """Wait for what is going on, and leave the rest."""
        with self._changed:
            self._is_ending = True
            timekeeper = self._timekeeper
        self._pool.shutdown(wait=True)
        if timekeeper is not None:
            timekeeper.join()
        self.raise_trouble()

    def _go_on(self) -> None:
        """Begin whatever may go on now. The caller holds the lock."""
        now = self._clock.now()
        while self._running < SIDE_BY_SIDE and not self._is_ending and (turn := self._turns.take(now)) is not None:
            self._running += 1
            self._pool.submit(self._run, turn)
        if self._sleep is not None and self._timekeeper is None and self._turns.next_after(now) is not None:
            self._timekeeper = Thread(target=self._keep_time, args=(self._sleep,), name="ess-events pauses")
            self._timekeeper.start()

    def _keep_time(self, sleep: Callable[[float], None]) -> None:
        """Begin what pauses when its pause is over."""
        while (pause := self._next_pause()) is not None:
            try:
                sleep(pause)
            except AbandonedError:
                pause = None
            with self._changed:
                self._is_ending = self._is_ending or pause is None
                self._go_on()
                self._changed.notify_all()

    def _next_pause(self) -> float | None:
        with self._changed:
            now = self._clock.now()
            next_at = None if self._is_ending else self._turns.next_after(now)
            if next_at is None:
                self._timekeeper = None
                return None
            # No pause that begins meanwhile is shorter.
            return min(next_at - now, FIRST_PAUSE_SECONDS)

    def _run(self, turn: Turn) -> None:
        is_abandoned = False
        try:
            then = self._attempt(turn)
            with self._changed:
                then()
        except AbandonedError:
            is_abandoned = True  # the next process goes on with it
        except BaseException as error:  # noqa: BLE001  # raised again where somebody waits for it
            self._trouble.append(error)
        with self._changed:
            self._running -= 1
            self._is_ending = self._is_ending or is_abandoned
            self._go_on()
            self._changed.notify_all()

    def _attempt(self, turn: Turn) -> Callable[[], None]:
        """Make an attempt, and return what that means for the answer's turn."""
        entry = turn.entry
        try:
            if turn.scaling_group_id is None:
                turn.scaling_group_id = self._answering.group_of(turn.instance_id)
                return partial(self._turns.add, turn)
            outcome, detail = self._answering.answer(Action(entry["action"]), turn.instance_id, entry["event_id"])
        except NoRoomError as error:
            self._tell_once(turn, f"waiting until {', '.join(error.others)} of its scaling group is back in service")
            return partial(self._turns.crowd_out, turn, error.others, self._clock.now())
        except AlicloudError as error:
            # A call that is refused says nothing of the event: a permission, a key, a limit is to be mended.
            if self._sleep is not None and (error.is_transient or isinstance(error, ServiceError)):
                pause = f"another attempt follows in {turn.pause_seconds:.0f} s"
                self._tell(f"{_subject(turn)}: not answered yet, {pause}: {error}")
                return partial(self._turns.again, turn, self._clock.now())
            outcome, detail = "failed", str(error)
        except AbandonedError:
            raise
        except Exception as error:  # noqa: BLE001  # a defect in one answer must not end the others
            outcome, detail = "failed", f"this is a defect of ess-events: {error!r}"
        self._finish(entry, outcome, detail)
        return partial(self._turns.end, turn)

    def _tell_once(self, turn: Turn, text: str) -> None:
        if not turn.is_told:
            self._tell(f"{_subject(turn)}: {text}")
        turn.is_told = True


def _subject(turn: Turn) -> str:
    return f"{turn.instance_id}: event {turn.entry['event_id']}"
