"""RefreshableScalingGroup under Pulumi's mocks: what it declares, and how it names it."""

from collections.abc import Mapping
from typing import Any, cast

import pulumi
import pytest
from pulumi_alicloud import ess

from alicloud_ess_refresh import RefreshableScalingGroup
from alicloud_ess_refresh.scaling_group import RefreshableScalingGroupArgs
from unit.mocks import Recorder, ignores_open_loops, only, run

pytestmark = ignores_open_loops

ARGS: RefreshableScalingGroupArgs = {
    "min_size": 2,
    "max_size": 4,
    "vswitch_ids": ["vsw-1", "vsw-2"],
    "security_group_ids": ["sg-1"],
    "image_id": "m-1",
    "instance_types": ["ecs.g7.large"],
}


def declare(args: Mapping[str, Any], *, name: str = "web") -> None:
    """Declare a group and wait until everything in it is registered."""

    def program() -> pulumi.Output[Any]:
        group = RefreshableScalingGroup(name, cast("RefreshableScalingGroupArgs", args))
        return pulumi.Output.all(group.urn, group.outcome, group.scaling_configuration_id)

    run(program)


def test_defaults_are_what_a_safe_release_needs(recorder: Recorder) -> None:
    declare(ARGS)

    assert only(recorder, "alicloud:ess/scalingGroup:ScalingGroup").inputs == {
        "scalingGroupName": "web-5eed5eed",
        "minSize": 2,
        "maxSize": 4,
        "vswitchIds": ["vsw-1", "vsw-2"],
        "multiAzPolicy": "PRIORITY",
        "scalingPolicy": "release",
        "healthCheckType": "ECS",
        "groupDeletionProtection": True,
    }
    configuration = only(recorder, "alicloud:ess/scalingConfiguration:ScalingConfiguration")
    assert configuration.inputs == {
        "scalingGroupId": "web-group-id",
        "scalingConfigurationName": "web-rollout-5eed5eed",
        "securityGroupIds": ["sg-1"],
        "imageId": "m-1",
        "instanceTypes": ["ecs.g7.large"],
        "instanceName": "web",
        "deletionProtection": True,
        "systemDiskCategory": "cloud_essd",
        "systemDiskEncrypted": True,
        "internetMaxBandwidthOut": 0,
    }
    metadata = only(recorder, "pulumi-python:dynamic/ess:MetadataOptions")
    assert {key: value for key, value in metadata.inputs.items() if key != "__provider"} == {
        "scaling_group_id": "web-group-id",
        "scaling_configuration_id": f"{configuration.name}-id",
        "http_tokens": "required",
    }
    assert "alicloud:ecs/securityGroup:SecurityGroup" not in recorder.registered


def test_none_is_what_was_left_out(recorder: Recorder) -> None:
    declare(ARGS)
    optional = {name for name in RefreshableScalingGroupArgs.__annotations__ if name not in ARGS}
    declare({**ARGS, **dict.fromkeys(optional), "refresh": {"triggers": None}})

    for first, second in recorder.registered.values():
        assert (second.name, second.inputs) == (first.name, first.inputs)


def test_numbers_and_bools_may_be_written_as_texts(recorder: Recorder) -> None:
    """Stack configuration holds texts."""
    given = {"max_size": "4", "group_deletion_protection": "false", "key_name": 7, "internet_max_bandwidth_out": 5.0}
    declare({**ARGS, **given})

    group = only(recorder, "alicloud:ess/scalingGroup:ScalingGroup").inputs
    assert (group["maxSize"], group["groupDeletionProtection"]) == (4, False)
    configuration = only(recorder, "alicloud:ess/scalingConfiguration:ScalingConfiguration").inputs
    assert (configuration["keyName"], configuration["internetMaxBandwidthOut"]) == ("7", 5)


