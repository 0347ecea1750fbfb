"""The refresh provider against the emulator, through the official SDK: what happens to the group, and what is said."""

import re

import pytest
from alibabacloud_ess20220222 import models

from alicloud_emulator import Emulator
from alicloud_ess_refresh.cloud.sdk_ess import open_client
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import ServiceUnreachableError
from alicloud_ess_refresh.refresh.errors import (
    CapacityError,
    ConflictingTaskError,
    NotRefreshableError,
    RefreshFailedError,
    RefreshTimeoutError,
)
from contract.official import REGION
from contract.releases import EmulatedClock, Releases


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Releases:
    return Releases(alicloud_emulator)


def fail_after(group: Releases, instances: int) -> None:
    """Let only this many instances of the new configuration become healthy."""
    group.emulator.add_fault(kind="unhealthy_instances", scaling_configuration_id=group.new, after=instances)


def test_first_deployment_enables_and_waits_and_the_second_changes_nothing(group: Releases) -> None:
    outs = group.provider().create(group.props()).outs or {}
    assert outs.pop("configuration_digest").startswith(f"scaling configuration {group.old} 2:")
    assert outs.pop("confirmed_time")
    assert outs == group.props() | {"outcome": "enabled", "last_seen_task_id": ""}
    assert group.standing() == (group.old, [group.old] * 4)
    assert group.changes() == ["EnableScalingGroup"]

    again = group.provider().create(group.props()).outs or {}
    assert again.pop("configuration_digest").startswith(f"scaling configuration {group.old} 2:")
    assert again.pop("confirmed_time")
    assert again == group.props() | {"outcome": "nothing_to_do", "last_seen_task_id": ""}
    assert group.changes() == ["EnableScalingGroup"]


def test_first_deployment_without_stock_says_so(alicloud_emulator: Emulator) -> None:
    group = Releases(alicloud_emulator, zone_id="cn-hangzhou-k")
    sold_out = group.configure("m-app-v1", "ecs.i3.xlarge")
    with pytest.raises(CapacityError, match=r"0 of 4 instances are in service and healthy after 300 s") as caught:
        group.provider().create(group.props(scaling_configuration_id=sold_out, wait_timeout_seconds=300.0))
    assert "ecs.i3.xlarge" in str(caught.value)


def test_instances_and_tasks_are_read_beyond_the_first_page(alicloud_emulator: Emulator) -> None:
    """Pages have 50 entries at most."""
    group = Releases(alicloud_emulator, min_size=60)
    group.deploy()
    assert len(group.client().describe_scaling_instances(group.group_id)) == 60

    started = []
    for _ in range(51):
        started.append(group.start(group.new))
        group.provider().delete(group.group_id, {"unfinished_task_id": started[-1]})
    tasks = group.client().describe_instance_refreshes(group.group_id)
    assert [task.instance_refresh_task_id for task in tasks] == started[::-1]


def test_release_replaces_every_instance_and_activates_the_new_configuration(group: Releases) -> None:
    outs = group.release(group.deploy())

    [(task_id, status)] = group.tasks()
    assert status == "Successful"
    assert group.standing() == (group.new, [group.new] * 4)
    assert outs.pop("start_time") < outs.pop("end_time") <= outs.pop("confirmed_time")
    assert outs.pop("configuration_digest").startswith(f"scaling configuration {group.new} 2:")
    assert outs == {
        "scaling_group_id": group.group_id,
        "scaling_configuration_id": group.new,
        "last_seen_task_id": task_id,
        "outcome": "refreshed",
        "instance_refresh_task_id": task_id,
        "status": "Successful",
        "total_need_update_capacity": 4,
        "finished_update_capacity": 4,
    }
    said = [re.sub(r" \([^)]*\)$", "", line.removeprefix(f"{group.group_id}: ")) for line in group.lines]
    assert said == [
        f"instance refresh {task_id} to scaling configuration {group.new} was started",
        "Pending, 0 of 4 instances replaced",
        "InProgress, 0 of 4 instances replaced",
        "InProgress, 1 of 4 instances replaced, about 2 min left",
        "InProgress, 2 of 4 instances replaced, about 1 min left",
        "InProgress, 3 of 4 instances replaced, about 40 s left",
        "InProgress, 4 of 4 instances replaced",
        "Successful, 4 of 4 instances replaced",
        f"done: 4 of 4 instances replaced, the group is on scaling configuration {group.new}",
    ]


