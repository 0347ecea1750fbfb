"""start: what `pulumi up` does, with a terminal's words and exit codes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from unit.cli.stage import Stage, instance
from unit.refresh.fakes import GROUP, NEW, OLD, nothing_to_refresh, refused, task, unreachable

TO_NEW = ("--scaling-configuration-id", NEW)


def test_start_waits_for_the_end(stage: Stage) -> None:
    stage.ess.will(task(), task(status="Successful", finished_update_capacity=4), then=stage.ess.becomes(NEW, new=4))
    checkpoints = ("--checkpoint", "50", "--checkpoint", "100", "--checkpoint-pause-time", "5")
    ran = stage.run("start", *TO_NEW, "--min-healthy-percentage", "90", *checkpoints)
    assert (ran.exit_code, ran.err) == (0, [])
    assert ran.out[0] == "asg-1: instance refresh ir-1 to scaling configuration asc-new was started (0 s)"
    assert ran.out[-1].startswith(
        "asg-1: done: 4 of 4 instances replaced, the group is on scaling configuration asc-new (",
    )
    [request] = stage.ess.started
    assert (request.min_healthy_percentage, request.checkpoints, request.skip_matching) == (90, (50, 100), None)


def test_start_without_waiting_ends_with_the_task(stage: Stage) -> None:
    stage.ess.will(task())
    ran = stage.run("start", *TO_NEW, "--no-wait", "-o", "json")
    assert (ran.exit_code, stage.clock.sleeps) == (0, [])
    assert (ran.document["outcome"], ran.document["task"]["status"]) == ("started", "Pending")


def test_start_without_waiting_finds_the_task_that_goes_there(stage: Stage) -> None:
    stage.ess.runs(task())
    ran = stage.run("start", *TO_NEW, "--no-wait")
    assert (ran.exit_code, stage.ess.changes) == (0, [])
    assert ran.out == [
        "asg-1: instance refresh ir-1 to scaling configuration asc-new is already running (0 s)",
        "Next: `ess-refresh status asg-1 --watch` shows its end",
    ]


def test_start_without_waiting_leaves_what_takes_longer(stage: Stage) -> None:
    stage.ess.errors["StartInstanceRefresh"] = [nothing_to_refresh()]
    ran = stage.run("start", *TO_NEW, "--no-wait")
    assert ran.exit_code == 1
    assert ran.err == [
        (
            "ess-refresh: asg-1: no instance is to be replaced, and scaling configuration asc-new is to be made the "
            "active one, "
            "and nothing was changed: leave out `--no-wait`"
        ),
    ]


def test_start_without_waiting_asks_whether_what_is_desired_exists(stage: Stage) -> None:
    stage.templates.missing = {"lt-1 version 9"}
    ran = stage.run("start", "--launch-template-id", "lt-1", "--launch-template-version", "9", "--no-wait")
    assert (ran.exit_code, stage.ess.changes) == (1, [])
    assert ran.err == [
        (
            "ess-refresh: asg-1 cannot be refreshed, and nothing was changed: launch template lt-1 version 9 does not "
            "exist; instances cannot be made without it; correct the id, or make it before the refresh"
        )
    ]


def test_second_start_replaces_all_instances_again_where_matching_ones_are_not_skipped(stage: Stage) -> None:
    """To the state of a stack the first task would be news; to somebody at a terminal it is the past."""
    stage.ess.becomes(NEW, new=4)()
    stage.ess.runs(task("ir-1", "Successful"))
    stage.ess.will(task("ir-2"), task("ir-2", "Successful"))
    assert stage.run("start", *TO_NEW, "--no-skip-matching").exit_code == 0
    assert [request.skip_matching for request in stage.ess.started] == [False]


def test_start_of_what_is_there_changes_nothing(stage: Stage) -> None:
    ran = stage.run("start", "--scaling-configuration-id", OLD, "-o", "json")
    assert (ran.exit_code, ran.document) == (
        0,
        {"scaling_group_id": GROUP, "outcome": "nothing_to_do", "task": None, "next_steps": []},
    )


def test_nobody_is_asked_where_nothing_is_to_be_done(stage: Stage) -> None:
    stage.is_terminal = True
    assert stage.run("start", "--scaling-configuration-id", OLD).exit_code == 0


def test_conflicting_task_refuses_the_start(stage: Stage) -> None:
    stage.ess.runs(task("ir-7", to="asc-other"))
    ran = stage.run("start", *TO_NEW)
    assert (ran.exit_code, stage.ess.changes) == (1, [])
    assert "instance refresh ir-7 to scaling configuration asc-other is running" in ran.err[0]


def test_failed_release_is_one_json_document(stage: Stage) -> None:
    stage.ess.will(task(), task(status="Failed", detail="No stock."))
    ran = stage.run("start", *TO_NEW, "--on-failure", "leave", "-o", "json")
    assert ran.exit_code == 1
    assert (ran.document["error"], ran.document["task"]["status"]) == ("RefreshFailedError", "Failed")
    assert ran.document["message"].endswith(
        "the group was left as it is, as `--on-failure` says; instances now: 4 on asc-old (active); run `ess-refresh "
        "start` "
        "again to go on with this release, or start a refresh to the configuration that the group is to go back to",
    )


def test_release_out_of_time_has_its_own_exit_code(stage: Stage) -> None:
    stage.ess.will(task())
    ran = stage.run("start", *TO_NEW, "--wait-timeout-seconds", "60", "--on-timeout", "leave")
    assert ran.exit_code == 4
    assert "it was left running, as `--on-timeout` says" in ran.err[0]


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (unreachable("DescribeScalingGroups"), 3),
        (refused("DescribeScalingGroups"), 3),
        (refused("DescribeScalingGroups", "InvalidAccessKeyId.NotFound", 404), 3),
        (refused("DescribeScalingGroups", "InvalidParameter", 400), 1),
    ],
)
def test_connection_and_credentials_are_told_apart_from_refusals(
    stage: Stage,
    error: Exception,
    exit_code: int,
) -> None:
    stage.ess.errors["DescribeScalingGroups"] = [error] * 60
    assert stage.run("start", *TO_NEW).exit_code == exit_code


def test_lost_sight_of_a_task_has_the_code_of_its_cause(stage: Stage) -> None:
    stage.ess.will(task())
    stage.ess.errors["DescribeInstanceRefresh"] = [refused("DescribeInstanceRefreshes")]
    assert stage.run("start", *TO_NEW).exit_code == 3


def test_interrupted_start_leaves_the_task_alone_and_says_so(stage: Stage) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    stage.clock.on_sleep = interrupt
    stage.ess.will(task())
    ran = stage.run("start", *TO_NEW)
    assert (ran.exit_code, stage.ess.changes) == (130, [f"StartInstanceRefresh scaling configuration {NEW}"])
    assert ran.err == [
        (
            "ess-refresh: interrupted; a refresh that runs goes on: `ess-refresh status asg-1 --watch` shows it; "
            "nobody acts on its failure now: the same `ess-refresh start` again goes on with it"
        ),
    ]


def test_wrong_inputs_are_named_by_their_options_all_at_once(stage: Stage) -> None:
    ran = stage.run("start", "--min-healthy-percentage", "150", "--checkpoint", "60", "--image-id", "m-1")
    assert ran.exit_code == 2
    assert ran.err[-3:] == [
        "Error: --min-healthy-percentage: got 150, expected a whole number from 0 to 100 (percent)",
        "--checkpoint: got 60, expected 100 (values must increase and end with 100)",
        (
            "--skip-matching: not set, which the service takes for true, expected false with `--image-id`: instances "
            "match by "
            "the id of their scaling configuration, which a refresh to another image does not change, so that all of "
            "them "
            "could be skipped"
        ),
    ]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            ("--override", "alarms-quite=it is the repair"),
            "--override alarms-quite: not the id of a rule: did you mean `alarms-quiet`?",
        ),
        (("--override", "alarms-quiet"), "--override alarms-quiet: got no reason, expected a text that says why"),
        (
            ("--alarm", "cpu", "--no-wait"),
            "--alarm: means nothing with --no-wait, as nobody would be there to act on it",
        ),
        (
            ("--bake-time-minutes", "1441"),
            "--bake-time-minutes: got 1441, expected a whole number from 0 to 1440 (minutes)",
        ),
    ],
)
def test_wrong_checks_are_named_by_their_options(stage: Stage, options: tuple[str, ...], told: str) -> None:
    ran = stage.run("start", *TO_NEW, *options)
    assert (ran.exit_code, ran.err[-1], stage.ess.changes) == (2, f"Error: {told}", [])


def test_containers_come_from_a_file(stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "containers.json"
    file.write_text("[")
    ran = stage.run("start", "--containers", str(file), "--no-skip-matching")
    assert (ran.exit_code, "is no JSON" in ran.err[-1]) == (2, True)
    file.write_text('[{"name": "web", "image": "web:2"}]')
    stage.ess.will(task(), task(status="Successful"))
    assert stage.run("start", "--containers", str(file), "--no-skip-matching", "--no-wait").exit_code == 0
    [container] = stage.ess.started[0].desired_configuration.containers
    assert (container.name, container.image) == ("web", "web:2")


def test_terminal_is_told_what_will_happen_and_asked(stage: Stage) -> None:
    stage.is_terminal = True
    ran = stage.run("start", *TO_NEW, typed="n\n")
    assert (ran.exit_code, stage.ess.changes) == (1, [])
    question = "asg-1 to scaling configuration asc-new: this will replace 4 of 4 instances. Go on? [y/N]: "
    assert ran.err[0].startswith(question)
    assert ran.err[-1] == "ess-refresh: nothing was changed"


def test_start_and_plan_agree_on_a_launch_template_group(stage: Stage) -> None:
    """After a cancelled rollout all instances are on version 2, and version 4 is active."""
    template: dict[str, Any] = {"source": None, "launch_template_id": "lt-1", "launch_template_version": "2"}
    stage.ess.instances = [instance(f"i-{number}", **template) for number in range(4)]
    stage.ess.group = replace(
        stage.ess.group,  # type: ignore[type-var]
        active_scaling_configuration_id=None,
        launch_template_id="lt-1",
        launch_template_version="4",
    )
    plan = stage.run("plan", "-o", "json").document
    assert (plan["action"], [each["fate"] for each in plan["instances"]]) == ("start", ["replaced"] * 4)
    stage.ess.futures.append([replace(task(status="Successful"), desired_configuration=DesiredConfiguration())])
    stage.run("start", "--yes")
    assert stage.ess.changes == ["StartInstanceRefresh its active configuration"]
