"""Dynamic resources beside an alicloud provider that the program gives: they have its settings."""

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_alicloud as alicloud
import pytest

from alicloud_ess_refresh import InstanceEventNotifications, InstanceRefresh, RefreshableScalingGroup
from alicloud_ess_refresh.dynamic.alicloud_provider import SECRETS
from unit.mocks import Recorder, ignores_open_loops, only, run

pytestmark = ignores_open_loops

GROUP = {
    "min_size": 1,
    "max_size": 1,
    "vswitch_ids": ["vsw-1"],
    "vpc_id": "vpc-1",
    "image_id": "m-1",
    "instance_types": ["ecs.g7.large"],
}
DYNAMIC = "pulumi:providers:pulumi-python"
BESIDE_FRANKFURT = (
    f"urn:pulumi:stack::project::pulumi:providers:alicloud${DYNAMIC}::frankfurt-for-refreshes::"
    "frankfurt-for-refreshes-id"
)


def frankfurt() -> alicloud.Provider:
    endpoints: Any = [{"ess": "ess.example.com"}]
    return alicloud.Provider("frankfurt", region="eu-central-1", access_key="key", endpoints=endpoints)


def group(opts: pulumi.ResourceOptions) -> pulumi.Output[Any]:
    made = RefreshableScalingGroup("web", GROUP, opts)  # type: ignore[call-overload]
    return pulumi.Output.all(made.urn, made.outcome)


@pytest.mark.parametrize(
    "options",
    [
        lambda: pulumi.ResourceOptions(providers=[frankfurt()]),
        lambda: pulumi.ResourceOptions(providers={"alicloud": frankfurt()}),
        lambda: pulumi.ResourceOptions(provider=frankfurt()),
    ],
)
def test_a_component_gives_its_alicloud_provider_to_all_of_its_parts(
    recorder: Recorder, options: Callable[[], pulumi.ResourceOptions]
) -> None:
    run(lambda: group(options()))

    given = only(recorder, DYNAMIC).inputs
    secrets = {key: given.pop(f"alicloud:{key}")["value"] for key in SECRETS}
    assert given == {"alicloud:region": "eu-central-1", "alicloud:endpoints": '[{"ess": "ess.example.com"}]'}
    assert {key: value for key, value in secrets.items() if value is not None} == {"accessKey": "key"}
    for kind in ("MetadataOptions", "InstanceRefresh"):
        assert only(recorder, f"pulumi-python:dynamic/ess:{kind}").provider == BESIDE_FRANKFURT


def test_a_resource_alone_has_the_settings_of_the_provider_that_it_is_given(recorder: Recorder) -> None:
    def program() -> pulumi.Output[Any]:
        opts = pulumi.ResourceOptions(provider=frankfurt())
        first = InstanceRefresh("first", {"scaling_group_id": "asg-1"}, opts)
        second = InstanceRefresh("second", {"scaling_group_id": "asg-2"}, opts)
        return pulumi.Output.all(first.urn, second.urn)

    run(program)

    assert only(recorder, DYNAMIC).inputs["alicloud:region"] == "eu-central-1"


def test_a_provider_for_dynamic_resources_is_left_as_the_program_has_it(recorder: Recorder) -> None:
    def program() -> pulumi.Output[Any]:
        own = pulumi.ProviderResource("pulumi-python", "own", {"alicloud:region": "cn-hangzhou"})
        return group(pulumi.ResourceOptions(providers=[frankfurt(), own]))

    run(program)

    assert only(recorder, DYNAMIC).inputs == {"alicloud:region": "cn-hangzhou"}


def test_without_a_provider_the_settings_of_the_stack_count(recorder: Recorder) -> None:
    run(lambda: group(pulumi.ResourceOptions()))

    assert DYNAMIC not in recorder.registered


def test_targets_of_events_are_in_the_region_of_the_provider(recorder: Recorder) -> None:
    def program() -> pulumi.Output[Any]:
        told = InstanceEventNotifications(
            "ops", {"event_names": ["Instance:StateChange"]}, pulumi.ResourceOptions(providers=[frankfurt()])
        )
        return pulumi.Output.all(told.urn, told.rule_names, told.queue_url)

    run(program)

    [target] = only(recorder, "alicloud:cms/eventRule:EventRule").inputs["mnsParameters"]
    assert target["region"] == "eu-central-1"
