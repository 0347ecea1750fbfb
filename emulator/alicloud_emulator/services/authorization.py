"""Whether the caller may make a call: which action and resources it is about, and what RAM policies say of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.services.pages import ids_of
from alicloud_emulator.state.ram.callers import caller_of, decide
from alicloud_emulator.state.ram.policy_language import Decision, Question

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["Asked", "asked_of", "authorize", "condition_context"]

# The code by which RAM knows a product ("Services that work with RAM"), where it is not the product in small letters.
RAM_CODES = {"BssOpenApi": "bssapi", "Mns-open": "mns"}
# These need no permission: any identity may ask who it is, and where products are.
OPEN_TO_ALL = {("Sts", "GetCallerIdentity"), ("Location", "DescribeEndpoints")}
# The product's own words for a refusal. Sources: ECS "Error codes"; SetGroupDeletionProtection; RAM "Error codes".
REFUSALS = {
    "Ecs": ("Forbidden.RAM", "User not authorized to operate on the specified resource"),
    "Vpc": ("Forbidden.RAM", "User not authorized to operate on the specified resource"),
    "Ess": ("Forbidden.Unauthorized", "A required authorization for the specified action is not supplied"),
    "Mns": ("AccessDenied", "The operation is not authorized"),
}
REFUSAL = ("NoPermission", "You are not authorized to do this action")
# Product → parameter (also as a list) → what follows the account in the ARN of what it names.
RESOURCES: Mapping[str, Mapping[str, str]] = {
    "ecs": {"InstanceId": "instance/{}", "DiskId": "disk/{}", "SecurityGroupId": "securitygroup/{}"},
    "ess": {"ScalingGroupId": "scalinggroup/{}"},
    "mns": {"QueueName": "/queues/{}"},
    "ram": {"UserName": "user/{}", "GroupName": "group/{}", "RoleName": "role/{}", "PolicyName": "policy/{}"},
    "actiontrail": {"Name": "trail/{}"},
    "cms": {"RuleName": "eventrule/{}"},
    "eventbridge": {"RuleName": "eventbus/default/rule/{}"},
}
# Product → word in the action's name → what a call is about that names none: all of them.
WHOLE_KINDS = {"ecs": ("Instance", "instance/*"), "ess": ("Scaling", "scalinggroup/*")}
# RAM is one for all regions.
WITHOUT_REGION = {"ram"}


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What RAM is asked about a call.

    Args:
        identity: The caller's ARN; None for a key that is good no more.
        action: The permission; None for a call that needs none.
        resources: ARNs; the action has to be allowed on each.
    """

    identity: str | None = None
    action: str | None = None
    resources: tuple[str, ...] = ()


def asked_of(world: World, call: Call) -> Asked:
    """Return what RAM is asked about a call, whatever it answers."""
    try:
        identity = caller_of(world, call.access_key_id).arn(world)
        if (call.product, call.action) in OPEN_TO_ALL:
            return Asked(identity)
        return Asked(identity, f"{_ram_code(call)}:{call.action}", tuple(_resources(world, call)))
    except ApiError:  # a wrong key or parameter: the call is refused for it
        return Asked()


def authorize(world: World, call: Call) -> None:
    """
    Do nothing if the caller may make the call.

    Raises:
        ApiError: The product's refusal (403), which names action and resource, or what is wrong with the key.
    """
    caller = caller_of(world, call.access_key_id)
    if (call.product, call.action) in OPEN_TO_ALL:
        return
    action = f"{_ram_code(call)}:{call.action}"
    for resource in _resources(world, call):
        question = Question(action=action, resource=resource, context=condition_context(world, call, resource))
        decision = decide(world, caller, question)
        if decision is not Decision.ALLOWED:
            code, words = REFUSALS.get(call.product, REFUSAL)
            raise ApiError(403, code, f"{words}: {action} on {resource} is {decision} to {caller.arn(world)}.")


def condition_context(world: World, call: Call, resource: str = "") -> Mapping[str, Sequence[str]]:
    """Return the condition keys of a call, in small letters: the common ones, and tags of the resource and request."""
    caller = caller_of(world, call.access_key_id)
    context = {
        "acs:currenttime": [world.now.strftime("%Y-%m-%dT%H:%M:%SZ")],
        "acs:sourceip": [call.client_ip],
        "acs:securetransport": [str(call.is_secure).lower()],
        "acs:mfapresent": [str(caller.has_second_factor).lower()],
    }
    context |= {f"acs:resourcetag/{key}".lower(): [value] for key, value in _tags(world, resource).items()}
    for group in call.parameters.groups("Tag"):
        context[f"acs:requesttag/{group.text('Key', '')}".lower()] = [group.text("Value", "")]
    return context


def _ram_code(call: Call) -> str:
    return RAM_CODES.get(call.product, call.product.lower())


def _resources(world: World, call: Call) -> list[str]:
    code = _ram_code(call)
    if (call.product, call.action) == ("Sts", "AssumeRole"):
        return [call.parameters.text("RoleArn", "*")]
    region = "" if code in WITHOUT_REGION else call.region_id
    found = [
        path.format(name) for parameter, path in RESOURCES.get(code, {}).items() for name in _values(call, parameter)
    ]
    if call.product == "Mns" and call.action.endswith(("Message", "MessageVisibility")):
        found = [f"{path}/messages" for path in found]
    word, whole = WHOLE_KINDS.get(code, ("", "*"))
    return [
        f"acs:{code}:{region}:{world.account_id}:{path}" for path in found or [whole if word in call.action else "*"]
    ]


def _values(call: Call, parameter: str) -> Iterator[str]:
    """Return what a call names: `InstanceId`, `InstanceId.N`, `InstanceIds.N`, or `InstanceIds` as JSON text."""
    single = call.parameters.text(parameter)
    if single is not None:
        yield single
    yield from call.parameters.strings(parameter)
    yield from call.parameters.strings(f"{parameter}s")
    yield from ids_of(call.parameters, f"{parameter}s") or ()


def _tags(world: World, resource: str) -> Mapping[str, str]:
    match = re.fullmatch(r"acs:(ecs|ess):[^:]*:[^:]*:(?:instance|scalinggroup)/(.+)", resource)
    if match is None:
        return {}
    if match[1] == "ecs":
        instance = world.compute.instances.get(match[2])
        return {} if instance is None else instance.tags
    group = world.scaling.groups.get(match[2])
    return {} if group is None else {key: value for key, (value, _) in group.tags.items()}
