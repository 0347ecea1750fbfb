"""A rollback of a task that has ended: what decides, what is done, what is told and what comes next."""

from dataclasses import replace

import pytest

from alicloud_ess_refresh.cloud.desired_configuration import Container, DesiredConfiguration
from alicloud_ess_refresh.cloud.ess import StartRequest
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.refresh.inputs import parse
from alicloud_ess_refresh.refresh.model import with_token
from alicloud_ess_refresh.refresh.rollback_target import RollbackTarget
from alicloud_ess_refresh.refresh.waiter import Waiter
from alicloud_ess_refresh.refresh.wayback import (
    BY_HAND,
    CHECK_AGAIN,
    CHOOSE,
    MEND,
    WAIT,
    WayBack,
    _can_be_activated,
    _tells_apart,
)
from unit.refresh.conftest import Stage, props
from unit.refresh.fakes import GROUP, NEW, OLD, Steady, nothing_to_refresh, refused, task, unreachable

CONFIGURATION = DesiredConfiguration(scaling_configuration_id="asc-1")
IMAGE = DesiredConfiguration(image_id="m-1")
CONTAINERS = DesiredConfiguration(containers=(Container(name="web", image="web:1"),))


@pytest.mark.parametrize(("back", "expected"), [(CONFIGURATION, True), (IMAGE, False), (CONTAINERS, False)])
def test_only_a_configuration_with_an_id_can_be_activated(back: DesiredConfiguration, expected: bool) -> None:
    assert _can_be_activated(back) is expected


@pytest.mark.parametrize("other", [IMAGE, CONTAINERS])
def test_instances_of_an_image_or_container_do_not_show_it(other: DesiredConfiguration) -> None:
    assert _tells_apart(CONFIGURATION, other) is False
    assert _tells_apart(other, CONFIGURATION) is False


def test_instances_show_the_configuration_they_were_made_from() -> None:
    assert _tells_apart(CONFIGURATION, DesiredConfiguration(scaling_configuration_id="asc-2")) is True
    assert _tells_apart(CONFIGURATION, CONFIGURATION) is False


TO_OLD = RollbackTarget(desired=DesiredConfiguration(scaling_configuration_id=OLD))
FAILED = task(status="Failed", finished_update_capacity=1)
SUCCEEDED = task(status="Successful", finished_update_capacity=4)
MADE_ACTIVE = f"ModifyScalingGroup scaling configuration {OLD}"
STARTED = f"StartInstanceRefresh scaling configuration {OLD}"
REFUSED = "{} on asg-1 was refused: `Forbidden.Unauthorized` Not now. (HTTP 403, RequestId 4734)"
TAKEN = ("instance refresh ir-2 took the group back", MEND)
NONE_LEFT = ("no instance of it is left", MEND)


def way(stage: Stage, target: RollbackTarget = TO_OLD) -> WayBack:
    waiter = Waiter.on(
        GROUP, client=stage.ess, clock=stage.clock, engine=stage, poll_interval_seconds=10.0, chance=Steady()
    )
    inputs = parse(
        props(min_healthy_percentage=90.0, max_healthy_percentage=110.0, checkpoints=[{"percentage": 100.0}])
    )
    waiter = replace(waiter, open_templates=lambda: stage.templates)
    return WayBack(waiter=waiter, inputs=inputs, target=target, limit_seconds=100)


def to_image(ended: InstanceRefreshTask) -> InstanceRefreshTask:
    return replace(ended, desired_configuration=IMAGE)


def lay(stage: Stage, *, active: str = OLD, **made_from: int) -> None:
    """Lay out the group, and let the next task succeed."""
    stage.ess.becomes(active, **made_from)()
    stage.ess.will(task("ir-2", to=OLD), task("ir-2", "Successful", to=OLD))


@pytest.mark.parametrize(
    ("ended", "active", "made_from", "taken", "changes"),
    [
        (FAILED, OLD, {"old": 3, "new": 1}, TAKEN, [STARTED]),
        (FAILED, NEW, {"old": 3, "new": 1}, TAKEN, [MADE_ACTIVE, STARTED]),
        (FAILED, OLD, {"old": 4}, NONE_LEFT, []),
        (FAILED, NEW, {"old": 4}, NONE_LEFT, [MADE_ACTIVE]),
        (SUCCEEDED, NEW, {"new": 4}, TAKEN, [MADE_ACTIVE, STARTED]),
        (SUCCEEDED, NEW, {}, TAKEN, [MADE_ACTIVE, STARTED]),
        (to_image(FAILED), OLD, {"old": 4}, TAKEN, [STARTED]),
        (to_image(task(status="Cancelled", finished_update_capacity=1)), OLD, {"old": 4}, TAKEN, [STARTED]),
        (to_image(task(status="Cancelled", finished_update_capacity=0)), OLD, {"old": 4}, NONE_LEFT, []),
        (to_image(task(status="Failed", finished_update_capacity=0)), OLD, {"old": 4}, TAKEN, [STARTED]),
    ],
    ids=[
        "one was replaced",
        "one was replaced, and its configuration is active",
        "none is left",
        "none is left, and its configuration is active",
        "a success",
        "a success of an empty group",
        "an image, of which instances show nothing",
        "an image that was cancelled after the first instance",
        "an image that was cancelled before",
        "an image that failed before",
    ],
)
def test_group_is_taken_back(
    stage: Stage,
    ended: InstanceRefreshTask,
    active: str,
    made_from: dict[str, int],
    taken: tuple[str, str],
    changes: list[str],
) -> None:
    lay(stage, active=active, **made_from)
    assert way(stage).take(ended) == taken
    assert stage.ess.changes == changes