def test_each_default_can_be_changed(recorder: Recorder) -> None:
    declare({**ARGS, "scaling_policy": "forceRelease", "deletion_protection": False, "desired_capacity": 3})

    group = only(recorder, "alicloud:ess/scalingGroup:ScalingGroup")
    assert (group.inputs["scalingPolicy"], group.inputs["desiredCapacity"]) == ("forceRelease", 3)
    configuration = only(recorder, "alicloud:ess/scalingConfiguration:ScalingConfiguration")
    assert configuration.inputs["deletionProtection"] is False


def test_the_configuration_is_named_by_its_content(recorder: Recorder) -> None:
    declare(ARGS)
    declare({**ARGS, "image_id": "m-2"})
    declare(ARGS)

    first, second, third = recorder.registered["alicloud:ess/scalingConfiguration:ScalingConfiguration"]
    assert first.name == third.name
    assert first.name != second.name


def test_another_name_of_the_component_is_no_other_content(recorder: Recorder) -> None:
    """Names of the component are what instances are called, and not what they are."""
    declare(ARGS)
    declare({**ARGS, "instance_name": "other"})
    declare(ARGS, name="shop")

    default, chosen, renamed = recorder.registered["alicloud:ess/scalingConfiguration:ScalingConfiguration"]
    assert default.name != chosen.name
    assert renamed.name == default.name.replace("web", "shop")
    assert renamed.inputs["instanceName"] == "shop"


def test_the_order_of_security_groups_is_no_content(recorder: Recorder) -> None:
    declare({**ARGS, "security_group_ids": ["sg-2", "sg-1"]})

    configuration = only(recorder, "alicloud:ess/scalingConfiguration:ScalingConfiguration")
    assert configuration.inputs["securityGroupIds"] == ["sg-1", "sg-2"]


def test_another_access_mode_of_metadata_is_another_configuration(recorder: Recorder) -> None:
    declare(ARGS)
    declare({**ARGS, "http_tokens": "optional"})

    first, second = recorder.registered["alicloud:ess/scalingConfiguration:ScalingConfiguration"]
    assert first.name != second.name
    assert recorder.registered["pulumi-python:dynamic/ess:MetadataOptions"][1].inputs["http_tokens"] == "optional"


def test_the_refresh_goes_to_the_new_configuration(recorder: Recorder) -> None:
    declare({**ARGS, "refresh": {"min_healthy_percentage": 90, "on_failure": "leave"}})

    refresh = only(recorder, "pulumi-python:dynamic/ess:InstanceRefresh")
    configuration = only(recorder, "alicloud:ess/scalingConfiguration:ScalingConfiguration")
    assert {key: value for key, value in refresh.inputs.items() if key not in {"__provider", "declared_digest"}} == {
        "scaling_group_id": "web-group-id",
        "scaling_configuration_id": f"{configuration.name}-id",
        "deleted_with_group": True,
        "min_healthy_percentage": 90,
        "on_failure": "leave",
    }


def test_a_data_disk_is_encrypted_where_it_says_nothing(recorder: Recorder) -> None:
    declare({**ARGS, "data_disks": [{"size": 40, "encrypted": None}]})

    configuration = only(recorder, "alicloud:ess/scalingConfiguration:ScalingConfiguration")
    assert configuration.inputs["dataDisks"] == [{"size": 40, "encrypted": True}]


def test_data_disks_are_encrypted_unless_they_say_otherwise(recorder: Recorder) -> None:
    declare({**ARGS, "data_disks": [{"size": 40}, {"size": 40, "encrypted": False}]})

    configuration = only(recorder, "alicloud:ess/scalingConfiguration:ScalingConfiguration")
    assert configuration.inputs["dataDisks"] == [{"size": 40, "encrypted": True}, {"size": 40, "encrypted": False}]


