"""The handler: each event once, whatever happens in between."""

import json
from pathlib import Path

import pytest

from alicloud_ess_refresh.errors import AbandonedError, AlicloudError
from alicloud_ess_refresh.events.audit import AuditLog, AuditLogError, read_entries
from alicloud_ess_refresh.events.catalogue import Action
from unit.events.conftest import Stage
from unit.events.messages import system_event

REDEPLOY = (Action.REDEPLOY, "i-1", "e-1")


def test_decision_and_outcome_are_written_down(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    with AuditLog(path) as log:
        stage.handle(system_event(), record=log)

    assert stage.answers.asked == [REDEPLOY]
    assert [json.loads(line) for line in path.read_text().splitlines()] == [
        {
            "time": "2026-01-31T12:00:00Z",
            "record": "decision",
            "key": "e-1:Scheduled",
            "action": "redeploy",
            "reason": "as the policy says",
            "is_repeated": False,
            "name": "Instance:SystemMaintenance.Reboot",
            "status": "Scheduled",
            "event_id": "e-1",
            "instance_id": "i-1",
            "message_id": "2256A988-0B26-4E2B-820A-8A5A0B6DBC9C",
        },
        {
            "time": "2026-01-31T12:00:00Z",
            "record": "outcome",
            "key": "e-1:Scheduled",
            "outcome": "redeployed",
            "detail": "event e-1 is `Avoided`",
        },
    ]
    assert stage.lines == [
        "i-1: Instance:SystemMaintenance.Reboot e-1 Scheduled: redeploy (as the policy says)",
        "i-1: event e-1: redeployed: event e-1 is `Avoided`",
    ]


def test_a_restart_remembers(stage: Stage, tmp_path: Path) -> None:
    for _ in range(2):
        with AuditLog(tmp_path / "audit.jsonl") as log:
            stage.handle(system_event(), record=log)
    assert stage.answers.asked == [REDEPLOY]
    assert stage.lines[-1] == "i-1: Instance:SystemMaintenance.Reboot e-1 Scheduled: ignore (decided on before)"


@pytest.mark.parametrize("lost_bytes", [1, 40, None])
def test_a_decision_without_an_outcome_is_carried_out_again(
    stage: Stage, tmp_path: Path, lost_bytes: int | None
) -> None:
    """What a kill leaves: the outcome not written, or half of it."""
    path = tmp_path / "audit.jsonl"
    with AuditLog(path) as log:
        stage.handle(system_event(), record=log)
    decision, outcome = path.read_text().splitlines(keepends=True)
    path.write_text(decision + (outcome[:-lost_bytes] if lost_bytes else ""))

    with AuditLog(path) as log:
        stage.handle(record=log)
    assert stage.answers.asked == [REDEPLOY, REDEPLOY]
    assert path.read_text().splitlines(keepends=True) == [decision, outcome]


def test_half_a_decision_is_none(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    path.write_text('{"time": "2026-01-31T12:0')
    with AuditLog(path) as log:
        stage.handle(system_event(), record=log)
    assert stage.answers.asked == [REDEPLOY]
    assert [entry["record"] for entry in read_entries(path)] == ["decision", "outcome"]


def test_a_failure_is_told_and_holds_up_nothing(stage: Stage) -> None:
    stage.answers.errors = [AlicloudError("i-1 cannot be redeployed")]
    stage.handle(system_event(), system_event(eventId="e-2", instanceId="i-2"))
    assert stage.answers.asked == [REDEPLOY, (Action.REDEPLOY, "i-2", "e-2")]
    assert stage.lines[1] == "i-1: event e-1: failed: i-1 cannot be redeployed"


def test_what_goes_on_at_the_end_is_left_to_the_next_process(stage: Stage) -> None:
    stage.answers.errors = [AbandonedError()]
    record = stage.handle(system_event())
    assert [entry["key"] for entry in record.unfinished] == ["e-1:Scheduled"]


def test_what_cannot_be_read_is_set_apart_once(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    with AuditLog(path) as log:
        stage.handle("no", "no", record=log)
    [entry] = read_entries(path)
    assert (entry["record"], entry["reason"], entry["text"]) == ("malformed", "neither JSON nor Base64", "no")
    assert stage.lines == [f"a message that cannot be read (neither JSON nor Base64) was set apart, key {entry['key']}"]


def test_a_log_is_held_by_one_process(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    with AuditLog(path), pytest.raises(AuditLogError) as caught:
        AuditLog(path)
    assert str(caught.value) == (
        f"audit log {path} is held by another process: end that one, or name another log and another queue"
    )


@pytest.mark.parametrize("text", ["no log\n", "[]\n", '{"record": "decision"}\n'])
def test_another_file_is_not_taken_for_a_log(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other"
    path.write_text(text)
    with pytest.raises(AuditLogError) as caught:
        AuditLog(path)
    assert str(caught.value) == f"audit log {path}, line 1: not a line of this log; name another file"
    assert path.read_text() == text


def test_a_log_is_nobody_elses_business(tmp_path: Path) -> None:
    with AuditLog(tmp_path / "audit.jsonl"):
        assert (tmp_path / "audit.jsonl").stat().st_mode & 0o777 == 0o600
