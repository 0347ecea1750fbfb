"""Stacks that keep the rules on stacks, and stacks that break one, with the resource to blame."""

import json
from dataclasses import dataclass
from typing import Any

from ess_policies.testing import Resource
from policies.fault import (
    COMPLIANT,
    REFRESH,
    SCALING_CONFIGURATION,
    SCALING_GROUP,
    SECURITY_GROUP_RULE,
    TRAIL,
    WAITING_REFRESH,
)

EVENT_RULE = "alicloud:cms/eventRule:EventRule"
VSWITCH = "alicloud:vpc/switch:Switch"
RAM = "alicloud:ram/"
PRODUCTION = {"environment": "Production"}
HALVES = [{"percentage": 50.0}, {"percentage": 100.0}]
MAINTENANCE = {"product": "ecs", "eventTypeLists": ["Maintenance", "Exception"]}


def group(name: str = "web", **change: Any) -> Resource:
    return Resource(SCALING_GROUP, COMPLIANT[SCALING_GROUP] | change, name)


def refresh(of: Resource, name: str = "release", **change: Any) -> Resource:
    """Answer a refresh by the provider's resource; at preview the id of a new group is left out."""
    props = {"desiredConfigurationImageId": "m-app-v2", "skipMatching": False, **change}
    return Resource(REFRESH, props, name, property_dependencies={"scalingGroupId": (of.urn,)})


def waiting(of: Resource, to: Resource | None = None, name: str = "release", **change: Any) -> Resource:
    sources = {"scaling_group_id": (of.urn,), **({"scaling_configuration_id": (to.urn,)} if to else {})}
    return Resource(WAITING_REFRESH, change, name, property_dependencies=sources)


def configuration(of: Resource, *, ignore_changes: tuple[str, ...] = (), **change: Any) -> Resource:
    return Resource(
        SCALING_CONFIGURATION,
        COMPLIANT[SCALING_CONFIGURATION] | change,
        ignore_changes=ignore_changes,
        property_dependencies={"scalingGroupId": (of.urn,)},
    )


def templated(*, ignore_changes: tuple[str, ...] = (), **change: Any) -> Resource:
    template = {"launchTemplateId": "lt-web", "launchTemplateVersion": "1"}
    props = {key: value for key, value in (COMPLIANT[SCALING_GROUP] | template | change).items() if value is not None}
    return Resource(SCALING_GROUP, props, "web", ignore_changes=ignore_changes)


def to_template(of: Resource) -> Resource:
    return waiting(of, launch_template_id="lt-web", launch_template_version="2")


def zoned(*zones: str | None) -> tuple[Resource, ...]:
    switches = [Resource(VSWITCH, {"zoneId": zone} if zone else {}, f"s{at}") for at, zone in enumerate(zones)]
    sources = {"vswitchIds": tuple(switch.urn for switch in switches)}
    props = {key: value for key, value in COMPLIANT[SCALING_GROUP].items() if key != "vswitchIds"}
    return (*switches, Resource(SCALING_GROUP, props, property_dependencies=sources))


def identity(kind: str, name: str) -> Resource:
    return Resource(f"{RAM}{kind.lower()}:{kind}", {f"{kind.lower()}Name": name}, name)


def policy(name: str, *actions: str, **change: Any) -> Resource:
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*", **change}
    return Resource(
        f"{RAM}policy:Policy", {"policyName": name, "policyDocument": json.dumps({"Statement": statement})}, name
    )


def attach(kind: str, to: str, name: str, policy_type: str = "Custom", **sources: tuple[str, ...]) -> Resource:
    token = f"{RAM}{kind.lower()}PolicyAttachment:{kind}PolicyAttachment"
    props = {f"{kind.lower()}Name": to, "policyName": name, "policyType": policy_type}
    known = {key: value for key, value in props.items() if value}
    return Resource(token, known, f"{to}-{name}", property_dependencies=sources)


def member(group_name: str, *users: str) -> Resource:
    return Resource(f"{RAM}groupMembership:GroupMembership", {"groupName": group_name, "userNames": list(users)})


@dataclass(frozen=True, slots=True, kw_only=True)
class StackFault:
    """
    A stack that breaks one rule, and what the rule found.

    Attributes:
        blamed: The resource to blame.
        in_reverse: Whom to blame and what is found where the resources come in the opposite order, if that differs.
    """

    rule: str
    stack: tuple[Resource, ...]
    blamed: str
    found: str
    in_reverse: tuple[str, str] | None = None


WEB, PROD = group(), group(tags=PRODUCTION | COMPLIANT[SCALING_GROUP]["tags"])
TRAIL_ON, EVENTS_ON = (
    Resource(TRAIL, COMPLIANT[TRAIL]),
    Resource(EVENT_RULE, {"eventPattern": MAINTENANCE, "mnsParameters": [{"queue": "q"}]}),
)
LIFT, DELETE = policy("lift", "ecs:ModifyInstanceAttribute"), policy("delete", "ecs:DeleteInstance*")
BOTH = "that may lift release protection and delete instances"
DUTIES = "ram-policy-separate-release-duties"
ROLE = identity("Role", "operator")

