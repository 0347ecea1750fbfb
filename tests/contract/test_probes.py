"""Probes against a web server."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from alicloud_ess_refresh.checks.http_probes import HttpProbeClient

released = threading.Event()


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/slow":
            released.wait()
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/sick")
        else:
            self.send_response(503 if self.path == "/sick" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(name="address")
def _address() -> Iterator[str]:
    released.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        released.set()
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("path", "status"), [("/health", 200), ("/sick", 503), ("/moved", 503)])
def test_status_after_redirects_is_answered(address: str, path: str, status: int) -> None:
    assert HttpProbeClient().get(f"http://{address}{path}", timeout_seconds=5) == status


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://{}/slow", "no answer (ReadTimeout)"),
        ("https://user:secret@{}/health?token=secret", "no answer (SSLError)"),
        ("http://127.0.0.1:1/health", "no answer (ConnectionError)"),
    ],
)
def test_missing_answer_is_named_and_shows_nothing_of_the_address(address: str, url: str, reason: str) -> None:
    assert HttpProbeClient().get(url.format(address), timeout_seconds=0.1) == reason
