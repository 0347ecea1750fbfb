"""What a user says is no obstacle: rules overridden with a reason, and instances that are ignored."""

from dataclasses import replace
from typing import Any

import pytest

from alicloud_ess_refresh.refresh.errors import NotRefreshableError
from alicloud_ess_refresh.refresh.inputs import find_failures
from unit.refresh.conftest import Stage, props
from unit.refresh.fake_checks import ERRORS
from unit.refresh.fakes import NEW, instances, task

OVERRIDES = {"release-reclaim-mode": "ticket 4711: the mode is changed back tonight"}


def failures(value: Any) -> list[tuple[str, str]]:
    return [(each.property, each.reason) for each in find_failures(props(preflight_overrides=value))]


def script_a_success(stage: Stage) -> None:
    stage.ess.will(task(), task(status="Successful"), then=stage.ess.becomes(NEW, new=4))


def test_reasons_are_checked() -> None:
    rules = (
        "priority-scale-out, release-reclaim-mode, supported-group-type, scaling-group-weights, "
        "scaling-configuration-weights, fixed-launch-template-version, fixed-active-version, sources-exist, "
        "protected-instances, standby-instances, alarms-quiet, rollback-target, room-to-replace, "
        "ceiling-within-max-size, offered-types, free-addresses"
    )
    wrong = {"priority-scaleout": "x", "speed": "x", "active-group": "x", "alarms-quiet": " ", "free-addresses": 7.0}
    assert failures(wrong) == [
        ("preflight_overrides.priority-scaleout", "not the id of a rule: did you mean `priority-scale-out`?"),
        ("preflight_overrides.speed", f"not the id of a rule: expected one of {rules}"),
        (
            "preflight_overrides.active-group",
            "cannot be overridden: the service refreshes no group without it",
        ),
        ("preflight_overrides.alarms-quiet", "got no reason, expected a text that says why"),
        ("preflight_overrides.free-addresses", "got no reason, expected a text that says why"),
    ]
    assert failures(["alarms-quiet"]) == [("preflight_overrides", "expected an object: a reason for each id of a rule")]


def test_overridden_rule_lets_the_update_start_and_the_reason_is_kept(stage: Stage) -> None:
    assert stage.ess.group is not None
    stage.ess.group = replace(stage.ess.group, scaling_policy="recycle")
    script_a_success(stage)

    outs = stage.create(preflight_overrides=OVERRIDES)

    assert outs["outcome"] == "refreshed"
    assert outs["preflight_overrides"] == OVERRIDES
    assert stage.lines[0] == (
        "asg-1: release-reclaim-mode: the instance reclaim mode (ScalingPolicy) is `recycle`; overridden: ticket 4711: "
        "the mode is changed back tonight (0 s)"
    )


def test_override_of_one_rule_leaves_the_others(stage: Stage) -> None:
    assert stage.ess.group is not None
    stage.ess.group = replace(stage.ess.group, scaling_policy="recycle", multi_az_policy="BALANCE")
    with pytest.raises(NotRefreshableError) as caught:
        stage.create(preflight_overrides=OVERRIDES)
    assert str(caught.value) == (
        "asg-1 cannot be refreshed, and nothing was changed: the scale-out policy (MultiAZPolicy) is `BALANCE`; an "
        "instance refresh needs the Priority policy (`PRIORITY`, which is also the default); set "
        '`multi_az_policy="PRIORITY"` on the `alicloud.ess.ScalingGroup` (replaces an existing group)'
    )
    assert stage.ess.changes == []


def test_alarm_that_fires_already_can_be_overridden(stage: Stage) -> None:
    """A release may be the repair: the alarm counts again once it has been quiet."""
    stage.cms.fires = {ERRORS.rule_id: (0.0, 1e9)}
    script_a_success(stage)
    outs = stage.create(alarms=["web-5xx"], preflight_overrides={"alarms-quiet": "this release mends it"})
    assert outs["outcome"] == "refreshed"
    assert "overridden: this release mends it" in stage.lines[0]


@pytest.mark.parametrize(
    ("state", "name", "fix"),
    [
        (
            "Protected",
            "protected",
            (
                "take their protection in the group away (SetInstancesProtection), or set `protected_instances` to "
                "`ignore`"
            ),
        ),
        ("Standby", "standby", "put them back into service (ExitStandby), or set `standby_instances` to `ignore`"),
    ],
)
def test_ignored_instances_are_an_obstacle_where_the_user_says_so(
    stage: Stage, state: str, name: str, fix: str
) -> None:
    words = {"Protected": "protected", "Standby": "in standby"}[state]
    first, *others = instances(old=4)
    stage.ess.instances = [replace(first, lifecycle_state=state), *others]
    with pytest.raises(NotRefreshableError) as caught:
        stage.create(**{f"{name}_instances": "fail"})
    assert str(caught.value) == (
        f"asg-1 cannot be refreshed, and nothing was changed: 1 instance would be ignored as {words}: i-old-0; "
        f'`{name}_instances="fail"` asks for a refresh that leaves none behind for that; {fix}'
    )
    assert stage.ess.changes == []


def test_ignored_instances_are_none_by_default(stage: Stage) -> None:
    first, second, *others = instances(old=4)
    stage.ess.instances = [
        replace(first, lifecycle_state="Protected"),
        replace(second, lifecycle_state="Standby"),
        *others,
    ]
    script_a_success(stage)
    assert stage.create()["outcome"] == "refreshed"
