"""What pytest says at the end about the contract tests."""

import pytest

from contract.run_counts import MATRIX_CELLS, SENTENCES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, count in report.user_properties:
            if name in SENTENCES:
                terminalreporter.write_line(SENTENCES[name].format(count))
    passed, xfailed, failed = (_cells(terminalreporter, outcome) for outcome in ("passed", "xfailed", "failed"))
    if passed + xfailed + failed:
        terminalreporter.write_line(
            f"{passed + xfailed + failed:,} cells of declarations and events ran: {passed:,} hold, "
            f"{xfailed:,} are known not to, {failed:,} do not"
        )


def _cells(terminalreporter: pytest.TerminalReporter, outcome: str) -> int:
    return sum(MATRIX_CELLS in dict(report.user_properties) for report in terminalreporter.getreports(outcome))
