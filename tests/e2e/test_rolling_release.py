"""The main way: create and enable, release, take the release back, destroy; and what stays in the state."""

import base64
import json
import os
import re
from collections.abc import Callable, Mapping

import pytest
from alibabacloud_ess20220222 import models
from alibabacloud_ess20220222.client import Client

from alicloud_emulator import Emulator
from contract.official import REGION, config
from contract.permission_pages import PolicyBlock
from e2e.cloud import changing_calls, entities, images_of_instances
from e2e.conftest import ROOT, MakeStack
from e2e.deployer import Deployer
from toolchain.stack import Stack

RELEASE = {"rolling-release:image": "m-app-v1", "rolling-release:deletionProtection": "false"}
PAGE = "docs/refreshable-scaling-group.md"
PARTS: Mapping[PolicyBlock, Callable[[str], bool]] = {
    PolicyBlock(PAGE, "the example's network"): lambda action: (
        action.startswith("vpc:") or action == "ecs:DescribeZones"
    ),
    PolicyBlock(PAGE, "RefreshableScalingGroup with vpc_id"): lambda action: "SecurityGroup" in action,
    PolicyBlock(PAGE, "RefreshableScalingGroup"): lambda _: True,
}
BESIDE = (
    PolicyBlock("docs/instance-refresh.md", "InstanceRefresh"),
    PolicyBlock(PAGE, "MetadataOptions"),
    PolicyBlock(PAGE, "superseded configurations"),
)
REFRESH_CALLS = ("StartInstanceRefresh", "RollbackInstanceRefresh", "CancelInstanceRefresh")


def active_images(emulator: Emulator) -> list[str]:
    """Answer the images of the active scaling configurations."""
    configurations = entities(emulator, "scaling_configurations")
    active = {group["active_scaling_configuration_id"] for group in entities(emulator, "scaling_groups")}
    return [item["image_id"] for item in configurations if item["scaling_configuration_id"] in active]


def images_of_configurations(emulator: Emulator) -> list[str]:
    return sorted(item["image_id"] for item in entities(emulator, "scaling_configurations"))


def test_release_from_creation_to_destruction(make_stack: MakeStack, emulator: Emulator) -> None:
    """As a user that has just the policies of the pages."""
    deployer = Deployer(emulator, PARTS, beside=BESIDE)
    release = make_stack(ROOT, RELEASE, **deployer.environment())
    first = release.up()
    assert first.exit_code == 0, first.output
    assert release.outputs()["outcome"] == "enabled"
    assert images_of_instances(emulator) == ["m-app-v1"] * 4
    assert changing_calls(emulator, *REFRESH_CALLS) == {}

    calls = len(emulator.calls)
    second = release.preview("--expect-no-changes", "--refresh")
    assert second.exit_code == 0, second.output
    again = release.up("--expect-no-changes")
    assert again.exit_code == 0, again.output
    assert [call["action"] for call in emulator.calls[calls:] if not call["read_only"]] == []

    release.set_config("image", "m-app-v2")
    released = release.up()
    assert released.exit_code == 0, released.output
    assert release.outputs()["outcome"] == "refreshed"
    assert images_of_instances(emulator) == ["m-app-v2"] * 4
    assert images_of_configurations(emulator) == ["m-app-v1", "m-app-v2"]
    assert active_images(emulator) == ["m-app-v2"]
    assert changing_calls(emulator, *REFRESH_CALLS) == {"StartInstanceRefresh": 1}
    refreshed = release.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")
    assert refreshed.exit_code == 0, refreshed.output
    with deployer.looking_alone():
        after = release.preview("--expect-no-changes")
    assert after.exit_code == 0, after.output

    destroyed = release.destroy()
    assert destroyed.exit_code == 0, destroyed.output
    deployer.leave()
    assert emulator.state["empty"], emulator.state


def test_preview_needs_what_looks_alone(make_stack: MakeStack, emulator: Emulator) -> None:
    """As CI does it, with credentials that can change nothing."""
    deployer = Deployer(emulator, PARTS, beside=BESIDE)
    release = make_stack(ROOT, RELEASE, **deployer.environment())
    assert release.up().exit_code == 0
    release.set_config("image", "m-app-v2")

    with deployer.looking_alone():
        preview = release.preview()

    assert preview.exit_code == 0, preview.output
    assert "this update would replace 4 of 4 instances" in preview.output
    assert [call["ram_action"] for call in emulator.calls if call["http_status"] == 403] == []


