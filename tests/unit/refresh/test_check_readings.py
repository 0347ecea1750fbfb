"""What is asked of alarms and probes when, and what happens where they cannot tell."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from alicloud_ess_refresh.refresh.errors import CheckUnseenError, NotRefreshableError
from unit.refresh.check_scripts import script_a_success
from unit.refresh.conftest import Stage
from unit.refresh.fake_checks import ERRORS, FAILING, FOREVER, LATENCY, PROBE
from unit.refresh.fakes import refused, unreachable


def test_alarms_are_read_once_a_minute_in_one_call(stage: Stage) -> None:
    script_a_success(stage, after_seconds=150)
    stage.create(alarms=["web-5xx", "rule-2"])
    both = "rule-1, rule-2"
    assert stage.cms.asked == [
        (0.0, "web-5xx, rule-2"),
        (0.0, "web-5xx"),
        (0.0, both),
        (60.0, both),
        (120.0, both),
        (155.0, both),
    ]


def test_probes_are_asked_at_their_own_pace(stage: Stage) -> None:
    script_a_success(stage, after_seconds=50)
    stage.create(probes=[{**PROBE, "interval_seconds": 20.0}])
    assert stage.web.asked == [0.0, 20.0, 40.0, 55.0]


@pytest.mark.parametrize(
    ("rules", "alarm", "told"),
    [
        ([], "web-5xx", "alarm `web-5xx` does not exist: `alarms` takes names or ids of CloudMonitor's metric rules"),
        (
            [ERRORS, replace(LATENCY, rule_name="web-5xx")],
            "web-5xx",
            "alarm `web-5xx` is the name of 2 rules: name one of their ids instead, rule-1, rule-2",
        ),
        (
            [replace(ERRORS, is_enabled=False, alert_state="ALARM")],
            "rule-1",
            "alarm `rule-1` is disabled: enable it (EnableMetricRules), or take it out of `alarms`",
        ),
        (
            [replace(ERRORS, alert_state="ALARM")],
            "rule-1",
            (
                "alarm `web-5xx` (acs_slb_dashboard StatusCode5xx, Average GreaterThanThreshold 10) is firing; an "
                "alarm that is firing already cannot tell whether the release does harm; mend what it is about"
            ),
        ),
    ],
)
def test_start_is_refused_where_alarms_cannot_tell(stage: Stage, rules: list[Any], alarm: str, told: str) -> None:
    stage.cms.rules = rules
    with pytest.raises(NotRefreshableError) as caught:
        stage.create(alarms=[alarm])
    assert str(caught.value) == f"asg-1 cannot be refreshed, and nothing was changed: {told}"
    assert stage.ess.changes == []


def test_start_is_refused_where_alarms_may_not_be_read(stage: Stage) -> None:
    stage.cms.errors = [refused("DescribeMetricRuleList")]
    with pytest.raises(NotRefreshableError) as caught:
        stage.create(alarms=["rule-1"])
    assert str(caught.value) == (
        "asg-1 cannot be refreshed, and nothing was changed: its alarms cannot be read: DescribeMetricRuleList on "
        "asg-1 was refused: `Forbidden.Unauthorized` Not now. (HTTP 403, RequestId 4734); `alarms` take the permission "
        "`cms:DescribeMetricRuleList`"
    )


def test_start_is_refused_where_a_probe_fails(stage: Stage) -> None:
    stage.web.fails = (0.0, FOREVER)
    with pytest.raises(NotRefreshableError) as caught:
        stage.create(probes=[PROBE])
    assert str(caught.value) == f"asg-1 cannot be refreshed, and nothing was changed: {FAILING}"
    assert (stage.web.asked, stage.ess.changes) == ([0.0, 30.0, 60.0], [])


def test_probe_that_fails_now_and_then_is_no_failure(stage: Stage) -> None:
    script_a_success(stage, after_seconds=150)
    stage.web.fails = (30.0, 80.0)
    assert stage.create(probes=[PROBE])["outcome"] == "refreshed"


def test_first_deployment_is_not_checked(stage: Stage) -> None:
    """Its alarms may be declared on the group that it makes."""
    stage.ess.group = replace(
        stage.ess.group,  # type: ignore[type-var]
        lifecycle_state="Inactive",
        active_scaling_configuration_id=None,
        min_size=0,
    )
    stage.ess.instances, stage.cms.rules = [], []
    assert stage.create(alarms=["web-5xx"])["outcome"] == "enabled"
    assert stage.cms.asked == []


def test_trouble_with_alarms_is_said_once_and_decides_nothing(stage: Stage) -> None:
    script_a_success(stage, after_seconds=200)

    def break_down() -> None:
        if not stage.cms.errors and 50 < stage.clock.now() < 180:
            stage.cms.errors = [unreachable("DescribeMetricRuleList")]
        succeed()

    succeed, stage.clock.on_sleep = stage.clock.on_sleep, break_down
    assert stage.create(alarms=["rule-1"])["outcome"] == "refreshed"
    [line] = [line for line in stage.lines if "alarms cannot be read" in line]
    assert line == (
        "asg-1: alarms cannot be read: DescribeMetricRuleList on asg-1 got no answer that can be read (127.0.0.1:80: "
        "Read timed out): check the network, `alicloud:region` and `alicloud:endpoints`; the release goes on, and they "
        "are asked for again (1 min)"
    )


@pytest.mark.parametrize(
    ("lose", "told", "seconds"),
    [
        (
            lambda stage: stage.cms.errors.append(refused("DescribeMetricRuleList")),
            (
                "alarms cannot be read: DescribeMetricRuleList on asg-1 was refused: `Forbidden.Unauthorized` Not now. "
                "(HTTP 403, RequestId 4734); `alarms` take the permission `cms:DescribeMetricRuleList`"
            ),
            1.0,
        ),
        (
            lambda stage: stage.cms.errors.extend([unreachable("DescribeMetricRuleList")] * 100),
            (
                "alarms cannot be read: DescribeMetricRuleList on asg-1 got no answer that can be read (127.0.0.1:80: "
                "Read timed out): check the network, `alicloud:region` and `alicloud:endpoints`"
            ),
            61.0,
        ),
        (
            lambda stage: stage.cms.rules.clear(),
            "alarm `rule-1` does not exist any more: somebody has deleted or renamed it since the release began",
            1.0,
        ),
    ],
    ids=["refused", "unreachable", "deleted"],
)
def test_release_whose_alarms_cannot_be_read_at_its_end_is_neither_good_nor_taken_back(
    stage: Stage, lose: Callable[[Stage], None], told: str, seconds: float
) -> None:
    script_a_success(stage)
    succeed = stage.clock.on_sleep

    def lose_and_succeed() -> None:
        if stage.clock.now() == 1.0:
            lose(stage)
        succeed()

    stage.clock.on_sleep = lose_and_succeed
    with pytest.raises(CheckUnseenError) as caught:
        stage.create(alarms=["rule-1"], wait_timeout_seconds=60.0)
    assert str(caught.value) == (
        "instance refresh ir-1 of asg-1 to scaling configuration asc-new succeeded (4 of 4 instances), but its checks "
        f"cannot tell whether it does harm: {told}; nothing was taken back; instances now: 4 on asc-new (active); mend "
        "that and run `pulumi up` again, which checks again"
    )
    assert (len(stage.ess.changes), stage.clock.now()) == (1, seconds)
    assert [line for line in stage.lines if "checks passed" in line] == []
