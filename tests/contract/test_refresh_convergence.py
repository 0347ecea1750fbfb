"""Green means true: every way in which a group can be off its configuration is a difference, and `up` deals with it."""

from collections.abc import Iterator

import pytest
from alibabacloud_ess20220222 import models

from alicloud_ess_refresh.refresh.errors import CapacityError, ConflictingTaskError, RefreshFailedError
from contract.official import REGION, make_key_pair
from contract.programs import Programs, on_emulator

V1, V2, SICK = "m-app-v1", "m-app-v2", "m-app-v3"


@pytest.fixture(name="stack")
def _stack() -> Iterator[Programs]:
    with on_emulator() as programs:
        yield programs


def on_old(stack: Programs) -> dict[str, str]:
    """Deploy the old configuration, and return the inputs that name it."""
    inputs = {"scaling_configuration_id": stack.group.old}
    assert stack.up(**inputs) == "enabled"
    assert stack.up(**inputs) == "same"
    return inputs


def on_template(stack: Programs, version: str = "1") -> dict[str, str]:
    """Deploy version 1 of a launch template, of which version 2 exists, too."""
    template_id = stack.template(V1, V2)
    inputs = {"launch_template_id": template_id, "launch_template_version": version, "on_failure": "leave"}
    assert stack.up(**inputs) == "enabled"
    assert stack.up(**inputs) == "same"
    return inputs


def is_settled(stack: Programs, **inputs: object) -> bool:
    """Tell whether nothing is left to do, with and without `--refresh`, and without a changing call."""
    calls = stack.group.changes()
    seen = [stack.preview(**inputs)[0], stack.up(**inputs), stack.up_refreshed(**inputs), stack.up(**inputs)]
    return seen == [False, "same", "same", "same"] and stack.group.changes() == calls


