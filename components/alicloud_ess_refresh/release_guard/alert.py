"""
The alert that protection was lifted: what EventBridge is to look for, and where it sends it.

Sources: EventBridge, "ActionTrail events", "Event patterns" and "Event target parameters".
"""

import json
from typing import Any

from alicloud_ess_refresh.release_guard.policies import LIFTING

__all__ = ["lift_pattern", "queue_target", "webhook_target"]

TARGET_ID = "lift-alert"


def lift_pattern() -> str:
    """
    Answer the event pattern, as JSON text.

    It takes every call of an action that *can* lift protection: whether a pattern may look into the parameters of a
    recorded call is not documented, and a pattern that never fits would be an alarm that never rings.
    """
    actions = [action.split(":") for action in LIFTING]
    pattern = {
        "source": ["acs.actiontrail"],
        "type": ["actiontrail:ActionTrail:ApiCall", "actiontrail:ActionTrail:ConsoleOperation"],
        "data": {
            "serviceName": sorted({product.capitalize() for product, _ in actions}),
            "eventName": sorted(name for _, name in actions),
        },
    }
    return json.dumps(pattern)


def queue_target(arn: str, queue_name: str) -> dict[str, Any]:
    """Answer the target that puts the event, as it is, into a queue."""
    return {
        "target_id": TARGET_ID,
        "type": "acs.mns.queue",
        "endpoint": arn,
        "param_lists": [
            {"resource_key": "queue", "form": "CONSTANT", "value": queue_name},
            {"resource_key": "Body", "form": "ORIGINAL"},
            {"resource_key": "IsBase64Encode", "form": "CONSTANT", "value": "true"},
        ],
    }


def webhook_target(url: str) -> dict[str, Any]:
    """Answer the target that posts the event, as it is, to a public address."""
    return {
        "target_id": TARGET_ID,
        "type": "https",
        "endpoint": url,
        "param_lists": [
            {"resource_key": "url", "form": "CONSTANT", "value": url},
            {"resource_key": "Body", "form": "ORIGINAL"},
            {"resource_key": "Network", "form": "CONSTANT", "value": "PublicNetwork"},
        ],
    }
