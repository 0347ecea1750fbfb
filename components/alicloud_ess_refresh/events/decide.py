"""
What a message leads to: a pure function of what it says, the policy, the time, and what was decided before.

The event's status counts, not the name of the message, which may be out of date; and so does `notBefore`: what the
service is about to begin is left to it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from alicloud_ess_refresh.events.catalogue import CATALOGUE, CLOSED, OPEN, Action
from alicloud_ess_refresh.events.message import Message
from alicloud_ess_refresh.events.policy import Policy

__all__ = ["Decision", "Past", "decide"]

LEAD = timedelta(minutes=10)
"""How long before `notBefore` a move may still be begun. No source says how long one takes, nor what happens to one
that overlaps with the service's own; a restart takes minutes."""


class Past(Protocol):
    """What was decided before."""

    def is_decided(self, key: str) -> bool: ...

    def is_answered(self, event_id: str) -> bool:
        """Tell whether a redeployment or replacement was decided on for the event, and has not failed."""

    def is_over(self, event_id: str) -> bool:
        """Tell whether a message has said that the event is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """
    What is done about one message.

    Attributes:
        key: The same for every message that says the same: event and status, or the message itself.
        reason: Why, as part of a sentence.
        is_repeated: The same was decided on before, so that this one leads to nothing.
    """

    key: str
    action: Action
    reason: str
    message: Message
    is_repeated: bool = False


def decide(message: Message, policy: Policy, past: Past, now: datetime, *, region: str = "") -> Decision:
    """
    Answer what is to be done.

    Args:
        now: Aware, by the clock of the service: it is compared with `notBefore`.
        region: The only one whose instances can be answered for; empty for any.
    """
    key = f"{message.event_id}:{message.status}" if message.event_id else message.message_id
    action, reason = _what(message, policy, past, now, region)
    if past.is_decided(key):
        return Decision(key=key, action=Action.IGNORE, reason="decided on before", message=message, is_repeated=True)
    return Decision(key=key, action=action, reason=reason + _contradiction(message), message=message)


def _what(message: Message, policy: Policy, past: Past, now: datetime, region: str) -> tuple[Action, str]:
    if message.product.upper() != "ECS":
        return Action.IGNORE, f"it is about {message.product}, not ECS"
    action = policy.action(message.name)
    if not message.event_id or action is Action.IGNORE:
        return action, "as the policy says"
    row = CATALOGUE.get(message.name)
    closed = None if row and row.is_told_at_its_end else _closed(message, past)
    if closed is not None:
        return closed
    if action is Action.TELL:
        return action, "as the policy says"
    if region and message.region_id not in {"", region}:
        return Action.TELL, f"it is in region {message.region_id}, this answers for {region}: run one for that region"
    return _whether_in_time(message, action, now)


def _closed(message: Message, past: Past) -> tuple[Action, str] | None:
    if message.status == "Failed":
        return Action.TELL, "the service could not carry the event out"
    if message.status in CLOSED:
        return Action.IGNORE, f"the event is over (`{message.status}`)"
    if past.is_over(message.event_id):
        return Action.IGNORE, f"it comes late: the event is over, this says `{message.status}`"
    if past.is_answered(message.event_id):
        return Action.IGNORE, "the event was answered before"
    return None


def _whether_in_time(message: Message, action: Action, now: datetime) -> tuple[Action, str]:
    if message.status not in OPEN:
        return Action.TELL, f"its status `{message.status}` is not known"
    if not message.instance_id:
        return Action.TELL, "it names no instance"
    if action is Action.REPLACE:
        return action, "as the policy says"
    if message.status == "Executing":
        return Action.TELL, "the service is carrying the event out"
    # Inquiring has no time limit: it waits for consent. Source: ECS, "Overview of ECS system events".
    if message.status == "Scheduled" and message.not_before is not None and message.not_before - now < LEAD:
        begins = message.not_before.strftime("%Y-%m-%dT%H:%M:%SZ")
        return Action.TELL, f"the service begins at {begins}, too soon to move the instance first"
    return action, "as the policy says"


def _contradiction(message: Message) -> str:
    if not message.named_status or message.named_status == message.status:
        return ""
    return f"; its name says `{message.named_status}`, its content `{message.status}`, which counts"
