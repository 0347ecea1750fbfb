"""
Several `ess-events run` on one queue, killed with SIGKILL at random moments and started again.

    PYTHONPATH=tests .venv/bin/python -m contract.event_kills --runs 10

prints a line for each run, and exits with 1 where an event was not answered once, or an instance too many was out.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from alibabacloud_ecs20140526 import models as ecs
from mns.account import Account
from mns.queue import Message

from alicloud_emulator import Emulator
from alicloud_ess_refresh.events.audit import read_entries
from alicloud_ess_refresh.redeploy.mark import TAG_KEY
from contract.event_worker import start_worker
from contract.official import REGION, ask, ecs_client
from contract.scaling import make_group
from contract.system_events import OPEN_AND_ENDED
from unit.events.messages import system_event

__all__ = ["Seen", "run"]

MNS_OPEN = "2022-01-19"
RATE = 10.0
"""Seconds of the service's time in one of the workers' clocks."""
NOT_BEFORE_SECONDS = 4 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """
    What came of it.

    Attributes:
        moves: Accepted RedeployInstance calls, by instance.
        statuses: Of the events, in the end.
        peak: Most instances of one group that were out of service at a time.
        outcomes: What the logs say, by event.
        left: What has the tag, or is not in service, in the end.
    """

    moves: Counter[str]
    statuses: Counter[str]
    peak: int
    outcomes: dict[str, set[str]]
    left: list[str]
    kills: int
    seconds: float

    def faults(self, *, events: int, max_concurrent: int) -> list[str]:
        """Return what is not as it should be."""
        failed = [event_id for event_id, outcomes in self.outcomes.items() if "failed" in outcomes]
        checks = {
            f"{self.moves} moves": list(self.moves.values()) == [1] * events,
            f"events ended {dict(self.statuses)}": self.statuses == {"Avoided": events},
            f"{self.peak} out at a time": self.peak <= max_concurrent,
            f"answers of {len(self.outcomes)} events in the logs": len(self.outcomes) == events,
            f"failed {failed}": not failed,
            f"left {self.left}": not self.left,
        }
        return [text for text, is_right in checks.items() if not is_right]


@dataclass
class Workers:
    """The processes, each with a log of its own."""

    emulator: Emulator
    folder: Path
    count: int
    speed: float

    def __post_init__(self) -> None:
        self._processes = [self._start(number) for number in range(self.count)]

    def kill(self, number: int) -> None:
        """Kill one, and start it again."""
        self._processes[number].kill()
        self._processes[number].join()
        self._processes[number] = self._start(number)

    def end(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()

    def outcomes(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for number in range(self.count):
            for entry in read_entries(self._log(number)):
                if entry["record"] == "outcome":
                    found.setdefault(entry["key"].partition(":")[0], set()).add(entry["outcome"])
        return found

    def _log(self, number: int) -> Path:
        return self.folder / f"{number}.jsonl"

    def _start(self, number: int) -> BaseProcess:
        url = self.emulator.url
        arguments = [
            *("run", "--queue", f"{url}/queues/events", "--audit-log", str(self._log(number))),
            *("--policy", str(self.folder / "policy.yaml"), "--endpoint", url, "--region", "cn-hangzhou"),
        ]
        return start_worker(arguments, output=self.folder / f"{number}.out", speed=self.speed)


def run(
    folder: Path,
    *,
    seed: int,
    workers: int,
    kills: int,
    groups: int,
    instances: int,
    max_concurrent: int,
    speed: float = 1.0,
) -> Seen:
    """
    Publish an event for each instance of each group, and let the workers answer them.

    Args:
        folder: For logs and output; empty.
        kills: At most so many: none after everything is done.
        instances: Of each group.
        speed: Seconds of the workers' clocks in one of the machine's. A call that takes as long as their patience has
            to stay an exception.
    """
    chance = random.Random(seed)  # noqa: S311  # moments, no secret
    (folder / "policy.yaml").write_text(f"max_concurrent: {max_concurrent}\n")
    with Emulator(rate=0) as emulator:
        members = _publish(emulator, groups, instances)
        before = len(emulator.calls)
        # Widens the moments between a tag and what follows on it.
        emulator.add_fault(kind="delay", action="DescribeInstances", times=None, seconds=0.3 / speed)
        emulator.clock.rate = RATE * speed
        began, killed = time.monotonic(), 0
        with _working(Workers(emulator, folder, workers, speed)) as working:
            next_kill, latest = began + 3 / speed, began + NOT_BEFORE_SECONDS / RATE / speed
            while not _is_done(emulator) and time.monotonic() < latest:
                if killed < kills and time.monotonic() >= next_kill:
                    working.kill(chance.randrange(workers))
                    killed += 1
                    next_kill = time.monotonic() + chance.uniform(0.2, 5.0) / speed
                time.sleep(0.2 / speed)
            seconds = time.monotonic() - began
            time.sleep(3 / speed)  # for what is written down last
        calls = [call for call in emulator.calls[before:] if call["http_status"] == 200]
        moved = (call["parameters"]["InstanceId"] for call in calls if call["action"] == "RedeployInstance")
        return Seen(
            moves=Counter(moved),
            statuses=Counter(_statuses(emulator)),
            peak=max(_peak(calls, ids) for ids in members),
            outcomes=working.outcomes(),
            left=_left(emulator),
            kills=killed,
            seconds=seconds,
        )


@contextmanager
def _working(working: Workers) -> Iterator[Workers]:
    try:
        yield working
    finally:
        working.end()


def _publish(emulator: Emulator, groups: int, instances: int) -> list[set[str]]:
    """Make the groups, an event for each instance, and the queue with its messages; return the groups' instances."""
    made = [make_group(emulator, min_size=instances, max_size=instances) for _ in range(groups)]
    members = [{str(item.instance_id) for item in group.instances()} for group in made]
    ask(emulator, MNS_OPEN, "CreateQueue", QueueName="events", VisibilityTimeout="60")
    account = Account(emulator.url, "any", "any")
    queue = account.get_queue("events")
    queue.set_encoding(False)
    for instance_id in sorted(set().union(*members)):
        event_id = emulator.add_fault(
            kind="system_event",
            instance_id=instance_id,
            event_type="SystemMaintenance.Redeploy",
            not_before_seconds=NOT_BEFORE_SECONDS,
        )
        text = system_event(
            "SystemMaintenance.Redeploy", instanceId=instance_id, eventId=event_id, notBefore="2099-01-01T00:00:00Z"
        )
        queue.send_message(Message(text))
    account.mns_client.close_connection()
    return members


