"""`list`, and the group that a name means."""

from dataclasses import replace

import pytest

from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup
from alicloud_ess_refresh.sight.errors import AmbiguousGroupError, NoSuchGroupError
from alicloud_ess_refresh.sight.groups import pick_group
from unit.cli.stage import Stage
from unit.refresh.fakes import GROUP, OLD, refused, task


def group(number: int, name: str) -> ScalingGroup:
    return ScalingGroup(scaling_group_id=f"asg-{number}", lifecycle_state="Active", name=name)


GROUPS = [group(1, "web"), group(2, "api"), group(3, "batch"), group(4, "batch")]


def test_group_is_found_by_its_name_and_by_nothing_like_it() -> None:
    assert pick_group(GROUPS, "api", region="cn-hangzhou") == GROUPS[1]
    for given in ("ap", "API", "apis"):
        with pytest.raises(NoSuchGroupError):
            pick_group(GROUPS, given, region="cn-hangzhou")


@pytest.mark.parametrize(
    ("groups", "given", "told"),
    [
        (GROUPS, "wbe", "did you mean `web`?"),
        (GROUPS, "asg-22", "did you mean `asg-2`?"),
        (GROUPS[:2], "frontend", "it has asg-1 (web), asg-2 (api)"),
        (
            [group(number, f"web-{number}") for number in range(11)],
            "frontend",
            (
                "it has asg-0 (web-0), asg-1 (web-1), asg-2 (web-2), asg-3 (web-3), asg-4 (web-4), asg-5 (web-5), "
                "asg-6 (web-6), asg-7 (web-7), asg-8 (web-8), asg-9 (web-9); `ess-refresh list` shows all 11"
            ),
        ),
        ([], "web", "it has no group at all; check `--region` and the account"),
    ],
)
def test_unknown_group_is_one_error_with_what_there_is(groups: list[ScalingGroup], given: str, told: str) -> None:
    with pytest.raises(NoSuchGroupError) as caught:
        pick_group(groups, given, region="cn-hangzhou")
    assert str(caught.value) == f"region `cn-hangzhou` has no scaling group with the id or name `{given}`: {told}"


def test_name_of_several_groups_is_one_error_with_their_ids() -> None:
    with pytest.raises(AmbiguousGroupError) as caught:
        pick_group(GROUPS, "batch", region="cn-hangzhou")
    assert str(caught.value) == (
        "region `cn-hangzhou` has 2 scaling groups with the name `batch`: give an id, asg-3, asg-4"
    )


def named(stage: Stage, name: str, lifecycle_state: str = "Active") -> None:
    assert stage.ess.group is not None
    stage.ess.group = replace(stage.ess.group, name=name, lifecycle_state=lifecycle_state)


@pytest.mark.parametrize(
    "command", ["status", "plan", "start", "history", "report", "suspend", "resume", "approve", "cancel", "rollback"]
)
def test_every_command_takes_a_name(stage: Stage, command: str) -> None:
    """What each of them then says names the id, or the error of the command itself."""
    named(stage, "web")
    missing = stage.run_line(command, "wbe")
    assert (missing.exit_code, missing.out) == (1, [])
    assert missing.err == [
        "ess-refresh: region `cn-hangzhou` has no scaling group with the id or name `wbe`: did you mean `web`?"
    ]
    found = stage.run_line(command, "web", "-o", "json")
    assert f'"{GROUP}"' in "\n".join(found.out) or GROUP in found.document["message"]


def test_list_shows_what_each_group_is_doing(stage: Stage) -> None:
    named(stage, "web")
    stage.ess.runs(task(finished_update_capacity=2))
    ran = stage.run_line("list")
    assert (ran.exit_code, ran.err) == (0, [])
    assert ran.out == [
        "group   name   instances   refresh             active configuration",
        "─" * 76,
        "asg-1   web    4 of 4      InProgress 2 of 4   scaling configuration asc-old",
    ]
    [shown] = stage.run_line("list", "-o", "json").document["groups"]
    assert (shown["scaling_group_id"], shown["name"], shown["in_service_capacity"], shown["wanted_capacity"]) == (
        GROUP,
        "web",
        4,
        4,
    )
    assert (shown["active"], shown["task"]["instance_refresh_task_id"]) == ({"scaling_configuration_id": OLD}, "ir-1")


def test_list_of_a_group_that_never_had_a_refresh_and_is_disabled(stage: Stage) -> None:
    named(stage, "web", lifecycle_state="Inactive")
    assert stage.run_line("list").out[-1] == (
        "asg-1   web    4 of 4 (`Inactive`)   none so far   scaling configuration asc-old"
    )


def test_list_goes_on_where_one_group_s_refreshes_may_not_be_read(stage: Stage) -> None:
    named(stage, "web")
    stage.ess.errors["DescribeInstanceRefreshes"] = [refused("DescribeInstanceRefreshes")]
    ran = stage.run_line("list", "-o", "json")
    [shown] = ran.document["groups"]
    assert (ran.exit_code, shown["task"]) == (0, None)
    assert shown["trouble"].startswith("DescribeInstanceRefreshes on asg-1 was refused: `Forbidden.Unauthorized`")


def test_list_of_an_empty_region(stage: Stage) -> None:
    stage.ess.group = None
    ran = stage.run_line("list")
    assert (ran.exit_code, ran.out) == (0, ["region cn-hangzhou has no scaling group"])