def test_a_vpc_gets_a_security_group_without_rules(recorder: Recorder) -> None:
    args = {key: value for key, value in ARGS.items() if key != "security_group_ids"}
    declare({**args, "vpc_id": "vpc-1"})

    security_group = only(recorder, "alicloud:ecs/securityGroup:SecurityGroup")
    assert security_group.inputs == {
        "securityGroupName": "web-5eed5eed",
        "vpcId": "vpc-1",
        "innerAccessPolicy": "Drop",
    }
    assert set(recorder.registered) == {
        "alicloud-ess-refresh:index:RefreshableScalingGroup",
        "alicloud:ecs/securityGroup:SecurityGroup",
        "alicloud:ess/scalingGroup:ScalingGroup",
        "alicloud:ess/scalingConfiguration:ScalingConfiguration",
        "pulumi-python:dynamic/ess:MetadataOptions",
        "pulumi-python:dynamic/ess:InstanceRefresh",
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"vpc_id": "vpc-1"},
            (
                "web: got both of `vpc_id` and `security_group_ids`, expected one of them: "
                "`vpc_id` to have a closed security group made, `security_group_ids` to use your own"
            ),
        ),
        (
            {"instance_typs": ["ecs.g7.large"]},
            "web: `instance_typs` is not a known argument: did you mean `instance_types`?",
        ),
        ({"instance_types": []}, "web: `instance_types` is empty, expected one instance type or more"),
        ({"min_size": 5}, "web: `min_size` is 5 and `max_size` is 4, expected min_size <= max_size"),
        (
            {"desired_capacity": "9"},
            "web: `desired_capacity` is 9 and `max_size` is 4, expected desired_capacity <= max_size",
        ),
        (
            {"desired_capacity": 1},
            "web: `min_size` is 2 and `desired_capacity` is 1, expected min_size <= desired_capacity",
        ),
        ({"image_id": None}, "web: `image_id` not set, but required"),
        ({"instance_types": "ecs.g7.large"}, "web, instance_types: got a text, expected a list of texts"),
        (
            {"data_disks": [{"size": 40}, ess.ScalingConfigurationDataDiskArgs(size=40)]},
            (
                "web, data_disks[1]: got an object of type `ScalingConfigurationDataDiskArgs`, expected a dict of "
                "auto_snapshot_policy_id, category, delete_with_instance, description, device, encrypted, kms_key_id, "
                "name, performance_level, provisioned_iops, size, snapshot_id"
            ),
        ),
        ({"user_data": b"#!/bin/sh"}, "web, user_data: got an object of type `bytes`, expected a text"),
        ({"min_size": "two"}, "web, min_size: got a text, expected a whole number"),
        ({"tags": {"team": ["web"]}}, "web, tags.team: got a list, expected a text"),
        (
            {"refresh": {"on_failure": "rolback"}},
            "web, refresh.on_failure: got `rolback`: did you mean `rollback`?",
        ),
        (
            {"scaling_group_name": "team/web"},
            (
                "web, scaling_group_name: got `team/web` (8 characters) as the name of a scaling group, expected 2 to "
                "64 characters: a letter or digit, then letters, digits, `_`, `-` and `.`"
            ),
        ),
        (
            {"instance_name": "-web"},
            (
                "web, instance_name: got `-web` (4 characters) as the name of an instance, expected 2 to 128 "
                "characters: a letter, then letters, digits, `:`, `_`, `-` and `.`, and not `http://` or `https://` at "
                "the start"
            ),
        ),
    ],
)
def test_wrong_arguments_are_refused(recorder: Recorder, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="web") as failure:
        declare({**ARGS, **changes})
    assert str(failure.value) == message
    assert "alicloud:ess/scalingGroup:ScalingGroup" not in recorder.registered


def test_an_output_in_the_place_of_what_has_to_be_known_is_refused(recorder: Recorder) -> None:
    with pytest.raises(ValueError, match="web") as failure:
        declare({**ARGS, "instance_types": pulumi.Output.from_input(["ecs.g7.large"])})
    assert str(failure.value) == (
        "web, instance_types: got an Output, which is not known while the program runs, expected a list of texts"
    )
    assert "alicloud:ess/scalingGroup:ScalingGroup" not in recorder.registered
