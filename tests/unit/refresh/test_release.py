"""What create and update do to a group: enable, start, adopt, nothing; and what is recorded of it."""

from dataclasses import replace

import pytest

from alicloud_ess_refresh.cloud.model import ScalingActivity, ScalingInstance
from alicloud_ess_refresh.errors import (
    CapacityTimeoutError,
    ConflictingTaskError,
    NotRefreshableError,
    ScalingGroupNotFoundError,
    ServiceApiError,
)
from unit.refresh.conftest import Stage, props
from unit.refresh.fakes import GROUP, NEW, OLD, instances, nothing_to_refresh, refused, task, throttled, unreachable


def script_a_release(stage: Stage, task_id: str = "ir-1") -> None:
    stage.ess.will(
        task(task_id, "Pending", total_need_update_capacity=None, finished_update_capacity=None),
        task(task_id, "InProgress"),
        task(task_id, "InProgress", finished_update_capacity=2),
        task(
            task_id,
            "Successful",
            finished_update_capacity=4,
            start_time="2026-01-01T00:00:00Z",
            end_time="2026-01-01T00:05:00Z",
        ),
        then=stage.ess.becomes(NEW, new=4),
    )


def script_a_first_deployment(stage: Stage) -> None:
    assert stage.ess.group is not None
    stage.ess.group = replace(
        stage.ess.group, lifecycle_state="Inactive", active_scaling_configuration_id=None, in_service_capacity=0
    )
    stage.ess.instances = []


def test_release_is_started_waited_for_and_recorded(stage: Stage) -> None:
    script_a_release(stage)

    outs = stage.create(min_healthy_percentage=90.0)

    assert stage.ess.changes == [f"StartInstanceRefresh scaling configuration {NEW}"]
    assert outs == {
        "scaling_group_id": GROUP,
        "scaling_configuration_id": NEW,
        "min_healthy_percentage": 90.0,
        "outcome": "refreshed",
        "instance_refresh_task_id": "ir-1",
        "status": "Successful",
        "total_need_update_capacity": 4,
        "finished_update_capacity": 4,
        "start_time": "2026-01-01T00:00:00Z",
        "end_time": "2026-01-01T00:05:00Z",
    }
    assert stage.lines == [
        "asg-1: instance refresh ir-1 to scaling configuration asc-new was started (0 s)",
        "asg-1: InProgress, 0 of 4 instances replaced (0 s)",
        "asg-1: InProgress, 2 of 4 instances replaced, about 10 s left (1 s)",
        "asg-1: Successful, 4 of 4 instances replaced (2 s)",
        "asg-1: done: 4 of 4 instances replaced, the group is on scaling configuration asc-new (2 s)",
    ]


def test_what_is_not_set_is_not_sent(stage: Stage) -> None:
    script_a_release(stage)
    stage.create()
    [request] = stage.ess.started
    assert request.min_healthy_percentage is None
    assert request.max_healthy_percentage is None
    assert request.skip_matching is None
    assert request.checkpoints == ()
    assert request.checkpoint_pause_time is None


def test_client_token_is_that_of_the_intent(stage: Stage) -> None:
    """StartInstanceRefresh, ClientToken: ASCII, at most 64 characters."""
    tokens = []
    for inputs in ({}, {}, {"min_healthy_percentage": 90.0}, {"triggers": {"build": "7"}}):
        another = Stage()
        script_a_release(another)
        another.create(**inputs)
        tokens.append(another.ess.started[0].client_token)
    after_a_task = Stage()
    after_a_task.ess.runs(task("ir-0", "Successful", to="asc-older"))
    script_a_release(after_a_task)
    after_a_task.create()
    tokens.append(after_a_task.ess.started[0].client_token)

    assert tokens[0] == tokens[1]
    assert len(set(tokens)) == 4
    assert all(token.isascii() and len(token) == 64 for token in tokens)


