"""The groups of a region, and which of them is meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup
from alicloud_ess_refresh.dynamic.patience import Patience
from alicloud_ess_refresh.errors import ServiceApiError
from alicloud_ess_refresh.sight.errors import AmbiguousGroupError, NoSuchGroupError
from alicloud_ess_refresh.sight.look import find_task

__all__ = ["ListedGroup", "find_group", "list_groups"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedGroup:
    """
    One group of a region.

    Attributes:
        task: The running task, or else the newest; None where the group never had one, or `trouble` is set.
        trouble: Why the tasks of this group cannot be read; empty where they can.
    """

    group: ScalingGroup
    task: InstanceRefreshTask | None
    trouble: str = ""


def find_group(client: EssClient, patience: Patience, given: str) -> ScalingGroup:
    """
    Return the group with this id or name.

    An id is asked for first: an identity may be allowed to read one group, and not to list all.

    Raises:
        NoSuchGroupError: There is none.
        AmbiguousGroupError: Several groups have this name.
        ServiceError: The service did not answer, or refused.
    """
    found = patience.calmly(lambda: client.describe_scaling_group(given)) if given.startswith("asg-") else None
    return found or pick_group(patience.calmly(client.describe_scaling_groups), given, region=client.region)


def pick_group(groups: Sequence[ScalingGroup], given: str, *, region: str) -> ScalingGroup:
    """
    Return the group with this name among all of a region.

    Raises:
        NoSuchGroupError: There is none.
        AmbiguousGroupError: There are several.
    """
    found = [group for group in groups if group.name == given]
    if not found:
        raise NoSuchGroupError(given, groups, region=region)
    if len(found) > 1:
        raise AmbiguousGroupError(given, found, region=region)
    return found[0]


def list_groups(client: EssClient, patience: Patience) -> tuple[ListedGroup, ...]:
    """
    Return all groups of the region with their refreshes, by name.

    Raises:
        ServiceError: The groups cannot be listed.
    """
    groups = patience.calmly(client.describe_scaling_groups)
    return tuple(
        _listed(client, patience, group)
        for group in sorted(groups, key=lambda each: (each.name, each.scaling_group_id))
    )


def _listed(client: EssClient, patience: Patience, group: ScalingGroup) -> ListedGroup:
    group_id = group.scaling_group_id
    try:
        tasks = patience.calmly(lambda: client.describe_instance_refreshes(group_id))
    except ServiceApiError as error:
        return ListedGroup(group=group, task=None, trouble=str(error))
    return ListedGroup(group=group, task=find_task(tasks, group_id, ""))
