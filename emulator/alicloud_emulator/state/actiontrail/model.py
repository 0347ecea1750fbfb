"""What ActionTrail has: a record of each call, and trails."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from alicloud_emulator.bounded_log import BoundedLog

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["Audit", "CallRecord", "Trail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """
    One call, as ActionTrail has it.

    Args:
        identity: Field `userIdentity`.
        parameters: What was asked, without secrets.
        resources: Kind of resource → ids that the call names, for example `ACS::ECS::Instance`.
        error_code: "" for a call that was answered; with it `error_message`.
    """

    event_id: str
    request_id: str
    service: str
    api_version: str
    name: str
    region_id: str
    at: datetime
    is_write: bool
    identity: Mapping[str, str]
    source_ip: str
    user_agent: str
    parameters: Mapping[str, str]
    resources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    error_code: str = ""
    error_message: str = ""

    @property
    def event_rw(self) -> str:
        """Whether the call writes, in the words of field `eventRW`."""
        return "Write" if self.is_write else "Read"


@dataclass(slots=True, kw_only=True)
class Trail:
    """A trail; `settings` are its other parameters by their names in the API, `started_at` is None while it is off."""

    name: str
    home_region: str
    event_rw: str
    settings: dict[str, str]
    created_at: datetime
    updated_at: datetime
    status: str = "Fresh"
    started_at: datetime | None = None
    stopped_at: datetime | None = None

    def takes(self, record: CallRecord) -> bool:
        """Tell whether the trail passes the record on."""
        return self.started_at is not None and self.event_rw in ("All", record.event_rw)


@dataclass(slots=True)
class Audit:
    """The newest records and every trail; `passed_on` is how many records trails have seen."""

    records: BoundedLog[CallRecord] = field(default_factory=BoundedLog)
    trails: dict[str, Trail] = field(default_factory=dict)
    passed_on: int = 0
