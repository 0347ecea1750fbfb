"""
What does the emulator itself cost: to start, and for each request?

    .venv/bin/python -m benchmarks.emulator

Goals: a process is ready within 100 ms; a request costs less than 1 ms beyond its own work. The second is measured as
an official client's call of an action that does next to nothing, over plain HTTP, less the same call's time within
the process; and once more with a bare HTTP connection. Figures are medians.
"""

import http.client
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from alibabacloud_ess20220222 import models
from alibabacloud_ess20220222.client import Client
from alibabacloud_tea_openapi.utils_models import Config

from alicloud_emulator import Emulator
from alicloud_emulator.application import Application
from alicloud_emulator.clock import VirtualClock
from alicloud_emulator.wire import Request

GOAL_START_MS = 100.0
GOAL_REQUEST_MS = 1.0
STARTS = 15
REQUESTS = 500
HEADERS = {"x-acs-action": "DescribeRegions", "x-acs-version": "2022-02-22"}


def main() -> int:
    """Measure, print, and answer 1 when a goal is missed."""
    starts = [milliseconds_to_start() for _ in range(STARTS)]
    start, first = (statistics.median(times) for times in zip(*starts, strict=True))
    work = within_the_process()
    bare, official = over_http()
    print(f"start until the ready line: {start:.1f} ms (goal: at most {GOAL_START_MS:.0f})")
    print(f"start until the first answer: {first:.1f} ms")
    print(f"DescribeRegions within the process: {work:.3f} ms")
    print(
        f"over a bare HTTP connection: {bare:.3f} ms, {bare - work:.3f} beyond its work (goal: below {GOAL_REQUEST_MS})"
    )
    print(f"through the official client: {official:.3f} ms, its own signing and parsing included")
    return 0 if start <= GOAL_START_MS and bare - work < GOAL_REQUEST_MS else 1


def milliseconds_to_start() -> tuple[float, float]:
    """Start the command, and answer how long its ready line and the answer to a first request took."""
    begin = time.perf_counter()
    with subprocess.Popen([sys.executable, "-m", "alicloud_emulator"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 - for the type checker
        ready = json.loads(process.stdout.readline())
        to_ready = time.perf_counter() - begin
        connection = http.client.HTTPConnection(ready["endpoint"])
        connection.request("POST", "/", headers=HEADERS)
        connection.getresponse().read()
        to_answer = time.perf_counter() - begin
        connection.close()
        process.terminate()
    return to_ready * 1000, to_answer * 1000


def within_the_process() -> float:
    application = Application(VirtualClock(0))
    request = Request(method="POST", target="/", headers=HEADERS)
    return median_milliseconds(lambda: application.handle(request))


def over_http() -> tuple[float, float]:
    with Emulator(rate=0) as emulator:
        connection = http.client.HTTPConnection(emulator.endpoint)
        settings = Config(
            access_key_id="any",
            access_key_secret="any",  # noqa: S106 - the emulator checks none
            region_id="cn-hangzhou",
            endpoint=emulator.endpoint,
            protocol="HTTP",
        )
        client = Client(settings)

        def ask() -> None:
            connection.request("POST", "/", headers=HEADERS)
            connection.getresponse().read()

        bare = median_milliseconds(ask)
        official = median_milliseconds(lambda: client.describe_regions(models.DescribeRegionsRequest()))
        connection.close()
    return bare, official


def median_milliseconds(act: Callable[[], object]) -> float:
    """Answer the median time of one act."""
    times = []
    for _ in range(REQUESTS):
        begin = time.perf_counter()
        act()
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
