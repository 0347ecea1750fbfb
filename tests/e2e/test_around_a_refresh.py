"""What people do around a refresh: plans, targets, replacement, `pulumi refresh`, import, and a state that moves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from alibabacloud_ess20220222 import models
from alibabacloud_ess20220222.client import Client

from alicloud_emulator import Emulator
from contract.official import REGION, config
from e2e.cloud import changing_calls, entities, images_of_instances
from e2e.conftest import MakeStack
from e2e.interruptions import kill_everything_of, wait_until_task_runs
from toolchain import Toolchain
from toolchain.stack import Run, Stack, emulator_config, emulator_environment

HERE = Path(__file__).parent
CHANGED_IN_PLACE = HERE / "changed_in_place"
pytestmark = pytest.mark.timeout(400)


def succeed(run: Run) -> Run:
    assert run.exit_code == 0, run.output
    return run


def urn(stack: Stack, type_name: str) -> str:
    [found] = [each["urn"] for each in stack.state()["resources"] if f":{type_name}::" in each["urn"]]
    return str(found)


def release_by_hand(emulator: Emulator) -> str:
    """Release another image, as somebody in the console does, and return the task when it has ended."""
    [group] = entities(emulator, "scaling_groups")
    ids = {"region_id": REGION, "scaling_group_id": group["scaling_group_id"]}
    sdk = Client(config(emulator))
    made = models.CreateScalingConfigurationRequest(
        scaling_group_id=group["scaling_group_id"],
        image_id="m-app-v9",
        instance_type="ecs.g7.large",
        security_group_id=entities(emulator, "security_groups")[0]["security_group_id"],
    )
    desired = models.StartInstanceRefreshRequestDesiredConfiguration(
        scaling_configuration_id=sdk.create_scaling_configuration(made).body.scaling_configuration_id
    )
    start = models.StartInstanceRefreshRequest(**ids, desired_configuration=desired)
    task_id = str(sdk.start_instance_refresh(start).body.instance_refresh_task_id)
    emulator.clock.advance(3600)
    return task_id


def test_component_follows_plans_and_is_replaced_beside_its_protected_group(
    make_stack: MakeStack, emulator: Emulator, tmp_path: Path
) -> None:
    """A plan holds an update to what its preview knew; a deletion of the replaced resource is none of the group."""
    stack = make_stack(HERE / "component_options", {"component-options:image": "m-app-v1"})
    stack.set_config("deletionProtection", "true")
    plan = str(tmp_path / "plan.json")
    succeed(stack.preview("--save-plan", plan))
    succeed(stack.up("--plan", plan))
    stack.set_config("image", "m-app-v2")
    succeed(stack.preview("--save-plan", plan))
    succeed(stack.up("--plan", plan))
    assert images_of_instances(emulator) == ["m-app-v2"] * 2

    stack.set_config("image", "m-app-v3")
    succeed(stack.up("--replace", urn(stack, "InstanceRefresh")))

    assert images_of_instances(emulator) == ["m-app-v3"] * 2
    succeed(stack.preview("--expect-no-changes"))


def test_targets_plans_and_the_state_leave_nothing_unsaid(
    make_stack: MakeStack, emulator: Emulator, tmp_path: Path
) -> None:
    stack = make_stack(CHANGED_IN_PLACE, {"changed-in-place:image": "m-app-v1"})
    succeed(stack.up())
    refresh, configuration = urn(stack, "InstanceRefresh"), urn(stack, "ScalingConfiguration")
    plan = str(tmp_path / "plan.json")

    stack.set_config("image", "m-app-v2")
    succeed(stack.up("--target", configuration))
    assert images_of_instances(emulator) == ["m-app-v1"] * 3
    succeed(stack.up("--target", refresh))
    assert images_of_instances(emulator) == ["m-app-v2"] * 3

    before = changing_calls(emulator)
    imported = stack.run("import", "pulumi-python:dynamic/ess:InstanceRefresh", "again", "asg-1", "--yes")
    assert imported.exit_code != 0
    assert "'__provider'" in imported.output
    succeed(stack.run("state", "delete", refresh, "--yes"))
    succeed(stack.up())
    assert changing_calls(emulator) == before

    succeed(stack.preview("--save-plan", plan))
    task_id = release_by_hand(emulator)
    before = changing_calls(emulator)
    refused = stack.up("--plan", plan)
    assert refused.exit_code != 0
    assert "update is not allowed by the plan: this resource is constrained to same" in refused.output
    seen = succeed(stack.run("refresh", "--yes", "--skip-preview"))
    assert changing_calls(emulator) == before
    for run in (refused, seen):
        assert f"instance refresh {task_id} " in run.output
        assert "has succeeded since the last update: an update deals with it" in run.output


def test_state_that_moves_while_a_task_runs_finds_it(
    make_stack: MakeStack, second_backend: Callable[[], Stack], emulator: Emulator, tmp_path: Path
) -> None:
    stack = make_stack(CHANGED_IN_PLACE, {"changed-in-place:image": "m-app-v1"})
    succeed(stack.up())
    stack.set_config("image", "m-app-v2")
    process = stack.start("up", "--yes", "--skip-preview")
    wait_until_task_runs(emulator)
    emulator.clock.rate = 0
    kill_everything_of(process.pid)
    process.communicate()
    exported = str(tmp_path / "state.json")
    succeed(stack.run("stack", "export", "--file", exported))

    other = second_backend()
    succeed(other.run("stack", "import", "--file", exported))
    emulator.clock.rate = 120.0
    succeed(other.up())

    assert other.outputs()["outcome"] == "adopted"
    assert len(entities(emulator, "instance_refresh_tasks")) == 1
    assert images_of_instances(emulator) == ["m-app-v2"] * 3


@pytest.fixture(name="second_backend")
def _second_backend(toolchain: Toolchain, emulator: Emulator, tmp_path: Path) -> Callable[[], Stack]:
    """Make the stack of the same project, empty, in a backend of its own: another machine's."""

    def make() -> Stack:
        folder = tmp_path / "second"
        folder.mkdir()
        return Stack(
            folder,
            project=CHANGED_IN_PLACE,
            bin_dir=toolchain.bin_dir,
            plugins_dir=toolchain.plugins_dir,
            config=emulator_config(emulator.endpoint) | {"changed-in-place:image": "m-app-v2"},
            environment=emulator_environment(emulator.ca_file),
        )

    return make
