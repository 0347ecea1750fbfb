"""How a release ended, in all eleven statuses and after a way back."""

import pytest

from alicloud_ess_refresh.cloud.refresh_tasks import RefreshStatus
from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.report.outcome import Outcome, outcome_of
from unit.report.facts import ended, moment, report

OF_A_TASK = {
    "Pending": Outcome("run", "▸", "Under way"),
    "InProgress": Outcome("run", "▸", "Under way"),
    "Paused": Outcome("warn", "‖", "Suspended"),
    "CheckpointPause": Outcome("warn", "‖", "Halted at a checkpoint"),
    "Cancelling": Outcome("warn", "■", "Being cancelled"),
    "RollbackInProgress": Outcome("warn", "↩", "Rolling back"),
    "Successful": Outcome("good", "✓", "Succeeded"),
    "Failed": Outcome("bad", "✗", "Failed"),
    "Cancelled": Outcome("warn", "■", "Cancelled"),
    "RollbackSuccessful": Outcome("warn", "↩", "Rolled back"),
    "RollbackFailed": Outcome("bad", "✗", "Rollback failed"),
}


@pytest.mark.parametrize("status", RefreshStatus)
def test_every_status_has_its_words(status: RefreshStatus) -> None:
    assert outcome_of(report([ended(status=status)])) == OF_A_TASK[status]


@pytest.mark.parametrize(
    ("back", "headline"),
    [
        ("Successful", "Failed, and taken back"),
        ("InProgress", "Failed, is being taken back"),
        ("Failed", "Failed, and the way back failed, too"),
        ("Cancelled", "Failed, and the way back failed, too"),
    ],
)
@pytest.mark.parametrize("first", ["Failed", "Successful"])
def test_a_release_that_was_taken_back_has_failed_whatever_its_tasks_say(first: str, back: str, headline: str) -> None:
    made = report([ended(status=first), ended("ir-2", back, began=11, end=20)])
    assert outcome_of(made) == Outcome("bad", "✗", headline)


def test_a_release_whose_check_failed_after_the_task_has_failed() -> None:
    moments = [moment(11, Event.CHECK_FAILED, "alarm `web-5xx` is in ALARM"), moment(12, Event.FAILED, "left as it is")]
    made = report(moments=moments)
    assert outcome_of(made) == Outcome("bad", "✗", "Failed after the last batch")
    assert made.why == "alarm `web-5xx` is in ALARM"


def test_without_a_failed_check_the_service_says_why() -> None:
    assert report([ended(status="Failed", detail="No stock in zone h.")]).why == "No stock in zone h"


@pytest.mark.parametrize(
    ("before", "headline"),
    [("Failed", "Succeeded, after a refresh that did not"), ("Successful", "Succeeded")],
)
def test_success_after_a_failure_may_be_its_way_back_and_says_so(before: str, headline: str) -> None:
    assert outcome_of(report(before=ended("ir-0", before))) == Outcome("good", "✓", headline)


def test_status_that_is_not_known_is_shown_as_it_is() -> None:
    assert outcome_of(report([ended(status="Baked")])) == Outcome("warn", "?", "Baked")
