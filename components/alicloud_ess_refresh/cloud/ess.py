"""
`EssClient`: the few calls to Auto Scaling that a refresh needs, in the package's own types.

Who implements it: `SdkEssClient` over the official SDK; tests, over a script. It decides nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.cloud.scaling_groups import ScalingActivity, ScalingGroup, ScalingInstance

__all__ = ["EssClient", "StartRequest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRequest:
    """
    Parameters of StartInstanceRefresh; what is None or empty is not sent, so that the service's default holds.

    Attributes:
        client_token: ASCII, at most 64 characters.
        checkpoints: Percentages, 1 to 100, ascending, the last one 100.
        checkpoint_pause_time: Minutes, 1 to 2880.
    """

    scaling_group_id: str
    client_token: str
    desired_configuration: DesiredConfiguration
    min_healthy_percentage: int | None = None
    max_healthy_percentage: int | None = None
    skip_matching: bool | None = None
    checkpoints: tuple[int, ...] = ()
    checkpoint_pause_time: int | None = None


class EssClient(Protocol):
    """
    Auto Scaling in one region.

    Every method raises ServiceUnreachableError, ThrottledError or ServiceApiError.
    """

    region: str

    @property
    def service_time(self) -> datetime | None:
        """
        When the service made its last answer, aware, by its own clock.

        To compare with the times in its answers: this machine's clock may differ. None before the first answer, and
        where the service does not say.
        """

    def describe_scaling_groups(self) -> tuple[ScalingGroup, ...]:
        """Return all groups of the region."""

    def describe_scaling_group(self, scaling_group_id: str) -> ScalingGroup | None:
        """Answer the group, or None where it does not exist."""

    def describe_scaling_instances(self, scaling_group_id: str) -> tuple[ScalingInstance, ...]:
        """Answer all instances of the group."""

    def describe_scaling_configuration(
        self, scaling_group_id: str, scaling_configuration_id: str
    ) -> ScalingConfiguration | None:
        """Answer the group's configuration of that id, or None where the group has none such."""

    def describe_scaling_configurations(self, scaling_group_id: str) -> tuple[ScalingConfiguration, ...]:
        """Return all configurations of the group."""

    def describe_failed_scaling_activity(self, scaling_group_id: str) -> ScalingActivity | None:
        """Answer the group's latest scaling activity that failed, or None."""

    def describe_scaling_activities(self, scaling_group_id: str, since: datetime) -> tuple[ScalingActivity, ...]:
        """
        Return the group's scaling activities that began at some time or later, oldest first.

        Args:
            since: Aware; the seconds are left out, as the service tells these times to the minute.
        """

    def describe_refresh_activities(
        self, scaling_group_id: str, instance_refresh_task_id: str
    ) -> tuple[ScalingActivity, ...]:
        """Answer all scaling activities of a refresh task, oldest first."""

    def describe_instance_refreshes(self, scaling_group_id: str) -> tuple[InstanceRefreshTask, ...]:
        """Answer all refresh tasks that the service still lists for the group, newest first."""

    def describe_instance_refresh(
        self, scaling_group_id: str, instance_refresh_task_id: str
    ) -> InstanceRefreshTask | None:
        """Answer one task, or None where it is not listed."""

    def start_instance_refresh(self, request: StartRequest) -> str:
        """
        Start a task and answer its id.

        Raises:
            NothingToRefreshError: No instance needs to be replaced; no task was made.
        """

    def rollback_instance_refresh(self, scaling_group_id: str, instance_refresh_task_id: str) -> None: ...

    def cancel_instance_refresh(self, scaling_group_id: str, instance_refresh_task_id: str) -> None: ...

    def suspend_instance_refresh(self, scaling_group_id: str, instance_refresh_task_id: str) -> None: ...

    def resume_instance_refresh(self, scaling_group_id: str, instance_refresh_task_id: str) -> None: ...

    def delete_scaling_configuration(self, scaling_configuration_id: str) -> None: ...

    def set_http_tokens(self, scaling_configuration_id: str, http_tokens: str) -> None:
        """Set the access mode of instance metadata, `optional` or `required` (ModifyScalingConfiguration)."""

    def enable_scaling_group(self, scaling_group_id: str, desired: DesiredConfiguration) -> None:
        """Enable the group with a scaling configuration or launch template, or with the one it has."""

    def activate(self, scaling_group_id: str, desired: DesiredConfiguration) -> None:
        """Make a scaling configuration or launch template the group's active one (ModifyScalingGroup)."""
