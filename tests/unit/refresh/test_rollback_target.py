"""Where a rollout is taken back to: a table from what is known before it starts."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.launch_templates import LaunchTemplate
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup, ScalingInstance
from alicloud_ess_refresh.refresh.facts import Facts, Recorded
from alicloud_ess_refresh.refresh.rollback_target import RollbackTarget, rollback_target
from unit.refresh.fakes import GROUP, task

ACTIVE_ONE = DesiredConfiguration()


def parse(text: str) -> DesiredConfiguration:
    """Read `asc-old`, `m-2` or `lt-1 version 2`; `the active one` is what names nothing."""
    first, _, version = text.partition(" version ")
    if text == "the active one":
        return ACTIVE_ONE
    if version:
        return DesiredConfiguration(launch_template_id=first, launch_template_version=version)
    is_image = text.startswith("m-")
    return DesiredConfiguration(image_id=text) if is_image else DesiredConfiguration(scaling_configuration_id=text)


def instance(text: str, number: int) -> ScalingInstance:
    """Make an instance from a text such as `asc-old`, `lt-1 version 2 Unhealthy` or `asc-old Protected`."""
    words = text.split()
    state = next((word for word in words if word in {"Protected", "Standby", "Pending"}), "InService")
    source = parse(" ".join(word for word in words if word not in {"Unhealthy", state}))
    return ScalingInstance(
        instance_id=f"i-{number}",
        lifecycle_state=state,
        health_status="Unhealthy" if "Unhealthy" in words else "Healthy",
        scaling_configuration_id=source.scaling_configuration_id,
        launch_template_id=source.launch_template_id,
        launch_template_version=source.launch_template_version,
    )


def facts(
    active: str,
    instances: Sequence[str],
    *tasks: InstanceRefreshTask,
    configurations: Sequence[str] = ("asc-old", "asc-new"),
    default: str = "",
    **group: Any,
) -> Facts:
    source = parse(active)
    return Facts(
        group=ScalingGroup(
            scaling_group_id=GROUP,
            lifecycle_state="Active",
            active_scaling_configuration_id=source.scaling_configuration_id,
            launch_template_id=source.launch_template_id,
            launch_template_version=source.launch_template_version,
            **group,
        ),
        instances=tuple(instance(text, number) for number, text in enumerate(instances)),
        tasks=tasks,
        configurations=tuple(
            ScalingConfiguration(scaling_configuration_id=each, image_id="m-1") for each in configurations
        ),
        template=LaunchTemplate(launch_template_id="lt-1", default_version=default, latest_version=default)
        if default
        else None,
    )


def unset(known: Facts) -> Facts:
    """Leave the group's launch template version out."""
    return replace(known, group=replace(known.group, launch_template_version=None))


def find(desired: str, known: Facts, recorded: str = "", last_task_id: str | None = None) -> RollbackTarget:
    state = Recorded(desired=parse(recorded) if recorded else None, last_task_id=last_task_id)
    return rollback_target(parse(desired), known, state)


