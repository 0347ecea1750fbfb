"""
`MembershipClient`: what an instance is in its scaling group, and the calls that change it, in the package's own types.

Source: DescribeScalingInstances, EnterStandby, ExitStandby, SetInstanceHealth, ESS 2022-02-22.
"""

from dataclasses import dataclass
from typing import Protocol

from alicloud_ess_refresh.cloud.scaling_groups import ScalingGroup

__all__ = ["Membership", "MembershipClient"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """An instance's place in its group; values as in ScalingInstance, `health_status` is `Healthy` or `Unhealthy`."""

    instance_id: str
    scaling_group_id: str
    lifecycle_state: str
    creation_type: str = "AutoCreated"
    health_status: str = "Healthy"


class MembershipClient(Protocol):
    """
    Auto Scaling in one region.

    Every method raises ServiceUnreachableError, ThrottledError or ServiceApiError.
    """

    def describe_membership(self, instance_id: str) -> Membership | None:
        """Answer the instance's place, or None where it is in no group."""

    def describe_scaling_group(self, scaling_group_id: str) -> ScalingGroup | None:
        """Answer the group, or None where it does not exist."""

    def describe_suspended_processes(self, scaling_group_id: str) -> tuple[str, ...]:
        """Answer what the group does not do at present, such as `HealthCheck`; nothing where it does not exist."""

    def enter_standby(self, scaling_group_id: str, instance_id: str) -> None: ...

    def exit_standby(self, scaling_group_id: str, instance_id: str) -> None: ...

    def set_unhealthy(self, instance_id: str) -> None:
        """Tell the group that the instance is unhealthy: its health check then replaces it."""
