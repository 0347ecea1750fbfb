"""Whether a group can be refreshed, from plain facts (the conditions: StartInstanceRefresh, ESS)."""

import pytest

from alicloud_ess_refresh.readiness import READINESS_RULES, Finding, RefreshFacts, findings

REFRESHABLE = [
    RefreshFacts(),
    RefreshFacts(multi_az_policy="PRIORITY"),
    RefreshFacts(multi_az_policy="", scaling_policy="", group_type=""),
    RefreshFacts(scaling_policy="release"),
    RefreshFacts(scaling_policy="forcerelease"),
    RefreshFacts(scaling_policy="forceRelease"),
    RefreshFacts(group_type="ECS"),
    RefreshFacts(group_type="ECI", refreshes_containers=True),
    RefreshFacts(scaling_group_weights=(None, 0), scaling_configuration_weights=(0,)),
]

REPORTED = [
    (RefreshFacts(multi_az_policy="BALANCE"), "the scale-out policy (MultiAZPolicy) is `BALANCE`"),
    (RefreshFacts(multi_az_policy="COST_OPTIMIZED"), "the scale-out policy (MultiAZPolicy) is `COST_OPTIMIZED`"),
    (RefreshFacts(multi_az_policy="COMPOSABLE"), "the scale-out policy (MultiAZPolicy) is `COMPOSABLE`"),
    (RefreshFacts(multi_az_policy="hunter2"), "the scale-out policy (MultiAZPolicy) is not a documented value"),
    (RefreshFacts(scaling_policy="recycle"), "the instance reclaim mode (ScalingPolicy) is `recycle`"),
    (RefreshFacts(scaling_policy="forcerecycle"), "the instance reclaim mode (ScalingPolicy) is `forcerecycle`"),
    (RefreshFacts(scaling_policy="forceRecycle"), "the instance reclaim mode (ScalingPolicy) is `forceRecycle`"),
    (RefreshFacts(scaling_policy="hunter2"), "the instance reclaim mode (ScalingPolicy) is not a documented value"),
    (RefreshFacts(group_type="ECI"), "the group type (GroupType) is `ECI`"),
    (RefreshFacts(scaling_group_weights=(4, None)), "1 of 2 launch template overrides have a weighted capacity"),
    (RefreshFacts(scaling_configuration_weights=(1,)), "1 of 1 instance type overrides have a weighted capacity"),
]


@pytest.mark.parametrize("facts", REFRESHABLE)
def test_findings_of_a_refreshable_group_are_none(facts: RefreshFacts) -> None:
    assert findings(facts) == ()


@pytest.mark.parametrize(("facts", "found"), REPORTED)
def test_findings_say_what_was_found(facts: RefreshFacts, found: str) -> None:
    assert [finding.found for finding in findings(facts)] == [found]


def test_findings_list_every_reason_in_the_order_of_the_rules() -> None:
    facts = RefreshFacts(
        multi_az_policy="BALANCE",
        scaling_policy="recycle",
        group_type="ECI",
        scaling_group_weights=(2,),
        scaling_configuration_weights=(2,),
    )

    assert [finding.rule_id for finding in findings(facts)] == [rule.id for rule in READINESS_RULES]


def test_message_says_what_was_found_what_is_required_and_how_to_fix_it() -> None:
    (finding,) = findings(RefreshFacts(multi_az_policy="BALANCE"))

    assert finding == Finding(
        rule_id="priority-scale-out",
        found="the scale-out policy (MultiAZPolicy) is `BALANCE`",
        required="an instance refresh needs the Priority policy (`PRIORITY`, which is also the default)",
        fix='set `multi_az_policy="PRIORITY"` on the `alicloud.ess.ScalingGroup` (replaces an existing group)',
    )
    assert finding.message == (
        "the scale-out policy (MultiAZPolicy) is `BALANCE`; "
        "an instance refresh needs the Priority policy (`PRIORITY`, which is also the default); "
        'set `multi_az_policy="PRIORITY"` on the `alicloud.ess.ScalingGroup` (replaces an existing group)'
    )
