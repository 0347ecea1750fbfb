"""The socket side: HTTP/1.1 with keep-alive, plain and TLS on one port. Knows nothing of any API."""

from __future__ import annotations

import contextlib
import io
import json
import socket
import ssl
import sys
import time
import traceback
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Any

from alicloud_emulator.access import refusal
from alicloud_emulator.framing import HttpError, read_body, read_head
from alicloud_emulator.wire import Request, json_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_emulator.wire import Response

__all__ = ["EmulatorServer"]

# First byte of a TLS handshake record (RFC 8446, 5.1).
TLS_HANDSHAKE = b"\x16"
# Real seconds. A connection on which no request begins for so long is closed; one that has begun must end within the
# second; what a refused client still sends is read for the third, so that it gets the answer.
IDLE_SECONDS = 120.0
REQUEST_SECONDS = 30.0
LINGER_SECONDS = 1.0
LINGER_BYTES = 1024 * 1024


class EmulatorServer(ThreadingMixIn, TCPServer):
    """
    One port, one thread a connection.

    Args:
        address: Host and port; port 0 takes a free one. It is listened on from now on: who connects before
            `serve_forever` waits.

    Attributes:
        host: What is listened on, as the user named it; `port` is the port.

    Attributes, to be set before serving:
        answer: From a request to its answer; None closes the connection without one.
        tls: For the connections that begin with a handshake.
    """

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    answer: Callable[[Request], Response | None]
    tls: ssl.SSLContext

    def __init__(self, address: tuple[str, int]) -> None:
        self._open: set[socket.socket] = set()
        self.host, _ = address
        super().__init__(address, _Handler)
        self.port: int = self.socket.getsockname()[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def secured(self, request: socket.socket) -> ssl.SSLSocket:
        """Shake hands, and return the connection to go on with: the one given is of no use any more."""
        self._open.discard(request)
        connection = self.tls.wrap_socket(request, server_side=True)
        self._open.add(connection)
        return connection

    def server_close(self) -> None:
        """Stop listening and close every open connection."""
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Be silent about clients that go away, and loud about anything else."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _SlowRequestError(Exception):
    """A request that has begun did not end in time."""


class _TimedReader(io.RawIOBase):
    """Reads a connection until a moment, however little comes at a time."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.wait(IDLE_SECONDS)

    def readable(self) -> bool:
        return True

    def wait(self, seconds: float) -> None:
        """Read for so long from now on."""
        self._end = time.monotonic() + seconds

    def readinto(self, buffer: Any) -> int:
        self._connection.settimeout(max(0.001, self._end - time.monotonic()))
        try:
            return self._connection.recv_into(buffer)
        except TimeoutError as error:
            raise _SlowRequestError from error


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One packet an answer: with two, Nagle and delayed acknowledgement cost 40 ms a call, as measured.
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = IDLE_SECONDS
    server: EmulatorServer
    rfile: io.BufferedReader

    def setup(self) -> None:
        self.request.settimeout(self.timeout)
        if self.request.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE:
            self.request = self.server.secured(self.request)
        super().setup()
        self.rfile.close()
        self._incoming = _TimedReader(self.connection)
        self.rfile = io.BufferedReader(self._incoming)

    def finish(self) -> None:
        super().finish()
        if isinstance(self.request, ssl.SSLSocket):
            self.server.shutdown_request(self.request)

    def handle_one_request(self) -> None:
        """Wait for a request to begin, then read all of it and answer."""
        self.close_connection = True
        self._incoming.wait(IDLE_SECONDS)
        try:
            if not self.rfile.peek(1):
                return
        except _SlowRequestError:
            return
        self._incoming.wait(REQUEST_SECONDS)
        try:
            super().handle_one_request()
        except HttpError as error:
            self.send_error(error.status, error.message)
        except _SlowRequestError:
            self.send_error(408, f"request: got no end of it within {REQUEST_SECONDS:.0f} seconds")

    def handle_expect_100(self) -> bool:
        """Tell the client at once to send the body: what is written is held back otherwise."""
        super().handle_expect_100()
        self.wfile.flush()
        return True

    def do_GET(self) -> None:
        headers = read_head(self.request_version, self.path, self.headers)
        reason = refusal(headers, self.server.host, self.server.port)
        if reason is not None:
            raise HttpError(403, reason)
        request = Request(
            method=self.command,
            target=self.path,
            headers={name: values[-1] for name, values in headers.items()},
            body=read_body(headers, self.rfile),
            client_ip=self.client_address[0],
            is_secure=isinstance(self.request, ssl.SSLSocket),
        )
        response = self._answer(request)
        if response is None:
            self.close_connection = True
        else:
            self._send(response)

    do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = do_GET  # noqa: N815 - the base class's names

    def _answer(self, request: Request) -> Response | None:
        try:
            return self.server.answer(request)
        except Exception:  # noqa: BLE001 - the process boundary: a client must get JSON, a developer the traceback
            traceback.print_exc()
            return json_response(
                500,
                {"Code": "InternalError", "Message": "The emulator failed; its log says why.", "RequestId": ""},
            )

    def _send(self, response: Response) -> None:
        self.send_response_only(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """
        Refuse a request and close: the base class would send HTML, which makes the provider panic.

        Args:
            code: One of the base class's that says that the server is at fault becomes 400: it is the request.
        """
        status = code if code < HTTPStatus.INTERNAL_SERVER_ERROR else HTTPStatus.BAD_REQUEST
        text = message or explain or self.responses.get(code, ("", ""))[0]
        body = json.dumps({"Code": "InvalidRequest", "Message": text, "RequestId": "", "error": text}).encode()
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.wfile.write(
                b"HTTP/1.1 %d Error\r\nContent-Type: application/json\r\nConnection: close\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (status, len(body), body)
            )
            self.wfile.flush()
            self._linger()

    def _linger(self) -> None:
        """Read on for a moment: closing with something unread takes the answer from the client, too (RFC 9112, 9.6)."""
        with contextlib.suppress(_SlowRequestError):
            self.connection.shutdown(socket.SHUT_WR)
            self._incoming.wait(LINGER_SECONDS)
            left = LINGER_BYTES
            while left > 0 and (read := len(self.rfile.read1(left))):
                left -= read

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Write nothing: the call log is the log."""