def test_first_deployment_enables_the_group_and_waits_for_its_instances(stage: Stage) -> None:
    script_a_first_deployment(stage)

    def come_up() -> None:
        assert stage.ess.group is not None
        stage.ess.group = replace(stage.ess.group, in_service_capacity=min(4, 2 * len(stage.clock.sleeps)))

    stage.clock.on_sleep = come_up

    outs = stage.create()

    assert outs == {"scaling_group_id": GROUP, "scaling_configuration_id": NEW, "outcome": "enabled"}
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


def test_disabled_group_with_instances_is_left_to_its_operator(stage: Stage) -> None:
    stage.ess.group = replace(stage.ess.group, lifecycle_state="Inactive")  # type: ignore[type-var]
    with pytest.raises(NotRefreshableError) as caught:
        stage.create()
    assert str(caught.value) == (
        "asg-1 cannot be refreshed, and nothing was changed: the group is disabled (`Inactive`) and holds 4 "
        "instances; an instance refresh needs an enabled group (`Active`); enable a disabled one in the console or with "
        "EnableScalingGroup, then run `pulumi up` again"
    )


def test_group_that_is_there_already_is_not_touched(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=4)()
    assert stage.create()["outcome"] == "nothing_to_do"
    assert stage.ess.changes == []
    assert stage.lines == ["asg-1: done: nothing to do, the group is on scaling configuration asc-new (0 s)"]


def test_instances_that_a_refresh_ignores_do_not_count(stage: Stage) -> None:
    """StartInstanceRefresh: instances added by hand, in Standby and Protected are never replaced."""
    stage.ess.becomes(NEW, new=1)()
    stage.ess.instances += [
        ScalingInstance(instance_id="i-1", lifecycle_state="Protected", scaling_configuration_id=OLD),
        ScalingInstance(instance_id="i-2", lifecycle_state="Standby", scaling_configuration_id=OLD),
        ScalingInstance(instance_id="i-3", lifecycle_state="InService", creation_type="Attached"),
    ]
    assert stage.create()["outcome"] == "nothing_to_do"


def test_active_configuration_with_an_old_instance_is_refreshed(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=3, old=1)()
    script_a_release(stage)
    assert stage.create()["outcome"] == "refreshed"


def test_running_task_to_the_same_is_adopted(stage: Stage) -> None:
    stage.ess.runs(
        task(finished_update_capacity=1),
        task(finished_update_capacity=3),
        task(status="Successful", finished_update_capacity=4),
    )
    outs = stage.create()
    assert stage.ess.changes == []
    assert (outs["outcome"], outs["instance_refresh_task_id"], outs["status"]) == ("adopted", "ir-1", "Successful")
    assert stage.lines == [
        "asg-1: instance refresh ir-1 to scaling configuration asc-new is already running: adopted (0 s)",
        "asg-1: InProgress, 3 of 4 instances replaced (0 s)",
        "asg-1: Successful, 4 of 4 instances replaced (1 s)",
        "asg-1: done: 4 of 4 instances replaced, the group is on scaling configuration asc-new (1 s)",
    ]


def test_task_that_ended_while_nobody_looked_is_adopted(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=4)()
    stage.ess.runs(task(status="Successful", finished_update_capacity=4))
    outs = stage.create()
    assert (outs["outcome"], outs["instance_refresh_task_id"]) == ("adopted", "ir-1")
    assert stage.ess.changes == []


def test_task_that_failed_while_nobody_looked_is_told_and_followed_by_another(stage: Stage) -> None:
    stage.ess.runs(task(status="Failed", detail="No stock."))
    script_a_release(stage, "ir-2")
    assert stage.create()["outcome"] == "refreshed"
    assert stage.lines[0] == (
        "asg-1: the last instance refresh to scaling configuration asc-new, ir-1, ended `Failed`: No stock; starting "
        "another one (0 s)"
    )


