"""What a refresh would do, from facts alone: the fate of each instance, what comes of each rule, and what follows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from alicloud_ess_refresh.checks import Obstacles
from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingInstance
from alicloud_ess_refresh.cloud.vpc import VSwitch
from alicloud_ess_refresh.refresh.band import band_of
from alicloud_ess_refresh.refresh.converge import Start
from alicloud_ess_refresh.refresh.endings import Remedy
from alicloud_ess_refresh.refresh.facts import NOTHING_RECORDED, Facts, Recorded
from alicloud_ess_refresh.refresh.inspection import Surroundings, inspect, intent_of
from alicloud_ess_refresh.refresh.model import RefreshInputs
from alicloud_ess_refresh.refresh.preflight import Fate, Preflight, Verdict
from alicloud_ess_refresh.refresh.tolerance import Tolerance
from ess_readiness import READINESS_ADVICE, READINESS_RULES
from unit.refresh.convergence_facts import (
    ACTIVE_ONE,
    DELETED_BY_HAND,
    IMAGE,
    IMAGE_ALONE,
    INACTIVE,
    MODE,
    ON_A,
    ON_B,
    PRIORITY,
    A,
    B,
    beside,
    ended,
    from_template,
    group,
    of,
    on,
    template,
)
from unit.refresh.fake_checks import ERRORS

NO_ALARM = "alarm `web-404` does not exist"
ON_3_AND_2 = on(template("3"), *from_template("3", "2"))
LEFT = Recorded(desired=A, digest="scaling configuration asc-a 1:w", last_task_id="ir-1")


def inputs(desired: DesiredConfiguration = A, **changes: Any) -> RefreshInputs:
    given: dict[str, Any] = {"wait_timeout_seconds": 3600, "poll_interval_seconds": 120, "on_failure": Remedy.LEAVE}
    return RefreshInputs(scaling_group_id="asg-1", desired_configuration=desired, **(given | changes))


def overriding(**reasons: str) -> Tolerance:
    return Tolerance(overrides={name.replace("_", "-"): reason for name, reason in reasons.items()})


def told(preflight: Preflight) -> dict[str, tuple[Verdict, str]]:
    """Return every rule that does not simply pass."""
    assert [row.rule_id for row in preflight.rows] == [rule.id for rule in (*READINESS_RULES, *READINESS_ADVICE)]
    assert {row.what for row in preflight.rows if row.verdict is Verdict.PASSES} <= {""}
    return {row.rule_id: (row.verdict, row.what) for row in preflight.rows if row.verdict is not Verdict.PASSES}


def in_state(state: str, **changes: Any) -> ScalingInstance:
    return replace(of("asc-b")[0], lifecycle_state=state, **changes)


@pytest.mark.parametrize(
    ("desired", "facts", "recorded", "skip_matching", "fates"),
    [
        (A, on(A, *of("asc-a", "asc-b")), NOTHING_RECORDED, None, [Fate.KEPT, Fate.REPLACED]),
        (A, on(A, *of("asc-a", "asc-b")), NOTHING_RECORDED, False, [Fate.REPLACED] * 2),
        (A, on(A, *of("asc-a", "asc-b")), LEFT, None, [Fate.REPLACED] * 2),
        (A, on(B, *of("asc-a", "asc-b"), b="x"), NOTHING_RECORDED, None, [Fate.KEPT, Fate.EQUAL]),
        (ACTIVE_ONE, on(A, *of("asc-a", "asc-b")), NOTHING_RECORDED, None, [Fate.KEPT, Fate.REPLACED]),
        (ACTIVE_ONE, on(ACTIVE_ONE, *of("asc-a")), NOTHING_RECORDED, None, [Fate.REPLACED]),
        (
            template("3"),
            on(template("3"), *from_template("3", "2")),
            NOTHING_RECORDED,
            None,
            [Fate.KEPT, Fate.REPLACED],
        ),
        (template("Default"), on(template("Default"), *from_template("3")), NOTHING_RECORDED, None, [Fate.KEPT]),
        (
            A,
            on(
                A,
                in_state("Removing"),
                in_state("Removing:Wait", creation_type="Attached"),
                in_state("Standby", creation_type="Attached"),
                in_state("Standby"),
                in_state("Protected"),
                in_state("Pending"),
            ),
            NOTHING_RECORDED,
            None,
            [Fate.LEAVING, Fate.LEAVING, Fate.BY_HAND, Fate.STANDBY, Fate.PROTECTED, Fate.REPLACED],
        ),
    ],
    ids=[
        "one of two",
        "all, as asked for",
        "all, as their content has changed",
        "none, as the content is equal",
        "what is not on the active one",
        "nothing is active",
        "another version",
        "the default version by its number",
        "those that a refresh ignores",
    ],
)
def test_fate_of_each_instance(
    desired: DesiredConfiguration,
    facts: Facts,
    recorded: Recorded,
    skip_matching: bool | None,
    fates: list[Fate],
) -> None:
    found = inspect(inputs(desired, skip_matching=skip_matching), facts, recorded=recorded)
    assert [each.fate for each in found.fates] == fates
    assert [each.instance for each in found.fates] == list(facts.instances)
    assert found.replaced == fates.count(Fate.REPLACED)


@pytest.mark.parametrize(
    ("desired", "facts", "action", "explanation"),
    [
        (A, ON_B, "start", "replace 2 of 2 instances"),
        (A, on(A, *of("asc-b"), *of("asc-a", "asc-a")), "start", "replace 1 of 3 instances"),
        (
            A,
            on(B, *of("asc-a")),
            "start",
            "replace no instance, and make scaling configuration asc-a the active one",
        ),
        (
            A,
            on(B, *of("asc-b"), b="x"),
            "activate",
            "replace no instance, and make scaling configuration asc-a the active one",
        ),
        (
            A,
            beside(ON_B, ended("InProgress", A)),
            "adopt",
            "go on with instance refresh ir-2, which goes there already",
        ),
        (A, beside(ON_B, ended("Cancelling", A)), "wait", "wait for the end of instance refresh ir-2 first"),
        (A, INACTIVE, "enable", "enable the group with scaling configuration asc-a"),
        (A, ON_A, "nothing", "change nothing: the group is on scaling configuration asc-a"),
        (A, beside(ON_B, ended("InProgress", IMAGE)), "refuse", "be refused"),
    ],
)
def test_what_a_start_would_do(desired: DesiredConfiguration, facts: Facts, action: str, explanation: str) -> None:
    found = inspect(inputs(desired), facts)
    assert (found.action, found.explanation) == (action, explanation)
    assert found.is_obstructed is (action == "refuse")
    assert (found.refusal is None) is (action != "refuse")


BADLY_SET = group(ON_B, multi_az_policy="BALANCE", scaling_policy="recycle")
OVERRIDDEN = "the scale-out policy (MultiAZPolicy) is `BALANCE`; overridden: it works"


def test_each_rule_is_told_with_what_came_of_it() -> None:
    tolerance = overriding(priority_scale_out="it works", room_to_replace="one at a time")
    found = inspect(
        inputs(tolerance=tolerance, min_healthy_percentage=100, max_healthy_percentage=101),
        group(BADLY_SET, desired_capacity=5, max_size=9),
        Surroundings(
            vswitches=(VSwitch(vswitch_id="vsw-1", zone_id="z-1", available_ip_address_count=0),),
            missing_sources=("image m-1",),
            unoffered_types=("c7",),
        ),
        obstacles=Obstacles((ERRORS,), ()),
        unseen={"free-addresses": "nobody may look"},
    )
    rows = told(found)
    assert {rule_id: verdict for rule_id, (verdict, _) in rows.items()} == {
        "priority-scale-out": Verdict.OVERRIDDEN,
        "release-reclaim-mode": Verdict.FAILS,
        "sources-exist": Verdict.FAILS,
        "alarms-quiet": Verdict.FAILS,
        "room-to-replace": Verdict.OVERRIDDEN,
        "offered-types": Verdict.WARNS,
        "free-addresses": Verdict.UNKNOWN,
    }
    assert rows["priority-scale-out"][1] == OVERRIDDEN
    assert rows["release-reclaim-mode"][1] == MODE
    assert rows["room-to-replace"][1].endswith("; overridden: one at a time")
    assert rows["offered-types"][1].startswith("no zone of the group's vSwitches offers c7; ")
    assert rows["free-addresses"][1] == "nobody may look"
    assert "StatusCode5xx" in rows["alarms-quiet"][1]
    assert [each.rule_id for each in found.findings] == ["release-reclaim-mode", "sources-exist", "alarms-quiet"]
    assert [(each.rule_id, reason) for each, reason in found.overridden] == [
        ("priority-scale-out", "it works"),
        ("room-to-replace", "one at a time"),
    ]
    assert [each.rule_id for each in found.advice] == ["offered-types", "free-addresses"]


def test_moving_version_is_a_warning_and_can_be_overridden() -> None:
    facts, desired = on(template("3"), *from_template("3")), template("Latest")
    found = inspect(inputs(desired), facts)
    assert isinstance(found.plan, Start)
    assert {rule_id: verdict for rule_id, (verdict, _) in told(found).items()} == {
        "fixed-launch-template-version": Verdict.WARNS
    }
    found = inspect(inputs(desired, tolerance=overriding(fixed_launch_template_version="a test")), facts)
    assert told(found)["fixed-launch-template-version"] == (
        Verdict.OVERRIDDEN,
        "the launch template version `Latest`; overridden: a test",
    )
    assert (found.findings, found.advice) == ((), ())


def test_sizes_are_those_of_the_group_or_of_what_it_has() -> None:
    heavy = (
        replace(of("asc-b")[0], weighted_capacity=3),
        in_state("Standby"),
        in_state("Removing", weighted_capacity=9),
    )
    facts = on(B, *heavy)
    asked = inputs(min_healthy_percentage=50, max_healthy_percentage=150)
    assert inspect(asked, facts).band == band_of(4, 50, 150)
    assert inspect(asked, group(facts, desired_capacity=10)).band == band_of(10, 50, 150)
    assert inspect(inputs(), group(facts, desired_capacity=0)).band == band_of(0, None, None)
    assert inspect(inputs(), group(ON_B, desired_capacity=10, max_size=11)).advice[0].found == (
        "a refresh may reach 12 instances (120 % of 10), the group 11"
    )


@pytest.mark.parametrize(("desired_capacity", "batches"), [(2, 3), (10, 2), (20, 1)])
def test_batches_are_as_many_as_instances_need(desired_capacity: int, batches: int) -> None:
    facts = group(on(B, *of("asc-b", "asc-b", "asc-b")), desired_capacity=desired_capacity)
    found = inspect(inputs(min_healthy_percentage=90, max_healthy_percentage=110), facts)
    assert found.batches == batches


REFUSALS: Mapping[str, tuple[RefreshInputs, Facts, dict[str, Any], list[str]]] = {
    "what a rule tells is not told again": (inputs(), BADLY_SET, {}, []),
    "its configuration is gone": (
        inputs(DesiredConfiguration(scaling_configuration_id="asc-gone")),
        ON_A,
        {},
        [
            DELETED_BY_HAND,
        ],
    ),
    "an alarm is not there": (inputs(), ON_B, {"obstacles": Obstacles((), (NO_ALARM,))}, [NO_ALARM]),
    "an alarm fires": (inputs(), ON_B, {"obstacles": Obstacles((ERRORS,), ())}, []),
}


@pytest.mark.parametrize(("asked", "facts", "looked_up", "reasons"), REFUSALS.values(), ids=REFUSALS)
def test_refusal_beyond_the_rules(
    asked: RefreshInputs, facts: Facts, looked_up: dict[str, Any], reasons: list[str]
) -> None:
    found = inspect(asked, facts, **looked_up)
    assert found.refusals == tuple(reasons)
    assert (found.action, found.is_obstructed) == ("refuse", True)


def test_alarm_and_sources_refuse_a_start_at_last_unless_they_are_overridden() -> None:
    missing, firing = Surroundings(missing_sources=("image m-1",)), Obstacles((ERRORS,), (NO_ALARM,))
    found = inspect(inputs(), ON_B, missing, obstacles=firing)
    sources, alarms = (each.message for each in found.findings)
    assert str(found.refusal) == (
        f"asg-1 cannot be refreshed, and nothing was changed: {NO_ALARM}; {sources}; {alarms}"
    )
    both = overriding(alarms_quiet="it is the repair", sources_exist="it comes")
    assert inspect(inputs(tolerance=both), ON_B, missing, obstacles=Obstacles((ERRORS,), ())).action == "start"
    assert inspect(inputs(), ON_A, missing, obstacles=firing).action == "nothing"


@pytest.mark.parametrize(("rule_id", "is_obstructed"), [("alarms-quiet", True), ("free-addresses", False)])
def test_alarms_that_cannot_be_read_are_in_the_way(rule_id: str, is_obstructed: bool) -> None:
    assert inspect(inputs(), ON_B, unseen={rule_id: "refused"}).is_obstructed is is_obstructed


def test_finding_is_in_the_way_where_nothing_is_started() -> None:
    found = inspect(inputs(), group(ON_A, multi_az_policy="BALANCE"))
    assert (found.action, found.is_obstructed, [each.message for each in found.findings]) == (
        "nothing",
        True,
        [PRIORITY],
    )


def test_running_task_is_known_and_in_the_way_where_it_goes_elsewhere() -> None:
    running = ended("InProgress", IMAGE)
    found = inspect(inputs(), beside(ON_B, running))
    assert found.running == running
    assert told(found)["one-refresh-at-a-time"][1].startswith(
        "instance refresh ir-2 to image m-1 (`InProgress`, no instance counted yet) is running; "
    )
    assert told(inspect(inputs(), beside(ON_B, ended("InProgress", B)))) == {}


def test_active_configuration_is_known_where_instances_are_made_from_one() -> None:
    assert inspect(inputs(), ON_A).active == ScalingConfiguration(
        scaling_configuration_id="asc-a", image_id="m-1", digest="1:x", digest_but_image="x"
    )
    assert inspect(inputs(), group(ON_A, launch_template_id="lt-1", launch_template_version="3")).active is None
    assert (inspect(inputs(), ON_A).group, inspect(inputs(), ON_A).desired) == (ON_A.group, A)


def test_who_has_no_state_takes_tasks_that_have_ended_for_known() -> None:
    facts = beside(ON_B, ended("Failed", A))
    asked = inputs(skip_matching=False, on_failure=Remedy.ROLLBACK, tolerance=overriding(alarms_quiet="so"))
    unknown = intent_of(asked, facts)
    assert (unknown.desired, unknown.is_forced, unknown.recorded) == (A, True, Recorded(last_task_id="ir-2"))
    assert (unknown.tolerance, unknown.can_roll_back) == (asked.tolerance, True)
    known = intent_of(inputs(), facts, Recorded(desired=B, last_task_id=""))
    assert (known.is_forced, known.recorded) == (False, Recorded(desired=B, last_task_id=""))
    assert (known.tolerance, known.can_roll_back) == (Tolerance(), False)
    assert inspect(inputs(), facts, recorded=Recorded(last_task_id="ir-1")).plan == Start(ended("Failed", A))
    assert inspect(inputs(), facts).plan == Start()


@pytest.mark.parametrize(
    ("image_id", "on_failure", "is_changed", "told"),
    [
        (
            "m-2",
            Remedy.ROLLBACK,
            True,
            [IMAGE_ALONE],
        ),
        ("m-2", Remedy.ROLLBACK, False, []),
        ("m-2", Remedy.LEAVE, True, []),
        (
            "m-1",
            Remedy.ROLLBACK,
            True,
            ["image m-1 is in the active configuration already, and none before it is known"],
        ),
    ],
    ids=["more is changed", "nothing else is changed", "no rollback is wanted", "none is possible"],
)
def test_what_a_rollback_by_image_leaves_is_told(
    image_id: str, on_failure: Remedy, is_changed: bool, told: list[str]
) -> None:
    asked = inputs(DesiredConfiguration(image_id=image_id), skip_matching=False, on_failure=on_failure)
    found = inspect(asked, ON_A, Surroundings(is_changed_in_place=is_changed))
    assert [each.found for each in found.advice if each.rule_id == "rollback-target"] == told


def test_task_to_an_image_that_has_succeeded_is_gone_on_with_only_for_the_same_content() -> None:
    """The state's inputs name another image: nobody has recorded that success."""
    image = DesiredConfiguration(image_id="m-1")
    facts = beside(ON_A, ended("Successful", image, skip_matching=False))
    asked = inputs(image, skip_matching=False)
    seen = inspect(asked, facts, recorded=Recorded(desired=DesiredConfiguration(image_id="m-0")))
    assert seen.action == "adopt"
    assert seen.explanation == (
        "replace no instance if instance refresh ir-2, which has succeeded, was started for the same content, and "
        f"otherwise replace all {len(ON_A.instances)} instances"
    )


@pytest.mark.parametrize(
    ("rule_id", "lasting", "may_pass"),
    [
        ("alarms-quiet", frozenset(), True),
        ("alarms-quiet", frozenset({"alarms-quiet"}), False),
        ("alarms-quiet", frozenset({"sources-exist"}), True),
        ("priority-scale-out", frozenset(), False),
    ],
    ids=["time may pass it", "not in this update", "another one lasts", "no update passes it"],
)
def test_rule_that_may_pass_until_the_update_comes_to_it(rule_id: str, lasting: frozenset[str], may_pass: bool) -> None:
    assert replace(inspect(inputs(), ON_B), lasting=lasting).may_pass(rule_id) is may_pass
