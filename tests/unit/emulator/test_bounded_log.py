"""Logs that do not grow for ever, and what the log of calls keeps of one."""

from typing import TypeVar

from alicloud_emulator.application import Application
from alicloud_emulator.bounded_log import LONGEST, BoundedLog
from alicloud_emulator.calls import public_parameters
from alicloud_emulator.clock import VirtualClock
from alicloud_emulator.parameters import Parameters
from alicloud_emulator.wire import Request

Entry = TypeVar("Entry")


def test_the_newest_entries_stay_and_all_are_counted() -> None:
    log: BoundedLog[int] = BoundedLog()
    for number in range(LONGEST + 5):
        log.append(number)

    assert (log.total, len(log)) == (LONGEST + 5, LONGEST)
    assert list(log)[:2] == [5, 6]
    assert log.since(LONGEST + 3) == [LONGEST + 3, LONGEST + 4]
    assert log.since(0) == list(log)
    assert log.since(LONGEST + 5) == []


def fill(log: BoundedLog[Entry]) -> None:
    [first] = log
    for _ in range(LONGEST - 1):
        log.append(first)


def test_calls_keep_their_numbers_when_older_ones_are_gone() -> None:
    application = Application(VirtualClock(0))
    headers = {"x-acs-action": "DescribeRegions", "x-acs-version": "2022-02-22"}
    request = Request(method="POST", target="/", headers=headers)
    application.handle(request)
    # Full at once: ten thousand calls would take seconds.
    fill(application.calls)
    fill(application.world.audit.records)
    for _ in range(2):
        application.handle(request)

    numbers = [call["number"] for call in application.call_log()]
    assert (numbers[:2], numbers[-2:]) == ([1, 1], [LONGEST + 1, LONGEST + 2])
    assert (len(numbers), application.calls.total) == (LONGEST, LONGEST + 2)
    assert len(application.world.audit.records) == LONGEST


def test_of_a_huge_call_the_log_keeps_the_beginning() -> None:
    kept = public_parameters(Parameters({"A": "a" * 5000, **{f"B.{number}": "b" * 4000 for number in range(20)}}))

    assert kept["A"] == "a" * 4096 + "… (5000 characters)"
    assert list(kept) == ["A", *(f"B.{number}" for number in range(7)), "…"]
    assert kept["…"] == "13 more parameters"