def test_only_what_is_set_is_sent(group: Releases) -> None:
    group.release(group.deploy(), max_healthy_percentage=150.0, skip_matching=False)
    [call] = [call for call in group.emulator.calls if call["action"] == "StartInstanceRefresh"]
    parameters = call["parameters"]
    assert len(parameters.pop("ClientToken")) == 64
    assert parameters == {
        "RegionId": REGION,
        "ScalingGroupId": group.group_id,
        "DesiredConfiguration.ScalingConfigurationId": group.new,
        "MaxHealthyPercentage": "150",
        "SkipMatching": "False",
    }


def test_lost_reply_to_the_start_makes_one_task(group: Releases) -> None:
    olds = group.deploy()
    group.emulator.add_fault(kind="reply_lost", action="StartInstanceRefresh")
    assert group.release(olds)["outcome"] == "adopted"
    assert [status for _, status in group.tasks()] == ["Successful"]
    assert group.changes().count("StartInstanceRefresh") == 1


def test_every_call_may_fail_twice_without_harm(group: Releases) -> None:
    """Server errors, throttling with and without a hint, and connections that are cut."""
    olds = group.deploy()
    for action in ("DescribeScalingGroups", "DescribeScalingInstances", "DescribeInstanceRefreshes"):
        group.emulator.add_fault(kind="error", action=action, http_status=500, code="InternalError", message="Down.")
        group.emulator.add_fault(
            kind="error", action=action, http_status=400, code="Throttling.User", message="Slow.", retry_after_ms=7000
        )
        group.emulator.add_fault(kind="reply_lost", action=action)
    group.emulator.add_fault(
        kind="error", action="StartInstanceRefresh", http_status=503, code="ServiceUnavailable", message="Later."
    )
    assert group.release(olds)["outcome"] == "refreshed"
    assert len(group.tasks()) == 1


def test_failed_release_goes_back_and_tells_the_service_s_reason(group: Releases) -> None:
    olds = group.deploy()
    fail_after(group, 2)

    with pytest.raises(RefreshFailedError) as caught:
        group.release(olds)

    (failed, failed_status), (back, back_status) = group.tasks()
    assert (failed_status, back_status) == ("Failed", "Successful")
    assert group.standing() == (group.old, [group.old] * 4)
    detail = caught.value.task.detail
    assert detail.startswith("The instances created by the instance refresh task did not become healthy")
    assert str(caught.value) == (
        f"instance refresh {failed} of {group.group_id} to scaling configuration {group.new} ended `Failed` after 2 of "
        f"4 instances: {detail.removesuffix('.')}; instance refresh {back} took the group back; instances now: 4 on "
        f"{group.old} (active); mend the release and run `pulumi up` again"
    )

    better = group.configure("m-app-v3")
    assert group.release(olds, scaling_configuration_id=better)["outcome"] == "refreshed"
    assert group.standing() == (better, [better] * 4)


def test_failed_release_of_which_nothing_is_left_needs_no_second_task(group: Releases) -> None:
    olds = group.deploy()
    broken = group.configure("m-app-broken")
    with pytest.raises(RefreshFailedError, match="; no instance of it is left; instances now: 4 on "):
        group.release(olds, scaling_configuration_id=broken)
    assert [status for _, status in group.tasks()] == ["Failed"]


def test_failed_release_that_is_left_shows_as_drift_and_is_taken_back(group: Releases) -> None:
    olds = group.deploy()
    fail_after(group, 2)
    with pytest.raises(RefreshFailedError):
        group.release(olds, on_failure="leave")
    assert set(group.standing()[1]) == {group.old, group.new}

    seen = group.provider().read(group.group_id, olds)
    assert (seen.outs or {})["drift"] == f"instances: 2 on {group.new}, 2 on {group.old} (active)"
    group.release(seen.outs or {}, scaling_configuration_id=group.old)
    assert group.standing() == (group.old, [group.old] * 4)


