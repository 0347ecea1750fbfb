"""From the engine's events to a report."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ess_policies.cli.engine import EngineRun
from ess_policies.cli.positions import position_of, relative_path
from ess_policies.cli.summaries import rule_summaries
from ess_policies.findings import Finding
from ess_policies.reports.report import Outcome, Report, Result, in_order, stack_of, type_of
from ess_policies.version import VERSION

__all__ = ["report_of"]

# What pulumi-policy 1.21 says, at the level advisory, of a rule that touched an unknown value.
_UNDECIDED = "can't run policy "


def report_of(run: EngineRun, *, what: str, active: Mapping[str, frozenset[str]], project: Path, root: Path) -> Report:
    """
    Make the report of one run.

    Args:
        what: What the engine did: `preview`, `stack` or `state FILE`.
        active: The types that each rule judges, by its name, without the rules that are switched off.
        project: The folder of `Pulumi.yaml`.
        root: The root of the sources.
    """
    events = tuple(event["policyEvent"] for event in run.events if "policyEvent" in event)
    results = in_order(_result(event, run, project, root) for event in events)
    failed = {(result.urn, result.rule) for result in results}
    judged = _judged_in_preview(run.events) if run.resources is None else run.resources
    return Report(
        run=what,
        stack=next((stack_of(urn) for urn in judged), ""),
        version=VERSION,
        rules=rule_summaries(),
        passed={
            urn: tuple(name for name, types in active.items() if type_of(urn) in types and (urn, name) not in failed)
            for urn in judged
        },
        results=results,
        fallback=relative_path(project / "Pulumi.yaml", root),
    )


def _result(event: Mapping[str, Any], run: EngineRun, project: Path, root: Path) -> Result:
    message = event["message"].strip()
    rule, urn = event["policyName"], event.get("resourceUrn", "")
    finding = Finding.read(rule, urn, message)
    return Result(
        rule=rule,
        urn=urn,
        # A rule that is set to `remediate` and remediates nothing blocks as a mandatory one does.
        level="advisory" if event["enforcementLevel"] == "advisory" else "mandatory",
        severity=event.get("severity") or "medium",
        message=message,
        found=finding.found if finding else message.rpartition(" during preview: ")[2],
        outcome=_outcome(finding, message),
        exemption=finding.exemption if finding else None,
        position=position_of(urn, run.sources, project=project, root=root),
    )


def _outcome(finding: Finding | None, message: str) -> Outcome:
    if finding and finding.is_suppressed:
        return Outcome.EXEMPTED
    return Outcome.UNDECIDED if message.startswith(_UNDECIDED) else Outcome.VIOLATED


def _judged_in_preview(events: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    summaries = (event["policyAnalyzeSummaryEvent"] for event in events if "policyAnalyzeSummaryEvent" in event)
    return tuple(dict.fromkeys(summary["resourceUrn"] for summary in summaries))
