"""Finds credentials in the text that instances run at their first start. Names what it found and never quotes it."""

import base64
import binascii
import re
from collections.abc import Iterator

__all__ = ["find_secret"]

_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{16,}={0,2}\s*")
_PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----")
# Ids of access keys of the service start with LTAI and have 16 to 30 characters.
_ACCESS_KEY_ID = re.compile(r"\bLTAI[A-Za-z0-9]{12,26}\b")
_NAMES = r"(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|access[_-]?key(?:[_-]?(?:id|secret))?)"
# A name that ends in such a word, and a literal of 6 characters or more: what starts with `$`, a backquote, `{` or
# `<` is looked up or filled in elsewhere, as is an address of a secret store or a file.
_ASSIGNMENT = re.compile(
    rf"""(?<![\w.-])[\w.-]*?{_NAMES}["']?\s*[:=]\s*["']?(?![$<{{`]|kms:|oos:|oss:|/)[^\s"'$<>{{}}]{{6,}}""",
    re.IGNORECASE,
)
_URL = re.compile(r"\b[a-z][a-z0-9+.-]{0,19}://[^\s/:@]*:(?![$<{`])[^\s/:@]{3,}@", re.IGNORECASE)

_KINDS = (
    (_PRIVATE_KEY, "a private key"),
    (_ACCESS_KEY_ID, "the id of an access key"),
    (_URL, "an address with a password in it"),
    (_ASSIGNMENT, "a password, token or key that is given a value"),
)


def find_secret(text: str) -> str | None:
    """
    Say what kind of secret the text holds, as it stands or encoded in base64; None where none is recognised.

    A secret that follows none of these forms is not found: the absence of a finding is no proof.
    """
    for reading in _readings(text):
        for pattern, kind in _KINDS:
            if pattern.search(reading):
                return kind
    return None


def _readings(text: str) -> Iterator[str]:
    yield text
    if _BASE64.fullmatch(text):
        try:
            yield base64.b64decode("".join(text.split()), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return
