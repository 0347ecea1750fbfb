"""What each rule on resources makes of its fault, in every state that a value can be in."""

import math

import pytest

from ess_policies.testing import UNKNOWN, secret
from policies.cases import COMPLIANT, FAULTS, Fault
from policies.evaluation import RESOURCE_RULES, broken_rules, judge

every_fault = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.rule}-{fault.resource_type[9:]}")


def test_every_rule_has_a_fault() -> None:
    assert sorted({fault.rule for fault in FAULTS}) == list(RESOURCE_RULES)


@pytest.mark.parametrize("resource_type", COMPLIANT)
def test_rules_accept_a_compliant_resource(resource_type: str) -> None:
    outcome = judge(resource_type, COMPLIANT[resource_type])

    assert (outcome.violations, outcome.undecided) == ((), {})


@every_fault
@pytest.mark.parametrize("is_secret", [False, True], ids=["plain", "secret"])
def test_rule_reports_its_fault_and_no_other_rule_does(fault: Fault, is_secret: bool) -> None:
    change = {key: secret(value) for key, value in fault.change.items()} if is_secret else fault.change
    (violation,) = judge(fault.resource_type, COMPLIANT[fault.resource_type] | dict(change)).violations

    assert violation.policy == fault.rule
    assert violation.message == f"{fault.description}\n{fault.message}"


@every_fault
def test_rule_ignores_other_resources(fault: Fault) -> None:
    assert broken_rules("alicloud:vpc/network:Network", fault.props) == []
    assert broken_rules("pulumi:providers:alicloud", fault.props) == []


@every_fault
def test_rule_leaves_a_value_that_is_unknown_to_the_update_unless_any_value_would_do(fault: Fault) -> None:
    key = next(iter(fault.change))
    outcome = judge(fault.resource_type, fault.props | {key: UNKNOWN})

    expected = {"undecided": f"string value at .{key} can't be known during preview"}.get(fault.unknown)
    assert outcome.undecided.get(fault.rule) == expected
    assert (fault.rule in [each.policy for each in outcome.violations]) is (fault.unknown == "reported")


@every_fault
def test_rule_decides_while_all_other_properties_are_unknown(fault: Fault) -> None:
    props = {key: UNKNOWN for key in COMPLIANT[fault.resource_type] if key not in fault.needs}
    exempting = {"instanceChargeType": "PostPaid", "spotStrategy": "NoSpot"}
    outcome = judge(fault.resource_type, COMPLIANT[fault.resource_type] | props | exempting | dict(fault.change))

    assert fault.rule not in outcome.undecided
    assert fault.rule in [each.policy for each in outcome.violations]


@every_fault
def test_rule_takes_missing_properties_for_the_defaults_of_the_service(fault: Fault) -> None:
    props = {key: value for key, value in COMPLIANT[fault.resource_type].items() if key not in fault.change}

    assert broken_rules(fault.resource_type, props).count(fault.rule) == (fault.missing == "reported")


@every_fault
@pytest.mark.parametrize("odd", [7.5, -1.0, True, "yes", "", [], [7.0], {}, {"value": True}, None, math.pi, [[{}]]])
def test_rule_judges_a_value_of_an_odd_type_without_raising(fault: Fault, odd: object) -> None:
    key = next(iter(fault.change))
    outcome = judge(fault.resource_type, fault.props | {key: odd})

    assert outcome.undecided == {}
    assert len(outcome.violations) == len({each.policy for each in outcome.violations})


def test_messages_never_quote_a_value_that_may_be_a_secret() -> None:
    """A secret reaches a rule in clear, whatever property it was put into."""
    for fault in FAULTS:
        for violation in judge(fault.resource_type, dict.fromkeys(fault.props, "correct horse")).violations:
            assert "correct horse" not in violation.message
