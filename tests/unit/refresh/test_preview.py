"""What a preview shows and refuses: the preflight through the provider's check."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from pulumi.output import UNKNOWN

from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup, ScalingInstance
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import ConnectionSettingsError
from alicloud_ess_refresh.refresh.provider import PREVIEW_MARK
from unit.refresh.conftest import Stage, props
from unit.refresh.fake_checks import ERRORS
from unit.refresh.fakes import NEW, OLD, instances, refused, task, unreachable

HEAD = "asg-1 to scaling configuration asc-new: this update would replace 4 of 4 instances"
ALL_OLD = "replaced  4 instances  made from asc-old: i-old-0, i-old-1, i-old-2, i-old-3"
RECORDED = props(scaling_configuration_id=OLD)


def preview(stage: Stage, olds: Mapping[str, Any] | None = None, /, **inputs: Any) -> list[tuple[str, str]]:
    """Check at preview, and answer what failed; what is shown stands in `stage.lines`."""
    result = stage.provider().check(dict(RECORDED if olds is None else olds), {**props(**inputs), PREVIEW_MARK: True})
    assert PREVIEW_MARK not in result.inputs
    assert stage.ess.changes == []
    return [(failure.property, failure.reason) for failure in result.failures]


def shown(stage: Stage) -> list[str]:
    return "\n".join(stage.lines).splitlines()


def change_group(stage: Stage, **fields: Any) -> None:
    group: ScalingGroup | None = stage.ess.group
    assert group is not None
    stage.ess.group = replace(group, **fields)


def test_release_shows_a_short_table(stage: Stage) -> None:
    assert preview(stage) == []
    assert shown(stage) == [
        HEAD,
        "  result    rule         what",
        "  ok        18 rules",
        f"  {ALL_OLD}",
        "  capacity  4 to 5       instances meanwhile: 80 % to 120 % of 4 leave none extra or missing: one at a time",
    ]


def test_group_that_may_have_no_more_than_it_has_is_told_what_that_means(stage: Stage) -> None:
    change_group(stage, max_size=4, desired_capacity=4)
    assert preview(stage) == []
    assert shown(stage)[2] == (
        "  warns     ceiling-within-max-size  a refresh reaches 5 instances or goes down to 3 (80 % to 120 % of 4 "
        "instances leave no instance to be extra or missing), the group may have 4; no page says that a refresh may "
        "exceed `max_size`; where it may not, fewer instances stay in service; raise `max_size` of the "
        "`alicloud.ess.ScalingGroup`, or set percentages that leave room below it, such as 50 and 100"
    )


def test_each_instance_is_replaced_or_ignored_for_a_reason(stage: Stage) -> None:
    def instance(instance_id: str, **fields: Any) -> ScalingInstance:
        made = ScalingInstance(instance_id=instance_id, lifecycle_state="InService", scaling_configuration_id=OLD)
        return replace(made, **fields)

    stage.ess.instances = [
        *instances(old=7),
        instance("i-new", scaling_configuration_id=NEW),
        instance("i-hand", creation_type="Attached", scaling_configuration_id=None),
        instance("i-standby", lifecycle_state="Standby"),
        instance("i-protected", lifecycle_state="Protected"),
        instance("i-leaving", lifecycle_state="Removing"),
    ]
    assert preview(stage) == []
    assert shown(stage)[3:] == [
        "  replaced  7 instances  made from asc-old: i-old-0, i-old-1, i-old-2, i-old-3, i-old-4 and 2 more",
        "  kept      1 instance   made from it already; made from asc-new: i-new",
        "  ignored   1 instance   added by hand: i-hand",
        "  ignored   1 instance   in standby; made from asc-old: i-standby",
        "  ignored   1 instance   protected; made from asc-old: i-protected",
        "  ignored   1 instance   on its way out; made from asc-old: i-leaving",
        "  capacity  9 to 13      instances meanwhile: 80 % to 120 % of 11",
    ]


def test_configuration_that_the_update_makes_is_not_known_yet(stage: Stage) -> None:
    stage.ess.configurations = {OLD}
    assert preview(stage, scaling_configuration_id=UNKNOWN, wait_timeout_seconds=UNKNOWN) == []
    assert shown(stage)[0] == (
        "asg-1 to scaling configuration (not known yet): this update would replace 4 of 4 instances"
    )


@pytest.mark.parametrize(
    ("declared", "named"),
    [
        ({"image_id": "m-2"}, "(image m-1 → m-2)"),
        ({"image_id": "m-2", "instance_types": ["b", "c"]}, "(image m-1 → m-2, instance types a → b, c)"),
        ({"image_id": "m-1", "instance_types": ["b"]}, "(instance types a → b)"),
        ({"image_id": "m-1", "instance_types": ["a"]}, "(image m-1 as before)"),
        ({"image_name": "web", "instance_type": "b"}, "(image web, instance types a → b)"),
        ({}, "(not known yet)"),
        (UNKNOWN, "(not known yet)"),
    ],
)
def test_configuration_is_named_by_what_is_declared_beside_what_is_active(
    stage: Stage, declared: Any, named: str
) -> None:
    stage.ess.configurations, stage.ess.instance_types = {OLD}, ("a",)
    stage.provider().check(dict(RECORDED), {**props(scaling_configuration_id=UNKNOWN), PREVIEW_MARK: declared})
    assert shown(stage)[0] == f"asg-1 to scaling configuration {named}: this update would replace 4 of 4 instances"


def test_change_in_place_is_named_after_the_id(stage: Stage) -> None:
    olds = props(scaling_configuration_id=OLD, declared_digest="1:a")
    news = props(scaling_configuration_id=OLD, declared_digest="1:b")
    stage.provider().check(olds, {**news, PREVIEW_MARK: {"image_id": "m-2"}})
    assert shown(stage)[0].startswith("asg-1 to scaling configuration asc-old (image m-1 → m-2): this update would ")


@pytest.mark.parametrize("name", ["image_id", "containers", "launch_template_id"])
def test_every_kind_may_be_unknown(stage: Stage, name: str) -> None:
    unknown = [{"name": UNKNOWN}] if name == "containers" else UNKNOWN
    others: dict[str, Any] = {"skip_matching": False} if name != "launch_template_id" else {}
    if name == "launch_template_id":
        others["launch_template_version"] = UNKNOWN
    assert preview(stage, scaling_configuration_id=None, **{name: unknown}, **others) == []
    assert "(not known yet)" in shown(stage)[0]


@pytest.mark.parametrize("name", ["image_id", "launch_template_version"])
def test_what_is_not_known_yet_is_not_looked_up(stage: Stage, name: str) -> None:
    stage.templates.missing = {"(not known yet)", "lt-1 version (not known yet)"}
    known = {"skip_matching": False} if name == "image_id" else {"launch_template_id": "lt-1"}
    assert preview(stage, scaling_configuration_id=None, **known, **{name: UNKNOWN}) == []
    assert not any("does not exist" in line for line in shown(stage))


def test_changed_trigger_replaces_what_matches_already(stage: Stage) -> None:
    stage.ess.becomes(NEW, new=4)()
    assert preview(stage, props(triggers="a"), triggers="b") == []
    assert shown(stage)[0] == HEAD


def test_preview_without_a_release_asks_nobody(stage: Stage) -> None:
    """Unchanged, changed in nothing that releases, or of a group that is not there yet."""
    stage.ess.errors["DescribeScalingGroups"] = [AssertionError("asked")]
    assert preview(stage, props()) == []
    assert preview(stage, props(), wait_timeout_seconds=60) == []
    assert preview(stage, {}, scaling_group_id=UNKNOWN, scaling_configuration_id=UNKNOWN) == []
    assert stage.lines == []


def test_update_shows_no_preflight(stage: Stage) -> None:
    result = stage.provider().check(RECORDED, props())
    assert (result.failures, stage.lines) == ([], [])


def test_wrong_inputs_are_told_alone(stage: Stage) -> None:
    [(name, _)] = preview(stage, min_healthy_percentage=200)
    assert (name, stage.lines) == ("min_healthy_percentage", [])


def test_what_no_update_can_mend_fails_the_preview(stage: Stage) -> None:
    change_group(stage, multi_az_policy="BALANCE")
    assert preview(stage) == [
        (
            "scaling_group_id",
            (
                "asg-1 cannot be refreshed: the scale-out policy (MultiAZPolicy) is `BALANCE`; an instance refresh "
                "needs "
                'the Priority policy (`PRIORITY`, which is also the default); set `multi_az_policy="PRIORITY"` on the '
                "`alicloud.ess.ScalingGroup` (replaces an existing group); or say in `preflight_overrides` why "
                "`priority-scale-out` may fail"
            ),
        )
    ]
    assert shown(stage)[:4] == [
        "asg-1 to scaling configuration asc-new: this update would be refused",
        "  result    rule                what",
        (
            "  fails     priority-scale-out  the scale-out policy (MultiAZPolicy) is `BALANCE`; an instance refresh "
            "needs the "
            'Priority policy (`PRIORITY`, which is also the default); set `multi_az_policy="PRIORITY"` on the '
            "`alicloud.ess.ScalingGroup` (replaces an existing group)"
        ),
        "  ok        17 rules",
    ]


def test_what_the_same_update_may_mend_is_shown_alone(stage: Stage) -> None:
    change_group(stage, scaling_policy="recycle")
    assert preview(stage) == []
    assert shown(stage) == [
        "asg-1 to scaling configuration asc-new: this update would be refused",
        "  result     rule                  what",
        (
            "  fails now  release-reclaim-mode  the instance reclaim mode (ScalingPolicy) is `recycle`; an instance "
            "refresh "
            'needs a mode that releases instances (`release` or `forceRelease`); set `scaling_policy="release"` on the '
            "`alicloud.ess.ScalingGroup`"
        ),
        "  ok         17 rules",
        "  replaced   4 instances           made from asc-old: i-old-0, i-old-1, i-old-2, i-old-3",
        "  (fails now: the update is refused unless that is otherwise when it comes to it)",
    ]


MOVING = (
    "the group's launch template version is `Default`, which moves, and its healthy instances do not show one number "
    "that all were made from; a rollback needs the number of a version to go back to; set the group's "
    "`launch_template_version` to the number that its instances run, or `on_failure` and `on_timeout` to something "
    "else than `rollback`"
)
IMAGE_ALONE = (
    "scaling configuration asc-old has changed in more than its image, and a rollback takes back the image alone; a "
    "rollback needs another configuration, which the group was on before; release by a new scaling configuration or "
    "launch template version each time, and leave the group's own version to the refresh (`ignore_changes`), or "
    "prepare to mend a failure by hand"
)


@pytest.mark.parametrize(
    ("group", "verdict"),
    [
        # The same update gives the group a number, or one that is not known yet.
        ({"is_declared": True, "launch_template_version": "7"}, "fails now"),
        ({"is_declared": True}, "fails now"),
        # It leaves the group on a version that moves, and may move it to what is about to fail.
        ({"is_declared": True, "launch_template_version": "Default"}, "fails"),
        ({"is_declared": False}, "fails"),
    ],
)
def test_version_that_moves_fails_the_preview_where_the_update_does_not_fix_it(
    stage: Stage, group: Mapping[str, Any], verdict: str
) -> None:
    change_group(stage, launch_template_id="lt-1", launch_template_version="Default")
    stage.ess.instances = [
        replace(each, scaling_configuration_id=None, launch_template_id="lt-1", launch_template_version=version)
        for each, version in zip(instances(old=2), ("1", "2"), strict=True)
    ]
    news = props(scaling_configuration_id=None, launch_template_id="lt-1", launch_template_version="3")
    failures = stage.provider().check({}, {**news, PREVIEW_MARK: {"group": group}}).failures
    assert [part.strip() for part in re.split(r" {2,}", shown(stage)[2].strip())] == [
        verdict,
        "fixed-active-version",
        MOVING,
    ]
    refused = (
        f"asg-1 cannot be refreshed: {MOVING}; or say in `preflight_overrides` why `fixed-active-version` may fail"
    )
    assert [each.reason for each in failures] == ([refused] if verdict == "fails" else [])


@pytest.mark.parametrize(
    ("changed", "rows"),
    [
        ({}, [f"  warns     rollback-target  {IMAGE_ALONE}"]),
        ({"declared_digest": "1:a"}, []),
        ({"on_failure": "leave"}, []),
    ],
)
def test_rollback_by_image_takes_back_nothing_else(stage: Stage, changed: Mapping[str, Any], rows: list[str]) -> None:
    """The program changes another property of the active configuration in place."""
    olds, news = (
        props(scaling_configuration_id=None, image_id=image_id, skip_matching=False, declared_digest=digest)
        for image_id, digest in (("m-1", "1:a"), ("m-2", "1:b"))
    )
    assert stage.provider().check(olds, {**news, **changed, PREVIEW_MARK: True}).failures == []
    assert [row for row in shown(stage) if "rollback-target" in row] == rows


def test_other_running_task_may_have_ended_by_then(stage: Stage) -> None:
    stage.ess.runs(task("ir-7", to="asc-other", finished_update_capacity=1))
    assert preview(stage) == []
    assert shown(stage)[2] == (
        "  fails now  one-refresh-at-a-time  instance refresh ir-7 to scaling configuration asc-other (`InProgress`, "
        "1 of 4 instances) is running; a group has one instance refresh at a time; let it end, or stop it "
        "(CancelInstanceRefresh leaves what is replaced, RollbackInstanceRefresh puts it back)"
    )


def test_rule_that_is_overridden_fails_nothing_and_is_shown_with_the_reason(stage: Stage) -> None:
    change_group(stage, multi_az_policy="BALANCE")
    assert preview(stage, preflight_overrides={"priority-scale-out": "the service took it last time"}) == []
    assert shown(stage) == [
        HEAD,
        "  result      rule                what",
        (
            "  overridden  priority-scale-out  the scale-out policy (MultiAZPolicy) is `BALANCE`; overridden: the "
            "service took it last time"
        ),
        "  ok          17 rules",
        "  replaced    4 instances         made from asc-old: i-old-0, i-old-1, i-old-2, i-old-3",
        (
            "  capacity    4 to 5              instances meanwhile: 80 % to 120 % of 4 leave none extra or missing: "
            "one at a time"
        ),
    ]


@pytest.mark.parametrize(
    ("state", "name", "words"), [("Protected", "protected", "protected"), ("Standby", "standby", "in standby")]
)
def test_ignored_instances_fail_the_preview_where_none_may_be(stage: Stage, state: str, name: str, words: str) -> None:
    old, new = instances(old=1)[0], instances(new=1)[0]
    stage.ess.instances = [replace(old, lifecycle_state=state), replace(new, lifecycle_state=state), *instances(old=2)]
    rule = f"{name}_instances"
    assert preview(stage) == []
    [(_, reason)] = preview(stage, **{rule: "fail"})
    assert reason.startswith(f"asg-1 cannot be refreshed: 1 instance would be ignored as {words}: i-old-0; `{rule}=")
    overrides = {f"{name}-instances": "it is being looked at"}
    assert preview(stage, **{rule: "fail", "preflight_overrides": overrides}) == []


def test_sizes_that_may_not_go_well_warn(stage: Stage) -> None:
    change_group(stage, max_size=4, desired_capacity=4, vswitch_ids=("vsw-1", "vsw-2", "vsw-gone"))
    stage.vpc.free = {"vsw-1": 0, "vsw-2": 3}
    assert preview(stage, max_healthy_percentage=200) == []
    assert shown(stage)[2:4] == [
        (
            "  warns     ceiling-within-max-size  a refresh may reach 8 instances (200 % of 4), the group 4; no page "
            "says that a refresh may exceed `max_size`; where it may not, fewer instances stay in service; raise "
            "`max_size` of the `alicloud.ess.ScalingGroup`, or set percentages that leave room below it, such as 50 "
            "and 100"
        ),
        (
            "  warns     free-addresses           a refresh may add 4 instances, the group's vSwitches have 3 free "
            "addresses (vsw-1: 0, vsw-2: 3, vsw-gone: 0); each instance needs an address of its own; give the group "
            "another vSwitch, or lower the max healthy percentage"
        ),
    ]


def test_firing_alarm_may_be_quiet_by_then(stage: Stage) -> None:
    stage.cms.fires = {ERRORS.rule_id: (0.0, 60.0)}
    assert preview(stage, alarms=["web-5xx"]) == []
    assert shown(stage)[0] == "asg-1 to scaling configuration asc-new: this update would be refused"
    assert shown(stage)[2].startswith("  fails now  alarms-quiet  alarm `web-5xx` (acs_slb_dashboard StatusCode5xx, ")


def test_alarm_that_does_not_exist_may_do_so_by_then(stage: Stage) -> None:
    assert preview(stage, alarms=["web-404"]) == []
    assert shown(stage)[:3] == [
        "asg-1 to scaling configuration asc-new: this update would be refused",
        "  result     rule         what",
        (
            "  fails now               alarm `web-404` does not exist: `alarms` takes names or ids of CloudMonitor's "
            "metric rules"
        ),
    ]


def test_what_cannot_be_looked_up_is_said_and_fails_nothing(stage: Stage) -> None:
    change_group(stage, vswitch_ids=("vsw-1",))
    stage.vpc.errors = [refused("DescribeVSwitchAttributes")]
    stage.cms.errors = [refused("DescribeMetricRuleList")]
    assert preview(stage, alarms=["web-5xx"]) == []
    assert shown(stage)[0] == HEAD
    assert shown(stage)[2:4] == [
        (
            "  not known  alarms-quiet    its alarms cannot be read: DescribeMetricRuleList on asg-1 was refused: "
            "`Forbidden.Unauthorized` Not now. (HTTP 403, RequestId 4734); `alarms` take the permission "
            "`cms:DescribeMetricRuleList`"
        ),
        (
            "  not known  free-addresses  DescribeVSwitchAttributes on asg-1 was refused: `Forbidden.Unauthorized` Not "
            "now. (HTTP 403, RequestId 4734)"
        ),
    ]


def test_preview_waits_no_longer_than_ten_seconds_for_a_service(stage: Stage) -> None:
    stage.ess.errors["DescribeScalingGroups"] = [unreachable("DescribeScalingGroups")] * 9
    assert preview(stage) == []
    assert sum(stage.clock.sleeps) == 10.0
    assert shown(stage)[-1] == (
        "asg-1: what a refresh would do could not be looked up: DescribeScalingGroups on asg-1 got no answer that can "
        "be read (127.0.0.1:80: Read timed out): check the network, `alicloud:region` and `alicloud:endpoints`"
    )


def test_preview_needs_no_credentials(stage: Stage) -> None:
    provider = stage.provider()

    def open_client(_settings: Settings) -> Any:
        raise ConnectionSettingsError("no credentials")

    provider.open_client = open_client  # type: ignore[assignment,method-assign]
    result = provider.check(RECORDED, {**props(), PREVIEW_MARK: True})
    assert result.failures == []
    assert stage.lines == ["asg-1: what a refresh would do could not be looked up: no credentials"]


def test_group_that_is_not_there_fails_the_preview(stage: Stage) -> None:
    stage.ess.group = None
    assert preview(stage) == [
        (
            "scaling_group_id",
            (
                "scaling group asg-1 does not exist in region `cn-hangzhou`: if it was deleted by hand, run "
                "`pulumi refresh` and `pulumi up`; else check `scaling_group_id`, `alicloud:region` and the resource's "
                "options `provider` and `providers`"
            ),
        )
    ]


def test_where_nothing_is_started_no_rule_is_shown(stage: Stage) -> None:
    change_group(stage, multi_az_policy="BALANCE")
    stage.ess.becomes(NEW, new=4)()
    assert preview(stage) == []
    assert shown(stage) == [
        (
            "asg-1 to scaling configuration asc-new: this update would change nothing: the group is on scaling "
            "configuration asc-new"
        )
    ]
