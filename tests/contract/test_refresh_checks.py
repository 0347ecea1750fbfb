"""Alarms and approval beside a group in the emulator, which refuses what no page says that the service allows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from alibabacloud_ess20220222 import models

from alicloud_emulator import Emulator
from alicloud_ess_refresh.refresh.errors import CheckFailedError, CheckUnseenError, RefreshFailedError
from contract.kills import Killed
from contract.official import REGION
from contract.releases import EmulatedClock, Releases
from contract.scripted_alarm import ScriptedAlarm, watch

HALVES = {"checkpoints": [{"percentage": 50.0}, {"percentage": 100.0}], "checkpoint_pause_time": 5.0}


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Releases:
    return Releases(alicloud_emulator)


@pytest.fixture(name="alarm")
def _alarm(alicloud_emulator: Emulator) -> ScriptedAlarm:
    return ScriptedAlarm(alicloud_emulator)


def watching(group: Releases, alarm: ScriptedAlarm, on_sleep: Callable[[], None] = lambda: None) -> Any:
    """Answer a provider that reads this alarm."""

    class Watching(EmulatedClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            on_sleep()

    provider = group.provider()
    type(provider).clock = Watching(group.emulator)
    return watch(provider, alarm)


def release(provider: Any, group: Releases, olds: dict[str, Any], **inputs: Any) -> dict[str, Any]:
    news = group.props(scaling_configuration_id=group.new, alarms=["rule-1"], **inputs)
    outs: dict[str, Any] = provider.update(group.group_id, olds, news).outs
    return outs


def call_on_the_task(group: Releases, action: str) -> None:
    [(task_id, _)] = group.tasks()
    request = getattr(models, f"{action.title().replace('_', '')}InstanceRefreshRequest")
    getattr(group.sdk, f"{action}_instance_refresh")(
        request(region_id=REGION, scaling_group_id=group.group_id, instance_refresh_task_id=task_id)
    )


@pytest.mark.parametrize(
    ("minutes", "statuses", "calls"),
    [
        (1, ["RollbackSuccessful"], ["RollbackInstanceRefresh"]),
        (7, ["Successful", "Successful"], ["ModifyScalingGroup", "StartInstanceRefresh"]),
    ],
    ids=["in the refresh", "in the bake"],
)
def test_alarm_leaves_the_group_where_it_was(
    group: Releases, alarm: ScriptedAlarm, minutes: int, statuses: list[str], calls: list[str]
) -> None:
    olds = group.deploy()
    alarm.fires_at = group.emulator.clock.now() + timedelta(minutes=minutes)
    with pytest.raises(CheckFailedError) as caught:
        release(watching(group, alarm), group, olds, bake_time_minutes=10.0)
    assert caught.value.failure == "alarm `web-5xx` is in ALARM"
    assert group.emulator.clock.now() - alarm.fires_at < timedelta(minutes=15)
    assert [status for _, status in group.tasks()] == statuses
    assert group.changes()[-1 - len(calls) :] == ["StartInstanceRefresh", *calls]
    assert group.standing() == (group.old, [group.old] * 4)


def test_alarm_when_the_task_has_just_succeeded_leaves_the_group_where_it_was(
    group: Releases, alarm: ScriptedAlarm
) -> None:
    """Without a bake the checks are made once more at the very end."""
    olds = group.deploy()

    def fire_at_the_end() -> None:
        if alarm.fires_at is None and [status for _, status in group.tasks()] == ["Successful"]:
            alarm.fires_at = group.emulator.clock.now()

    with pytest.raises(CheckFailedError, match=r"alarm `web-5xx` is in ALARM; instance refresh .* took the group back"):
        release(watching(group, alarm, fire_at_the_end), group, olds)
    assert group.standing() == (group.old, [group.old] * 4)


@pytest.mark.parametrize("fires", [False, True])
def test_update_that_is_killed_in_the_bake_is_gone_on_with(
    group: Releases, alarm: ScriptedAlarm, *, fires: bool
) -> None:
    olds = group.deploy()

    def die_in_the_bake() -> None:
        if any("baking for 10 min" in line for line in group.lines):
            raise Killed

    with pytest.raises(Killed):
        release(watching(group, alarm, die_in_the_bake), group, olds, bake_time_minutes=10.0)
    group.emulator.clock.advance(120)
    began = group.emulator.clock.now()
    if fires:
        alarm.fires_at = began + timedelta(minutes=2)
        with pytest.raises(CheckFailedError, match="took the group back"):
            release(watching(group, alarm), group, olds, bake_time_minutes=10.0)
        assert group.standing() == (group.old, [group.old] * 4)
        return
    assert release(watching(group, alarm), group, olds, bake_time_minutes=10.0)["outcome"] == "adopted"
    baked = (group.emulator.clock.now() - began).total_seconds()
    assert 400 < baked <= 480
    assert group.changes()[-1] == "StartInstanceRefresh"


def test_update_that_is_killed_on_the_way_back_waits_for_it_and_releases_again(
    group: Releases, alarm: ScriptedAlarm
) -> None:
    olds = group.deploy()

    def die_on_the_way_back() -> None:
        if len(group.tasks()) == 2:
            raise Killed

    alarm.fires_at = group.emulator.clock.now() + timedelta(minutes=7)
    with pytest.raises(Killed):
        release(watching(group, alarm, die_on_the_way_back), group, olds, bake_time_minutes=10.0)
    alarm.fires_at = None
    outs = release(watching(group, alarm), group, olds)
    assert outs["outcome"] == "refreshed"
    assert [status for _, status in group.tasks()] == ["Successful"] * 3
    assert group.standing() == (group.new, [group.new] * 4)


def test_approval_halts_a_release_until_somebody_resumes_it(group: Releases, alarm: ScriptedAlarm) -> None:
    """The emulator takes no suspension in a checkpoint pause: the task is suspended within seconds of its end."""
    olds = group.deploy()
    began = group.emulator.clock.now()
    seen: list[tuple[str, int]] = []

    def approve_after_two_hours() -> None:
        [(_, status)] = group.tasks()
        if status == "Paused":
            seen.append((status, group.standing()[1].count(group.new)))
            if group.emulator.clock.now() - began > timedelta(hours=2):
                call_on_the_task(group, "resume")

    provider = watching(group, alarm, approve_after_two_hours)
    outs = release(provider, group, olds, **HALVES, approval="manual", wait_timeout_seconds=1800.0)
    assert outs["status"] == "Successful"
    assert len(seen) > 100
    assert group.changes()[1:] == [
        "StartInstanceRefresh",
        "SuspendInstanceRefresh",
        "SuspendInstanceRefresh",
        "ResumeInstanceRefresh",
    ]
    [wanted] = [line for line in group.lines if "waiting for approval, " in line]
    assert wanted.startswith(
        f"{group.group_id}: checkpoint at 50 %, 2 of 4 instances: waiting for approval, `ess-refresh approve "
        f"{group.group_id}`"
    )


def test_release_that_waits_for_approval_is_found_by_the_next_update(group: Releases, alarm: ScriptedAlarm) -> None:
    olds = group.deploy()

    def die_waiting() -> None:
        if any("waiting for approval, " in line for line in group.lines):
            raise Killed

    with pytest.raises(Killed):
        release(watching(group, alarm, die_waiting), group, olds, **HALVES, approval="manual")
    group.lines.clear()

    def approve() -> None:
        if any("waiting for approval, " in line for line in group.lines) and group.tasks()[0][1] == "Paused":
            call_on_the_task(group, "resume")

    outs = release(watching(group, alarm, approve), group, olds, **HALVES, approval="manual")
    assert (outs["outcome"], outs["status"]) == ("adopted", "Successful")


def colleague_in_the_bake(group: Releases, act: Callable[[], object]) -> Callable[[], None]:
    """Let somebody act as soon as the release bakes."""
    acts = [act]

    def meanwhile() -> None:
        if acts and any("baking for 10 min" in line for line in group.lines):
            acts.pop()()

    return meanwhile


def test_release_that_somebody_overtakes_in_its_bake_is_not_green(group: Releases, alarm: ScriptedAlarm) -> None:
    olds = group.deploy()
    meanwhile = colleague_in_the_bake(group, lambda: group.start(group.old))
    with pytest.raises(CheckUnseenError) as caught:
        release(watching(group, alarm, meanwhile), group, olds, bake_time_minutes=10.0)

    ours, theirs = (task_id for task_id, _ in group.tasks())
    assert str(caught.value) == (
        f"instance refresh {ours} of {group.group_id} to scaling configuration {group.new} succeeded (4 of 4 "
        f"instances), but its checks cannot tell whether it does harm: somebody has started instance refresh {theirs} "
        f"to scaling configuration {group.old} since (`Successful`, 4 of 4 instances); nothing was taken back; "
        f"instances now: 4 on {group.old} (active); mend that and run `pulumi up` again, which checks again"
    )


def test_release_whose_configuration_somebody_replaces_in_its_bake_is_not_green(
    group: Releases, alarm: ScriptedAlarm
) -> None:
    olds = group.deploy()
    meanwhile = colleague_in_the_bake(
        group, lambda: group.group.ask("ModifyScalingGroup", ActiveScalingConfigurationId=group.old)
    )
    with pytest.raises(CheckUnseenError) as caught:
        release(watching(group, alarm, meanwhile), group, olds, bake_time_minutes=10.0)

    assert caught.value.unseen == (
        f"somebody has made scaling configuration {group.old} the active configuration since"
    )


def test_alarm_beside_a_colleague_s_release_takes_nothing_back(group: Releases, alarm: ScriptedAlarm) -> None:
    olds = group.deploy()

    def start_and_fire() -> None:
        group.start(group.configure("m-app-v3"))
        alarm.fires_at = group.emulator.clock.now()

    with pytest.raises(CheckFailedError) as caught:
        release(
            watching(group, alarm, colleague_in_the_bake(group, start_and_fire)), group, olds, bake_time_minutes=10.0
        )

    third = group.tasks()[-1][0]
    assert caught.value.aftermath.partition("; instances now")[0].startswith(
        f"somebody has started instance refresh {third} to scaling configuration "
    )
    assert group.changes()[-1] == "StartInstanceRefresh"
    assert [status for _, status in group.tasks()] == ["Successful", "Pending"]


def test_task_that_somebody_rolls_back_is_not_halted_any_more(group: Releases, alarm: ScriptedAlarm) -> None:
    """Two attempts to halt it at its checkpoint fail, and it is rolled back between them: a third would be refused."""
    olds = group.deploy()
    group.emulator.add_fault(
        kind="error",
        action="SuspendInstanceRefresh",
        times=2,
        http_status=503,
        code="ServiceUnavailable",
        message="Later.",
    )
    colleague = [lambda: call_on_the_task(group, "rollback")]

    def meanwhile() -> None:
        if colleague and any("SuspendInstanceRefresh" in line for line in group.lines):
            colleague.pop()()

    with pytest.raises(RefreshFailedError, match=r"ended `RollbackSuccessful` .*; somebody rolled it back; "):
        release(watching(group, alarm, meanwhile), group, olds, approval="manual", **HALVES)
    assert group.changes()[1:] == [
        "StartInstanceRefresh",
        "SuspendInstanceRefresh",
        "RollbackInstanceRefresh",
        "SuspendInstanceRefresh",
    ]
