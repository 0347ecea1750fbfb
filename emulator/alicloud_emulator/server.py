"""The socket side: HTTP/1.1 with keep-alive, plain and TLS on one port. Knows nothing of any API."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import sys
import traceback
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Any

from alicloud_emulator.wire import Request, json_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_emulator.wire import Response

__all__ = ["EmulatorServer"]

# First byte of a TLS handshake record (RFC 8446, 5.1).
TLS_HANDSHAKE = b"\x16"
# Real seconds. A connection that says nothing for this long is closed.
IDLE_SECONDS = 120
LONGEST_BODY_BYTES = 16 * 1024 * 1024


class EmulatorServer(ThreadingMixIn, TCPServer):
    """
    One port, one thread a connection.

    Args:
        address: Host and port; port 0 takes a free one. It is listened on from now on: who connects before
            `serve_forever` waits.

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
        super().__init__(address, _Handler)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        port: int = self.socket.getsockname()[1]
        return port

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


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One packet an answer: with two, Nagle and delayed acknowledgement cost 40 ms a call, as measured.
    wbufsize = -1
    disable_nagle_algorithm = True
    timeout = IDLE_SECONDS
    server: EmulatorServer

    def setup(self) -> None:
        self.request.settimeout(self.timeout)
        if self.request.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE:
            self.request = self.server.secured(self.request)
        super().setup()

    def finish(self) -> None:
        super().finish()
        if isinstance(self.request, ssl.SSLSocket):
            self.server.shutdown_request(self.request)

    def do_GET(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        if length > LONGEST_BODY_BYTES:
            self.send_error(413)
            return
        request = Request(
            method=self.command,
            target=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length),
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
        """Answer a request that is no HTTP: the base class would send HTML, which makes the provider panic."""
        text = message or explain or self.responses.get(code, ("", ""))[0]
        body = json.dumps({"Code": "InvalidRequest", "Message": text, "RequestId": ""}).encode()
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.wfile.write(
                b"HTTP/1.1 %d Error\r\nContent-Type: application/json\r\nConnection: close\r\n"
                b"Content-Length: %d\r\n\r\n%s" % (code, len(body), body)
            )

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Write nothing: the call log is the log."""