def test_running_task_to_something_else_is_not_disturbed(stage: Stage) -> None:
    stage.ess.runs(task("ir-9", "Paused", to="asc-other", finished_update_capacity=3))
    with pytest.raises(ConflictingTaskError) as caught:
        stage.create()
    assert str(caught.value) == (
        "asg-1 cannot be refreshed to scaling configuration asc-new yet, and nothing was changed: instance refresh "
        "ir-9 to scaling configuration asc-other is running (`Paused`, 3 of 4 instances), and a group has one at a "
        "time; let it end, or stop it (CancelInstanceRefresh leaves what is replaced, RollbackInstanceRefresh puts it "
        "back), then run `pulumi up` again"
    )
    assert stage.ess.changes == []


@pytest.mark.parametrize(
    ("running", "settled"),
    [
        (task("ir-9", "RollbackInProgress"), task("ir-9", "RollbackSuccessful")),
        (task("ir-9", "Cancelling", to="asc-other"), task("ir-9", "Cancelled", to="asc-other")),
        (task("ir-9", "InProgress", to=OLD), task("ir-9", "Successful", to=OLD)),
    ],
    ids=["rolling back", "being cancelled", "going back to the active configuration"],
)
def test_task_that_takes_the_group_back_is_waited_for(stage: Stage, running: object, settled: object) -> None:
    stage.ess.runs(running, settled)  # type: ignore[arg-type]
    script_a_release(stage)
    assert stage.create()["outcome"] == "refreshed"
    assert stage.lines[0].endswith("waiting for its end first (0 s)")


def test_lost_reply_to_the_start_makes_one_task(stage: Stage) -> None:
    script_a_release(stage)
    stage.ess.lost = ["StartInstanceRefresh"]
    outs = stage.create()
    assert (outs["outcome"], outs["instance_refresh_task_id"]) == ("adopted", "ir-1")
    assert len(stage.ess.started) == 1


def test_start_that_never_arrived_is_repeated_with_the_same_token(stage: Stage) -> None:
    script_a_release(stage)
    stage.ess.errors["StartInstanceRefresh"] = [
        unreachable("StartInstanceRefresh"),
        throttled("StartInstanceRefresh", 7),
    ]
    assert stage.create()["outcome"] == "refreshed"
    assert stage.clock.sleeps[:2] == [5.0, 7.0]
    assert len(stage.ess.started) == 1


def test_refused_start_is_told_as_it_is(stage: Stage) -> None:
    stage.ess.errors["StartInstanceRefresh"] = [refused("StartInstanceRefresh")]
    with pytest.raises(ServiceApiError) as caught:
        stage.create()
    assert str(caught.value) == (
        "StartInstanceRefresh on asg-1 was refused: `Forbidden.Unauthorized` Not now. (HTTP 403, RequestId 4734)"
    )
    assert stage.clock.sleeps == []


def test_start_refused_because_it_runs_already_is_adopted(stage: Stage) -> None:
    """Another process may start the same release between our look and our call."""
    stage.ess.errors["StartInstanceRefresh"] = [refused("StartInstanceRefresh", "Conflict", 400)]
    real_fail = stage.ess._fail

    def fail(action: str) -> None:
        if action == "StartInstanceRefresh":
            stage.ess.runs(task("ir-5"), task("ir-5", "Successful"))
        real_fail(action)

    stage.ess._fail = fail  # type: ignore[method-assign]
    assert stage.create()["instance_refresh_task_id"] == "ir-5"


def test_nothing_to_refresh_makes_the_configuration_the_active_one(stage: Stage) -> None:
    """A group without instances: a task is refused, and instances to come need the new configuration."""
    stage.ess.instances = []
    stage.ess.errors["StartInstanceRefresh"] = [nothing_to_refresh()]
    assert stage.create()["outcome"] == "activated"
    assert stage.lines[-1] == (
        "asg-1: done: no instance was to be replaced, new ones are made from scaling configuration asc-new (0 s)"
    )
    assert stage.ess.changes == [f"ModifyScalingGroup scaling configuration {NEW}"]


