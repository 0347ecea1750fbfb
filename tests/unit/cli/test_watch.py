"""status --watch: every change once, a live table on a terminal, and hands off the task."""

import json
from dataclasses import replace

import pytest

from unit.cli.stage import Stage
from unit.refresh.fakes import NEW, refused, task, throttled


def watched(stage: Stage, last: str = "Successful", **fields: str) -> None:
    stage.ess.runs(
        task(finished_update_capacity=1),
        task(finished_update_capacity=1),
        task(finished_update_capacity=3),
        task(status=last, finished_update_capacity=4, **fields),
        then=stage.ess.becomes(NEW, new=4),
    )


def test_lines_where_there_is_no_terminal(stage: Stage) -> None:
    watched(stage)
    ran = stage.run("status", "--watch")
    assert (ran.exit_code, ran.err, stage.ess.changes) == (0, [], [])
    assert ran.out == [
        "asg-1: InProgress, 1 of 4 instances replaced (0 s)",
        "asg-1: InProgress, 3 of 4 instances replaced, about 10 s left (1 s)",
        "asg-1: Successful, 4 of 4 instances replaced (2 s)",
        "asg-1: instance refresh ir-1 ended `Successful`; instances now: 4 on asc-new (active) (2 s)",
        (
            "Next: `ess-refresh start asg-1 --scaling-configuration-id asc-old` takes it to scaling configuration "
            "asc-old, which the group also has"
        ),
    ]


def on_default(stage: Stage) -> None:
    assert stage.ess.group is not None
    stage.ess.group = replace(stage.ess.group, launch_template_id="lt-1", launch_template_version="Default")


def test_lines_name_the_number_of_a_moving_version(stage: Stage) -> None:
    on_default(stage)
    stage.templates.versions["lt-1"] = ("1", "2")
    watched(stage, "Failed")
    out = stage.run("status", "--watch").out
    assert out[0] == "asg-1: active: launch template lt-1 version Default, which is version 1 now (0 s)"
    assert "; active: lt-1 version 1 (" in out[4]


@pytest.mark.parametrize("options", [(), ("-o", "json")])
def test_number_that_may_not_be_looked_up_is_said_once(stage: Stage, options: tuple[str, ...]) -> None:
    """The service is not asked again and again, either: the second answer would be another one."""
    on_default(stage)
    reason = (
        "DescribeLaunchTemplates on asg-1 was refused: `Forbidden.Unauthorized` Not now. (HTTP 403, RequestId 4734)"
    )
    stage.templates.versions["lt-1"] = ("1", "2")
    stage.templates.errors = [refused("DescribeLaunchTemplates")]
    watched(stage)
    ran = stage.run("status", "--watch", *options)
    assert (ran.exit_code, ran.err) == (0, [])
    if options:
        documents = [json.loads(line) for line in ran.out]
        assert {(each["active_version"], each["trouble"]) for each in documents} == {(None, reason)}
        return
    said = f"asg-1: active: launch template lt-1 version Default; its number is not known: {reason} (0 s)"
    assert [line for line in ran.out if "not known" in line] == [said]


def test_failed_refresh_has_its_reason_and_its_exit_code(stage: Stage) -> None:
    watched(stage, "Failed", detail="No stock.")
    ran = stage.run("status", "--watch")
    assert ran.exit_code == 1
    assert ran.out[3].startswith("asg-1: instance refresh ir-1 ended `Failed`: No stock; instances now: ")


def test_each_change_is_a_line_of_json(stage: Stage) -> None:
    watched(stage)
    ran = stage.run("status", "--watch", "-o", "json")
    documents = [json.loads(line) for line in ran.out]
    assert [(each["task"]["status"], each["task"]["finished_update_capacity"]) for each in documents] == [
        ("InProgress", 1),
        ("InProgress", 3),
        ("Successful", 4),
    ]
    assert documents[-1]["active"] == {"scaling_configuration_id": NEW}


def test_terminal_shows_a_live_table(stage: Stage) -> None:
    stage.is_terminal = True
    watched(stage)
    ran = stage.run("status", "--watch")
    assert ran.exit_code == 0
    shown = "\n".join(ran.out)
    assert all(counts in shown for counts in ("1 of 4 instances", "3 of 4 instances", "4 of 4 instances"))
    assert "\x1b[?25l" in shown and "\x1b[?25h" in shown  # noqa: PT018  (the cursor: hidden, and back)


@pytest.mark.parametrize("is_terminal", [False, True])
def test_interrupt_ends_the_watch_and_nothing_else(stage: Stage, *, is_terminal: bool) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    stage.is_terminal = is_terminal
    stage.clock.on_sleep = interrupt
    stage.ess.runs(task())
    ran = stage.run("status", "--watch")
    assert (ran.exit_code, stage.ess.changes) == (130, [])
    assert ran.err == [
        "ess-refresh: interrupted; a refresh that runs goes on: `ess-refresh status asg-1 --watch` shows it",
    ]


def test_network_that_is_away_for_a_while_is_waited_for(stage: Stage) -> None:
    watched(stage)
    stage.ess.errors["DescribeInstanceRefresh"] = [throttled("DescribeInstanceRefreshes")] * 100
    assert stage.run("status", "--watch").exit_code == 0
    assert stage.clock.now() > 100 * 5


def test_task_that_has_ended_is_shown_once(stage: Stage) -> None:
    stage.ess.runs(task(status="Cancelled"))
    ran = stage.run("status", "--watch")
    assert (ran.exit_code, stage.clock.sleeps) == (1, [])
    assert "status     Cancelled" in ran.out
