"""What is done next, from what an update is for and from the facts: every kind of plan, and every reason to refuse."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from alicloud_ess_refresh.cloud.desired_configuration import Container, DesiredConfiguration
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.refresh.converge import (
    Activate,
    Adopt,
    Enable,
    Intent,
    NothingToDo,
    Plan,
    Refuse,
    Settle,
    Start,
    decide,
    readiness_facts,
)
from alicloud_ess_refresh.refresh.errors import NotRefreshableError
from alicloud_ess_refresh.refresh.facts import Facts, Recorded
from alicloud_ess_refresh.refresh.tolerance import Tolerance, WhenIgnored
from ess_readiness import RefreshFacts
from unit.refresh.convergence_facts import (
    ACTIVE_ONE,
    DELETED_BY_HAND,
    IMAGE,
    IMAGE_ALONE,
    INACTIVE,
    MODE,
    ON_A,
    ON_B,
    ON_DEFAULT,
    PRIORITY,
    A,
    B,
    beside,
    ended,
    group,
    of,
    on,
    template,
)

ECI = DesiredConfiguration(containers=(Container(name="web"),))
ANOTHER_IMAGE = DesiredConfiguration(image_id="m-2")
GONE = DesiredConfiguration(scaling_configuration_id="asc-gone")
NOT_YET = (
    "it is not enabled yet (`Inactive`), and {} alone does not make an instance: enable it with a scaling "
    "configuration first"
)
CONFLICT = (
    "asg-1 cannot be refreshed to scaling configuration asc-a yet, and nothing was changed: instance refresh ir-2 to "
    "{} is running (`InProgress`, no instance counted yet), and a group has one at a time; let it end, or stop it "
    "(CancelInstanceRefresh leaves what is replaced, RollbackInstanceRefresh puts it back), then run `pulumi up` again"
)
NEVER = on(ACTIVE_ONE, state="Inactive")
TO_A = Intent(desired=A)
FORCED = replace(TO_A, is_forced=True)
AFTER_IR_1 = Recorded(desired=A, digest="scaling configuration asc-a 1:x", last_task_id="ir-1")
CHANGED_IN_PLACE = on(A, *of("asc-a"), a="z")
KNOWN = replace(TO_A, recorded=AFTER_IR_1)
DOUBT = "the content of scaling configuration asc-a has changed since the group was taken to it"
RUNNING, FAILED, SUCCEEDED = (ended(each, A) for each in ("InProgress", "Failed", "Successful"))
SKIPPING = replace(RUNNING, skip_matching=True)


def asking(desired: DesiredConfiguration, **changes: Any) -> Intent:
    return Intent(desired=desired, **changes)


PLANS: Mapping[str, tuple[Intent, Facts, Plan | str]] = {
    # A group that is not enabled.
    "its first deployment": (TO_A, INACTIVE, Enable()),
    "disabled with instances": (
        TO_A,
        on(A, *of("asc-a"), state="Inactive"),
        (
            "the group is disabled (`Inactive`) and holds 1 instance; an instance refresh needs an enabled group "
            "(`Active`); enable a disabled one in the console or with EnableScalingGroup, then run `pulumi up` again"
        ),
    ),
    "no image makes an instance": (asking(IMAGE), INACTIVE, NOT_YET.format("image m-1")),
    "no container makes an instance": (asking(ECI), INACTIVE, NOT_YET.format("containers web")),
    "nothing is active": (
        asking(ACTIVE_ONE),
        NEVER,
        "it has no active configuration yet: set `scaling_configuration_id`",
    ),
    "a configuration is active": (asking(ACTIVE_ONE), INACTIVE, Enable()),
    "a template is active": (asking(ACTIVE_ONE), on(template("3"), state="Inactive"), Enable()),
    "it names what is not active": (TO_A, NEVER, Enable()),
    "its configuration is gone before it is enabled": (asking(GONE), INACTIVE, DELETED_BY_HAND),
    # A running task.
    "to the same": (TO_A, beside(ON_B, RUNNING), Adopt(RUNNING)),
    "to the same name, whose content may have been another": (KNOWN, beside(ON_B, RUNNING), Adopt(RUNNING, True)),
    "to the same, but it skips": (FORCED, beside(ON_A, SKIPPING), Settle(SKIPPING)),
    "to the same, skipping what is in doubt": (KNOWN, beside(CHANGED_IN_PLACE, SKIPPING), Settle(SKIPPING)),
    "to the same, and it replaces all": (FORCED, beside(ON_A, RUNNING), Adopt(RUNNING)),
    "to the same, and skips": (TO_A, beside(ON_B, SKIPPING), Adopt(SKIPPING)),
    "being cancelled": (TO_A, beside(ON_B, ended("Cancelling", A)), Settle(ended("Cancelling", A))),
    "to what is active": (TO_A, beside(ON_B, ended("InProgress", B)), Settle(ended("InProgress", B))),
    "to what is recorded": (
        replace(asking(B), recorded=AFTER_IR_1),
        beside(ON_B, RUNNING),
        Settle(RUNNING),
    ),
    "to another image": (
        TO_A,
        beside(ON_B, ended("InProgress", IMAGE)),
        CONFLICT.format("image m-1"),
    ),
    "to other containers": (
        TO_A,
        beside(ON_B, ended("InProgress", ECI)),
        CONFLICT.format("containers web"),
    ),
    "to something else": (
        TO_A,
        beside(ON_B, ended("InProgress", GONE)),
        CONFLICT.format("scaling configuration asc-gone"),
    ),
    # A task that has ended.
    "seen by nobody, and successful": (TO_A, beside(ON_A, SUCCEEDED), Adopt(SUCCEEDED)),
    "seen by nobody, successful, and the name is in doubt": (
        KNOWN,
        beside(CHANGED_IN_PLACE, replace(SUCCEEDED, skip_matching=False)),
        Adopt(replace(SUCCEEDED, skip_matching=False), True),
    ),
    "successful, but instances came since": (
        TO_A,
        beside(on(A, *of("asc-a", "asc-b")), SUCCEEDED),
        Start(),
    ),
    "successful, but another is active": (TO_A, beside(ON_B, SUCCEEDED), Start()),
    "seen already": (
        replace(TO_A, recorded=Recorded(desired=A, last_task_id="ir-2")),
        beside(ON_A, SUCCEEDED),
        NothingToDo(),
    ),
    "failed": (TO_A, beside(ON_B, FAILED), Start(FAILED)),
    "failed, and seen already": (
        replace(TO_A, recorded=Recorded(desired=B, last_task_id="ir-2")),
        beside(ON_B, FAILED),
        Start(),
    ),
    "failed on the way elsewhere": (TO_A, beside(ON_B, ended("Failed", GONE)), Start()),
    "successful, but it skipped": (FORCED, beside(ON_A, replace(SUCCEEDED, skip_matching=True)), Start()),
    "successful, and all were replaced": (FORCED, beside(ON_A, SUCCEEDED), Adopt(SUCCEEDED)),
    # No task.
    "on it": (TO_A, ON_A, NothingToDo()),
    "on it, but all are to be replaced": (FORCED, ON_A, Start()),
    "on another": (TO_A, ON_B, Start()),
    "changed in place": (KNOWN, CHANGED_IN_PLACE, Start(doubt=DOUBT)),
    "on one of equal content": (TO_A, on(B, *of("asc-b"), b="x"), Activate()),
    "on one of equal content, but all are to be replaced": (FORCED, on(B, *of("asc-b"), b="x"), Start()),
    "its configuration is gone": (asking(GONE), ON_A, DELETED_BY_HAND),
    "the group cannot be refreshed": (
        TO_A,
        group(ON_B, multi_az_policy="BALANCE", scaling_policy="recycle"),
        f"{PRIORITY}; {MODE}",
    ),
    "one obstacle is none": (
        replace(TO_A, tolerance=Tolerance(overrides={"priority-scale-out": "it works"})),
        group(ON_B, multi_az_policy="BALANCE", scaling_policy="recycle"),
        MODE,
    ),
}


@pytest.mark.parametrize(("intent", "facts", "expected"), PLANS.values(), ids=PLANS)
def test_plan(intent: Intent, facts: Facts, expected: Plan | str) -> None:
    plan = decide(intent, facts)
    if not isinstance(plan, Refuse):
        assert plan == expected
    elif isinstance(plan.error, NotRefreshableError):
        assert str(plan.error) == f"asg-1 cannot be refreshed, and nothing was changed: {expected}"
    else:
        assert str(plan.error) == expected


@pytest.mark.parametrize(
    ("desired", "instances", "is_forced", "facts", "left"),
    [
        (B, ("asc-a",), False, ON_A, ("i-0",)),
        (A, ("asc-a",), False, ON_A, ()),
        (A, ("asc-a",), True, ON_A, ("i-0",)),
        (A, ("asc-a",), False, CHANGED_IN_PLACE, ("i-0",)),
        (IMAGE, ("asc-a",), False, ON_A, ("i-0",)),
        (B, ("asc-a", "asc-b", "asc-a"), False, ON_A, ("i-0", "i-2")),
    ],
    ids=["to be replaced", "on it already", "all are", "in doubt", "another image", "some are"],
)
def test_instances_that_would_be_left_behind_are_named(
    desired: DesiredConfiguration, instances: tuple[str, ...], is_forced: bool, facts: Facts, left: tuple[str, ...]
) -> None:
    wanted = Tolerance(protected_instances=WhenIgnored.FAIL, standby_instances=WhenIgnored.FAIL)
    intent = Intent(desired=desired, is_forced=is_forced, recorded=AFTER_IR_1, tolerance=wanted)
    for state in ("Protected", "Standby"):
        ignored = tuple(replace(each, lifecycle_state=state) for each in of(*instances))
        by_hand = replace(of("asc-c")[0], lifecycle_state=state, creation_type="Attached")
        found = readiness_facts(intent, replace(facts, instances=(*ignored, by_hand, *of("asc-c"))))
        expected = (left, ()) if state == "Protected" else ((), left)
        assert (found.forbidden_protected, found.forbidden_standby) == expected
        lenient = readiness_facts(replace(intent, tolerance=Tolerance()), replace(facts, instances=ignored))
        assert (lenient.forbidden_protected, lenient.forbidden_standby) == ((), ())


CONDITIONS: Mapping[str, tuple[Intent, Facts, RefreshFacts]] = {
    "settings of the group and weights of the configuration": (
        TO_A,
        replace(
            group(
                ON_B,
                multi_az_policy="PRIORITY",
                scaling_policy="release",
                group_type="ECS",
                launch_template_override_weights=(2, None),
            ),
            configurations=(ScalingConfiguration(scaling_configuration_id="asc-a", weights=(1, None)),),
        ),
        RefreshFacts(
            multi_az_policy="PRIORITY",
            scaling_policy="release",
            group_type="ECS",
            scaling_group_weights=(2, None),
            scaling_configuration_weights=(1, None),
            lifecycle_state="Active",
            instance_count=2,
        ),
    ),
    "containers": (
        asking(ECI),
        group(INACTIVE, group_type="ECI"),
        RefreshFacts(group_type="ECI", refreshes_containers=True, lifecycle_state="Inactive", instance_count=0),
    ),
    "no target of a rollback that is wanted": (
        asking(template("4"), can_roll_back=True),
        ON_DEFAULT,
        RefreshFacts(
            lifecycle_state="Active",
            instance_count=1,
            moving_active_version="Default",
            rollback_obstacle="the group's launch template version is `Default`, which moves, and its healthy "
            "instances do not show one number that all were made from",
        ),
    ),
    "no target of a rollback that nobody wants": (
        asking(template("4")),
        ON_DEFAULT,
        RefreshFacts(lifecycle_state="Active", instance_count=1),
    ),
    "a target that takes back the image alone": (
        asking(ANOTHER_IMAGE, can_roll_back=True, recorded=Recorded(desired=IMAGE, digest="image m-1 1:w")),
        ON_A,
        RefreshFacts(
            lifecycle_state="Active",
            instance_count=2,
            rollback_obstacle=IMAGE_ALONE,
        ),
    ),
    "the target that is recorded": (
        asking(template("4"), can_roll_back=True, recorded=Recorded(desired=template("2"))),
        ON_DEFAULT,
        RefreshFacts(lifecycle_state="Active", instance_count=1),
    ),
}


@pytest.mark.parametrize(("intent", "facts", "conditions"), CONDITIONS.values(), ids=CONDITIONS)
def test_what_decides_over_a_start(intent: Intent, facts: Facts, conditions: RefreshFacts) -> None:
    assert readiness_facts(intent, facts) == conditions
