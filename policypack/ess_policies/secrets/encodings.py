"""Unpacks texts: base64, gzip, MIME messages with several parts, and what is encoded within a text."""

import base64
import binascii
import email
import email.policy
import re
import zlib
from collections.abc import Iterator
from typing import Final

__all__ = ["LARGEST", "unpack"]

LARGEST: Final = 1_000_000
"""Characters or bytes that are read of one text; the service takes 32 KB of user data."""

_MOST_RUNS: Final = 200
_GZIP: Final = b"\x1f\x8b"
_WHOLE = re.compile(r"[A-Za-z0-9+/_-]{8,}(?:\s+[A-Za-z0-9+/_-]+)*={0,2}\s*")
_RUN = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/]{16,}={0,2}(?![\w+/=-])")
_WRAPPED = re.compile(r"(?:^[ \t]*[A-Za-z0-9+/]{60,76}\n)+[ \t]*[A-Za-z0-9+/]{1,76}={0,2}[ \t]*$", re.MULTILINE)
_MIME = re.compile(
    r"\A\s*(?:From [^\n]*\n)?(?:(?:Content-Type|MIME-Version|Content-[\w-]+|From|To|Subject)[ \t]*:)", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def unpack(text: str) -> Iterator[str]:
    """Return the texts that a text is made of, encoded or as parts; nothing where it is no more than it seems."""
    if _MIME.match(text):
        yield from _parts(text)
    if _WHOLE.fullmatch(text.strip()):
        yield from _decoded(text)
        return
    runs = [match[0] for match in _WRAPPED.finditer(text)]
    for match in _RUN.finditer(text):
        runs.append(match[0])
        if len(runs) > _MOST_RUNS:
            break
    for run in runs:
        yield from _decoded(run)


def _parts(text: str) -> Iterator[str]:
    message = email.message_from_string(text.lstrip(), policy=email.policy.compat32)
    for part in message.walk():
        content = part.get_payload(decode=True)
        if not part.is_multipart() and isinstance(content, bytes):
            yield from _text(content)


def _decoded(run: str) -> Iterator[str]:
    letters = "".join(run.split()).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        content = base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True)
    except (binascii.Error, ValueError):
        return
    yield from _text(content)


def _text(content: bytes) -> Iterator[str]:
    if content.startswith(_GZIP):
        try:
            content = zlib.decompressobj(wbits=31).decompress(content, LARGEST)
        except zlib.error:
            return
    encoding = (
        "utf-16"
        if content[:2] in (b"\xff\xfe", b"\xfe\xff")
        else "utf-16-le"
        if content[1::2][:4] == bytes(4)
        else "utf-8"
    )
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return
    if not _CONTROL.search(text):
        yield text
