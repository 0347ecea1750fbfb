"""The preflight of a preview over the official SDKs: what it reads of a live group, and that it changes nothing."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from alibabacloud_ecs20140526 import models as ecs_models
from alibabacloud_ess20220222 import models

from alicloud_emulator import Emulator
from alicloud_ess_refresh.cloud.sdk_vpc import open_client
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.cloud.vpc import VSwitch
from alicloud_ess_refresh.refresh.errors import NotRefreshableError
from alicloud_ess_refresh.refresh.provider import PREVIEW_MARK
from contract.official import REGION, ecs_client, make_key_pair
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
    news = {**releases.props(**({"scaling_configuration_id": releases.new} | inputs)), PREVIEW_MARK: True}
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
        "  ok        18 rules",
        f"  replaced  2 instances  {made_from}: {', '.join(others)}",
        f"  ignored   1 instance   in standby; {made_from}: {first}",
        f"  ignored   1 instance   protected; {made_from}: {second}",
        "  capacity  4 to 5       instances meanwhile: 80 % to 120 % of 4 leave none extra or missing: one at a time",
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
    assert client.describe_vswitch(vswitch_id) == VSwitch(
        vswitch_id=vswitch_id, available_ip_address_count=248, zone_id="cn-hangzhou-h"
    )
    assert client.describe_vswitch("vsw-gone") is None


def test_launch_template_version_that_does_not_exist_is_refused_before_anything_starts(releases: Releases) -> None:
    template_id = _template(releases)
    for version, missing in (("1", ""), ("9", f"launch template {template_id} version 9 does not exist")):
        releases.lines.clear()
        inputs = {"launch_template_id": template_id, "launch_template_version": version}
        preview(releases, **{"scaling_configuration_id": None, **inputs})
        rows = [row for row in shown(releases) if "sources-exist" in row]
        assert [missing in row and row.startswith("  fails now") for row in rows] == [True] * bool(missing)
    with pytest.raises(NotRefreshableError, match="version 9 does not exist; instances cannot be made without it"):
        releases.provider().create(releases.props(scaling_configuration_id=None, **inputs))
    assert releases.tasks() == []


def test_what_a_configuration_names_is_asked_for(releases: Releases) -> None:
    """Deleted since the configuration was made."""
    scarce = releases.configure("m-app-v9", "ecs.i3.xlarge")
    images: Any = releases.emulator._application.world.catalogue.images
    del images["m-app-v9"]
    preview(releases, scaling_configuration_id=scarce)
    assert any("sources-exist" in row and "image m-app-v9 does not exist" in row for row in shown(releases))


@pytest.mark.parametrize("declared", ["scaling configuration", "launch template"])
def test_key_pair_that_was_deleted_is_refused_before_anything_starts(releases: Releases, declared: str) -> None:
    desired: dict[str, Any]
    make_key_pair(releases.emulator)
    if declared == "launch template":
        template_id = _template(releases, key_pair_name="deploy")
        desired = {"launch_template_id": template_id, "launch_template_version": "1", "scaling_configuration_id": None}
    else:
        desired = {"scaling_configuration_id": releases.new}
        releases.sdk.modify_scaling_configuration(
            models.ModifyScalingConfigurationRequest(scaling_configuration_id=releases.new, key_pair_name="deploy")
        )
    preview(releases, **desired)
    assert not any("sources-exist" in row for row in shown(releases))

    delete = ecs_models.DeleteKeyPairsRequest(region_id=REGION, key_pair_names='["deploy"]')
    ecs_client(releases.emulator).delete_key_pairs(delete)
    preview(releases, **desired)
    [row] = [row for row in shown(releases) if "sources-exist" in row]
    assert row.startswith("  fails now")
    assert "key pair deploy does not exist" in row
    with pytest.raises(NotRefreshableError, match="key pair deploy does not exist; instances cannot be made without"):
        releases.provider().create(releases.props(**desired))
    assert releases.tasks() == []


def test_type_that_no_zone_of_the_group_offers_is_advice(alicloud_emulator: Emulator) -> None:
    releases = Releases(alicloud_emulator, zone_id="cn-hangzhou-k")
    releases.deploy()
    preview(releases, scaling_configuration_id=releases.configure("m-app-v2", "ecs.i3.xlarge"))
    [row] = [row for row in shown(releases) if "offered-types" in row]
    assert row.startswith("  warns")
    assert "no zone of the group's vSwitches offers ecs.i3.xlarge" in row


def test_look_up_that_is_denied_is_not_known_and_fails_nothing(releases: Releases) -> None:
    releases.emulator.add_fault(
        kind="error", action="DescribeImages", http_status=403, code="Forbidden.RAM", message="Not authorized."
    )
    assert preview(releases) == []
    [row] = [row for row in shown(releases) if "sources-exist" in row]
    assert row.startswith("  not known")
    assert releases.release(releases.props(outcome="enabled"))["outcome"] == "refreshed"


def _template(releases: Releases, **settings: str) -> str:
    request = ecs_models.CreateLaunchTemplateRequest(
        region_id=REGION,
        launch_template_name="web",
        image_id="m-app-v2",
        instance_type="ecs.g7.large",
        security_group_id=releases.group.security_group_id,
        **settings,
    )
    return str(ecs_client(releases.emulator).create_launch_template(request).body.launch_template_id)


def test_instances_in_vswitches_that_the_program_takes_from_the_group_are_said_to_stay(releases: Releases) -> None:
    [vswitch_id] = releases.group.described().v_switch_ids
    move = (
        "stay there until they are replaced: to move them, change `triggers` of the refresh, in this update or a later "
        "one"
    )

    def told(**group: Any) -> list[str]:
        releases.lines.clear()
        mark = {PREVIEW_MARK: {"group": {"is_declared": True, **group}}}
        assert releases.provider().check(releases.props(), {**releases.props(), **mark}).failures == []
        return releases.lines

    assert told(vswitch_ids=[vswitch_id, "vsw-other"]) == []
    [line] = told(vswitch_ids=["vsw-other"])
    counted = f"4 of 4 instances are in vSwitches that the program takes from the group ({vswitch_id}: 4)"
    assert line == f"{releases.group_id}: {counted}, and {move}"
    # The program makes the other vSwitch in the same update.
    [line] = told()
    assert line == (
        f"{releases.group_id}: the program gives the group vSwitches that are not known yet; instances in one that it "
        f"takes from the group ({vswitch_id}: 4) {move}"
    )
    releases.emulator.add_fault(
        kind="error", action="DescribeInstances", http_status=403, code="Forbidden.RAM", message="Not authorized."
    )
    [line] = told(vswitch_ids=["vsw-other"])
    assert line.startswith(
        f"{releases.group_id}: instances in {vswitch_id} {move}; how many there are could not be looked up: "
        "DescribeInstances on i-"
    )


def test_a_preview_of_a_change_makes_these_calls(releases: Releases) -> None:
    """`docs/questions.md` has the number."""
    before = len(releases.emulator.calls)
    assert preview(releases) == []
    calls = Counter(call["action"] for call in releases.emulator.calls[before:])
    page = (Path(__file__).parents[2] / "docs" / "questions.md").read_text(encoding="utf-8")
    assert f"A preview of a change makes {calls.total()} calls for each group" in page, calls
