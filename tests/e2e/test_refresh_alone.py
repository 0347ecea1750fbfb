"""`InstanceRefresh` as people write it: a configuration changed in place, one made anew, a launch template."""

import json
from pathlib import Path

import pytest

from alicloud_emulator import Emulator
from e2e.cloud import changing_calls, entities, images_of_instances
from e2e.conftest import EXAMPLES, MakeStack
from e2e.interruptions import kill_everything_of, wait_until_task_runs
from toolchain.stack import Run, Stack

pytestmark = pytest.mark.timeout(400)
CHANGED_IN_PLACE = Path(__file__).parent / "changed_in_place"
# The group is looked at twice: for its vSwitches, and for what has become of it.
UNCHANGED_PREVIEW = ["DescribeInstanceRefreshes", "DescribeScalingConfigurations", *["DescribeScalingGroups"] * 2]


def deployed(make_stack: MakeStack, project: Path) -> Stack:
    stack = make_stack(project, {f"{project.name.replace('_', '-')}:image": "m-app-v1"})
    run = stack.up()
    assert run.exit_code == 0, run.output
    return stack


def release(stack: Stack, image: str) -> Run:
    stack.set_config("image", image)
    return stack.up()


def assert_settled(stack: Stack, emulator: Emulator) -> None:
    """Nothing is left to do, with and without `--refresh`, and nothing is called that changes anything."""
    calls = changing_calls(emulator)
    for flags in ((), ("--refresh",)):
        run = stack.up(*flags, "--expect-no-changes")
        assert run.exit_code == 0, run.output
    assert changing_calls(emulator) == calls


def recorded(stack: Stack) -> dict[str, object]:
    [outputs] = [each["outputs"] for each in stack.state()["resources"] if each["type"].endswith("ess:InstanceRefresh")]
    assert isinstance(outputs, dict)
    return outputs


def test_change_in_place_is_seen_at_preview_and_carried_out(make_stack: MakeStack, emulator: Emulator) -> None:
    stack = deployed(make_stack, CHANGED_IN_PLACE)
    assert_settled(stack, emulator)
    stack.set_config("image", "m-app-v2")
    preview = stack.preview()
    assert "this update would replace 3 of 3 instances" in preview.output
    assert "ess:InstanceRefresh web update [diff: ~declared_digest]" in preview.output

    run = stack.up()

    assert run.exit_code == 0, run.output
    assert images_of_instances(emulator) == ["m-app-v2"] * 3
    assert_settled(stack, emulator)


def test_broken_change_in_place_is_taken_back(make_stack: MakeStack, emulator: Emulator) -> None:
    stack = deployed(make_stack, CHANGED_IN_PLACE)
    # The first instance of it is well, and stays: its id and its configuration's are those of the others.
    emulator.add_fault(kind="unhealthy_instances", image_id="m-app-v3", after=1)
    assert release(stack, "m-app-v3").exit_code != 0
    assert set(images_of_instances(emulator)) == {"m-app-v1", "m-app-v3"}

    stack.set_config("image", "m-app-v1")
    assert "~  pulumi-python:dynamic/ess:InstanceRefresh web update" in stack.preview().output
    run = stack.up()

    assert run.exit_code == 0, run.output
    assert images_of_instances(emulator) == ["m-app-v1"] * 3
    assert_settled(stack, emulator)


def test_change_that_is_taken_back_after_a_kill(make_stack: MakeStack, emulator: Emulator) -> None:
    stack = deployed(make_stack, CHANGED_IN_PLACE)
    stack.set_config("image", "m-app-v2")
    process = stack.start("up", "--yes", "--skip-preview")
    wait_until_task_runs(emulator)
    kill_everything_of(process.pid)
    process.communicate()
    emulator.clock.advance(3600)
    assert images_of_instances(emulator) == ["m-app-v2"] * 3
    assert stack.run("cancel", "--yes").exit_code == 0

    run = release(stack, "m-app-v1")

    assert run.exit_code == 0, run.output
    assert images_of_instances(emulator) == ["m-app-v1"] * 3
    assert_settled(stack, emulator)


def test_unchanged_preview_asks_a_few_questions_and_works_without_an_answer(
    make_stack: MakeStack, emulator: Emulator
) -> None:
    stack = deployed(make_stack, CHANGED_IN_PLACE)
    before = len(emulator.calls)
    assert "8 unchanged" in stack.preview().output
    asked = sorted(call["action"] for call in emulator.calls[before:])
    assert asked == [*UNCHANGED_PREVIEW, "DescribeScalingInstances"]

    fault = {"kind": "error", "http_status": 403, "code": "Forbidden.RAM", "message": "Not yours."}
    emulator.add_fault(action="DescribeScalingGroups", times=2, **fault)
    preview = stack.preview()
    assert preview.exit_code == 0, preview.output
    assert "whether instances stay in vSwitches that it leaves could not be looked up" in preview.output
    assert "whether the group is still what the state says could not be looked up" in preview.output
    assert "8 unchanged" in preview.output


def test_preview_says_which_instances_stay_in_a_vswitch_that_the_group_leaves(
    make_stack: MakeStack, emulator: Emulator
) -> None:
    stack = deployed(make_stack, CHANGED_IN_PLACE)
    [left] = {each["spec"]["vswitch_id"] for each in entities(emulator, "instances")}
    stack.set_config("moves", "true")
    preview = stack.preview()
    assert preview.exit_code == 0, preview.output
    assert (
        f"3 of 3 instances are in vSwitches that the program takes from the group ({left}: 3), and stay there until "
        "they are replaced: to move them, change `triggers` of the refresh" in " ".join(preview.output.split())
    )


def test_digest_of_what_may_hold_a_secret_is_a_secret(make_stack: MakeStack) -> None:
    stack = make_stack(CHANGED_IN_PLACE, {"changed-in-place:image": "m-app-v1"})
    stack.set_config("userData", "IyEvYmluL3No", secret=True)
    run = stack.up()
    assert run.exit_code == 0, run.output
    kept = {name: recorded(stack)[name] for name in ("configuration_digest", "declared_digest")}
    assert all("ciphertext" in str(value) for value in kept.values()), json.dumps(kept)
    assert "IyEvYmluL3No" not in json.dumps(stack.state())


@pytest.mark.parametrize(
    "project",
    [
        EXAMPLES / "refresh-configuration",
        EXAMPLES / "refresh-launch-template",
    ],
    ids=lambda path: path.name,
)
def test_example(make_stack: MakeStack, emulator: Emulator, project: Path) -> None:
    stack = deployed(make_stack, project)
    assert_settled(stack, emulator)

    run = release(stack, "m-app-v2")
    assert run.exit_code == 0, run.output
    assert images_of_instances(emulator) == ["m-app-v2"] * 2
    assert_settled(stack, emulator)

    failed = release(stack, "m-app-broken")
    assert failed.exit_code != 0
    assert "ended `Failed`" in failed.output
    assert images_of_instances(emulator) == ["m-app-v2"] * 2

    back = release(stack, "m-app-v2")
    assert back.exit_code == 0, back.output
    assert images_of_instances(emulator) == ["m-app-v2"] * 2
    assert_settled(stack, emulator)
    destroyed = stack.destroy()
    assert destroyed.exit_code == 0, destroyed.output
    assert entities(emulator, "scaling_groups") == []
