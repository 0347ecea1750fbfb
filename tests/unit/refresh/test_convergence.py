"""The one judge: instances, what is active, and content, each kind of desired configuration in turn."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from alicloud_ess_refresh.cloud.desired_configuration import Container, DesiredConfiguration
from alicloud_ess_refresh.cloud.launch_templates import LaunchTemplate
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.cloud.scaling_groups import ScalingInstance
from alicloud_ess_refresh.refresh.convergence import judge
from alicloud_ess_refresh.refresh.doubt import left_digests
from alicloud_ess_refresh.refresh.facts import NOTHING_RECORDED, Facts, Recorded, active_configuration
from unit.refresh.convergence_facts import (
    ACTIVE_ONE,
    IMAGE,
    ON_A,
    ON_DEFAULT,
    A,
    B,
    ended,
    from_template,
    of,
    on,
    template,
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is asked, and what is not as it should be: `active`, the numbers of strays, `doubt`, `hidden`."""

    desired: DesiredConfiguration
    facts: Facts
    recorded: Recorded = NOTHING_RECORDED
    finds: set[Any] = field(default_factory=set)


def digest(desired: DesiredConfiguration, facts: Facts) -> str:
    return judge(desired, facts).digest


TAKEN_TO_A = Recorded(desired=A, digest="scaling configuration asc-a 1:x", last_task_id="ir-1")
IMAGE_BEFORE = Recorded(desired=IMAGE, digest=digest(IMAGE, ON_A), last_task_id="ir-1")
ACTIVE_BEFORE = Recorded(desired=ACTIVE_ONE, digest=digest(ACTIVE_ONE, ON_A), last_task_id="ir-1")
ON_3 = on(template("3"), *from_template("3", "3"))
ON_3_WITH_TYPES = on(template("3", "c7", "g7"), *from_template("3", "3"))

