"""What teams say to the pack, through the engine alone: presets, exemptions, and slips."""

import json
from pathlib import Path

import pytest

from e2e.conftest import ROOT, MakeStack
from toolchain.stack import Stack

PROGRAM = Path(__file__).parent / "policy_gate"
PACK = str(ROOT / "policypack")
RULE = "ess-scaling-group-priority-scale-out"


@pytest.fixture(name="balanced")
def _balanced(make_stack: MakeStack, tmp_path: Path) -> Stack:
    """Make a stack that breaks the rule, as its owner's shell would start it."""
    return make_stack(PROGRAM, {"policy-gate:policy": "BALANCE"}, PWD=str(tmp_path / "project"))


def preview(stack: Stack, settings: str = "", config: object = None) -> tuple[bool, list[str]]:
    """Answer whether the preview passes, and what the pack or the engine said about it."""
    (stack.directory / "ess-policies.yaml").write_text(settings)
    (stack.directory / "policies.json").write_text(json.dumps(config or {}))
    run = stack.preview("--policy-pack", PACK, "--policy-pack-config", "policies.json")
    lines = [line.strip() for line in run.output.split("\n") if "preview failed" not in line]
    return run.exit_code == 0, [
        line for line in lines if line.startswith(("- [", "Exempted ", "Exemption ", "Found", "error: "))
    ]


def exemption(expires: str, resource: str = "*::web") -> str:
    entry = {"rule": RULE, "resource": resource, "reason": "until the move", "owner": "web", "expires": expires}
    return json.dumps({"exemptions": [entry]})


def title(
    level: str, rule: str = RULE, severity: str = "high", resource: str = "alicloud:ess:ScalingGroup: web"
) -> str:
    return f"- [{level}] [severity: {severity}]  {rule}  ({resource})"


FOUND = "Found: the scale-out policy (MultiAZPolicy) is `BALANCE`."


def test_exemption_lets_the_preview_pass_until_it_expires(balanced: Stack) -> None:
    assert preview(balanced) == (False, [title("mandatory"), FOUND])
    agreed = "Exempted until 9999-12-31 by web: until the move"
    assert preview(balanced, exemption("9999-12-31")) == (True, [title("advisory"), agreed, FOUND])
    ended = "Exemption ended on 2020-01-31 (owner: web)."
    also = [
        "- [advisory] [severity: medium]  policy-pack-exemptions  (pulumi:pulumi:Stack: policy-gate-demo)",
        f"Found: the exemption from `{RULE}` for `*::web` expired on 2020-01-31 (owner: web).",
    ]
    assert preview(balanced, exemption("2020-01-31")) == (False, [title("mandatory"), ended, FOUND, *also])


def test_exemption_that_matches_nothing_is_reported_at_the_end_of_a_passing_run(balanced: Stack) -> None:
    settings = exemption("9999-12-31", "*::other")

    passes, lines = preview(balanced, settings, {RULE: "advisory"})

    assert passes
    found = f"Found: the exemption from `{RULE}` for `*::other` matches no resource that the rule judges"
    nearest = "urn:pulumi:demo::policy-gate::alicloud:ess/scalingGroup:ScalingGroup::web"
    assert f"{found}; the nearest is `{nearest}`." in lines


def test_level_in_the_policy_config_wins_over_the_preset(balanced: Stack) -> None:
    assert preview(balanced, "preset: strict", {RULE: "advisory"}) == (True, [title("advisory"), FOUND])


@pytest.mark.parametrize(
    ("settings", "config", "said"),
    [
        ("", {f"{RULE}s": "advisory"}, f"`{RULE}s`: no rule has this name; did you mean `{RULE}`?"),
        ("", {RULE: {"mode": "x"}}, f"`{RULE}`: no option has the name `mode`; it has none"),
        (
            "preset: lax",
            {},
            ".preset: found `lax`; expected one of `baseline`, `production`, `strict`",
        ),
    ],
    ids=["rule", "option", "preset"],
)
def test_slip_stops_the_run_and_is_explained(balanced: Stack, settings: str, config: object, said: str) -> None:
    passes, lines = preview(balanced, settings, config)

    assert not passes
    (line,) = lines
    assert line.startswith("error: ")
    assert line.endswith(said)
