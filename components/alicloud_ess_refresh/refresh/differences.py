"""What differs between two sets of inputs of an instance refresh, and what that means. Pure."""

from collections.abc import Mapping
from typing import Any

from alicloud_ess_refresh.dynamic.reading import contains_unknown

__all__ = [
    "RELEASING",
    "REPLACING",
    "differs",
    "is_changed_in_place",
    "is_declared_otherwise",
    "is_triggered",
    "replaces_group",
]

Props = Mapping[str, Any]

REPLACING = ("scaling_group_id",)
"""Inputs whose change makes another resource: the group is the resource's id."""
RELEASING = (
    "scaling_configuration_id",
    "image_id",
    "launch_template_id",
    "launch_template_version",
    "launch_template_overrides",
    "containers",
    "triggers",
    "declared_digest",
)
"""Inputs whose change is a release. A change of any other is recorded, and counts for the next release."""


def replaces_group(olds: Props, news: Props) -> bool:
    """Tell whether the group is replaced, and the old one is to be deleted."""
    return bool(olds.get("deleted_with_group")) and differs(olds, news, "scaling_group_id")


def is_triggered(olds: Props, news: Props) -> bool:
    """Tell whether all instances are to be replaced, those that match already, too."""
    return bool(olds) and news.get("triggers") is not None and differs(olds, news, "triggers")


def is_changed_in_place(olds: Props, news: Props) -> bool:
    """Tell whether the program declares another content under the same id, which the service does not have yet."""
    named = [name for name in RELEASING if name not in {"declared_digest", "triggers"}]
    is_same = not any(differs(olds, news, name) for name in named)
    return is_same and is_declared_otherwise(olds, news)


def is_declared_otherwise(olds: Props, news: Props) -> bool:
    return bool(olds.get("declared_digest")) and differs(olds, news, "declared_digest")


def differs(olds: Props, news: Props, name: str) -> bool:
    return contains_unknown(news.get(name)) or olds.get(name) != news.get(name)
