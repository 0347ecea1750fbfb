"""Releases that do not end well: what is done to the group, and the one message that the user reads."""

from dataclasses import replace
from typing import Any

import pytest

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingInstance
from alicloud_ess_refresh.refresh.errors import RefreshFailedError
from unit.refresh.conftest import Stage, props
from unit.refresh.fakes import NEW, OLD, nothing_to_refresh, refused, task, unreachable

REASON = "Instances of asc-new did not become healthy."


def script_a_failure(stage: Stage, **left: int) -> None:
    stage.ess.will(
        task(finished_update_capacity=1),
        task(status="Failed", finished_update_capacity=1, detail=REASON),
        then=stage.ess.becomes(OLD, **(left or {"old": 3, "new": 1})),
    )


def fail(stage: Stage, **inputs: Any) -> str:
    with pytest.raises(RefreshFailedError) as caught:
        stage.create(**inputs)
    assert caught.value.task.instance_refresh_task_id == "ir-1"
    return str(caught.value)


def test_failed_release_is_refreshed_back_to_the_active_configuration(stage: Stage) -> None:
    """RollbackInstanceRefresh takes only a task that runs: after `Failed` it takes a second refresh."""
    script_a_failure(stage)
    stage.ess.will(task("ir-2", to=OLD), task("ir-2", "Successful", to=OLD), then=stage.ess.becomes(OLD, old=4))

    message = fail(stage, min_healthy_percentage=90.0, checkpoints=[{"percentage": 100.0}])

    assert message == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new ended `Failed` after 1 of 4 instances: "
        "Instances of asc-new did not become healthy; instance refresh ir-2 took the group back; instances now: 4 on "
        "asc-old (active); mend the release and run `pulumi up` again"
    )
    back = stage.ess.started[1]
    assert back.desired_configuration == DesiredConfiguration(scaling_configuration_id=OLD)
    assert (back.min_healthy_percentage, back.skip_matching, back.checkpoints) == (90, None, ())
    assert back.client_token != stage.ess.started[0].client_token
    assert stage.lines == [
        "asg-1: instance refresh ir-1 to scaling configuration asc-new was started (0 s)",
        "asg-1: Failed, 1 of 4 instances replaced (0 s)",
        "asg-1: instance refresh ir-1 ended `Failed`: going back to scaling configuration asc-old (0 s)",
        "asg-1: Successful, 0 of 4 instances replaced (0 s)",
    ]


def test_failed_release_that_left_nothing_starts_nothing(stage: Stage) -> None:
    script_a_failure(stage, old=4)
    assert fail(stage).split("; ")[1:] == [
        "no instance of it is left",
        "instances now: 4 on asc-old (active)",
        "mend the release and run `pulumi up` again",
    ]
    assert len(stage.ess.started) == 1


def test_failed_release_that_the_service_finds_nothing_left_of(stage: Stage) -> None:
    script_a_failure(stage)
    start = stage.ess.start_instance_refresh

    def refuse_the_second(request: Any) -> str:
        if stage.ess.started:
            raise nothing_to_refresh()
        return start(request)

    stage.ess.start_instance_refresh = refuse_the_second  # type: ignore[method-assign]
    assert "; no instance of it is left; instances now: " in fail(stage)


def test_failed_return_says_what_stands_where(stage: Stage) -> None:
    script_a_failure(stage)
    stage.ess.will(
        task("ir-2", to=OLD),
        task("ir-2", "Failed", to=OLD, detail="No stock."),
        then=stage.ess.becomes(OLD, old=3, new=1),
    )
    assert fail(stage).split("; ", 1)[1] == (
        "instance refresh ir-2 was to take the group back to scaling configuration asc-old and ended `Failed`: No "
        "stock; instances now: 1 on asc-new, 3 on asc-old (active); look at the group in the console, then run "
        "`pulumi up --refresh`"
    )


def test_return_that_takes_too_long_goes_on(stage: Stage) -> None:
    script_a_failure(stage)
    stage.ess.will(task("ir-2", to=OLD, finished_update_capacity=0, total_need_update_capacity=1))
    assert fail(stage, wait_timeout_seconds=60.0).split("; ")[1:] == [
        (
            "instance refresh ir-2 is taking the group back to scaling configuration asc-old and has not ended within "
            "120 s (`InProgress`, 0 of 1 instances)"
        ),
        "instances now: 1 on asc-new, 3 on asc-old (active)",
        "run `pulumi up` again, which waits for its end",
    ]


def test_return_that_is_refused_does_not_hide_the_failure(stage: Stage) -> None:
    script_a_failure(stage)
    start = stage.ess.start_instance_refresh

    def refuse_the_second(request: Any) -> str:
        if stage.ess.started:
            raise refused("StartInstanceRefresh")
        return start(request)

    stage.ess.start_instance_refresh = refuse_the_second  # type: ignore[method-assign]
    message = fail(stage)
    assert REASON.rstrip(".") in message
    assert (
        "the group could not be taken back to scaling configuration asc-old: StartInstanceRefresh on asg-1 was "
        "refused: `Forbidden.Unauthorized` Not now. (HTTP 403, RequestId 4734); instances now: 1 on asc-new, 3 on "
        "asc-old (active)"
    ) in message