QUARTERS = tuple(
    Resource(SECURITY_GROUP_RULE, COMPLIANT[SECURITY_GROUP_RULE] | {"securityGroupId": "sg-1", "cidrIp": block}, block)
    for block in ("0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2")
)

STACK_FAULTS = (
    StackFault(
        rule="ecs-security-group-not-open-in-parts",
        stack=QUARTERS,
        blamed="192.0.0.0/2",
        found="port 22 is open to every address, by the rules of the group together",
        in_reverse=("0.0.0.0/2", "port 22 is open to every address, by the rules of the group together"),
    ),
    StackFault(
        rule="ess-instance-refresh-one-per-group",
        stack=(WEB, refresh(WEB), refresh(WEB, "second")),
        blamed="second",
        found="a second refresh of the group of `release`",
        in_reverse=("release", "a second refresh of the group of `second`"),
    ),
    StackFault(
        rule="ess-instance-refresh-one-per-group",
        stack=(
            Resource(REFRESH, {"scalingGroupId": "asg-1"}, "release"),
            Resource(REFRESH, {"scalingGroupId": "asg-1"}, "second"),
        ),
        blamed="second",
        found="a second refresh of the group of `release`",
        in_reverse=("release", "a second refresh of the group of `second`"),
    ),
    StackFault(
        rule="ess-instance-refresh-production-checkpoints",
        stack=(PROD, refresh(PROD, checkpoints=[{"percentage": 100.0}]), TRAIL_ON, EVENTS_ON),
        blamed="release",
        found="a refresh of the production group `web` without a checkpoint",
    ),
    StackFault(
        rule="ess-instance-refresh-production-checks",
        stack=(PROD, waiting(PROD, checkpoints=HALVES, alarms=[], probes=[]), TRAIL_ON, EVENTS_ON),
        blamed="release",
        found="a refresh of the production group `web` without alarms and probes",
    ),
    StackFault(
        rule="ess-instance-refresh-room-to-replace",
        stack=(spacious := group(desiredCapacity=4.0, maxSize=9.0), refresh(spacious, minHealthyPercentage=100.0)),
        blamed="release",
        found="100 % to 120 % of 4 instances leave no instance to be extra or missing",
    ),
    StackFault(
        rule="ess-instance-refresh-waits-for-the-end",
        stack=(WEB, jobs := group("jobs"), waiting(WEB), refresh(jobs, "jobs")),
        blamed="jobs",
        found="a refresh that is done when it has started",
    ),
    StackFault(
        rule="ess-instance-refresh-within-max-size",
        stack=(full := group(minSize=10.0, maxSize=11.0), waiting(full)),
        blamed="release",
        found="a refresh may reach 12 instances (120 % of 10), the group 11",
    ),
    StackFault(
        rule="ess-scaling-configuration-image-in-step",
        stack=(WEB, configuration(WEB, imageId="m-app-v1"), refresh(WEB)),
        blamed="web",
        found="a scaling configuration with another image than the refresh `release` of its group",
    ),
    StackFault(
        rule="ess-scaling-configuration-inactive-before-refresh",
        stack=(WEB, active := configuration(WEB, active=True), waiting(WEB, active)),
        blamed="web",
        found="a scaling configuration that is active before the refresh `release` to it starts",
    ),
    StackFault(
        rule="ess-scaling-group-production-calls-recorded",
        stack=(PROD, EVENTS_ON, Resource(TRAIL, {"eventRw": "Read"}), Resource(TRAIL, {"status": "Disable"}, "off")),
        blamed="web",
        found="a production group in a stack without a trail that records changing calls",
    ),
    StackFault(
        rule="ess-scaling-group-production-events-subscribed",
        stack=(PROD, TRAIL_ON, Resource(EVENT_RULE, {"eventPattern": MAINTENANCE})),
        blamed="web",
        found="a production group in a stack without an event rule on system events of ECS",
    ),
    StackFault(
        rule="ess-scaling-group-two-zones",
        stack=zoned("cn-hangzhou-h", "cn-hangzhou-h"),
        blamed="web",
        found="a scaling group with 2 vSwitches in one zone",
    ),
    StackFault(
        rule="ess-scaling-group-version-left-to-refresh",
        stack=(following := templated(), to_template(following)),
        blamed="web",
        found="a scaling group whose own launch template version changes beside the refresh `release`",
    ),
    StackFault(
        rule=DUTIES,
        stack=(ROLE, LIFT, DELETE, attach("Role", "operator", "lift"), attach("Role", "operator", "delete")),
        blamed="operator",
        found=f"a role {BOTH}",
    ),
    # A wildcard, a system policy, and an exception from everything.
    StackFault(
        rule=DUTIES,
        stack=(policy("all", "ecs:*Instance*"), attach("Role", "operator", "all")),
        blamed="operator-all",
        found=f"a role {BOTH}",
    ),
    StackFault(
        rule=DUTIES,
        stack=(attach("Group", "admins", "AliyunECSFullAccess", "System"),),
        blamed="admins-AliyunECSFullAccess",
        found=f"a group {BOTH}",
    ),
    StackFault(
        rule=DUTIES,
        stack=(policy("most", Action=None, NotAction="ram:*"), attach("User", "eve", "most")),
        blamed="eve-most",
        found=f"a user {BOTH}",
    ),
    # A user of two groups, each of which may do one thing.
    StackFault(
        rule=DUTIES,
        stack=(
            identity("User", "eve"),
            LIFT,
            DELETE,
            attach("Group", "lifters", "lift"),
            attach("Group", "deleters", "delete"),
            member("lifters", "eve"),
            Resource(f"{RAM}userGroupAttachment:UserGroupAttachment", {"groupName": "deleters", "userName": "eve"}),
        ),
        blamed="eve",
        found=f"a user {BOTH}",
    ),
    # Names that are unknown at preview: the engine tells what they come from.
    StackFault(
        rule=DUTIES,
        stack=(
            ROLE,
            LIFT,
            DELETE,
            attach("Role", "", "", policyName=(LIFT.urn,), roleName=(ROLE.urn,)),
            attach("Role", "operator", "delete"),
        ),
        blamed="operator",
        found=f"a role {BOTH}",
    ),
    # A denial that holds for some resources leaves the others.
    StackFault(
        rule=DUTIES,
        stack=(
            LIFT,
            DELETE,
            policy("deny", "ecs:DeleteInstance", Effect="Deny", Resource="acs:ecs:*:*:instance/i-1"),
            *(attach("Role", "operator", name) for name in ("lift", "delete", "deny")),
        ),
        blamed="operator-lift",
        found=f"a role {BOTH}",
        in_reverse=("operator-deny", f"a role {BOTH}"),
    ),
)

