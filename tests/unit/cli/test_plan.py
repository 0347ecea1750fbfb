"""What a plan shows, to the letter."""

from dataclasses import replace

from unit.cli.stage import Stage, instance
from unit.refresh.fakes import NEW, instances, refused, task


def test_plan_tells_the_fate_of_every_instance(stage: Stage) -> None:
    stage.ess.instances = [
        *instances(old=2, new=1),
        instance("i-1", "Protected"),
        instance("i-2", "Standby"),
        instance("i-3", source=None, creation_type="Attached"),
        instance("i-4", "Removing"),
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
        "rules           17 of 18 hold",
        "",
        "rule                      result   what",
        "─" * 160,
        (
            "ceiling-within-max-size   warns    a refresh may reach 12 instances (120 % of 10), the group 11; no "
            "page says "
            "that a refresh may exceed `max_size`; where it may"
        ),
        (
            "                                   not, fewer instances stay in service; raise `max_size` of the "
            "`alicloud.ess.ScalingGroup`, or set percentages that leave room"
        ),
        "                                   below it, such as 50 and 100",
        "",
        "fate                         made from          state       instances",
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


def test_plan_says_how_a_rule_is_overridden_where_it_can_be(stage: Stage) -> None:
    assert stage.ess.group is not None
    stage.ess.group = replace(stage.ess.group, scaling_policy="recycle", lifecycle_state="Inactive")
    stage.environment = {"COLUMNS": "1000"}
    ran = stage.run("plan", "--scaling-configuration-id", NEW)
    [mode, state] = [line for line in ran.out if "   fails    " in line]
    assert mode.endswith(
        'set `scaling_policy="release"` on the `alicloud.ess.ScalingGroup`; or say why it may fail: `--override '
        "release-reclaim-mode=REASON`"
    )
    assert state.endswith(
        "enable a disabled one in the console or with EnableScalingGroup, then run `ess-refresh start` again"
    )


def test_plan_on_a_narrow_screen_breaks_no_name(stage: Stage) -> None:
    assert stage.ess.group is not None
    stage.ess.group = replace(stage.ess.group, desired_capacity=10, max_size=11)
    stage.environment = {"COLUMNS": "60"}
    out = stage.run("plan", "--scaling-configuration-id", NEW).out
    assert out[7:15] == [
        "rule     ceiling-within-max-size",
        "result   warns",
        "what     a refresh may reach 12 instances (120 % of 10), the",
        "         group 11; no page says that a refresh may exceed",
        "         `max_size`; where it may not, fewer instances stay",
        "         in service; raise `max_size` of the",
        "         `alicloud.ess.ScalingGroup`, or set percentages",
        "         that leave room below it, such as 50 and 100",
    ]


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
    stage.ess.instances = [*instances(old=3), instance("i-1", "Protected")]
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


def test_plan_of_a_large_group_names_some_and_counts_the_rest(stage: Stage) -> None:
    stage.ess.instances = instances(old=22)
    stage.environment = {"COLUMNS": "1000"}
    named = ", ".join(f"i-old-{number}" for number in range(20))
    ran = stage.run("plan", "--scaling-configuration-id", NEW)
    assert ran.out[-1] == f"replaced   asc-old     InService   22: {named} and 2 more"
    assert len(stage.run("plan", "--scaling-configuration-id", NEW, "-o", "json").document["instances"]) == 22
