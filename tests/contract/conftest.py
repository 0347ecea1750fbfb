"""What pytest says at the end about the contract tests."""

import pytest

from contract.interleaving_count import INTERLEAVINGS


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        ran = dict(report.user_properties).get(INTERLEAVINGS)
        if ran is not None:
            terminalreporter.write_line(f"{ran:,} interleavings of faults, operators, kills and restarts ran")
