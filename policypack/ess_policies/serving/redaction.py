"""
Keeps secrets out of what the pack says.

Rules quote what they found, and any property can be a secret in somebody's program. The engine sends secrets in clear
and marks them; what it is told goes to the terminal, to logs of CI and into reports.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final

from google.protobuf import json_format
from google.protobuf.struct_pb2 import Struct
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY

__all__ = ["HIDDEN", "Redactor"]

HIDDEN: Final = "[secret]"
"""Stands for a secret, as in the engine's own output."""

# Shorter secrets are left: replacing every "1" or "true" hides nothing and garbles all.
_SHORTEST = 4


class Redactor:
    """Hides the secrets of some resources in a text; looks for them when the first text comes."""

    def __init__(self, properties: Iterable[Struct]) -> None:
        self._properties = properties

    def hide(self, text: str) -> str:
        """Answer the text with HIDDEN in the place of every secret of four characters or more."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text

    @cached_property
    def _secrets(self) -> list[str]:
        texts = {text for each in self._properties for text in _secret_texts(json_format.MessageToDict(each))}
        # The longest first: one may be a part of another.
        return sorted(texts, key=len, reverse=True)


def _secret_texts(value: Any, *, is_secret: bool = False) -> Iterator[str]:
    if isinstance(value, Mapping):
        marked = is_secret or value.get(SPECIAL_SIG_KEY) == SPECIAL_SECRET_SIG
        for key, each in value.items():
            if key != SPECIAL_SIG_KEY:
                yield from _secret_texts(each, is_secret=marked)
    elif isinstance(value, list):
        for each in value:
            yield from _secret_texts(each, is_secret=is_secret)
    elif is_secret and isinstance(value, str) and len(value) >= _SHORTEST:
        yield value
