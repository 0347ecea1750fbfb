"""Redeployments of one group that claim their turn at the same time, call by call in any order."""

# ruff: noqa: ARG002  # the parameters are those of EcsClient and Clock

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, cycle
from threading import Condition
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alicloud_ess_refresh.cloud.ecs import EcsClient, EcsInstance
from alicloud_ess_refresh.redeploy.claims import claim, unclaim
from alicloud_ess_refresh.redeploy.mark import Mark
from alicloud_ess_refresh.redeploy.model import RedeployInputs
from alicloud_ess_refresh.redeploy.watch import Watch

if TYPE_CHECKING:
    from alicloud_ess_refresh.cloud.membership import MembershipClient

MARK = Mark(event_id="e-1", status="Running", scaling_group_id="asg-1", is_standby=True)
TURNS_A_MOVE_TAKES = 6
MOST_TURNS = 2000


class StuckError(Exception):
    """All had more turns than anybody needs."""


@dataclass
class Turns:
    """Lets one thread at a time go on to where it asks for its next turn."""

    order: Iterator[int]
    threads: int
    is_stuck: bool = False
    _asking: set[str] = field(default_factory=set)
    _turn: str = ""
    _count: int = 0
    _condition: Condition = field(default_factory=Condition)

    def ask(self, name: str) -> None:
        with self._condition:
            self._asking.add(name)
            self._grant()
            self._condition.wait_for(lambda: self._turn == name or self.is_stuck)
            if self.is_stuck:
                raise StuckError
            self._turn = ""
            self._asking.discard(name)

    def leave(self) -> None:
        with self._condition:
            self.threads -= 1
            self._grant()

    def _grant(self) -> None:
        if not self.threads or len(self._asking) < self.threads:
            return
        self._turn = sorted(self._asking)[next(self.order) % self.threads]
        self._count += 1
        self.is_stuck = self._count > MOST_TURNS
        self._condition.notify_all()


@dataclass
class Instance:
    """One instance's process: its engine, its clock, and its view of ECS; every call is a turn."""

    instance_id: str
    turns: Turns
    tags: dict[str, dict[str, str]]
    region: str = "cn-hangzhou"

    def describe_tagged_instances(self, tag_key: str) -> tuple[EcsInstance, ...]:
        self.turns.ask(self.instance_id)
        tagged = sorted(self.tags.items())
        return tuple(EcsInstance(instance_id=name, status="Running", tags=tags) for name, tags in tagged)

    def tag_instance(self, instance_id: str, key: str, value: str) -> None:
        self.turns.ask(self.instance_id)
        self.tags[instance_id] = {key: value}

    def untag_instance(self, instance_id: str, key: str) -> None:
        self.turns.ask(self.instance_id)
        self.tags.pop(instance_id, None)

    def now(self) -> float:
        return 0.0

    def utc_now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)

    def sleep(self, seconds: float) -> None:
        self.turns.ask(self.instance_id)

    def tell(self, line: str) -> None: ...

    def is_gone(self) -> bool:
        return False


@settings(max_examples=150, deadline=None)
@given(
    instances=st.integers(2, 4),
    max_concurrent=st.integers(1, 3),
    order=st.lists(st.integers(0, 11), max_size=60),
)
def test_all_get_their_turn_and_never_too_many_at_once(instances: int, max_concurrent: int, order: list[int]) -> None:
    turns = Turns(order=chain(order, cycle(range(instances))), threads=instances)
    tags: dict[str, dict[str, str]] = {}
    moving: set[str] = set()
    peaks: list[int] = []

    def move(index: int) -> None:
        process = Instance(f"i-{index}", turns, tags)
        inputs = RedeployInputs(instance_id=process.instance_id, event_id="e-1", max_concurrent=max_concurrent)
        ecs, groups = cast("EcsClient", process), cast("MembershipClient", process)
        watch = Watch.over(inputs, ecs=ecs, groups=groups, clock=process, engine=process)
        try:
            claim(watch, MARK, 1.0)
            moving.add(process.instance_id)
            peaks.append(len(moving))
            for _ in range(TURNS_A_MOVE_TAKES):
                turns.ask(process.instance_id)
            moving.remove(process.instance_id)
            unclaim(watch, 1.0)
        finally:
            turns.leave()

    with ThreadPoolExecutor(instances) as pool:
        try:
            list(pool.map(move, range(instances)))
        except StuckError:
            pytest.fail(f"after {MOST_TURNS} turns, {sorted(tags)} have the tag, and {sorted(moving)} are moving")

    assert len(peaks) == instances
    assert max(peaks) <= max_concurrent
    assert tags == {}
