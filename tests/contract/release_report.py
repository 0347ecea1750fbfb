"""
Writes docs/report.html and its pictures: a release on the emulator that is approved, succeeds, and is taken back. And
pictures of one that fails because of one instance.

`scripts/screens` runs it.
"""

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alicloud_emulator import Emulator
from alicloud_emulator.clock import VirtualClock
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.errors import CheckFailedError, RefreshFailedError
from contract.browser import Browser
from contract.official import make_metric_rule
from contract.releases import EmulatedClock, Releases
from contract.terminal import Terminal

__all__ = ["PAGE", "PICTURES", "SICK_PICTURES", "failed_release", "sick_release", "written_report"]

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "report.html"
BEGINNING = datetime(2026, 1, 31, 11, 0, tzinfo=UTC)
MINUTE = 60.0
ALARM_AFTER_MINUTES = 36
_REQUEST_ID = re.compile(r"RequestId [0-9A-F-]{36}")
PICTURES = {
    "report-desktop-light.png": (1280, 900, "light"),
    "report-desktop-dark.png": (1280, 900, "dark"),
    "report-phone-light.png": (390, 844, "light"),
    "report-phone-dark.png": (390, 844, "dark"),
}
SICK_PICTURES = {
    "report-sick-instance-desktop.png": (1280, 1480, "light"),
    "report-sick-instance-phone.png": (390, 1750, "dark"),
}


@contextmanager
def failed_release(folder: Path) -> Iterator[tuple[Releases, Path]]:
    """Release to a group of ten: two checkpoints, each approved by hand, all replaced, and an alarm in the bake."""
    with _emulator() as emulator:
        group = Releases(emulator, min_size=10)
        inputs = {
            "alarms": ["web-5xx"],
            "bake_time_minutes": 10.0,
            "approval": "manual",
            "checkpoints": [{"percentage": 20}, {"percentage": 60}, {"percentage": 100}],
            "checkpoint_pause_time": 10.0,
        }
        yield group, _fail(group, folder, _let_an_alarm_fire, inputs, CheckFailedError)


@contextmanager
def sick_release(folder: Path) -> Iterator[tuple[Releases, Path]]:
    """Release to a group of four, one at a time: the second instance never becomes healthy, and the group goes back."""
    with _emulator() as emulator:
        group = Releases(emulator, min_size=4)

        def let_one_be_sick(emulator: Emulator) -> None:
            emulator.add_fault(kind="unhealthy_instances", scaling_configuration_id=group.new, after=1)

        yield group, _fail(group, folder, let_one_be_sick, {}, RefreshFailedError)


@contextmanager
def _emulator() -> Iterator[Emulator]:
    emulator = Emulator()
    emulator.clock = VirtualClock(0, start=BEGINNING)
    with emulator:
        yield emulator


def _fail(
    group: Releases,
    folder: Path,
    spoil: Callable[[Emulator], None],
    inputs: Mapping[str, Any],
    expected: type[AlicloudError],
) -> Path:
    """Release to a group an hour after its first deployment, which has to fail; return the progress file."""
    olds = group.deploy()
    group.emulator.clock.advance(60 * MINUTE)
    spoil(group.emulator)
    progress_file = folder / "progress.jsonl"
    news = group.props(scaling_configuration_id=group.new, progress_file=str(progress_file), **inputs)
    provider = group.provider()
    type(provider).clock = _Colleague(group)
    try:
        provider.update(group.group_id, olds, news)
    except expected:
        return progress_file
    raise AssertionError("the release did not fail")


class _Colleague(EmulatedClock):
    """Time that passes, and somebody who approves four minutes after a release has halted for it."""

    def __init__(self, group: Releases) -> None:
        super().__init__(group.emulator)
        self._group = group
        self._halted_at: datetime | None = None

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if [status for _, status in self._group.tasks()][-1] != "Paused":
            self._halted_at = None
            return
        self._halted_at = self._halted_at or self.utc_now()
        if (self.utc_now() - self._halted_at).total_seconds() >= 4 * MINUTE:
            ran = Terminal(self._group.emulator).run("approve", self._group.group_id)
            assert ran.exit_code == 0, ran.err


def _let_an_alarm_fire(emulator: Emulator) -> None:
    make_metric_rule(emulator, "rule-1", "web-5xx")
    emulator.add_fault(kind="alarm", rule="web-5xx", after_seconds=ALARM_AFTER_MINUTES * MINUTE)


def written_report(failed: Callable[[Path], AbstractContextManager[tuple[Releases, Path]]] = failed_release) -> str:
    """Return the page of the whole release, less what is new each time."""
    with tempfile.TemporaryDirectory() as name, failed(Path(name)) as (group, progress_file):
        return _written(group, Path(name), "--progress-file", str(progress_file))


def written_report_of_one_task() -> str:
    """Return the page of the refresh with a sick instance, as it is without a progress file."""
    with tempfile.TemporaryDirectory() as name, sick_release(Path(name)) as (group, _):
        [(failed, _), _] = group.tasks()
        return _written(group, Path(name), "--task", failed)


def _written(group: Releases, folder: Path, *options: str) -> str:
    page = folder / "report.html"
    ran = Terminal(group.emulator).run("report", group.group_id, *options, "--file", str(page))
    assert ran.exit_code == 0, ran.err
    return _REQUEST_ID.sub("RequestId …", page.read_text(encoding="utf-8"))


def main() -> None:
    PAGE.write_text(written_report(), encoding="utf-8")
    browser = Browser.found()
    with tempfile.TemporaryDirectory() as name:
        sick = Path(name) / "sick.html"
        sick.write_text(written_report_of_one_task(), encoding="utf-8")
        for page, pictures in ((PAGE, PICTURES), (sick, SICK_PICTURES)):
            for picture, (width, height, theme) in pictures.items():
                browser.photograph(page, DOCS / picture, width=width, height=height, theme=theme)


if __name__ == "__main__":
    main()
