"""
Text that others wrote, in what the pack says: names of resources, properties, reasons, files.

It reaches terminals, logs of CI and comments on pull requests. What is not printable is shown as an escape, so that
nothing recolours, moves, clears or turns around what stands beside it.
"""

from typing import Final

__all__ = ["LONGEST_LINE", "cut", "one_line", "printable", "shortened"]

LONGEST_LINE: Final = 8_000
"""Characters of one line that are shown: above what the pack writes, below what buries everything else."""
_SHORT: Final = 80


def printable(text: str) -> str:
    """
    Return the text with everything that is not printable as an escape, such as `\\x1b`, and no line overlong.

    Lines are kept: for a text of the pack, in which each piece of others is on one line.
    """
    return "\n".join(one_line(line) for line in text.split("\n"))


def one_line(text: str) -> str:
    """Return the same as one line, in which line ends are escapes, too."""
    text = cut(text)
    if text.isprintable():
        return text
    return "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text)


def cut(text: str) -> str:
    """Return a line without what is overlong of it."""
    left_out = len(text) - LONGEST_LINE
    return f"{text[:LONGEST_LINE]}… ({left_out} more characters)" if left_out > 0 else text


def shortened(text: str) -> str:
    """Return the beginning of a text that is quoted only so that its place can be found."""
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"