def _is_done(emulator: Emulator) -> bool:
    return not _left(emulator) and set(_statuses(emulator)) == {"Avoided"}


def _statuses(emulator: Emulator) -> list[str]:
    request = ecs.DescribeInstanceHistoryEventsRequest(
        region_id=REGION, instance_event_cycle_status=OPEN_AND_ENDED, page_size=100
    )
    found = ecs_client(emulator).describe_instance_history_events(request).body.instance_system_event_set
    return [event.event_cycle_status.name for event in found.instance_system_event_type]


def _left(emulator: Emulator) -> list[str]:
    entities = emulator.state["entities"]
    tagged = [item["instance_id"] for item in entities["instances"] if TAG_KEY in item["tags"]]
    return tagged + [
        f"{member['instance_id']} {member['lifecycle_state']}"
        for group in entities["scaling_groups"]
        for member in group["instances"].values()
        if member["lifecycle_state"] != "InService"
    ]


def _peak(calls: Sequence[dict[str, object]], ids: set[str]) -> int:
    """Return the most instances that were in standby at a time."""
    out: set[str] = set()
    peak = 0
    for call in calls:
        text = json.dumps(call["parameters"])
        named = {instance_id for instance_id in ids if instance_id in text}
        if call["action"] == "EnterStandby":
            out |= named
        elif call["action"] == "ExitStandby":
            out -= named
        peak = max(peak, len(out))
    return peak


def main() -> int:
    """Run as often as asked, and return 1 where anything was not as it should be."""
    parser = argparse.ArgumentParser()
    for name, default in (("runs", 10), ("workers", 3), ("kills", 50), ("groups", 3), ("instances", 20), ("most", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--speed", type=float, default=1.0)
    options = parser.parse_args()
    is_bad = False
    for seed in range(1, options.runs + 1):
        with tempfile.TemporaryDirectory() as folder:
            seen = run(
                Path(folder),
                seed=seed,
                workers=options.workers,
                kills=options.kills,
                groups=options.groups,
                instances=options.instances,
                max_concurrent=options.most,
                speed=options.speed,
            )
        faults = seen.faults(events=options.groups * options.instances, max_concurrent=options.most)
        is_bad |= bool(faults)
        hours = seen.seconds * RATE * options.speed / 3600
        print(
            f"run {seed}: {seen.kills} kills, {seen.seconds:.0f} s ({hours:.1f} h of the service's time), "
            f"{seen.peak} out at most: {'; '.join(faults) or 'each answered once, in time'}",
            flush=True,
        )
    return int(is_bad)


if __name__ == "__main__":
    sys.exit(main())
