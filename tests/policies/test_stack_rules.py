"""What the rules on stacks make of resources that belong together."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ess_policies import POLICIES
from ess_policies.testing import UNKNOWN, Resource, secret
from policies.evaluation import STACK_RULES, judge_stack
from policies.stack_cases import DELETE, KEPT, LIFT, STACK_FAULTS, StackFault, attach, refresh

every_fault = pytest.mark.parametrize("fault", STACK_FAULTS, ids=lambda fault: fault.rule)
WRONG_BY_LINKS = {"ess-instance-refresh-one-per-group", "ess-instance-refresh-waits-for-the-end"}
odd = st.one_of(st.none(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=3))
# At preview the engine leaves unknown properties out; in an update or a state there are none.
odd_props = st.dictionaries(
    st.sampled_from(sorted({key for fault in STACK_FAULTS for resource in fault.stack for key in resource.props})),
    st.one_of(odd, st.just(UNKNOWN), st.lists(odd, max_size=2), st.dictionaries(st.text(max_size=3), odd, max_size=2)),
    max_size=5,
)


def changed(fault: StackFault, change: Callable[[Resource], dict[str, Any]], kind: str | None = None) -> list[Resource]:
    """Answer the fault's stack with other properties, and where it says so as resources of another type."""
    return [
        Resource(
            kind or each.type,
            change(each),
            each.name,
            ignore_changes=each.ignore_changes,
            property_dependencies=each.property_dependencies,
        )
        for each in fault.stack
    ]


def found_without_values(fault: StackFault) -> list[str]:
    """Answer what is wrong by the way in which the resources are linked alone, whatever their properties hold."""
    is_linked = all("scalingGroupId" not in each.props for each in fault.stack)
    return [fault.rule] if fault.rule in WRONG_BY_LINKS and is_linked else []


def test_every_rule_has_a_fault() -> None:
    assert sorted({*(fault.rule for fault in STACK_FAULTS), "policy-pack-exemptions"}) == sorted(STACK_RULES)


@every_fault
@pytest.mark.parametrize("is_reversed", [False, True], ids=["in order", "reversed"])
def test_rule_blames_one_resource_and_no_other_rule_does(fault: StackFault, is_reversed: bool) -> None:
    (violation,) = judge_stack(*fault.stack[:: -1 if is_reversed else 1]).violations
    (rule,) = (rule for rule in POLICIES if rule.name == fault.rule)
    blamed, found = (is_reversed and fault.in_reverse) or (fault.blamed, fault.found)

    assert violation.policy == fault.rule
    assert violation.message == (f"{rule.description}\nFound: {found}.\nRequired: {rule.required}.\nFix: {rule.fix}.")
    assert violation.urn.rpartition("::")[2] == blamed


@pytest.mark.parametrize("stack", KEPT, ids=range(len(KEPT)))
def test_rules_accept_a_stack(stack: tuple[Resource, ...]) -> None:
    outcome = judge_stack(*stack)

    assert (outcome.violations, outcome.undecided) == ((), {})


@every_fault
def test_rule_reads_secrets_like_other_values(fault: StackFault) -> None:
    hidden = changed(fault, lambda each: {key: secret(value) for key, value in each.props.items()})

    assert [violation.policy for violation in judge_stack(*hidden).violations] == [fault.rule]


@every_fault
def test_rule_leaves_other_types_alone(fault: StackFault) -> None:
    outcome = judge_stack(*changed(fault, lambda each: dict(each.props), "alicloud:oss/bucket:Bucket"))

    assert (outcome.violations, outcome.undecided) == ((), {})


@every_fault
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda _: {}, id="missing"),
        pytest.param(
            lambda each: {key: 7.0 if isinstance(value, list) else [7.0] for key, value in each.props.items()},
            id="odd types",
        ),
    ],
)
def test_rule_finds_only_what_is_there(fault: StackFault, change: Callable[[Resource], dict[str, Any]]) -> None:
    """Missing is also what the engine makes of a value that is unknown at preview."""
    outcome = judge_stack(*changed(fault, change))

    assert [violation.policy for violation in outcome.violations] == found_without_values(fault)
    assert outcome.undecided == {}


@every_fault
def test_rule_says_that_it_cannot_decide_or_is_silent_where_nothing_is_known(fault: StackFault) -> None:
    outcome = judge_stack(*changed(fault, lambda each: dict.fromkeys(each.props, UNKNOWN)))

    assert [violation.policy for violation in outcome.violations] == found_without_values(fault)
    # Who holds a RAM policy is told by names: where all of them are unknown nobody does.
    if not fault.rule.startswith("ram-"):
        assert (fault.rule in outcome.undecided) == (not found_without_values(fault))


def test_unknown_value_of_one_resource_hides_no_fault_of_another() -> None:
    unknown = Resource(LIFT.type, {"policyName": "unknown", "policyDocument": UNKNOWN}, "unknown")
    roles = (
        attach("Role", "other", "unknown"),
        attach("Role", "operator", "lift"),
        attach("Role", "operator", "delete"),
    )
    outcome = judge_stack(unknown, LIFT, DELETE, *roles)

    assert [violation.urn.rpartition("::")[2] for violation in outcome.violations] == ["operator-lift"]
    assert outcome.undecided == {
        "ram-policy-separate-release-duties": "string value at .policyDocument can't be known during preview"
    }


@given(props=st.lists(odd_props, min_size=6, max_size=6), fault=st.sampled_from(STACK_FAULTS))
def test_rules_never_raise(props: list[dict[str, object]], fault: StackFault) -> None:
    stack = [
        Resource(each.type, {**each.props, **change}, each.name, property_dependencies=each.property_dependencies)
        for each, change in zip(fault.stack, props, strict=False)
    ]

    judge_stack(*stack)


def test_refresh_of_a_group_of_another_stack_is_left_alone() -> None:
    stranger = Resource("alicloud:ess/scalingGroup:ScalingGroup", {}, "elsewhere")

    assert judge_stack(refresh(stranger, minHealthyPercentage=100.0)).violations == ()
