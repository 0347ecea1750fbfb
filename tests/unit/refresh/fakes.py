"""Auto Scaling as a script, and time that passes only when somebody sleeps."""

# ruff: noqa: ARG002  # the parameters are those of EssClient

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.ess import StartRequest
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingActivity, ScalingGroup, ScalingInstance
from alicloud_ess_refresh.errors import (
    NothingToRefreshError,
    ServiceAnswer,
    ServiceApiError,
    ServiceUnreachableError,
    ThrottledError,
)

GROUP = "asg-1"
OLD = "asc-old"
NEW = "asc-new"
MOST_SLEEPS = 3000
MIDNIGHT = datetime(2026, 1, 31, tzinfo=UTC)


class FakeClock:
    """`sleeps` are the pauses asked for; `on_sleep` lets something happen meanwhile."""

    def __init__(self) -> None:
        self.sleeps: list[float] = []
        self.on_sleep: Callable[[], None] = lambda: None

    def now(self) -> float:
        return sum(self.sleeps)

    def utc_now(self) -> datetime:
        return MIDNIGHT + timedelta(seconds=self.now())

    def sleep(self, seconds: float) -> None:
        assert len(self.sleeps) < MOST_SLEEPS, "this goes on for ever"
        self.sleeps.append(seconds)
        self.on_sleep()


class Steady(Random):
    """Draws the longest pause each time."""

    def uniform(self, a: float, b: float) -> float:
        return max(a, b)


def instances(**made_from: int) -> list[ScalingInstance]:
    """Make this many instances in service from each configuration: `instances(old=2, new=1)`."""
    return [
        ScalingInstance(
            instance_id=f"i-{name}-{number}", lifecycle_state="InService", scaling_configuration_id=f"asc-{name}"
        )
        for name, count in made_from.items()
        for number in range(count)
    ]


def task(task_id: str = "ir-1", status: str = "InProgress", to: str = NEW, **fields: Any) -> InstanceRefreshTask:
    return InstanceRefreshTask(
        instance_refresh_task_id=task_id,
        scaling_group_id=GROUP,
        status=RefreshStatus(status),
        desired_configuration=DesiredConfiguration(scaling_configuration_id=to),
        **({"total_need_update_capacity": 4, "finished_update_capacity": 0} | fields),
    )


