"""A log of the newest entries: what is told of the past must not fill the memory of an emulator that runs for weeks."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LONGEST", "BoundedLog"]

Entry = TypeVar("Entry")

LONGEST = 10_000


class BoundedLog(Generic[Entry]):
    """The newest `LONGEST` entries, oldest first; `total` counts those that are gone, too."""

    def __init__(self) -> None:
        self.total = 0
        self._entries: deque[Entry] = deque(maxlen=LONGEST)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def append(self, entry: Entry) -> None:
        """Add the newest entry, for which the oldest goes if there is no room."""
        self.total += 1
        self._entries.append(entry)

    def since(self, seen: int) -> list[Entry]:
        """Return what was added after the first `seen` entries ever, oldest first."""
        new = min(self.total - seen, len(self._entries))
        return list(islice(self._entries, len(self._entries) - new, None)) if new else []
