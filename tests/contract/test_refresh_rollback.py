"""
After every release that fails the active configuration, not only the instances, is the one from before.

Each test scales the group out after the failure: the instances that it makes by night have to be good ones.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from alibabacloud_ecs20140526 import models as ecs_models
from alibabacloud_ess20220222 import models

from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.errors import NotRefreshableError
from alicloud_ess_refresh.refresh.provider import PREVIEW_MARK
from contract.in_process import InProcessEmulator
from contract.official import REGION, ecs_client, make_metric_rule
from contract.releases import Releases
from contract.scaling import NEW_IMAGE, OLD_IMAGE, SETTLED_SECONDS

BROKEN = "m-app-broken"


class Templates(Releases):
    """The group made from a launch template: version 1 has the old image, 2 the broken one, 3 the new one."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.ecs = ecs_client(self.emulator)
        settings = {
            "region_id": REGION,
            "instance_type": "ecs.g7.large",
            "security_group_id": self.group.security_group_id,
        }
        body = self.ecs.create_launch_template(
            ecs_models.CreateLaunchTemplateRequest(launch_template_name="web", image_id=OLD_IMAGE, **settings)
        ).body
        self.template_id = str(body.launch_template_id)
        for image_id in (BROKEN, NEW_IMAGE):
            self.ecs.create_launch_template_version(
                ecs_models.CreateLaunchTemplateVersionRequest(
                    launch_template_id=self.template_id, image_id=image_id, **settings
                )
            )

    def to(self, version: str, **inputs: Any) -> dict[str, Any]:
        """Make properties of a refresh to a version."""
        named = {"launch_template_id": self.template_id, "launch_template_version": version}
        return self.props(scaling_configuration_id=None, **named, **inputs)

    def deploy_version(self, version: str, **inputs: Any) -> dict[str, Any]:
        return self.provider().create(self.to(version, **inputs)).outs or {}

    def set_version(self, version: str) -> None:
        """Do what the alicloud provider does to a group whose own version changes in a program."""
        self.sdk.modify_scaling_group(
            models.ModifyScalingGroupRequest(
                scaling_group_id=self.group_id,
                launch_template_id=self.template_id,
                launch_template_version=version,
            )
        )

    def move_default(self, version: int) -> None:
        self.ecs.modify_launch_template_default_version(
            ecs_models.ModifyLaunchTemplateDefaultVersionRequest(
                region_id=REGION, launch_template_id=self.template_id, default_version_number=version
            )
        )


@pytest.fixture(name="emulator")
def _emulator() -> Iterator[InProcessEmulator]:
    with InProcessEmulator() as emulator:
        yield emulator


@pytest.fixture(name="group")
def _group(emulator: InProcessEmulator) -> Releases:
    return Releases(emulator)


@pytest.fixture(name="templates")
def _templates(emulator: InProcessEmulator) -> Templates:
    return Templates(emulator)


def images_after_a_scale_out(group: Releases) -> set[str]:
    """Let the group make two more instances, and return the images of all that it has."""
    group.emulator.clock.advance(3 * SETTLED_SECONDS)
    group.sdk.modify_scaling_group(models.ModifyScalingGroupRequest(scaling_group_id=group.group_id, min_size=6))
    group.emulator.clock.advance(3 * SETTLED_SECONDS)
    held = [each.instance_id for each in group.group.instances()]
    assert len(held) == 6
    return {group.instances()[instance_id] for instance_id in held}


def failure(group: Releases, olds: dict[str, Any], news: dict[str, Any]) -> str:
    with pytest.raises(AlicloudError) as caught:
        group.provider().update(group.group_id, olds, news)
    return str(caught.value)


