"""The command `ess-events`, as far as it needs no cloud."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alicloud_ess_refresh.events.audit import AuditLog
from alicloud_ess_refresh.events.catalogue import CATALOGUE
from alicloud_ess_refresh.events.main import main
from unit.events.conftest import Stage
from unit.events.messages import system_event

ALIAS_BOMB = b"a0: &a0 [x, x]\n" + b"".join(
    b"a%d: &a%d [%s]\n" % (level, level, b", ".join([b"*a%d" % (level - 1)] * 9)) for level in range(1, 10)
)
"""500 bytes that say two thousand million words."""


def ess_events(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def untimed(output: str) -> list[str]:
    return [line.partition(" ")[2] for line in output.splitlines()]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", "no text in UTF-8: expected a policy in YAML"),
        (ALIAS_BOMB, "too many aliases (`*name`): expected at most 16"),
        (b"[" * 100_000, "nested too deeply: expected at most 16 levels"),
        (b"x" * 1_000_001, "too large: expected at most 1000000 characters"),
        (b"max_concurrent: 2026-13-01", "month must be in 1..12"),
        (
            b"max_concurrent: " + b"x" * 99,
            f"`max_concurrent`: got `{'x' * 80}…`, expected a whole number from 1 to 1000 (instances)",
        ),
        (b"speed: 1", "`speed` is not known: expected one of actions, max_concurrent, accept_local_disk_loss"),
    ],
)
def test_wrong_policy_is_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_bytes(content)
    result = ess_events("policy", "--policy", policy)
    assert (result.exit_code, result.stderr) == (2, f"ess-events: {policy}: {message}\n")


def test_policy_in_force_is_a_line_an_event(tmp_path: Path) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_text("actions: {'Disk:Stalled': ignore}")
    lines = ess_events("policy", "--policy", policy).stdout.splitlines()
    assert len(lines) == len(CATALOGUE)
    assert lines[0] == "redeploy  Instance:SystemMaintenance.Reboot                     restart, planned"
    assert [line for line in lines if line.endswith(" (changed)")] == [
        "ignore    Disk:Stalled                                          a disk does not answer (changed)"
    ]


def test_a_rehearsal_says_what_would_be_done_and_writes_nothing(tmp_path: Path) -> None:
    events, log = tmp_path / "events", tmp_path / "audit.jsonl"
    events.write_text(f"{system_event(notBefore='2999-01-01T00:00:00Z')}\n")
    result = ess_events("replay", events, "--dry-run", "--audit-log", log, "--region", "cn-hangzhou")
    assert (result.exit_code, untimed(result.stdout)) == (
        0,
        [
            "i-1: Instance:SystemMaintenance.Reboot e-1 Scheduled: redeploy (as the policy says)",
            "i-1: event e-1: dry_run: nothing was done: redeploy",
        ],
    )
    assert not log.exists()


def test_what_a_message_smuggles_in_is_shown_not_carried_out(tmp_path: Path) -> None:
    events = tmp_path / "events"
    events.write_text(system_event(status="Executed", instanceId="i-\x1b[31m\nforged", eventId="e-\ud800"))
    result = ess_events("replay", events, "--dry-run", "--region", "cn-hangzhou")
    assert untimed(result.stdout) == [
        (
            "i-\\x1b[31m\\nforged: Instance:SystemMaintenance.Reboot e-\\ud800 Executed: ignore (the event is over "
            "(`Executed`))"
        )
    ]


def test_a_signal_ends_a_replay_that_waits_for_its_input() -> None:
    command = [str(Path(sys.executable).with_name("ess-events")), "replay", "-", "--dry-run", "--region", "cn-hangzhou"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{system_event(status='Executed')}\n{' ' * 10_000}\n")
        process.stdin.flush()
        first = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
        assert process.wait() == 1
    assert untimed(first + rest) == [
        "i-1: Instance:SystemMaintenance.Reboot e-1 Executed: ignore (the event is over (`Executed`))",
        "ended by a signal; what goes on is left to the next run with this audit log",
    ]


def test_without_a_log_nothing_is_begun(tmp_path: Path) -> None:
    events = tmp_path / "events"
    events.write_text(system_event())
    result = ess_events("replay", events)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == (
        "Error: --audit-log not set: without it nothing is known after a restart (or use --dry-run)"
    )


def test_a_log_is_shown_event_by_event(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    with AuditLog(path) as log:
        stage.handle(
            system_event(),
            system_event(),
            system_event("SystemFailure.Reboot", "Executing", eventId="[/e]"),
            "no",
            record=log,
        )
    result = ess_events("audit", path)
    assert result.exit_code == 0
    key = stage.lines[-1].split("key ")[1]
    assert result.stdout.splitlines() == [
        "2026-01-31T12:00:00Z i-1 Instance:SystemMaintenance.Reboot e-1 Scheduled",
        "    redeploy: as the policy says",
        "    redeployed at 2026-01-31T12:00:00Z: event e-1 is `Avoided`",
        "2026-01-31T12:00:00Z i-1 Instance:SystemFailure.Reboot [/e] Executing",
        "    tell: as the policy says",
        f"2026-01-31T12:00:00Z message {key[:12]}",
        "    set apart: neither JSON nor Base64",
    ]
