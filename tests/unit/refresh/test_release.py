"""What create and update do to a group: enable, start, adopt, nothing; and what is recorded of it."""

from dataclasses import replace

import pytest

from alicloud_ess_refresh.cloud.scaling_groups import ScalingInstance
from alicloud_ess_refresh.errors import ScalingGroupNotFoundError, ServiceApiError
from alicloud_ess_refresh.refresh.errors import NotRefreshableError
from unit.refresh.conftest import Stage, props
from unit.refresh.fakes import GROUP, NEW, OLD, instances, nothing_to_refresh, refused, task
from unit.refresh.release_scripts import script_a_release


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
        "last_seen_task_id": "ir-1",
        "confirmed_time": "2026-01-31T00:00:02Z",
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


def test_disabled_group_with_instances_is_left_to_its_operator(stage: Stage) -> None:
    stage.ess.group = replace(stage.ess.group, lifecycle_state="Inactive")  # type: ignore[type-var]
    with pytest.raises(NotRefreshableError) as caught:
        stage.create()
    assert str(caught.value) == (
        "asg-1 cannot be refreshed, and nothing was changed: the group is disabled (`Inactive`) and holds 4 "
        "instances; an instance refresh needs an enabled group (`Active`); enable a disabled one in the console or "
        "with EnableScalingGroup, then run `pulumi up` again"
    )


def test_group_that_is_there_already_is_not_touched(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=4)()
    assert stage.create()["outcome"] == "nothing_to_do"
    assert stage.ess.changes == []
    assert stage.lines == [
        (
            "asg-1: the group is on scaling configuration asc-new: waiting until its instances are healthy in service "
            "(0 s)"
        ),
        "asg-1: 4 of 4 instances in service (0 s)",
        "asg-1: watching their health for 90 s, longer than one health check (0 s)",
        "asg-1: done: nothing to do, the group is on scaling configuration asc-new (1 min 35 s)",
    ]


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


def test_refused_start_is_told_as_it_is(stage: Stage) -> None:
    stage.ess.errors["StartInstanceRefresh"] = [refused("StartInstanceRefresh")]
    with pytest.raises(ServiceApiError) as caught:
        stage.create()
    assert str(caught.value) == (
        "StartInstanceRefresh on asg-1 was refused: `Forbidden.Unauthorized` Not now. (HTTP 403, RequestId 4734)"
    )
    assert stage.clock.sleeps == []


def test_nothing_to_refresh_makes_the_configuration_the_active_one(stage: Stage) -> None:
    """A group without instances: a task is refused, and instances to come need the new configuration."""
    stage.ess.instances = []
    stage.ess.group = replace(stage.ess.group, min_size=0)  # type: ignore[type-var]
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
        "asg-1 cannot be refreshed, and nothing was changed: it has no scaling configuration asc-new: if it was "
        "deleted by hand, run `pulumi refresh` and `pulumi up`; else check the id"
    )


def test_missing_group_is_told_with_its_region(stage: Stage) -> None:
    stage.ess.group = None
    with pytest.raises(ScalingGroupNotFoundError) as caught:
        stage.create()
    assert str(caught.value) == (
        "scaling group asg-1 does not exist in region `cn-hangzhou`: if it was deleted by hand, run "
        "`pulumi refresh` and `pulumi up`; else check `scaling_group_id`, `alicloud:region` and the resource's "
        "options `provider` and `providers`"
    )


def test_update_of_how_to_wait_is_recorded_without_a_call_that_changes_anything(stage: Stage) -> None:
    olds = props() | {"outcome": "refreshed", "instance_refresh_task_id": "ir-1"}
    stage.ess.becomes(NEW, new=4)()
    outs = stage.update(olds, wait_timeout_seconds=60.0, min_healthy_percentage=50.0)
    assert outs == {
        "scaling_group_id": GROUP,
        "scaling_configuration_id": NEW,
        "wait_timeout_seconds": 60.0,
        "min_healthy_percentage": 50.0,
        "outcome": "refreshed",
        "instance_refresh_task_id": "ir-1",
    }
    assert (stage.ess.changes, stage.lines) == ([], [])


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


def test_image_without_instances_is_refused(stage: Stage) -> None:
    stage.ess.instances = []
    stage.ess.errors["StartInstanceRefresh"] = [nothing_to_refresh()]
    with pytest.raises(NotRefreshableError) as caught:
        stage.create(scaling_configuration_id=None, image_id="m-2", skip_matching=False)
    assert str(caught.value) == (
        "asg-1 cannot be refreshed, and nothing was changed: no instance is there to be replaced, and image m-2 alone "
        "is not kept for instances to come: put it into the active scaling configuration"
    )


def test_group_that_is_being_deleted_is_refused(stage: Stage) -> None:
    stage.ess.group = replace(stage.ess.group, lifecycle_state="Deleting")  # type: ignore[type-var]
    with pytest.raises(NotRefreshableError) as caught:
        stage.create()
    assert str(caught.value) == (
        "asg-1 cannot be refreshed, and nothing was changed: the group's state is `Deleting`; an instance refresh "
        "needs an enabled group (`Active`); enable a disabled one in the console or with EnableScalingGroup, then run "
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
    script_a_template(stage, "3", "3", "3", "3", "3")
    outs = stage.create(scaling_configuration_id=None, launch_template_id="lt-1", launch_template_version="3")
    assert outs["outcome"] == "nothing_to_do"


@pytest.mark.parametrize(("version", "instances_of"), [("3", ["3", "2"]), ("2", ["3", "3"])])
def test_group_off_its_launch_template_is_refreshed(stage: Stage, version: str, instances_of: list[str]) -> None:
    script_a_template(stage, version, *instances_of)
    script_a_release(stage)
    outs = stage.create(scaling_configuration_id=None, launch_template_id="lt-1", launch_template_version="3")
    assert outs["outcome"] == "refreshed"
