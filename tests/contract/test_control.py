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

ACCOUNT = "1234567890123456"


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
    assert control(url, "calls") == (200, {"calls": [], "total": 0})
    assert control(url, "faults") == (200, {"faults": []})


def test_the_clock_is_read_advanced_and_set(alicloud_emulator: Emulator) -> None:
    url = alicloud_emulator.url
    before = control(url, "clock")[1]
    after = control(url, "clock", {"advance_seconds": 90.5})[1]
    fast = control(url, "clock", {"rate": 60})[1]

    assert (before["rate"], after["rate"], fast["rate"]) == (0, 0, 60)
    assert after["now"] == fast["now"] != before["now"]
    assert control(url, "clock", {"rate": -1}) == (400, {"error": "rate: got -1, expected 0 to 100000"})
    assert control(url, "clock", {}) == (
        400,
        {"error": "body: got {}, expected an object with rate or advance_seconds"},
    )


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("clock", b'{"rate": 1e300}', "rate: got 1e+300, expected 0 to 100000"),
        ("clock", b'{"rate": NaN}', "body: got b'{\"rate\": NaN}', expected JSON: NaN is no number of JSON"),
        ("clock", b'{"rate": 1e999}', "body: got b'{\"rate\": 1e999}', expected JSON: a number is too large"),
        ("clock", b'{"rate": true}', "rate: got True, expected 0 to 100000"),
        ("clock", b'{"advance_seconds": 1e300}', "advance_seconds: got 1e+300, expected 0 to 31622400"),
        ("clock", b'{"rate": 60, "advance_seconds": -1}', "advance_seconds: got -1, expected 0 to 31622400"),
        ("clock", b"[1]", "body: got [1], expected an object with rate or advance_seconds"),
        (
            "clock",
            b"{",
            (
                "body: got b'{', expected JSON: Expecting property name enclosed in double quotes: "
                "line 1 column 2 (char 1)"
            ),
        ),
        (
            "faults",
            b"[" * 40 + b"]" * 40,
            f"body: got b'{'[' * 40}{']' * 40}', expected JSON: nested deeper than 32 levels",
        ),
        ("faults", b"\xff\x00", "body: got b'\\xff\\x00', expected JSON: not UTF-8: invalid start byte at byte 0"),
        (
            "faults",
            b'{"kind": ["storm"]}',
            (
                "kind: got ['storm'], expected one of error, reply_lost, reply_duplicated, "
                "delay, storm, unhealthy_instances, no_stock, slow_start, alarm, operator, instance_lock, disk_error, "
                "redeployment_failure, system_event, host_failure, spot_interruption, simulated_events_answered"
            ),
        ),
    ],
)
def test_wrong_bodies_are_refused_and_the_clock_goes_on(
    alicloud_emulator: Emulator, path: str, body: bytes, error: str
) -> None:
    before = control(alicloud_emulator.url, "clock")
    request = urllib.request.Request(f"{alicloud_emulator.url}/_emulator/{path}", data=body)  # noqa: S310
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)  # noqa: S310 - the emulator's own URL

    with refused.value as answer:
        assert (answer.code, json.load(answer)) == (400, {"error": error})
    assert control(alicloud_emulator.url, "clock") == before


def test_the_call_log_tells_what_was_asked_without_secrets(alicloud_emulator: Emulator) -> None:
    group = make_group(alicloud_emulator)
    control(alicloud_emulator.url, "clock", {"advance_seconds": 1})
    with pytest.raises(ClientException):
        group.ask("CreateScalingConfiguration", ImageId="m-app-v1", UserData="c2VjcmV0", Password="hunter2hunter2")
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
        "identity": f"acs:ram::{ACCOUNT}:root",
        "ram_action": "ess:CreateScalingConfiguration",
        "ram_resources": [f"acs:ess:{REGION}:{ACCOUNT}:scalinggroup/{group.group_id}"],
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
