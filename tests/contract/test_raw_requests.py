"""What comes over the socket and is no proper HTTP, or from a web page: refused, and never carried out."""

import json
import re
import socket
import time
from collections.abc import Iterator

import pytest

from alicloud_emulator import Emulator, server

OWN = "127.0.0.1:{port}"


@pytest.fixture(name="emulator", scope="module")
def _emulator() -> Iterator[Emulator]:
    with Emulator(rate=0) as emulator:
        yield emulator


def port_of(emulator: Emulator) -> int:
    return int(emulator.endpoint.rpartition(":")[2])


def exchange(emulator: Emulator, data: bytes, *, ends: bool = True) -> list[tuple[int, object]]:
    """Send bytes, with `{port}` in them filled in, and return status and JSON of each answer until the end."""
    with socket.create_connection(("127.0.0.1", port_of(emulator)), timeout=10) as connection:
        connection.sendall(data.replace(b"{port}", str(port_of(emulator)).encode()))
        if ends:
            connection.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    answers = []
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        length = re.search(rb"Content-Length: (\d+)", head)
        assert length is not None, received
        body, received = rest[: int(length[1])], rest[int(length[1]) :]
        answers.append((int(head.split()[1]), json.loads(body)))
    return answers


def post(body: bytes, *headers: str, path: str = "/_emulator/clock", host: str = OWN) -> bytes:
    head = "\r\n".join((f"POST {path} HTTP/1.1", *([f"Host: {host}"] if host else []), *headers, "", ""))
    return head.encode("latin-1") + body


def refusal(text: str) -> dict[str, str]:
    return {"Code": "InvalidRequest", "Message": text, "RequestId": "", "error": text}


MOVE = b'{"advance_seconds": 60}'
LENGTH = f"Content-Length: {len(MOVE)}"


