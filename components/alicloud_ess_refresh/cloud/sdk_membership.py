"""`MembershipClient` over the official SDK (API version 2022-02-22). Imports the vendor SDK."""

from functools import partial

from alibabacloud_ess20220222 import models
from alibabacloud_ess20220222.client import Client

from alicloud_ess_refresh.cloud.membership import Membership
from alicloud_ess_refresh.cloud.sdk_calls import client_config, nothing
from alicloud_ess_refresh.cloud.sdk_ess import SdkEssClient
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.cloud.wire import Wire, listed, required_text, text, texts

__all__ = ["SdkMembershipClient", "open_client"]


def open_client(settings: Settings) -> "SdkMembershipClient":
    """
    Answer a client for what the stack and the environment say; no request is made yet.

    Raises:
        ConnectionSettingsError: They do not say enough, or contradict themselves.
    """
    return SdkMembershipClient(Client(client_config(settings, "ess")), region=settings.region)


class SdkMembershipClient(SdkEssClient):
    def describe_membership(self, instance_id: str) -> Membership | None:
        request = models.DescribeScalingInstancesRequest(region_id=self.region, instance_ids=[instance_id])
        read = listed("ScalingInstances", _membership)
        found = self._call("DescribeScalingInstances", instance_id, request, read)
        return found[0] if found else None

    def describe_suspended_processes(self, scaling_group_id: str) -> tuple[str, ...]:
        request = models.DescribeScalingGroupsRequest(region_id=self.region, scaling_group_ids=[scaling_group_id])
        read = listed("ScalingGroups", partial(texts, name="SuspendedProcesses"))
        groups = self._call("DescribeScalingGroups", scaling_group_id, request, read)
        return tuple(process for group in groups for process in group)

    def enter_standby(self, scaling_group_id: str, instance_id: str) -> None:
        request = models.EnterStandbyRequest(scaling_group_id=scaling_group_id, instance_ids=[instance_id])
        self._call("EnterStandby", instance_id, request, nothing)

    def exit_standby(self, scaling_group_id: str, instance_id: str) -> None:
        request = models.ExitStandbyRequest(
            region_id=self.region, scaling_group_id=scaling_group_id, instance_ids=[instance_id]
        )
        self._call("ExitStandby", instance_id, request, nothing)

    def set_unhealthy(self, instance_id: str) -> None:
        request = models.SetInstanceHealthRequest(instance_id=instance_id, health_status="Unhealthy")
        self._call("SetInstanceHealth", instance_id, request, nothing)


def _membership(wire: Wire) -> Membership:
    return Membership(
        instance_id=required_text(wire, "InstanceId"),
        scaling_group_id=required_text(wire, "ScalingGroupId"),
        lifecycle_state=required_text(wire, "LifecycleState"),
        creation_type=text(wire, "CreationType") or "AutoCreated",
        health_status=text(wire, "HealthStatus") or "Healthy",
    )
