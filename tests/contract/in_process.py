"""
The emulator without sockets, for tests that run a thousand times: the official SDKs end in a function call.

Requests are built, signed and encoded by the SDKs, and answers decoded by them, as over a socket; what is left out is
the connection alone.
"""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from darabonba.core import DaraCore
from requests import ConnectionError as NoConnectionError
from requests import PreparedRequest, Response

from alicloud_emulator import Emulator
from alicloud_emulator.application import Application
from alicloud_emulator.clock import VirtualClock
from alicloud_emulator.wire import Request
from alicloud_emulator.wire import Response as Answer

HOST = "emulator.invalid"
# Where the SDKs keep the connections to a host (darabonba/core.py, _get_session).
SESSION_KEY = f"http://{HOST}:80:pool=40"
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)

Handler = Callable[[Request], Answer | None]


class InProcessEmulator(Emulator):
    """
    An emulator whose time stands still, inside `with`.

    Attributes:
        handler: Answers requests; what stands before the emulator's own can watch, or not let one through.
    """

    def __init__(self) -> None:
        self.clock = VirtualClock(0, start=MONDAY)
        self.endpoint, self.url = HOST, f"http://{HOST}"
        self.application = self._application = Application(self.clock)
        self.handler: Handler = self.application.handle
        self._is_loaded = threading.Event()
        self._is_loaded.set()

    def __enter__(self) -> Self:
        DaraCore._sessions[SESSION_KEY] = self
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        del DaraCore._sessions[SESSION_KEY]

    def send(self, request: PreparedRequest, **_connection: Any) -> Response:
        """Answer as a `requests.Session` does, which is what the SDKs take this for."""
        body = request.body or b""
        answer = self.handler(
            Request(
                method=str(request.method),
                target=request.path_url,
                headers={name.lower(): value for name, value in request.headers.items()},
                body=body.encode() if isinstance(body, str) else body,
            )
        )
        if answer is None:
            raise NoConnectionError("the connection was closed without an answer")
        response = Response()
        response.status_code = answer.status
        response.headers.update({"content-type": answer.content_type, **answer.headers})
        response._content = answer.body
        return response