@pytest.mark.parametrize(
    ("data", "status", "message"),
    [
        (post(MOVE[:3], LENGTH), 400, "body: got 3 bytes, expected 23: the request was cut short"),
        (post(MOVE, "Content-Length: -1"), 400, "Content-Length: got -1, expected one number of bytes"),
        (post(MOVE, "Content-Length: +23"), 400, "Content-Length: got +23, expected one number of bytes"),
        (post(MOVE, "Content-Length: 0x17"), 400, "Content-Length: got 0x17, expected one number of bytes"),
        (post(MOVE, "Content-Length:"), 400, "Content-Length: got , expected one number of bytes"),
        (post(MOVE, LENGTH, "Content-Length: 3"), 400, "Content-Length: got 23, 3, expected one number of bytes"),
        (
            post(MOVE, "Content-Length: 4194305"),
            413,
            "body: got 4194305 bytes or more, expected at most 4194304",
        ),
        (
            post(MOVE, LENGTH, "Transfer-Encoding: chunked"),
            400,
            "Transfer-Encoding: got chunked, expected `chunked` alone",
        ),
        (
            post(MOVE, "Transfer-Encoding: gzip, chunked"),
            400,
            "Transfer-Encoding: got gzip, chunked, expected `chunked` alone",
        ),
        (
            post(b"zz\r\n" + MOVE, "Transfer-Encoding: chunked"),
            400,
            "chunk: got b'zz\\r\\n', expected its size in hexadecimal digits",
        ),
        (
            post(b"-1\r\n" + MOVE, "Transfer-Encoding: chunked"),
            400,
            "chunk: got b'-1\\r\\n', expected its size in hexadecimal digits",
        ),
        (
            post(b"17\r\n" + MOVE, "Transfer-Encoding: chunked"),
            400,
            "chunk: got one that does not end where its size says, expected a line's end",
        ),
        (
            post(b"17\r\n" + MOVE + b"\r\n", "Transfer-Encoding: chunked"),
            400,
            "chunk: got b'', expected its size in hexadecimal digits",
        ),
        (
            post(b"17\r\n" + MOVE + b"\r\n0\r\n", "Transfer-Encoding: chunked"),
            400,
            "trailers: got no end, expected at most 32 lines and an empty one",
        ),
        (
            post(b"ffffffff\r\n" + MOVE, "Transfer-Encoding: chunked"),
            413,
            "body: got 4294967295 bytes or more, expected at most 4194304",
        ),
        (
            post(MOVE, "Content-Length : 23"),
            400,
            "headers: got a line that is no header, expected `name: value` lines",
        ),
        (post(MOVE, "no header", LENGTH), 400, "headers: got a line that is no header, expected `name: value` lines"),
        (
            post(MOVE, "X-Folded: a\r\n b", LENGTH),
            400,
            "headers: got 'X-Folded' with a wrong name or value, expected one line of text",
        ),
        (post(MOVE, LENGTH, path="http://127.0.0.1/"), 400, "target: got 'http://127.0.0.1/', expected a path"),
        (b"GET /_emulator/reset\r\n\r\n", 400, "version: got HTTP/0.9, expected HTTP/1.1"),
        (b"POST /_emulator/reset HTTP/2.0\r\n\r\n", 400, "Invalid HTTP version (2.0)"),
        (b"\x00\x01\x02\r\n\r\n", 400, "Bad request syntax ('\\x00\\x01\\x02')"),
        (b"BREW / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n", 400, "Unsupported method ('BREW')"),
        (post(MOVE, *(f"X-{number}: 1" for number in range(200)), LENGTH), 431, "Too many headers"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", 414, "Request-URI Too Long"),
    ],
)
def test_a_request_that_is_not_all_there_is_refused_and_not_carried_out(
    emulator: Emulator, data: bytes, status: int, message: str
) -> None:
    before = emulator.clock.now()

    assert exchange(emulator, data) == [(status, refusal(message))]
    assert emulator.clock.now() == before


def test_a_chunked_body_is_read_and_so_is_the_request_after_it(emulator: Emulator) -> None:
    body = b"5;note=1\r\n" + MOVE[:5] + b"\r\n12\r\n" + MOVE[5:] + b"\r\n0\r\nTrailer: x\r\n\r\n"
    before = emulator.clock.now()
    answers = exchange(emulator, post(body, "Transfer-Encoding: Chunked") + post(MOVE, LENGTH, "Connection: close"))

    assert [status for status, _ in answers] == [200, 200]
    assert (emulator.clock.now() - before).total_seconds() == 120


@pytest.mark.parametrize("data", [b"POST / HT", b"POST /_emulator/reset HTTP/1.1\r\nHost:", post(MOVE[:5], LENGTH)])
def test_a_request_that_goes_on_for_too_long_is_ended(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    """The only test here that waits in real time: a tenth of a second."""
    monkeypatch.setattr(server, "REQUEST_SECONDS", 0.1)
    begin = time.monotonic()

    assert exchange(emulator, data, ends=False)[0][0] == 408
    assert time.monotonic() - begin < 5


FOREIGN = [
    ("evil.example", [], "Host: got 'evil.example', expected one of {own}"),
    ("evil.example:{port}", [], "Host: got 'evil.example:{port}', expected one of {own}"),
    ("127.0.0.1:1", [], "Host: got '127.0.0.1:1', expected one of {own}"),
    ("127.0.0.1.evil.example:{port}", [], "Host: got '127.0.0.1.evil.example:{port}', expected one of {own}"),
    ("localhost:{port}@evil.example", [], "Host: got 'localhost:{port}@evil.example', expected one of {own}"),
    ("", [], "Host: got nothing, expected one of {own}"),
    (OWN, ["Host: evil.example"], "Host: got '127.0.0.1:{port}', 'evil.example', expected one of {own}"),
    (
        OWN,
        ["Origin: https://evil.example"],
        "Origin: got 'https://evil.example', expected none: web pages may not use the emulator",
    ),
    (OWN, ["Origin: null"], "Origin: got 'null', expected none: web pages may not use the emulator"),
    (
        OWN,
        ["Origin: http://localhost:3000"],
        "Origin: got 'http://localhost:3000', expected none: web pages may not use the emulator",
    ),
    (
        OWN,
        ["Sec-Fetch-Site: cross-site"],
        "Sec-Fetch-Site: got 'cross-site', expected none: web pages may not use the emulator",
    ),
]


@pytest.mark.parametrize(
    "path", ["/_emulator/reset", "/?Action=CreateUser&Version=2015-05-01&UserName=eve", "/queues/q"]
)
@pytest.mark.parametrize(("host", "headers", "message"), FOREIGN)
def test_web_pages_are_refused_on_every_path(
    emulator: Emulator, path: str, host: str, headers: list[str], message: str
) -> None:
    before = emulator.state
    port = str(port_of(emulator))
    own = f"127.0.0.1:{port}, localhost:{port}"
    text = message.replace("{own}", own).replace("{port}", port)

    assert exchange(emulator, post(b"", *headers, path=path, host=host)) == [(403, refusal(text))]
    assert emulator.state == before


@pytest.mark.parametrize(
    ("host", "headers"),
    [
        (OWN, []),
        ("localhost:{port}", []),
        ("LOCALHOST.:{port}", []),
        ("[::1]:{port}", []),
        ("127.9.9.9:{port}", []),
        # A queue's address with the account in front, and what the official SDKs make of an endpoint with a scheme.
        ("1234567890123456.mns.localhost:{port}", []),
        ("http://127.0.0.1:{port}", []),
        ("127.0.0.1:{port}/prefix", []),
        (OWN, ["Origin: http://127.0.0.1:{port}", "Sec-Fetch-Site: same-origin"]),
        (OWN, ["Sec-Fetch-Site: none"]),
    ],
)
def test_programs_on_this_machine_are_answered(emulator: Emulator, host: str, headers: list[str]) -> None:
    data = post(b"", *headers, "Connection: close", path="/_emulator/reset", host=host)

    assert exchange(emulator, data) == [(200, {"status": "ok"})]


@pytest.mark.parametrize(
    ("host", "status"),
    [("192.0.2.7:80", 200), ("localhost:8080", 200), (socket.gethostname(), 200), ("evil.example", 403)],
)
def test_an_emulator_on_every_address_is_asked_by_any_address_and_its_machines_name(host: str, status: int) -> None:
    with Emulator(rate=0, host="0.0.0.0") as emulator:  # noqa: S104 - what is tested
        data = post(b"", "Connection: close", path="/_emulator/reset", host=host)

        assert [answer for answer, _ in exchange(emulator, data)] == [status]