def test_release_out_of_time_is_rolled_back(group: Releases) -> None:
    olds = group.deploy()
    with pytest.raises(RefreshTimeoutError) as caught:
        group.release(olds, wait_timeout_seconds=90.0)
    [(task_id, status)] = group.tasks()
    assert status == "RollbackSuccessful"
    assert group.standing() == (group.old, [group.old] * 4)
    assert str(caught.value) == (
        f"instance refresh {task_id} of {group.group_id} to scaling configuration {group.new} did not settle within 90 "
        f"s (last status `InProgress`, 2 of 4 instances); it was rolled back (`RollbackSuccessful`, 3 of 3 instances); "
        f"instances now: 4 on {group.old} (active); mend the release and run `pulumi up` again"
    )


def test_task_of_a_killed_update_is_adopted(group: Releases) -> None:
    olds = group.deploy()
    task_id = group.start(group.new)
    group.emulator.clock.advance(60)
    outs = group.release(olds)
    assert (outs["outcome"], outs["instance_refresh_task_id"]) == ("adopted", task_id)
    assert len(group.tasks()) == 1


def test_task_that_ended_after_the_update_was_killed_is_adopted(group: Releases) -> None:
    olds = group.deploy()
    task_id = group.start(group.new)
    group.emulator.clock.advance(3600)
    outs = group.release(olds)
    assert (outs["outcome"], outs["instance_refresh_task_id"], outs["status"]) == ("adopted", task_id, "Successful")
    assert len(group.tasks()) == 1


def test_release_of_somebody_else_is_not_disturbed(group: Releases) -> None:
    olds = group.deploy()
    task_id = group.start(group.configure("m-app-v3"))
    with pytest.raises(ConflictingTaskError) as caught:
        group.release(olds)
    assert caught.value.task.instance_refresh_task_id == task_id
    assert group.tasks() == [(task_id, "Pending")]


