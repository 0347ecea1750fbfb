"""The control API and the server around it."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from alibabacloud_ess20220222 import models
from alibabacloud_ess20220222.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION, ask, config
from contract.scaling import ESS_2014, make_group


def control(emulator_url: str, path: str, body: object = None, method: str | None = None) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{emulator_url}/_emulator/{path}", data=data, method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - the emulator's own URL
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_a_new_emulator_is_empty_and_so_is_one_that_was_reset(alicloud_emulator: Emulator) -> None:
    url = alicloud_emulator.url
    assert control(url, "state")[1]["empty"] is True
    make_group(alicloud_emulator)
    alicloud_emulator.add_fault(kind="reply_lost", action="DeleteVpc")
    assert control(url, "state")[1]["empty"] is False
    assert control(url, "reset", method="POST") == (200, {"status": "ok"})

    assert control(url, "state")[1]["empty"] is True
    assert control(url, "calls") == (200, {"calls": []})
    assert control(url, "faults") == (200, {"faults": []})


def test_the_clock_is_read_advanced_and_set(alicloud_emulator: Emulator) -> None:
    url = alicloud_emulator.url
    before = control(url, "clock")[1]
    after = control(url, "clock", {"advance_seconds": 90.5})[1]
    fast = control(url, "clock", {"rate": 60})[1]

    assert (before["rate"], after["rate"], fast["rate"]) == (0, 0, 60)
    assert after["now"] == fast["now"] != before["now"]
    assert control(url, "clock", {"rate": -1}) == (400, {"error": "rate: got -1, expected a number of 0 or more"})
    assert control(url, "clock", {}) == (
        400,
        {"error": "body: got {}, expected an object with rate or advance_seconds"},
    )


def test_the_call_log_tells_what_was_asked_without_secrets(alicloud_emulator: Emulator) -> None:
    group = make_group(alicloud_emulator)
    control(alicloud_emulator.url, "clock", {"advance_seconds": 1})
    with pytest.raises(ClientException):
        group.ask("CreateScalingConfiguration", ImageId="m-app-v1", UserData="c2VjcmV0", Password="hunter2")
    calls = control(alicloud_emulator.url, "calls")[1]["calls"]

    assert {name: value for name, value in calls[-1].items() if name not in ("number", "virtual_time")} == {
        "product": "Ess",
        "version": "2014-08-28",
        "action": "CreateScalingConfiguration",
        "read_only": False,
        "region_id": REGION,
        "parameters": {"ImageId": "m-app-v1", "RegionId": REGION, "ScalingGroupId": group.group_id},
        "http_status": 400,
        "error_code": "MissingParameter",
        "caller_reached": True,
        "caller": "client",
        "is_injected": False,
    }
    assert [call["number"] for call in calls] == list(range(1, len(calls) + 1))
    assert "AccessKeyId" not in json.dumps(calls)


def test_faults_are_set_listed_and_cleared_over_http(alicloud_emulator: Emulator) -> None:
    url = alicloud_emulator.url
    spec = {"kind": "delay", "action": "DescribeScalingGroups", "seconds": 0, "times": 3}
    assert control(url, "faults", spec) == (200, {"fault_id": "fault-1"})
    ask(alicloud_emulator, ESS_2014, "DescribeScalingGroups")

    assert control(url, "faults")[1] == {"faults": [{"fault_id": "fault-1", **spec, "times": 2, "parameters": {}}]}
    assert control(url, "faults", method="DELETE") == (200, {"status": "ok"})
    assert control(url, "faults")[1] == {"faults": []}
    assert control(url, "faults", {"kind": "fire"})[0] == 400


def test_unknown_control_paths_and_methods_are_json_errors(alicloud_emulator: Emulator) -> None:
    assert control(alicloud_emulator.url, "coffee") == (
        404,
        {"error": "path: got 'coffee', expected one of health, calls, reset, clock, faults, state"},
    )
    assert control(alicloud_emulator.url, "reset") == (405, {"error": "method: got GET, expected one of POST"})


def test_tls_is_spoken_on_the_same_port(alicloud_emulator: Emulator) -> None:
    """Some of the provider's calls force HTTPS: resource_alicloud_security_group_rule.go."""
    settings = config(alicloud_emulator)
    settings.protocol = "HTTPS"
    settings.ca = alicloud_emulator.ca_file
    client = Client(settings)
    regions = client.describe_regions(models.DescribeRegionsRequest()).body.regions

    assert REGION in [region.region_id for region in regions]


def test_fifty_calls_take_less_than_a_second(alicloud_emulator: Emulator) -> None:
    """An answer in two packets costs 40 ms a call, as measured."""
    client = Client(config(alicloud_emulator))
    begin = time.monotonic()
    for _ in range(50):
        client.describe_regions(models.DescribeRegionsRequest())

    assert time.monotonic() - begin < 1


def test_the_command_serves_until_it_is_terminated() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "alicloud_emulator", "--rate", "0"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        health = control(ready["url"], "health")
        was_there = Path(ready["ca_file"]).exists()
        process.terminate()
        code = process.wait(timeout=10)

    assert set(ready) == {"url", "endpoint", "ca_file"}
    assert ready["url"] == f"http://{ready['endpoint']}"
    assert (health[0], health[1]["status"], code) == (200, "ok", 0)
    assert was_there
    assert not Path(ready["ca_file"]).parent.exists()
