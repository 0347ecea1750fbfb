"""
Text that others wrote, on its way to a terminal or a log.

A name, a detail, a message of the service or of an event may hold anything: escape sequences that recolour, move or
clear, marks that turn the direction of writing, NUL, line ends that forge a line of ours. All of it is shown here, and
nothing of it carried out.
"""

from collections.abc import Sequence

__all__ = ["LONGEST_LINE", "escaped", "one_line", "printable", "shortened"]

LONGEST_LINE = 8_000
"""Characters of one line that are shown: above what this package writes, below what buries everything else."""


def printable(text: str) -> str:
    """
    Return the text with everything that is not printable as an escape, such as `\\x1b`, and no line overlong.

    Lines are kept: for a text of ours, in which each piece of others is on one line.
    """
    return "\n".join(one_line(line) for line in text.split("\n"))


def one_line(text: str) -> str:
    """Return the same as one line, in which line ends are escapes, too."""
    left_out = len(text) - LONGEST_LINE
    if left_out > 0:
        text = f"{text[:LONGEST_LINE]}… ({left_out} more characters)"
    return escaped(text)


def escaped(text: str) -> str:
    """Return the same as one line, however long."""
    if text.isprintable():
        return text
    return "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text)


def shortened(ids: Sequence[str], most: int) -> str:
    """Name so many of them, and say how many more there are."""
    rest = len(ids) - most
    return ", ".join(ids[:most]) + (f" and {rest} more" if rest > 0 else "")
