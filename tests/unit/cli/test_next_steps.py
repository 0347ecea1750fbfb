"""What can be done next about a refresh: which commands, with which ids, in which status."""

from dataclasses import replace
from typing import Any

import pytest

from alicloud_ess_refresh.cli.next_steps import start_command
from alicloud_ess_refresh.cloud.desired_configuration import Container, DesiredConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup
from unit.cli.stage import Stage
from unit.refresh.fakes import NEW, OLD, refused, task

APPROVE = "`ess-refresh approve asg-1 --task ir-1` lets it go on"
CANCEL = "`ess-refresh cancel asg-1 --task ir-1` ends it, and leaves what is replaced"
RESUME = "`ess-refresh resume asg-1 --task ir-1` lets it go on"
ROLL_BACK = "`ess-refresh rollback asg-1 --task ir-1` ends it, and puts back what is replaced"
SUSPEND = "`ess-refresh suspend asg-1 --task ir-1` keeps it halted after the pause"
WATCH = "`ess-refresh status asg-1 --watch` shows its end"
WATCH_PAUSE = "`ess-refresh status asg-1 --watch` shows how it goes on when the pause is over"
GO_ON = "`ess-refresh start asg-1 --scaling-configuration-id asc-new` goes on to scaling configuration asc-new"
GO_BACK = (
    "`ess-refresh start asg-1 --scaling-configuration-id asc-old` takes all instances back to scaling configuration "
    "asc-old, which is active"
)
AGAIN = "`ess-refresh start asg-1 --scaling-configuration-id asc-new` starts again to scaling configuration asc-new"
RETRY = (
    "`ess-refresh start asg-1 --scaling-configuration-id asc-new` tries again to get to scaling configuration asc-new"
)


def steps(stage: Stage) -> list[str]:
    found = stage.run("status", "-o", "json").document["next_steps"]
    return [f"`{each['command']}` {each['effect']}" for each in found]


@pytest.mark.parametrize(
    ("status", "fields", "told"),
    [
        ("Pending", {}, [WATCH, CANCEL]),
        ("InProgress", {}, [WATCH]),
        ("Paused", {"finished_update_capacity": 2, "checkpoints": (50, 100)}, [APPROVE, ROLL_BACK, CANCEL]),
        ("Paused", {"finished_update_capacity": 1}, [RESUME, ROLL_BACK, CANCEL]),
        ("Paused", {"to": OLD}, [RESUME, CANCEL]),
        ("CheckpointPause", {"checkpoints": (50, 100)}, [WATCH_PAUSE, SUSPEND, ROLL_BACK, CANCEL]),
        ("Cancelling", {}, [WATCH]),
        ("RollbackInProgress", {}, [WATCH]),
        ("Cancelled", {"finished_update_capacity": 2}, [GO_ON, GO_BACK]),
        ("Cancelled", {}, [AGAIN]),
        ("Failed", {"finished_update_capacity": 2}, [GO_ON, GO_BACK]),
        ("RollbackFailed", {"finished_update_capacity": 2}, [GO_ON, GO_BACK]),
        ("RollbackSuccessful", {"finished_update_capacity": 2}, [RETRY]),
    ],
)
def test_steps_follow_from_the_status(stage: Stage, status: str, fields: dict[str, Any], told: list[str]) -> None:
    stage.ess.runs(task(status=status, **fields))
    assert steps(stage) == told


def succeeded(stage: Stage) -> None:
    stage.ess.runs(task("ir-1", "Successful"))
    stage.ess.becomes(NEW, new=4)()


def test_rollback_after_the_end_names_what_to_go_back_to(stage: Stage) -> None:
    """The task before it says what was active; the configuration is still there."""
    stage.ess.runs(task("ir-0", "Successful", to=OLD))
    succeeded(stage)
    stage.ess.configurations |= {"asc-other"}
    ran = stage.run("rollback")
    assert (ran.exit_code, stage.ess.changes) == (1, [])
    assert ran.err == [
        (
            "ess-refresh: instance refresh ir-1 of asg-1 cannot be rolled back, and nothing was changed: it is "
            "`Successful`, expected `InProgress` or `Paused` or `CheckpointPause`; it has ended; another refresh takes "
            "the group back"
        ),
        (
            "Next: `ess-refresh start asg-1 --scaling-configuration-id asc-old` takes it back to scaling configuration "
            "asc-old, which was active before"
        ),
    ]


def test_what_no_task_tells_is_one_of_the_group_s_other_configurations(stage: Stage) -> None:
    succeeded(stage)
    stage.ess.configurations |= {"asc-other"}
    assert steps(stage) == [
        f"`ess-refresh start asg-1 --scaling-configuration-id {each}` takes it to scaling configuration {each}, which "
        "the group also has"
        for each in (OLD, "asc-other")
    ]


