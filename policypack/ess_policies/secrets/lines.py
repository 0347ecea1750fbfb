"""Reads `name = value` in any text: settings, programs, requests, statements of SQL, files of other tools."""

import re
from collections.abc import Iterator
from typing import Final

from ess_policies.secrets.model import Item, Named, Password, Text

__all__ = ["is_program", "read_comments", "read_lines"]

_PAIR = re.compile(
    r"""(?<!\w)(?<!\w\.)(?P<name>[A-Za-z_][\w.-]*+)(?:\\?["'\]])*+
    (?P<separator>[ \t]*(?::[ \t]*(?:str|string|bytes|text)[ \t]*=(?!=)|:=|=>|==+|=|:)[ \t]*)
    (?:\\"(?P<escaped>[^"\\]*)\\"|"(?P<double>(?:[^"\\\n]|\\.)*)"|'(?P<single>[^'\n]*)'|(?P<bare>[^\s,;]+))""",
    re.VERBOSE | re.IGNORECASE,
)
_DEFAULT = re.compile(r"\$\{(\w+):?[-=]([^}]*)\}")
_TWO_STRINGS = re.compile(r"""["']([\w.-]+)["'][ \t]*,[ \t]*["']([^"'\n]+)["']""")
_ELEMENT = re.compile(r"<([A-Za-z_][\w.-]*)>([^<>\n]*)</\1>")
_ATTRIBUTES = re.compile(r"""(?:name|key)=["']([\w.-]+)["']\s+value=["']([^"'\n]*)["']""", re.IGNORECASE)
_SETTING = re.compile(
    r"""(?:^|[\s"'(])(?:set|put|setenv|ENV|ARG|setx|add)[ \t]+(?:-{1,2}[\w-]+[ \t]+)*"""
    r"""["']?([\w./:-]*[A-Za-z]\w*)["']?[ \t]+["']?([^\s"'=]+)""",
    re.MULTILINE,
)
_DIRECTIVES: Final = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"""(?:^|["'/])[ \t]*(?:requirepass|masterauth|auth_pass|bindpw|rootbindpw|authtok)[ \t]+["']?([^\s"'/]+)""",
        r"""assword[^\n]{0,20}\n?[^\n]{0,20}\bsend[ \t]+(?:--[ \t]+)?\\?["']([^"'\\$]+)\\[rn]""",
        r"""^[ \t]*rootpw[ \t]+(?:--(?:plaintext|iscrypted)[ \t]+)?["']?([^\s"'-][^\s"']*)""",
        r"""\bidentified[ \t]+(?:with[ \t]+\S+[ \t]+)?by[ \t]+(?:password[ \t]+)?\\?["']([^"'\\]+)""",
        r"""\bpassword[ \t]*(?:for[ \t]+\S+[ \t]*=[ \t]*)?\(?[ \t]*\\?'([^'\\]+)'""",
        r"""\blogin\s+\S+\s+password\s+["']?([^\s"']+)""",
        r"""\bConvertTo-SecureString[ \t]+(?:-String[ \t]+)?["']([^"'$]+)["']""",
        r"""\bauthorization["']?\s*[:=,]\s*["']?(?:bearer|basic|token|digest)[ \t]+([^\s"']+)""",
        r"""(?:^|["'])(?:[\w.-]+|\*):(?:\d+|\*):(?:[\w-]+|\*):(?:[\w.-]+|\*):([^\s:"']+)(?:["']|$)""",
    )
)
_COMMENT = re.compile(r"^[ \t]*#(?!!)(.*)$", re.MULTILINE)
_PROSE = re.compile(r"[ \t]+[A-Za-z]+\b(?![ \t]*[:=])")
_PROGRAM = re.compile(
    r"\A#!.*(?:python|node|ruby|perl|php)|^(?:import [\w.]+|from [\w.]+ import\b|def \w+\(|(?:const|let|var) \w+ ="
    r"|package \w+|<\?php|(?:resource|variable|data|provider) \"|func \w+\()",
    re.MULTILINE,
)
_CLOSING: Final = {")": "(", "}": "{", "]": "["}


def is_program(text: str) -> bool:
    """Tell whether a text is a program in a language in which a word without quotes is an expression."""
    return _PROGRAM.search(text) is not None


def read_lines(text: str) -> Iterator[Item]:
    """Return what the lines of a text name, wherever it stands in them."""
    program = is_program(text)
    for match in _PAIR.finditer(text):
        yield from _pair(text, match, program=program)
    for form in (_DEFAULT, _TWO_STRINGS, _ELEMENT, _ATTRIBUTES, _SETTING):
        for match in form.finditer(text):
            yield Named(name=match[1], value=match[2])
    for directive in _DIRECTIVES:
        for match in directive.finditer(text):
            yield Password(_trimmed(match[1]))


def read_comments(text: str) -> Iterator[Item]:
    """Return what the comments of a document name: its parser leaves them out."""
    yield from read_lines("\n".join(_COMMENT.findall(text)))


def _pair(text: str, match: re.Match[str], *, program: bool) -> Iterator[Item]:
    name, separator = match["name"], match["separator"].strip()
    start = text.rfind("\n", 0, match.start()) + 1
    if text.endswith(("${", "alias "), 0, match.start()):
        return
    quoted = next((value for key in ("escaped", "double", "single") if (value := match[key]) is not None), None)
    opening = match.end("separator")
    if quoted is not None and not _closes(text, start, opening):
        yield Named(name=name, value=quoted)
        if "=" in quoted or ":" in quoted:
            yield Text(quoted)
        return
    if quoted is not None or separator.startswith("=="):
        return
    value, rest = match["bare"], text[match.end() :]
    if separator == ":" and (_PROSE.match(rest) or (_is_inside(text, start, opening) and _is_word(value))):
        return
    if program and match["separator"] != "=" and separator != ":":
        return
    # `--from-literal=password=x`, `s/password=.*/password=x/`: the last name is the one that is set.
    *outer, inner = value.split("=")
    if outer and inner and (named := re.search(r"[A-Za-z_][\w.-]*$", outer[-1])):
        name, value = named[0], inner
    yield Named(name=name, value=_trimmed(value), is_code=True)


def _closes(text: str, start: int, opening: int) -> bool:
    """Tell whether the quote at a place ends a string of its line, and so begins no value."""
    quote = text[opening]
    return quote in "\"'" and _count(text[start:opening], quote) % 2 == 1


def _is_inside(text: str, start: int, place: int) -> bool:
    return any(_count(text[start:place], quote) % 2 == 1 for quote in "\"'")


def _count(text: str, quote: str) -> int:
    return text.count(quote) - text.count("\\" + quote)


def _is_word(value: str) -> bool:
    return value.strip("\"'.!").isalpha() and value.islower()


def _trimmed(value: str) -> str:
    value = value.strip("\"'\\")
    while value and value[-1] in _CLOSING and value.count(value[-1]) > value.count(_CLOSING[value[-1]]):
        value = value[:-1].rstrip("\"'\\")
    return value
