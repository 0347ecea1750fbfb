"""Whether a group can be refreshed as it is at the moment: each rule with facts that break it and that hold it."""

import pytest

from ess_readiness import OVERRIDABLE_RULE_IDS, READINESS_RULES, RefreshFacts, advice, findings

HOLDING = [
    RefreshFacts(lifecycle_state="Active", instance_count=4),
    RefreshFacts(lifecycle_state="Inactive", instance_count=0),
    RefreshFacts(free_addresses=(("vsw-1", 0),)),
    RefreshFacts(capacity=4, free_addresses=(("vsw-1", 1),)),
    RefreshFacts(capacity=10, free_addresses=(("vsw-1", 0), ("vsw-2", 2))),
    RefreshFacts(capacity=10, max_healthy_percentage=100, free_addresses=()),
    RefreshFacts(moving_active_version="", rollback_obstacle=""),
]

BROKEN = [
    (
        RefreshFacts(lifecycle_state="Inactive", instance_count=4),
        "active-group",
        "the group is disabled (`Inactive`) and holds 4 instances",
    ),
    (RefreshFacts(lifecycle_state="Deleting"), "active-group", "the group's state is `Deleting`"),
    (RefreshFacts(lifecycle_state="hunter2"), "active-group", "the group's state is not a documented value"),
    (
        RefreshFacts(other_refresh="instance refresh ir-1 to image m-2"),
        "one-refresh-at-a-time",
        "instance refresh ir-1 to image m-2 is running",
    ),
    (
        RefreshFacts(forbidden_protected=("i-1", "i-2")),
        "protected-instances",
        "2 instances would be ignored as protected: i-1, i-2",
    ),
    (
        RefreshFacts(forbidden_standby=("i-1",)),
        "standby-instances",
        "1 instance would be ignored as in standby: i-1",
    ),
    (
        RefreshFacts(moving_active_version="Default", rollback_obstacle="the version is `Default`, which moves"),
        "fixed-active-version",
        "the version is `Default`, which moves",
    ),
    (RefreshFacts(missing_sources=("image m-1",)), "sources-exist", "image m-1 does not exist"),
    (
        RefreshFacts(missing_sources=("image m-1", "key pair web")),
        "sources-exist",
        "image m-1, key pair web do not exist",
    ),
    (RefreshFacts(firing_alarms=("errors",)), "alarms-quiet", "alarm errors is firing"),
    (RefreshFacts(firing_alarms=("errors", "latency")), "alarms-quiet", "alarms errors, latency are firing"),
]


@pytest.mark.parametrize("facts", HOLDING)
def test_group_that_is_as_it_should_be_is_not_reported(facts: RefreshFacts) -> None:
    assert (findings(facts), advice(facts)) == ((), ())


@pytest.mark.parametrize(("facts", "rule_id", "found"), BROKEN)
def test_each_condition_that_does_not_hold_is_reported(facts: RefreshFacts, rule_id: str, found: str) -> None:
    assert [(finding.rule_id, finding.found) for finding in findings(facts)] == [(rule_id, found)]


def test_too_few_free_addresses_are_reported_with_each_vswitch() -> None:
    facts = RefreshFacts(capacity=10, free_addresses=(("vsw-1", 0), ("vsw-2", 1)))
    (finding,) = advice(facts)
    assert finding.message == (
        "a refresh may add 2 instances, the group's vSwitches have 1 free addresses (vsw-1: 0, vsw-2: 1); "
        "each instance needs an address of its own; "
        "give the group another vSwitch, or lower the max healthy percentage"
    )
    assert finding.rule_id == "free-addresses"


def test_rule_that_is_overridden_reports_nothing() -> None:
    facts = RefreshFacts(scaling_policy="recycle", multi_az_policy="BALANCE")
    found = findings(facts, but={"release-reclaim-mode"})
    assert [finding.rule_id for finding in found] == ["priority-scale-out"]


def test_only_what_the_service_could_do_all_the_same_can_be_overridden() -> None:
    others = {rule.id for rule in READINESS_RULES} - set(OVERRIDABLE_RULE_IDS)
    assert others == {"active-group", "one-refresh-at-a-time"}


def test_release_that_could_not_be_taken_back_is_advice() -> None:
    facts = RefreshFacts(rollback_obstacle="scaling configuration asc-1 is active already")
    assert findings(facts) == ()
    assert [(each.rule_id, each.found) for each in advice(facts)] == [
        ("rollback-target", "scaling configuration asc-1 is active already")
    ]


def test_instance_types_that_no_zone_offers_are_advice() -> None:
    (finding,) = advice(RefreshFacts(unoffered_types=("ecs.g7.large", "ecs.g6.large")))
    assert (finding.rule_id, finding.found) == (
        "offered-types",
        "no zone of the group's vSwitches offers ecs.g7.large or ecs.g6.large",
    )
