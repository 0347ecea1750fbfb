"""What status and history show, to the letter."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup
from unit.cli.stage import Stage, instance
from unit.refresh.fakes import GROUP, MIDNIGHT, NEW, OLD, instances, refused, task

STARTED = {"start_time": "2026-01-30T23:58:00Z"}


def test_status_of_a_group_without_any_refresh(stage: Stage) -> None:
    assert stage.run("status").out == [
        "group     asg-1 in cn-hangzhou",
        "refresh   none so far",
        "",
        "made from          in service   starting   leaving   ignored",
        "────────────────────────────────────────────────────────────",
        "asc-old (active)            4          0         0         0",
    ]


def on_template(stage: Stage, version: str | None) -> None:
    """Put the group on a version of lt-1, with instances made from its versions 1 and 2."""
    assert stage.ess.group is not None
    stage.ess.group = replace(stage.ess.group, launch_template_id="lt-1", launch_template_version=version)
    stage.ess.instances = [
        instance(f"i-{number}", source=None, launch_template_id="lt-1", launch_template_version=made_from)
        for number, made_from in enumerate(("1", "1", "1", "2"))
    ]


@pytest.mark.parametrize(
    ("version", "versions", "active", "rows"),
    [
        (
            "Default",
            ("1", "2"),
            "launch template lt-1 version Default, which is version 1 now",
            ["lt-1 version 1 (active)            3", "lt-1 version 2                     1"],
        ),
        (
            "Latest",
            ("1", "2"),
            "launch template lt-1 version Latest, which is version 2 now",
            ["lt-1 version 1                     3", "lt-1 version 2 (active)            1"],
        ),
        (
            None,
            ("2", "2"),
            "launch template lt-1, which is version 2 now",
            ["lt-1 version 1                     3", "lt-1 version 2 (active)            1"],
        ),
        (
            None,
            ("1", "2"),
            "launch template lt-1, which is version 1 or 2 now",
            [
                "lt-1 version 1                        3",
                "lt-1 version 2                        1",
                "lt-1 version None (active)            0",
            ],
        ),
    ],
)
def test_status_names_a_moving_version_by_its_number(
    stage: Stage, version: str | None, versions: tuple[str, str], active: str, rows: list[str]
) -> None:
    on_template(stage, version)
    stage.templates.versions["lt-1"] = versions
    ran = stage.run("status")
    assert (ran.exit_code, ran.err) == (0, [])
    assert ran.out[:3] == ["group     asg-1 in cn-hangzhou", f"active    {active}", "refresh   none so far"]
    assert [line[: len(row)] for line, row in zip(ran.out[6:], rows, strict=True)] == rows


def test_status_of_a_version_whose_number_may_not_be_looked_up(stage: Stage) -> None:
    on_template(stage, "Default")
    stage.templates.errors = [refused("DescribeLaunchTemplates")]
    ran = stage.run("status")
    assert (ran.exit_code, ran.err) == (0, [])
    assert ran.out[1:3] == [
        (
            "active    launch template lt-1 version Default; its number is not known: DescribeLaunchTemplates on "
            "asg-1 was refused: `Forbidden.Unauthorized` Not now. (HTTP"
        ),
        "          403, RequestId 4734)",
    ]
    assert [line.split("   ")[0] for line in ran.out[7:]] == [
        "lt-1 version 1",
        "lt-1 version 2",
        "lt-1 version Default (active)",
    ]


def test_status_of_instances_that_show_the_word_of_a_moving_version(stage: Stage) -> None:
    """As `plan`: of those nothing shows that they were made from anything else."""
    on_template(stage, "Default")
    stage.templates.versions["lt-1"] = ("1", "2")
    stage.ess.instances = [instance("i-1", source=None, launch_template_id="lt-1", launch_template_version="Default")]
    assert [line.split("   ")[0] for line in stage.run("status").out[6:]] == ["lt-1 version Default (active)"]


def test_status_as_json_has_the_number_of_a_moving_version(stage: Stage) -> None:
    on_template(stage, "Default")
    stage.templates.versions["lt-1"] = ("1", "2")
    known = stage.run("status", "-o", "json").document
    assert known["active"] == {"launch_template_id": "lt-1", "launch_template_version": "Default"}
    assert (known["active_version"], known["trouble"]) == ("1", None)
    stage.templates.errors = [refused("DescribeLaunchTemplates")]
    unknown = stage.run("status", "-o", "json").document
    assert unknown["active_version"] is None
    assert unknown["trouble"].startswith("DescribeLaunchTemplates on asg-1 was refused: ")


def test_status_of_a_running_refresh(stage: Stage) -> None:
    """Two instances in two minutes: the other two take as long."""
    stage.ess.runs(task(finished_update_capacity=2, **STARTED))
    stage.ess.instances = [
        *instances(old=1, new=2),
        instance("i-1", "Pending", NEW),
        instance("i-2", "Removing"),
        instance("i-3", "Protected"),
    ]
    ran = stage.run("status")
    assert (ran.exit_code, ran.err) == (0, [])
    assert ran.out == [
        "group       asg-1 in cn-hangzhou",
        "refresh     ir-1",
        "to          scaling configuration asc-new",
        "status      InProgress",
        "replaced    ━━━━━━━━━━━━             2 of 4 instances",
        "started     2026-01-30 23:58:00 UTC (2 min)",
        "time left   about 2 min",
        "next        `ess-refresh status asg-1 --watch` shows its end",
        "",
        "made from          in service   starting   leaving   ignored",
        "────────────────────────────────────────────────────────────",
        "asc-new                     2          1         0         0",
        "asc-old (active)            1          0         1         1",
    ]


@pytest.mark.parametrize(
    ("status", "finished", "waits_for", "told"),
    [
        ("Paused", 2, "approval", "Paused: waiting for approval"),
        ("Paused", 1, "resume", "Paused: suspended by somebody"),
        (
            "CheckpointPause",
            2,
            "checkpoint_pause_end",
            "CheckpointPause: checkpoint reached; goes on by itself when the pause is over",
        ),
    ],
)
def test_status_says_what_a_refresh_waits_for(
    stage: Stage, status: str, finished: int, waits_for: str, told: str
) -> None:
    halted = task(
        status=status,
        finished_update_capacity=finished,
        checkpoints=(50, 75, 100),
        checkpoint_pause_time=30,
        **STARTED,
    )
    stage.ess.runs(halted)
    out = stage.run("status").out
    assert f"status        {told}" in out
    assert "checkpoints   50 %, 75 %, 100 %; pauses of 30 min" in out
    assert stage.run("status", "-o", "json").document["waits_for"] == waits_for


def test_time_left_leaves_out_pauses_that_are_over_and_counts_those_to_come(stage: Stage) -> None:
    """Ten minutes since the start, five of them at a checkpoint: two instances in five, then a pause and two more."""
    at: dict[str, Any] = {
        "start_time": "2026-01-30T23:50:00Z",
        "checkpoints": (50, 75, 100),
        "checkpoint_pause_time": 5,
    }
    stage.ess.runs(task(finished_update_capacity=2, **at))
    assert stage.run("status", "-o", "json").document["remaining_seconds_estimate"] == 600


@pytest.mark.parametrize(
    ("is_terminal", "environment", "is_coloured"),
    [(True, {}, True), (True, {"NO_COLOR": "1"}, False), (False, {"FORCE_COLOR": "1"}, False)],
)
def test_colours_are_for_terminals_that_want_them(
    stage: Stage, *, is_terminal: bool, environment: dict[str, str], is_coloured: bool
) -> None:
    stage.is_terminal, stage.environment = is_terminal, environment
    stage.ess.runs(task(status="Failed"))
    [status] = [line for line in stage.run("status").out if "Failed" in line]
    assert ("\x1b[31mFailed" in status) is is_coloured


def test_table_of_numbers_takes_the_room_that_it_needs(stage: Stage) -> None:
    for columns, is_table in ((60, True), (59, False)):
        stage.environment = {"COLUMNS": str(columns)}
        assert ("made from          in service   starting   leaving   ignored" in stage.run("status").out) is is_table


def test_status_on_a_narrow_screen_loses_nothing(stage: Stage) -> None:
    stage.environment = {"COLUMNS": "40"}
    stage.ess.runs(
        task(status="Failed", finished_update_capacity=2, detail="No stock in zone cn-hangzhou-h.", **STARTED),
    )
    assert stage.run("status").out == [
        "group      asg-1 in cn-hangzhou",
        "refresh    ir-1",
        "to         scaling configuration asc-new",
        "status     Failed",
        "replaced   ━━━━━━       2 of 4 instances",
        "started    2026-01-30 23:58:00 UTC (2",
        "           min)",
        "reason     No stock in zone",
        "           cn-hangzhou-h",
        "next       `ess-refresh start asg-1",
        "           --scaling-configuration-id",
        "           asc-new` goes on to scaling",
        "           configuration asc-new",
        "           `ess-refresh start asg-1",
        "           --scaling-configuration-id",
        "           asc-old` takes all instances",
        "           back to scaling configuration",
        "           asc-old, which is active",
        "",
        "made from    asc-old (active)",
        "in service   4",
    ]


def test_status_prefers_the_running_task_and_shows_the_one_that_is_named(stage: Stage) -> None:
    stage.ess.runs(task("ir-1", "Successful"))
    stage.ess.runs(task("ir-2", "Failed", detail="No stock."))
    assert stage.run("status", "-o", "json").document["task"]["instance_refresh_task_id"] == "ir-2"
    assert stage.run("status", "-o", "json", "--task", "ir-1").document["task"]["status"] == "Successful"
    missing = stage.run("status", "--task", "ir-9")
    assert (missing.exit_code, missing.out) == (1, [])
    assert missing.err == [
        (
            "ess-refresh: asg-1 has no instance refresh ir-9: `ess-refresh history asg-1` lists those that the "
            "service still "
            "knows"
        ),
    ]


def test_status_as_json(stage: Stage) -> None:
    stage.ess.runs(task(finished_update_capacity=2, **STARTED))
    stage.ess.instances = [instance("i-1")]
    assert stage.run("status", "--output", "json").document == {
        "scaling_group_id": GROUP,
        "name": None,
        "region": "cn-hangzhou",
        "lifecycle_state": "Active",
        "active": {"scaling_configuration_id": OLD},
        "active_version": None,
        "task": {
            "instance_refresh_task_id": "ir-1",
            "scaling_group_id": GROUP,
            "status": "InProgress",
            "desired_configuration": {"scaling_configuration_id": NEW},
            "total_need_update_capacity": 4,
            "finished_update_capacity": 2,
            "start_time": "2026-01-30T23:58:00Z",
            "end_time": None,
            "detail": None,
            "skip_matching": None,
            "min_healthy_percentage": None,
            "max_healthy_percentage": None,
            "checkpoints": [],
            "checkpoint_pause_time": None,
        },
        "waits_for": None,
        "remaining_seconds_estimate": 120,
        "instances": [
            {
                "instance_id": "i-1",
                "lifecycle_state": "InService",
                "creation_type": "AutoCreated",
                "health_status": "",
                "weighted_capacity": 1,
                "scaling_configuration_id": OLD,
                "launch_template_id": None,
                "launch_template_version": None,
                "created_time": "",
            },
        ],
        "next_steps": [{"command": "ess-refresh status asg-1 --watch", "effect": "shows its end"}],
        "trouble": None,
    }


def test_active_configuration_is_data(stage: Stage) -> None:
    stage.ess.group = replace(
        stage.ess.group or ScalingGroup(scaling_group_id=GROUP, lifecycle_state="Active"),
        active_scaling_configuration_id=None,
        launch_template_id="lt-1",
        launch_template_version="3",
    )
    active = stage.run("status", "-o", "json").document["active"]
    assert active == {"launch_template_id": "lt-1", "launch_template_version": "3"}


@pytest.mark.parametrize(
    ("service_time", "took"),
    [
        (MIDNIGHT + timedelta(hours=5), "5 h 2 min"),
        (None, ""),
    ],
)
def test_time_taken_is_told_by_the_clock_that_set_the_start(
    stage: Stage, service_time: datetime | None, took: str
) -> None:
    """This machine's clock, at midnight, may be hours behind the service's, or ahead of it."""
    stage.ess.runs(task(**STARTED))
    stage.ess.now = lambda: service_time
    [row] = stage.run("history").out[2:]
    assert row.split("UTC")[1].partition("0 of 4")[0].strip() == took
    [started] = [" ".join(line.split()) for line in stage.run("status").out if line.startswith("started")]
    assert started == f"started 2026-01-30 23:58:00 UTC{f' ({took})' if took else ''}"


def test_history_may_be_cut_to_the_newest(stage: Stage) -> None:
    for number in range(1, 61):
        stage.ess.runs(task(f"ir-{number}", "Successful"))
    shown = {
        limit: [
            each["instance_refresh_task_id"] for each in stage.run("history", "-o", "json", *limit).document["tasks"]
        ]
        for limit in ((), ("--limit", "2"))
    }
    assert (len(shown[()]), shown["--limit", "2"]) == (60, ["ir-60", "ir-59"])
    assert stage.run("history", "--limit", "0").exit_code == 2


def test_history_lists_the_newest_first(stage: Stage) -> None:
    ended = {**STARTED, "end_time": "2026-01-30T23:59:05Z"}
    stage.ess.runs(task("ir-1", "Failed", finished_update_capacity=1, detail="No stock in zone h.", **ended))
    stage.ess.runs(task("ir-2", "InProgress", finished_update_capacity=2, **STARTED))
    assert stage.run("history").out == [
        (
            "refresh   status       to                              started                   took        replaced   "
            "reason"
        ),
        "─" * 122,
        "ir-2      InProgress   scaling configuration asc-new   2026-01-30 23:58:00 UTC   2 min       2 of 4",
        (
            "ir-1      Failed       scaling configuration asc-new   2026-01-30 23:58:00 UTC   1 min 5 s   1 of 4     "
            "No stock in zone h"
        ),
    ]
    document = stage.run("history", "-o", "json").document
    assert [each["instance_refresh_task_id"] for each in document["tasks"]] == ["ir-2", "ir-1"]


def test_history_of_a_group_without_any(stage: Stage) -> None:
    assert stage.run("history").out == ["asg-1: the service lists no instance refresh"]
