"""The preflight as users see it: `pulumi preview` of a release through the real engine and provider."""

from typing import Any

import pytest
from alibabacloud_ess20220222 import models
from alibabacloud_ess20220222.client import Client

from alicloud_emulator import Emulator
from contract.official import config
from e2e.cloud import changing_calls, entities
from toolchain.stack import Stack


def the_group(emulator: Emulator) -> dict[str, Any]:
    [group] = entities(emulator, "scaling_groups")
    return group


@pytest.mark.timeout(180)
def test_preview_tells_what_a_release_would_do_and_what_stands_in_its_way(release: Stack, emulator: Emulator) -> None:
    assert release.up().exit_code == 0
    seen = len(emulator.calls)
    unchanged = release.preview()
    assert unchanged.exit_code == 0, unchanged.output
    # The group is looked at, so that what has become of it since shows.
    assert all(call["read_only"] for call in emulator.calls[seen:])

    release.set_config("image", "m-app-v2")
    group = the_group(emulator)["scaling_group_id"]
    starts = len(emulator.calls)
    foreseen = release.preview()
    assert foreseen.exit_code == 0, foreseen.output
    content = "image m-app-v1 → m-app-v2"
    assert f"{group} to scaling configuration ({content}): this update would replace 4 of 4 instances" in (
        foreseen.output
    )
    assert "  replaced  4 instances  made from asc-" in foreseen.output
    assert all(call["read_only"] for call in emulator.calls[starts:])

    client = Client(config(emulator))
    client.modify_scaling_group(models.ModifyScalingGroupRequest(scaling_group_id=group, scaling_policy="recycle"))
    warned = release.preview()
    assert warned.exit_code == 0, warned.output
    assert "  fails now  release-reclaim-mode  the instance reclaim mode (ScalingPolicy) is `recycle`" in warned.output
    refused = release.run("up", "--yes")
    assert refused.exit_code != 0
    assert f"{group} cannot be refreshed, and nothing was changed: the instance reclaim mode" in refused.output
    assert changing_calls(emulator, "StartInstanceRefresh") == {}

    mended = release.run("up", "--yes", "--refresh")
    assert mended.exit_code == 0, mended.output
    assert "  fails now  release-reclaim-mode  the instance reclaim mode (ScalingPolicy) is `recycle`" in mended.output
    assert "done: 4 of 4 instances replaced" in mended.output
    assert the_group(emulator)["scaling_policy"] == "release"
