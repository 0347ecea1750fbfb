"""The preflight of a preview over the official SDKs: what it reads of a live group, and that it changes nothing."""

from typing import Any

import pytest
from alibabacloud_ess20220222 import models

from alicloud_emulator import Emulator
from alicloud_ess_refresh.cloud.sdk_vpc import open_client
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.cloud.vpc import VSwitch
from alicloud_ess_refresh.refresh.provider import PREVIEW_MARK
from contract.releases import Releases
from contract.scaling import SETTLED_SECONDS


@pytest.fixture
def releases(alicloud_emulator: Emulator) -> Releases:
    stage = Releases(alicloud_emulator)
    stage.deploy()
    stage.emulator.clock.advance(SETTLED_SECONDS)
    return stage


def preview(releases: Releases, **inputs: Any) -> list[str]:
    """Check a release to the new configuration at preview, and answer what failed."""
    news = {**releases.props(scaling_configuration_id=releases.new, **inputs), PREVIEW_MARK: True}
    before = len(releases.emulator.calls)
    result = releases.provider().check(releases.props(), news)
    assert all(call["read_only"] for call in releases.emulator.calls[before:])
    return [failure.reason for failure in result.failures]


def shown(releases: Releases) -> list[str]:
    return "\n".join(releases.lines).splitlines()


def test_live_group_is_shown_instance_by_instance(releases: Releases) -> None:
    first, second, *others = [each.instance_id for each in releases.group.instances()]
    releases.group.ask("EnterStandby", **{"InstanceId.1": first})
    releases.group.ask("SetInstancesProtection", **{"InstanceId.1": second, "ProtectedFromScaleIn": "true"})
    releases.group.advance()
    made_from = f"made from {releases.old}"
    assert preview(releases) == []
    assert shown(releases) == [
        f"{releases.group_id} to scaling configuration {releases.new}: this update would replace 2 of 4 instances",
        "  result    rule         what",
        "  ok        16 rules",
        f"  replaced  2 instances  {made_from}: {', '.join(others)}",
        f"  ignored   1 instance   in standby; {made_from}: {first}",
        f"  ignored   1 instance   protected; {made_from}: {second}",
    ]
    assert [reason.split(";")[0] for reason in preview(releases, protected_instances="fail")] == [
        f"{releases.group_id} cannot be refreshed: 1 instance would be ignored as protected: {second}"
    ]


def test_mode_that_somebody_changed_is_shown(releases: Releases) -> None:
    releases.sdk.modify_scaling_group(
        models.ModifyScalingGroupRequest(scaling_group_id=releases.group_id, scaling_policy="recycle")
    )
    assert preview(releases) == []
    assert shown(releases)[2].startswith(
        "  fails now  release-reclaim-mode  the instance reclaim mode (ScalingPolicy) is"
    )


def test_free_addresses_are_those_of_the_vswitch(releases: Releases) -> None:
    """Four of its 252 addresses are taken by the group."""
    client = open_client(Settings(config=releases.provider()._config, environment={}))
    [vswitch_id] = releases.group.described().v_switch_ids
    assert client.describe_vswitch(vswitch_id) == VSwitch(vswitch_id=vswitch_id, available_ip_address_count=248)
    assert client.describe_vswitch("vsw-gone") is None
