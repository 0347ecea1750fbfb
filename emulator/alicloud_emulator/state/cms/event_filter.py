"""
The filter of an event rule (`SQLFilter`): a query of Log Service over one event message.

CloudMonitor documents that the syntax is that of Log Service's queries. Known here: `key: value` and plain words,
`"…"` around either, `*` and `?` in values, `and`, `or`, `not`, and parentheses. A key is a field of the message or,
with dots, below one: `content.state`. A comparison such as `key > 1`, and everything after `|`, is refused.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Condition = Callable[[Mapping[str, Any]], bool]

__all__ = ["FilterError", "parse_filter"]

TOKEN = re.compile(r'\s*(?:(?P<mark>[():])|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[^\s():"|<>=]+))')
END = ("", "")


class FilterError(ValueError):
    """The text is no filter that is known here; the message says where."""


def parse_filter(text: str) -> Condition:
    """Return the filter as a question about a message; FilterError if it is none."""
    parser = _Parser(list(_tokens(text)))
    condition = parser.either()
    if parser.kind_and_text != END:
        raise FilterError(f"unexpected `{parser.kind_and_text[1]}`")
    return condition


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position = 0
    while text[position:].strip():
        match = TOKEN.match(text, position)
        if match is None:
            raise FilterError(f"unexpected `{text[position:].strip()[0]}`")
        kind = match.lastgroup or ""
        yield kind, match[kind].replace('\\"', '"')
        position = match.end()
    yield END


class _Parser:
    """Recursive descent: `or` binds least, then `and` (also nothing at all between two terms), then `not`."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._position = 0

    @property
    def kind_and_text(self) -> tuple[str, str]:
        return self._tokens[self._position]

    def either(self) -> Condition:
        found = [self._all()]
        while self._takes("or"):
            found.append(self._all())
        return lambda message: any(condition(message) for condition in found)

    def _all(self) -> Condition:
        found = [self._negated()]
        while not self._is("or") and self.kind_and_text not in (END, ("mark", ")")):
            self._takes("and")
            found.append(self._negated())
        return lambda message: all(condition(message) for condition in found)

    def _negated(self) -> Condition:
        if self._takes("not"):
            condition = self._negated()
            return lambda message: not condition(message)
        return self._term()

    def _term(self) -> Condition:
        if self._takes_mark("("):
            condition = self.either()
            if not self._takes_mark(")"):
                raise FilterError("missing `)`")
            return condition
        key = self._text()
        if not self._takes_mark(":"):
            return lambda message: any(_fits(value, f"*{key}*") for value in _values(message))
        pattern = self._text()
        return lambda message: any(_fits(value, pattern) for value in _values(_below(message, key.split("."))))

    def _text(self) -> str:
        kind, text = self.kind_and_text
        if kind not in ("word", "quoted"):
            raise FilterError(f"expected a word, got {f'`{text}`' if text else 'the end'}")
        self._position += 1
        return text

    def _is(self, word: str) -> bool:
        kind, text = self.kind_and_text
        return kind == "word" and text.lower() == word

    def _takes(self, word: str) -> bool:
        is_next = self._is(word)
        self._position += is_next
        return is_next

    def _takes_mark(self, mark: str) -> bool:
        is_next = self.kind_and_text == ("mark", mark)
        self._position += is_next
        return is_next


def _below(value: Any, path: list[str]) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _values(item)
    elif isinstance(value, list):
        for item in value:
            yield from _values(item)
    elif value is not None:
        yield str(value)


def _fits(value: str, pattern: str) -> bool:
    # Queries of Log Service do not tell capitals from small letters.
    return fnmatchcase(value.lower(), pattern.lower())
