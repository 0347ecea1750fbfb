"""A scaling group in the emulator and the refresh provider on it; emulated time passes while the provider waits."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from alibabacloud_ecs20140526 import models as ecs_models
from alibabacloud_ess20220222 import models
from alibabacloud_ess20220222.client import Client as EssSdk
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from alicloud_emulator import Emulator
from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.refresh.engine import Engine
from alicloud_ess_refresh.refresh.provider import InstanceRefreshProvider
from contract.official import REGION, config, ecs_client, make_network

GOOD_IMAGE = "m-app-v1"
READ_ONLY = ("Describe", "List", "Get")


@dataclass
class EmulatedClock:
    """Sleeping moves the emulator's clock, and no real time passes."""

    emulator: Emulator
    slept: float = 0.0

    def now(self) -> float:
        return self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.emulator.clock.advance(seconds)


@dataclass
class Releases:
    """One group with an old and a new scaling configuration, not enabled yet; it is the provider's engine, too."""

    emulator: Emulator
    lines: list[str] = field(default_factory=list)
    min_size: int = 4
    zone_id: str = "cn-hangzhou-h"

    def __post_init__(self) -> None:
        self.sdk = EssSdk(config(self.emulator))
        vpc_id, vswitch_id = make_network(self.emulator, self.zone_id)
        group = ecs_client(self.emulator).create_security_group(
            ecs_models.CreateSecurityGroupRequest(region_id=REGION, vpc_id=vpc_id)
        )
        self.security_group_id: str = group.body.security_group_id
        made = self.sdk.create_scaling_group(
            models.CreateScalingGroupRequest(
                region_id=REGION,
                min_size=self.min_size,
                max_size=2 * self.min_size,
                v_switch_ids=[vswitch_id],
                scaling_policy="release",
            )
        )
        self.group_id: str = made.body.scaling_group_id
        self.old = self.configure(GOOD_IMAGE)
        self.new = self.configure("m-app-v2")

    def configure(self, image_id: str, instance_type: str = "ecs.g7.large") -> str:
        """Make a scaling configuration of this image, and answer its id."""
        made = self.sdk.create_scaling_configuration(
            models.CreateScalingConfigurationRequest(
                scaling_group_id=self.group_id,
                image_id=image_id,
                instance_types=[instance_type],
                security_group_id=self.security_group_id,
            )
        )
        return str(made.body.scaling_configuration_id)

    def client(self) -> EssClient:
        """Answer the provider's own client."""
        provider = self.provider()
        return provider.open_client(Settings(config=provider._config, environment={}))

    def provider(self) -> InstanceRefreshProvider:
        stage = self

        class StagedProvider(InstanceRefreshProvider):
            clock: ClassVar[Clock] = EmulatedClock(stage.emulator)
            engine: ClassVar[Engine] = stage

        provider = StagedProvider()
        settings = {
            "alicloud:region": REGION,
            "alicloud:accessKey": "emulator",
            "alicloud:secretKey": "emulator",
            "alicloud:protocol": "HTTP",
            "alicloud:endpoints": f'[{{"ess": "{self.emulator.endpoint}"}}]',
        }
        provider.configure(ConfigureRequest(Config(settings, "test")))
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

    def tasks(self) -> list[tuple[str, str]]:
        """Answer the group's tasks, oldest first: id and status."""
        request = models.DescribeInstanceRefreshesRequest(region_id=REGION, scaling_group_id=self.group_id)
        found = self.sdk.describe_instance_refreshes(request).body.instance_refresh_tasks
        return sorted((task.instance_refresh_task_id, task.status) for task in found)

    def standing(self) -> tuple[str, list[str]]:
        """Answer the active configuration, and that of every instance."""
        groups = models.DescribeScalingGroupsRequest(region_id=REGION, scaling_group_ids=[self.group_id])
        [group] = self.sdk.describe_scaling_groups(groups).body.scaling_groups
        request = models.DescribeScalingInstancesRequest(region_id=REGION, scaling_group_id=self.group_id)
        instances = self.sdk.describe_scaling_instances(request).body.scaling_instances
        return group.active_scaling_configuration_id, [each.scaling_configuration_id for each in instances]

    def instances(self) -> dict[str, str]:
        """Answer the image of every instance, by its id."""
        found = self.emulator.state["entities"]["instances"]
        return {instance["instance_id"]: instance["spec"]["image_id"] for instance in found}

    def changes(self) -> list[str]:
        """Answer the calls so far that change a group, in order, less those that made it."""
        actions = [call["action"] for call in self.emulator.calls]
        return [action for action in actions if not action.startswith((*READ_ONLY, "Create"))]
