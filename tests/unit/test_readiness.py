"""Whether a group can be refreshed, from plain facts (the conditions: StartInstanceRefresh, ESS)."""

import pytest

from ess_readiness import (
    READINESS_ADVICE,
    READINESS_RULES,
    Finding,
    RefreshFacts,
    advice,
    findings,
)

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
    RefreshFacts(refreshes_launch_template=True, launch_template_version="3"),
    RefreshFacts(launch_template_version="Latest"),
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
    (RefreshFacts(refreshes_launch_template=True), "a launch template without a version"),
    (
        RefreshFacts(refreshes_launch_template=True, launch_template_version="Latest"),
        "the launch template version `Latest`",
    ),
]

# Of 10 instances, 95 % are 9.5 and 105 % are 10.5.
WELL_SIZED = [
    RefreshFacts(capacity=1),
    RefreshFacts(min_healthy_percentage=95, max_healthy_percentage=105),
    RefreshFacts(capacity=0, max_size=0, min_healthy_percentage=100),
    RefreshFacts(capacity=10, min_healthy_percentage=100, max_healthy_percentage=100, max_size=11),
    RefreshFacts(capacity=10, min_healthy_percentage=90, max_healthy_percentage=100),
    RefreshFacts(capacity=10, min_healthy_percentage=100, max_healthy_percentage=110, max_size=11),
    RefreshFacts(capacity=5, min_healthy_percentage=99),
    RefreshFacts(capacity=10, max_size=12),
    RefreshFacts(capacity=4, min_healthy_percentage=80, max_healthy_percentage=120),
    RefreshFacts(capacity=4, max_size=5),
    RefreshFacts(capacity=4, max_size=4, min_healthy_percentage=50, max_healthy_percentage=100),
]

BADLY_SIZED = [
    (
        RefreshFacts(capacity=10, min_healthy_percentage=95, max_healthy_percentage=105),
        "95 % to 105 % of 10 instances leave no instance to be extra or missing",
    ),
    (
        RefreshFacts(capacity=4, min_healthy_percentage=100),
        "100 % to 120 % of 4 instances leave no instance to be extra or missing",
    ),
    (
        RefreshFacts(capacity=3, max_healthy_percentage=133),
        "80 % to 133 % of 3 instances leave no instance to be extra or missing",
    ),
    (RefreshFacts(capacity=10, max_size=11), "a refresh may reach 12 instances (120 % of 10), the group 11"),
    (
        RefreshFacts(capacity=10, max_size=11, max_healthy_percentage=150),
        "a refresh may reach 15 instances (150 % of 10), the group 11",
    ),
    *(
        (
            RefreshFacts(capacity=capacity, max_size=capacity),
            (
                f"a refresh reaches {capacity + 1} instances or goes down to {capacity - 1} (80 % to 120 % of "
                f"{instances} leave no instance to be extra or missing), the group may have {capacity}"
            ),
        )
        for capacity, instances in ((1, "1 instance"), (2, "2 instances"), (3, "3 instances"), (4, "4 instances"))
    ),
    (
        RefreshFacts(capacity=10, min_healthy_percentage=100, max_healthy_percentage=100, max_size=10),
        (
            "a refresh reaches 11 instances or goes down to 9 (100 % to 100 % of 10 instances leave no instance to be "
            "extra or missing), the group may have 10"
        ),
    ),
]


@pytest.mark.parametrize("facts", REFRESHABLE)
def test_findings_of_a_refreshable_group_are_none(facts: RefreshFacts) -> None:
    assert findings(facts) == ()


@pytest.mark.parametrize(("facts", "found"), REPORTED)
def test_findings_say_what_was_found(facts: RefreshFacts, found: str) -> None:
    assert [finding.found for finding in findings(facts)] == [found]


@pytest.mark.parametrize("facts", WELL_SIZED)
def test_advice_on_a_well_sized_group_is_none(facts: RefreshFacts) -> None:
    assert advice(facts) == ()


@pytest.mark.parametrize(("facts", "found"), BADLY_SIZED)
def test_advice_says_what_was_found(facts: RefreshFacts, found: str) -> None:
    assert [finding.found for finding in advice(facts)] == [found]


def test_advice_comes_in_the_order_of_its_rules() -> None:
    """No facts break all: where there is no room, no instance is extra."""
    without_room = RefreshFacts(rollback_obstacle="none", capacity=4, max_size=3, min_healthy_percentage=100)
    with_room = RefreshFacts(capacity=10, max_size=3, unoffered_types=("ecs.g7.large",), free_addresses=(("vsw-1", 0),))

    ids = [rule.id for rule in READINESS_ADVICE]
    assert [finding.rule_id for finding in advice(without_room)] == ids[:3]
    assert [finding.rule_id for finding in advice(with_room)] == ids[2:]


def test_findings_list_every_reason_in_the_order_of_the_rules() -> None:
    facts = RefreshFacts(
        multi_az_policy="BALANCE",
        scaling_policy="recycle",
        group_type="ECI",
        scaling_group_weights=(2,),
        scaling_configuration_weights=(2,),
        refreshes_launch_template=True,
        moving_active_version="Default",
        rollback_obstacle="the version moves",
        missing_sources=("image m-1",),
        lifecycle_state="Deleting",
        other_refresh="instance refresh ir-1",
        forbidden_protected=("i-1",),
        forbidden_standby=("i-2",),
        firing_alarms=("errors",),
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
