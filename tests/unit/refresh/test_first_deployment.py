"""A group that was never enabled: enabled once, and waited for until its instances are in service and healthy."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from alicloud_ess_refresh.cloud.scaling_groups import ScalingActivity
from alicloud_ess_refresh.refresh.capacity import is_lasting
from alicloud_ess_refresh.refresh.errors import CapacityError, NotRefreshableError
from unit.refresh.conftest import Stage
from unit.refresh.fakes import GROUP, NEW, instances, refused

SOLD_OUT = ScalingActivity(
    scaling_activity_id="asa-1",
    status_message="ecs.g7.large is sold out.",
    error_code="OperationDenied.NoStock",
)
NO_IMAGE = ScalingActivity(
    scaling_activity_id="asa-2",
    status_message="The specified ImageId m-1 does not exist.",
    error_code="InvalidImageId.NotFound",
)


def script_a_first_deployment(stage: Stage) -> None:
    assert stage.ess.group is not None
    stage.ess.group = replace(stage.ess.group, lifecycle_state="Inactive", active_scaling_configuration_id=None)
    stage.ess.instances = []


def come_up(stage: Stage, *, after: float, count: int = 4, health_status: str = "Healthy") -> None:
    """Let instances come into service when so many seconds have passed."""

    def look() -> None:
        if stage.clock.now() >= after:
            stage.ess.instances = [replace(each, health_status=health_status) for each in instances(new=count)]

    stage.clock.on_sleep = look


def test_first_deployment_enables_the_group_and_waits_for_one_health_check(stage: Stage) -> None:
    script_a_first_deployment(stage)
    come_up(stage, after=30)

    outs = stage.create()

    assert outs == {
        "scaling_group_id": GROUP,
        "scaling_configuration_id": NEW,
        "outcome": "enabled",
        "last_seen_task_id": "",
        "confirmed_time": "2026-01-31T00:02:10Z",
    }
    assert stage.ess.changes == [f"EnableScalingGroup scaling configuration {NEW}"]
    assert stage.lines == [
        "asg-1: first deployment: enabling the group with scaling configuration asc-new (0 s)",
        "asg-1: 0 of 4 instances in service (0 s)",
        "asg-1: 4 of 4 instances in service (35 s)",
        "asg-1: watching their health for 90 s, longer than one health check (35 s)",
        "asg-1: done: the group is enabled with scaling configuration asc-new (2 min 10 s)",
    ]


def test_first_deployment_whose_reply_is_lost_is_made_once(stage: Stage) -> None:
    script_a_first_deployment(stage)
    stage.ess.lost = ["EnableScalingGroup"]
    stage.ess.group = replace(stage.ess.group, min_size=0)  # type: ignore[type-var]
    assert stage.create()["outcome"] == "enabled"
    assert len(stage.ess.changes) == 1


def test_group_without_a_health_check_says_that_nothing_judges(stage: Stage) -> None:
    script_a_first_deployment(stage)
    stage.ess.group = replace(stage.ess.group, health_check_types=("NONE",))  # type: ignore[type-var]
    come_up(stage, after=1)
    assert stage.create()["outcome"] == "enabled"
    assert stage.clock.sleeps == [1.0]
    told = "its health check is `NONE`: nothing judges its instances, those in service count as healthy"
    assert [line for line in stage.lines if "NONE" in line] == [f"asg-1: {told} (0 s)"]


def test_first_deployment_of_sick_instances_fails_as_a_rollout_of_them_does(stage: Stage) -> None:
    script_a_first_deployment(stage)
    come_up(stage, after=1, health_status="Unhealthy")
    with pytest.raises(CapacityError) as caught:
        stage.create()
    assert str(caught.value) == (
        "scaling group asg-1: 0 of 4 instances are in service and healthy after 605 s\n"
        "  Reason: instances i-new-0, i-new-1, i-new-2, i-new-3 were found unhealthy by the group's health check\n"
        "  Now: 4 on asc-new (active)\n"
        "  Next: correct the cause, or set a longer `wait_timeout_seconds`, and run `pulumi up` again"
    )
    assert "asg-1: 0 of 4 instances in service, 4 unhealthy (1 s)" in stage.lines


def test_instance_that_is_found_sick_within_one_health_check_does_not_count(stage: Stage) -> None:
    """The service replaces it by another one, which is as sick: each of them is healthy when it comes into service."""
    script_a_first_deployment(stage)

    def replace_every_minute() -> None:
        number = int(stage.clock.now() // 60)
        stage.ess.instances = [replace(each, instance_id=f"i-{number}-{each.instance_id}") for each in instances(new=4)]

    stage.clock.on_sleep = replace_every_minute
    with pytest.raises(CapacityError, match="after 300 s"):
        stage.create(wait_timeout_seconds=300.0)


def test_failed_activity_is_said_when_it_is_seen_and_once_for_each_reason(stage: Stage) -> None:
    script_a_first_deployment(stage)

    def fail_again() -> None:
        number = int(stage.clock.now() // 60)
        stage.ess.failed_activity = replace(SOLD_OUT, scaling_activity_id=f"asa-{number}")

    stage.clock.on_sleep = fail_again
    with pytest.raises(CapacityError) as caught:
        stage.create(wait_timeout_seconds=300.0)
    assert str(caught.value).splitlines()[1] == "  Reason: scaling activity asa-5 failed: ecs.g7.large is sold out"
    assert [line for line in stage.lines if "failed" in line] == [
        "asg-1: scaling activity asa-0 failed: ecs.g7.large is sold out (1 s)"
    ]


def test_reason_that_does_not_pass_ends_the_wait_at_once(stage: Stage) -> None:
    script_a_first_deployment(stage)
    stage.clock.on_sleep = lambda: setattr(stage.ess, "failed_activity", NO_IMAGE)
    with pytest.raises(CapacityError) as caught:
        stage.create()
    assert stage.clock.sleeps == [1.0]
    assert str(caught.value).splitlines()[1] == (
        "  Reason: scaling activity asa-2 failed: The specified ImageId m-1 does not exist, which does not pass by "
        "itself"
    )


def test_activity_that_failed_before_does_not_end_the_wait(stage: Stage) -> None:
    """A create that failed for its image; the image is corrected, and `pulumi up` runs again."""
    script_a_first_deployment(stage)
    stage.ess.failed_activity = NO_IMAGE
    come_up(stage, after=30)
    assert stage.create()["outcome"] == "enabled"


@pytest.mark.parametrize(
    ("code", "lasts"),
    [
        ("InvalidImageId.NotFound", True),
        ("InvalidInstanceType.ValueNotSupported", True),
        ("InvalidSecurityGroupId.NotFound", True),
        ("InvalidKeyPairName.NotFound", True),
        ("InvalidLaunchTemplateVersion.NotFound", True),
        ("InvalidVSwitchId.NotFound", True),
        ("Forbidden.RAM", True),
        ("QuotaExceed.ElasticQuota", True),
        ("InvalidAccountStatus.NotEnoughBalance", True),
        ("OperationDenied.NoStock", False),
        ("InvalidVSwitchId.IpNotEnough", False),
        ("InvalidRamRole.NotFound", False),
        ("InternalError", False),
        ("Throttling", False),
        ("", False),
    ],
)
def test_reasons_that_pass_by_themselves_are_told_from_those_that_do_not(code: str, *, lasts: bool) -> None:
    assert is_lasting(replace(SOLD_OUT, error_code=code)) is lasts


def test_first_deployment_without_a_reason_says_so(stage: Stage) -> None:
    script_a_first_deployment(stage)
    with pytest.raises(CapacityError, match="no scaling activity has failed, so that they are still starting"):
        stage.create(wait_timeout_seconds=60.0)


def test_first_deployment_whose_reason_cannot_be_asked_for_says_so(stage: Stage) -> None:
    script_a_first_deployment(stage)
    stage.ess.errors["DescribeScalingActivities"] = [refused("DescribeScalingActivities")] * 100
    with pytest.raises(CapacityError, match=r"the reason could not be asked for \(Describe"):
        stage.create(wait_timeout_seconds=60.0)


def test_first_deployment_that_was_interrupted_goes_on_waiting(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=1)()
    come_up(stage, after=30)
    assert stage.create()["outcome"] == "nothing_to_do"
    assert stage.clock.now() >= 120
    assert stage.ess.changes == []


def _sicken(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=4)()
    stage.ess.instances[0] = replace(stage.ess.instances[0], health_status="Unhealthy")


def _lose_one(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=3)()


@pytest.mark.parametrize("harm", [_sicken, _lose_one])
def test_later_update_stays_red_until_the_group_is_healthy(stage: Stage, harm: Callable[[Stage], None]) -> None:
    harm(stage)
    with pytest.raises(CapacityError, match="3 of 4 instances are in service and healthy after 600 s"):
        stage.update({"drift": "instances"}, wait_timeout_seconds=600.0)
    come_up(stage, after=0)
    assert stage.update({"drift": "instances"})["outcome"] == "nothing_to_do"


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
            (
                "it has no scaling configuration asc-none: if it was deleted by hand, run `pulumi refresh` and "
                "`pulumi up`; else check the id"
            ),
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