class FakeEss:
    """
    Implements EssClient.

    Attributes:
        futures: For each task that is still to be started, what polls of it will see, one after another; what it
            sees last stays.
        effects: What a task does to the group when it is seen Successful, Failed …, by task id.
        errors: Errors that calls of an action raise, one after another, before they take effect.
        image_id: Of every configuration.
        digests: Of what configurations hold, by their ids.
        names: Of configurations that have one, by their ids.
        lost: Actions whose next call takes effect and then raises.
        changes: Calls that changed something, in order.
        now: The service's clock.
    """

    region = "cn-hangzhou"

    def __init__(self) -> None:
        self.group: ScalingGroup | None = ScalingGroup(
            scaling_group_id=GROUP,
            lifecycle_state="Active",
            active_scaling_configuration_id=OLD,
            multi_az_policy="PRIORITY",
            scaling_policy="release",
            group_type="ECS",
            min_size=4,
            in_service_capacity=4,
        )
        self.instances = instances(old=4)
        self.configurations = {OLD, NEW}
        self.image_id = "m-1"
        self.instance_types: tuple[str, ...] = ()
        self.digests: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.failed_activity: ScalingActivity | None = None
        self.activities: list[ScalingActivity] = []
        self.other_activities: list[ScalingActivity] = []
        self.tasks: list[InstanceRefreshTask] = []
        self.scripts: dict[str, list[InstanceRefreshTask]] = {}
        self.futures: list[list[InstanceRefreshTask]] = []
        self.effects: dict[str, Callable[[], None]] = {}
        self.errors: dict[str, list[Exception]] = {}
        self.lost: list[str] = []
        self.started: list[StartRequest] = []
        self.changes: list[str] = []
        self.now: Callable[[], datetime | None] = lambda: MIDNIGHT

    @property
    def service_time(self) -> datetime | None:
        return self.now()

    def will(self, *seen: InstanceRefreshTask, then: Callable[[], None] | None = None) -> None:
        """Script the next task that is started: what polls of it see, and what its end does to the group."""
        self.futures.append(list(seen))
        if then:
            self.effects[seen[0].instance_refresh_task_id] = then

    def runs(self, *seen: InstanceRefreshTask, then: Callable[[], None] | None = None) -> None:
        """Script a task that is there already."""
        self.tasks.insert(0, seen[0])
        self.scripts[seen[0].instance_refresh_task_id] = list(seen[1:])
        if then:
            self.effects[seen[0].instance_refresh_task_id] = then

    def becomes(self, active: str, **made_from: int) -> Callable[[], None]:
        """Make an effect: the group's active configuration and its instances."""

        def happen() -> None:
            assert self.group is not None
            self.group = replace(self.group, active_scaling_configuration_id=active)
            self.instances = instances(**made_from)

        return happen

    def describe_scaling_groups(self) -> tuple[ScalingGroup, ...]:
        self._fail("DescribeScalingGroups")
        return (self.group,) if self.group else ()

    def describe_scaling_group(self, scaling_group_id: str) -> ScalingGroup | None:
        assert scaling_group_id == GROUP
        self._fail("DescribeScalingGroups")
        return self.group

    def describe_scaling_instances(self, scaling_group_id: str) -> tuple[ScalingInstance, ...]:
        self._fail("DescribeScalingInstances")
        return tuple(self.instances)

    def describe_scaling_configuration(
        self, scaling_group_id: str, scaling_configuration_id: str
    ) -> ScalingConfiguration | None:
        self._fail("DescribeScalingConfigurations")
        if scaling_configuration_id not in self.configurations:
            return None
        return self._configuration(scaling_configuration_id)

    def describe_scaling_configurations(self, scaling_group_id: str) -> tuple[ScalingConfiguration, ...]:
        self._fail("DescribeScalingConfigurations")
        return tuple(self._configuration(each) for each in sorted(self.configurations))

    def _configuration(self, configuration_id: str) -> ScalingConfiguration:
        return ScalingConfiguration(
            scaling_configuration_id=configuration_id,
            name=self.names.get(configuration_id, configuration_id),
            image_id=self.image_id,
            instance_types=self.instance_types,
            digest=self.digests.get(configuration_id, ""),
        )

    def describe_failed_scaling_activity(self, scaling_group_id: str) -> ScalingActivity | None:
        self._fail("DescribeScalingActivities")
        return self.failed_activity

    def describe_scaling_activities(self, scaling_group_id: str, since: datetime) -> tuple[ScalingActivity, ...]:
        self._fail("DescribeScalingActivities")
        first = f"{since:%Y-%m-%dT%H:%MZ}"
        return tuple(each for each in [*self.activities, *self.other_activities] if each.start_time >= first)

    def describe_refresh_activities(
        self, scaling_group_id: str, instance_refresh_task_id: str
    ) -> tuple[ScalingActivity, ...]:
        self._fail("DescribeScalingActivities")
        return tuple(self.activities)

    def describe_instance_refreshes(self, scaling_group_id: str) -> tuple[InstanceRefreshTask, ...]:
        self._fail("DescribeInstanceRefreshes")
        return tuple(self.tasks)

    def describe_instance_refresh(
        self, scaling_group_id: str, instance_refresh_task_id: str
    ) -> InstanceRefreshTask | None:
        self._fail("DescribeInstanceRefresh")
        if self.scripts.get(instance_refresh_task_id):
            self._replace(self.scripts[instance_refresh_task_id].pop(0))
        return next((each for each in self.tasks if each.instance_refresh_task_id == instance_refresh_task_id), None)

    def start_instance_refresh(self, request: StartRequest) -> str:
        self._fail("StartInstanceRefresh")
        self.started.append(request)
        self.runs(*self.futures.pop(0))
        self._change("StartInstanceRefresh", str(request.desired_configuration))
        return self.tasks[0].instance_refresh_task_id

    def rollback_instance_refresh(self, scaling_group_id: str, instance_refresh_task_id: str) -> None:
        self._fail("RollbackInstanceRefresh")
        self.scripts[instance_refresh_task_id] = self.futures.pop(0)
        self._change("RollbackInstanceRefresh", instance_refresh_task_id)

    def cancel_instance_refresh(self, scaling_group_id: str, instance_refresh_task_id: str) -> None:
        self._fail("CancelInstanceRefresh")
        self.scripts[instance_refresh_task_id] = self.futures.pop(0)
        self._change("CancelInstanceRefresh", instance_refresh_task_id)

    def suspend_instance_refresh(self, scaling_group_id: str, instance_refresh_task_id: str) -> None:
        self._fail("SuspendInstanceRefresh")
        self.scripts[instance_refresh_task_id] = self.futures.pop(0)
        self._change("SuspendInstanceRefresh", instance_refresh_task_id)

    def resume_instance_refresh(self, scaling_group_id: str, instance_refresh_task_id: str) -> None:
        self._fail("ResumeInstanceRefresh")
        self.scripts[instance_refresh_task_id] = self.futures.pop(0)
        self._change("ResumeInstanceRefresh", instance_refresh_task_id)

    def delete_scaling_configuration(self, scaling_configuration_id: str) -> None:
        self._fail("DeleteScalingConfiguration")
        self.configurations.remove(scaling_configuration_id)
        self._change("DeleteScalingConfiguration", scaling_configuration_id)

    def set_http_tokens(self, scaling_configuration_id: str, http_tokens: str) -> None:
        self._fail("ModifyScalingConfiguration")
        self._change("ModifyScalingConfiguration", f"{scaling_configuration_id} {http_tokens}")

    def enable_scaling_group(self, scaling_group_id: str, desired: DesiredConfiguration) -> None:
        self._fail("EnableScalingGroup")
        assert self.group is not None
        self.group = replace(
            self.group,
            lifecycle_state="Active",
            active_scaling_configuration_id=desired.scaling_configuration_id,
        )
        self._change("EnableScalingGroup", str(desired))

    def activate(self, scaling_group_id: str, desired: DesiredConfiguration) -> None:
        assert scaling_group_id == GROUP
        self._fail("ModifyScalingGroup")
        assert self.group is not None
        self.group = replace(self.group, active_scaling_configuration_id=desired.scaling_configuration_id)
        self._change("ModifyScalingGroup", str(desired))

    def _replace(self, seen: InstanceRefreshTask) -> None:
        ids = [each.instance_refresh_task_id for each in self.tasks]
        self.tasks[ids.index(seen.instance_refresh_task_id)] = seen
        if seen.status.is_settled and seen.instance_refresh_task_id in self.effects:
            self.effects.pop(seen.instance_refresh_task_id)()

    def _fail(self, action: str) -> None:
        if self.errors.get(action):
            raise self.errors[action].pop(0)

    def _change(self, action: str, to: str) -> None:
        self.changes.append(f"{action} {to}")
        if action in self.lost:
            self.lost.remove(action)
            raise unreachable(action)


def unreachable(action: str) -> ServiceUnreachableError:
    return ServiceUnreachableError("127.0.0.1:80: Read timed out", action=action, subject=GROUP)


def refused(action: str, code: str = "Forbidden.Unauthorized", http_status: int = 403) -> ServiceApiError:
    return ServiceApiError(_answer(code, http_status), action=action, subject=GROUP)


def throttled(action: str, retry_after_seconds: float = 0.0) -> ThrottledError:
    return ThrottledError(
        _answer("Throttling.User", 400), action=action, subject=GROUP, retry_after_seconds=retry_after_seconds
    )


def nothing_to_refresh() -> NothingToRefreshError:
    answer = _answer("InvalidInstance.NoInstanceNeedBeRefreshed", 400)
    return NothingToRefreshError(answer, action="StartInstanceRefresh", subject=GROUP)


def _answer(code: str, http_status: int) -> ServiceAnswer:
    return ServiceAnswer(code=code, message="Not now.", request_id="4734", http_status=http_status)
