"""`InstanceRefresh` as a program declares it."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict, Unpack, overload

import pulumi
from pulumi.dynamic import Resource

from alicloud_ess_refresh.argument_help import shows_arguments
from alicloud_ess_refresh.arguments import take_arguments
from alicloud_ess_refresh.dynamic.alicloud_provider import served_beside_alicloud
from alicloud_ess_refresh.refresh.declared import declared_digest, declared_names
from alicloud_ess_refresh.refresh.differences import RELEASING
from alicloud_ess_refresh.refresh.outputs import OUTPUTS
from alicloud_ess_refresh.refresh.provider import PREVIEW_MARK, InstanceRefreshProvider

__all__ = ["InstanceRefresh", "InstanceRefreshArgs", "RefreshSettings"]


class Checkpoint(TypedDict):
    percentage: pulumi.Input[int]
    """Share of replaced instances at which the task pauses, in percent, 1 to 100."""


class LaunchTemplateOverride(TypedDict):
    instance_type: pulumi.Input[str]


class EnvironmentVariable(TypedDict):
    key: pulumi.Input[str]
    """1 to 128 letters, digits and underscores, not starting with a digit."""
    value: NotRequired[pulumi.Input[str]]
    """At most 256 characters. Default: empty."""


class Probe(TypedDict):
    url: pulumi.Input[str]
    """Address that begins with `http://` or `https://`. Logs show it without user, password and query."""
    expected_status: NotRequired[pulumi.Input[int]]
    """HTTP status after redirects, 100 to 599. Default 200."""
    interval_seconds: NotRequired[pulumi.Input[int]]
    """Pause between two requests, in seconds, 1 to 300. Default 30."""
    failure_threshold: NotRequired[pulumi.Input[int]]
    """How many requests have to fail in a row, 1 to 20. Default 3."""
    timeout_seconds: NotRequired[pulumi.Input[int]]
    """How long an answer may take, in seconds, 1 to 60. Default 5."""


class Container(TypedDict):
    name: pulumi.Input[str]
    """Name that the container has in the group's configuration: only those are refreshed."""
    image: NotRequired[pulumi.Input[str]]
    commands: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """At most 20, of at most 256 characters each."""
    args: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """At most 10."""
    environment_vars: NotRequired[pulumi.Input[Sequence[pulumi.Input[EnvironmentVariable]]]]


class RefreshSettings(TypedDict):
    """
    How instances are replaced. Where nothing is set, the default named here holds.

    Source of the service's own: StartInstanceRefresh, ESS 2022-02-22.
    """

    min_healthy_percentage: NotRequired[pulumi.Input[int]]
    """Share of the capacity that stays in service, in percent, 0 to 100. Default: the service's, 80."""
    max_healthy_percentage: NotRequired[pulumi.Input[int]]
    """Capacity at most, old and new instances together, in percent, 100 to 200. Default: the service's, 120."""
    skip_matching: NotRequired[pulumi.Input[bool]]
    """Leave instances alone that are made from the desired configuration already. Default: the service's, `True`."""
    checkpoints: NotRequired[pulumi.Input[Sequence[pulumi.Input[Checkpoint]]]]
    """Where the task pauses: percentages that increase and end with 100. Default: nowhere."""
    checkpoint_pause_time: NotRequired[pulumi.Input[int]]
    """Length of each pause, in minutes, 1 to 2880. Default: the service's, 60."""
    approval: NotRequired[pulumi.Input[Literal["none", "manual"]]]
    """Who lets a release go on after a checkpoint. Default `none`; `manual`: a person, with `ess-refresh approve`."""
    alarms: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """
    Names or ids of CloudMonitor's metric rules, at most 20. One that fires ends the release. Default: none.

    None may be firing before the release starts.
    """
    probes: NotRequired[pulumi.Input[Sequence[pulumi.Input[Probe]]]]
    """Addresses that have to answer while the release goes on and bakes. Default: none."""
    bake_time_minutes: NotRequired[pulumi.Input[int]]
    """How long alarms and probes are watched after success, in minutes, 0 to 1440. Default 0: looked at once."""
    protected_instances: NotRequired[pulumi.Input[Literal["ignore", "fail"]]]
    """What instances are that the service ignores because they are protected. Default `ignore`: left as they are."""
    standby_instances: NotRequired[pulumi.Input[Literal["ignore", "fail"]]]
    """The same of instances in standby. Default `ignore`."""
    preflight_overrides: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Reasons to go on although a rule fails, by the rule's id. They are kept in the outputs. Default: none."""
    triggers: NotRequired[pulumi.Input[Any]]
    """Any value. When it changes, all instances are replaced, those that match already, too. Default: none."""
    wait_timeout_seconds: NotRequired[pulumi.Input[int]]
    """Longest wait for a task, in seconds, 1 to 604800; the way back may take twice that. Default 3600."""
    poll_interval_seconds: NotRequired[pulumi.Input[int]]
    """Longest pause between two looks at a task, in seconds, 1 to 300. Default 120."""
    on_failure: NotRequired[pulumi.Input[Literal["rollback", "cancel", "suspend", "leave"]]]
    """
    What becomes of a release that fails, or fails a check. Default `rollback`: RollbackInstanceRefresh while the task
    runs, else a second refresh to the configuration that was active before.

    A task that has failed has stopped by itself: with `cancel` and `suspend` the group is left as it is, as with
    `leave`.
    """
    on_timeout: NotRequired[pulumi.Input[Literal["rollback", "cancel", "suspend", "leave"]]]
    """What becomes of a task that has not ended within `wait_timeout_seconds`. Default: what `on_failure` says."""
    on_delete: NotRequired[pulumi.Input[Literal["cancel", "rollback", "wait", "leave"]]]
    """What becomes of a task that runs when the resource is deleted, as the last update said. Default `cancel`."""
    progress_file: NotRequired[pulumi.Input[str]]
    """File, relative to the program's folder, that gets a JSON line for each change. Default: none."""


