"""What a key pair is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["KeyPair"]


@dataclass(slots=True, kw_only=True)
class KeyPair:
    """A key pair; the private key is told once and kept nowhere."""

    key_pair_id: str
    region_id: str
    name: str
    public_key: str
    resource_group_id: str
    created_at: datetime
    tags: dict[str, str]
