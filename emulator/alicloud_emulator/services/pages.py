"""Lists in pages: by number, or by token where a newer call asks so. Also the filters that all lists share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from alicloud_emulator.parameters import invalid_parameter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alicloud_emulator.parameters import Parameters

__all__ = ["has_tags", "ids_of", "listed_ids", "page"]

Item = TypeVar("Item")

DEFAULT_PAGE_SIZE = 10


def page(
    items: Sequence[Item], parameters: Parameters, *, maximum: int = 50, default: int = DEFAULT_PAGE_SIZE
) -> tuple[Sequence[Item], dict[str, Any]]:
    """
    Return the items of the page that was asked for, and the fields of the answer that tell which page it is.

    Args:
        maximum: Largest page, 50 unless the action's documentation says otherwise.
        default: Size of a page when the call names none.
    """
    if "NextToken" in parameters or "MaxResults" in parameters:
        return _by_token(items, parameters, maximum, default)
    number = parameters.integer("PageNumber", minimum=1) or 1
    size = parameters.integer("PageSize", minimum=1, maximum=maximum) or default
    start = (number - 1) * size
    return items[start : start + size], {"TotalCount": len(items), "PageNumber": number, "PageSize": size}


def has_tags(tags: Mapping[str, str], parameters: Parameters) -> bool:
    """Whether a resource has every tag of the filter Tag.N; a tag without value asks for the key alone."""
    return all(
        group.text("Key", "") in tags and group.text("Value") in (None, tags[group.text("Key", "")])
        for group in parameters.groups("Tag")
    )


def ids_of(parameters: Parameters, name: str) -> list[str] | None:
    """Return the ids of a filter that is JSON text (`["i-1"]`), None if the call does not filter."""
    ids = parameters.json(name)
    if ids is None:
        return None
    if not isinstance(ids, list) or not all(isinstance(item, str) for item in ids):
        raise invalid_parameter(name, parameters.text(name), "a JSON array of ids")
    return ids


def listed_ids(parameters: Parameters, name: str) -> list[str] | None:
    """Return the ids of a filter that has commas between them, None if the call does not filter."""
    ids = parameters.text(name)
    return None if ids is None else ids.split(",")


def _by_token(
    items: Sequence[Item], parameters: Parameters, maximum: int, default: int
) -> tuple[Sequence[Item], dict[str, Any]]:
    start = _offset(parameters)
    size = parameters.integer("MaxResults", minimum=1, maximum=maximum) or default
    end = start + size
    token = f"page-{end}" if end < len(items) else ""
    return items[start:end], {"TotalCount": len(items), "MaxResults": size, "NextToken": token}


def _offset(parameters: Parameters) -> int:
    token = parameters.text("NextToken", "page-0")
    digits = token.removeprefix("page-")
    if digits == token or not digits.isdecimal():
        raise invalid_parameter("NextToken", token, "the NextToken of the page before")
    return int(digits)