def test_success_that_somebody_has_moved_on_from_is_left_alone(stage: Stage) -> None:
    lay(stage, active="asc-else", new=4)
    assert way(stage).take(SUCCEEDED) == (
        "somebody has changed its active configuration since, so nothing was taken back",
        BY_HAND,
    )
    assert stage.ess.changes == []


def test_task_that_somebody_has_started_since_is_left_alone(stage: Stage) -> None:
    lay(stage, old=3, new=1)
    stage.ess.runs(task("ir-9", to="asc-else"))
    assert way(stage).take(FAILED) == (
        (
            "somebody has started instance refresh ir-9 to scaling configuration asc-else since (`InProgress`, 0 of 4 "
            "instances), so nothing was taken back"
        ),
        WAIT,
    )
    assert stage.ess.changes == []


def test_configuration_that_is_gone_is_no_target(stage: Stage) -> None:
    lay(stage, active=NEW, old=3, new=1)
    stage.ess.configurations = {NEW}
    assert way(stage).take(FAILED) == (
        "scaling configuration asc-old, which it was on before, does not exist any more, so nothing was taken back",
        BY_HAND,
    )
    assert stage.ess.changes == []


@pytest.mark.parametrize(
    ("target", "ended", "told"),
    [
        (RollbackTarget(obstacle="none is known"), FAILED, ("none is known", CHOOSE)),
        (RollbackTarget(obstacle="none is known"), SUCCEEDED, ("none is known", CHECK_AGAIN)),
        (
            replace(TO_OLD, ends_with_success=True),
            SUCCEEDED,
            (
                "the task has rewritten scaling configuration asc-old, and what that held before is not known",
                CHECK_AGAIN,
            ),
        ),
    ],
)
def test_without_a_target_nothing_is_done(
    stage: Stage, target: RollbackTarget, ended: InstanceRefreshTask, told: tuple[str, str]
) -> None:
    obstacle, next_step = told
    assert way(stage, target).take(ended) == (f"there was none to go back to: {obstacle}", next_step)
    assert way(stage, target).reactivate(ended) == ""
    assert stage.ess.changes == []


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (
            task("ir-2", "Failed", to=OLD, detail="No stock."),
            (
                (
                    "instance refresh ir-2 was to take the group back to scaling configuration asc-old and ended "
                    "`Failed`: No stock"
                ),
                BY_HAND,
            ),
        ),
        (
            task("ir-2", "Cancelled", to=OLD),
            (
                (
                    "instance refresh ir-2 was to take the group back to scaling configuration asc-old and ended "
                    "`Cancelled`"
                ),
                BY_HAND,
            ),
        ),
        (
            task("ir-2", "InProgress", to=OLD, finished_update_capacity=2),
            (
                (
                    "instance refresh ir-2 is taking the group back to scaling configuration asc-old and has not ended "
                    "within 100 s (`InProgress`, 2 of 4 instances)"
                ),
                WAIT,
            ),
        ),
    ],
)
def test_rollback_that_does_not_succeed_says_where_it_stands(
    stage: Stage, seen: InstanceRefreshTask, told: tuple[str, str]
) -> None:
    stage.ess.becomes(OLD, old=3, new=1)()
    stage.ess.will(task("ir-2", to=OLD), seen)
    assert way(stage).take(FAILED) == told
    assert stage.clock.now() == (100.0 if seen.status == "InProgress" else 0.0)


def test_what_is_asked_of_the_service(stage: Stage) -> None:
    """The percentages are those of the release; nobody waits at checkpoints on the way back."""
    lay(stage, old=3, new=1)
    way(stage).take(FAILED)
    lay(stage, old=4)
    stage.ess.tasks = []
    way(stage).take(to_image(FAILED))
    by_ids, all_of_them = stage.ess.started
    assert by_ids == StartRequest(
        scaling_group_id=GROUP,
        client_token=by_ids.client_token,
        desired_configuration=DesiredConfiguration(scaling_configuration_id=OLD),
        min_healthy_percentage=90,
        max_healthy_percentage=110,
    )
    assert all_of_them == replace(by_ids, skip_matching=False, client_token=all_of_them.client_token)
    unsigned = replace(by_ids, client_token="")
    assert by_ids.client_token == with_token(unsigned, "back from", "ir-1").client_token
    assert stage.lines[:2] == [
        "asg-1: instance refresh ir-1 ended `Failed`: going back to scaling configuration asc-old (0 s)",
        "asg-1: Successful, 0 of 4 instances replaced (0 s)",
    ]