@pytest.mark.parametrize(
    ("desired", "active", "instances", "recorded", "target"),
    [
        # Another configuration is active: that.
        ("asc-new", "asc-old", ["asc-old", "asc-old"], "", "asc-old"),
        ("asc-new", "asc-old", [], "", "asc-old"),
        ("asc-new", "asc-old", ["asc-new", "asc-old"], "asc-else", "asc-old"),
        ("lt-1 version 2", "lt-1 version 1", ["lt-1 version 1"], "", "lt-1 version 1"),
        ("lt-1 version 2", "asc-old", ["asc-old"], "", "asc-old"),
        ("asc-new", "lt-1 version 1", ["lt-1 version 1"], "", "lt-1 version 1"),
        # A version that moves: the number that healthy instances in service show, or that was recorded.
        ("lt-1 version 3", "lt-1 version Default", ["lt-1 version 2", "lt-1 version 2"], "", "lt-1 version 2"),
        ("lt-1 version 3", "lt-1 version Default", ["lt-1 version 2", "lt-1 version 3"], "", "lt-1 version 2"),
        (
            "lt-1 version 3",
            "lt-1 version Default",
            ["lt-1 version 2", "lt-1 version 1 Unhealthy"],
            "",
            "lt-1 version 2",
        ),
        ("lt-1 version 3", "lt-1 version Latest", ["lt-1 version Latest"], "lt-1 version 2", "lt-1 version 2"),
        ("asc-new", "lt-1 version Default", ["lt-1 version 2"], "", "lt-1 version 2"),
        ("lt-1 version 3", "lt-1 version Default", ["lt-1 version 2", "lt-1 version 1"], "", None),
        ("lt-1 version 3", "lt-1 version Default", ["lt-1 version Default"], "", None),
        ("lt-1 version 3", "lt-1 version Default", ["lt-1 version Default"], "lt-1 version Default", None),
        ("lt-1 version 3", "lt-1 version Default", ["lt-1 version Default"], "lt-2 version 2", None),
        ("lt-1 version 3", "lt-1 version Default", ["lt-1 version Default"], "lt-1 version 3", None),
        ("lt-1 version 3", "lt-1 version Default", [], "", None),
        # The desired one is active already: the group's own version follows the program, or somebody was quicker.
        ("lt-1 version 2", "lt-1 version 2", ["lt-1 version 1"], "lt-1 version 1", "lt-1 version 1"),
        ("lt-1 version 2", "lt-1 version 2", ["lt-1 version 1"], "", "lt-1 version 1"),
        ("lt-1 version 2", "lt-1 version 2", ["lt-1 version 1", "lt-1 version 2"], "", "lt-1 version 1"),
        ("asc-new", "asc-new", ["asc-old", "asc-old"], "asc-gone", "asc-old"),
        ("asc-new", "asc-new", ["asc-old", "asc-old"], "", "asc-old"),
        ("asc-new", "asc-new", ["asc-old Unhealthy"], "", None),
        ("asc-new", "asc-new", ["asc-old Standby"], "", None),
        ("asc-new", "asc-new", ["asc-new"], "asc-new", None),
        ("asc-new", "asc-new", ["asc-new"], "lt-1 version Latest", None),
        ("asc-new", "asc-new", ["asc-new"], "the active one", None),
        ("the active one", "asc-new", ["asc-new"], "the active one", None),
        ("the active one", "asc-new", ["asc-old"], "the active one", "asc-old"),
        ("the active one", "asc-new", ["asc-new"], "asc-new", None),
        ("asc-new", "asc-new", ["asc-new"], "m-2", None),
        # An image: the one that the active configuration has now.
        ("m-2", "asc-old", ["asc-old"], "", "m-1"),
        ("m-1", "asc-old", ["asc-old"], "m-0", "m-0"),
        ("m-1", "asc-old", ["asc-old"], "", None),
        ("m-1", "asc-old", ["asc-old"], "m-1", None),
    ],
)
def test_target(desired: str, active: str, instances: list[str], recorded: str, target: str | None) -> None:
    found = find(desired, facts(active, instances), recorded)
    assert found.desired == (parse(target) if target else None)
    assert bool(found.obstacle) is (target is None)


@pytest.mark.parametrize(
    ("desired", "known", "moving", "obstacle"),
    [
        (
            "lt-1 version 3",
            facts("lt-1 version Default", ["lt-1 version Default"]),
            "Default",
            (
                "the group's launch template version is `Default`, which moves, and its healthy instances do not show "
                "one number that all were made from"
            ),
        ),
        (
            "lt-1 version 1",
            facts("lt-1 version Default", ["lt-1 version 1 Unhealthy"]),
            "",
            "the group has no healthy instance in service yet",
        ),
        (
            "asc-new",
            facts("asc-new", ["asc-new"]),
            "",
            (
                "scaling configuration asc-new is active already, and no other configuration that the group was on "
                "before is known"
            ),
        ),
        (
            "asc-new",
            unset(facts("lt-1 version Default", ["lt-1 version Default"])),
            "none",
            (
                "the group's launch template version is not set, which moves, and its healthy instances do not show "
                "one number that all were made from"
            ),
        ),
        ("asc-new", facts("the active one", []), "", "the group has no active configuration"),
        (
            "m-2",
            facts("lt-1 version 1", []),
            "",
            "the active configuration is launch template lt-1 version 1, which image m-2 does not change",
        ),
        (
            "m-1",
            facts("asc-old", []),
            "",
            "image m-1 is in the active configuration already, and none before it is known",
        ),
    ],
)
def test_obstacle(desired: str, known: Facts, moving: str, obstacle: str) -> None:
    assert find(desired, known) == RollbackTarget(obstacle=obstacle, moving_version=moving)


def test_configuration_that_was_changed_in_place_says_so() -> None:
    known = facts("asc-new", ["asc-new"])
    changed = ScalingConfiguration(scaling_configuration_id="asc-new", digest="1:after")
    known = replace(known, configurations=(changed,))
    state = Recorded(desired=parse("asc-new"), digest="scaling configuration asc-new 1:before", last_task_id="")
    assert rollback_target(parse("asc-new"), known, state) == RollbackTarget(
        obstacle="scaling configuration asc-new was changed in place, and what it held before is kept nowhere"
    )