def test_pause_of_an_operator_is_waited_for(group: Releases) -> None:
    olds = group.deploy()
    task_id = group.start(group.new)
    group.emulator.clock.advance(30)
    group.sdk.suspend_instance_refresh(
        models.SuspendInstanceRefreshRequest(
            region_id=REGION, scaling_group_id=group.group_id, instance_refresh_task_id=task_id
        )
    )

    class Resuming(EmulatedClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            if 300 < self.slept < 300 + seconds + 1:
                request = models.ResumeInstanceRefreshRequest(
                    region_id=REGION, scaling_group_id=group.group_id, instance_refresh_task_id=task_id
                )
                group.sdk.resume_instance_refresh(request)

    provider = group.provider()
    type(provider).clock = Resuming(group.emulator)
    outs = provider.update(group.group_id, olds, group.props(scaling_configuration_id=group.new)).outs or {}
    assert outs["status"] == "Successful"
    assert any("Paused" in line and "paused by somebody" in line for line in group.lines)


def test_cancellation_of_an_operator_is_told_and_nothing_is_put_back(group: Releases) -> None:
    olds = group.deploy()

    class Cancelling(EmulatedClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            if self.slept > 60 and group.changes()[-1] == "StartInstanceRefresh":
                [(task_id, _)] = group.tasks()
                request = models.CancelInstanceRefreshRequest(
                    region_id=REGION, scaling_group_id=group.group_id, instance_refresh_task_id=task_id
                )
                group.sdk.cancel_instance_refresh(request)

    provider = group.provider()
    type(provider).clock = Cancelling(group.emulator)
    with pytest.raises(RefreshFailedError, match="somebody cancelled it, so nothing was put back"):
        provider.update(group.group_id, olds, group.props(scaling_configuration_id=group.new))
    assert group.standing()[0] == group.old
    assert set(group.standing()[1]) == {group.old, group.new}
    assert group.changes()[-2:] == ["StartInstanceRefresh", "CancelInstanceRefresh"]


def test_changed_triggers_replace_all_instances_again(group: Releases) -> None:
    olds = group.deploy()
    before = set(group.instances())
    outs = group.release(olds, scaling_configuration_id=group.old, triggers={"build": "2"})
    assert outs["outcome"] == "refreshed"
    after = set(group.instances())
    assert before.isdisjoint(after)


def test_checkpoints_are_passed_and_paused_at(group: Releases) -> None:
    olds = group.deploy()
    group.release(olds, checkpoints=[{"percentage": 50.0}, {"percentage": 100.0}], checkpoint_pause_time=5.0)
    assert any(
        "CheckpointPause, 2 of 4 instances replaced, about 6 min left (checkpoint reached; goes on by itself)" in line
        for line in group.lines
    )


def test_image_release_rewrites_the_active_configuration(group: Releases) -> None:
    olds = group.deploy()
    olds.pop("scaling_configuration_id")
    outs = group.release(olds, scaling_configuration_id=None, image_id="m-app-v3", skip_matching=False)
    assert outs["outcome"] == "refreshed"
    assert set(group.instances().values()) == {"m-app-v3"}
    seen = group.provider().read(group.group_id, outs)
    assert seen.outs == outs


def test_group_without_instances_gets_the_configuration_for_those_to_come(group: Releases) -> None:
    olds = group.deploy()
    group.sdk.modify_scaling_group(models.ModifyScalingGroupRequest(scaling_group_id=group.group_id, min_size=0))
    group.sdk.remove_instances(
        models.RemoveInstancesRequest(
            region_id=REGION, scaling_group_id=group.group_id, instance_ids=list(group.instances())
        )
    )
    group.emulator.clock.advance(600)
    assert group.standing()[1] == []

    assert group.release(olds)["outcome"] == "activated"
    assert group.standing()[0] == group.new


def test_group_that_cannot_be_refreshed_is_refused_before_anything_changes(group: Releases) -> None:
    olds = group.deploy()
    group.sdk.modify_scaling_group(
        models.ModifyScalingGroupRequest(scaling_group_id=group.group_id, scaling_policy="recycle")
    )
    with pytest.raises(NotRefreshableError, match=r"the instance reclaim mode \(ScalingPolicy\) is `recycle`"):
        group.release(olds)
    assert group.tasks() == []


def test_read_after_a_release_by_somebody_else_names_their_configuration(group: Releases) -> None:
    olds = group.deploy()
    assert group.provider().read(group.group_id, olds).outs == olds
    group.start(group.new)
    group.emulator.clock.advance(3600)
    seen = group.provider().read(group.group_id, olds)
    assert seen.inputs == group.props(scaling_configuration_id=group.new)


def test_delete_stops_a_running_task_and_a_second_one_changes_nothing(group: Releases) -> None:
    olds = group.deploy()
    olds["unfinished_task_id"] = group.start(group.new)
    group.emulator.clock.advance(60)
    group.provider().delete(group.group_id, olds)
    assert [status for _, status in group.tasks()] == ["Cancelled"]
    before = group.changes()
    group.provider().delete(group.group_id, olds)
    assert group.changes() == before


def test_refused_connection_is_told_with_its_host() -> None:
    """Port 9 of loopback is closed: no request leaves the machine."""
    config = {
        "alicloud:accessKey": "hidden",
        "alicloud:secretKey": "hidden",
        "alicloud:protocol": "HTTP",
        "alicloud:endpoints": '{"ess": "127.0.0.1:9"}',
    }
    client = open_client(Settings(config=config, environment={}))
    with pytest.raises(ServiceUnreachableError) as caught:
        client.describe_scaling_group("asg-1")
    assert str(caught.value) == (
        "DescribeScalingGroups on asg-1: no connection (127.0.0.1:9: [Errno 111] Connection refused): nothing listens "
        "there: check host and port in `alicloud:endpoints`, and that the program runs"
    )
