"""Groups, instances and tasks for the tests of what is asked against what is there, and what is said of them."""

from dataclasses import replace
from typing import Any

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.launch_templates import LaunchTemplate
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask, RefreshStatus
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup, ScalingInstance
from alicloud_ess_refresh.refresh.facts import Facts

A, B = (DesiredConfiguration(scaling_configuration_id=each) for each in ("asc-a", "asc-b"))
IMAGE = DesiredConfiguration(image_id="m-1")
ACTIVE_ONE = DesiredConfiguration()
DELETED_BY_HAND = (
    "it has no scaling configuration asc-gone: if it was deleted by hand, run `pulumi refresh` and `pulumi up`; else "
    "check the id"
)
IMAGE_ALONE = (
    "scaling configuration asc-a has changed in more than its image, and a rollback takes back the image alone"
)
PRIORITY = (
    "the scale-out policy (MultiAZPolicy) is `BALANCE`; an instance refresh needs the Priority policy (`PRIORITY`, "
    'which is also the default); set `multi_az_policy="PRIORITY"` on the `alicloud.ess.ScalingGroup` (replaces an '
    "existing group)"
)
MODE = (
    "the instance reclaim mode (ScalingPolicy) is `recycle`; an instance refresh needs a mode that releases instances "
    '(`release` or `forceRelease`); set `scaling_policy="release"` on the `alicloud.ess.ScalingGroup`'
)


def template(version: str | None, *overrides: str) -> DesiredConfiguration:
    return DesiredConfiguration(
        launch_template_id="lt-1", launch_template_version=version, launch_template_overrides=overrides
    )


def of(*configuration_ids: str) -> tuple[ScalingInstance, ...]:
    return tuple(
        ScalingInstance(instance_id=f"i-{number}", lifecycle_state="InService", scaling_configuration_id=each)
        for number, each in enumerate(configuration_ids)
    )


def from_template(*versions: str) -> tuple[ScalingInstance, ...]:
    return tuple(
        ScalingInstance(
            instance_id=f"i-{number}",
            lifecycle_state="InService",
            launch_template_id="lt-1",
            launch_template_version=each,
        )
        for number, each in enumerate(versions)
    )


def on(active: DesiredConfiguration, *instances: ScalingInstance, state: str = "Active", **contents: str) -> Facts:
    """Make a group: what is active, its instances, and the content of each configuration (`a="x"`)."""
    group = ScalingGroup(
        scaling_group_id="asg-1",
        lifecycle_state=state,
        active_scaling_configuration_id=active.scaling_configuration_id,
        launch_template_id=active.launch_template_id,
        launch_template_version=active.launch_template_version,
        launch_template_overrides=active.launch_template_overrides,
    )
    configurations = tuple(
        ScalingConfiguration(
            scaling_configuration_id=f"asc-{name}", image_id="m-1", digest=f"1:{content}", digest_but_image=content
        )
        for name, content in ({"a": "x", "b": "y"} | contents).items()
    )
    default_3 = LaunchTemplate(launch_template_id="lt-1", default_version="3", latest_version="5")
    return Facts(group=group, instances=instances, tasks=(), configurations=configurations, template=default_3)


def ended(
    status: str, to: DesiredConfiguration, task_id: str = "ir-2", *, skip_matching: bool | None = None
) -> InstanceRefreshTask:
    return InstanceRefreshTask(
        instance_refresh_task_id=task_id,
        scaling_group_id="asg-1",
        status=RefreshStatus(status),
        desired_configuration=to,
        skip_matching=skip_matching,
    )


def group(facts: Facts, **changes: Any) -> Facts:
    return replace(facts, group=replace(facts.group, **changes))


def beside(facts: Facts, *tasks: InstanceRefreshTask) -> Facts:
    return replace(facts, tasks=tasks)


ON_A = on(A, *of("asc-a", "asc-a"))
ON_B = on(B, *of("asc-b", "asc-b"))
INACTIVE = on(A, state="Inactive")
ON_DEFAULT = on(template("Default"), *from_template("Default"))