def test_lost_reply_to_the_return_makes_one_task(stage: Stage) -> None:
    script_a_failure(stage)
    stage.ess.will(task("ir-2", to=OLD), task("ir-2", "Successful", to=OLD))
    stage.ess.effects["ir-1"] = lambda: stage.ess.lost.append("StartInstanceRefresh")
    stage.ess.instances[0] = replace(stage.ess.instances[0], scaling_configuration_id=NEW)
    assert "instance refresh ir-2 took the group back" in fail(stage)
    assert len(stage.ess.started) == 2


def test_failed_image_is_taken_back_over_all_instances(stage: Stage) -> None:
    """An image leaves no trace on an instance's scaling configuration: all of them could be of it."""
    to_image = DesiredConfiguration(image_id="m-2")
    stage.ess.will(replace(task(status="Failed"), desired_configuration=to_image))
    stage.ess.will(task("ir-2", "Successful", to=OLD))
    message = fail(stage, scaling_configuration_id=None, image_id="m-2", skip_matching=False)
    assert "instance refresh ir-2 took the group back" in message
    assert stage.ess.started[1].skip_matching is False


def test_failed_refresh_to_the_active_configuration_has_nowhere_to_go_back_to(stage: Stage) -> None:
    stage.ess.runs(replace(task(), desired_configuration=DesiredConfiguration()))
    stage.ess.scripts["ir-1"] = [replace(task(status="Failed"), desired_configuration=DesiredConfiguration())]
    message = fail(stage, scaling_configuration_id=None)
    assert message.startswith(
        "instance refresh ir-1 of asg-1 to its active configuration ended `Failed` after 0 of 4 instances: the service "
        "gave no reason; there was none to go back to: its active configuration is active already, and no other "
        "configuration that the group was on before is known; "
    )
    assert stage.ess.changes == []


def test_failed_refresh_of_what_is_active_already_has_nowhere_to_go_back_to(stage: Stage) -> None:
    """`triggers`, with an unchanged configuration."""
    stage.ess.will(task(to=OLD), task(status="Failed", to=OLD))
    with pytest.raises(
        RefreshFailedError, match="there was none to go back to: scaling configuration asc-old is active already, and"
    ):
        stage.update(props(scaling_configuration_id=OLD, triggers="a"), scaling_configuration_id=OLD, triggers="b")
    assert len(stage.ess.changes) == 1


def test_failed_launch_template_is_taken_back_to_the_active_version(stage: Stage) -> None:
    to_new = DesiredConfiguration(launch_template_id="lt-1", launch_template_version="3")
    to_old = DesiredConfiguration(launch_template_id="lt-1", launch_template_version="2")
    stage.ess.group = replace(
        stage.ess.group,  # type: ignore[type-var]
        active_scaling_configuration_id=None,
        launch_template_id="lt-1",
        launch_template_version="2",
    )
    stage.ess.instances = [
        ScalingInstance(
            instance_id="i-1", lifecycle_state="InService", launch_template_id="lt-1", launch_template_version="3"
        )
    ]
    stage.ess.will(replace(task(status="Failed"), desired_configuration=to_new))
    stage.ess.will(replace(task("ir-2", "Successful"), desired_configuration=to_old))
    message = fail(stage, scaling_configuration_id=None, launch_template_id="lt-1", launch_template_version="3")
    assert message.split("; ")[1:4] == [
        "instance refresh ir-2 took the group back",
        "instances now: 1 on lt-1 version 3",
        "active: lt-1 version 2",
    ]
    assert stage.ess.started[1].desired_configuration == to_old


def test_group_whose_configurations_are_gone_cannot_be_taken_back(stage: Stage) -> None:
    script_a_failure(stage)

    def lose_everything() -> None:
        stage.ess.group = replace(stage.ess.group, active_scaling_configuration_id=None)  # type: ignore[type-var]
        stage.ess.instances = [ScalingInstance(instance_id="i-1", lifecycle_state="InService")]
        stage.ess.configurations = set()

    stage.ess.effects["ir-1"] = lose_everything
    assert fail(stage).split("; ")[1:4] == [
        ("scaling configuration asc-old, which it was on before, does not exist any more, so nothing was taken back"),
        "instances now: 1 on no configuration",
        "active: none",
    ]


def test_standing_that_cannot_be_asked_for_does_not_hide_the_failure(stage: Stage) -> None:
    script_a_failure(stage)
    trouble = [unreachable("DescribeScalingInstances")] * 100
    stage.ess.effects["ir-1"] = lambda: stage.ess.errors.update(DescribeScalingInstances=list(trouble))
    told = "where asg-1 stands could not be asked for: DescribeScalingInstances on asg-1 got no answer"
    assert f"; {told}" in fail(stage, on_failure="leave")