class TestChangedInPlace:
    """N1: the id stays, what it stands for does not."""

    def test_instances_are_replaced(self, stack: Programs) -> None:
        inputs = on_old(stack)
        stack.modify(stack.group.old, image_id=V2)
        changes, lines = stack.preview(**inputs)
        assert changes
        named = f"the content of scaling configuration {stack.group.old}"
        assert lines == [
            f"{stack.group.group_id}: {named} has changed since the group was taken to it: an update deals with it"
        ]
        assert stack.up(**inputs) == "refreshed"
        assert stack.images() == [V2] * 3
        assert is_settled(stack, **inputs)

    @pytest.mark.parametrize(
        "field", [{"user_data": "IyEvYmluL3No"}, {"host_name": "web-1"}, {"key_pair_name": "deploy"}]
    )
    def test_any_property_counts(self, stack: Programs, field: dict[str, str]) -> None:
        inputs = on_old(stack)
        make_key_pair(stack.group.emulator)
        before = set(stack.group.instances())
        stack.modify(stack.group.old, **field)
        assert stack.up_refreshed(**inputs) == "refreshed"
        assert not before & set(stack.group.instances())
        assert is_settled(stack, **inputs)

    def test_name_is_no_content(self, stack: Programs) -> None:
        inputs = on_old(stack)
        stack.modify(stack.group.old, scaling_configuration_name="another")
        assert is_settled(stack, **inputs)

    def test_preview_shows_what_the_provider_changes_only_later(self, stack: Programs) -> None:
        inputs = on_old(stack) | {"declared_digest": "1:v1"}
        assert stack.up(**inputs) == "nothing_to_do"
        stack.group.lines.clear()
        stack.group.provider().check(inputs, stack.program(**{**inputs, "declared_digest": "1:v2"}, __preview=True))
        [table] = stack.group.lines
        named = f"{stack.group.group_id} to scaling configuration {stack.group.old}"
        assert table.startswith(f"{named}: this update would replace 3 of 3 instances\n")
        assert is_settled(stack, **inputs)

    def test_broken_image_fails_and_stays_a_difference_until_it_is_taken_back(self, stack: Programs) -> None:
        """B5: some instances are of the broken image, and neither image nor id shows it once it is taken back."""
        inputs = on_old(stack)
        stack.modify(stack.group.old, image_id=SICK)
        stack.group.emulator.add_fault(kind="unhealthy_instances", image_id=SICK, after=1)
        assert stack.up(**inputs) == "failed"
        assert SICK in stack.images()
        stack.modify(stack.group.old, image_id=V1)
        assert stack.preview(**inputs)[0]
        assert stack.up(**inputs) == "refreshed"
        assert stack.images() == [V1] * 3
        assert is_settled(stack, **inputs)

    def test_same_after_a_refresh_of_the_state(self, stack: Programs) -> None:
        inputs = on_old(stack)
        stack.modify(stack.group.old, image_id=SICK)
        stack.group.emulator.add_fault(kind="unhealthy_instances", image_id=SICK, after=1)
        assert stack.up(**inputs) == "failed"
        stack.modify(stack.group.old, image_id=V1)
        assert stack.up_refreshed(**inputs) == "refreshed"
        assert stack.images() == [V1] * 3
        assert is_settled(stack, **inputs)

    def test_killed_update_is_gone_on_with(self, stack: Programs) -> None:
        inputs = on_old(stack)
        stack.modify(stack.group.old, image_id=V2)
        stack.killed_up(**inputs)
        stack.settle(20)
        assert stack.up(**inputs) == "adopted"
        assert stack.images() == [V2] * 3
        assert len(stack.group.tasks()) == 1
        assert is_settled(stack, **inputs)

    def test_killed_update_whose_task_has_ended_is_taken_for_what_it_is(self, stack: Programs) -> None:
        inputs = on_old(stack)
        stack.modify(stack.group.old, image_id=V2)
        stack.killed_up(**inputs)
        stack.settle()
        assert stack.up(**inputs) == "adopted"
        assert len(stack.group.tasks()) == 1
        assert is_settled(stack, **inputs)

    def test_changed_again_while_the_killed_update_goes_on(self, stack: Programs) -> None:
        """The task began with another content, which no instance shows: it ends first, then all are replaced."""
        inputs = on_old(stack)
        stack.modify(stack.group.old, image_id=V2)
        stack.killed_up(**inputs)
        stack.settle(100)
        assert V2 in stack.images()
        stack.modify(stack.group.old, image_id="m-app-v3")
        assert stack.up(**inputs) == "refreshed"
        assert stack.images() == ["m-app-v3"] * 3
        assert is_settled(stack, **inputs)

    def test_changed_back_while_the_killed_update_goes_on(self, stack: Programs) -> None:
        inputs = on_old(stack)
        stack.modify(stack.group.old, image_id=V2)
        stack.killed_up(**inputs)
        stack.settle(100)
        assert V2 in stack.images()
        stack.modify(stack.group.old, image_id=V1)
        assert stack.preview(**inputs)[0]
        stack.up(**inputs)
        assert stack.images() == [V1] * 3
        assert is_settled(stack, **inputs)

    def test_beside_an_image(self, stack: Programs) -> None:
        """N1b: the image is the desired one already, and something else is not."""
        on_old(stack)
        inputs = {"image_id": V2, "skip_matching": False}
        assert stack.up(**inputs) == "refreshed"
        assert is_settled(stack, **inputs)
        before = set(stack.group.instances())
        stack.modify(stack.group.old, user_data="IyEvYmluL3No")
        assert stack.up_refreshed(**inputs) == "refreshed"
        assert not before & set(stack.group.instances())
        assert is_settled(stack, **inputs)

    def test_of_the_active_one_that_nobody_names(self, stack: Programs) -> None:
        on_old(stack)
        assert stack.up() == "nothing_to_do"
        assert is_settled(stack)
        stack.modify(stack.group.old, image_id=V2)
        assert stack.up() == "refreshed"
        assert stack.images() == [V2] * 3
        assert is_settled(stack)


