"""What status, history and plan show, to the letter."""

from dataclasses import replace
from typing import Any

import pytest

from alicloud_ess_refresh.cloud.model import ScalingInstance
from unit.cli.stage import Stage
from unit.refresh.fakes import GROUP, NEW, OLD, instances, refused, task

STARTED = {"start_time": "2026-01-30T23:58:00Z"}


def of(name: str, state: str = "InService", source: str | None = OLD, **fields: Any) -> ScalingInstance:
    return ScalingInstance(instance_id=name, lifecycle_state=state, scaling_configuration_id=source, **fields)


def test_status_of_a_group_without_any_refresh(stage: Stage) -> None:
    assert stage.run("status").out == [
        "group     asg-1 in cn-hangzhou",
        "refresh   none so far",
        "",
        "made from          in service   starting   leaving   ignored",
        "────────────────────────────────────────────────────────────",
        "asc-old (active)            4          0         0         0",
    ]


def test_status_of_a_running_refresh(stage: Stage) -> None:
    """Two instances in two minutes: the other two take as long."""
    stage.ess.runs(task(finished_update_capacity=2, **STARTED))
    stage.ess.instances = [
        *instances(old=1, new=2),
        of("i-1", "Pending", NEW),
        of("i-2", "Removing"),
        of("i-3", "Protected"),
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
        "",
        "made from          in service   starting   leaving   ignored",
        "────────────────────────────────────────────────────────────",
        "asc-new                     2          1         0         0",
        "asc-old (active)            1          0         1         1",
    ]


@pytest.mark.parametrize(
    ("status", "finished", "told"),
    [
        ("Paused", 2, "Paused: waiting for approval: `ess-refresh approve asg-1`"),
        ("Paused", 1, "Paused: paused by somebody; `ess-refresh resume` or the console lets it go on"),
        ("CheckpointPause", 2, "CheckpointPause: checkpoint reached"),
    ],
)
def test_status_says_what_a_refresh_waits_for(stage: Stage, status: str, finished: int, told: str) -> None:
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
        "",
        "made from    asc-old (active)",
        "in service   4",
        "starting     0",
        "leaving      0",
        "ignored      0",
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
    stage.ess.instances = [of("i-1")]
    assert stage.run("status", "--output", "json").document == {
        "scaling_group_id": GROUP,
        "region": "cn-hangzhou",
        "lifecycle_state": "Active",
        "active": OLD,
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
                "scaling_configuration_id": OLD,
                "launch_template_id": None,
                "launch_template_version": None,
            },
        ],
    }


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


def test_plan_tells_the_fate_of_every_instance(stage: Stage) -> None:
    stage.ess.instances = [
        *instances(old=2, new=1),
        of("i-1", "Protected"),
        of("i-2", "Standby"),
        of("i-3", source=None, creation_type="Attached"),
        of("i-4", "Removing"),
    ]
    assert stage.ess.group is not None
    stage.ess.group = replace(stage.ess.group, desired_capacity=10, max_size=11)
    ran = stage.run("plan", "--scaling-configuration-id", NEW)
    assert ran.exit_code == 0
    assert ran.out == [
        "group           asg-1",
        "to              scaling configuration asc-new",
        "a start would   replace 2 of 7 instances",
        "capacity        10; at least 8 in service (80 %), at most 12 in all (120 %); 4 at a time, 1 batch",
        "rules           13 of 14 hold",
        "",
        "rule                      result   what",
        "─" * 160,
        (
            "ceiling-within-max-size   warns    a refresh may reach 12 instances (120 % of 10), the group 11; no "
            "page says "
            "that a refresh may exceed `max_size`; where it may"
        ),
        (
            "                                   not, it has no room; raise `max_size` of the "
            "`alicloud.ess.ScalingGroup` or "
            "lower the max healthy percentage"
        ),
        "",
        "                             made from          state       instances",
        "─" * 79,
        "replaced                     asc-old            InService   2: i-old-0, i-old-1",
        "kept: made from it already   asc-new            InService   1: i-new-0",
        "ignored: added by hand       no configuration   InService   1: i-3",
        "ignored: in standby          asc-old            Standby     1: i-2",
        "ignored: protected           asc-old            Protected   1: i-1",
        "ignored: on its way out      asc-old            Removing    1: i-4",
    ]


def test_plan_replaces_matching_instances_where_they_are_not_to_be_skipped(stage: Stage) -> None:
    document = stage.run("plan", "--no-skip-matching", "-o", "json").document
    assert (document["action"], document["explanation"]) == ("start", "replace 4 of 4 instances")
    assert document["band"] == {
        "capacity": 4,
        "min_healthy_percentage": 80,
        "max_healthy_percentage": 120,
        "floor": 4,
        "ceiling": 4,
        "batch": 1,
        "batches": 4,
    }


def test_plan_names_every_reason_to_refuse(stage: Stage) -> None:
    assert stage.ess.group is not None
    stage.ess.group = replace(stage.ess.group, multi_az_policy="BALANCE")
    stage.ess.runs(task("ir-7", to="asc-other", finished_update_capacity=1))
    ran = stage.run("plan", "--scaling-configuration-id", NEW, "-o", "json")
    assert ran.exit_code == 1
    assert ran.document["refusals"] == []
    failed = [each["rule_id"] for each in ran.document["rules"] if each["verdict"] == "fails"]
    assert failed == ["priority-scale-out", "one-refresh-at-a-time"]
    assert ran.document["running_task"]["instance_refresh_task_id"] == "ir-7"


def test_plan_takes_a_moving_template_version_for_advice(stage: Stage) -> None:
    ran = stage.run("plan", "--launch-template-id", "lt-1", "--launch-template-version", "Latest", "-o", "json")
    assert ran.exit_code == 0
    warned = [each["rule_id"] for each in ran.document["rules"] if each["verdict"] == "warns"]
    assert warned == ["fixed-launch-template-version"]


def test_plan_tells_what_could_not_be_looked_up(stage: Stage) -> None:
    stage.vpc.errors = [refused("DescribeVSwitches")]
    ran = stage.run("plan", "--scaling-configuration-id", NEW)
    assert ran.exit_code == 0
    [told] = [line for line in ran.out if "free-addresses" in line]
    assert told == (
        "free-addresses   not known   DescribeVSwitches on asg-1 was refused: `Forbidden.Unauthorized` Not now. "
        "(HTTP 403, RequestId 4734)"
    )


def test_plan_shows_a_rule_that_is_overridden_with_its_reason(stage: Stage) -> None:
    stage.ess.instances = [*instances(old=3), of("i-1", "Protected")]
    options = ("--protected-instances", "fail")
    assert stage.run("plan", "--scaling-configuration-id", NEW, *options).exit_code == 1
    reason = "protected-instances=i-1 is being looked into"
    ran = stage.run("plan", "--scaling-configuration-id", NEW, *options, "--override", reason)
    assert ran.exit_code == 0
    assert [line for line in ran.out if line.startswith("protected-instances")] == [
        (
            "protected-instances   overridden   1 instance would be ignored as protected: i-1; overridden: i-1 is "
            "being "
            "looked into"
        ),
    ]
