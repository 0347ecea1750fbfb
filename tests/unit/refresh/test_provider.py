"""The provider as the engine sees it: its pickle, diff, read, delete, and how it reports errors."""

import base64
from dataclasses import replace
from typing import Any

import dill  # type: ignore[import-untyped]
import pytest
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.output import UNKNOWN

from alicloud_ess_refresh.cloud.scaling_groups import ScalingInstance
from alicloud_ess_refresh.errors import ServiceApiError
from alicloud_ess_refresh.refresh.inputs import INPUTS
from alicloud_ess_refresh.refresh.provider import InstanceRefreshProvider
from unit.refresh.conftest import Stage, props
from unit.refresh.fakes import GROUP, NEW, OLD, refused, task, unreachable

RECORDED = (
    "gASVSAAAAAAAAACMJWFsaWNsb3VkX2Vzc19yZWZyZXNoLnJlZnJlc2gucHJvdmlkZXKUjBdJbnN0YW5jZVJlZnJlc2hQcm92aWRlcpSTlCmBlC4="
)
"""What stacks hold under `__provider`: they must be able to refresh and delete for ever."""


def diff(olds: dict[str, Any], news: dict[str, Any]) -> tuple[bool | None, list[str] | None]:
    result = InstanceRefreshProvider().diff(GROUP, olds, news)
    return result.changes, result.replaces


def test_pickle_is_a_reference_without_code() -> None:
    pickled = serialize_provider(InstanceRefreshProvider())
    assert len(pickled) < 200
    assert base64.b64decode(pickled).count(b"InstanceRefreshProvider") == 1


def test_recorded_pickle_loads_for_ever() -> None:
    assert isinstance(dill.loads(base64.b64decode(RECORDED)), InstanceRefreshProvider)  # noqa: S301  # our own text


def test_diff_of_equal_inputs_is_none() -> None:
    olds = props(triggers={"a": 1.0}) | {"outcome": "refreshed", "status": "Successful", "detail": "…"}
    assert diff(olds, props(triggers={"a": 1.0})) == (False, [])


def test_diff_replaces_for_another_group_only() -> None:
    """In place, for every other input: what an update of each does is in the table of `diff`."""
    changed = {name: diff(props(), props(**{name: "other"})) for name in INPUTS}
    assert changed.pop("scaling_group_id") == (True, ["scaling_group_id"])
    assert set(map(repr, changed.values())) == {"(True, [])"}


def test_diff_takes_unknown_for_a_change() -> None:
    assert diff(props(), props(scaling_configuration_id=UNKNOWN)) == (True, [])
    assert diff(props(), props(scaling_group_id=UNKNOWN)) == (True, ["scaling_group_id"])


def test_read_of_an_unchanged_group_changes_nothing(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=4)()
    stage.ess.runs(task(status="Successful", finished_update_capacity=4))
    recorded = props(wait_timeout_seconds=60.0) | {"outcome": "adopted", "instance_refresh_task_id": "ir-1"}

    result = stage.provider().read(GROUP, recorded)

    inputs = {"scaling_group_id": GROUP, "scaling_configuration_id": NEW, "wait_timeout_seconds": 60.0}
    assert (result.id, result.inputs) == (GROUP, inputs)
    assert result.outs == inputs | {
        "outcome": "adopted",
        "instance_refresh_task_id": "ir-1",
        "status": "Successful",
        "total_need_update_capacity": 4,
        "finished_update_capacity": 4,
    }


def test_read_names_the_configuration_that_somebody_else_made_active(stage: Stage) -> None:
    stage.ess.becomes("asc-other", other=4)()
    result = stage.provider().read(GROUP, props() | {"outcome": "enabled"})
    assert result.inputs == {"scaling_group_id": GROUP, "scaling_configuration_id": "asc-other"}
    assert diff(result.outs or {}, props()) == (True, [])


