"""`ReleaseProtectionGuard`: separates who may release instances from who may lift their protection."""

import json
from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict, Unpack, overload

import pulumi
import pulumi_alicloud as alicloud

from alicloud_ess_refresh.argument_help import shows_arguments
from alicloud_ess_refresh.arguments import check_https, region_of, secret_address, take_arguments
from alicloud_ess_refresh.component_options import check_options
from alicloud_ess_refresh.physical_names import (
    EVENT_BUS_RULE,
    QUEUE,
    RAM_POLICY,
    RAM_ROLE,
    TRAIL,
    check_component,
    keeping,
    unique_name,
)
from alicloud_ess_refresh.release_guard.alert import lift_pattern, queue_target, webhook_target
from alicloud_ess_refresh.release_guard.policies import lifting_policy, releasing_policy, trust_policy
from alicloud_ess_refresh.release_guard.roles import GuardRole, check_role, check_separation

__all__ = ["GuardRole", "LiftAlert", "NewTrail", "ReleaseProtectionGuard", "ReleaseProtectionGuardArgs"]

EVENT_BUS = "default"
"""The bus that carries the events of Alibaba Cloud services. Source: EventBridge, "Alibaba Cloud service events"."""


class NewTrail(TypedDict):
    """Where a new trail keeps its records: an OSS bucket, a Log Service project, or both."""

    oss_bucket_name: NotRequired[pulumi.Input[str]]
    oss_key_prefix: NotRequired[pulumi.Input[str]]
    oss_write_role_arn: NotRequired[pulumi.Input[str]]
    sls_project_arn: NotRequired[pulumi.Input[str]]
    """`acs:log:<region>:<account id>:project/<name>`."""
    sls_write_role_arn: NotRequired[pulumi.Input[str]]


class LiftAlert(TypedDict):
    """Who is told that protection was lifted: a queue that exists, or a web address."""

    queue_name: NotRequired[str]
    """Name of a queue of the same account and region."""
    webhook_url: NotRequired[pulumi.Input[str]]
    """`https://…`, which may hold a secret: it is encrypted in the state, and EventBridge shows it in the rule."""


class ReleaseProtectionGuardArgs(TypedDict):
    """What `ReleaseProtectionGuard` takes."""

    release_role: GuardRole
    """Who may release instances."""
    lift_role: GuardRole
    """Who may lift their protection. Nobody may be in both."""
    trail: NewTrail | str
    """Where both are recorded: a new trail, or the name of one that the account has already."""
    region: NotRequired[str]
    """Region of the instances. Default: that of the alicloud provider, else `alicloud:region`."""
    instance_tags: NotRequired[Mapping[str, str]]
    """Tags of the instances that the two roles may work on. Default: none, all instances of the region."""
    alert: NotRequired[LiftAlert]
    """Default: a queue of its own, named after the component."""


