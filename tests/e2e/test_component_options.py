"""Options, names and deletion of a component with the real engine: what stays, and that nothing is half-way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alibabacloud_ess20220222 import models
from alibabacloud_ess20220222.client import Client

from alicloud_emulator import Emulator
from contract.official import config
from e2e.cloud import changing_calls, entities, images_of_instances
from e2e.conftest import MakeStack
from toolchain import Toolchain
from toolchain.stack import Run, Stack, emulator_config, emulator_environment

PROJECT = Path(__file__).parent / "component_options"
IMAGE = {"component-options:image": "m-app-v1"}
# Several updates with the real engine on a machine that does other things as well.
pytestmark = pytest.mark.timeout(400)


@pytest.fixture(name="group")
def _group(make_stack: MakeStack) -> Stack:
    stack = make_stack(PROJECT, IMAGE)
    assert stack.up().exit_code == 0
    return stack


def change(stack: Stack, **settings: str) -> None:
    for key, value in settings.items():
        stack.set_config(key, value)


def succeed(run: Run) -> Run:
    assert run.exit_code == 0, run.output
    return run


def urns(stack: Stack) -> list[str]:
    return sorted(item["urn"] for item in stack.state()["resources"])


def instance_ids(emulator: Emulator) -> list[str]:
    return sorted(instance["instance_id"] for instance in entities(emulator, "instances"))


def configurations(emulator: Emulator) -> list[str]:
    return sorted(item["image_id"] for item in entities(emulator, "scaling_configurations"))


def client(emulator: Emulator) -> Client:
    return Client(config(emulator))


def test_a_protected_group_is_not_half_destroyed(group: Stack, emulator: Emulator) -> None:
    change(group, deletionProtection="true")
    succeed(group.up())
    before, instances = urns(group), instance_ids(emulator)

    refused = group.destroy()

    assert refused.exit_code != 0
    assert "the group has deletion protection and cannot be deleted: nothing was changed" in refused.output
    assert urns(group) == before
    assert instance_ids(emulator) == instances

    change(group, deletionProtection="false")
    succeed(group.up())
    assert instance_ids(emulator) == instances
    assert changing_calls(emulator, "StartInstanceRefresh") == {}
    succeed(group.destroy())
    assert emulator.state["empty"], emulator.state


def test_what_a_destroy_has_half_done_is_taken_up_without_a_rollout(group: Stack, emulator: Emulator) -> None:
    """As it was left by versions that did not refuse: the group is there, and what belongs to it is forgotten."""
    instances = instance_ids(emulator)
    for kind in ("InstanceRefresh", "MetadataOptions", "ScalingConfiguration"):
        [urn] = [each for each in urns(group) if f":{kind}::" in each]
        succeed(group.run("state", "delete", urn, "--yes"))

    succeed(group.up())

    assert instance_ids(emulator) == instances
    assert changing_calls(emulator, "StartInstanceRefresh") == {}
    succeed(group.preview("--expect-no-changes", "--refresh"))
    change(group, image="m-app-v2")
    succeed(group.up())
    assert images_of_instances(emulator) == ["m-app-v2"] * 2


def test_protect_keeps_the_group_and_lets_it_be_rolled_out(group: Stack, emulator: Emulator) -> None:
    change(group, protect="true")
    succeed(group.up())
    change(group, image="m-app-v2")

    succeed(group.up())

    assert images_of_instances(emulator) == ["m-app-v2"] * 2
    before = urns(group)
    refused = group.destroy()
    assert refused.exit_code != 0
    assert "protected" in refused.output
    assert urns(group) == before
    change(group, protect="false")
    succeed(group.up())
    succeed(group.destroy())
    assert emulator.state["empty"], emulator.state


def test_retain_on_delete_keeps_the_group_and_nothing_of_its_rollouts(group: Stack, emulator: Emulator) -> None:
    change(group, retain="true")
    succeed(group.up())
    for image in ("m-app-v2", "m-app-v3"):
        change(group, image=image)
        succeed(group.up())
    assert configurations(emulator) == ["m-app-v2", "m-app-v3"]

    change(group, declared="false")
    succeed(group.up())

    assert not [urn for urn in urns(group) if "RefreshableScalingGroup" in urn]
    [kept] = entities(emulator, "scaling_groups")
    assert kept["lifecycle_state"] == "Active"
    assert images_of_instances(emulator) == ["m-app-v3"] * 2


def standby(emulator: Emulator) -> str:
    """Take an instance out, as somebody does to look at it."""
    [group] = entities(emulator, "scaling_groups")
    instance_id = instance_ids(emulator)[0]
    client(emulator).enter_standby(
        models.EnterStandbyRequest(scaling_group_id=group["scaling_group_id"], instance_ids=[instance_id])
    )
    emulator.clock.advance(60)
    return instance_id


def test_an_instance_in_standby_keeps_its_configuration_and_no_rollout_is_red(group: Stack, emulator: Emulator) -> None:
    kept = standby(emulator)
    for image in ("m-app-v2", "m-app-v3"):
        change(group, image=image)
        last = succeed(group.up())

    assert configurations(emulator) == ["m-app-v1", "m-app-v2", "m-app-v3"]
    assert f"is kept, {kept} is made from it; the next rollout tries again to delete it" in last.output
    succeed(group.preview("--expect-no-changes", "--refresh"))

    client(emulator).exit_standby(
        models.ExitStandbyRequest(
            scaling_group_id=entities(emulator, "scaling_groups")[0]["scaling_group_id"],
            instance_ids=[kept],
        )
    )
    emulator.clock.advance(60)
    succeed(group.up("--refresh"))
    change(group, image="m-app-v1")
    succeed(group.up())
    assert configurations(emulator) == ["m-app-v1", "m-app-v3"]
    assert images_of_instances(emulator) == ["m-app-v1"] * len(instance_ids(emulator))


@pytest.mark.parametrize(
    "settings",
    [{"name": "shop"}, {"reversed": "true"}],
    ids=["renamed with an alias", "security groups in another order"],
)
def test_what_is_no_content_replaces_no_instance(group: Stack, emulator: Emulator, settings: dict[str, str]) -> None:
    instances = instance_ids(emulator)
    change(group, **settings)

    succeed(group.up())

    assert instance_ids(emulator) == instances
    assert changing_calls(emulator, "StartInstanceRefresh") == {}
    succeed(group.preview("--expect-no-changes", "--refresh"))


def test_a_transform_is_part_of_the_configuration(group: Stack, emulator: Emulator) -> None:
    for charge_type in ("PayByTraffic", "PayByBandwidth"):
        change(group, chargeType=charge_type)
        succeed(group.up())
        active = {each["active_scaling_configuration_id"] for each in entities(emulator, "scaling_groups")}
        [made] = [
            each for each in entities(emulator, "scaling_configurations") if each["scaling_configuration_id"] in active
        ]
        assert made["settings"]["InternetChargeType"] == charge_type
        succeed(group.preview("--expect-no-changes"))


@pytest.fixture(name="second_stack")
def _second_stack(toolchain: Toolchain, emulator: Emulator, tmp_path: Path) -> Callable[..., Stack]:
    """Make a second stack of the project, with a backend of its own."""

    def make(**settings: Any) -> Stack:
        folder = tmp_path / "second"
        folder.mkdir()
        return Stack(
            folder,
            project=PROJECT,
            bin_dir=toolchain.bin_dir,
            plugins_dir=toolchain.plugins_dir,
            config=emulator_config(emulator.endpoint) | IMAGE | settings,
            environment=emulator_environment(emulator.ca_file),
        )

    return make


def test_two_stacks_of_one_program_and_a_replaced_group_can_be_in_one_region(
    group: Stack, second_stack: Callable[..., Stack], emulator: Emulator
) -> None:
    second = second_stack()
    succeed(second.up())
    names = {each["name"] for each in entities(emulator, "scaling_groups")}
    assert len(names) == 2

    [urn] = [each for each in urns(group) if "ess/scalingGroup:ScalingGroup" in each]
    succeed(group.up("--replace", urn))

    assert len({each["name"] for each in entities(emulator, "scaling_groups")} - names) == 1
    assert len(entities(emulator, "scaling_groups")) == 2
    succeed(second.destroy())
    succeed(group.destroy())
    assert emulator.state["empty"], emulator.state


def test_preview_refuses_to_replace_a_protected_group(group: Stack, emulator: Emulator) -> None:
    change(group, deletionProtection="true")
    succeed(group.up())
    calls = len(emulator.calls)
    change(group, policy="BALANCE")

    refused = group.run("up", "--yes")

    assert refused.exit_code != 0
    assert "would be replaced, but it has deletion protection and cannot be deleted" in refused.output
    assert [call["action"] for call in emulator.calls[calls:] if not call["read_only"]] == []


def test_a_provider_of_another_region_serves_all_of_the_component(make_stack: MakeStack, emulator: Emulator) -> None:
    stack = make_stack(PROJECT, IMAGE)
    change(stack, region="eu-central-1", zone="eu-central-1a")
    succeed(stack.up())
    change(stack, image="m-app-v2")

    succeed(stack.up())

    assert images_of_instances(emulator) == ["m-app-v2"] * 2
    assert {each["region_id"] for each in entities(emulator, "scaling_groups")} == {"eu-central-1"}
    succeed(stack.preview("--expect-no-changes", "--refresh"))
    succeed(stack.destroy())
    assert emulator.state["empty"], emulator.state
