"""What a group has become since the last update, in words: a table of facts, and nothing where nothing is to do."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from alicloud_ess_refresh.refresh.convergence import judge
from alicloud_ess_refresh.refresh.drift import find_drift
from alicloud_ess_refresh.refresh.facts import NOTHING_RECORDED, Facts, Recorded
from unit.refresh.convergence_facts import ACTIVE_ONE, A, B, ended, of, on

STATE = Recorded(desired=A, digest="scaling configuration asc-a 1:x", last_task_id="ir-1")
ON_A = on(A, *of("asc-a", "asc-a"))
ON_B = on(B, *of("asc-b", "asc-b"))
HALF_WAY = on(A, *of("asc-b", "asc-a"))
RUNS = "instance refresh ir-2 to scaling configuration asc-b is running (`InProgress`, no instance counted yet)"
SUCCEEDED = "instance refresh ir-2 to scaling configuration asc-b has succeeded since the last update"
BOTH = "instances: 1 on asc-a (active), 1 on asc-b"
BOTH_ON_B = "instances: 1 on asc-a, 1 on asc-b (active)"
ALL_ON_B = "instances: 2 on asc-b (active)"
CHANGED = "the content of scaling configuration asc-a has changed since the group was taken to it"


def after(status: str, facts: Facts, *, task_id: str = "ir-2") -> Facts:
    return replace(facts, tasks=(ended(status, B, task_id), ended("Successful", A, "ir-1")))


DRIFT: Mapping[str, tuple[Facts, Recorded, bool, str]] = {
    "none": (ON_A, STATE, False, ""),
    "none, after a task that is known": (after("Successful", ON_A, task_id="ir-1"), STATE, True, ""),
    "none, after a task that failed elsewhere": (after("Failed", ON_A), STATE, False, ""),
    "the group is disabled": (
        on(A, *of("asc-a"), state="Inactive"),
        STATE,
        False,
        "the group is not enabled (`Inactive`)",
    ),
    "a rollout was left half way": (HALF_WAY, STATE, False, BOTH),
    "a task runs": (after("InProgress", HALF_WAY), STATE, False, f"{RUNS}; {BOTH}"),
    "a task runs, and has replaced nothing yet": (after("InProgress", ON_A), STATE, False, RUNS),
    "another one is active": (ON_B, STATE, False, ALL_ON_B),
    "a task has taken all elsewhere": (after("Successful", ON_B), STATE, False, SUCCEEDED),
    "a task has taken some elsewhere": (
        after("Successful", on(B, *of("asc-a", "asc-b"))),
        STATE,
        False,
        f"{SUCCEEDED}; {BOTH_ON_B}",
    ),
    "another one is active, after a task that is known": (
        after("Successful", on(B, *of("asc-a")), task_id="ir-1"),
        STATE,
        True,
        "instances: 1 on asc-a; active: asc-b",
    ),
    "a task succeeded, and was undone by hand": (after("Successful", HALF_WAY), STATE, False, BOTH),
    "a task failed elsewhere": (after("Failed", ON_B), STATE, False, ALL_ON_B),
    "a task to the same, which nobody has seen the end of": (
        replace(ON_A, tasks=(ended("Successful", A), ended("Successful", A, "ir-1"))),
        STATE,
        True,
        "instance refresh ir-2 to scaling configuration asc-a has succeeded since the last update",
    ),
    "a task to the same, and nothing was amiss before": (
        replace(ON_A, tasks=(ended("Successful", A), ended("Successful", A, "ir-1"))),
        STATE,
        False,
        "",
    ),
    "changed in place": (on(A, *of("asc-a"), a="z"), STATE, False, CHANGED),
    "changed in place, while a task runs": (after("InProgress", on(A, *of("asc-a"), a="z")), STATE, False, RUNS),
    "changed in place, and half way": (on(A, *of("asc-a", "asc-b"), a="z"), STATE, False, f"{BOTH}; {CHANGED}"),
    "nothing is recorded": (after("Successful", ON_B), NOTHING_RECORDED, False, ""),
}


@pytest.mark.parametrize(("facts", "recorded", "is_known", "drift"), DRIFT.values(), ids=DRIFT)
def test_drift(facts: Facts, recorded: Recorded, drift: str, *, is_known: bool) -> None:
    judgement = judge(recorded.desired or ACTIVE_ONE, facts, recorded)
    assert find_drift(facts, judgement, recorded, is_known=is_known) == drift