KEPT: tuple[tuple[Resource, ...], ...] = (
    (),
    (WEB, refresh(WEB)),
    QUARTERS[:3],
    (*QUARTERS[:3], Resource(SECURITY_GROUP_RULE, {**QUARTERS[3].props, "securityGroupId": "sg-2"}, "other")),
    # In production, with everything that it takes.
    (PROD, refresh(PROD, checkpoints=HALVES), TRAIL_ON, EVENTS_ON),
    (PROD, waiting(PROD, checkpoints=HALVES, alarms=["web-5xx"]), TRAIL_ON, EVENTS_ON),
    (PROD, waiting(PROD, checkpoints=HALVES, probes=[{"url": "https://example.com"}]), TRAIL_ON, EVENTS_ON),
    (group(tags={"env": "staging"}),),
    # Neither production nor checkpoints are known yet.
    (group(tags={}), Resource(REFRESH, {}, property_dependencies={"checkpoints": ("urn:x",)})),
    # One of several groups, and a group of another stack.
    (WEB, group("jobs"), refresh(WEB), refresh(group("jobs"), "jobs")),
    (Resource(REFRESH, {"scalingGroupId": "asg-1", "minHealthyPercentage": 100.0}),),
    # The provider's resource where ours is not in use.
    (refresh(WEB),),
    # The same image, one that Pulumi leaves alone, one that is unknown, another group's.
    (WEB, configuration(WEB, imageId="m-app-v2"), refresh(WEB)),
    (WEB, configuration(WEB, ignore_changes=("imageId",)), refresh(WEB)),
    (WEB, configuration(WEB, imageId=None), refresh(WEB)),
    (WEB, group("jobs"), configuration(group("jobs")), refresh(WEB)),
    # Active, but not what is refreshed to.
    (WEB, configuration(WEB, active=True, enable=True), waiting(WEB, Resource(SCALING_CONFIGURATION, {}, "next"))),
    # A state: the refresh has made it active; 80 and 120 are the service's own.
    (WEB, released := configuration(WEB, id="asc-1", active=True), waiting(WEB, released)),
    (group(id="asg-1", desiredCapacity=2.0), refresh(WEB, minHealthyPercentage=80.0, maxHealthyPercentage=120.0)),
    # Left to the refresh; not declared; refreshed to a configuration.
    (left := templated(ignore_changes=("launchTemplateVersion",)), to_template(left)),
    (unset := templated(launchTemplateVersion=None), to_template(unset)),
    (fixed := templated(), waiting(fixed)),
    zoned("cn-hangzhou-h", "cn-hangzhou-i"),
    zoned("cn-hangzhou-h"),
    zoned("cn-hangzhou-h", None),
    # Two people; a denial; documents of another stack; one that is no document.
    (LIFT, DELETE, attach("Role", "guardian", "lift"), attach("Role", "operator", "delete")),
    (
        policy("all", "*"),
        policy("deny", "ECS:deleteInstance*", Effect="Deny"),
        attach("Role", "operator", "all"),
        attach("Role", "operator", "deny"),
    ),
    (attach("Role", "operator", "lift"), attach("Role", "operator", "delete")),
    (Resource(f"{RAM}policy:Policy", {"policyName": "odd", "policyDocument": "{"}), attach("Role", "operator", "odd")),
    (member("admins", "eve"), attach("Group", "admins", "ReadOnlyAccess", "System")),
)
