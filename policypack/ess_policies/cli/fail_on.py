"""From which findings on the command fails."""

from enum import StrEnum

from ess_policies.reports.report import SEVERITIES, Outcome, Report, Result

__all__ = ["FailOn", "failing"]


class FailOn(StrEnum):
    """
    The least result that fails the command.

    By level, as the pack's configuration has it, or by severity, whatever the level.
    """

    MANDATORY = "mandatory"
    ADVISORY = "advisory"
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NEVER = "never"


def failing(report: Report, fail_on: FailOn) -> tuple[Result, ...]:
    """Answer the findings that fail the command; exempted and undecided ones never do."""
    return tuple(result for result in report.of(Outcome.VIOLATED) if _fails(result, fail_on))


def _fails(result: Result, fail_on: FailOn) -> bool:
    match fail_on:
        case FailOn.NEVER:
            return False
        case FailOn.ADVISORY:
            return True
        case FailOn.MANDATORY:
            return result.level == "mandatory"
        case _:
            return SEVERITIES.index(result.severity) >= SEVERITIES.index(fail_on.value)