def test_configuration_that_is_gone_is_not_proposed(stage: Stage) -> None:
    stage.ess.runs(task("ir-0", "Successful", to=OLD))
    succeeded(stage)
    stage.ess.configurations = {NEW}
    assert steps(stage) == []


def test_way_back_to_a_launch_template_names_its_version(stage: Stage) -> None:
    for number in (1, 2):
        version = DesiredConfiguration(launch_template_id="lt-1", launch_template_version=str(number))
        stage.ess.runs(replace(task(f"ir-{number}", "Successful"), desired_configuration=version))
    stage.ess.group = ScalingGroup(
        scaling_group_id="asg-1", lifecycle_state="Active", launch_template_id="lt-1", launch_template_version="2"
    )
    stage.ess.configurations = set()
    [step] = steps(stage)
    assert step == (
        "`ess-refresh start asg-1 --launch-template-id lt-1 --launch-template-version 1` takes it back to launch "
        "template lt-1 version 1, which was active before"
    )


def test_group_that_was_changed_since_is_not_taken_back(stage: Stage) -> None:
    stage.ess.runs(task("ir-1", "Successful"))
    assert steps(stage) == []


def test_status_without_the_permission_to_list_configurations_proposes_nothing(stage: Stage) -> None:
    succeeded(stage)
    stage.ess.errors["DescribeScalingConfigurations"] = [refused("DescribeScalingConfigurations")]
    assert steps(stage) == []


@pytest.mark.parametrize(
    ("command", "before", "after", "told"),
    [
        ("cancel", "InProgress", "Cancelled", [f"Next: {GO_ON}", f"      {GO_BACK}"]),
        ("suspend", "InProgress", "Paused", [f"Next: {RESUME}", f"      {ROLL_BACK}", f"      {CANCEL}"]),
        ("rollback", "InProgress", "RollbackSuccessful", [f"Next: {RETRY}"]),
        ("resume", "Paused", "InProgress", [f"Next: {WATCH}"]),
    ],
)
def test_next_step_is_named_after_each_call(
    stage: Stage, command: str, before: str, after: str, told: list[str]
) -> None:
    stage.ess.runs(task(status=before, finished_update_capacity=1))
    stage.ess.futures.append([task(status=after, finished_update_capacity=1)])
    out = stage.run(command).out
    [done] = [number for number, line in enumerate(out) if line.startswith("asg-1: done: ")]
    assert out[done + 1 :] == told


def test_group_that_cannot_be_seen_any_more_is_no_failure_of_what_was_done(stage: Stage) -> None:
    stage.ess.runs(task())

    def end() -> None:
        stage.ess.errors["DescribeScalingInstances"] = [refused("DescribeScalingInstances")] * 3

    stage.ess.futures.append([task(status="Cancelled")])
    stage.ess.effects["ir-1"] = end
    ran = stage.run("cancel", "-o", "json")
    assert (ran.exit_code, ran.document["outcome"], ran.document["next_steps"]) == (0, "cancelled", [])


def test_pause_that_the_service_keeps_is_explained(stage: Stage) -> None:
    """ResumeInstanceRefresh is documented for suspended tasks; some services refuse it at a checkpoint."""
    stage.ess.runs(task(status="CheckpointPause", checkpoints=(50, 100), checkpoint_pause_time=30))
    stage.ess.errors["ResumeInstanceRefresh"] = [refused("ResumeInstanceRefresh", "IncorrectStatus", 400)]
    ran = stage.run("resume")
    assert (ran.exit_code, ran.out, stage.ess.changes) == (1, [], [])
    assert ran.err == [
        (
            "ess-refresh: instance refresh ir-1 of asg-1 cannot be resumed, and nothing was changed: it pauses at a "
            "checkpoint for 30 min, and the service does not end such a pause early (`IncorrectStatus`); it goes on by "
            "itself"
        ),
        f"Next: {WATCH_PAUSE}",
        f"      {SUSPEND}",
        f"      {ROLL_BACK}",
        f"      {CANCEL}",
    ]


@pytest.mark.parametrize(
    ("desired", "options"),
    [
        (DesiredConfiguration(), ""),
        (DesiredConfiguration(image_id="m-1"), " --image-id m-1 --no-skip-matching"),
        (DesiredConfiguration(containers=(Container(name="web"),)), " --containers FILE --no-skip-matching"),
        (
            DesiredConfiguration(
                launch_template_id="lt-1", launch_template_version="2", launch_template_overrides=("ecs.g7.large",)
            ),
            " --launch-template-id lt-1 --launch-template-version 2 --launch-template-override ecs.g7.large",
        ),
        (DesiredConfiguration(image_id="m 1; rm"), " --image-id 'm 1; rm' --no-skip-matching"),
    ],
)
def test_command_of_a_start_has_every_option_it_needs(desired: DesiredConfiguration, options: str) -> None:
    assert start_command("asg-1", desired) == f"ess-refresh start asg-1{options}"
