"""The package's ECS client against the emulator: more than one page of everything."""

from alibabacloud_ecs20140526 import models

from alicloud_emulator import Emulator
from alicloud_ess_refresh.cloud.sdk_ecs import SdkEcsClient
from contract.official import REGION, ecs_client
from contract.system_events import MOVE_RUNNING_SECONDS, run_machine


def test_instances_beyond_one_page_are_found_by_id_and_by_tag(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    place = machine.shown()
    request = models.RunInstancesRequest(
        region_id=REGION,
        image_id="m-app-v1",
        instance_type="ecs.g7.large",
        v_switch_id=place.vpc_attributes.v_switch_id,
        security_group_ids=place.security_group_ids.security_group_id,
        amount=100,
    )
    ids = [machine.instance_id, *machine.ecs.run_instances(request).body.instance_id_sets.instance_id_set]
    client = SdkEcsClient(ecs_client(alicloud_emulator), region=REGION)
    for instance_id in ids:
        client.tag_instance(instance_id, "seen", "yes")

    assert [each.instance_id for each in client.describe_instances(ids)] == ids
    assert [each.instance_id for each in client.describe_tagged_instances("seen")] == ids
    client.untag_instance(ids[0], "seen")
    assert [each.instance_id for each in client.describe_tagged_instances("seen")] == ids[1:]


def test_tasks_beyond_one_page_are_found(alicloud_emulator: Emulator) -> None:
    machine = run_machine(alicloud_emulator)
    started = []
    for _ in range(101):
        machine.event()
        started.append(machine.redeploy())
        machine.advance(MOVE_RUNNING_SECONDS)
    client = SdkEcsClient(ecs_client(alicloud_emulator), region=REGION)

    found = client.describe_redeployments(machine.instance_id)

    assert sorted(task.task_id for task in found) == sorted(started)
