"""Attributes of a queue: how both versions of the service read them from a call and show them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import invalid_parameter
from alicloud_emulator.state.mns.model import DeadLetterPolicy, QueueAttributes

if TYPE_CHECKING:
    from datetime import datetime

    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.mns.model import Queue

__all__ = ["attributes_in", "counts", "shown_attributes"]

# Name → field, smallest and largest value (CreateQueue, Mns-open 2022-01-19).
LIMITS = {
    "DelaySeconds": ("delay_seconds", 0, 604800),
    "MaximumMessageSize": ("maximum_message_size", 1024, 65536),
    "MessageRetentionPeriod": ("message_retention_period", 60, 604800),
    "VisibilityTimeout": ("visibility_timeout", 1, 43200),
    "PollingWaitSeconds": ("polling_wait_seconds", 0, 30),
}


def attributes_in(parameters: Parameters, before: QueueAttributes, *, logging: str) -> QueueAttributes:
    """Return the attributes with what the call sets; `logging` is the version's name of that flag."""
    changes: dict[str, Any] = {}
    for name, (field, minimum, maximum) in LIMITS.items():
        value = parameters.integer(name, minimum=minimum, maximum=maximum)
        if value is not None:
            changes[field] = value
    is_logged = parameters.flag(logging)
    if is_logged is not None:
        changes["logging_enabled"] = is_logged
    policy = parameters.json("DlqPolicy")
    if policy is not None:
        changes["dead_letters"] = _dead_letters(policy)
    return replace(before, **changes)


def shown_attributes(queue: Queue) -> dict[str, Any]:
    """Return what both versions show in the same way."""
    return {
        "QueueName": queue.name,
        "CreateTime": _seconds(queue.created_at),
        "LastModifyTime": _seconds(queue.modified_at),
        **{name: getattr(queue.attributes, field) for name, (field, _, _) in LIMITS.items()},
        "LoggingEnabled": queue.attributes.logging_enabled,
    }


def counts(queue: Queue, now: datetime) -> dict[str, int]:
    """Return how many messages can be received, are being worked on, and are held back."""
    hidden = [message for message in queue.messages.values() if message.visible_at > now]
    delayed = sum(message.dequeue_count == 0 for message in hidden)
    return {
        "ActiveMessages": len(queue.messages) - len(hidden),
        "InactiveMessages": len(hidden) - delayed,
        "DelayMessages": delayed,
    }


def _dead_letters(policy: Any) -> DeadLetterPolicy:
    if not isinstance(policy, dict):
        raise invalid_parameter("DlqPolicy", policy, "a JSON object")
    if not policy.get("Enabled"):
        return DeadLetterPolicy()
    # The service allows 1 to 1000 attempts (provider, resource_alicloud_message_service_queue.go).
    most = policy.get("MaxReceiveCount", 16)
    if not str(most).isdecimal() or not 1 <= int(most) <= 1000:
        raise invalid_parameter("DlqPolicy.MaxReceiveCount", most, "1 to 1000")
    target = policy.get("DeadLetterTargetQueue", "")
    if not target:
        raise invalid_parameter("DlqPolicy.DeadLetterTargetQueue", "nothing", "a queue's name")
    return DeadLetterPolicy(is_enabled=True, target_queue=target, max_receive_count=int(most))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
