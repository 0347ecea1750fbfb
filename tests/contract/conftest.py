"""What pytest says at the end about the contract tests."""

import pytest

from contract.run_counts import SENTENCES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, count in report.user_properties:
            if name in SENTENCES:
                terminalreporter.write_line(SENTENCES[name].format(count))
