"""No request, however odd, makes the emulator fail: what is wrong with it is said with 400 to 499, and time goes on."""

import json
import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from alicloud_emulator.application import Application
from alicloud_emulator.clock import VirtualClock
from alicloud_emulator.control import PREFIX, answer
from alicloud_emulator.wire import Request
from contract.hostile_requests import Draft, Sender, drafts
from contract.run_counts import REQUESTS

IS_CI = bool(os.environ.get("CI"))
# Each run sends ten requests or more on the average, to an emulator of its own.
RUNS = 800 if IS_CI else 100
LEAST_REQUESTS = 10_000 if IS_CI else 1_000
PHASES = (Phase.generate,) if IS_CI else (Phase.reuse, Phase.generate, Phase.shrink)


@pytest.mark.timeout(600)
def test_any_request_gets_an_answer_that_is_no_server_error(record_property: Callable[[str, object], None]) -> None:
    sent = 0

    @given(drafts)
    @settings(
        max_examples=RUNS,
        deadline=None,
        derandomize=IS_CI,
        phases=PHASES,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    def play(drawn: list[Draft]) -> None:
        nonlocal sent
        application = Application(VirtualClock(0), sleep=lambda _: None)
        sender = Sender(application)
        before = application.clock.now()
        for draft in drawn:
            answers = sender.send(draft)
            sent += len(answers)
            if not application.world.faults.by_id:
                assert all(item is not None and item.status < 500 for item in answers), (draft, answers)
        application.world.faults.by_id.clear()
        health = answer(application, Request(method="GET", target=PREFIX + "health", headers={}))
        assert health is not None
        assert json.loads(health.body)["status"] == "ok"
        assert application.clock.now() >= before

    play()
    record_property(REQUESTS, sent)
    assert sent >= LEAST_REQUESTS
