"""The policy pack as a gate: `pulumi preview` and `pulumi up` with the real engine and provider."""

from pathlib import Path

from alicloud_emulator import Emulator
from e2e.cloud import changing_calls
from e2e.conftest import ROOT, MakeStack
from policies.cases import FAULTS

PROGRAM = Path(__file__).parent / "policy_gate"
PACK = ROOT / "policypack"
RULE = "ess-scaling-group-priority-scale-out"
TITLE = f"- [mandatory] [severity: high]  {RULE}  (alicloud:ess:ScalingGroup: web)"


def test_preview_stops_at_a_fault_and_says_what_where_and_how_to_fix_it(make_stack: MakeStack) -> None:
    (fault,) = (fault for fault in FAULTS if fault.rule == RULE)

    run = make_stack(PROGRAM, {"policy-gate:policy": "BALANCE"}).preview("--policy-pack", str(PACK))

    assert run.exit_code != 0
    lines = [line.strip() for line in run.output.split("\n")]
    assert [line for line in lines if line.startswith("- [")] == [TITLE]
    start = lines.index(TITLE) + 1
    expected = [fault.description, *fault.message.split("\n")]
    assert lines[start : start + len(expected)] == expected


def test_preview_passes_a_program_without_faults_and_without_a_warning(make_stack: MakeStack) -> None:
    run = make_stack(PROGRAM).preview("--policy-pack", str(PACK))

    assert run.exit_code == 0, run.output
    assert "✅ alicloud-ess-refresh@v0.1.0" in run.output
    assert "Diagnostics:" not in run.output
    assert "warning" not in run.output.lower()
    assert "[advisory]" not in run.output


def test_update_decides_before_the_resource_is_touched_what_the_preview_cannot_know(
    make_stack: MakeStack, emulator: Emulator
) -> None:
    stack = make_stack(PROGRAM, {"policy-gate:policy": "BALANCE", "policy-gate:late": "true"})

    preview = stack.preview("--policy-pack", str(PACK))
    update = stack.up("--policy-pack", str(PACK))

    assert preview.exit_code == 0, preview.output
    assert TITLE.replace("mandatory", "advisory") in preview.output
    assert update.exit_code != 0
    assert TITLE in update.output
    assert changing_calls(emulator, "CreateVpc", "CreateScalingGroup") == {"CreateVpc": 1}


def test_preview_passes_the_example(make_stack: MakeStack) -> None:
    """The component's defaults keep every rule but one: which role the instances have is for the program to say."""
    run = make_stack(ROOT, {"rolling-release:image": "m-app-v1"}).preview("--policy-pack", str(PACK))

    assert run.exit_code == 0, run.output
    reports = [line.strip() for line in run.output.split("\n") if line.strip().startswith("- [")]
    assert [report.split()[4] for report in reports] == ["ecs-instance-ram-role"]
    assert reports[0].startswith("- [advisory]")
