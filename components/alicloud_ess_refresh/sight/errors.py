"""What cannot be seen."""

from collections.abc import Sequence

from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.suggestions import closest

__all__ = ["AmbiguousGroupError", "NoSuchGroupError", "NoSuchTaskError"]

MOST_NAMED = 10
"""Groups that an error names: a region may have hundreds."""


class NoSuchGroupError(AlicloudError):
    """No group has this id or this name."""

    def __init__(self, given: str, groups: Sequence[ScalingGroup], *, region: str) -> None:
        meant = closest(given, [name for group in groups for name in (group.name, group.scaling_group_id) if name])
        super().__init__(
            f"region `{region}` has no scaling group with the id or name `{given}`: "
            f"{f'did you mean `{meant}`?' if meant else _candidates(groups)}"
        )


class AmbiguousGroupError(AlicloudError):
    """Several groups have this name."""

    def __init__(self, name: str, groups: Sequence[ScalingGroup], *, region: str) -> None:
        ids = ", ".join(group.scaling_group_id for group in groups)
        super().__init__(
            f"region `{region}` has {len(groups)} scaling groups with the name `{name}`: give an id, {ids}"
        )


class NoSuchTaskError(AlicloudError):
    def __init__(self, scaling_group_id: str, instance_refresh_task_id: str) -> None:
        super().__init__(
            f"{scaling_group_id} has no instance refresh {instance_refresh_task_id}: `ess-refresh history "
            f"{scaling_group_id}` lists those that the service still knows"
        )


def _candidates(groups: Sequence[ScalingGroup]) -> str:
    if not groups:
        return "it has no group at all; check `--region` and the account"
    named = ", ".join(f"{group.scaling_group_id} ({group.name})" for group in groups[:MOST_NAMED])
    return f"it has {named}" + (f"; `ess-refresh list` shows all {len(groups)}" if len(groups) > MOST_NAMED else "")
