"""What each rule accepts and reports."""

from typing import Any

import pytest

from policies.cases import COMPLIANT, FAULTS, INSTANCE, INSTANCE_SET, SCALING_CONFIGURATION, SCALING_GROUP, Fault
from policies.evaluation import NAMES, broken_rules, violations


def test_every_rule_has_a_fault() -> None:
    assert tuple(fault.rule for fault in FAULTS) == NAMES


@pytest.mark.parametrize("resource_type", COMPLIANT)
def test_rules_accept_a_compliant_resource(resource_type: str) -> None:
    assert broken_rules(resource_type, COMPLIANT[resource_type]) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.rule)
def test_rule_reports_its_fault_and_no_other_rule_does(fault: Fault) -> None:
    assert broken_rules(fault.resource_type, fault.props) == [fault.rule]
    assert violations(fault.rule, fault.resource_type, fault.props) == [fault.message]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.rule)
def test_rule_ignores_other_resources(fault: Fault) -> None:
    assert broken_rules("alicloud:vpc/network:Network", fault.props) == []
    assert broken_rules("pulumi:providers:alicloud", fault.props) == []


@pytest.mark.parametrize(
    ("resource_type", "change"),
    [
        # Release protection exists for pay-as-you-go only and does nothing for spot instances.
        (INSTANCE, {"deletionProtection": False, "instanceChargeType": "PrePaid"}),
        (INSTANCE, {"deletionProtection": False, "spotStrategy": "SpotAsPriceGo"}),
        (INSTANCE_SET, {"deletionProtection": False, "spotStrategy": "SpotWithPriceLimit"}),
        (SCALING_CONFIGURATION, {"deletionProtection": False, "spotStrategy": "SpotAsPriceGo"}),
        (SCALING_GROUP, {"scalingPolicy": "forceRelease"}),
        # What the API answers is spelled in lower case.
        (SCALING_GROUP, {"scalingPolicy": "forcerelease"}),
        # Overrides that only list types; 0 is an omitted weight.
        (SCALING_GROUP, {"launchTemplateOverrides": [{"instanceType": "ecs.g7.large"}]}),
        (SCALING_GROUP, {"launchTemplateOverrides": []}),
        (SCALING_CONFIGURATION, {"instanceTypeOverrides": [{"instanceType": "ecs.g7.large", "weightedCapacity": 0.0}]}),
    ],
)
def test_rules_accept_what_the_service_accepts(resource_type: str, change: dict[str, Any]) -> None:
    assert broken_rules(resource_type, COMPLIANT[resource_type] | change) == []


@pytest.mark.parametrize(
    ("rule", "resource_type", "change"),
    [
        ("ecs-instance-release-protection", INSTANCE_SET, {"deletionProtection": False}),
        ("ecs-instance-release-protection", INSTANCE, {"deletionProtection": False, "instanceChargeType": "PostPaid"}),
        ("ecs-instance-release-protection", INSTANCE, {"deletionProtection": False, "spotStrategy": "NoSpot"}),
        (
            "ess-scaling-configuration-release-protection",
            SCALING_CONFIGURATION,
            {"deletionProtection": False, "spotStrategy": "NoSpot"},
        ),
        ("ess-scaling-group-release-reclaim-mode", SCALING_GROUP, {"scalingPolicy": "recycle"}),
        ("ess-scaling-group-release-reclaim-mode", SCALING_GROUP, {"scalingPolicy": "forcerecycle"}),
        ("ess-scaling-group-priority-scale-out", SCALING_GROUP, {"multiAzPolicy": "COST_OPTIMIZED"}),
        # No page says that this counts as Priority.
        (
            "ess-scaling-group-priority-scale-out",
            SCALING_GROUP,
            {"multiAzPolicy": "COMPOSABLE", "allocationStrategy": "priority"},
        ),
    ],
)
def test_rule_reports_every_form_of_its_fault(rule: str, resource_type: str, change: dict[str, Any]) -> None:
    assert broken_rules(resource_type, COMPLIANT[resource_type] | change) == [rule]


@pytest.mark.parametrize(
    ("resource_type", "rules"),
    [
        (INSTANCE, ["ecs-instance-release-protection"]),
        (INSTANCE_SET, ["ecs-instance-release-protection"]),
        (SCALING_CONFIGURATION, ["ess-scaling-configuration-release-protection"]),
        (SCALING_GROUP, ["ess-scaling-group-deletion-protection"]),
    ],
)
def test_rules_take_missing_properties_for_the_defaults_of_the_api(resource_type: str, rules: list[str]) -> None:
    assert broken_rules(resource_type, {}) == rules
