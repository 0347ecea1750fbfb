"""Launch templates through the official ECS SDK."""

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION, ecs_client, make_network


@pytest.fixture(name="ecs")
def _ecs(alicloud_emulator: Emulator) -> Client:
    return ecs_client(alicloud_emulator)


def make_template(ecs: Client, **settings: object) -> str:
    answer = ecs.create_launch_template(
        models.CreateLaunchTemplateRequest(region_id=REGION, launch_template_name="web", **settings)
    )
    template_id: str = answer.body.launch_template_id
    return template_id


def test_versions_are_counted_up_and_one_is_the_default(ecs: Client) -> None:
    template_id = make_template(ecs, image_id="m-app-v1", instance_type="ecs.g7.large")
    second = ecs.create_launch_template_version(
        models.CreateLaunchTemplateVersionRequest(
            region_id=REGION, launch_template_id=template_id, image_id="m-app-v2", instance_type="ecs.g7.large"
        )
    )
    ecs.modify_launch_template_default_version(
        models.ModifyLaunchTemplateDefaultVersionRequest(
            region_id=REGION, launch_template_id=template_id, default_version_number=2
        )
    )

    [shown] = ecs.describe_launch_templates(
        models.DescribeLaunchTemplatesRequest(region_id=REGION, launch_template_id=[template_id])
    ).body.launch_template_sets.launch_template_set
    versions = ecs.describe_launch_template_versions(
        models.DescribeLaunchTemplateVersionsRequest(region_id=REGION, launch_template_id=template_id)
    ).body.launch_template_version_sets.launch_template_version_set
    assert second.body.launch_template_version_number == 2
    assert (shown.default_version_number, shown.latest_version_number) == (2, 2)
    assert [(item.version_number, item.default_version, item.launch_template_data.image_id) for item in versions] == [
        (2, True, "m-app-v2"),
        (1, False, "m-app-v1"),
    ]


def test_the_default_version_is_not_deleted(ecs: Client) -> None:
    template_id = make_template(ecs, image_id="m-app-v1")

    with pytest.raises(ClientException) as refused:
        ecs.delete_launch_template_version(
            models.DeleteLaunchTemplateVersionRequest(
                region_id=REGION, launch_template_id=template_id, delete_version=[1]
            )
        )

    assert (refused.value.status_code, refused.value.code) == (403, "InvalidOperation.DefaultVersion")


def test_an_instance_takes_from_its_call_first_and_from_the_template_then(
    alicloud_emulator: Emulator, ecs: Client
) -> None:
    vpc_id, vswitch_id = make_network(alicloud_emulator)
    group = ecs.create_security_group(models.CreateSecurityGroupRequest(region_id=REGION, vpc_id=vpc_id))
    template_id = make_template(
        ecs,
        image_id="m-app-v1",
        instance_type="ecs.g7.large",
        v_switch_id=vswitch_id,
        security_group_id=group.body.security_group_id,
        system_disk=models.CreateLaunchTemplateRequestSystemDisk(size=40, encrypted="true"),
        tag=[models.CreateLaunchTemplateRequestTag(key="team", value="web")],
    )
    ecs.run_instances(models.RunInstancesRequest(region_id=REGION, launch_template_id=template_id, image_id="m-app-v2"))

    [made] = alicloud_emulator.state["entities"]["instances"]
    assert (made["spec"]["image_id"], made["spec"]["instance_type"], made["tags"]) == (
        "m-app-v2",
        "ecs.g7.large",
        {"team": "web"},
    )
    assert (made["disks"][0]["size"], made["disks"][0]["spec"]["encrypted"]) == (40, True)