class TestTakenBack:
    """B3: the change is taken back before the state has seen it."""

    def test_after_a_kill(self, stack: Programs) -> None:
        inputs = on_template(stack)
        stack.killed_up(**{**inputs, "launch_template_version": "2"})
        stack.settle()
        assert stack.images() == [V2] * 3
        assert stack.preview(**inputs)[0]
        assert stack.up(**inputs) == "refreshed"
        assert stack.images() == [V1] * 3
        assert is_settled(stack, **inputs)

    def test_after_a_failure_that_was_left(self, stack: Programs) -> None:
        inputs = on_template(stack)
        stack.group.emulator.add_fault(kind="unhealthy_instances", image_id=V2, after=1)
        assert stack.up(**{**inputs, "launch_template_version": "2"}) == "failed"
        assert set(stack.images()) == {V1, V2}
        assert stack.up(**inputs) == "refreshed"
        assert stack.images() == [V1] * 3
        assert is_settled(stack, **inputs)

    def test_at_a_checkpoint(self, stack: Programs) -> None:
        inputs = on_template(stack)
        changed = {
            **inputs,
            "launch_template_version": "2",
            "checkpoints": [{"percentage": 33}, {"percentage": 100}],
            "approval": "manual",
            "wait_timeout_seconds": 7200,
        }
        stack.killed_up("SuspendInstanceRefresh", **changed)
        stack.settle(60)
        assert stack.preview(**inputs)[0]
        assert stack.up(**inputs) == "failed"
        [(task_id, status)] = stack.group.tasks()
        assert status == "CheckpointPause"
        assert task_id in stack.failure
        assert "stop it (CancelInstanceRefresh leaves what is replaced, RollbackInstanceRefresh" in stack.failure

    def test_with_several_configurations(self, stack: Programs) -> None:
        inputs = on_old(stack)
        stack.killed_up(scaling_configuration_id=stack.group.new)
        stack.settle()
        assert stack.up(**inputs) == "refreshed"
        assert stack.group.standing() == (stack.group.old, [stack.group.old] * 3)
        assert is_settled(stack, **inputs)


def protect(stack: Programs, instance_id: str, *, protected: bool) -> None:
    stack.group.sdk.set_instances_protection(
        models.SetInstancesProtectionRequest(
            scaling_group_id=stack.group.group_id, instance_ids=[instance_id], protected_from_scale_in=protected
        )
    )


