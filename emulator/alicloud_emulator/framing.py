"""Where an HTTP/1.1 request's body ends (RFC 9112, 6). What is cut short is refused, and never carried out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import Message
    from io import BufferedIOBase

__all__ = ["LONGEST_BODY_BYTES", "Headers", "HttpError", "read_body", "read_head"]

# By names in small letters; what was sent more than once has more than one value.
Headers = dict[str, list[str]]

LONGEST_BODY_BYTES = 4 * 1024 * 1024
# Of one chunk's size and extensions, and of one trailer, with the end of the line.
LONGEST_LINE_BYTES = 1024
MOST_TRAILERS = 32
DIGITS = re.compile(r"[0-9]{1,18}")
CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
NO_TEXT = re.compile(r"[\r\n\0]")
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class HttpError(Exception):
    """What a request that cannot be read is answered: a status, and a sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def read_head(version: str, target: str, message: Message) -> Headers:
    """Return the headers; raise HttpError (400) unless they, and the request line, are HTTP/1 about a path."""
    if not version.startswith("HTTP/1."):
        raise HttpError(400, f"version: got {version}, expected HTTP/1.1")
    if not target.startswith("/"):
        raise HttpError(400, f"target: got {target[:100]!r}, expected a path")
    # The parser takes what follows a line that is no header for the body.
    if message.defects or message.get_payload():
        raise HttpError(400, "headers: got a line that is no header, expected `name: value` lines")
    headers: Headers = {}
    for name, value in message.raw_items():
        if not HEADER_NAME.fullmatch(name) or NO_TEXT.search(value):
            raise HttpError(400, f"headers: got {name[:100]!r} with a wrong name or value, expected one line of text")
        headers.setdefault(name.lower(), []).append(value.strip())
    return headers


def read_body(headers: Headers, stream: BufferedIOBase) -> bytes:
    """
    Return the body.

    Raises:
        HttpError: 400 if its length is not told, told twice or wrongly, or if it ends early; 413 if it is too long.
    """
    lengths = headers.get("content-length", [])
    codings = headers.get("transfer-encoding", [])
    if codings:
        if lengths or [coding.lower() for coding in codings] != ["chunked"]:
            raise HttpError(400, f"Transfer-Encoding: got {', '.join(codings)[:100]}, expected `chunked` alone")
        return _chunks(stream)
    if not lengths:
        return b""
    if len(lengths) > 1 or not DIGITS.fullmatch(lengths[0]):
        raise HttpError(400, f"Content-Length: got {', '.join(lengths)[:100]}, expected one number of bytes")
    return _read(stream, int(lengths[0]))


def _chunks(stream: BufferedIOBase) -> bytes:
    body = bytearray()
    while True:
        line = stream.readline(LONGEST_LINE_BYTES)
        size = CHUNK_SIZE.fullmatch(line)
        if size is None:
            raise HttpError(400, f"chunk: got {line[:100]!r}, expected its size in hexadecimal digits")
        if int(size[1], 16) == 0:
            _skip_trailers(stream)
            return bytes(body)
        body += _read(stream, int(size[1], 16), before=len(body))
        if stream.read(2) != b"\r\n":
            raise HttpError(400, "chunk: got one that does not end where its size says, expected a line's end")


def _skip_trailers(stream: BufferedIOBase) -> None:
    for _ in range(MOST_TRAILERS):
        line = stream.readline(LONGEST_LINE_BYTES)
        if line == b"\r\n":
            return
        if not line.endswith(b"\n"):
            break
    raise HttpError(400, f"trailers: got no end, expected at most {MOST_TRAILERS} lines and an empty one")


def _read(stream: BufferedIOBase, length: int, *, before: int = 0) -> bytes:
    if before + length > LONGEST_BODY_BYTES:
        raise HttpError(413, f"body: got {before + length} bytes or more, expected at most {LONGEST_BODY_BYTES}")
    body = stream.read(length)
    if len(body) < length:
        raise HttpError(400, f"body: got {len(body)} bytes, expected {length}: the request was cut short")
    return body
