"""
Instances in vSwitches that a program takes from their group: the service leaves them where they are.

Nothing of a refresh differs then, so that `up` is green, and only a preview can say it: it knows what the program
declares, and what the group still has.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from alicloud_ess_refresh.cloud.ecs import EcsClient
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.declared_group import GROUP

__all__ = ["declared_vswitch_ids", "staying"]

_MOVE = (
    "stay there until they are replaced: to move them, change `triggers` of the refresh, in this update or a later one"
)


def declared_vswitch_ids(declared: Mapping[str, Any]) -> tuple[str, ...] | None:
    """
    Return the vSwitches that a program gives a group: none where it declares none, None where they are not known.

    Args:
        declared: The mark of a preview.
    """
    group = declared.get(GROUP)
    if not isinstance(group, Mapping) or not group.get("is_declared"):
        return ()
    return tuple(group["vswitch_ids"] or ()) if "vswitch_ids" in group else None


def staying(
    client: EssClient, open_ecs: Callable[[], EcsClient], scaling_group_id: str, vswitch_ids: Sequence[str] | None
) -> str:
    """
    Return what to say of instances in vSwitches that the program takes from the group; empty where there are none.

    Args:
        vswitch_ids: Those of the program; None where they are not known yet.

    Raises:
        AlicloudError: The group cannot be looked up.
    """
    group = client.describe_scaling_group(scaling_group_id)
    if group is None:
        return ""
    leaving = [each for each in group.vswitch_ids if vswitch_ids is None or each not in vswitch_ids]
    if not leaving:
        return ""
    ids = [each.instance_id for each in client.describe_scaling_instances(scaling_group_id) if not each.is_leaving]
    try:
        found = Counter(each.vswitch_id for each in open_ecs().describe_instances(ids)) if ids else Counter()
    except AlicloudError as error:
        return f"instances in {', '.join(leaving)} {_MOVE}; how many there are could not be looked up: {error}"
    counts = ", ".join(f"{each}: {found[each]}" for each in leaving if found[each])
    if not counts:
        return ""
    count = sum(found[each] for each in leaving)
    if vswitch_ids is None:
        return (
            "the program gives the group vSwitches that are not known yet; instances in one that it takes from the "
            f"group ({counts}) {_MOVE}"
        )
    where = f"in vSwitches that the program takes from the group ({counts})"
    return f"{count} of {len(ids)} instances are {where}, and {_MOVE}"
