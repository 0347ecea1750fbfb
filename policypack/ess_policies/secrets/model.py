"""What the readers of texts hand to the judge, whatever form a text has."""

from dataclasses import dataclass
from typing import Final

__all__ = ["LITERAL_DOLLAR", "Item", "Named", "Password", "Text"]

LITERAL_DOLLAR: Final = "\ue000"
"""Stands for a `$` that a shell does not expand, because of quotes or a backslash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """
    A value under a name: an assignment, a key of a document, an option of a command.

    Attributes:
        is_code: The value has no quotes in a text that may be a program: `x.y` and `f(x)` are then expressions.
        is_document: A key of YAML or JSON, where a plain word is often the name of something.
    """

    name: str
    value: str
    is_code: bool = False
    is_document: bool = False


@dataclass(frozen=True, slots=True)
class Password:
    """A value in a place where only a password can be, such as `chpasswd` reads."""

    value: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text within a text: the content of a file, a command line in quotes."""

    value: str


Item = Named | Password | Text
