"""What fails a refresh's preflight fails in the policy pack: one fixture a rule, judged as it runs and as declared."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.refresh.provider import PREVIEW_MARK
from ess_policies.testing import Resource
from ess_readiness import READINESS_ADVICE, READINESS_RULES
from policies.evaluation import judge, judge_stack
from policies.fault import COMPLIANT, SCALING_CONFIGURATION, SCALING_GROUP, WAITING_REFRESH
from unit.refresh.conftest import Stage, props
from unit.refresh.fakes import OLD, FakeEss

LIVE_ONLY = {
    "active-group": "a program does not say whether its group is enabled or being deleted",
    "fixed-active-version": "instances show which number a moving version of their group was when they were made",
    "rollback-target": "what a group was on before is no part of a program",
    "sources-exist": "what exists is no part of a program",
    "offered-types": "what a zone offers is no part of a program",
    "one-refresh-at-a-time": "a task is no part of a program",
    "standby-instances": "an instance is put into standby by hand",
    "alarms-quiet": "an alarm fires when it does",
    "free-addresses": "others take addresses of a vSwitch, too",
}
"""Rules that no policy can have, and why."""

LIVE_FIELDS = {
    "multiAzPolicy": "multi_az_policy",
    "scalingPolicy": "scaling_policy",
    "groupType": "group_type",
    "maxSize": "max_size",
    "desiredCapacity": "desired_capacity",
}


@dataclass(frozen=True, kw_only=True)
class Fixture:
    """What is declared otherwise than it should be: of the group, its configuration or the refresh."""

    rule_id: str
    policy: str
    verdict: str = "fails"
    group: Mapping[str, Any] = field(default_factory=dict)
    configuration: Mapping[str, Any] = field(default_factory=dict)
    refresh: Mapping[str, Any] = field(default_factory=dict)


WEIGHTED = [{"instanceType": "ecs.g7.large", "weightedCapacity": 2.0}]
FIXTURES = (
    Fixture(
        rule_id="priority-scale-out",
        policy="ess-scaling-group-priority-scale-out",
        group={"multiAzPolicy": "BALANCE"},
    ),
    Fixture(
        rule_id="release-reclaim-mode",
        policy="ess-scaling-group-release-reclaim-mode",
        verdict="fails now",
        group={"scalingPolicy": "recycle"},
    ),
    Fixture(rule_id="supported-group-type", policy="ess-scaling-group-ecs-instances", group={"groupType": "ECI"}),
    Fixture(
        rule_id="scaling-group-weights",
        policy="ess-scaling-group-no-vcpu-capacity",
        verdict="fails now",
        group={"launchTemplateOverrides": WEIGHTED},
    ),
    Fixture(
        rule_id="scaling-configuration-weights",
        policy="ess-scaling-configuration-no-vcpu-capacity",
        verdict="fails now",
        configuration={"instanceTypeOverrides": WEIGHTED},
    ),
    Fixture(
        rule_id="fixed-launch-template-version",
        policy="ess-instance-refresh-launch-template-pinned",
        verdict="warns",
        refresh={
            "launch_template_id": "lt-web",
            "launch_template_version": "Latest",
            "scaling_configuration_id": None,
            "on_failure": "leave",
        },
    ),
    Fixture(
        rule_id="protected-instances",
        policy="ess-scaling-group-no-protected-instances",
        group={"protectedInstances": ["i-old-0"]},
    ),
    Fixture(
        rule_id="room-to-replace",
        policy="ess-instance-refresh-room-to-replace",
        verdict="warns",
        group={"desiredCapacity": 4.0, "maxSize": 5.0},
        refresh={"min_healthy_percentage": 95.0, "max_healthy_percentage": 105.0},
    ),
    Fixture(
        rule_id="ceiling-within-max-size",
        policy="ess-instance-refresh-within-max-size",
        verdict="warns",
        group={"desiredCapacity": 4.0, "maxSize": 5.0},
        refresh={"max_healthy_percentage": 150.0},
    ),
    # The service's own percentages: 80 % and 120 % of four are both four.
    Fixture(
        rule_id="ceiling-within-max-size",
        policy="ess-instance-refresh-within-max-size",
        verdict="warns",
        group={"desiredCapacity": 4.0, "maxSize": 4.0},
    ),
)
every_fixture = pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.rule_id)


class LiveEss(FakeEss):
    """The service with what a fixture declares."""

    def __init__(self, fixture: Fixture) -> None:
        super().__init__()
        assert self.group is not None
        declared = {LIVE_FIELDS[key]: value for key, value in fixture.group.items() if key in LIVE_FIELDS}
        weights = _weights(fixture.group.get("launchTemplateOverrides", ()))
        self.group = replace(self.group, **declared, launch_template_override_weights=weights)
        protected = fixture.group.get("protectedInstances", ())
        self.instances = [
            replace(each, lifecycle_state="Protected") if each.instance_id in protected else each
            for each in self.instances
        ]
        self.weights = _weights(fixture.configuration.get("instanceTypeOverrides", ()))

    def describe_scaling_configurations(self, scaling_group_id: str) -> tuple[ScalingConfiguration, ...]:
        found = super().describe_scaling_configurations(scaling_group_id)
        return tuple(replace(each, weights=self.weights) for each in found)


def _weights(overrides: Any) -> tuple[int, ...]:
    return tuple(int(each["weightedCapacity"]) for each in overrides)


def preview(fixture: Fixture) -> dict[str, str]:
    """Answer the rules that did not pass at preview, with what came of each."""
    stage = Stage(ess=LiveEss(fixture))
    inputs = {"protected_instances": "fail", **fixture.refresh}
    news = {**props(**inputs), PREVIEW_MARK: True}
    result = stage.provider().check(props(scaling_configuration_id=OLD), news)
    rows = [re.split(r" {2,}", line.strip()) for line in "\n".join(stage.lines).splitlines()]
    told = {cells[1]: cells[0] for cells in rows if cells[0] in {"fails", "fails now", "warns", "overridden"}}
    assert bool(result.failures) is ("fails" in told.values())
    return told


def declared(fixture: Fixture) -> list[str]:
    """Answer the names of the policies that are broken."""
    group = Resource(SCALING_GROUP, COMPLIANT[SCALING_GROUP] | dict(fixture.group), "web")
    configuration = COMPLIANT[SCALING_CONFIGURATION] | dict(fixture.configuration)
    given = {
        key: value for key, value in (COMPLIANT[WAITING_REFRESH] | dict(fixture.refresh)).items() if value is not None
    }
    refresh = Resource(WAITING_REFRESH, given, "release", property_dependencies={"scaling_group_id": (group.urn,)})
    outcomes = (
        judge(SCALING_GROUP, group.props),
        judge(SCALING_CONFIGURATION, configuration),
        judge(WAITING_REFRESH, refresh.props),
        judge_stack(group, refresh),
    )
    return [violation.policy for outcome in outcomes for violation in outcome.violations]


def test_every_rule_has_a_fixture_or_a_reason_to_have_none() -> None:
    rules = {rule.id for rule in (*READINESS_RULES, *READINESS_ADVICE)}
    assert {fixture.rule_id for fixture in FIXTURES} | set(LIVE_ONLY) == rules
    assert {fixture.rule_id for fixture in FIXTURES} & set(LIVE_ONLY) == set()


def test_what_is_declared_as_it_should_be_passes_both() -> None:
    compliant = Fixture(rule_id="", policy="")
    assert (preview(compliant), declared(compliant)) == ({}, [])


@every_fixture
def test_fixture_is_told_at_preview(fixture: Fixture) -> None:
    assert preview(fixture) == {fixture.rule_id: fixture.verdict}


@every_fixture
def test_the_same_fixture_breaks_a_policy(fixture: Fixture) -> None:
    assert declared(fixture) == [fixture.policy]
