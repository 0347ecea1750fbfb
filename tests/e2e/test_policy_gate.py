"""The policy pack as a gate: `pulumi preview` with the real engine and provider, each fault alone and none."""

from pathlib import Path

import pytest

from alicloud_emulator import Emulator
from e2e.cloud import changing_calls
from e2e.conftest import ROOT, MakeStack
from policies.cases import FAULTS, Fault

PROGRAM = Path(__file__).parent / "policy_gate"
PACK = ROOT / "policypack"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.rule)
def test_preview_stops_each_fault_alone(make_stack: MakeStack, fault: Fault) -> None:
    stack = make_stack(PROGRAM, {"policy-gate:fault": fault.rule})

    run = stack.preview("--policy-pack", str(PACK))

    assert run.exit_code != 0
    lines = [line.strip() for line in run.output.split("\n")]
    module, name = fault.resource_type.split("/")[0], fault.resource_type.split(":")[-1]
    title = f"- [mandatory] [severity: high]  {fault.rule}  ({module}:{name}: web)"
    assert [line for line in lines if line.startswith("- [")] == [title]
    start = lines.index(title) + 1
    expected = [fault.description, *fault.message.split("\n")]
    assert lines[start : start + len(expected)] == expected


def test_preview_passes_a_program_without_faults_and_without_a_warning(make_stack: MakeStack) -> None:
    run = make_stack(PROGRAM).preview("--policy-pack", str(PACK))

    assert run.exit_code == 0, run.output
    assert "✅ alicloud-ess-refresh@v0.1.0" in run.output
    assert "Diagnostics:" not in run.output
    assert "warning" not in run.output.lower()


def test_update_decides_before_the_resource_is_touched_what_the_preview_cannot_know(
    make_stack: MakeStack, emulator: Emulator
) -> None:
    rule = "ess-scaling-group-priority-scale-out"
    stack = make_stack(PROGRAM, {"policy-gate:fault": rule, "policy-gate:late": "true"})

    preview = stack.preview("--policy-pack", str(PACK))
    update = stack.up("--policy-pack", str(PACK))

    assert preview.exit_code == 0, preview.output
    assert f"- [advisory] [severity: high]  {rule}  (alicloud:ess:ScalingGroup: web)" in preview.output
    assert update.exit_code != 0
    assert f"- [mandatory] [severity: high]  {rule}  (alicloud:ess:ScalingGroup: web)" in update.output
    assert changing_calls(emulator, "CreateVpc", "CreateScalingGroup") == {"CreateVpc": 1}


def test_preview_passes_the_example(make_stack: MakeStack) -> None:
    """The component's defaults keep every rule."""
    run = make_stack(ROOT, {"rolling-release:image": "m-app-v1"}).preview("--policy-pack", str(PACK))

    assert run.exit_code == 0, run.output
    assert "✅ alicloud-ess-refresh@v0.1.0" in run.output
