"""A group that was never enabled: enabled once, and waited for until its instances are in service."""

from dataclasses import replace

import pytest

from alicloud_ess_refresh.cloud.model import ScalingActivity
from alicloud_ess_refresh.refresh.errors import CapacityTimeoutError, NotRefreshableError
from unit.refresh.conftest import Stage
from unit.refresh.fakes import GROUP, NEW, refused


def script_a_first_deployment(stage: Stage) -> None:
    assert stage.ess.group is not None
    stage.ess.group = replace(
        stage.ess.group, lifecycle_state="Inactive", active_scaling_configuration_id=None, in_service_capacity=0
    )
    stage.ess.instances = []


def test_first_deployment_enables_the_group_and_waits_for_its_instances(stage: Stage) -> None:
    script_a_first_deployment(stage)

    def come_up() -> None:
        assert stage.ess.group is not None
        stage.ess.group = replace(stage.ess.group, in_service_capacity=min(4, 2 * len(stage.clock.sleeps)))

    stage.clock.on_sleep = come_up

    outs = stage.create()

    assert outs == {
        "scaling_group_id": GROUP,
        "scaling_configuration_id": NEW,
        "outcome": "enabled",
        "last_seen_task_id": "",
    }
    assert stage.ess.changes == [f"EnableScalingGroup scaling configuration {NEW}"]
    assert stage.lines == [
        "asg-1: first deployment: enabling the group with scaling configuration asc-new (0 s)",
        "asg-1: 0 of 4 instances in service (0 s)",
        "asg-1: 2 of 4 instances in service (1 s)",
        "asg-1: 4 of 4 instances in service (2 s)",
        "asg-1: done: the group is enabled with scaling configuration asc-new (2 s)",
    ]


def test_first_deployment_whose_reply_is_lost_is_made_once(stage: Stage) -> None:
    script_a_first_deployment(stage)
    stage.ess.lost = ["EnableScalingGroup"]
    stage.ess.group = replace(stage.ess.group, min_size=0)  # type: ignore[type-var]
    assert stage.create()["outcome"] == "enabled"
    assert len(stage.ess.changes) == 1


def test_first_deployment_without_instances_in_time_says_why(stage: Stage) -> None:
    script_a_first_deployment(stage)
    stage.ess.failed_activity = ScalingActivity(
        scaling_activity_id="asa-1", status_message="OperationDenied.NoStock: ecs.g7.large is sold out."
    )
    with pytest.raises(CapacityTimeoutError) as caught:
        stage.create(wait_timeout_seconds=60.0)
    assert str(caught.value) == (
        "scaling group asg-1 is enabled, but 0 of 4 instances are in service after 60 s: scaling activity asa-1 "
        "failed: OperationDenied.NoStock: ecs.g7.large is sold out; mend the configuration, or wait longer with a "
        "larger `wait_timeout_seconds`, and run `pulumi up` again"
    )


def test_first_deployment_without_a_reason_says_so(stage: Stage) -> None:
    script_a_first_deployment(stage)
    with pytest.raises(CapacityTimeoutError, match="no scaling activity has failed, so they are still starting or not"):
        stage.create(wait_timeout_seconds=60.0)


def test_first_deployment_whose_reason_cannot_be_asked_for_says_so(stage: Stage) -> None:
    script_a_first_deployment(stage)
    stage.ess.errors["DescribeScalingActivities"] = [refused("DescribeScalingActivities")]
    with pytest.raises(CapacityTimeoutError, match=r"the reason could not be asked for \(Describe"):
        stage.create(wait_timeout_seconds=60.0)


def test_first_deployment_that_was_interrupted_goes_on_waiting(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=4)()
    stage.ess.group = replace(stage.ess.group, in_service_capacity=1)  # type: ignore[type-var]

    def come_up() -> None:
        stage.ess.group = replace(stage.ess.group, in_service_capacity=4)  # type: ignore[type-var]

    stage.clock.on_sleep = come_up
    assert stage.create()["outcome"] == "nothing_to_do"
    assert stage.clock.sleeps == [1.0]
    assert stage.ess.changes == []


@pytest.mark.parametrize(
    ("inputs", "reason"),
    [
        (
            {"scaling_configuration_id": None, "image_id": "m-2", "skip_matching": False},
            (
                "it is not enabled yet (`Inactive`), and image m-2 alone does not make an instance: enable it with a "
                "scaling configuration first"
            ),
        ),
        ({"scaling_configuration_id": None}, "it has no active configuration yet: set `scaling_configuration_id`"),
        (
            {"scaling_configuration_id": "asc-none"},
            "it has no scaling configuration asc-none: check the id",
        ),
    ],
)
def test_first_deployment_that_cannot_make_instances_is_refused(
    stage: Stage, inputs: dict[str, object], reason: str
) -> None:
    script_a_first_deployment(stage)
    with pytest.raises(NotRefreshableError) as caught:
        stage.create(**inputs)
    assert str(caught.value) == f"asg-1 cannot be refreshed, and nothing was changed: {reason}"
    assert stage.ess.changes == []
