"""The two programs of each rule's page, through `pulumi preview`: exactly the findings that the pages promise."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from e2e.conftest import ROOT, MakeStack
from ess_policies import POLICIES
from ess_policies.rule_pages import EXAMPLES, example

PROJECT = Path(__file__).parent / "policy_examples"
RULES = tuple(rule.name for rule in POLICIES if example(rule, "fails").exists())
# These look at everything in a stack, or need an option that other programs do not know of.
ALONE = {
    "ecs-instance-required-tags": {"requiredTags": ["cost-center"]},
    "ess-instance-refresh-waits-for-the-end": {},
    "ess-scaling-group-production-calls-recorded": {},
    "ess-scaling-group-production-events-subscribed": {},
    "ess-scaling-group-required-tags": {"requiredTags": ["cost-center"]},
}
_PROGRAM = re.compile(r"::example:(?P<program>[a-z-]+:[a-z]+)\$")


def _file(rule: str, kind: str) -> str:
    return f"{rule.replace('-', '_')}_{kind}.py"


def _uses_ours(rule: str, kind: str) -> bool:
    return "alicloud_ess_refresh" in (EXAMPLES / _file(rule, kind)).read_text(encoding="utf-8")


def _together(kind: str, *, ours: bool) -> list[str]:
    """Answer the rules whose programs share a stack; ours and the provider's refresh are kept apart."""
    return [rule for rule in RULES if rule not in ALONE and _uses_ours(rule, kind) is ours]


def findings(
    make_stack: MakeStack, folder: Path, programs: Iterable[tuple[str, str]], options: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """
    Answer who reported what: program (`<rule>:<kind>`) and rule.

    All rules are advisory, because a preview that one of them stops asks no rule on stacks any more.
    """
    config = {rule.name: {"enforcementLevel": "advisory", **options.get(rule.name, {})} for rule in POLICIES}
    (folder / "policies.json").write_text(json.dumps(config))
    stack = make_stack(
        PROJECT,
        {"policy-examples:folder": str(EXAMPLES), "policy-examples:programs": [_file(*each) for each in programs]},
        PULUMI_DEBUG_COMMANDS="true",
    )
    log = folder / "events.json"
    run = stack.preview(
        "--event-log",
        str(log),
        "--policy-pack",
        str(ROOT / "policypack"),
        "--policy-pack-config",
        str(folder / "policies.json"),
    )
    assert run.exit_code == 0, run.output
    events = [json.loads(line).get("policyEvent") for line in log.read_text().splitlines()]
    return sorted((_program(event), event["policyName"]) for event in events if event)


def _program(event: Mapping[str, str]) -> str:
    match = _PROGRAM.search(event["resourceUrn"])
    assert match is not None, event
    return match["program"]


def _expected(rules: Sequence[str]) -> list[tuple[str, str]]:
    return sorted((f"{rule}:fails", rule) for rule in rules)


def test_every_rule_on_the_cloud_has_its_programs() -> None:
    assert list(RULES) == [rule.name for rule in POLICIES if not rule.name.startswith("policy-pack-")]
    assert all(example(rule, "passes").exists() for rule in POLICIES if rule.name in RULES)


@pytest.mark.parametrize("ours", [False, True], ids=["provider", "ours"])
def test_failing_programs_break_their_own_rule_only(make_stack: MakeStack, tmp_path: Path, ours: bool) -> None:
    rules = _together("fails", ours=ours)

    assert findings(make_stack, tmp_path, [(rule, "fails") for rule in rules], {}) == _expected(rules)


@pytest.mark.parametrize("ours", [False, True], ids=["provider", "ours"])
def test_passing_programs_break_no_rule(make_stack: MakeStack, tmp_path: Path, ours: bool) -> None:
    rules = _together("passes", ours=ours)

    assert rules
    assert findings(make_stack, tmp_path, [(rule, "passes") for rule in rules], {}) == []


@pytest.mark.parametrize("rule", ALONE)
def test_failing_program_with_a_stack_of_its_own(make_stack: MakeStack, tmp_path: Path, rule: str) -> None:
    assert findings(make_stack, tmp_path, [(rule, "fails")], {rule: ALONE[rule]}) == _expected([rule])


@pytest.mark.parametrize("rule", ALONE)
def test_passing_program_with_a_stack_of_its_own(make_stack: MakeStack, tmp_path: Path, rule: str) -> None:
    assert findings(make_stack, tmp_path, [(rule, "passes")], {rule: ALONE[rule]}) == []
