"""A scaling group in the emulator and the refresh provider on it; emulated time passes while the provider waits."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any, ClassVar

from alibabacloud_ess20220222 import models
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from alicloud_emulator import Emulator
from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.refresh.provider import InstanceRefreshProvider
from contract.official import REGION
from contract.scaling import make_inactive_group
from unit.refresh.fakes import Steady

READ_ONLY = ("Describe", "List", "Get")
PRODUCTS = ("ess", "ecs", "vpc", "cms", "sts")


def stack_settings(emulator: Emulator, access_key: str = "emulator") -> ConfigureRequest:
    """Make what a stack on the emulator tells a dynamic provider."""
    settings = {
        "alicloud:region": REGION,
        "alicloud:accessKey": access_key,
        "alicloud:secretKey": "emulator",
        "alicloud:protocol": "HTTP",
        "alicloud:endpoints": json.dumps([dict.fromkeys(PRODUCTS, emulator.endpoint)]),
    }
    return ConfigureRequest(Config(settings, "test"))


@dataclass
class EmulatedClock:
    """Sleeping moves the emulator's clock, and no real time passes."""

    emulator: Emulator
    slept: float = 0.0

    def now(self) -> float:
        return self.slept

    def utc_now(self) -> datetime:
        return self.emulator.clock.now()

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.emulator.clock.advance(seconds)


@dataclass
class Releases(Engine):
    """One group with an old and a new scaling configuration, not enabled yet; it is the provider's engine, too."""

    emulator: Emulator
    lines: list[str] = field(default_factory=list)
    min_size: int = 4
    zone_id: str = "cn-hangzhou-h"
    access_key: str = "emulator"
    """The provider's; the group is made as the account itself."""

    def __post_init__(self) -> None:
        self.group = make_inactive_group(
            self.emulator, self.zone_id, min_size=self.min_size, max_size=2 * self.min_size, scaling_policy="release"
        )
        self.sdk, self.group_id = self.group.client, self.group.group_id
        self.old, self.new, self.configure = self.group.old, self.group.new, self.group.configure

    def client(self) -> EssClient:
        """Answer the provider's own client."""
        provider = self.provider()
        return provider.open_client(Settings(config=provider._config, environment={}))

    def provider(self) -> InstanceRefreshProvider:
        stage = self

        class StagedProvider(InstanceRefreshProvider):
            clock: ClassVar[Clock] = EmulatedClock(stage.emulator)
            engine: ClassVar[Engine] = stage
            chance: ClassVar[Random] = Steady()

        provider = StagedProvider()
        provider.configure(stack_settings(self.emulator, self.access_key))
        return provider

    def tell(self, line: str) -> None:
        self.lines.append(line)

    def is_gone(self) -> bool:
        return False

    def props(self, **inputs: Any) -> dict[str, Any]:
        """Make properties of a refresh to the old configuration; None leaves one out."""
        given = {"scaling_group_id": self.group_id, "scaling_configuration_id": self.old} | inputs
        return {name: value for name, value in given.items() if value is not None}

    def deploy(self) -> dict[str, Any]:
        """Create the resource on the old configuration, forget what was printed, and answer what is recorded."""
        result = self.provider().create(self.props())
        self.lines.clear()
        return result.outs or {}

    def release(self, olds: dict[str, Any], **inputs: Any) -> dict[str, Any]:
        """Update the resource, by default to the new configuration."""
        news = self.props(**({"scaling_configuration_id": self.new} | inputs))
        return self.provider().update(self.group_id, olds, news).outs or {}

    def start(self, to: str) -> str:
        """Start a refresh as somebody else would: a colleague, or an update that was killed since."""
        request = models.StartInstanceRefreshRequest(
            region_id=REGION,
            scaling_group_id=self.group_id,
            desired_configuration=models.StartInstanceRefreshRequestDesiredConfiguration(scaling_configuration_id=to),
        )
        return str(self.sdk.start_instance_refresh(request).body.instance_refresh_task_id)

    def tasks(self) -> list[tuple[str, str]]:
        """Answer the group's tasks, oldest first: id and status."""
        request = models.DescribeInstanceRefreshesRequest(region_id=REGION, scaling_group_id=self.group_id)
        found = self.sdk.describe_instance_refreshes(request).body.instance_refresh_tasks
        return sorted((task.instance_refresh_task_id, task.status) for task in found)

    def standing(self) -> tuple[str, list[str]]:
        """Answer the active configuration, and that of every instance."""
        held = [instance.scaling_configuration_id for instance in self.group.instances()]
        return self.group.described().active_scaling_configuration_id, held

    def instances(self) -> dict[str, str]:
        """Answer the image of every instance, by its id."""
        found = self.emulator.state["entities"]["instances"]
        return {instance["instance_id"]: instance["spec"]["image_id"] for instance in found}

    def changes(self) -> list[str]:
        """Answer the calls so far that change a group, in order, less those that made it."""
        actions = [call["action"] for call in self.emulator.calls]
        return [action for action in actions if not action.startswith((*READ_ONLY, "Create"))]