def test_nothing_to_refresh_is_success(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=3, old=1)()
    stage.ess.errors["StartInstanceRefresh"] = [nothing_to_refresh()]
    assert stage.create()["outcome"] == "nothing_to_do"
    assert stage.ess.changes == []


def test_group_that_cannot_be_refreshed_is_refused_before_anything_changes(stage: Stage) -> None:
    stage.ess.group = replace(stage.ess.group, multi_az_policy="BALANCE")  # type: ignore[type-var]
    with pytest.raises(NotRefreshableError) as caught:
        stage.create()
    assert str(caught.value).startswith(
        "asg-1 cannot be refreshed, and nothing was changed: the scale-out policy (MultiAZPolicy) is `BALANCE`; "
    )
    assert stage.ess.changes == []


def test_configuration_of_another_group_is_refused(stage: Stage) -> None:
    stage.ess.configurations = {OLD}
    with pytest.raises(NotRefreshableError) as caught:
        stage.create()
    assert str(caught.value) == (
        "asg-1 cannot be refreshed, and nothing was changed: it has no scaling configuration asc-new: check the id"
    )


def test_missing_group_is_told_with_its_region(stage: Stage) -> None:
    stage.ess.group = None
    with pytest.raises(ScalingGroupNotFoundError) as caught:
        stage.create()
    assert str(caught.value) == (
        "scaling group asg-1 does not exist in region `cn-hangzhou`: check `scaling_group_id` and `alicloud:region`"
    )


def test_update_of_how_to_wait_is_recorded_without_any_call(stage: Stage) -> None:
    olds = props() | {"outcome": "refreshed", "instance_refresh_task_id": "ir-1"}
    stage.ess.errors["DescribeScalingGroups"] = [AssertionError("nothing is to be called")]
    outs = stage.update(olds, wait_timeout_seconds=60.0, min_healthy_percentage=50.0)
    assert outs == {
        "scaling_group_id": GROUP,
        "scaling_configuration_id": NEW,
        "wait_timeout_seconds": 60.0,
        "min_healthy_percentage": 50.0,
        "outcome": "refreshed",
        "instance_refresh_task_id": "ir-1",
    }


def test_update_to_another_configuration_is_a_release(stage: Stage) -> None:
    script_a_release(stage)
    olds = props(scaling_configuration_id=OLD) | {"outcome": "enabled"}
    assert stage.update(olds)["outcome"] == "refreshed"


def test_changed_triggers_replace_instances_that_match_already(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=4)()
    stage.ess.runs(task(status="Successful"))
    script_a_release(stage, "ir-2")
    olds = props(triggers={"build": "7"}) | {"instance_refresh_task_id": "ir-1"}
    outs = stage.update(olds, triggers={"build": "8"})
    assert (outs["outcome"], outs["instance_refresh_task_id"]) == ("refreshed", "ir-2")
    assert stage.ess.started[0].skip_matching is False


def test_changed_triggers_do_not_overrule_skip_matching(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=4)()
    script_a_release(stage)
    stage.update(props(triggers="a"), triggers="b", skip_matching=True)
    assert stage.ess.started[0].skip_matching is True


def test_changed_triggers_whose_task_ended_while_nobody_looked_start_no_second_one(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=4)()
    stage.ess.runs(task("ir-2", "Successful"))
    olds = props(triggers="a") | {"instance_refresh_task_id": "ir-1"}
    assert stage.update(olds, triggers="b")["outcome"] == "adopted"
    assert stage.ess.changes == []


def test_taken_back_release_goes_back_over_the_instances_that_were_left(stage: Stage) -> None:
    stage.ess.instances = instances(old=2, new=2)
    stage.ess.runs(task(status="Failed"))
    stage.ess.will(task("ir-2", "Successful", to=OLD), then=stage.ess.becomes(OLD, old=4))
    olds = props() | {"instance_refresh_task_id": "ir-0"}
    assert stage.update(olds, scaling_configuration_id=OLD)["outcome"] == "refreshed"