class TestIgnoredWhileTheContentChanged:
    """M1: an instance keeps the content that it was made from."""

    def test_it_is_drift_as_soon_as_it_is_not_ignored_any_more(self, stack: Programs) -> None:
        inputs = on_old(stack)
        kept = min(stack.group.instances())
        protect(stack, kept, protected=True)
        stack.modify(stack.group.old, image_id=V2)
        assert stack.up(**inputs) == "refreshed"
        assert stack.images() == [V1, V2, V2]
        assert list(stack.outs["left_instance_digests"]) == [kept]
        assert is_settled(stack, **inputs)
        protect(stack, kept, protected=False)
        _, lines = stack.preview(**inputs)
        stale = f"1 instance was made when scaling configuration {stack.group.old} had another content ({kept})"
        assert lines == [f"{stack.group.group_id}: {stale}: an update deals with it"]
        assert stack.up_refreshed(**inputs) == "refreshed"
        assert stack.images() == [V2] * 3
        assert "left_instance_digests" not in stack.outs
        assert is_settled(stack, **inputs)

    def test_it_is_right_again_when_the_content_is_what_it_was(self, stack: Programs) -> None:
        inputs = on_old(stack)
        kept = min(stack.group.instances())
        protect(stack, kept, protected=True)
        for image_id in (V2, V1):
            stack.modify(stack.group.old, image_id=image_id)
            assert stack.up(**inputs) == "refreshed"
        protect(stack, kept, protected=False)
        assert is_settled(stack, **inputs)

    def test_it_is_known_after_another_configuration_was_active(self, stack: Programs) -> None:
        inputs = on_old(stack)
        kept = min(stack.group.instances())
        protect(stack, kept, protected=True)
        assert stack.up(scaling_configuration_id=stack.group.new) == "refreshed"
        stack.modify(stack.group.old, image_id=SICK)
        assert stack.up(**inputs) == "refreshed"
        assert stack.images() == [V1, SICK, SICK]
        protect(stack, kept, protected=False)
        assert stack.up_refreshed(**inputs) == "refreshed"
        assert stack.images() == [SICK] * 3
        assert is_settled(stack, **inputs)

    def test_configurations_that_do_not_change_leave_no_doubt(self, stack: Programs) -> None:
        inputs = on_old(stack)
        kept = min(stack.group.instances())
        protect(stack, kept, protected=True)
        assert stack.up(scaling_configuration_id=stack.group.new) == "refreshed"
        assert stack.up(**inputs) == "refreshed"
        protect(stack, kept, protected=False)
        assert is_settled(stack, **inputs)

    def test_all_of_them_are_ignored(self, stack: Programs) -> None:
        inputs = on_old(stack)
        for each in stack.group.instances():
            protect(stack, each, protected=True)
        stack.modify(stack.group.old, image_id=V2)
        assert stack.up(**inputs) == "nothing_to_do"
        assert is_settled(stack, **inputs)
        for each in stack.group.instances():
            protect(stack, each, protected=False)
        assert stack.up(**inputs) == "refreshed"
        assert stack.images() == [V2] * 3

    def test_an_image_is_content(self, stack: Programs) -> None:
        on_old(stack)
        kept = min(stack.group.instances())
        protect(stack, kept, protected=True)
        inputs = {"image_id": V2, "skip_matching": False}
        assert stack.up(**inputs) == "refreshed"
        protect(stack, kept, protected=False)
        assert stack.up(**inputs) == "refreshed"
        assert stack.images() == [V2] * 3
        assert is_settled(stack, **inputs)


class TestChangedInTheConsoleAndPutBack:
    """M2: the provider of the configuration puts it back before this resource's update."""

    @pytest.mark.parametrize("made", [0, 1])
    def test_instances_are_replaced_if_any_was_made_meanwhile(self, stack: Programs, made: int) -> None:
        inputs = on_old(stack)
        before = set(stack.group.instances())
        stack.settle(60)
        stack.modify(stack.group.old, image_id=V2)
        stack.modify_group(min_size=3 + made)
        stack.settle(120)
        stack.state = stack.group.provider().read(stack.group.group_id, stack.outs).outs
        assert stack.outs["has_seen_other_content"] is True
        stack.modify(stack.group.old, image_id=V1)
        assert stack.up(**inputs) == ("refreshed" if made else "nothing_to_do")
        assert stack.images() == [V1] * (3 + made)
        assert (before & set(stack.group.instances()) == set()) is bool(made)
        assert is_settled(stack, **inputs)


class TestImageBesideAnotherChange:
    """M7, M12: what a task to an image has made tells nothing of the rest of the configuration."""

    def test_first_attempt_fails_and_something_else_changes(self, stack: Programs) -> None:
        on_old(stack)
        stack.state = None
        stack.group.emulator.add_fault(kind="unhealthy_instances", image_id=SICK)
        provider = stack.group.provider()
        with pytest.raises(RefreshFailedError) as caught:
            provider.create(stack.program(image_id=SICK, skip_matching=False))
        assert caught.value.kept is not None
        stack.state = dict(caught.value.kept.properties)
        before = set(stack.group.instances())
        stack.modify(stack.group.old, instance_types=["ecs.c7.large"])
        inputs = {"image_id": V1, "skip_matching": False}
        assert stack.up(**inputs) == "refreshed"
        assert not before & set(stack.group.instances())
        assert is_settled(stack, **inputs)

    @pytest.mark.parametrize("changes", [False, True])
    def test_task_that_has_ended_is_adopted_for_the_same_content(self, stack: Programs, changes: bool) -> None:
        on_old(stack)
        stack.killed_up(image_id=V2, skip_matching=False)
        stack.settle()
        before = set(stack.group.instances())
        if changes:
            stack.modify(stack.group.old, instance_types=["ecs.c7.large"])
        inputs = {"image_id": V2, "skip_matching": False}
        task_id = stack.group.tasks()[0][0]
        stack.group.lines.clear()
        stack.group.provider().check(
            stack.program(scaling_configuration_id=stack.group.old), stack.program(**inputs, __preview=True)
        )
        assert stack.group.lines[0].splitlines()[0] == (
            f"{stack.group.group_id} to image {V2}: this update would replace no instance if instance refresh "
            f"{task_id}, which has succeeded, was started for the same content, and otherwise replace all 3 instances"
        )
        assert stack.up(**inputs) == ("refreshed" if changes else "adopted")
        assert (before == set(stack.group.instances())) is not changes
        assert is_settled(stack, **inputs)


