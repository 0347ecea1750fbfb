"""What the table of limits says is what the official client gets; what is just allowed passes."""

from collections.abc import Iterator, Mapping

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator.limits import STATES, VALUES
from alicloud_emulator.limits.rule import StateRule, ValueRule
from alicloud_emulator.parameters import invalid_parameter
from alicloud_emulator.services import ACTIONS_OF_PRODUCT
from contract.in_process import InProcessEmulator
from contract.limit_scenarios import SCENARIOS
from contract.limit_stage import Stage, make_stage
from contract.scaling import refusal

# A field of an item of a list of objects, and its value.
ITEMS = {
    "DataDisks.N": ("Size", "20"),
    "DataDisk.N": ("Size", "20"),
    "InstanceTypeOverrides.N": ("InstanceType", "ecs.g7.large"),
    "LaunchTemplateOverrides.N": ("InstanceType", "ecs.g7.large"),
    "SpotPriceLimits.N": ("PriceLimit", "1"),
    "RemovalPolicies.N": ("", "OldestInstance"),
    "NetworkInterface.N": ("PrimaryIpAddress", "10.0.0.9"),
    "Tags.N": ("Key", "k{number}"),
    "Tag.N": ("Key", "k{number}"),
    "TemplateTag.N": ("Key", "k{number}"),
}


@pytest.fixture(name="stage")
def _stage() -> Iterator[Stage]:
    with InProcessEmulator() as emulator:
        yield make_stage(emulator)


def given(rule: ValueRule, value: str) -> dict[str, str]:
    return {rule.parameter.replace(".N", ".1"): value}


def items(rule: ValueRule, number: int) -> dict[str, str]:
    field, value = ITEMS.get(rule.parameter, ("", "x{number}"))
    ending = f".{field}" if field else ""
    return {
        f"{rule.parameter.removesuffix('N')}{each}{ending}": value.format(number=each) for each in range(1, number + 1)
    }


def beyond(rule: ValueRule) -> Iterator[tuple[dict[str, str], str, str]]:
    """Yield parameters that go beyond the limit, the name in the message, and what it says was found."""
    if rule.check is None:
        parameters = items(rule, rule.most_items + 1)
        yield parameters, rule.parameter.removesuffix(".N"), f"{rule.most_items + 1} items"
    else:
        for value in rule.check.wrong:
            yield given(rule, value), rule.parameter.replace(".N", ".1"), value


def refused(stage: Stage, product: str, action: str, parameters: Mapping[str, str]) -> tuple[int, str, str] | None:
    try:
        stage.ask(product, action, **stage.call(product, action) | dict(parameters))
    except ClientException as error:
        data = error.data or {}
        return data["statusCode"], data["Code"], data["Message"]
    return None


VALUE_CASES = [
    pytest.param(product, action, rule, id=f"{product} {action} {rule.parameter} {rule.allowed[:20]}")
    for product, rules in VALUES.items()
    for rule in rules
    for action in rule.actions
]


@pytest.mark.parametrize(("product", "action", "rule"), VALUE_CASES)
def test_a_value_beyond_its_limit_is_refused_and_one_at_it_is_not(
    stage: Stage, product: str, action: str, rule: ValueRule
) -> None:
    for parameters, name, found in beyond(rule):
        message = rule.message or invalid_parameter(name, found, rule.allowed).message
        assert refused(stage, product, action, parameters) == (rule.http_status, rule.code, message)
    allowed = [items(rule, rule.most_items)] if rule.check is None else [given(rule, item) for item in rule.check.right]
    for parameters in allowed:
        answer = refused(stage, product, action, parameters)
        name = next(iter(parameters))
        message = rule.message or f'The specified value of parameter "{name}" is not valid'
        assert answer is None or answer[1] != rule.code or not answer[2].startswith(message), (parameters, answer)


STATE_CASES = [
    pytest.param(product, action, rule, id=f"{product} {action}: {rule.key}")
    for product, rules in STATES.items()
    for rule in rules
    for action in rule.actions
]


@pytest.mark.parametrize(("product", "action", "rule"), STATE_CASES)
def test_a_call_is_refused_in_the_state_that_the_table_names(
    stage: Stage, product: str, action: str, rule: StateRule
) -> None:
    broken = SCENARIOS[rule.key](stage, action)

    with pytest.raises(ClientException) as error:
        stage.ask(product, action, **stage.call(product, action) | broken)
    message = rule.message.replace("{group}", stage.ids["group"]).replace("{task}", stage.ids.get("refresh", ""))
    message = message.replace("{configuration}", stage.ids["old"])
    assert refusal(error) == (rule.http_status, rule.code, message)


CALLED = sorted({(str(case.values[0]), str(case.values[1])) for case in (*VALUE_CASES, *STATE_CASES)})


@pytest.mark.parametrize(("product", "action"), CALLED)
def test_the_same_call_without_what_is_wrong_is_not_refused(stage: Stage, product: str, action: str) -> None:
    """The cases above fail for the rule alone."""
    if action in NEEDS_ENABLED:
        stage.enabled()
    if action == "ExitStandby":
        stage.ask("Ess", "EnterStandby", **stage.call("Ess", "EnterStandby"))
    if action == "ModifyNotificationConfiguration":
        stage.ask("Ess", "CreateNotificationConfiguration", **stage.call("Ess", "CreateNotificationConfiguration"))

    assert refused(stage, product, action, {}) is None


NEEDS_ENABLED = frozenset(
    {
        "AttachInstances",
        "DetachInstances",
        "DisableScalingGroup",
        "EnterStandby",
        "ExecuteScalingRule",
        "ExitStandby",
        "RemoveInstances",
        "ScaleWithAdjustment",
        "SetInstancesProtection",
        "StartInstanceRefresh",
    }
)


def test_every_rule_is_about_actions_that_exist_and_has_a_scenario() -> None:
    assert [call for call in CALLED if call[1] not in ACTIONS_OF_PRODUCT[call[0]]] == []
    assert {rule.key for rules in STATES.values() for rule in rules} == SCENARIOS.keys()
