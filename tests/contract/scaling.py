"""A scaling group in the emulator, made with the official client."""

from dataclasses import dataclass
from typing import Any

import pytest
from alibabacloud_ecs20140526 import models as ecs_models
from alibabacloud_ess20220222 import models
from alibabacloud_ess20220222.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION, ask, config, ecs_client, make_network

# The version that the alicloud provider speaks.
ESS_2014 = "2014-08-28"
OLD_IMAGE, NEW_IMAGE = "m-app-v1", "m-app-v2"
# Longer than any instance takes to come up, and than any one batch.
SETTLED_SECONDS = 60


@dataclass
class Group:
    """A group of four with an active configuration, `old`, and another, `new`."""

    emulator: Emulator
    client: Client
    group_id: str
    security_group_id: str
    old: str = ""
    new: str = ""

    def ask(self, action: str, **parameters: str) -> dict[str, Any]:
        """Call an action of 2014-08-28 on the group."""
        return ask(self.emulator, ESS_2014, action, ScalingGroupId=self.group_id, **parameters)

    def configure(self, image_id: str, instance_type: str = "ecs.g7.large") -> str:
        """Make a scaling configuration of this image, and return its id."""
        request = models.CreateScalingConfigurationRequest(
            scaling_group_id=self.group_id,
            image_id=image_id,
            instance_types=[instance_type],
            security_group_id=self.security_group_id,
        )
        return str(self.client.create_scaling_configuration(request).body.scaling_configuration_id)

    def template(self, *image_ids: str, instance_type: str = "ecs.g7.large") -> str:
        """Make a launch template with a version of each image, and return its id."""
        ecs = ecs_client(self.emulator)
        common = {
            "region_id": REGION,
            "instance_type": instance_type,
            "security_group_id": self.security_group_id,
        }
        first, *others = image_ids
        made = ecs.create_launch_template(
            ecs_models.CreateLaunchTemplateRequest(launch_template_name="web", image_id=first, **common)
        )
        template_id = str(made.body.launch_template_id)
        for image_id in others:
            ecs.create_launch_template_version(
                ecs_models.CreateLaunchTemplateVersionRequest(
                    launch_template_id=template_id, image_id=image_id, **common
                )
            )
        return template_id

    def set_default_version(self, template_id: str, number: int) -> None:
        ecs_client(self.emulator).modify_launch_template_default_version(
            ecs_models.ModifyLaunchTemplateDefaultVersionRequest(
                region_id=REGION, launch_template_id=template_id, default_version_number=number
            )
        )

    def described(self) -> Any:
        request = models.DescribeScalingGroupsRequest(region_id=REGION, scaling_group_ids=[self.group_id])
        [group] = self.client.describe_scaling_groups(request).body.scaling_groups
        return group

    def instances(self) -> list[Any]:
        request = models.DescribeScalingInstancesRequest(region_id=REGION, scaling_group_id=self.group_id, page_size=50)
        found: list[Any] = self.client.describe_scaling_instances(request).body.scaling_instances
        return found

    def task(self) -> Any:
        """Return the newest instance refresh task."""
        request = models.DescribeInstanceRefreshesRequest(region_id=REGION, scaling_group_id=self.group_id)
        return self.client.describe_instance_refreshes(request).body.instance_refresh_tasks[0]

    def start(self, **request: Any) -> str:
        """Start a refresh to `new`, unless told otherwise, and return the task's id."""
        desired = models.StartInstanceRefreshRequestDesiredConfiguration(scaling_configuration_id=self.new)
        fields = {"region_id": REGION, "scaling_group_id": self.group_id, "desired_configuration": desired} | request
        body = self.client.start_instance_refresh(models.StartInstanceRefreshRequest(**fields)).body
        return str(body.instance_refresh_task_id)

    def advance(self, seconds: float = SETTLED_SECONDS) -> None:
        self.emulator.clock.advance(seconds)


def make_group(emulator: Emulator, **settings: Any) -> Group:
    """Make a group with two configurations and enable it with the first; `settings` are CreateScalingGroup's."""
    group = make_inactive_group(emulator, **settings)
    group.client.enable_scaling_group(
        models.EnableScalingGroupRequest(
            region_id=REGION, scaling_group_id=group.group_id, active_scaling_configuration_id=group.old
        )
    )
    group.advance()
    return group


def make_inactive_group(emulator: Emulator, zone_id: str = "cn-hangzhou-h", **settings: Any) -> Group:
    """Make a group with two configurations and no instances; `settings` are CreateScalingGroup's."""
    client = Client(config(emulator))
    vpc_id, vswitch_id = make_network(emulator, zone_id)
    security_group_id = (
        ecs_client(emulator)
        .create_security_group(ecs_models.CreateSecurityGroupRequest(region_id=REGION, vpc_id=vpc_id))
        .body.security_group_id
    )
    fields = {"region_id": REGION, "min_size": 4, "max_size": 8, "v_switch_ids": [vswitch_id]} | settings
    group_id = client.create_scaling_group(models.CreateScalingGroupRequest(**fields)).body.scaling_group_id
    group = Group(emulator, client, group_id, security_group_id)
    group.old, group.new = (group.configure(image_id) for image_id in (OLD_IMAGE, NEW_IMAGE))
    return group


def refusal(caught: pytest.ExceptionInfo[ClientException]) -> tuple[int, str, str]:
    """Return status, code and message as the service sent them."""
    data = caught.value.data or {}
    return data["statusCode"], data["Code"], data["Message"]