CASES = {
    # Scaling configurations: ids first.
    "on it": Case(desired=A, facts=ON_A),
    "no instance": Case(desired=A, facts=on(A)),
    "one of another": Case(desired=A, facts=on(A, *of("asc-a", "asc-b")), finds={1}),
    "another is active": Case(desired=A, facts=on(B, *of("asc-a")), finds={"active"}),
    "another is active, and made some": Case(desired=A, facts=on(B, *of("asc-a", "asc-b")), finds={"active", 1}),
    "ignored ones do not count": Case(
        desired=A,
        facts=on(
            A,
            replace(of("asc-b")[0], lifecycle_state="Protected"),
            replace(of("asc-b")[0], lifecycle_state="Standby"),
            replace(of("asc-b")[0], lifecycle_state="Removing"),
            replace(of("asc-b")[0], creation_type="Attached"),
        ),
    ),
    "the group is disabled": Case(desired=A, facts=on(A, *of("asc-a"), state="Inactive"), finds={"disabled"}),
    "instances of a template": Case(desired=A, facts=on(A, *from_template("3")), finds={0}),
    # The same id, another content.
    "changed in place": Case(desired=A, facts=on(A, *of("asc-a"), a="z"), recorded=TAKEN_TO_A, finds={"doubt"}),
    "not changed": Case(desired=A, facts=ON_A, recorded=TAKEN_TO_A),
    "state from before adopts what is there": Case(
        desired=A, facts=on(A, *of("asc-a"), a="z"), recorded=Recorded(desired=A)
    ),
    "digest of another version says nothing": Case(
        desired=A, facts=ON_A, recorded=replace(TAKEN_TO_A, digest="scaling configuration asc-a 0:w")
    ),
    "the content of what is left is no matter": Case(desired=B, facts=on(B, *of("asc-b"), a="z"), recorded=TAKEN_TO_A),
    # Other ids, the same content.
    "equal content": Case(desired=A, facts=on(B, *of("asc-b"), b="x"), finds={"active"}),
    "equal content is not enough where the other is to be deleted": Case(
        desired=B, facts=on(A, *of("asc-a"), b="x"), recorded=TAKEN_TO_A, finds={"active", 0}
    ),
    "no content is no equal content": Case(desired=A, facts=on(A, *of("asc-gone")), finds={0}),
    # Nothing is desired: what is active counts.
    "active one": Case(desired=ACTIVE_ONE, facts=on(A, *of("asc-a")), recorded=ACTIVE_BEFORE),
    "active one changed in place": Case(
        desired=ACTIVE_ONE, facts=on(A, *of("asc-a"), a="z"), recorded=ACTIVE_BEFORE, finds={"doubt"}
    ),
    "another active one": Case(
        desired=ACTIVE_ONE, facts=on(B, *of("asc-a")), recorded=ACTIVE_BEFORE, finds={"doubt", 0}
    ),
    "active template": Case(desired=ACTIVE_ONE, facts=on(template("3"), *from_template("3", "2")), finds={1}),
    # An image is content of the active configuration.
    "image that nobody has recorded": Case(desired=IMAGE, facts=ON_A, finds={"hidden"}),
    "image": Case(desired=IMAGE, facts=ON_A, recorded=IMAGE_BEFORE),
    "another image is active": Case(
        desired=DesiredConfiguration(image_id="m-2"), facts=ON_A, finds={"active", "hidden"}
    ),
    "image, and something else changed in place": Case(
        desired=IMAGE, facts=on(A, *of("asc-a"), a="z"), recorded=IMAGE_BEFORE, finds={"doubt", "hidden"}
    ),
    # Launch templates: numbers are content.
    "version": Case(desired=template("3"), facts=ON_3),
    "version, one of another": Case(desired=template("3"), facts=on(template("3"), *from_template("2")), finds={0}),
    "version, instances of a configuration": Case(
        desired=template("3"), facts=on(template("3"), *of("asc-a")), finds={0}
    ),
    "the default, by its number": Case(desired=template("Default"), facts=on(template("3"), *from_template("3"))),
    "another version is active": Case(
        desired=template("3"), facts=on(template("2"), *from_template("3")), finds={"active"}
    ),
    "the default is that version": Case(desired=template("3"), facts=on(template("Default"), *from_template("3"))),
    "the default is another": Case(
        desired=template("4"), facts=on(template("Default"), *from_template("4")), finds={"active"}
    ),
    "after a configuration": Case(
        desired=template("3"),
        facts=replace(ON_3, group=replace(ON_3.group, active_scaling_configuration_id="asc-a")),
    ),
    "a template that is in force beside it": Case(
        desired=A,
        facts=replace(ON_A, group=replace(ON_3.group, active_scaling_configuration_id="asc-a")),
        finds={"active"},
    ),
    "an image, and a template is in force beside the configuration": Case(
        desired=IMAGE,
        facts=replace(ON_3, group=replace(ON_3.group, active_scaling_configuration_id="asc-a")),
        finds={"active", "hidden"},
    ),
    # Moving versions: a number where the service gives one.
    "default": Case(desired=template("Default"), facts=on(template("Default"), *from_template("3"))),
    "default, instances from before it moved": Case(
        desired=template("Default"), facts=on(template("Default"), *from_template("3", "2")), finds={1}
    ),
    "latest": Case(desired=template("Latest"), facts=on(template("Latest"), *from_template("3", "5")), finds={0}),
    "unset may be either": Case(
        desired=template(None), facts=on(template(None), *from_template("3", "5", "4")), finds={2}
    ),
    "default that instances do not resolve": Case(desired=template("Default"), facts=ON_DEFAULT, finds={"hidden"}),
    "default that instances do not resolve, recorded": Case(
        desired=template("Default"),
        facts=ON_DEFAULT,
        recorded=Recorded(desired=template("Default"), digest=digest(template("Default"), ON_DEFAULT)),
    ),
    "default that has moved since": Case(
        desired=template("Default"),
        facts=replace(
            ON_DEFAULT, template=LaunchTemplate(launch_template_id="lt-1", default_version="4", latest_version="5")
        ),
        recorded=Recorded(desired=template("Default"), digest=digest(template("Default"), ON_DEFAULT)),
        finds={"doubt", "hidden"},
    ),
    "default that cannot be looked up": Case(
        desired=template("Default"), facts=replace(ON_3, group=ON_DEFAULT.group, template=None)
    ),
    # Instance types in place of the template's.
    "types in any order": Case(desired=template("3", "g7", "c7"), facts=ON_3_WITH_TYPES),
    "types that are not set are the group's matter": Case(desired=template("3"), facts=ON_3_WITH_TYPES),
    "other types": Case(desired=template("3", "r7"), facts=ON_3_WITH_TYPES, finds={"active", "doubt"}),
    "other types of another version": Case(desired=template("4", "r7"), facts=ON_3_WITH_TYPES, finds={"active", 0, 1}),
    "other types, while something else is active": Case(
        desired=template("3", "r7"),
        facts=on(A, *from_template("3")),
        recorded=Recorded(desired=template("3", "c7")),
        finds={"active", "doubt"},
    ),
    "types that nothing records, while something else is active": Case(
        desired=template("3", "r7"), facts=on(A, *from_template("3")), finds={"active", "doubt"}
    ),
    "the types of the record, while something else is active": Case(
        desired=template("3", "r7"),
        facts=on(A, *from_template("3")),
        recorded=Recorded(desired=template("3", "r7")),
        finds={"active"},
    ),
    "types taken out": Case(
        desired=template("3"),
        facts=ON_3_WITH_TYPES,
        recorded=Recorded(desired=template("3", "c7", "g7")),
        finds={"doubt"},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judgement(case: Case) -> None:
    judgement = judge(case.desired, case.facts, case.recorded)
    found: set[Any] = {int(each.instance_id.removeprefix("i-")) for each in judgement.strays}
    said = {
        "active": not judgement.is_active,
        "doubt": bool(judgement.doubt),
        "hidden": not judgement.is_evident,
        "disabled": not judgement.is_enabled,
    }
    found |= {name for name, holds in said.items() if holds}
    assert found == case.finds
    assert judgement.is_converged is (not case.finds)
    looked_at = [each for each in case.facts.instances if each.is_refreshed]
    assert [each for each in looked_at if not judgement.runs(each)] == list(judgement.strays)


def made(time: str, *, state: str = "InService") -> ScalingInstance:
    return ScalingInstance(
        instance_id="i-1", lifecycle_state=state, scaling_configuration_id="asc-a", created_time=time
    )


SEEN_OTHER = replace(TAKEN_TO_A, has_seen_other=True, confirmed_time="2026-01-31T10:00:30Z")
LEFT = replace(TAKEN_TO_A, left_digests={"i-1": "scaling configuration asc-a 1:w"})
STALE = "1 instance was made when scaling configuration asc-a had another content (i-1)"


@pytest.mark.parametrize(
    ("instance", "recorded", "doubt"),
    [
        (made("2026-01-31T10:00:29Z"), SEEN_OTHER, ""),
        (made("2026-01-31T10:00:30Z"), SEEN_OTHER, STALE),
        (made("2026-01-31T09:59Z"), SEEN_OTHER, ""),
        (made("2026-01-31T10:00Z"), SEEN_OTHER, STALE),
        (made(""), SEEN_OTHER, STALE),
        (made("2026-01-31T10:00:29Z"), replace(SEEN_OTHER, confirmed_time=""), STALE),
        (made("2026-01-31T11:00:00Z"), TAKEN_TO_A, ""),
        (made(""), LEFT, STALE),
        (made("", state="Protected"), LEFT, ""),
        (made("", state="Standby"), LEFT, ""),
        (made(""), replace(LEFT, left_digests={"i-1": "image m-1 1:x"}), ""),
        (made(""), replace(LEFT, left_digests={"i-1": ""}), STALE),
        (made(""), replace(LEFT, left_digests={"i-2": "scaling configuration asc-a 1:w"}), ""),
    ],
    ids=[
        "made before",
        "made since",
        "made before, to the minute",
        "made in that minute",
        "made nobody knows when",
        "nobody knows since when",
        "nothing else was seen",
        "of another content",
        "protected still",
        "in standby still",
        "of the same content under another name",
        "of a content that is not known",
        "another instance",
    ],
)
def test_an_instance_counts_on_evidence(instance: ScalingInstance, recorded: Recorded, doubt: str) -> None:
    assert judge(A, on(A, instance), recorded).doubt == doubt


def test_many_instances_of_another_content_are_counted() -> None:
    instances = tuple(replace(made(""), instance_id=f"i-{number}") for number in range(7))
    recorded = replace(TAKEN_TO_A, left_digests=dict.fromkeys((each.instance_id for each in instances), ""))
    assert judge(A, on(A, *instances), recorded).doubt == (
        "7 instances were made when scaling configuration asc-a had another content (i-0, i-1, i-2, i-3, i-4 and 2 "
        "more)"
    )


@pytest.mark.parametrize(("count", "named"), [(5, "i-4"), (6, "i-4 and 1 more")])
def test_five_instances_of_another_content_are_named(count: int, named: str) -> None:
    instances = tuple(replace(made(""), instance_id=f"i-{number}") for number in range(count))
    recorded = replace(TAKEN_TO_A, left_digests=dict.fromkeys((each.instance_id for each in instances), ""))
    assert judge(A, on(A, *instances), recorded).doubt.endswith(f"(i-0, i-1, i-2, i-3, {named})")


def test_an_instance_of_another_configuration_is_not_in_doubt() -> None:
    other = replace(made(""), scaling_configuration_id="asc-b")
    assert judge(A, on(A, other, b="x"), LEFT).doubt == ""


ASC_A = "scaling configuration asc-a 1:x"
OF_IMAGE = Recorded(desired=IMAGE, digest="image m-1 1:x", last_task_id="ir-1")


@pytest.mark.parametrize(
    ("instance", "desired", "recorded", "tasks", "began", "left"),
    [
        (made("", state="Standby"), A, TAKEN_TO_A, (), "", ASC_A),
        (made("2026-01-31T09:00:00Z"), A, TAKEN_TO_A, (), "2026-01-31T10:00:00Z", ASC_A),
        (made("2026-01-31T11:00:00Z"), A, TAKEN_TO_A, (), "2026-01-31T10:00:00Z", None),
        (made(""), A, TAKEN_TO_A, (), "", None),
        (made("2026-01-31T10:00:29Z", state="Standby"), A, SEEN_OTHER, (), "", ASC_A),
        (made("2026-01-31T10:00:30Z", state="Standby"), A, SEEN_OTHER, (), "", ""),
        (made("", state="Standby"), A, SEEN_OTHER, (), "", ""),
        (made("", state="Standby"), A, TAKEN_TO_A, (ended("Failed", A),), "", ""),
        (made("", state="Standby"), B, TAKEN_TO_A, (), "", ASC_A),
        (made("", state="Standby"), B, replace(TAKEN_TO_A, desired=B), (), "", None),
        (made("", state="Standby"), IMAGE, OF_IMAGE, (), "", "image m-1 1:x"),
    ],
    ids=[
        "ignored",
        "made before the task",
        "made by the task",
        "made nobody knows when, and looked at",
        "made before another content was seen",
        "made since then",
        "made nobody knows when, and another content was seen",
        "a task in between that nobody has seen the end of",
        "of what is left behind",
        "of what nobody has recorded",
        "of an image, by what is active",
    ],
)
def test_what_an_instance_is_left_with(
    instance: ScalingInstance,
    desired: DesiredConfiguration,
    recorded: Recorded,
    tasks: tuple[InstanceRefreshTask, ...],
    began: str,
    left: str | None,
) -> None:
    group = replace(on(A, instance), tasks=tasks)
    assert left_digests(desired, group, group, recorded, "new 1:z", began=began).get(instance.instance_id) == left


def test_what_instances_are_left_with_is_kept() -> None:
    """Those that were there before the task and are not of the new content; who they pass for is recorded."""
    before = on(
        A,
        replace(made("2026-01-31T09:00:00Z", state="Protected"), instance_id="i-old"),
        replace(made("2026-01-31T10:30:00Z"), instance_id="i-new"),
        replace(made(""), instance_id="i-hand", creation_type="Attached"),
        replace(made("", state="Standby"), instance_id="i-b", scaling_configuration_id="asc-b"),
        replace(made("", state="Standby"), instance_id="i-left"),
        replace(made("", state="Protected"), instance_id="i-gone"),
    )
    after = replace(before, instances=before.instances[:-1])
    recorded = replace(TAKEN_TO_A, left_digests={"i-left": "scaling configuration asc-a 1:v"})
    found = left_digests(A, before, after, recorded, "scaling configuration asc-a 1:z", began="2026-01-31T10:00:00Z")
    assert found == {"i-old": "scaling configuration asc-a 1:x", "i-left": "scaling configuration asc-a 1:v"}
    assert left_digests(A, before, after, NOTHING_RECORDED, "scaling configuration asc-a 1:z", began="") == {}
    assert left_digests(A, before, after, TAKEN_TO_A, "scaling configuration asc-a 1:x", began="") == {}


AFTER_A_TASK = {
    "one to the same that failed": ([ended("Failed", A)], True),
    "one to the same that was cancelled": ([ended("Cancelled", A)], True),
    "one to the same of a status that is not known": (
        [replace(ended("Baked", A), end_time="2026-01-31T00:00:00Z")],
        True,
    ),
    "one to the active one": ([ended("Failed", ACTIVE_ONE)], True),
    "one to an image": ([ended("Failed", IMAGE)], True),
    "one to an image, rolled back": ([ended("RollbackSuccessful", IMAGE)], False),
    "one to the same, rolled back to itself": ([ended("RollbackSuccessful", A)], True),
    "one to another configuration, which instances show": ([ended("Failed", B)], False),
    "one to a fixed version, which instances show": ([ended("Failed", template("3"))], False),
    "one to a moving version, which instances show": ([ended("Failed", template("Default"))], False),
    "one that succeeded": ([ended("Successful", A)], False),
    "one that runs": ([ended("InProgress", A)], False),
    "one that replaced all by nobody knows what": ([ended("Successful", A, skip_matching=False)], True),
    "made good by one that replaced all by those of another name": (
        [ended("Successful", B, "ir-3", skip_matching=False), ended("Failed", A)],
        False,
    ),
    "not made good by one that skipped": ([ended("Successful", A, "ir-3"), ended("Failed", A)], True),
    "before the last update": ([ended("Successful", A, "ir-1"), ended("Failed", A, "ir-0")], False),
}


@pytest.mark.parametrize(("tasks", "is_in_doubt"), AFTER_A_TASK.values(), ids=AFTER_A_TASK)
def test_task_that_nobody_has_seen_to_its_end(tasks: list[InstanceRefreshTask], is_in_doubt: bool) -> None:
    facts = replace(ON_A, tasks=tuple(tasks))
    assert bool(judge(A, facts, TAKEN_TO_A).doubt) is is_in_doubt
    assert not judge(A, facts).doubt, "who has no state cannot tell old tasks from new ones"
    assert not judge(B, facts, TAKEN_TO_A).doubt, "instances of B are told by their ids"


@pytest.mark.parametrize(
    ("went_to", "is_in_doubt"), [("3", True), ("4", False), ("Default", True)], ids=["same", "another", "moving"]
)
def test_task_to_a_version_leaves_instances_that_show_it(went_to: str, is_in_doubt: bool) -> None:
    """What a version holds never changes, but the instance types may have been others."""
    recorded = Recorded(desired=template("3"), last_task_id="ir-1")
    facts = replace(ON_3, tasks=(ended("Failed", template(went_to)),))
    assert bool(judge(template("3"), facts, recorded).doubt) is is_in_doubt


VERSION_3 = "2:68ca9d399eb25205da5b49d1e206394354bcb1f5bcaf622007f4c64ea8a48e53"
WITH_TYPES = "2:d1641e130b6b30ab345714331e74a336b6ace40ac5a8dc474b30665e63da4a98"
EITHER = "2:df6f30ba9b2e23fe529b770112e824ca2ff8e5d567c9c298af871377fc7bc891"


@pytest.mark.parametrize(
    ("desired", "facts", "expected"),
    [
        (A, ON_A, "scaling configuration asc-a 1:x"),
        (A, on(A, a=""), "scaling configuration asc-a 1:"),
        (A, replace(ON_A, configurations=()), ""),
        (template("3"), ON_3, f"launch template lt-1 version 3 {VERSION_3}"),
        (template("3"), ON_3_WITH_TYPES, f"launch template lt-1 version 3 {VERSION_3}"),
        (template("3", "g7", "c7"), ON_3, f"launch template lt-1 version 3 {WITH_TYPES}"),
        (template("Default"), ON_3, f"launch template lt-1 version Default {VERSION_3}"),
        (template(None), ON_3, f"launch template lt-1 {EITHER}"),
        (template("Default"), replace(ON_3, template=None), ""),
        (ACTIVE_ONE, ON_3, f"its active configuration {VERSION_3}"),
        (ACTIVE_ONE, ON_3_WITH_TYPES, f"its active configuration {WITH_TYPES}"),
        (DesiredConfiguration(containers=(Container(name="web"),)), ON_A, ""),
    ],
)
def test_digest_is_what_states_have_of_it(desired: DesiredConfiguration, facts: Facts, expected: str) -> None:
    """A digest that is made otherwise would be another content to every state that holds one."""
    assert judge(desired, facts).digest == expected


@pytest.mark.parametrize(
    ("desired", "facts", "recorded", "has_changed"),
    [
        (A, ON_A, TAKEN_TO_A, False),
        (A, on(A, a="z"), TAKEN_TO_A, True),
        (A, on(A, a="z"), NOTHING_RECORDED, False),
        (template("3"), ON_3, Recorded(desired=template("3", "c7")), True),
        (template("3"), ON_3, Recorded(desired=template("3")), False),
    ],
)
def test_content_that_has_changed_under_its_name(
    desired: DesiredConfiguration, facts: Facts, recorded: Recorded, has_changed: bool
) -> None:
    assert judge(desired, facts, recorded).has_changed is has_changed


def test_what_is_judged_is_named() -> None:
    assert judge(A, ON_A, TAKEN_TO_A).is_known
    assert not judge(B, ON_A, TAKEN_TO_A).is_known
    assert (judge(IMAGE, ON_A).desired, judge(IMAGE, ON_A).target) == (IMAGE, A)
    assert judge(ACTIVE_ONE, on(ACTIVE_ONE)).target is None


def test_doubt_says_why() -> None:
    assert judge(A, on(A, a="z"), TAKEN_TO_A).doubt == (
        "the content of scaling configuration asc-a has changed since the group was taken to it"
    )
    assert judge(template("3", "r7"), ON_3_WITH_TYPES).doubt == (
        "the instance types of launch template lt-1 version 3 have changed"
    )
    assert judge(A, replace(ON_A, tasks=(ended("Failed", A),)), TAKEN_TO_A).doubt == (
        "instance refresh ir-2 to scaling configuration asc-a has ended `Failed` since the last update, and instances "
        "do not show what it made them from"
    )


def test_a_launch_template_is_named_before_a_configuration() -> None:
    """The service may go on to answer the configuration that was active before."""
    group = replace(ON_3.group, active_scaling_configuration_id="asc-a")
    assert group.active_source == "lt-1 version 3"
    assert active_configuration(group) == template("3")
    assert replace(from_template("3")[0], scaling_configuration_id="asc-a").source == "lt-1 version 3"


def test_equal_content_needs_no_replacement() -> None:
    assert judge(A, on(B, *of("asc-b"), b="x")).is_replacing_needless
    assert not judge(A, on(B, *of("asc-a"), b="x")).is_replacing_needless, "the service itself finds nothing to replace"
    assert not judge(A, on(B, *of("asc-b", "asc-c"), b="x")).is_replacing_needless
