"""Configurations of earlier rollouts: each rollout deletes what nothing needs any more."""

from typing import Any

import pytest

from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup, ScalingInstance
from alicloud_ess_refresh.refresh.errors import RefreshFailedError
from alicloud_ess_refresh.refresh.facts import Facts
from alicloud_ess_refresh.refresh.superseded import superseded
from unit.refresh.conftest import Stage
from unit.refresh.fakes import GROUP, NEW, OLD, instances, refused, task

BEFORE = "asc-before"
OWN = {"deleted_with_group": True}


@pytest.fixture(name="owner")
def _owner(stage: Stage) -> Stage:
    """A group with three configurations of the component, on the second one, and one that somebody has made by hand."""
    stage.ess.configurations = {BEFORE, OLD, NEW, "asc-hand"}
    stage.ess.names = {
        BEFORE: "web-rollout-00000001",
        OLD: "web-rollout-00000002",
        NEW: "web-rollout-00000003",
        "asc-hand": "by-hand",
    }
    stage.ess.will(task(), task(status="Successful"), then=stage.ess.becomes(NEW, new=4))
    return stage


def state(**outputs: Any) -> dict[str, Any]:
    """Make what the state holds of a group that was taken to OLD."""
    return {
        "scaling_group_id": GROUP,
        "scaling_configuration_id": OLD,
        "outcome": "enabled",
        "last_seen_task_id": "",
        **OWN,
        **outputs,
    }


def test_what_was_superseded_before_goes_and_the_previous_one_stays(owner: Stage) -> None:
    outs = owner.update(state(previous_scaling_configuration_id=BEFORE), **OWN)

    assert owner.ess.changes[1:] == [f"DeleteScalingConfiguration {BEFORE}"]
    assert owner.ess.configurations == {OLD, NEW, "asc-hand"}
    assert (outs["outcome"], outs["previous_scaling_configuration_id"]) == ("refreshed", OLD)


@pytest.mark.parametrize(("count", "made"), [(1, "i-before-0 is"), (2, "i-before-0, i-before-1 are")])
def test_one_that_instances_are_made_from_stays_and_is_said(owner: Stage, count: int, made: str) -> None:
    def leave_some_behind() -> None:
        owner.ess.becomes(NEW, new=4)()
        owner.ess.instances = [*owner.ess.instances, *instances(before=count)]

    owner.ess.effects["ir-1"] = leave_some_behind

    outs = owner.update(state(), **OWN)

    assert outs["outcome"] == "refreshed"
    assert owner.ess.configurations == {BEFORE, OLD, NEW, "asc-hand"}
    assert (
        f"{GROUP}: scaling configuration {BEFORE} (web-rollout-00000001) is kept, {made} made from it; the next "
        "rollout tries again to delete it (0 s)"
    ) in owner.lines


@pytest.mark.parametrize("action", ["DeleteScalingConfiguration", "DescribeScalingInstances"])
def test_a_deletion_that_fails_is_no_failure_of_the_rollout(owner: Stage, action: str) -> None:
    owner.ess.effects["ir-1"] = lambda: _refuse(owner, action)

    assert owner.update(state(), **OWN)["outcome"] == "refreshed"

    assert owner.ess.configurations == {BEFORE, OLD, NEW, "asc-hand"}
    assert [line for line in owner.lines if "was refused: `Forbidden.Unauthorized`" in line]


def _refuse(owner: Stage, action: str) -> None:
    owner.ess.becomes(NEW, new=4)()
    owner.ess.errors[action] = [refused(action), refused(action)]  # looked at once more before, for the record


def test_a_rollout_that_fails_deletes_what_an_earlier_attempt_has_left_and_keeps_its_own(stage: Stage) -> None:
    stage.ess.configurations = {BEFORE, OLD, NEW}
    stage.ess.names = {BEFORE: "web-rollout-00000001", OLD: "web-rollout-00000002", NEW: "web-rollout-00000003"}
    stage.ess.will(task(), task(status="Failed"))

    with pytest.raises(RefreshFailedError):
        stage.update(state(), **OWN, on_failure="leave")

    assert stage.ess.configurations == {OLD, NEW}


def test_a_change_that_is_taken_back_deletes_what_the_failed_attempt_has_left(owner: Stage) -> None:
    owner.update(state(), **OWN, scaling_configuration_id=OLD, wait_timeout_seconds=60)

    assert owner.ess.changes == [f"DeleteScalingConfiguration {BEFORE}", f"DeleteScalingConfiguration {NEW}"]


def test_who_does_not_own_the_group_deletes_nothing(owner: Stage) -> None:
    outs = owner.update({**state(), "deleted_with_group": None})

    assert owner.ess.configurations == {BEFORE, OLD, NEW, "asc-hand"}
    assert "previous_scaling_configuration_id" not in outs


def test_superseded_are_those_of_a_component_that_nothing_needs_in_whichever_order() -> None:
    names = {
        "asc-1": "web-rollout-00000001",
        "asc-2": "web-rollout-00000002",
        "asc-3": "web-rollout-0000000f",
        "asc-4": "web-rollout-4",
        "asc-5": "-rollout-00000005",
        "asc-6": "web-rollout-00000006",
    }
    configurations = [ScalingConfiguration(scaling_configuration_id=each, name=name) for each, name in names.items()]
    group = ScalingGroup(scaling_group_id=GROUP, lifecycle_state="Active", active_scaling_configuration_id="asc-2")
    used = [
        ScalingInstance(instance_id=f"i-{number}", lifecycle_state="Standby", scaling_configuration_id=each)
        for number, each in enumerate(["asc-6", "asc-2", "asc-6"])
    ]
    for order in (configurations, configurations[::-1]):
        facts = Facts(group=group, instances=tuple(used), tasks=(), configurations=tuple(order))
        found = {str(each): each.instance_ids for each in superseded(facts, {"asc-1"})}
        assert found == {
            "scaling configuration asc-3 (web-rollout-0000000f)": (),
            "scaling configuration asc-6 (web-rollout-00000006)": ("i-0", "i-2"),
        }
