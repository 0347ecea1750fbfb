"""The report of a release on the emulator, in docs and in a browser."""

import json
import os
import re

import pytest

from alicloud_emulator import Emulator
from alicloud_ess_refresh.report.page import report_page
from contract.browser import Browser, NoBrowserError
from contract.release_report import DOCS, PAGE, PICTURES, written_report
from contract.scaling import make_group
from contract.terminal import Terminal
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
    assert [(each["added"], each["removed"], each["failures"]) for each in ended["batches"]] == [
        (1, 1, []),
        (0, 0, [{"reason": sold_out, "times": 10}]),
    ]


@pytest.mark.parametrize("name", PICTURES)
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


def test_a_long_release_fits_on_a_phone_with_its_tables_open(browser: Browser) -> None:
    page = report_page(long_release(60, 4)).replace("<details>", "<details open>")
    layout = browser.lay_out(page, width=PHONE)
    assert layout.needed_width == layout.width
    assert layout.complaints == []


def test_browser_sees_what_these_tests_look_for(browser: Browser) -> None:
    page = PAGE.read_text(encoding="utf-8")
    page = page.replace("</h1>", '</h1><img src="http://127.0.0.1:9/"><pre style="width:900px">wide</pre>')
    layout = browser.lay_out(page, width=PHONE)
    assert layout.needed_width > 900
    assert [re.sub(" .*", "", each) for each in layout.complaints] == ["Loading"]
    free = browser.lay_out(re.sub(r"<meta http-equiv=.*?>", "", page), width=PHONE)
    assert free.requests == ["http://127.0.0.1:9/"]
