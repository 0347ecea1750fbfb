"""
The tag that an instance carries from before anything is done to it until everything is as it was.

It is what is left of a process that was killed: whoever comes next learns from it what the instance was, and what is
to be put back. It is how redeployments of one group keep count of each other, too, whichever process they are in.
"""

from dataclasses import dataclass
from typing import Self

__all__ = ["TAG_KEY", "Mark"]

TAG_KEY = "alicloud-ess-refresh:redeploy"
_NONE = "-"
_STANDBY, _STAY, _REPLACE = "standby", "stay", "replace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """
    What the tag says.

    Attributes:
        status: `Running` or `Stopped`, as the instance was.
        stopped_mode: Of a stopped instance; empty for a running one.
        scaling_group_id: Empty where it is in no group.
        is_standby: It was put into standby for the move, so that it is to be put back into service.
        is_replaced: The group was told to replace it.
    """

    event_id: str
    status: str
    stopped_mode: str = ""
    scaling_group_id: str = ""
    is_standby: bool = False
    is_replaced: bool = False

    @classmethod
    def parse(cls, value: str) -> Self | None:
        """Read the tag's value; None for one that no version of this package wrote."""
        parts = value.split("/")
        if len(parts) != 5 or parts[4] not in {_STANDBY, _STAY, _REPLACE}:
            return None
        event_id, status, stopped_mode, scaling_group_id, way = (
            part.replace(_NONE, "", part == _NONE) for part in parts
        )
        return cls(
            event_id=event_id,
            status=status,
            stopped_mode=stopped_mode,
            scaling_group_id=scaling_group_id,
            is_standby=way == _STANDBY,
            is_replaced=way == _REPLACE,
        )

    def __str__(self) -> str:
        way = _STANDBY if self.is_standby else _REPLACE if self.is_replaced else _STAY
        parts = (self.event_id, self.status, self.stopped_mode, self.scaling_group_id, way)
        return "/".join(part or _NONE for part in parts)