class TestLaunchTemplates:
    def test_overrides_alone_are_a_rollout(self, stack: Programs) -> None:
        """B2: template and version stay, so that no id shows it."""
        inputs = on_template(stack)
        before = set(stack.group.instances())
        changed = {**inputs, "launch_template_overrides": [{"instance_type": "ecs.c7.large"}]}
        assert stack.up(**changed) == "refreshed"
        assert not before & set(stack.group.instances())
        assert is_settled(stack, **changed)
        assert stack.up(**inputs) == "refreshed"
        assert is_settled(stack, **inputs)

    @pytest.mark.parametrize("version", ["Default", "Latest"])
    def test_moving_version_that_moves_is_a_rollout(self, stack: Programs, version: str) -> None:
        inputs = on_template(stack, version)
        before = stack.images()
        stack.set_default_version(inputs["launch_template_id"], 2)
        if version == "Latest":
            assert before == [V2] * 3
            assert is_settled(stack, **inputs)
            return
        assert stack.up(**inputs) == "refreshed"
        assert stack.images() == [V2] * 3
        assert is_settled(stack, **inputs)

    def test_number_that_the_default_of_the_group_stands_for(self, stack: Programs) -> None:
        inputs = on_template(stack, "2")
        stack.set_default_version(inputs["launch_template_id"], 2)
        stack.modify_group(launch_template_version="Default", launch_template_id=inputs["launch_template_id"])
        assert is_settled(stack, **inputs)
        stack.set_default_version(inputs["launch_template_id"], 1)
        assert stack.preview(**inputs)[0]
        stack.up(**inputs)
        assert is_settled(stack, **inputs)

    def test_number_is_a_number_or_a_text(self, stack: Programs) -> None:
        """F03: `template.latest_version_number` is a number."""
        inputs = on_template(stack)
        assert is_settled(stack, **{**inputs, "launch_template_version": 1.0})

    def test_group_that_changes_kinds_settles(self, stack: Programs) -> None:
        """B7: only the kind that is desired is compared."""
        on_old(stack)
        template = {"launch_template_id": stack.template(V1, V2), "launch_template_version": "2"}
        assert stack.up(**template) == "refreshed"
        assert is_settled(stack, **template)
        back = {"scaling_configuration_id": stack.group.new}
        assert stack.up(**back) == "refreshed"
        assert is_settled(stack, **back)


