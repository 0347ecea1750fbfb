"""`MetadataOptions` against the emulator, through the official SDKs."""

from typing import Any, ClassVar

import pytest
from alibabacloud_ecs20140526 import models as ecs
from pulumi.output import UNKNOWN

from alicloud_emulator import Emulator
from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.dynamic.reading import NOT_GIVEN
from alicloud_ess_refresh.metadata.provider import MetadataOptionsProvider
from contract.official import REGION, ecs_client
from contract.releases import EmulatedClock, Releases, stack_settings


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Releases:
    return Releases(alicloud_emulator)


def provider(group: Releases) -> MetadataOptionsProvider:
    class StagedProvider(MetadataOptionsProvider):
        clock: ClassVar[Clock] = EmulatedClock(group.emulator)
        engine: ClassVar[Engine] = group

    staged = StagedProvider()
    staged.configure(stack_settings(group.emulator))
    return staged


def props(group: Releases, **changes: Any) -> dict[str, Any]:
    return {
        "scaling_group_id": group.group_id,
        "scaling_configuration_id": group.new,
        "http_tokens": "required",
    } | changes


def test_instances_made_from_the_configuration_answer_in_hardened_mode_alone(group: Releases) -> None:
    created = provider(group).create(props(group))
    assert (created.id, created.outs) == (group.group_id, props(group))
    group.provider().create(group.props(scaling_configuration_id=group.new))

    answer = ecs_client(group.emulator).describe_instances(ecs.DescribeInstancesRequest(region_id=REGION))
    instances = answer.body.to_map()["Instances"]["Instance"]
    assert [instance["MetadataOptions"]["HttpTokens"] for instance in instances] == ["required"] * 4


def test_what_was_changed_elsewhere_is_drift_and_is_mended(group: Releases) -> None:
    staged = provider(group)
    staged.create(props(group))
    staged.update(group.group_id, props(group), props(group, http_tokens="optional"))

    assert staged.read(group.group_id, props(group)).inputs == props(group, http_tokens="optional")
    assert staged.diff(group.group_id, props(group, http_tokens="optional"), props(group)).changes is True


def test_what_was_changed_elsewhere_is_seen_without_a_refresh(group: Releases) -> None:
    """Otherwise an update would replace instances by ones in the other mode, and be green."""
    staged = provider(group)
    staged.create(props(group))
    assert staged.diff(group.group_id, props(group), props(group)).changes is False
    staged.update(group.group_id, props(group), props(group, http_tokens="optional"))
    assert staged.diff(group.group_id, props(group), props(group)).changes is True
    fault = {"kind": "error", "http_status": 403, "code": "Forbidden.RAM", "message": "Not yours."}
    group.emulator.add_fault(action="DescribeScalingConfigurations", **fault)
    assert staged.diff(group.group_id, props(group), props(group)).changes is False

    assert group.lines[0] == f"{group.new}: `http_tokens` is `optional`: an update sets it to `required`"
    assert group.lines[1].startswith(f"{group.new}: whether `http_tokens` is still `required` was not looked at: ")


def test_another_configuration_is_an_update_and_another_group_another_resource(group: Releases) -> None:
    diff = provider(group).diff
    assert diff(group.group_id, props(group), props(group, scaling_configuration_id=group.old)).replaces == []
    assert diff(group.group_id, props(group), props(group, scaling_group_id="asg-2")).replaces == ["scaling_group_id"]


def test_a_configuration_that_is_gone_is_read_as_gone(group: Releases) -> None:
    assert provider(group).read(group.group_id, props(group, scaling_configuration_id="asc-gone")).id == ""


def test_nothing_is_found_on_import(group: Releases) -> None:
    assert provider(group).read(group.group_id, {}).id == ""


def test_throttling_is_waited_out(group: Releases) -> None:
    group.emulator.add_fault(
        kind="error",
        action="ModifyScalingConfiguration",
        http_status=400,
        code="Throttling.User",
        message="Request was denied due to user flow control.",
    )
    provider(group).create(props(group))
    assert group.changes() == ["ModifyScalingConfiguration", "ModifyScalingConfiguration"]


def test_wrong_inputs_are_told_all_at_once_and_unknown_ones_are_not_judged(group: Releases) -> None:
    check = provider(group).check({}, {"scaling_group_id": UNKNOWN, "http_tokens": "always", "http_token": "x"})
    assert [(failure.property, failure.reason) for failure in check.failures or []] == [
        ("http_token", "not an input of MetadataOptions: did you mean `http_tokens`?"),
        ("scaling_configuration_id", NOT_GIVEN),
        ("http_tokens", "got `always`, expected `optional` or `required`"),
    ]
