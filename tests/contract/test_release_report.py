"""The report of a release on the emulator, in docs and in a browser."""

import os
import re

import pytest

from alicloud_ess_refresh.report.page import report_page
from contract.browser import Browser, NoBrowserError
from contract.release_report import DOCS, PAGE, PICTURES, written_report
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
    """Chromium; a machine without it skips these tests, CI fails them."""
    try:
        return Browser.found()
    except NoBrowserError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no browser: {error}")


def test_page_in_docs_is_what_the_command_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == written_report(), "stale: run scripts/screens"


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
