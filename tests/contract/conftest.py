"""What pytest says at the end about the contract tests."""

import pytest

from contract.interleaving_count import COUNT


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    ran = config.stash.get(COUNT, None)
    if ran is not None:
        terminalreporter.write_line(f"{ran:,} interleavings of faults, operators, kills and restarts ran")
