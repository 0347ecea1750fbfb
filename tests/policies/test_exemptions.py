"""Exemptions: what they suppress, what is said of them, and which of them are themselves at fault."""

from datetime import date
from typing import Any

import pytest

from ess_policies import POLICIES
from ess_policies.configuration.team_file import Settings
from ess_policies.exemption import Exemption
from ess_policies.findings import Finding
from ess_policies.serving.server import Analyzer
from ess_policies.testing import UNKNOWN, Outcome, Pack, Resource, in_process
from policies.cases import COMPLIANT, SCALING_GROUP

RULE = "ess-scaling-group-deletion-protection"
COMPLETE = {
    "rule": RULE,
    "resource": "*::canary-*",
    "reason": "canary groups live for a day",
    "owner": "platform",
    "expires": "2027-01-31",
}
UNPROTECTED = {**COMPLIANT[SCALING_GROUP], "groupDeletionProtection": False}
CANARY = Resource(SCALING_GROUP, UNPROTECTED, "canary-1")
OTHER = Resource(SCALING_GROUP, UNPROTECTED, "web")


def pack(*entries: dict[str, str], today: date = date(2027, 1, 31)) -> Pack:
    return Pack.of_server(Analyzer(POLICIES, lambda: Settings(exemptions=entries), today=lambda: today))


def faults(outcome: Outcome) -> list[str]:
    (said,) = {each.level for each in outcome.violations} or {"advisory"}
    assert said == "advisory"
    read = [Finding.read(each.policy, each.urn, each.message) for each in outcome.violations]
    return [each.found for each in read if each is not None and each.rule == "policy-pack-exemptions"]


def test_exempted_finding_is_told_and_does_not_count() -> None:
    (violation,) = pack(COMPLETE).judge(CANARY).violations

    assert (violation.policy, violation.level) == (RULE, "advisory")
    assert violation.message == (
        "Scaling groups are protected from deletion.\n"
        "Exempted until 2027-01-31 by platform: canary groups live for a day\n"
        "Found: a scaling group without deletion protection.\n"
        "Required: deletion protection, because the provider deletes a group together with its instances.\n"
        "Fix: set `group_deletion_protection=True` on the `alicloud.ess.ScalingGroup`."
    )


def test_report_reads_the_exemption_back() -> None:
    (violation,) = pack(COMPLETE).judge(CANARY).violations

    finding = Finding.read(RULE, CANARY.urn, violation.message)

    assert finding is not None
    assert finding.is_suppressed
    assert finding.exemption == Exemption(
        rule=RULE,
        resource=CANARY.urn,
        reason="canary groups live for a day",
        owner="platform",
        expires=date(2027, 1, 31),
    )
    assert finding.text == violation.message


def test_exemption_is_for_its_resources_and_its_rule_only() -> None:
    exempting = pack(COMPLETE)

    assert [each.level for each in exempting.judge(OTHER).violations] == ["mandatory"]
    recycling = Resource(SCALING_GROUP, {**COMPLIANT[SCALING_GROUP], "scalingPolicy": "recycle"}, "canary-1")
    assert [each.level for each in exempting.judge(recycling).violations] == ["mandatory"]


def test_exemption_that_serves_a_finding_is_no_fault() -> None:
    exempting = pack(COMPLETE)
    exempting.judge(CANARY)

    assert faults(exempting.judge_stack([CANARY, OTHER])) == []


def test_expired_exemption_lets_the_finding_count_again() -> None:
    expired = pack(COMPLETE, today=date(2027, 2, 1))

    (violation,) = expired.judge(CANARY).violations
    assert violation.level == "mandatory"
    assert violation.message.split("\n")[1] == "Exemption ended on 2027-01-31 (owner: platform)."
    assert faults(expired.judge_stack([CANARY])) == [
        f"the exemption from `{RULE}` for `*::canary-*` expired on 2027-01-31 (owner: platform)"
    ]


def test_exemption_that_matches_nothing_is_reported() -> None:
    kept = Resource(SCALING_GROUP, COMPLIANT[SCALING_GROUP], "canary-1")
    exempting = pack(COMPLETE)
    exempting.judge(kept)

    name = f"the exemption from `{RULE}` for `*::canary-*`"
    assert faults(exempting.judge_stack([kept])) == [f"{name} matches no finding: the rule is kept"]
    assert faults(exempting.judge_stack([OTHER])) == [
        f"{name} matches no resource that the rule judges; the nearest is `{OTHER.urn}`"
    ]


def test_exemption_may_be_needed_where_the_rule_could_not_decide_or_did_not_look() -> None:
    late = Resource(SCALING_GROUP, {**UNPROTECTED, "groupDeletionProtection": UNKNOWN}, "canary-1")
    undecided = pack(COMPLETE)
    undecided.judge(late)

    assert faults(undecided.judge_stack([late])) == []
    # A run with `--target` hands over the whole stack and has only the targets judged alone.
    assert faults(pack(COMPLETE).judge_stack([CANARY])) == []


