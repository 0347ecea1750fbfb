"""
Processes that answer events of one group, call by call in any order, killed at any call, in virtual time.

One thread runs at a time: from one call, or pause, to the next. Which one is `order`'s to say. Time passes only while
all of them pause.
"""

# ruff: noqa: ARG002  # the parameters are those of EcsClient, MembershipClient and Clock

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from threading import Lock, Semaphore
from typing import TYPE_CHECKING, TypeVar, cast

from alicloud_ess_refresh.cloud.ecs import EcsInstance, EcsTask, SystemEvent
from alicloud_ess_refresh.cloud.membership import Membership
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.errors import ServiceAnswer, ServiceApiError
from alicloud_ess_refresh.redeploy.carry_out import Redeployment
from alicloud_ess_refresh.redeploy.errors import NoRoomError
from alicloud_ess_refresh.redeploy.model import RedeployInputs
from alicloud_ess_refresh.redeploy.watch import Watch

if TYPE_CHECKING:
    from alicloud_ess_refresh.cloud.ecs import EcsClient
    from alicloud_ess_refresh.cloud.membership import MembershipClient

__all__ = ["MOVE_SECONDS", "Kill", "Process", "Stage", "Stall", "World"]

T = TypeVar("T")

MOVE_SECONDS = 85.0
RESTART_SECONDS = 7.0
RETRY_SECONDS = 10.0
MOST_TURNS = 50_000
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Stall:
    """After so many turns, the process whose turn it is does not go on for a while with what its call returned."""

    turns: int
    seconds: float


class Killed(BaseException):
    """Ends a process where it stands."""


class StuckError(BaseException):
    """All had more turns than anybody needs."""


@dataclass(frozen=True)
class Kill:
    """After so many turns, the process whose turn it is; before its call takes effect, or after."""

    turns: int
    after: bool


@dataclass
class Turns:
    """Lets one thread at a time go on to where it asks for its next turn."""

    order: Iterator[int]
    kills: list[Kill]
    threads: int
    stalls: list[Stall] = field(default_factory=list)
    now: float = 0.0
    is_stuck: bool = False
    _wakes: dict[int, float] = field(default_factory=dict)
    _gates: dict[int, Semaphore] = field(default_factory=lambda: defaultdict(lambda: Semaphore(0)))
    _count: int = 0
    _until_kill: int = 0
    _until_stall: int = 0
    _lock: Lock = field(default_factory=Lock)

    def ask(self, number: int, *, after_seconds: float = 0.0) -> Kill | None:
        """Wait for this thread's turn, and return the kill that it is to suffer now, if any."""
        with self._lock:
            gate = self._gates[number]
            self._wakes[number] = self.now + after_seconds
            self._grant()
        gate.acquire()
        if self.is_stuck:
            raise StuckError
        self._until_kill += 1
        if self.kills and self._until_kill >= self.kills[0].turns:
            self._until_kill = 0
            return self.kills.pop(0)
        return None

    def stall(self, number: int) -> None:
        """Let time pass for this thread, if it is to be held up now."""
        self._until_stall += 1
        if self.stalls and self._until_stall >= self.stalls[0].turns:
            self._until_stall = 0
            self.ask(number, after_seconds=self.stalls.pop(0).seconds)

    def leave(self) -> None:
        with self._lock:
            self.threads -= 1
            self._grant()

    def _grant(self) -> None:
        if not self.threads or len(self._wakes) < self.threads:
            return
        self.now = max(self.now, min(self._wakes.values()))
        awake = sorted(number for number, wake in self._wakes.items() if wake <= self.now)
        turn = awake[next(self.order) % len(awake)]
        del self._wakes[turn]
        self._count += 1
        self.is_stuck = self._count > MOST_TURNS
        for number in self._gates if self.is_stuck else (turn,):
            self._gates[number].release()


@dataclass
class World:
    """ECS and Auto Scaling: some instances of one group, each with one event."""

    turns: Turns
    instances: dict[str, EcsInstance]
    members: dict[str, Membership]
    events: dict[str, SystemEvent]
    tasks: dict[str, list[EcsTask]] = field(default_factory=dict)
    moves: Counter[str] = field(default_factory=Counter)
    most_out: int = 0
    _ends: dict[str, float] = field(default_factory=dict)

    def pass_time(self) -> None:
        for instance_id in [each for each, end in self._ends.items() if end <= self.turns.now]:
            del self._ends[instance_id]
            event_id = f"e-{instance_id}"
            self.tasks[instance_id][-1] = replace(self.tasks[instance_id][-1], status="Finished")
            self.instances[instance_id] = replace(self.instances[instance_id], status="Running")
            self.events[event_id] = replace(self.events[event_id], status="Avoided")

    def begin_move(self, instance_id: str) -> str:
        event = self.events[f"e-{instance_id}"]
        if event.is_closed:
            raise _refused("InvalidOperation.RedeployInstance")
        if self.instances[instance_id].status != "Running":
            raise _refused("IncorrectInstanceStatus")
        assert self.members[instance_id].lifecycle_state == "Standby", f"{instance_id} is moved while it is in service"
        self.moves[instance_id] += 1
        self._ends[instance_id] = self.turns.now + MOVE_SECONDS
        self.instances[instance_id] = replace(self.instances[instance_id], status="Stopping")
        created = f"{BEGINNING + timedelta(seconds=self.turns.now):%Y-%m-%dT%H:%MZ}"
        task = EcsTask(task_id=f"t-{instance_id}", status="Processing", creation_time=created)
        self.tasks.setdefault(instance_id, []).append(task)
        return task.task_id

    def put(self, instance_id: str, lifecycle_state: str, *, from_state: str) -> None:
        member = self.members[instance_id]
        if member.lifecycle_state != from_state:
            raise _refused("IncorrectInstanceStatus")
        self.members[instance_id] = replace(member, lifecycle_state=lifecycle_state)
        out = sum(each.lifecycle_state == "Standby" for each in self.members.values())
        self.most_out = max(self.most_out, out)

    def tag(self, instance_id: str, tags: dict[str, str]) -> None:
        self.instances[instance_id] = replace(self.instances[instance_id], tags=tags)


