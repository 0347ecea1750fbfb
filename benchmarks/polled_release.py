"""
One release on the emulator, through the official SDK and the provider's class: what it asks, and when it sees the end.

Time is virtual: sleeping moves the emulator's clock.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, ClassVar, Final

from alibabacloud_tea_openapi.client import Client
from alibabacloud_tea_openapi.utils_models import Config, OpenApiRequest, Params
from darabonba.runtime import RuntimeOptions
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config as StackConfig

from alicloud_emulator import Emulator
from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.provider import InstanceRefreshProvider

__all__ = ["HOUR", "Polled", "Scenario", "release"]

HOUR: Final = 3600.0
REGION: Final = "cn-hangzhou"
ZONE: Final = "cn-hangzhou-h"
NEW_IMAGE: Final = "m-app-v2"
LEAST_SHARE, MOST_SHARE = 0.7, 1.3
SHORTEST_MIDDLE_SECONDS: Final = 600.0
GRID_SECONDS: Final = 120.0
"""Windows are a multiple of it: any other length would count a look more than an hour has."""
VERSIONS: Final = {"Ess": "2014-08-28", "Ecs": "2014-05-26", "Vpc": "2016-04-28"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """
    A release.

    Attributes:
        capacity: Instances of the group.
        batch: Instances that are replaced at a time.
        start_seconds: How long an instance takes to come up, on average; from one time to another it takes between
            0.7 and 1.3 times as long.
        checkpoints: Percentages, the last one 100.
    """

    name: str
    capacity: int
    batch: int
    start_seconds: float
    checkpoints: tuple[int, ...] = ()
    pause_minutes: int = 0

    @property
    def inputs(self) -> dict[str, Any]:
        """What a program would say."""
        room = 100.0 * self.batch / self.capacity
        given: dict[str, Any] = {"min_healthy_percentage": 100.0, "max_healthy_percentage": float(-(-room // 1) + 100)}
        if self.checkpoints:
            given["checkpoints"] = [{"percentage": float(each)} for each in self.checkpoints]
            given["checkpoint_pause_time"] = float(self.pause_minutes)
        return given


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """
    What came of a release.

    Attributes:
        seconds: How long its task took.
        late_seconds: How long after its end the provider answered.
        last_batch_seconds: When its last batch began, since the start.
        looks: When DescribeInstanceRefreshes was called, in seconds since the start.
        calls: All calls since the start, by action.
    """

    status: str
    seconds: float
    late_seconds: float
    last_batch_seconds: float
    looks: tuple[float, ...]
    calls: Mapping[str, int]

    @property
    def looks_an_hour_in_the_middle(self) -> float:
        """
        Count them in the busiest window of the middle.

        The middle is the half between the first and the last quarter, as far as the last batch has not begun. The
        window is an hour, or less where that is shorter; what has a middle of less than ten minutes has none.
        """
        begin, end = self.seconds / 4, min(self.seconds * 3 / 4, self.last_batch_seconds)
        window = min(HOUR, (end - begin) // GRID_SECONDS * GRID_SECONDS)
        if window < SHORTEST_MIDDLE_SECONDS:
            return 0.0
        middle = [look for look in self.looks if begin <= look < end]
        counts = (sum(start <= look < start + window - 1 for look in middle) for start in middle)
        return max(counts, default=0) * HOUR / window


@dataclass
class _Stage(Engine):
    """Clock and engine of the provider."""

    emulator: Emulator
    slept: float = 0.0
    lines: list[str] = field(default_factory=list)

    def now(self) -> float:
        return self.slept

    def utc_now(self) -> datetime:
        return self.emulator.clock.now()

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.emulator.clock.advance(seconds)

    def tell(self, line: str) -> None:
        self.lines.append(line)

    def is_gone(self) -> bool:
        return False


def release(scenario: Scenario, *, seed: int, fails: bool = False) -> Polled:
    """
    Bring a group up, release, and answer what was seen.

    Args:
        seed: Decides on the lengths of batches and on the pauses.
        fails: In the middle, new instances stop becoming healthy.
    """
    with Emulator(rate=0) as emulator:
        group_id, old, new = _make_group(emulator, scenario.capacity)
        provider = _provider(emulator, seed)
        inputs = {"scaling_group_id": group_id, "wait_timeout_seconds": 604_800.0, "on_failure": "leave"}
        olds = provider.create(inputs | {"scaling_configuration_id": old}).outs or {}
        for fault in _slow_starts(scenario, Random(seed)):  # noqa: S311  # no secret
            emulator.add_fault(**fault)
        if fails:
            emulator.add_fault(kind="unhealthy_instances", scaling_configuration_id=new, after=scenario.capacity // 2)
        before = len(emulator.calls)
        try:
            provider.update(group_id, olds, inputs | {"scaling_configuration_id": new} | scenario.inputs)
        except AlicloudError:
            if not fails:
                raise
        return _polled(emulator, emulator.calls[before:])


def _polled(emulator: Emulator, calls: list[dict[str, Any]]) -> Polled:
    [task] = emulator.state["entities"]["instance_refresh_tasks"]
    started, ended = (datetime.fromisoformat(task[name]) for name in ("started_at", "ended_at"))
    batches = [each["started_at"] for each in emulator.state["entities"]["scaling_activities"] if each["is_scale_out"]]
    times = [datetime.fromisoformat(c["virtual_time"]) for c in calls if c["action"] == "DescribeInstanceRefreshes"]
    return Polled(
        status=task["status"],
        seconds=(ended - started).total_seconds(),
        late_seconds=(emulator.clock.now() - ended).total_seconds(),
        last_batch_seconds=(datetime.fromisoformat(max(batches)) - started).total_seconds(),
        looks=tuple((time - started).total_seconds() for time in times),
        calls=Counter(call["action"] for call in calls),
    )


def _slow_starts(scenario: Scenario, chance: Random) -> Iterator[dict[str, Any]]:
    """Let each time, half as long as an instance takes to come up, have a length of its own."""
    span = scenario.start_seconds / 2
    batches = -(-scenario.capacity // scenario.batch) + len(scenario.checkpoints)
    longest = MOST_SHARE * scenario.start_seconds * batches + len(scenario.checkpoints) * scenario.pause_minutes * 60
    for number in range(int(2 * longest / span)):
        yield {
            "kind": "slow_start",
            "image_id": NEW_IMAGE,
            "start_seconds": scenario.start_seconds * chance.uniform(LEAST_SHARE, MOST_SHARE),
            "after_seconds": number * span,
            "for_seconds": span,
        }


def _provider(emulator: Emulator, seed: int) -> InstanceRefreshProvider:
    stage = _Stage(emulator)

    class StagedProvider(InstanceRefreshProvider):
        clock: ClassVar[Clock] = stage
        engine: ClassVar[Engine] = stage
        chance: ClassVar[Random] = Random(seed)  # noqa: S311  # no secret

    provider = StagedProvider()
    settings = {
        "alicloud:region": REGION,
        "alicloud:accessKey": "emulator",
        "alicloud:secretKey": "emulator",
        "alicloud:protocol": "HTTP",
        "alicloud:endpoints": json.dumps([dict.fromkeys(("ess", "ecs", "vpc", "cms", "sts"), emulator.endpoint)]),
    }
    provider.configure(ConfigureRequest(StackConfig(settings, "benchmark")))
    return provider


def _make_group(emulator: Emulator, capacity: int) -> tuple[str, str, str]:
    """Answer the ids of a group without instances and of two scaling configurations."""
    vpc_id = _ask(emulator, "Vpc", "CreateVpc", CidrBlock="10.0.0.0/16")["VpcId"]
    vswitch_id = _ask(emulator, "Vpc", "CreateVSwitch", VpcId=vpc_id, ZoneId=ZONE, CidrBlock="10.0.0.0/20")["VSwitchId"]
    door_id = _ask(emulator, "Ecs", "CreateSecurityGroup", VpcId=vpc_id)["SecurityGroupId"]
    sizes = {"MinSize": str(capacity), "MaxSize": str(2 * capacity), "DesiredCapacity": str(capacity)}
    made = _ask(emulator, "Ess", "CreateScalingGroup", **sizes, **{"VSwitchIds.1": vswitch_id})
    group_id = made["ScalingGroupId"]
    machine = {"ScalingGroupId": group_id, "SecurityGroupId": door_id, "InstanceType": "ecs.g7.large"}
    old, new = (
        _ask(emulator, "Ess", "CreateScalingConfiguration", ImageId=image, **machine)["ScalingConfigurationId"]
        for image in ("m-app-v1", NEW_IMAGE)
    )
    return group_id, old, new


def _ask(emulator: Emulator, product: str, action: str, **parameters: str) -> dict[str, Any]:
    params = Params(
        action=action,
        version=VERSIONS[product],
        protocol="HTTP",
        pathname="/",
        method="POST",
        auth_type="AK",
        style="RPC",
        req_body_type="formData",
        body_type="json",
    )
    config = Config(
        access_key_id="emulator",
        access_key_secret="emulator",  # noqa: S106  # the emulator checks none
        region_id=REGION,
        endpoint=emulator.endpoint,
        protocol="HTTP",
    )
    request = OpenApiRequest(query={"RegionId": REGION, **parameters})
    body: dict[str, Any] = Client(config).call_api(params, request, RuntimeOptions())["body"]
    return body