def test_image_is_refreshed_even_where_the_configuration_matches(stage: Stage) -> None:
    stage.ess.will(
        replace(task(status="Successful"), desired_configuration=replace(task().desired_configuration, image_id="m-2"))
    )
    outs = stage.create(scaling_configuration_id=None, image_id="m-2", skip_matching=False)
    assert outs["outcome"] == "refreshed"
    assert stage.ess.started[0].desired_configuration.image_id == "m-2"


def test_changed_triggers_are_not_served_by_a_task_that_skips_instances(stage: Stage) -> None:
    """A way back, for example, replaces only what the failed release had replaced."""
    stage.ess.becomes(NEW, new=4)()
    stage.ess.runs(task("ir-2", skip_matching=True), task("ir-2", "Successful", skip_matching=True))
    script_a_release(stage, "ir-3")
    olds = props(triggers="a") | {"instance_refresh_task_id": "ir-1"}
    assert stage.update(olds, triggers="b")["instance_refresh_task_id"] == "ir-3"


def test_task_in_the_way_that_does_not_end_is_told(stage: Stage) -> None:
    stage.ess.runs(task("ir-9", "RollbackInProgress"))
    with pytest.raises(NotRefreshableError) as caught:
        stage.create(wait_timeout_seconds=60.0)
    assert str(caught.value) == (
        "asg-1 cannot be refreshed, and nothing was changed: instance refresh ir-9 to scaling configuration asc-new "
        "has not ended within 60 s (`RollbackInProgress`, 0 of 4 instances); run `pulumi up` again when it has"
    )


def test_image_without_instances_is_refused(stage: Stage) -> None:
    stage.ess.instances = []
    stage.ess.errors["StartInstanceRefresh"] = [nothing_to_refresh()]
    with pytest.raises(NotRefreshableError) as caught:
        stage.create(scaling_configuration_id=None, image_id="m-2", skip_matching=False)
    assert str(caught.value) == (
        "asg-1 cannot be refreshed, and nothing was changed: no instance is there to be replaced, and image m-2 alone "
        "is not kept for instances to come: put it into the active scaling configuration"
    )


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


def test_group_that_is_being_deleted_is_refused(stage: Stage) -> None:
    stage.ess.group = replace(stage.ess.group, lifecycle_state="Deleting")  # type: ignore[type-var]
    with pytest.raises(NotRefreshableError) as caught:
        stage.create()
    assert str(caught.value) == (
        "asg-1 cannot be refreshed, and nothing was changed: the group's state is `Deleting`; an instance refresh needs "
        "an enabled group (`Active`); enable a disabled one in the console or with EnableScalingGroup, then run "
        "`pulumi up` again"
    )


def script_a_template(stage: Stage, version: str, *instances_of: str) -> None:
    stage.ess.group = replace(
        stage.ess.group,  # type: ignore[type-var]
        active_scaling_configuration_id=None,
        launch_template_id="lt-1",
        launch_template_version=version,
    )
    stage.ess.instances = [
        ScalingInstance(
            instance_id=f"i-{each}",
            lifecycle_state="InService",
            launch_template_id="lt-1",
            launch_template_version=each,
        )
        for each in instances_of
    ]


def test_group_on_its_launch_template_is_not_touched(stage: Stage) -> None:
    script_a_template(stage, "3", "3", "3")
    outs = stage.create(scaling_configuration_id=None, launch_template_id="lt-1", launch_template_version="3")
    assert outs["outcome"] == "nothing_to_do"


@pytest.mark.parametrize(("version", "instances_of"), [("3", ["3", "2"]), ("2", ["3", "3"])])
def test_group_off_its_launch_template_is_refreshed(stage: Stage, version: str, instances_of: list[str]) -> None:
    script_a_template(stage, version, *instances_of)
    script_a_release(stage)
    outs = stage.create(scaling_configuration_id=None, launch_template_id="lt-1", launch_template_version="3")
    assert outs["outcome"] == "refreshed"
