"""Finds credentials in a text. Names their kind and never quotes them."""

import re
from collections.abc import Iterator
from typing import Final

from ess_policies.secrets.documents import parse_document, read_document
from ess_policies.secrets.encodings import LARGEST, unpack
from ess_policies.secrets.known_forms import find_known_forms, find_known_tokens
from ess_policies.secrets.lines import is_program, read_comments, read_lines
from ess_policies.secrets.literals import is_password, is_secret
from ess_policies.secrets.model import Item, Named, Password, Text
from ess_policies.secrets.names import promise_of
from ess_policies.secrets.shell import read_commands, without_heredocs

__all__ = ["find_secret"]

_DEEPEST: Final = 6
"""Texts within texts: a script in gzip in base64 in a cloud-config in a MIME part."""
_MOST_TEXTS: Final = 2_000

_ACCOUNT = re.compile(r"[\w.@-]+:[^\s:/][^\s]{2,}")


def find_secret(text: str) -> str | None:
    """
    Return what kind of secret a text holds, as a phrase with its article; None where none is recognised.

    A secret that follows none of the known forms is not found: the absence of a finding is no proof.
    """
    return next(_Search().kinds(text, 0), None)


class _Search:
    """One search: a text that stands in several places is read once."""

    def __init__(self) -> None:
        self._read: set[str] = set()

    def kinds(self, text: str, depth: int) -> Iterator[str]:
        text = text[:LARGEST]
        if depth > _DEEPEST or text in self._read or len(self._read) >= _MOST_TEXTS:
            return
        self._read.add(text)
        for part in unpack(text):
            yield from self.kinds(part, depth + 1)
        yield from find_known_forms(text)
        for item in _items(text):
            if isinstance(item, Text):
                yield from self.kinds(item.value, depth + 1)
            elif kind := _judge(item):
                yield kind
        yield from find_known_tokens(text)


def _items(text: str) -> Iterator[Item]:
    document = parse_document(text)
    if document is not None:
        yield from read_document(document)
        yield from read_comments(text)
        return
    script, bodies = without_heredocs(text)
    yield from read_lines(script)
    yield from (Text(body) for _, body in bodies)
    if not is_program(script):
        yield from read_commands(script, bodies)


def _judge(item: Named | Password) -> str | None:
    if isinstance(item, Password):
        return "the password of an account" if is_password(item.value) else None
    if item.name.strip("_").lower() == "auth" and any(map(_ACCOUNT.fullmatch, unpack(item.value))):
        return "a password, token or key that is given a value"
    found = is_secret(promise_of(item.name), item.name, item.value, is_code=item.is_code, is_document=item.is_document)
    return "a password, token or key that is given a value" if found else None