def test_release_that_was_left_half_way_is_a_difference_to_every_program(stage: Stage) -> None:
    """`on_failure` = `leave`: without this the engine would see nothing to do where the change is taken back."""
    stage.ess.becomes(OLD, old=3, new=1)()
    recorded = props(scaling_configuration_id=OLD) | {"outcome": "enabled"}
    result = stage.provider().read(GROUP, recorded)
    assert result.inputs == {"scaling_group_id": GROUP, "scaling_configuration_id": OLD}
    assert (result.outs or {})["drift"] == "instances: 1 on asc-new, 3 on asc-old (active)"
    assert diff(result.outs or {}, props(scaling_configuration_id=OLD)) == (True, [])


def test_read_of_an_image_release_names_the_image_that_is_active(stage: Stage) -> None:
    recorded = props(scaling_configuration_id=None, image_id="m-2", skip_matching=False)
    result = stage.provider().read(GROUP, recorded | {"outcome": "refreshed"})
    assert result.inputs == {"scaling_group_id": GROUP, "image_id": "m-1", "skip_matching": False}


def test_read_of_a_launch_template_names_the_version_that_is_active(stage: Stage) -> None:
    stage.ess.group = replace(
        stage.ess.group,  # type: ignore[type-var]
        active_scaling_configuration_id=None,
        launch_template_id="lt-1",
        launch_template_version="2",
    )
    stage.ess.instances = [
        ScalingInstance(
            instance_id="i-1", lifecycle_state="InService", launch_template_id="lt-1", launch_template_version="2"
        )
    ]
    recorded = props(scaling_configuration_id=None, launch_template_id="lt-1", launch_template_version="3")
    result = stage.provider().read(GROUP, recorded | {"outcome": "refreshed"})
    assert result.inputs == {"scaling_group_id": GROUP, "launch_template_id": "lt-1", "launch_template_version": "2"}


def test_read_of_a_group_that_is_gone_drops_the_resource(stage: Stage) -> None:
    stage.ess.group = None
    result = stage.provider().read(GROUP, props())
    assert (result.id, result.outs) == ("", {})


def test_read_for_an_import_takes_what_is_there(stage: Stage) -> None:
    stage.ess.runs(task("ir-7", "Successful", to=OLD))
    result = stage.provider().read(GROUP, {"__provider": "…"})
    assert result.inputs == {"scaling_group_id": GROUP, "scaling_configuration_id": OLD}
    assert (result.outs or {})["instance_refresh_task_id"] == "ir-7"


def test_read_is_patient(stage: Stage) -> None:
    stage.ess.errors["DescribeScalingGroups"] = [unreachable("DescribeScalingGroups")]
    assert stage.provider().read(GROUP, props()).id == GROUP
    assert stage.clock.sleeps == [5.0]


def test_delete_without_a_running_task_changes_nothing(stage: Stage) -> None:
    stage.ess.runs(task(status="Successful"))
    stage.provider().delete(GROUP, props())
    assert (stage.ess.changes, stage.lines) == ([], [])


def test_delete_with_a_task_that_settles_meanwhile_succeeds(stage: Stage) -> None:
    stage.ess.runs(task(), task(status="Successful"))
    stage.ess.errors["CancelInstanceRefresh"] = [refused("CancelInstanceRefresh", "IncorrectStatus", 400)]
    stage.provider().delete(GROUP, props())
    assert stage.ess.changes == []
    assert stage.lines[-1] == (
        "asg-1: deleted: instance refresh ir-1 to scaling configuration asc-new (`Successful`, 0 of 4 instances) ended"
        " by itself before that; instances now: 4 on asc-old (active) (0 s)"
    )


def test_delete_of_a_group_that_is_gone_succeeds(stage: Stage) -> None:
    stage.ess.group = None
    stage.provider().delete(GROUP, props())
    assert stage.clock.sleeps == []


def test_delete_that_is_not_permitted_says_so(stage: Stage) -> None:
    stage.ess.runs(task())
    stage.ess.errors["CancelInstanceRefresh"] = [refused("CancelInstanceRefresh")]
    with pytest.raises(ServiceApiError, match=r"CancelInstanceRefresh on asg-1 was refused: `Forbidden\.Unauthorized`"):
        stage.provider().delete(GROUP, props())