def preview(group: Releases, olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
    """Return the rows of the preflight that are not plainly `ok`."""
    group.lines.clear()
    group.provider().check(olds, {**news, PREVIEW_MARK: True})
    rows = "\n".join(group.lines).splitlines()
    return [" ".join(row.split()) for row in rows if row.split()[0] in {"fails", "warns"}]


def test_failed_release_by_configuration(group: Releases) -> None:
    olds, broken = group.deploy(), group.configure(BROKEN)
    assert "no instance of it is left" in failure(group, olds, group.props(scaling_configuration_id=broken))
    assert images_after_a_scale_out(group) == {OLD_IMAGE}


@pytest.mark.parametrize("on_timeout", ["rollback", "cancel"])
def test_release_by_configuration_that_runs_out_of_time(group: Releases, on_timeout: str) -> None:
    olds = group.deploy()
    told = failure(
        group, olds, group.props(scaling_configuration_id=group.new, wait_timeout_seconds=90.0, on_timeout=on_timeout)
    )
    assert ("it was rolled back" in told) is (on_timeout == "rollback")
    before = images_after_a_scale_out(group)
    assert before == ({OLD_IMAGE} if on_timeout == "rollback" else {OLD_IMAGE, NEW_IMAGE})
    assert group.standing()[0] == group.old


def test_version_that_the_group_s_own_program_follows_is_taken_back(templates: Templates) -> None:
    """The provider changes the group first: the failed version is the active one when the release starts."""
    olds = templates.deploy_version("1")
    templates.set_version("2")
    told = failure(templates, olds, templates.to("2"))
    assert "no instance of it is left" in told or "took the group back" in told
    assert templates.group.described().launch_template_version == "1"
    assert images_after_a_scale_out(templates) == {OLD_IMAGE}


def test_first_rollout_of_the_active_version_is_rolled_back_to_what_instances_show(
    templates: Templates,
) -> None:
    templates.deploy_version("1")
    templates.set_version("2")
    with pytest.raises(AlicloudError):
        templates.provider().create(templates.to("2"))
    assert images_after_a_scale_out(templates) == {OLD_IMAGE}


@pytest.mark.parametrize(("on_failure", "images"), [("cancel", {OLD_IMAGE}), ("rollback", {OLD_IMAGE})])
def test_version_that_is_active_already_and_runs_out_of_time(
    templates: Templates, on_failure: str, images: set[str]
) -> None:
    """RollbackInstanceRefresh would go to the active version, which is the failed one."""
    olds = templates.deploy_version("1")
    templates.set_version("2")
    told = failure(templates, olds, templates.to("2", wait_timeout_seconds=60.0, on_failure=on_failure))
    assert "it was cancelled" in told
    assert templates.group.described().launch_template_version == "1"
    templates.emulator.clock.advance(3 * SETTLED_SECONDS)
    assert images_after_a_scale_out(templates) - {BROKEN} == images


def test_default_version_that_moved_fails_before_anything_starts(templates: Templates) -> None:
    templates.move_default(1)
    templates.deploy_version("Default", on_failure="leave")
    templates.move_default(2)
    olds = templates.to("Default", outcome="enabled")
    [row] = preview(templates, olds, templates.to("2"))
    assert row == (
        "fails now fixed-active-version the group's launch template version is `Default`, which moves, and its healthy "
        "instances do not show one number that all were made from; a rollback needs the number of a version to go back "
        "to; set the group's `launch_template_version` to the number that its instances run, or `on_failure` and "
        "`on_timeout` to something else than `rollback`"
    )
    with pytest.raises(NotRefreshableError, match="which moves"):
        templates.provider().create(templates.to("2"))
    assert templates.tasks() == []


def test_default_version_whose_number_the_state_knows_is_taken_back_to_that(templates: Templates) -> None:
    olds = templates.deploy_version("1")
    templates.set_version("Default")
    templates.move_default(2)
    told = failure(templates, olds, templates.to("2"))
    assert "version 1" in told or "no instance of it is left" in told
    assert templates.group.described().launch_template_version == "1"
    assert images_after_a_scale_out(templates) == {OLD_IMAGE}


def test_configuration_that_is_changed_in_place_says_before_that_it_cannot_be_taken_back(group: Releases) -> None:
    olds = {**group.deploy(), "triggers": "1"}
    news = group.props(triggers="2")
    [row] = preview(group, olds, news)
    assert row == (
        f"warns rollback-target scaling configuration {group.old} is active already, and no other configuration that "
        "the group was on before is known; a rollback needs another configuration, which the group was on before; "
        "release by a new scaling configuration or launch template version each time, and leave the group's own "
        "version to the refresh (`ignore_changes`), or prepare to mend a failure by hand"
    )
    group.sdk.modify_scaling_configuration(
        models.ModifyScalingConfigurationRequest(scaling_configuration_id=group.old, image_id=BROKEN)
    )
    told = failure(group, olds, news)
    assert f"there was none to go back to: scaling configuration {group.old} " in told
    assert any("this release could not be taken back" in line for line in group.lines)


def test_group_that_moves_from_a_configuration_to_a_template(templates: Templates) -> None:
    olds = templates.deploy()
    failure(templates, olds, templates.to("2"))
    assert templates.standing()[0] == templates.old
    assert images_after_a_scale_out(templates) == {OLD_IMAGE}


@pytest.mark.parametrize("is_old_sick", [False, True])
def test_alarm_in_the_bake_makes_the_old_configuration_active_first(group: Releases, is_old_sick: bool) -> None:
    """Even where the rollback itself fails, because instances of the old configuration are sick by now."""
    make_metric_rule(group.emulator, "rule-1", "web-5xx")
    olds = group.deploy()
    group.emulator.add_fault(kind="alarm", rule="web-5xx", after_seconds=400)
    if is_old_sick:
        group.emulator.add_fault(kind="unhealthy_instances", scaling_configuration_id=group.old)
    news = group.props(scaling_configuration_id=group.new, alarms=["web-5xx"], bake_time_minutes=10.0)
    told = failure(group, olds, news)
    assert ("took the group back" in told) is not is_old_sick
    assert group.standing()[0] == group.old


def test_image_that_fails_leaves_the_configuration_as_it_was(group: Releases) -> None:
    group.deploy()
    news = group.props(scaling_configuration_id=None, image_id=BROKEN, skip_matching=False)
    failure(group, group.props(scaling_configuration_id=None), news)
    assert images_after_a_scale_out(group) == {OLD_IMAGE}


def test_rollback_by_image_says_that_it_does_not_take_back_what_else_has_changed(group: Releases) -> None:
    """The program changes the instance type in place along with the image (N1b's program)."""
    group.deploy()
    by_image = {"scaling_configuration_id": None, "skip_matching": False}
    olds = (
        group.provider()
        .update(group.group_id, group.props(scaling_configuration_id=None), group.props(image_id=NEW_IMAGE, **by_image))
        .outs
    )
    group.sdk.modify_scaling_configuration(
        models.ModifyScalingConfigurationRequest(scaling_configuration_id=group.old, instance_types=["ecs.c7.large"])
    )
    told = failure(group, olds or {}, group.props(image_id=BROKEN, **by_image))
    assert (
        f"took the group back, but scaling configuration {group.old} has changed in more than its image, and a "
        "rollback takes back the image alone; instances now: 4 on " in told
    )
    assert images_after_a_scale_out(group) == {NEW_IMAGE}