class TestSomebodyElse:
    def test_disables_the_group(self, stack: Programs) -> None:
        """B8."""
        inputs = on_old(stack)
        stack.group.sdk.disable_scaling_group(models.DisableScalingGroupRequest(scaling_group_id=stack.group.group_id))
        changes, lines = stack.preview(**inputs)
        assert changes
        assert lines == [f"{stack.group.group_id}: the group is not enabled (`Inactive`): an update deals with it"]
        assert stack.up(**inputs) == "failed"
        assert "the group is disabled (`Inactive`) and holds 3 instances" in stack.failure
        assert stack.up_refreshed(**inputs) == "failed"

    def test_activates_another_configuration_and_scales_out(self, stack: Programs) -> None:
        """B9."""
        inputs = on_old(stack)
        stack.modify_group(active_scaling_configuration_id=stack.group.new, min_size=4)
        stack.settle(120)
        _, lines = stack.preview(**inputs)
        assert lines == [
            f"{stack.group.group_id}: instances: "
            + ", ".join(
                sorted([f"1 on {stack.group.new} (active)", f"3 on {stack.group.old}"], key=lambda part: part[5:])
            )
            + ": an update deals with it"
        ]
        assert stack.up(**inputs) == "refreshed"
        assert stack.group.standing() == (stack.group.old, [stack.group.old] * 4)
        assert is_settled(stack, **inputs)

    def test_starts_another_refresh(self, stack: Programs) -> None:
        inputs = on_old(stack)
        task_id = stack.group.start(stack.group.new)
        assert stack.preview(**inputs)[0]
        assert stack.up(**inputs) == "failed"
        assert task_id in stack.failure
        stack.settle()
        assert stack.up(**inputs) == "refreshed"
        assert is_settled(stack, **inputs)

    def test_deletes_the_group(self, stack: Programs) -> None:
        inputs = on_old(stack)
        stack.group.sdk.delete_scaling_group(
            models.DeleteScalingGroupRequest(region_id=REGION, scaling_group_id=stack.group.group_id, force_delete=True)
        )
        stack.settle()
        changes, lines = stack.preview(**inputs)
        assert changes
        assert lines == [f"{stack.group.group_id}: the group does not exist any more: an update deals with it"]


class TestFirst:
    def test_configuration_of_equal_content_replaces_nothing(self, stack: Programs) -> None:
        """N4: the state is lost, and the program makes its configuration anew."""
        on_old(stack)
        before = set(stack.group.instances())
        stack.state = None
        inputs = {"scaling_configuration_id": stack.group.configure(V1)}
        assert stack.up(**inputs) == "activated"
        assert set(stack.group.instances()) == before
        assert is_settled(stack, **inputs)

    def test_configuration_of_another_content_replaces_all(self, stack: Programs) -> None:
        on_old(stack)
        stack.state = None
        inputs = {"scaling_configuration_id": stack.group.new}
        assert stack.up(**inputs) == "refreshed"
        assert is_settled(stack, **inputs)

    def test_update_to_equal_content_replaces_all(self, stack: Programs) -> None:
        """The engine deletes the old configuration next, which the service refuses while an instance is of it."""
        on_old(stack)
        inputs = {"scaling_configuration_id": stack.group.configure(V1)}
        assert stack.up(**inputs) == "refreshed"
        assert is_settled(stack, **inputs)

    def test_state_from_before_digests_adopts_what_is_there(self, stack: Programs) -> None:
        inputs = on_old(stack)
        for name in ("configuration_digest", "last_seen_task_id"):
            del stack.outs[name]
        assert is_settled(stack, **inputs)

    def test_group_of_nothing(self, stack: Programs) -> None:
        stack.modify_group(min_size=0, max_size=0)
        inputs = on_old(stack)
        assert stack.group.instances() == {}
        stack.modify(stack.group.old, image_id=V2)
        assert stack.up(**inputs) in {"nothing_to_do", "activated"}
        assert is_settled(stack, **inputs)
        changed = {"scaling_configuration_id": stack.group.new}
        assert stack.up(**changed) == "activated"
        assert is_settled(stack, **changed)


