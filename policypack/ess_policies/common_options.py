"""Options that several rules have."""

from collections.abc import Mapping, Sequence
from typing import Final

from ess_policies.options import Option
from ess_policies.views import ScalingGroup

__all__ = ["PRODUCTION_TAGS", "REQUIRED_TAGS", "is_production"]

_TEXTS: Final = {"type": "array", "items": {"type": "string"}}
_PRODUCTION: Final = ["production", "prod"]

PRODUCTION_TAGS: Final = Option(
    schema={"type": "object", "additionalProperties": _TEXTS},
    default={"environment": _PRODUCTION, "env": _PRODUCTION},
    description="Tags of a scaling group that tell production: each key with its values, in any case.",
)
REQUIRED_TAGS: Final = Option(schema=_TEXTS, default=[], description="Keys of the tags that are required.")


def is_production(group: ScalingGroup, tags: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether one of the group's tags has one of the values that tell production."""
    return any(
        (group.tag(key) or "").lower() in {value.lower() for value in values}
        for key, values in tags.items()
        if key in group.tag_keys
    )