@pytest.mark.parametrize(
    ("recorded", "last", "older", "target"),
    [
        ("asc-old", "ir-1", ["ir-1 Successful asc-old"], "asc-old"),
        # The console took it elsewhere after the last update.
        ("asc-old", "ir-1", ["ir-3 Successful asc-console", "ir-1 Successful asc-old"], "asc-console"),
        ("asc-old", "ir-1", ["ir-3 Failed asc-console", "ir-1 Successful asc-old"], "asc-old"),
        # Tasks that the state knows of are no newer than the state.
        ("asc-old", "ir-1", ["ir-1 Successful asc-console"], "asc-old"),
        ("asc-new", "ir-1", ["ir-1 Successful asc-console"], "asc-console"),
        # The state does not say which task: the group was enabled, and refreshed by hand since.
        ("asc-old", None, ["ir-3 Successful asc-console"], "asc-console"),
        # Nothing was recorded: the update that was killed was the first.
        ("", None, ["ir-3 Cancelled asc-console", "ir-1 Successful asc-old"], "asc-old"),
        ("", None, ["ir-3 Cancelled asc-console"], None),
        # It is no way back to where the group is.
        ("asc-new", "ir-1", [], None),
    ],
)
def test_target_of_a_task_that_has_succeeded(
    recorded: str, last: str | None, older: list[str], target: str | None
) -> None:
    """It is adopted after a `kill -9`: the group is on it already."""
    succeeded = task("ir-9", "Successful", to="asc-new")
    before = [task(task_id, status, to=to) for task_id, status, to in map(str.split, older)]
    known = facts("asc-new", ["asc-new"], succeeded, *before, configurations=("asc-old", "asc-new", "asc-console"))
    state = Recorded(desired=parse(recorded) if recorded else None, last_task_id=last)
    found = rollback_target(parse("asc-new"), known, state, succeeded)
    assert found.desired == (parse(target) if target else None)


def test_task_that_somebody_started_later_does_not_count() -> None:
    adopted, later = task("ir-9", "Successful"), task("ir-10", "Successful", to="asc-console")
    known = facts("asc-new", [], later, adopted, configurations=("asc-old", "asc-new", "asc-console"))
    state = Recorded(desired=parse("asc-old"), last_task_id="ir-1")
    assert rollback_target(parse("asc-new"), known, state, adopted).desired == parse("asc-old")
    assert rollback_target(parse("asc-new"), known, state).desired == parse("asc-console")


def to(text: str, status: str) -> InstanceRefreshTask:
    return replace(task(status=status), desired_configuration=parse(text))


@pytest.mark.parametrize(
    ("left", "tasks", "target"),
    [
        (["lt-1 version 2"], [], "lt-1 version 2"),
        (["lt-1 version 2"], [to("lt-1 version 2", "Failed")], None),
        (["lt-1 version 2"], [to("lt-1 version Default", "Failed")], None),
        (["lt-1 version 5"], [to("lt-1 version Default", "Failed")], "lt-1 version 5"),
        (["lt-1 version 2"], [to("m-9", "Failed")], "lt-1 version 2"),
        (["lt-1 version 2"], [to("asc-old", "Failed")], "lt-1 version 2"),
        (["lt-1 version 2"], [to("lt-2 version 2", "Failed")], "lt-1 version 2"),
        (["lt-1 version 2"], [to("lt-1 version 2", "InProgress")], "lt-1 version 2"),
        (["lt-1 version 2"], [to("m-9", "Failed"), to("lt-1 version 2", "Successful")], "lt-1 version 2"),
        # `Default` is version 2 now, and 5 is the latest one.
        (["lt-1 version Default", "lt-1 version 3"], [to("lt-1 version 2", "Failed")], "lt-1 version 3"),
        (["lt-1 version Default", "lt-1 version 3"], [to("lt-1 version 5", "Failed")], None),
    ],
)
def test_version_that_a_failed_release_has_left_is_no_target(
    left: list[str], tasks: list[InstanceRefreshTask], target: str | None
) -> None:
    known = facts("lt-1 version 1", ["lt-1 version 1", *left], *tasks)
    template = LaunchTemplate(launch_template_id="lt-1", default_version="2", latest_version="5")
    found = find("lt-1 version 1", replace(known, template=template))
    assert found.desired == (parse(target) if target else None)


def test_instances_that_a_failed_release_has_left_are_no_target() -> None:
    """The change was taken back: a task to the old configuration must not lead to the broken one."""
    left = ["asc-old", "asc-new"]
    failed = task("ir-1", "Failed", to="asc-new")
    assert find("asc-old", facts("asc-old", left, failed)).desired is None
    cancelled = task("ir-2", "Cancelled", to="asc-new")
    assert find("asc-old", facts("asc-old", left, cancelled, task("ir-1", "Successful", to="asc-new"))).desired is None
    assert find("asc-old", facts("asc-old", ["asc-new"], task("ir-1", "Successful", to="asc-new"))).desired == parse(
        "asc-new"
    )


