"""A group with deletion protection: what comes before its deletion is refused, and changes nothing."""

from dataclasses import replace
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from alicloud_ess_refresh.refresh.provider import PREVIEW_MARK
from alicloud_ess_refresh.refresh.withdrawal import ProtectedGroupError
from unit.refresh.conftest import Stage, props
from unit.refresh.fakes import GROUP, refused, task


@pytest.fixture(name="protected")
def _protected(stage: Stage) -> Stage:
    """A protected group with a task that runs."""
    assert stage.ess.group is not None
    stage.ess.group = replace(stage.ess.group, is_deletion_protected=True)
    stage.ess.runs(task())
    return stage


def delete(stage: Stage, **inputs: Any) -> None:
    stage.provider().delete(GROUP, props(**inputs))


def replacing(stage: Stage, **olds: Any) -> list[str]:
    """Preview an update that makes another group, and return what is wrong with it."""
    news = props(deleted_with_group=True, scaling_group_id=UNKNOWN, **{PREVIEW_MARK: True})
    return [failure.reason for failure in stage.provider().check(props(**olds), news).failures]


def test_deletion_with_the_group_is_refused_and_the_task_goes_on(protected: Stage) -> None:
    with pytest.raises(ProtectedGroupError) as failure:
        delete(protected, deleted_with_group=True)

    assert str(failure.value) == (
        "asg-1: the group has deletion protection and cannot be deleted: nothing was changed\n"
        "  Reason: the service would refuse to delete the group after everything that belongs to it\n"
        "  Next: 1. set `group_deletion_protection=False` in the program, and run `pulumi up`\n"
        "        2. run `pulumi destroy`, or take the group out of the program and run `pulumi up`\n"
        "  A group that was replaced is no longer in the program: switch its protection off with "
        "SetGroupDeletionProtection or in the console, and run `pulumi up`"
    )
    assert protected.ess.changes == []


def test_the_resource_alone_can_be_deleted_beside_a_protected_group(protected: Stage) -> None:
    protected.ess.futures.append([task(status="Cancelled")])

    delete(protected)

    assert protected.ess.changes == ["CancelInstanceRefresh ir-1"]


def test_a_group_without_protection_can_be_deleted(stage: Stage) -> None:
    delete(stage, deleted_with_group=True)

    assert stage.ess.changes == []


def test_preview_refuses_to_replace_a_protected_group(protected: Stage) -> None:
    [reason] = replacing(protected, deleted_with_group=True)

    assert reason == (
        "asg-1 would be replaced, but it has deletion protection and cannot be deleted: set "
        "`group_deletion_protection=False` and run `pulumi up` without the change that replaces the group, then make "
        "that change"
    )


def test_preview_goes_on_where_nothing_stands_in_the_way_or_can_be_asked(protected: Stage) -> None:
    assert replacing(protected) == []
    protected.ess.errors["DescribeScalingGroups"] = [refused("DescribeScalingGroups")]
    assert replacing(protected, deleted_with_group=True) == []
    assert protected.lines[-1].startswith("asg-1: whether it can be replaced could not be looked up: ")
