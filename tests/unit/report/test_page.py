"""The page: what is on it, what cannot get onto it, and how big it gets."""

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from alicloud_ess_refresh.refresh.journal import Event
from alicloud_ess_refresh.report.model import Report
from alicloud_ess_refresh.report.page import FEW_ROWS, LONG_TEXT, report_page
from unit.refresh.fakes import OLD
from unit.report.facts import SICK, activity, ended, group, long_release, moment, report, text

MEGABYTE = 1_000_000
HOSTILE = '</td><script>alert(1)</script><img src=x onerror="alert(2)">&\'"'
VOID = {"meta", "link", "path", "img"}


class Outline(HTMLParser):
    """Every tag with its attributes, whatever is open, and the text of each element that was asked for."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.open and data.strip():
            self.texts.append((self.open[-1], " ".join(data.split())))


def shown(page: str, *tags: str) -> list[str]:
    return [said for tag, said in Outline(page).texts if tag in tags]


def lead(page: str) -> str:
    [found] = re.findall(r'<p class="lead">(.*?)</p>', page, re.DOTALL)
    return " ".join(re.sub(r"<.*?>", "", found).split())


def taken_back(**options: object) -> Report:
    failed = ended(status="Failed", finished_update_capacity=3, detail="3 instances are unhealthy.")
    back = ended("ir-2", to=OLD, began=11, end=20, finished_update_capacity=3, total_need_update_capacity=3)
    return report([failed, back], **options)  # type: ignore[arg-type]


def test_head_says_how_it_ended_and_what_stands_now() -> None:
    page = report_page(taken_back())
    assert shown(page, "title", "h1") == [
        "Failed, and taken back: refresh of asg-1",
        "Failed, and taken back",
    ]
    assert lead(page) == (
        "3 of 4 instances replaced, then 3 of 3 instances put back. Now: 4 in service on asc-old (active)."
    )
    assert shown(page, "dt", "dd")[:6] == [
        "Why",
        "3 instances are unhealthy",
        "Group",
        "in cn-hangzhou",
        "To",
        ("scaling configuration asc-new"),
    ]


def test_counts_of_a_task_that_was_rolled_back_are_those_of_its_way_back() -> None:
    rolled_back = ended(status="RollbackSuccessful", finished_update_capacity=2, total_need_update_capacity=2)
    assert lead(report_page(report([rolled_back]))) == (
        "2 of 2 instances put back. Now: 4 in service on asc-old (active)."
    )


def test_trouble_of_a_refresh_that_still_tries_is_told() -> None:
    sold_out = {"status_code": "Failed", "status_message": "No stock in zone h."}
    tries = [activity(number, number, number, 4, **sold_out) for number in (0, 1)]
    running = report_page(report([ended(status="InProgress", end_time="")], [tries]))
    assert shown(running, "dt", "dd")[:2] == ["Trouble", "No stock in zone h (2 times)"]
    assert "Trouble" not in report_page(report(activities=[tries]))


def test_a_refresh_after_one_that_failed_says_so() -> None:
    before = ended("ir-0", "Failed", finished_update_capacity=3, detail="No stock.")
    [told] = re.findall(r"<dt>Before it</dt><dd>(.*?)</dd>", report_page(report(before=before)))
    assert told == ("ir-0 to scaling configuration asc-new ended <code>Failed</code> after 3 of 4 instances: No stock")
    assert "Before it" not in report_page(report(before=ended("ir-0")))


def test_lines_stand_under_the_task_that_they_tell_of() -> None:
    moments = [
        moment(0, Event.STARTED, "ir-1 was started"),
        moment(1, Event.TASK, "Failed", "ir-1", "Failed"),
        moment(11, Event.NOTE, "going back"),
        moment(12, Event.TASK, "Successful", "ir-2", "Successful"),
        moment(20, Event.FAILED, "taken back"),
    ]
    cells = [said for tag, said in Outline(report_page(taken_back(moments=moments))).texts if tag in {"th", "td"}]
    first = cells.index("ir-1 to scaling configuration asc-new: Failed")
    assert cells[first : first + 16] == [
        "ir-1 to scaling configuration asc-new: Failed",
        *("12:00", "Started", "ir-1 was started"),
        *("12:01", "Progress", "Failed"),
        *("12:11", "Note", "going back"),
        "ir-2 to scaling configuration asc-old: Successful",
        *("12:12", "Progress", "Successful"),
        *("12:20", "Failed"),
    ]


def test_without_a_progress_file_the_page_says_what_it_does_not_know() -> None:
    assert "Pauses, alarms and approvals are told by a release's" in shown(report_page(report()), "p")
    assert "The progress file tells nothing of this refresh." in shown(report_page(report(moments=[])), "p")


def sick(detail: str = "") -> str:
    adds = activity(1, 0, 2, 5, created_instances=("i-new",))
    removes = activity(2, 8, 9, 4, destroyed_instances=("i-new",), cause=SICK)
    return report_page(report([ended(status="Failed", detail=detail)], [[adds]], others=[removes]))


def test_culprit_is_marked_in_the_head_the_time_line_and_the_tables() -> None:
    page = sick()
    reason = "The health check found unhealthy instances"
    assert f'<dt>Failed</dt><dd class="alarm"><code>i-new</code>: {reason}</dd>' in page
    marks = [attributes for tag, attributes in Outline(page).tags if tag == "b"]
    assert [(each["class"], each["title"]) for each in marks] == [("alarm", f"i-new: {reason}")]
    assert len(re.findall(r'<tr class="culprit">.*?i-new.*?</tr>', page)) == 2
    assert "Events: ✗ failed." in page


def test_culprit_that_the_reason_names_is_not_named_twice_in_the_head() -> None:
    assert "<dt>Failed</dt>" not in sick("Not healthy within 600 seconds: i-new.")


def test_activity_that_failed_is_marked_with_its_id() -> None:
    tries = [activity(number, 1, 1, 4, status_code="Failed", status_message="No stock.") for number in (1, 2)]
    page = report_page(report([ended(status="Failed")], [tries]))
    assert "Failed: No stock (2 times) <code>asa-1</code> and 1 more</td>" in page


def test_bounds_are_those_that_hold_and_are_explained() -> None:
    page = report_page(report(activities=[[activity(1, 0, 2, 5, created_instances=("i-new",))]]))
    assert "bounds 4 to 5" in page
    assert [said for said in shown(page, "span") if said.startswith("at ")] == ["at most 5", "at least 4 in service"]
    assert "80 % to 120 % of 4 leave no room, so one more than 4 is made meanwhile." in page


def test_equal_bounds_have_one_label() -> None:
    sight = group([])
    empty = replace(sight, group=replace(sight.group, min_size=0))
    page = report_page(report(activities=[[activity(1, 0, 2, 0, created_instances=("i-new",))]], sight=empty))
    assert [said for said in shown(page, "span") if "in service" in said] == ["0 in service"]
    assert page.count('class="limit"') == 1


LONG = "it was refused: " + "a reason and another one " * 20


def test_long_text_is_folded_up_after_a_word() -> None:
    page = report_page(report(moments=[moment(1, Event.NOTE, LONG), moment(2, Event.NOTE, "short")]))
    [(head, rest)] = re.findall(r"<td class=\"told\"><details><summary>(.*?) …</summary>(.*?)</details></td>", page)
    assert f"{head} {rest}" == LONG.rstrip() or f"{head} {rest}" == LONG
    assert len(head) <= LONG_TEXT
    assert '<td class="told">short</td>' in page


def test_what_the_service_and_the_file_say_stays_text() -> None:
    failed = ended(status="Failed", detail=HOSTILE, to=HOSTILE)
    activities = [[activity(1, 0, 2, 4, status_code="Failed", status_message=HOSTILE, created_instances=(HOSTILE,))]]
    page = report_page(report([failed], activities, [moment(1, Event.CHECK_FAILED, HOSTILE)]))
    tags = Outline(page).tags
    assert {tag for tag, _ in tags} & {"script", "img", "iframe", "object"} == set()
    assert [name for _, attributes in tags for name in attributes if name.startswith("on")] == []
    # Why, target, instance, its failed batch and its line: each in a cell or a title.
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 6


def test_page_asks_nobody_for_anything() -> None:
    page = report_page(taken_back())
    links = [
        value for _, attributes in Outline(page).tags for name, value in attributes.items() if name in {"src", "href"}
    ]
    assert links == ["data:,"]
    assert re.findall(r"url\(|@import|https?:", page) == []


def test_every_chart_has_a_name_and_a_table_with_the_same() -> None:
    activities = [
        [activity(1, 0, 2, 5, created_instances=("i-1",)), activity(2, 2, 3, 4, destroyed_instances=("i-2",))]
    ]
    tags = Outline(report_page(report(activities=activities, moments=[moment(9, Event.DONE, "done")]))).tags
    pictures = [attributes for _, attributes in tags if attributes.get("role") == "img"]
    assert [each["aria-label"] for each in pictures] == [
        "Between 4 and 5 instances; bounds 4 and 5",
        "batches: 1",
        "events: 1; the tables below have the same",
        "One row for each of 2 instances; the table below has the same",
    ]
    tables = [attributes["aria-labelledby"] for tag, attributes in tags if tag == "table"]
    assert tables == ["standing", "events", "instances", "batches"]
    assert [name for name in tables if name not in {attributes.get("id") for _, attributes in tags}] == []


def test_300_batches_of_1200_instances_stay_below_a_megabyte_and_folded_up() -> None:
    made = long_release(300, 4)
    page = report_page(made)
    assert (len(made.batches), len(made.lifetimes), made.took) == (300, 2400, timedelta(hours=20))
    assert len(page.encode()) < MEGABYTE
    tags = Outline(page).tags
    assert [attributes for tag, attributes in tags if tag == "details"] == [{}, {}, {}]
    assert len([tag for tag, _ in tags if tag == "tr"]) > FEW_ROWS


def test_times_of_another_day_have_their_day() -> None:
    made = report(
        [ended(end=0, end_time=text(24 * 60))], [[activity(1, 13 * 60, 14 * 60, 4, created_instances=("i-1",))]]
    )
    assert "02-01 01:00" in shown(report_page(made), "td")


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    shares = [int(colour[first : first + 2], 16) / 255 for first in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(theme: int) -> None:
    """At least 4.5 to 1 for text, 3 to 1 for what charts are drawn with (WCAG 2.2, 1.4.3 and 1.4.11)."""
    rules = re.findall(r":root \{(.*?)\}", report_page(report()), re.DOTALL)
    colours = {name: luminance(colour) for name, colour in re.findall(r"--(\w+): (#\w{6});", rules[theme])}
    wanted = dict.fromkeys(("ink", "quiet", "good", "bad", "warn", "run"), 4.5) | dict.fromkeys(
        ("old", "new", "moving"), 3
    )
    for name, least in wanted.items():
        for behind in ("paper", "card"):
            dark, light = sorted((colours[name], colours[behind]))
            assert (light + 0.05) / (dark + 0.05) >= least, (name, behind)
