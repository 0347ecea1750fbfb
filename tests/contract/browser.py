"""
Chrome, Chromium or Edge, headless: what a page looks like, and what it measures once it is laid out.

Run as a module it prints the browser's path; `scripts/browser` installs one where there is none.
"""

import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Browser", "Layout", "NoBrowserError"]

SECONDS = 45
PROGRAMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
"""Names under which packages and installers put these browsers on the PATH, in the order in which they are tried."""
_COLOURS = {"dark": "0", "light": "1"}
"""Chromium's own numbers for `preferredColorScheme`."""
_CONSOLE = re.compile(r'CONSOLE[^"]*"(.*)", source:')
_RESULT = re.compile(r'<pre id="result">(.*?)</pre>', re.DOTALL)
# A headless window lays out no narrower than 500 pixels, so that a phone is a frame in a page.
_FRAME = """<!doctype html><meta charset="utf-8">
<iframe id="page" style="border:0;width:{width}px;height:800px" srcdoc="{page}"></iframe><pre id="result"></pre>
<script>
document.getElementById("page").onload = event => {{
  const view = event.target.contentWindow, root = view.document.documentElement;
  document.getElementById("result").textContent = JSON.stringify({{
    width: root.clientWidth,
    needed_width: root.scrollWidth,
    is_dark: view.matchMedia("(prefers-color-scheme: dark)").matches,
    background: view.getComputedStyle(view.document.body).backgroundColor,
    requests: view.performance.getEntriesByType("resource").map(each => each.name),
    headings: [...view.document.querySelectorAll("h1, h2")].map(each => each.innerText),
    scripts: view.document.scripts.length,
    tallest_cell_lines: Math.max(0, ...[...view.document.querySelectorAll("td")].map(
      each => Math.floor(each.clientHeight / parseFloat(view.getComputedStyle(each).lineHeight)))),
  }});
}};
</script>"""


class NoBrowserError(Exception):
    """There is no browser that these tests can steer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """
    What a page says of itself after it is laid out.

    Attributes:
        width, needed_width: Pixels that it has, and that its widest part takes.
        requests: What it loaded, or tried to.
        scripts: How many it has.
        tallest_cell_lines: Lines of text that its highest table cell has room for.
        complaints: Lines on the browser's console.
    """

    width: int
    needed_width: int
    is_dark: bool
    background: str
    requests: list[str]
    headings: list[str]
    scripts: int
    tallest_cell_lines: int
    complaints: list[str]


@dataclass(frozen=True, slots=True)
class Browser:
    program: str

    @classmethod
    def found(cls) -> "Browser":
        """
        Find a browser on the PATH.

        Raises:
            NoBrowserError: There is none.
        """
        program = next(filter(None, map(shutil.which, PROGRAMS)), None)
        if program is None:
            raise NoBrowserError(
                "no Chrome, Chromium or Edge on the PATH: install one, on Debian `apt install chromium`"
            )
        return cls(program)

    def photograph(self, page: Path, picture: Path, *, width: int, height: int, theme: str) -> None:
        """Write a picture of the page's upper part; `theme` is `light` or `dark`."""
        self._run(page, theme, "--hide-scrollbars", f"--window-size={width},{height}", f"--screenshot={picture}")

    def lay_out(self, page: str, *, width: int, theme: str = "light") -> Layout:
        with tempfile.TemporaryDirectory() as name:
            frame = Path(name) / "frame.html"
            frame.write_text(_FRAME.format(width=width, page=html.escape(page)), encoding="utf-8")
            ran = self._run(frame, theme, "--enable-logging=stderr", "--window-size=1400,900", "--dump-dom")
        [told] = _RESULT.findall(ran.stdout)
        measured: dict[str, Any] = json.loads(html.unescape(told))
        return Layout(**measured, complaints=_CONSOLE.findall(ran.stderr))

    def _run(self, page: Path, theme: str, *options: str) -> "subprocess.CompletedProcess[str]":
        with tempfile.TemporaryDirectory() as profile:
            command = [self.program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"]
            command += [f"--blink-settings=preferredColorScheme={_COLOURS[theme]}", *options, page.as_uri()]
            return subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS)


if __name__ == "__main__":
    try:
        print(Browser.found().program)
    except NoBrowserError as missing:
        sys.exit(f"scripts/browser: {missing}")