def test_default_that_means_what_is_desired_is_no_way_back() -> None:
    """The template's default version was moved first: the group is on version 2 already, by another name."""
    known = facts("lt-1 version Default", ["lt-1 version 1", "lt-1 version 1"], default="2")
    assert find("lt-1 version 2", known).desired == parse("lt-1 version 1")
    known = facts("lt-1 version Default", ["lt-1 version 2"], default="2")
    assert find("lt-1 version 2", known) == RollbackTarget(
        obstacle="launch template lt-1 version 2 is active already, and no other configuration that the group was on "
        "before is known"
    )
    known = facts("lt-1 version Default", ["lt-1 version 2", "lt-1 version 1", "lt-1 version 3"], default="2")
    assert find("lt-1 version 2", known).moving_version == "Default"


def test_group_that_was_put_back_on_a_template_goes_back_to_what_its_instances_show() -> None:
    """The provider sends no version that is ignored, so that the group is on `Default`."""
    mixed = facts("lt-1 version Default", ["lt-1 version 1", "asc-console"], default="1", configurations=[])
    assert find("lt-1 version 2", mixed).desired == parse("lt-1 version 1")
    hidden = facts("lt-1 version Default", ["lt-1 version 1", "lt-1 version Default"], default="1")
    assert find("lt-1 version 2", hidden).moving_version == "Default"
    moved = facts("lt-1 version Default", ["asc-old", "asc-old"], default="1")
    assert find("lt-1 version 2", moved).desired == parse("asc-old")


def test_instance_types_of_the_group_are_gone_back_to_with_its_version() -> None:
    known = facts("lt-1 version 1", ["lt-1 version 1"], launch_template_overrides=("ecs.g7.large",))
    assert find("lt-1 version 2", known).desired == DesiredConfiguration(
        launch_template_id="lt-1", launch_template_version="1", launch_template_overrides=("ecs.g7.large",)
    )


def test_number_of_a_moving_version_goes_with_the_instance_types_of_the_group() -> None:
    known = facts("lt-1 version Default", ["lt-1 version 1"], launch_template_overrides=("ecs.g7.large",))
    assert find("lt-1 version 2", known).desired == DesiredConfiguration(
        launch_template_id="lt-1", launch_template_version="1", launch_template_overrides=("ecs.g7.large",)
    )


@pytest.mark.parametrize("digest", ["", "scaling configuration asc-new 1:same"])
def test_configuration_that_was_not_changed_does_not_say_so(digest: str) -> None:
    content = ScalingConfiguration(scaling_configuration_id="asc-new", digest="1:same")
    known = replace(facts("asc-new", ["asc-new"]), configurations=(content,))
    state = Recorded(desired=parse("asc-new"), digest=digest, last_task_id="")
    assert "is active already" in rollback_target(parse("asc-new"), known, state).obstacle
    unknown = replace(known, configurations=())
    assert "is active already" in rollback_target(parse("asc-new"), unknown, state).obstacle


@pytest.mark.parametrize(
    ("recorded", "digest", "now", "is_lost"),
    [
        ("m-1", "image m-1 1:a", "1:b", True),
        ("m-1", "image m-1 1:a", "1:a", False),
        # Digests of different makes cannot be compared, and nothing recorded says nothing.
        ("m-1", "image m-1 0:a", "1:b", False),
        ("m-1", "", "1:b", False),
        # What was recorded is another configuration's.
        ("asc-new", "scaling configuration asc-new 1:a", "1:b", False),
    ],
)
def test_rollback_by_image_says_what_else_has_changed(recorded: str, digest: str, now: str, is_lost: bool) -> None:
    known = facts("asc-old", ["asc-old"], configurations=())
    content = ScalingConfiguration(scaling_configuration_id="asc-old", image_id="m-1", digest=now)
    state = Recorded(desired=parse(recorded), digest=digest)
    assert rollback_target(parse("m-2"), replace(known, configurations=(content,)), state) == RollbackTarget(
        desired=parse("m-1"),
        loss="scaling configuration asc-old has changed in more than its image, and a rollback takes back the image "
        "alone"
        if is_lost
        else "",
    )


def test_configuration_that_the_task_rewrites_is_a_target_until_it_has_succeeded() -> None:
    """An image from a family, or containers: nobody is told what the active configuration had before."""
    target = find("m-2", facts("asc-old", ["asc-old"], configurations=()))
    assert (target.desired, target.ends_with_success) == (parse("asc-old"), True)
    assert target.after(task(status="Failed")) == target
    assert target.after(task(status="Successful")) == RollbackTarget(
        obstacle="the task has rewritten scaling configuration asc-old, and what that held before is not known"
    )
