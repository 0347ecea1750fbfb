"""
What others write, read within bounds: a file of a few hundred bytes must not keep a command busy for ever.

YAML's aliases multiply what they name, level by level; and both YAML and JSON may be nested more deeply than any reader
can follow.
"""

import json
from pathlib import Path
from typing import Any, Final

import yaml

__all__ = ["BoundError", "UnreadableFileError", "parse_json", "read_json", "read_text", "read_yaml"]

LARGEST_BYTES: Final = 1_000_000
MOST_ALIASES: Final = 16
DEEPEST: Final = 16
"""A file of the pack has four levels."""
_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class UnreadableFileError(ValueError):
    """It cannot be read; the text says why, as the end of a sentence about the file."""


class BoundError(UnreadableFileError):
    """It is more than is read."""


def read_yaml(path: Path) -> Any:
    """
    Read a file of YAML in which every scalar is a text: a date stays as it was written.

    Raises:
        UnreadableFileError: It is none, or too large, or nested too deeply, or has too many aliases.
        OSError: It cannot be read.
    """
    text = read_text(path)
    try:
        _check_bounds(text)
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        raise UnreadableFileError(f"is no YAML: {error}") from error


def read_json(path: Path, *, largest_bytes: int = LARGEST_BYTES) -> Any:
    """
    Read a file of JSON.

    Raises:
        UnreadableFileError: It is none, or too large, or nested too deeply.
        OSError: It cannot be read.
    """
    return parse_json(read_text(path, largest_bytes=largest_bytes))


def parse_json(text: str) -> Any:
    """
    Read a text of JSON.

    Raises:
        UnreadableFileError: It is none, or nested too deeply.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise BoundError("is nested too deeply") from error
    except ValueError as error:
        raise UnreadableFileError(f"is no JSON: {error}") from error


def read_text(path: Path, *, largest_bytes: int = LARGEST_BYTES) -> str:
    """
    Read a file of text.

    Raises:
        UnreadableFileError: It is none, or too large.
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(largest_bytes + 1)
    if len(data) > largest_bytes:
        raise BoundError(f"is too large: expected at most {largest_bytes} bytes")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise UnreadableFileError("is no text in UTF-8") from error


def _check_bounds(text: str) -> None:
    depth = aliases = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        depth += isinstance(event, _OPENING) - isinstance(event, _CLOSING)
        aliases += isinstance(event, yaml.AliasEvent)
        if depth > DEEPEST:
            raise BoundError(f"is nested too deeply: expected at most {DEEPEST} levels")
        if aliases > MOST_ALIASES:
            raise BoundError(f"has too many aliases (`*name`): expected at most {MOST_ALIASES}")
