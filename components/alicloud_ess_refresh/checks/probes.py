"""HTTP probes: an address is asked again and again, and answers as it should or not."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

__all__ = ["Probe", "ProbeClient", "ProbeWatch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """
    An address that has to answer.

    Attributes:
        url: Begins with `http://` or `https://`. May hold a password or a token: `shown` does not.
        expected_status: Of the answer after redirects, 100 to 599.
        interval_seconds: Pause between two requests, 1 to 300.
        failure_threshold: How many requests have to fail in a row, 1 to 20.
        timeout_seconds: How long an answer may take, 1 to 60.
    """

    url: str
    expected_status: int = 200
    interval_seconds: int = 30
    failure_threshold: int = 3
    timeout_seconds: int = 5

    @property
    def shown(self) -> str:
        """The address as users may read it in logs: without user, password, query and fragment."""
        parts = urlsplit(self.url)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


class ProbeClient(Protocol):
    def get(self, url: str, *, timeout_seconds: float) -> int | str:
        """Answer the status of a GET request after redirects, or why there was none."""


class ProbeWatch:
    """One probe: when it is due, and how often it has failed in a row."""

    def __init__(self, probe: Probe, client: ProbeClient) -> None:
        self.probe = probe
        self.due_at = 0.0
        self._client = client
        self._failures = 0

    def forget(self) -> None:
        """Count failures from now on."""
        self._failures = 0

    def ask(self, now: float) -> str:
        """
        Make a request.

        Returns:
            Why the probe has failed; empty where it has not, or not often enough in a row.
        """
        probe = self.probe
        self.due_at = now + probe.interval_seconds
        answer = self._client.get(probe.url, timeout_seconds=probe.timeout_seconds)
        if answer == probe.expected_status:
            self._failures = 0
            return ""
        self._failures += 1
        if self._failures < probe.failure_threshold:
            return ""
        times = f" {self._failures} times in a row" if self._failures > 1 else ""
        got = f"got {answer}" if isinstance(answer, int) else answer
        return f"probe {probe.shown} failed{times}: {got}, expected {probe.expected_status}"

    @property
    def is_passing(self) -> bool:
        return self._failures == 0