def test_exemption_from_a_rule_that_is_off_is_left_alone() -> None:
    exempting = pack(COMPLETE)
    exempting.configure({RULE: "disabled"})

    assert faults(exempting.judge_stack([OTHER])) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"reason": " "}, "has no reason"),
        ({"owner": ""}, "has no owner"),
        ({"expires": "soon"}, "has no date of expiry (`expires`, such as `2027-01-31`)"),
        ({"reason": "", "owner": ""}, "has no reason and no owner"),
        ({"owner": "team: web"}, "has an owner with a colon in it"),
        ({"rule": "ess-scaling-group-deletion-protecton"}, f"names a rule that there is not; did you mean `{RULE}`?"),
    ],
)
def test_incomplete_exemption_suppresses_nothing_and_is_reported(change: dict[str, str], fault: str) -> None:
    entry = COMPLETE | change
    exempting = pack(entry)

    assert [each.level for each in exempting.judge(CANARY).violations] == ["mandatory"]
    assert faults(exempting.judge_stack([CANARY])) == [
        f"the exemption from `{entry['rule']}` for `*::canary-*` {fault}"
    ]


def test_exemption_in_the_policy_config_counts_as_one_in_the_file() -> None:
    exempting = pack()
    exempting.configure({"policy-pack-exemptions": {"exemptions": [COMPLETE]}})

    assert [each.level for each in exempting.judge(CANARY).violations] == ["advisory"]


def in_component(name: str, *, stack: str = "prod") -> Resource:
    component = f"urn:pulumi:{stack}::shop::alicloud-ess-refresh:index:RefreshableScalingGroup::web"
    return Resource(SCALING_GROUP, UNPROTECTED, name, parent=component)


@pytest.mark.parametrize(
    ("pattern", "levels"),
    [
        ("*::alicloud:ess/scalingGroup:ScalingGroup::canary-*", ["advisory", "advisory"]),
        ("*$alicloud:ess/scalingGroup:ScalingGroup::canary-*", ["advisory", "mandatory"]),
        ("urn:pulumi:prod::*::canary-*", ["advisory", "mandatory"]),
        ("urn:pulumi:dev::*", ["mandatory", "advisory"]),
        ("*::Group::canary-*", ["mandatory", "mandatory"]),
    ],
)
def test_pattern_covers_a_group_in_a_component_as_one_outside(pattern: str, levels: list[str]) -> None:
    exempting = pack(COMPLETE | {"resource": pattern})
    found = [exempting.judge(group).violations for group in (in_component("canary-1"), CANARY)]
    assert [violation.level for (violation,) in found] == levels


def test_an_exemption_for_one_stack_is_for_no_other() -> None:
    exempting = pack(COMPLETE | {"resource": "urn:pulumi:dev::shop::*"})
    found = [exempting.judge(in_component("web", stack=stack)).violations for stack in ("dev", "prod")]
    assert [violation.level for (violation,) in found] == ["advisory", "mandatory"]


def test_the_report_of_an_unused_exemption_names_the_nearest_resource() -> None:
    pattern = "*::alicloud:ess/scalingGroup:ScalingGroup::canari-*"
    exempting = pack(COMPLETE | {"resource": pattern})
    near, far = in_component("canary-1"), in_component("web")

    name = f"the exemption from `{RULE}` for `{pattern}`"
    assert faults(exempting.judge_stack([far, near])) == [
        f"{name} matches no resource that the rule judges; the nearest is `{near.urn}`"
    ]


def test_a_rule_of_the_organization_is_exempted_from_in_its_own_configuration_only() -> None:
    exempting = pack(COMPLETE)
    exempting.configure({"policy-pack-exemptions": {"organizationRules": [RULE]}})

    assert [each.level for each in exempting.judge(CANARY).violations] == ["mandatory"]
    (fault,) = faults(exempting.judge_stack([CANARY]))
    assert fault == (
        f"the exemption from `{RULE}` for `*::canary-*` stands in the project's file, and only the organization's"
        " policy config can exempt from this rule"
    )

    exempting.configure({"policy-pack-exemptions": {"organizationRules": [RULE], "exemptions": [COMPLETE]}})
    assert [each.level for each in exempting.judge(CANARY).violations] == ["advisory"]


def test_exemption_is_not_for_the_library_alone() -> None:
    """Rules in somebody's own pack, served by the library, know nothing of exemptions."""
    rule: Any = next(rule for rule in POLICIES if rule.name == RULE)

    assert [each.level for each in in_process(rule).judge(CANARY).violations] == ["mandatory"]