def test_reply_that_is_lost_makes_one_task(stage: Stage) -> None:
    """A task to the same that was there before is not taken for it."""
    lay(stage, active=NEW, old=3, new=1)
    stage.ess.tasks = [task("ir-0", "Successful", to=OLD)]
    stage.ess.lost = ["StartInstanceRefresh", "ModifyScalingGroup"]
    assert way(stage).take(FAILED) == TAKEN
    assert stage.ess.changes == [MADE_ACTIVE, STARTED]
    assert f"asg-1: making scaling configuration {OLD} the active configuration again (0 s)" in stage.lines


def test_service_that_finds_nothing_to_refresh_has_taken_all_back(stage: Stage) -> None:
    lay(stage, old=3, new=1)
    stage.ess.errors["StartInstanceRefresh"] = [nothing_to_refresh()]
    assert way(stage).take(FAILED) == NONE_LEFT


@pytest.mark.parametrize("action", ["DescribeScalingGroups", "ModifyScalingGroup", "StartInstanceRefresh"])
def test_error_on_the_way_back_is_told(stage: Stage, action: str) -> None:
    lay(stage, active=NEW, old=3, new=1)
    stage.ess.errors[action] = [refused(action)]
    assert way(stage).take(FAILED) == (
        f"the group could not be taken back to scaling configuration asc-old: {REFUSED.format(action)}",
        BY_HAND,
    )


@pytest.mark.parametrize("action", ["ModifyScalingGroup", "StartInstanceRefresh"])
def test_call_without_an_answer_is_repeated_within_the_limit(stage: Stage, action: str) -> None:
    lay(stage, active=NEW, old=3, new=1)
    stage.ess.errors[action] = [unreachable(action)] * 100
    done, next_step = way(stage).take(FAILED)
    assert done.startswith(f"the group could not be taken back to scaling configuration asc-old: {action} on asg-1 got")
    assert (next_step, stage.clock.now()) == (BY_HAND, 100.0)


@pytest.mark.parametrize(
    ("active", "errors", "done", "changes"),
    [
        (NEW, {}, ", and scaling configuration asc-old is the active configuration again", [MADE_ACTIVE]),
        (OLD, {}, "", []),
        (
            NEW,
            {"ModifyScalingGroup": [refused("ModifyScalingGroup")]},
            (
                f", and scaling configuration asc-old could not be made the active configuration again "
                f"({REFUSED.format('ModifyScalingGroup')})"
            ),
            [],
        ),
    ],
)
def test_target_is_made_active_again_and_instances_are_left(
    stage: Stage, active: str, errors: dict[str, list[Exception]], done: str, changes: list[str]
) -> None:
    lay(stage, active=active, old=3, new=1)
    stage.ess.errors = {action: list(each) for action, each in errors.items()}
    assert way(stage).reactivate(FAILED) == done
    assert stage.ess.changes == changes


def test_image_is_not_made_active_by_itself(stage: Stage) -> None:
    lay(stage, old=4)
    assert way(stage, RollbackTarget(desired=IMAGE)).reactivate(FAILED) == ""
    assert way(stage, RollbackTarget(desired=IMAGE)).take(FAILED) == TAKEN
    assert stage.ess.changes == ["StartInstanceRefresh image m-1"]


def test_version_that_moves_is_made_active_by_its_number(stage: Stage) -> None:
    """It means the same today, and another one tomorrow."""
    number = DesiredConfiguration(launch_template_id="lt-1", launch_template_version="3")
    moving = replace(number, launch_template_version="Default")
    stage.templates.versions = {"lt-1": ("3", "5")}
    assert stage.ess.group is not None
    stage.ess.group = replace(
        stage.ess.group,
        active_scaling_configuration_id=None,
        launch_template_id="lt-1",
        launch_template_version="Default",
    )
    told = ", and launch template lt-1 version 3 is the active configuration again"
    assert way(stage, RollbackTarget(desired=moving)).reactivate(FAILED) == ""
    assert way(stage, RollbackTarget(desired=number)).reactivate(FAILED) == told
    assert stage.ess.changes == ["ModifyScalingGroup launch template lt-1 version 3"]


def test_reply_that_is_lost_makes_it_active_all_the_same(stage: Stage) -> None:
    lay(stage, active=NEW, old=3, new=1)
    stage.ess.lost = ["ModifyScalingGroup"]
    told = ", and scaling configuration asc-old is the active configuration again"
    assert way(stage).reactivate(FAILED) == told
    assert stage.ess.changes == [MADE_ACTIVE]


def test_what_is_not_taken_back_is_told(stage: Stage) -> None:
    lay(stage, old=3, new=1)
    done, next_step = TAKEN
    loss = "scaling configuration asc-old has changed in more than its image"
    assert way(stage, replace(TO_OLD, loss=loss)).take(FAILED) == (f"{done}, but {loss}", next_step)