@shows_arguments(ReleaseProtectionGuardArgs)
class ReleaseProtectionGuard(pulumi.ComponentResource):
    """
    Two roles that can only together release a protected instance, a record of both, and an alert.

    One role can release instances, the other can lift their protection. Each is denied every other action, so that it
    has no way around the guard and cannot change it. A denial holds whatever else is attached to the role. RAM cannot
    tell what a call changes: the role that lifts protection can change other attributes of an instance, too, and the
    alert comes for those changes as well.

    Raises:
        ValueError: An argument is missing, unknown or wrong, or somebody is in both roles.
    """

    release_role_arn: pulumi.Output[str]
    lift_role_arn: pulumi.Output[str]
    release_policy_name: pulumi.Output[str]
    """Custom policy of the role. An identity that it is attached to can release instances and do nothing else."""
    lift_policy_name: pulumi.Output[str]
    """Custom policy of the role. An identity that it is attached to can lift protection and do nothing else."""
    trail_name: pulumi.Output[str]
    alert_queue_name: pulumi.Output[str | None]
    """Queue with the alerts; None with a webhook."""

    @overload
    def __init__(
        self, name: str, args: ReleaseProtectionGuardArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None: ...
    @overload
    def __init__(
        self, name: str, *, opts: pulumi.ResourceOptions | None = None, **arguments: Unpack[ReleaseProtectionGuardArgs]
    ) -> None: ...
    def __init__(
        self,
        name: str,
        args: ReleaseProtectionGuardArgs | None = None,
        opts: pulumi.ResourceOptions | None = None,
        **arguments: Any,
    ) -> None:
        given, opts = take_arguments(name, ReleaseProtectionGuardArgs, args, opts, arguments)
        check_options(name, opts)
        super().__init__("alicloud-ess-refresh:index:ReleaseProtectionGuard", name, {}, opts)
        region = region_of(name, given.get("region"), opts)
        _check(name, given)
        child = pulumi.ResourceOptions(parent=self)
        tags = given.get("instance_tags", {})
        may_release = region.apply(lambda known: _text(releasing_policy(_instances(known), tags)))
        may_lift = region.apply(lambda known: _text(lifting_policy(_instances(known), tags)))
        releasers, lifters = _separated(name, given["release_role"], given["lift_role"])
        release = _role(name, "release", given["release_role"], releasers, may_release, child)
        lift_role: GuardRole = {"require_mfa": True, **given["lift_role"]}
        lift = _role(name, "lift", lift_role, lifters, may_lift, child)

        self.release_role_arn, self.release_policy_name = release
        self.lift_role_arn, self.lift_policy_name = lift
        self.trail_name = _trail_name(name, given["trail"], child)
        self.alert_queue_name = _alert(name, given.get("alert", {}), region, child)
        self.register_outputs(
            {
                "release_role_arn": self.release_role_arn,
                "lift_role_arn": self.lift_role_arn,
                "release_policy_name": self.release_policy_name,
                "lift_policy_name": self.lift_policy_name,
                "trail_name": self.trail_name,
                "alert_queue_name": self.alert_queue_name,
            }
        )


def _check(name: str, args: ReleaseProtectionGuardArgs) -> None:
    check_component(name, RAM_POLICY, RAM_ROLE, QUEUE, EVENT_BUS_RULE)
    check_component(name.lower(), TRAIL)
    check_role(f"{name}, release_role", args["release_role"])
    check_role(f"{name}, lift_role", args["lift_role"])
    if args["trail"] == "":
        raise ValueError(f"{name}, trail: is empty, expected the name of a trail, or what a new one takes")
    if not isinstance(args["trail"], str) and not {"oss_bucket_name", "sls_project_arn"} & args["trail"].keys():
        raise ValueError(
            f"{name}, trail: got neither `oss_bucket_name` nor `sls_project_arn`, expected one of them or both"
        )
    _check_alert(f"{name}, alert", args.get("alert", {}))


def _check_alert(where: str, alert: LiftAlert) -> None:
    if len(alert) > 1:
        raise ValueError(f"{where}: got both `queue_name` and `webhook_url`, expected one of them")
    if isinstance(url := alert.get("webhook_url"), str):
        check_https(f"{where}.webhook_url", url)


def _separated(
    name: str, release: GuardRole, lift: GuardRole
) -> tuple[pulumi.Output[list[str]], pulumi.Output[list[str]]]:
    """Answer who takes each role; what is known only during the update is checked then, before a role is made."""
    check_separation(
        name, *([each for each in role["principals"] if isinstance(each, str)] for role in (release, lift))
    )

    def check(known: list[list[str]]) -> list[list[str]]:
        check_separation(name, *known)
        return known

    both = pulumi.Output.all(pulumi.Output.all(*release["principals"]), pulumi.Output.all(*lift["principals"]))
    checked = both.apply(check)
    return checked[0], checked[1]


def _role(
    component: str,
    duty: str,
    role: GuardRole,
    principals: pulumi.Output[list[str]],
    document: pulumi.Output[str],
    opts: pulumi.ResourceOptions,
) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
    """Declare a role with its policy; answer the ARN of the one and the name of the other."""
    name = f"{component}-{duty}"
    policy = alicloud.ram.Policy(
        f"{name}-policy",
        policy_name=unique_name(component, RAM_POLICY, duty),
        policy_document=document,
        opts=keeping(opts, ["policy_name"]),
    )
    trust = principals.apply(
        lambda known: _text(
            trust_policy(known, require_mfa=role.get("require_mfa", False), source_ips=role.get("source_ips", ()))
        )
    )
    declared = alicloud.ram.Role(
        f"{name}-role",
        role_name=unique_name(component, RAM_ROLE, duty),
        assume_role_policy_document=trust,
        opts=keeping(opts, ["role_name"]),
    )
    alicloud.ram.RolePolicyAttachment(
        f"{name}-attachment",
        policy_name=policy.policy_name,
        policy_type="Custom",
        role_name=declared.role_name,
        opts=opts,
    )
    return declared.arn, policy.policy_name


def _trail_name(name: str, trail: NewTrail | str, opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
    if isinstance(trail, str):
        return pulumi.Output.from_input(trail)
    # `Write`: both duties are writing calls, and EventBridge gets no others.
    return alicloud.actiontrail.Trail(
        f"{name}-trail",
        trail_name=unique_name(name.lower(), TRAIL),
        event_rw="Write",
        status="Enable",
        **trail,
        opts=keeping(opts, ["trail_name"]),
    ).trail_name


def _alert(
    name: str, alert: LiftAlert, region: pulumi.Output[str], opts: pulumi.ResourceOptions
) -> pulumi.Output[str | None]:
    """Declare the rule, and the queue if there is none; answer the queue's name."""
    if "webhook_url" in alert:
        url = secret_address(f"{name}, alert.webhook_url", alert["webhook_url"])
        _rule(name, url.apply(webhook_target), opts)
        return pulumi.Output.from_input(None)
    queue_name: pulumi.Input[str] = alert.get("queue_name", "")
    if not queue_name:
        queue_name = alicloud.message.ServiceQueue(
            f"{name}-alerts", queue_name=unique_name(name, QUEUE, "alerts"), opts=keeping(opts, ["queue_name"])
        ).queue_name
    account_id = alicloud.get_caller_identity_output(opts=pulumi.InvokeOutputOptions(parent=opts.parent)).account_id
    target = pulumi.Output.all(queue_name, account_id, region).apply(
        lambda known: queue_target(f"acs:mns:{known[2]}:{known[1]}:queues/{known[0]}", known[0])
    )
    _rule(name, target, opts)
    return pulumi.Output.from_input(queue_name)


def _rule(name: str, target: pulumi.Input[Any], opts: pulumi.ResourceOptions) -> None:
    alicloud.eventbridge.Rule(
        f"{name}-alert",
        event_bus_name=EVENT_BUS,
        rule_name=unique_name(name, EVENT_BUS_RULE, "alert"),
        description="An action that can lift release protection was called",
        filter_pattern=lift_pattern(),
        targets=[target],
        status="ENABLE",
        opts=keeping(opts, ["rule_name"]),
    )


def _instances(region: str) -> list[str]:
    return [f"acs:ecs:{region}:*:instance/*"]


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, sort_keys=True)
