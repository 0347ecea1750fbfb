"""What a team may set on a rule besides its level."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Option", "resolve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """
    One option of a rule.

    Attributes:
        schema: JSON Schema of its values, without `default` and `description`.
        default: The value where the team sets none.
        description: What it does, as one sentence.
    """

    schema: Mapping[str, Any]
    default: Any
    description: str

    @property
    def documented_schema(self) -> dict[str, Any]:
        """The schema as the engine gets it: it fills in the default and shows the description."""
        return {**self.schema, "default": self.default, "description": self.description}


def resolve(options: Mapping[str, Option], config: Mapping[str, Any]) -> dict[str, Any]:
    """Answer the value of each option: what the config has, else the default. Whole numbers arrive as floats."""
    return {name: _whole(config[name]) if name in config else option.default for name, option in options.items()}


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return {key: _whole(each) for key, each in value.items()}
    return value