class TestDeletion:
    """T5: a deletion deals with its own task only."""

    def test_task_of_another_stack_is_left_and_named(self, stack: Programs) -> None:
        inputs = on_old(stack)
        assert inputs
        task_id = stack.group.start(stack.group.new)
        stack.settle(30)
        stack.group.lines.clear()
        stack.group.provider().delete(stack.group.group_id, stack.outs)
        assert [status for _, status in stack.group.tasks()] == ["InProgress"]
        [line] = stack.group.lines
        assert f"instance refresh {task_id} to scaling configuration {stack.group.new} (`InProgress`" in line
        assert f"it does not go to scaling configuration {stack.group.old}" in line
        assert f"`ess-refresh cancel {stack.group.group_id}` ends it" in line

    def test_task_that_goes_where_this_resource_is_for_is_its_own(self, stack: Programs) -> None:
        on_old(stack)
        stack.up(scaling_configuration_id=stack.group.new)
        stack.killed_up(scaling_configuration_id=stack.group.new, triggers="again")
        stack.settle(30)
        stack.group.provider().delete(stack.group.group_id, stack.outs)
        assert sorted(status for _, status in stack.group.tasks()) == ["Cancelled", "Successful"]


def test_failure_keeps_the_last_success_and_names_its_task(stack: Programs) -> None:
    inputs = on_old(stack)
    stack.group.emulator.add_fault(kind="unhealthy_instances", scaling_configuration_id=stack.group.new)
    provider = stack.group.provider()
    with pytest.raises(RefreshFailedError) as caught:
        provider.update(stack.group.group_id, stack.outs, stack.program(scaling_configuration_id=stack.group.new))
    kept = caught.value.kept
    assert kept is not None
    [(task_id, _)] = stack.group.tasks()[:1]
    assert kept.id == stack.group.group_id
    assert kept.properties == {**stack.outs, "unfinished_task_id": task_id}
    stack.state = dict(kept.properties)
    assert stack.up(**inputs) == "same"


def test_first_deployment_that_fails_is_kept_and_waited_for_next_time(stack: Programs) -> None:
    stack.group.emulator.add_fault(kind="slow_start", start_seconds=900)
    inputs = {"scaling_configuration_id": stack.group.old, "wait_timeout_seconds": 60}
    with pytest.raises(CapacityError) as caught:
        stack.group.provider().create(stack.program(**inputs))
    kept = caught.value.kept
    assert kept is not None
    stack.state = dict(kept.properties)
    assert stack.preview(**inputs)[0]
    assert stack.up(**inputs) == "failed", "its instances are still on their way"
    assert stack.up(**{**inputs, "wait_timeout_seconds": 3600}) == "nothing_to_do"
    assert len(stack.images()) == 3


def test_first_deployment_that_fails_keeps_what_its_instances_are_made_from(stack: Programs) -> None:
    stack.group.emulator.add_fault(kind="slow_start", start_seconds=900)
    inputs = {"scaling_configuration_id": stack.group.old}
    with pytest.raises(CapacityError) as caught:
        stack.group.provider().create(stack.program(**inputs, wait_timeout_seconds=60))
    assert caught.value.kept is not None
    stack.state = dict(caught.value.kept.properties)
    stack.settle(1800)
    stack.modify(stack.group.old, image_id=V2)
    assert stack.up(**inputs) == "refreshed"
    assert stack.images() == [V2] * 3
    assert is_settled(stack, **inputs)


def test_refusal_leaves_the_state_as_it_was(stack: Programs) -> None:
    on_old(stack)
    stack.group.start(stack.group.new)
    with pytest.raises(ConflictingTaskError) as caught:
        stack.group.provider().update(stack.group.group_id, stack.outs, stack.program(image_id=V2, skip_matching=False))
    assert caught.value.kept is None


def test_without_an_answer_the_state_alone_counts(stack: Programs) -> None:
    inputs = on_old(stack)
    stack.modify(stack.group.old, image_id=V2)
    stack.group.emulator.add_fault(
        kind="error",
        action="DescribeScalingGroups",
        http_status=403,
        code="Forbidden.RAM",
        message="Not yours.",
        times=9,
    )
    changes, lines = stack.preview(**inputs)
    assert not changes
    [line] = [each for each in lines if "could not be looked up" in each]
    assert line.startswith(f"{stack.group.group_id}: whether the group is still what the state says")
