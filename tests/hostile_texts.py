"""
Texts that others may have written, and that nobody wants carried out: for terminals, logs and Markdown.

Each has FORGED in it, as a line of its own where line ends are carried out. In CI every control character has a text of
its own; elsewhere some share one.
"""

import os
import re

__all__ = ["FORGED", "HOSTILE", "carried_out", "referred_to"]

FORGED = "forged: all is well"
_LINE_ENDS = ("\n", "\r", "\r\n", "\n\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
_SEQUENCES = (
    "\x1b[31m",
    "\x1b[2J",
    "\x1b[1A\x1b[2K",
    "\x1b[8m",
    "\x1b]0;title\x07",
    "\x1b]8;;https://example.com\x1b\\",
    "\x1b]52;c;Zm9yZ2Vk\x07",
    "\x1bc",
    "\x1b(0",
    "\x1bP1$r\x1b\\",
    "\x9b31m",
    "\x9d0;title\x9c",
    "\x90",
)
_CONTROLS = tuple(map(chr, [*range(9), *range(14, 27), 31, *range(127, 133), *range(134, 160)]))
_MARKS = tuple(
    map(
        chr,
        [
            *range(0x202A, 0x202F),
            *range(0x2066, 0x206A),
            0x200B,
            0x200C,
            0x200D,
            0x200E,
            0x200F,
            0x2060,
            0x061C,
            0xFEFF,
            0xFFF9,
            0xE0001,
            0xE0041,
            0xE000,
            0x00AD,
            0xD800,
            0xDFFF,
        ],
    )
)
_MARKUP = (
    "[bold red]",
    "[link=https://example.com]",
    "[/]",
    "`",
    "``",
    "```\n",
    "|",
    "||",
    "<b>",
    "<script>alert(1)</script>",
    "<!--",
    "-->",
    "</details>",
    "<details open>",
    "<img src=https://example.com/a.png>",
    "&lt;b&gt;",
    "![x](https://example.com/a.png)",
    "[x](https://example.com)",
    "<https://example.com>",
    "https://example.com/",
    "www.example.com",
    "@everyone",
    "@org/team",
    "#1",
    "org/repo#1",
    "GH-1",
    "gh-1",
    "org/repo@0123456789abcdef0123456789abcdef01234567",
    "a@example.com",
    "mailto:a@example.com",
    "HTTP://example.com/a",
    "https://github.com/org/repo/issues/1",
    "org/repo!1",
    "%1",
    "&1",
    "~label",
    '~"two words"',
    "$1",
    "^alert#1",
    "\n\n# heading\n\n",
    "\n\n- item\n",
    "\n---\n",
    "\n\n| a | b |\n| --- | --- |\n",
    "**bold**",
    "~~gone~~",
    "$x$",
    "\\",
    "\\`",
    "\\|",
    ":tada:",
    "]]>",
    '"><x>',
    "{{ 7 * 7 }}",
    "${7*7}",
    "%s%n",
)

# What GitHub and GitLab make of text that is rendered already: mentions, issues, pull requests, commits, labels,
# milestones, snippets, addresses. Of an e-mail address or a commit of another repository, what follows the `@`.
_REFERENCES = re.compile(
    r"""(?:[@#!%&$]\w | ~["\w] | \^alert\# | \bgh-\d | \b(?:https?|ftp|mailto):(?://)?\w | \bwww\.)""",
    re.IGNORECASE | re.VERBOSE,
)


def _shared(texts: list[str], *, each: int) -> tuple[str, ...]:
    return tuple("".join(texts[start : start + each]) for start in range(0, len(texts), each))


HOSTILE = (
    *(f"a{end}{FORGED}" for end in _LINE_ENDS),
    *(f"a{text}{FORGED}" for text in _SEQUENCES),
    *_shared([f"a{text}{FORGED}" for text in (*_CONTROLS, *_MARKS)], each=1 if os.environ.get("CI") else 10),
    *(f"{text}{FORGED}{text}" for text in _MARKUP),
    f"{'x' * 1_000_000}{FORGED}",
    f"{'`' * 5_000}{FORGED}",
    f"{'<' * 70_000}{FORGED}",
)


def carried_out(text: str) -> list[str]:
    """Return what of a text a terminal would carry out, and lines that it has forged."""
    found = [repr(mark) for mark in text if not mark.isprintable() and mark != "\n"]
    return [*found, *(line for line in text.split("\n") if line.startswith(FORGED))]


def referred_to(text: str) -> list[str]:
    """Return what a code host would make a link or a mention of, in text that is rendered already."""
    return [found[0] for found in _REFERENCES.finditer(text)]
