"""The report of a release on the emulator, in docs and in a browser."""

import json
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from alicloud_emulator import Emulator
from alicloud_ess_refresh.cloud import sdk_ess
from alicloud_ess_refresh.cloud.connection import Connection
from alicloud_ess_refresh.report.page import report_page
from contract.browser import Browser, NoBrowserError
from contract.official import REGION
from contract.release_report import DOCS, PAGE, PICTURES, SICK_PICTURES, failed_release, sick_release, written_report
from contract.scaling import make_group
from contract.terminal import CREDENTIALS, Terminal
from unit.report.facts import long_release

HEADINGS = [
    "✗ Failed, and taken back",
    "What stands now",
    "Capacity and its bounds",
    "What happened",
    "Instances",
    "Batches",
]
PHONE, DESKTOP = 390, 1280


@pytest.fixture(scope="module", name="browser")
def _browser() -> Browser:
    """A machine without a browser skips these tests, CI fails them."""
    try:
        return Browser.found()
    except NoBrowserError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no browser: {error}")


def test_page_in_docs_is_what_the_command_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == written_report(), "stale: run scripts/screens"


def test_a_refresh_that_runs_and_then_finds_no_stock(alicloud_emulator: Emulator) -> None:
    group, terminal = make_group(alicloud_emulator, scaling_policy="release"), Terminal(alicloud_emulator)
    task_id = group.start()
    group.advance(40)
    running = json.loads(terminal.run("report", group.group_id, "--output", "json").out)
    assert (running["outcome"], running["took_seconds"], running["batches"][0]["ended"]) == ("Under way", 40, None)
    assert (running["capacity"]["lowest"], running["capacity"]["highest"]) == (4, 5)
    alicloud_emulator.add_fault(kind="no_stock", zone_id="cn-hangzhou-h")
    group.advance(3600)
    ended = json.loads(terminal.run("report", group.group_id, "--output", "json", "--task", task_id).out)
    sold_out = "The requested resource is sold out in cn-hangzhou-h: ecs.g7.large"
    assert (ended["outcome"], ended["why"]) == (
        "Failed",
        f"The instances of the instance refresh task could not be created: {sold_out}",
    )
    assert [(each["added"], each["removed"]) for each in ended["batches"]] == [(1, 1), (0, 0)]
    [failure] = ended["batches"][1]["failures"]
    assert (failure["reason"], failure["times"], len({*failure["scaling_activity_ids"]})) == (sold_out, 10, 10)


def test_instance_that_never_became_healthy_is_the_culprit(tmp_path: Path) -> None:
    """Its activity was a success; that which takes it away is the group's, and names no task."""
    with sick_release(tmp_path) as (group, _):
        tasks = group.tasks()
        ran = Terminal(group.emulator).run("report", group.group_id, "--task", tasks[0][0], "--output", "json")
    document = json.loads(ran.out)
    [sick] = [each for each in document["instances"] if each["failure"]]
    assert f"did not become healthy within 600 seconds: {sick['instance_id']}" in document["why"]
    assert (sick["failure"], sick["in_service"]) == (document["why"], None)
    assert sick["gone"] is not None
    [removal] = [each for each in document["other_activities"] if each["failed_instances"]]
    assert (removal["failed_instances"], removal["removed"]) == ([sick["instance_id"]], 1)
    assert removal["cause"] == "The health check found unhealthy instances"
    capacity = document["capacity"]
    assert (capacity["at_least_in_service"], capacity["at_most"]) == (4, 5)
    assert (capacity["lowest"], capacity["highest"]) == (4, 5)


def test_activities_of_years_before_the_refresh_are_not_read(
    alicloud_emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two a page: of the first deployment, and of a scaling before the time asked for; and one after it."""
    monkeypatch.setattr(sdk_ess, "PAGE_SIZE", 2)
    group = make_group(alicloud_emulator, scaling_policy="release")
    for capacity in ("5", "6", "7"):
        group.ask("ModifyScalingGroup", DesiredCapacity=capacity)
        group.advance(120)
    since = alicloud_emulator.clock.now()
    group.start()
    group.advance(120)
    client = sdk_ess.open_client(Connection(region=REGION, endpoint=alicloud_emulator.url).settings(CREDENTIALS))
    asked = len(alicloud_emulator.calls)
    found = client.describe_scaling_activities(group.group_id, since)
    every = client.describe_scaling_activities(group.group_id, since - timedelta(days=1))
    assert len(alicloud_emulator.calls) - asked == -(-(len(found) + 1) // 2) + -(-len(every) // 2)
    assert found == every[-len(found) :]
    assert {each.instance_refresh_task_id for each in found} == {group.task().instance_refresh_task_id}


@pytest.mark.parametrize("name", [*PICTURES, *SICK_PICTURES])
def test_pictures_are_small_enough_for_a_page(name: str) -> None:
    picture = (DOCS / name).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 200_000


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_page_fits_and_asks_nobody_for_anything(browser: Browser, width: int, theme: str) -> None:
    layout = browser.lay_out(PAGE.read_text(encoding="utf-8"), width=width, theme=theme)
    assert layout.needed_width == layout.width <= width
    assert (layout.requests, layout.complaints, layout.scripts) == ([], [], 0)
    assert layout.headings == HEADINGS
    assert (layout.is_dark, layout.background) == {
        "light": (False, "rgb(255, 255, 255)"),
        "dark": (True, "rgb(20, 23, 28)"),
    }[theme]


FEW_LINES = 5


@pytest.mark.parametrize("failed", [failed_release, sick_release])
def test_no_cell_is_more_than_a_few_lines_high_on_a_phone(browser: Browser, failed: Any) -> None:
    layout = browser.lay_out(written_report(failed), width=PHONE)
    assert layout.needed_width == layout.width
    assert 1 <= layout.tallest_cell_lines <= FEW_LINES


def test_a_long_release_fits_on_a_phone_with_its_tables_open(browser: Browser) -> None:
    page = report_page(long_release(60, 4)).replace("<details>", "<details open>")
    layout = browser.lay_out(page, width=PHONE)
    assert layout.needed_width == layout.width
    assert layout.tallest_cell_lines <= FEW_LINES
    assert layout.complaints == []


def test_browser_sees_what_these_tests_look_for(browser: Browser) -> None:
    page = PAGE.read_text(encoding="utf-8")
    page = page.replace("</h1>", '</h1><img src="http://127.0.0.1:9/"><pre style="width:900px">wide</pre>')
    layout = browser.lay_out(page, width=PHONE)
    assert layout.needed_width > 900
    assert [re.sub(" .*", "", each) for each in layout.complaints] == ["Loading"]
    free = browser.lay_out(re.sub(r"<meta http-equiv=.*?>", "", page), width=PHONE)
    assert free.requests == ["http://127.0.0.1:9/"]
