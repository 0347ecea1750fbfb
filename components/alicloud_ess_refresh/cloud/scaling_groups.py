"""
Scaling groups with their instances and activities, as the service gave them.

Source of names and values: DescribeScalingGroups, DescribeScalingInstances, DescribeScalingActivities, ESS 2022-02-22.
"""

from dataclasses import dataclass

from alicloud_ess_refresh.cloud.desired_configuration import named_source

__all__ = ["ScalingActivity", "ScalingGroup", "ScalingInstance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingGroup:
    """
    A scaling group.

    Attributes:
        lifecycle_state: `Active`, `Inactive` (never enabled, or disabled) or `Deleting`.
        name: ScalingGroupName: unique in a region and an account.
        in_service_capacity: ActiveCapacity, ProtectedCapacity and StandbyCapacity together.
        desired_capacity: DesiredCapacity; None where it is not in force (EnableDesiredCapacity): then the minimum is.
        max_size: MaxSize; None where the service does not say.
        vswitch_ids: A set of them; no page says that their order means anything.
        launch_template_overrides: Instance types that are taken instead of the launch template's.
        health_check_types: Such as `ECS` or `LOAD_BALANCER`; `NONE` alone where nothing checks.
        is_deletion_protected: The service refuses to delete the group (GroupDeletionProtection).
    """

    scaling_group_id: str
    lifecycle_state: str
    name: str = ""
    active_scaling_configuration_id: str | None = None
    launch_template_id: str | None = None
    launch_template_version: str | None = None
    multi_az_policy: str | None = None
    scaling_policy: str | None = None
    group_type: str | None = None
    launch_template_overrides: tuple[str, ...] = ()
    launch_template_override_weights: tuple[int | None, ...] = ()
    min_size: int = 0
    desired_capacity: int | None = None
    max_size: int | None = None
    in_service_capacity: int = 0
    vswitch_ids: tuple[str, ...] = ()
    health_check_types: tuple[str, ...] = ()
    is_deletion_protected: bool = False

    @property
    def is_health_checked(self) -> bool:
        return self.health_check_types != ("NONE",)

    @property
    def wanted_capacity(self) -> int:
        return self.min_size if self.desired_capacity is None else self.desired_capacity

    @property
    def active_source(self) -> str:
        """What it makes instances from, as `ScalingInstance.source` names it; empty where nothing is active."""
        return named_source(self.active_scaling_configuration_id, self.launch_template_id, self.launch_template_version)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingInstance:
    """
    An instance of a scaling group.

    Attributes:
        lifecycle_state: `InService`, `Pending`, `Pending:Wait`, `Protected`, `Standby`, `Stopped`, `Removing`
            or `Removing:Wait`.
        creation_type: `AutoCreated` or `Attached` (added by hand).
        health_status: `Healthy` or `Unhealthy`, as the group's health check says; empty where the service says nothing.
        weighted_capacity: How much of the group's capacity it is: 1, unless the group counts weights.
        created_time: When it was added to the group, ISO 8601 in UTC, to the second or the minute; empty where the
            service does not say.
    """

    instance_id: str
    lifecycle_state: str
    creation_type: str = "AutoCreated"
    health_status: str = ""
    weighted_capacity: int = 1
    scaling_configuration_id: str | None = None
    launch_template_id: str | None = None
    launch_template_version: str | None = None
    created_time: str = ""

    @property
    def is_refreshed(self) -> bool:
        """
        A refresh looks at it.

        Ignored are instances added by hand, in Standby and Protected (StartInstanceRefresh); those that are
        on their way out are replaced already.
        """
        is_kept = self.lifecycle_state in {"Protected", "Standby"}
        return self.creation_type == "AutoCreated" and not is_kept and not self.is_leaving

    @property
    def is_healthy(self) -> bool:
        return self.health_status in {"", "Healthy"}

    @property
    def is_unhealthy_in_service(self) -> bool:
        """It is where it should serve, and does not. One that is on its way in or out has not been judged."""
        return self.lifecycle_state in {"InService", "Protected"} and not self.is_healthy

    @property
    def fills_capacity(self) -> bool:
        """It counts for the capacity that the group is to have; one in Standby was taken out of service on purpose."""
        return self.lifecycle_state == "Standby" or (
            self.lifecycle_state in {"InService", "Protected"} and self.is_healthy
        )

    @property
    def is_leaving(self) -> bool:
        return self.lifecycle_state in {"Removing", "Removing:Wait"}

    @property
    def source(self) -> str:
        """What it was made from, as users know it."""
        source = named_source(self.scaling_configuration_id, self.launch_template_id, self.launch_template_version)
        return source or "no configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingActivity:
    """
    A scaling activity: instances that came or went together.

    Attributes:
        status_message: Why it failed, where it did.
        error_code: The code of that; empty where there is none.
        cause: Why it was made, in the service's words: no list of them is documented.
        instance_refresh_task_id: The refresh that made it; empty where none did.
        start_time, end_time: ISO 8601 in UTC, to the minute; empty where there is none yet.
        status_code: `Successful`, `Warning` (partly), `Failed`, `InProgress` or `Rejected`.
        total_capacity: Instances of the group after it; None where the service does not say.
        created_instances, destroyed_instances: Instance ids.
    """

    scaling_activity_id: str
    status_message: str
    error_code: str = ""
    cause: str = ""
    instance_refresh_task_id: str = ""
    start_time: str = ""
    end_time: str = ""
    status_code: str = ""
    total_capacity: int | None = None
    created_instances: tuple[str, ...] = ()
    destroyed_instances: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """The message as part of a sentence."""
        return self.status_message.rstrip(". ")
