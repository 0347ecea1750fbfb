"""The settings with which Pulumi's alicloud provider, and what reads its settings, talk to an emulator."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["as_stack_file", "pulumi_config"]

_PRODUCTS = (
    "actiontrail",
    "bssopenapi",
    "cms",
    "ecs",
    "ess",
    "eventbridge",
    "location",
    "mnsOpen",
    "ram",
    "sts",
    "vpc",
)


def pulumi_config(endpoint: str) -> dict[str, Any]:
    """
    Return the stack configuration for an emulator: key to text, or to a list for `alicloud:endpoints`.

    The access key is made up: the emulator takes any.

    Args:
        endpoint: `host:port` without a scheme, as `Emulator.endpoint` has it.
    """
    return {
        "alicloud:region": "cn-hangzhou",
        "alicloud:accessKey": "emulator",
        "alicloud:secretKey": "emulator",
        "alicloud:accountId": "1234567890123456",
        "alicloud:accountType": "Domestic",
        "alicloud:protocol": "HTTP",
        "alicloud:skipRegionValidation": "true",
        "alicloud:endpoints": [dict.fromkeys(_PRODUCTS, endpoint)],
    }


def as_stack_file(config: dict[str, Any]) -> str:
    """Return a `Pulumi.<stack>.yaml` with this configuration."""
    lines = ["config:"]
    for key, value in config.items():
        # JSON is YAML.
        lines.append(f"  {key}: {json.dumps(value)}")
    return "\n".join(lines) + "\n"