def _refused(code: str) -> ServiceApiError:
    answer = ServiceAnswer(code=code, message="no", request_id="r", http_status=403)
    return ServiceApiError(answer, action="RedeployInstance", subject="it")


@dataclass
class Process(Engine):
    """One process that answers one event: its clients, its clock and its engine."""

    number: int
    instance_id: str
    world: World
    region: str = "cn-hangzhou"

    def run(self, *, max_concurrent: int, waits_for_room: bool) -> None:
        """Answer the event, started again after every kill."""
        inputs = RedeployInputs(
            instance_id=self.instance_id,
            event_id=f"e-{self.instance_id}",
            max_concurrent=max_concurrent,
            wait_timeout_seconds=100_000,
            waits_for_room=waits_for_room,
        )
        try:
            while not self._attempt(inputs):
                pass
        finally:
            self.world.turns.leave()

    def _attempt(self, inputs: RedeployInputs) -> bool:
        ecs, groups = cast("EcsClient", self), cast("MembershipClient", self)
        pause = RESTART_SECONDS
        with suppress(Killed):
            try:
                watch = Watch.over(inputs, ecs=ecs, groups=groups, clock=self, engine=self)
                Redeployment(watch).carry_out()
            except NoRoomError:
                pause = RETRY_SECONDS
            else:
                return True
        with suppress(Killed):
            self.sleep(pause)
        return False

    def _call(self, effect: Callable[[], T]) -> T:
        kill = self.world.turns.ask(self.number)
        self.world.pass_time()
        if kill and not kill.after:
            raise Killed
        result = effect()
        if kill:
            raise Killed
        self.world.turns.stall(self.number)
        return result

    def describe_instances(self, instance_ids: Sequence[str]) -> tuple[EcsInstance, ...]:
        return self._call(lambda: tuple(self.world.instances[each] for each in instance_ids))

    def describe_tagged_instances(self, tag_key: str) -> tuple[EcsInstance, ...]:
        return self._call(lambda: tuple(each for each in self.world.instances.values() if tag_key in each.tags))

    def describe_system_event(self, event_id: str) -> SystemEvent | None:
        return self._call(lambda: self.world.events.get(event_id))

    def describe_redeployments(self, instance_id: str) -> tuple[EcsTask, ...]:
        return self._call(lambda: tuple(self.world.tasks.get(instance_id, ())))

    def describe_membership(self, instance_id: str) -> Membership | None:
        return self._call(lambda: self.world.members[instance_id])

    def redeploy_instance(self, instance_id: str, *, force_stop: bool) -> str:
        return self._call(lambda: self.world.begin_move(instance_id))

    def tag_instance(self, instance_id: str, key: str, value: str) -> None:
        self._call(lambda: self.world.tag(instance_id, {key: value}))

    def untag_instance(self, instance_id: str, key: str) -> None:
        self._call(lambda: self.world.tag(instance_id, {}))

    def enter_standby(self, scaling_group_id: str, instance_id: str) -> None:
        self._call(lambda: self.world.put(instance_id, "Standby", from_state="InService"))

    def exit_standby(self, scaling_group_id: str, instance_id: str) -> None:
        self._call(lambda: self.world.put(instance_id, "InService", from_state="Standby"))

    def now(self) -> float:
        return self.world.turns.now

    def utc_now(self) -> datetime:
        return BEGINNING + timedelta(seconds=self.world.turns.now)

    def sleep(self, seconds: float) -> None:
        if self.world.turns.ask(self.number, after_seconds=seconds):
            raise Killed

    def tell(self, line: str) -> None: ...

    def is_gone(self) -> bool:
        return False


@dataclass
class Stage:
    """A group, and for each of its instances as many processes as `workers` says."""

    workers: Sequence[int]
    order: Sequence[int] = ()
    kills: Sequence[Kill] = ()
    stalls: Sequence[Stall] = ()

    def __post_init__(self) -> None:
        ids = [f"i-{index}" for index in range(len(self.workers))]
        turns = Turns(chain(self.order, _fair()), list(self.kills), sum(self.workers), list(self.stalls))
        self.world = World(
            turns,
            {each: EcsInstance(instance_id=each, status="Running") for each in ids},
            {each: Membership(instance_id=each, scaling_group_id="asg-1", lifecycle_state="InService") for each in ids},
            {f"e-{each}": _event(each) for each in ids},
        )

    def run(self, *, max_concurrent: int, waits_for_room: bool = True) -> None:
        """Run all processes to their end; raises StuckError where they come to none."""
        ids = [f"i-{index}" for index, count in enumerate(self.workers) for _ in repeat(None, count)]
        processes = [Process(number, each, self.world) for number, each in enumerate(ids)]
        with ThreadPoolExecutor(len(processes)) as pool:
            running = [
                pool.submit(each.run, max_concurrent=max_concurrent, waits_for_room=waits_for_room)
                for each in processes
            ]
            for each in running:
                each.result()


def _event(instance_id: str) -> SystemEvent:
    return SystemEvent(
        event_id=f"e-{instance_id}",
        instance_id=instance_id,
        event_type="SystemMaintenance.Redeploy",
        status="Scheduled",
        publish_time="2026-01-01T00:00:00Z",
    )


def _fair() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1
