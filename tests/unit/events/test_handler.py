"""The handler: each event once, whatever happens in between."""

import json
from pathlib import Path

import pytest

from alicloud_ess_refresh.errors import AbandonedError, AlicloudError, ServiceAnswer, ServiceApiError
from alicloud_ess_refresh.events.attempts import SIDE_BY_SIDE
from alicloud_ess_refresh.events.audit import AuditLog, read_entries
from alicloud_ess_refresh.events.catalogue import Action
from alicloud_ess_refresh.events.memory import Memory
from alicloud_ess_refresh.events.turns import ROOM_PAUSE_SECONDS
from alicloud_ess_refresh.redeploy.errors import NoRoomError, NotPutBackError, NotRedeployableError
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
            "not_before": "2026-02-01T11:00:00Z",
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


def test_what_passes_is_waited_out_with_growing_pauses(stage: Stage) -> None:
    stage.sleeps = []
    stage.answers.errors = [NotPutBackError("i-1", "e-1", expected="in service", observed="is not")] * 6
    record = stage.handle(system_event())

    assert sum(stage.sleeps) == 10 + 20 + 40 + 80 + 160 + 300
    assert stage.answers.asked == [REDEPLOY] * 7
    assert record.unfinished == ()
    assert stage.lines[2] == (
        "i-1: event e-1: not answered yet, another attempt follows in 20 s: i-1 was to be in service again after its "
        "redeployment for event e-1, but is not: try again (`pulumi up`), which does only that"
    )
    assert stage.lines[-1] == "i-1: event e-1: redeployed: event e-1 is `Avoided`"


def test_a_refused_call_says_nothing_of_the_event(stage: Stage) -> None:
    """Such as a permission that is missing: when it is there, the event is answered."""
    stage.sleeps = []
    answer = ServiceAnswer(code="Forbidden.RAM", message="Not authorized.", request_id="R", http_status=403)
    stage.answers.errors = [ServiceApiError(answer, action="DescribeInstances", subject="i-1")]
    stage.handle(system_event())
    assert (stage.sleeps, stage.answers.asked) == ([10.0], [REDEPLOY, REDEPLOY])


def test_sixteen_events_of_a_full_group_hold_up_no_other(stage: Stage) -> None:
    stage.sleeps = []
    stage.answers.full = {"i-1"}
    handler = stage.handler(Memory())
    for number in range(SIDE_BY_SIDE):
        handler.handle(system_event(eventId=f"e-{number}", instanceId="i-1"))
    handler.handle(system_event(eventId="e-other", instanceId="i-2"))
    stage.answers.wait_for((Action.REDEPLOY, "i-2", "e-other"))

    stage.answers.full = set()
    handler.wait()
    handler.close()
    assert {event_id for _, _, event_id in stage.answers.asked} == {
        "e-other",
        *(f"e-{number}" for number in range(SIDE_BY_SIDE)),
    }


def test_waiting_for_room_is_said_once(stage: Stage) -> None:
    stage.sleeps = []
    stage.answers.errors = [NoRoomError("i-1", "e-1", ["no"], others=["i-8", "i-9"])] * 3
    stage.handle(system_event())
    assert sum(stage.sleeps) == 3 * ROOM_PAUSE_SECONDS
    assert stage.lines[1:] == [
        "i-1: event e-1: waiting until i-8, i-9 of its scaling group is back in service",
        "i-1: event e-1: redeployed: event e-1 is `Avoided`",
    ]


def test_a_refusal_for_good_is_final(stage: Stage) -> None:
    stage.sleeps = []
    stage.answers.errors = [NotRedeployableError("i-1", "e-1", ["it is on dedicated host dh-1"])]
    stage.handle(system_event())
    assert (stage.sleeps, stage.answers.asked) == ([], [REDEPLOY])


def test_the_end_between_two_attempts_leaves_the_event_to_the_next_process(stage: Stage) -> None:
    stage.sleeps, stage.is_ending = [], True
    stage.answers.errors = [NotPutBackError("i-1", "e-1", expected="in service", observed="is not")]
    record = stage.handle(system_event())
    assert [entry["key"] for entry in record.unfinished] == ["e-1:Scheduled"]


def test_a_defect_is_said_and_final(stage: Stage) -> None:
    stage.sleeps = []
    stage.answers.errors = [KeyError("x")]
    stage.handle(system_event())
    assert stage.lines[-1] == "i-1: event e-1: failed: this is a defect of ess-events: KeyError('x')"


def test_an_event_that_could_not_be_answered_is_decided_on_anew_in_its_next_status(stage: Stage) -> None:
    stage.answers.errors = [NotRedeployableError("i-1", "e-1", ["it is on dedicated host dh-1"])]
    stage.handle(system_event(), system_event(status="Executing"))
    assert stage.lines[-1] == (
        "i-1: Instance:SystemMaintenance.Reboot e-1 Executing: tell (the service is carrying the event out)"
    )


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
