"""docs/instance-refresh.md against the code: inputs, outputs, defaults, and what a bad end leads to."""

import json
import re
from pathlib import Path

import pytest

from alicloud_ess_refresh.cloud.refresh_tasks import RefreshStatus
from alicloud_ess_refresh.refresh.endings import Act, Ending, OnDelete, Remedy, act_on
from alicloud_ess_refresh.refresh.inputs import DEFAULT_POLL_INTERVAL_SECONDS, DEFAULT_WAIT_TIMEOUT_SECONDS, INPUTS
from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.refresh.outputs import OUTPUTS
from alicloud_ess_refresh.refresh.preflight import Verdict
from alicloud_ess_refresh.refresh.resource import InstanceRefreshArgs, RefreshSettings
from ess_readiness import FIXED_LAUNCH_TEMPLATE_VERSION, READINESS_ADVICE, READINESS_RULES

PAGE = (Path(__file__).parents[3] / "docs" / "instance-refresh.md").read_text()
ACTS = {
    "rolled back": Act.ROLL_BACK,
    "cancelled": Act.CANCEL,
    "suspended": Act.SUSPEND,
    "a second refresh": Act.GO_BACK,
    "waited for": Act.WAIT,
    "left": Act.LEAVE,
    "no call": Act.LEAVE,
}
ENDED_OTHERWISE = ("Failed", "Cancelled", "RollbackSuccessful", "RollbackFailed")


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_cells(title: str) -> list[str]:
    """Answer the names in the first column of a section's table."""
    return [name for cell in re.findall(r"^\| (`.*?) \|", section(title), re.MULTILINE) for name in cell.split(", ")]


def test_page_lists_every_input_in_order() -> None:
    assert first_cells("Inputs") == [f"`{name}`" for name in INPUTS]
    defaults = dict(re.findall(r"^\| `(\w+)` \| [^|]* \| ([^|]*) \|", section("Inputs"), re.MULTILINE))
    assert defaults["wait_timeout_seconds"] == str(DEFAULT_WAIT_TIMEOUT_SECONDS)
    assert defaults["poll_interval_seconds"] == str(DEFAULT_POLL_INTERVAL_SECONDS)


def test_page_lists_every_output() -> None:
    assert sorted(first_cells("Outputs")) == sorted(f"`{name}`" for name in OUTPUTS)


def test_types_have_every_input() -> None:
    assert set(InstanceRefreshArgs.__annotations__) == set(INPUTS) - {"declared_digest"}, "the resource sets it"
    assert set(RefreshSettings.__annotations__) < set(INPUTS)


def test_page_lists_every_rule_with_what_a_preview_makes_of_it() -> None:
    told = {
        rule_id: verdict
        for cell, verdict in re.findall(
            r"^\| (`.*?) \| [^|]* \| `([^`]*)` \|$", section("Before it starts"), re.MULTILINE
        )
        for rule_id in re.findall(r"`([^`]+)`", cell)
    }
    failing = {rule.id: "fails now" if rule.can_pass_by_update else "fails" for rule in READINESS_RULES}
    warning = {rule.id: "warns" for rule in (FIXED_LAUNCH_TEMPLATE_VERSION, *READINESS_ADVICE)}
    assert told == failing | warning


def test_page_lists_every_verdict() -> None:
    words = {"fails now", *Verdict}
    assert words <= set(re.findall(r"^\| `([^`]*)` \|", section("Before it starts"), re.MULTILINE))


@pytest.mark.parametrize(
    ("title", "ending", "options"),
    [
        ("the time is up or a check fails, and the task is", Ending.TIME_IS_UP, Remedy),
        ("the time is up or a check fails, and the task is", Ending.CHECK_FAILED, Remedy),
        ("a check fails, and the task has ended", Ending.CHECK_FAILED, Remedy),
        ("the task has ended", Ending.ENDED, Remedy),
        ("the resource is deleted, and the task is", Ending.DELETED, OnDelete),
    ],
)
def test_page_says_what_is_done(title: str, ending: Ending, options: type[Remedy | OnDelete]) -> None:
    """Cells begin with what is done; statuses that a table leaves out are those that the ending never meets."""
    table = section("When it goes wrong").split(f"| {title} |")[1].split("\n\n")[0]
    header, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    columns = [re.findall(r"`(\w+)`", cell) for cell in header]
    told = {
        (option, status): next(act for words, act in ACTS.items() if cell.startswith(words))
        for statuses, *cells in rows
        for status in re.findall(r"`(\w+)`", statuses) or ("Successful", *ENDED_OTHERWISE)
        for names, cell in zip(columns, cells, strict=True)
        for option in names
    }
    assert {option for option, _ in told} == {str(option) for option in options}
    for (option, status), act in told.items():
        assert act_on(ending, options(option), RefreshStatus(status)) is act, (option, status)
    met = [each for each in RefreshStatus if not each.is_settled]
    if "ended" in title:
        met = [RefreshStatus.SUCCESSFUL] if ending is Ending.CHECK_FAILED else [*map(RefreshStatus, ENDED_OTHERWISE)]
    assert {status for _, status in told} >= {str(status) for status in met}


def test_page_lists_every_field_of_the_progress_file() -> None:
    text = section("What can be seen meanwhile")
    [example] = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    table = text.split("| field |")[1].split("\n\n")[0]
    cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    assert [name for cell in cells for name in cell.split(", ")] == [f"`{name}`" for name in json.loads(example)]


def test_page_lists_every_event_of_the_progress_file() -> None:
    table = section("What can be seen meanwhile").split("| `event` | the line tells |")[1]
    cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    assert [name for cell in cells for name in cell.split(", ")] == [f"`{event}`" for event in Event]