@pytest.mark.timeout(600)
@pytest.mark.skipif(not os.environ.get("CI"), reason="deploys two dozen times; CI does")
def test_each_action_of_the_component_s_policies_is_needed(make_stack: MakeStack, emulator: Emulator) -> None:
    deployer = Deployer(emulator, PARTS, beside=BESIDE)
    release = make_stack(ROOT, RELEASE, **deployer.environment())
    deployer.assert_each_action_is_needed([lambda: release.up("--refresh"), release.destroy])


def test_failed_release_goes_back_and_the_next_one_succeeds(release: Stack, emulator: Emulator) -> None:
    assert release.up().exit_code == 0
    release.set_config("image", "m-app-broken")

    failed = release.up()

    assert failed.exit_code != 0
    [task, *_] = entities(emulator, "instance_refresh_tasks")
    assert task["instance_refresh_task_id"] in failed.output
    assert task["detail"].removesuffix(".") in failed.output
    assert "Traceback" not in failed.output
    assert images_of_instances(emulator) == ["m-app-v1"] * 4
    assert active_images(emulator) == ["m-app-v1"]

    starts = changing_calls(emulator, "StartInstanceRefresh")
    release.set_config("image", "m-app-v1")
    taken_back = release.up()
    assert taken_back.exit_code == 0, taken_back.output
    assert changing_calls(emulator, "StartInstanceRefresh") == starts
    assert images_of_configurations(emulator) == ["m-app-v1"]

    release.set_config("image", "m-app-v2")
    assert release.up().exit_code == 0
    assert images_of_instances(emulator) == ["m-app-v2"] * 4
    assert images_of_configurations(emulator) == ["m-app-v1", "m-app-v2"]


def test_refresh_by_image_behind_the_component_is_seen_and_taken_back(release: Stack, emulator: Emulator) -> None:
    """It rewrites the active configuration: its id, which instances show, stays the same."""
    assert release.up().exit_code == 0
    [configuration] = entities(emulator, "scaling_configurations")
    refresh_to_image(emulator, "m-app-v3")
    emulator.clock.advance(3600)
    assert images_of_instances(emulator) == ["m-app-v3"] * 4
    assert active_images(emulator) == ["m-app-v3"]

    seen = release.run("refresh", "--yes", "--skip-preview")
    assert seen.exit_code == 0, seen.output
    assert re.search(r"alicloud:ess:ScalingConfiguration .* \[diff: ~imageId]", seen.output)
    taken_back = release.up()

    assert taken_back.exit_code == 0, taken_back.output
    assert images_of_instances(emulator) == ["m-app-v1"] * 4
    [made] = entities(emulator, "scaling_configurations")
    assert made["scaling_configuration_id"] != configuration["scaling_configuration_id"]
    again = release.preview("--expect-no-changes", "--refresh")
    assert again.exit_code == 0, again.output


def refresh_to_image(emulator: Emulator, image_id: str) -> None:
    """Do what somebody does in the console."""
    [group] = entities(emulator, "scaling_groups")
    request = models.StartInstanceRefreshRequest(
        region_id=REGION,
        scaling_group_id=group["scaling_group_id"],
        skip_matching=False,
        desired_configuration=models.StartInstanceRefreshRequestDesiredConfiguration(image_id=image_id),
    )
    Client(config(emulator)).start_instance_refresh(request)


def test_state_holds_neither_credentials_nor_code(make_stack: MakeStack) -> None:
    """Credentials in the stack configuration, as secrets: the export holds them as ciphertext at most."""
    stack = make_stack(
        ROOT,
        {"rolling-release:image": "m-app-v1"},
        ALIBABA_CLOUD_ACCESS_KEY_ID="",
        ALIBABA_CLOUD_ACCESS_KEY_SECRET="",
    )
    stack.set_config("alicloud:accessKey", "access-key-of-the-test", secret=True)
    stack.set_config("alicloud:secretKey", "secret-key-of-the-test", secret=True)
    assert stack.up().exit_code == 0

    state = json.dumps(stack.state())

    assert "access-key-of-the-test" not in state
    assert "secret-key-of-the-test" not in state
    [refresh] = [
        item for item in stack.state()["resources"] if item["type"] == "pulumi-python:dynamic/ess:InstanceRefresh"
    ]
    assert set(refresh["inputs"]) == {
        "__provider", "scaling_group_id", "scaling_configuration_id", "wait_timeout_seconds", "deleted_with_group",
        "declared_digest",
    }  # fmt: skip
    # A reference to module and class, not their code.
    provider = base64.b64decode(refresh["inputs"]["__provider"])
    assert b"alicloud_ess_refresh.refresh.provider" in provider
    assert len(provider) < 100
    assert not re.search(r"access|secret_?key|credential", json.dumps(refresh["outputs"]), re.IGNORECASE)
