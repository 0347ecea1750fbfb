"""What rules make of values that are unknown, secret or of another type than the schema's."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_policy import proxy
from pulumi_policy.proxy import UnknownValueError

from policies.cases import COMPLIANT, FAULTS, INSTANCE, SCALING_GROUP, Fault
from policies.evaluation import NAMES, broken_rules, violations

UNKNOWNS = [value for name, value in vars(proxy).items() if name.startswith("UNKNOWN_")]
PROPERTIES = sorted({"spotStrategy", "instanceChargeType", *(key for fault in FAULTS for key in fault.change)})

scalars = st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=4), st.sampled_from(UNKNOWNS))
values = st.recursive(
    scalars,
    lambda children: st.one_of(
        st.lists(children, max_size=3),
        st.dictionaries(st.sampled_from(["instanceType", "weightedCapacity"]), children),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.rule)
def test_rule_leaves_an_unknown_value_of_its_own_property_to_the_engine(fault: Fault) -> None:
    (key,) = fault.change
    with pytest.raises(UnknownValueError) as caught:
        violations(fault.rule, fault.resource_type, fault.props | {key: proxy.UNKNOWN_STRING_VALUE})

    assert caught.value.message == f"string value at .{key} can't be known during preview"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.rule)
def test_rule_decides_while_all_other_properties_are_unknown(fault: Fault) -> None:
    unknown = dict.fromkeys([*COMPLIANT[fault.resource_type], "vswitchIds", "imageId"], proxy.UNKNOWN_STRING_VALUE)
    exempting = {"instanceChargeType": "PostPaid", "spotStrategy": "NoSpot"}

    assert violations(fault.rule, fault.resource_type, unknown | exempting | dict(fault.change)) == [fault.message]


def test_rule_accepts_a_protected_instance_whose_charge_type_is_unknown() -> None:
    props = {"deletionProtection": True, "instanceChargeType": proxy.UNKNOWN_STRING_VALUE}

    assert broken_rules(INSTANCE, props) == []


def test_rule_reads_nothing_but_the_weight_of_an_override() -> None:
    overrides = [{"instanceType": proxy.UNKNOWN_STRING_VALUE, "weightedCapacity": 2.0}]
    props = COMPLIANT[SCALING_GROUP] | {"launchTemplateOverrides": overrides}

    assert broken_rules(SCALING_GROUP, props) == ["ess-scaling-group-no-vcpu-capacity"]


@pytest.mark.parametrize("odd", [7.0, ["PRIORITY"], {"value": True}, "", None, math.nan, "yes"])
def test_rule_takes_protection_of_an_odd_type_for_none(odd: object) -> None:
    assert broken_rules(INSTANCE, {"deletionProtection": odd}) == ["ecs-instance-release-protection"]


@given(
    rule=st.sampled_from(NAMES),
    resource_type=st.sampled_from(sorted(COMPLIANT)),
    props=st.dictionaries(st.sampled_from(PROPERTIES), values),
)
def test_rules_raise_nothing_but_unknown_values(rule: str, resource_type: str, props: dict[str, Any]) -> None:
    try:
        messages = violations(rule, resource_type, props)
    except UnknownValueError:
        return
    assert len(messages) <= 1


def test_messages_never_quote_a_value_that_may_be_a_secret() -> None:
    """A secret reaches a rule in clear, whatever property it was put into."""
    for fault in FAULTS:
        for message in violations(fault.rule, fault.resource_type, dict.fromkeys(fault.props, "correct horse")):
            assert "correct horse" not in message
