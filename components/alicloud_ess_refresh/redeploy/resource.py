"""`InstanceRedeploy` as a program declares it."""

from typing import Any, Literal, NotRequired, TypedDict, Unpack, overload

import pulumi
from pulumi.dynamic import Resource

from alicloud_ess_refresh.argument_help import shows_arguments
from alicloud_ess_refresh.arguments import take_arguments
from alicloud_ess_refresh.dynamic.alicloud_provider import served_beside_alicloud
from alicloud_ess_refresh.redeploy.outputs import OUTPUTS
from alicloud_ess_refresh.redeploy.provider import InstanceRedeployProvider

__all__ = ["InstanceRedeploy", "InstanceRedeployArgs"]


class InstanceRedeployArgs(TypedDict):
    """What `InstanceRedeploy` takes."""

    instance_id: pulumi.Input[str]
    """The instance; another one makes another resource."""
    event_id: pulumi.Input[str]
    """The system event that is to be answered; when it changes, that one is answered."""
    accept_local_disk_loss: NotRequired[pulumi.Input[bool]]
    """All data on local disks is lost when an instance is moved. Needs `reason`. Default `False`: refused."""
    reason: NotRequired[pulumi.Input[str]]
    """Why the loss is accepted; kept in the state. Default: none."""
    in_scaling_group: NotRequired[pulumi.Input[Literal["standby", "stay", "replace"]]]
    """
    What becomes of an instance that is in a scaling group. Default `standby`: out of service, moved, and back.

    `stay`: moved as it is, so that the group's health check may replace it meanwhile. `replace`: not moved; the group
    is told that it is unhealthy, and makes another one.
    """
    max_concurrent: NotRequired[pulumi.Input[int]]
    """Instances of one group that are moved or replaced at a time, 1 to 1000. Default 1."""
    force_stop: NotRequired[pulumi.Input[bool]]
    """Power a running instance off instead of shutting it down: unwritten data is lost. Default `False`."""
    wait_timeout_seconds: NotRequired[pulumi.Input[int]]
    """Longest wait for room, for the move and for the event to be closed, in seconds, 1 to 604800. Default 3600."""
    poll_interval_seconds: NotRequired[pulumi.Input[int]]
    """Longest pause between two looks, in seconds, 1 to 300. Default 10."""


@shows_arguments(InstanceRedeployArgs)
class InstanceRedeploy(Resource, module="ecs", name="InstanceRedeploy"):
    """
    Moves an instance to another host in answer to a system event (RedeployInstance), and waits until that is closed.

    An event is answered once, however often this is created. Its id is the instance's; deleting it moves nothing back.
    """

    instance_id: pulumi.Output[str]
    event_id: pulumi.Output[str]
    outcome: pulumi.Output[str]
    """`redeployed`, `adopted`, `replaced` or `already_closed`."""
    task_id: pulumi.Output[str | None]
    """The task that did it; None when none was needed, or none is known."""
    instance_status: pulumi.Output[str | None]
    """`Running` or `Stopped`; None when the instance was replaced."""
    event_type: pulumi.Output[str]
    event_status: pulumi.Output[str]
    """`Executed`, `Avoided` or `Canceled`."""

    @overload
    def __init__(self, name: str, args: InstanceRedeployArgs, opts: pulumi.ResourceOptions | None = None) -> None: ...
    @overload
    def __init__(
        self, name: str, *, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[InstanceRedeployArgs]
    ) -> None: ...
    def __init__(
        self,
        name: str,
        args: InstanceRedeployArgs | None = None,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Any,
    ) -> None:
        given, opts = take_arguments(name, InstanceRedeployArgs, args, opts, arguments)
        super().__init__(
            InstanceRedeployProvider(), name, {**dict.fromkeys(OUTPUTS), **given}, served_beside_alicloud(opts)
        )