class InstanceRefreshArgs(RefreshSettings):
    """
    What `InstanceRefresh` takes.

    The desired configuration is one of `scaling_configuration_id`, `image_id`, `launch_template_id` and
    `containers`; with none of them it is the group's active one.
    """

    scaling_group_id: pulumi.Input[str]
    """The group; another one makes another resource."""
    scaling_configuration_id: NotRequired[pulumi.Input[str]]
    """Scaling configuration of the group that becomes the active one on success. Default: none."""
    image_id: NotRequired[pulumi.Input[str]]
    """Image that replaces the active configuration's on success. Needs `skip_matching=False`. Default: none."""
    launch_template_id: NotRequired[pulumi.Input[str]]
    """Launch template that becomes the group's on success. Default: none."""
    launch_template_version: NotRequired[pulumi.Input[str | int]]
    """A number; `Default` and `Latest` cannot be rolled back and need another `on_failure` than `rollback`."""
    launch_template_overrides: NotRequired[pulumi.Input[Sequence[pulumi.Input[LaunchTemplateOverride]]]]
    """Instance types to use instead of the template's. Default: the template's."""
    containers: NotRequired[pulumi.Input[Sequence[pulumi.Input[Container]]]]
    """Containers of an ECI group. Needs `skip_matching=False`. Default: none."""
    deleted_with_group: NotRequired[pulumi.Input[bool]]
    """
    The program deletes the group when it deletes this resource. Default `False`; `RefreshableScalingGroup` sets it.

    With `True` a deletion is refused before it changes anything while the group has deletion protection, and a rollout
    deletes the configurations that earlier rollouts of `RefreshableScalingGroup` have left in the group.
    """


@shows_arguments(InstanceRefreshArgs)
class InstanceRefresh(Resource, module="ess", name="InstanceRefresh"):
    """
    Takes a scaling group to a configuration, batch by batch, and waits until it is there.

    Creating and updating it does what is needed: enables a group on its first deployment, starts an instance
    refresh, goes on with one that runs already, or nothing. Its id is the scaling group's.
    """

    scaling_group_id: pulumi.Output[str]
    outcome: pulumi.Output[str]
    """`enabled`, `refreshed`, `adopted`, `activated` or `nothing_to_do`."""
    instance_refresh_task_id: pulumi.Output[str | None]
    """The task that did it; None when none was needed."""
    status: pulumi.Output[str | None]
    total_need_update_capacity: pulumi.Output[int | None]
    finished_update_capacity: pulumi.Output[int | None]
    start_time: pulumi.Output[str | None]
    """ISO 8601, UTC."""
    end_time: pulumi.Output[str | None]
    """ISO 8601, UTC."""
    detail: pulumi.Output[str | None]
    drift: pulumi.Output[str | None]
    """What `pulumi refresh` found that the next update has to deal with; None after an update."""
    configuration_digest: pulumi.Output[str | None]
    """Name and digest of what the group was taken to, by content: a secret, because it is made of user data, too."""
    last_seen_task_id: pulumi.Output[str | None]
    """The group's newest task that an update has seen; empty where there was none."""
    previous_scaling_configuration_id: pulumi.Output[str | None]
    """Configuration that the group was on before, where `RefreshableScalingGroup` keeps it in the group; else None."""
    unfinished_task_id: pulumi.Output[str | None]
    """The task of the last update, where that has failed; None after one that succeeded."""
    confirmed_time: pulumi.Output[str | None]
    """When the last update saw every instance that a refresh looks at on that digest. ISO 8601, UTC."""
    has_seen_other_content: pulumi.Output[bool | None]
    """`True` where `pulumi refresh` has seen another content under the same id since; None after an update."""
    left_instance_digests: pulumi.Output[Mapping[str, str] | None]
    """What ignored instances were made from, by instance id, where that has changed since: a secret, too."""

    @overload
    def __init__(self, name: str, args: InstanceRefreshArgs, opts: pulumi.ResourceOptions | None = None) -> None: ...
    @overload
    def __init__(
        self, name: str, *, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[InstanceRefreshArgs]
    ) -> None: ...
    def __init__(
        self,
        name: str,
        args: InstanceRefreshArgs | None = None,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Any,
    ) -> None:
        given, opts = take_arguments(name, InstanceRefreshArgs, args, opts, arguments)
        mark: dict[str, Any] = {}
        declared = {"declared_digest": declared_digest(given, opts)}
        options = pulumi.ResourceOptions(additional_secret_outputs=["configuration_digest", "left_instance_digests"])
        if pulumi.runtime.is_dry_run():
            mark = {PREVIEW_MARK: declared_names(given)}
        else:
            # The preview has shown what differs. In its place the row has what changes in the meantime.
            options.hide_diffs = list(RELEASING)
        super().__init__(
            InstanceRefreshProvider(),
            name,
            {**dict.fromkeys(OUTPUTS), **given, **declared, **mark},
            pulumi.ResourceOptions.merge(served_beside_alicloud(opts), options),
        )
