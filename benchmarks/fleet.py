"""
The same resources twice: as a state of Pulumi's engine and as a program of Terraform's.

A unit is ten resources of a group that releases: network, group, configuration, template, machines, their disks and the
door to them. They keep most rules of either tool, so that both look at everything and print little.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

__all__ = ["UNIT", "pulumi_state", "terraform_program"]

UNIT: Final = 10
"""How many resources a unit has."""

_PROVIDER = "urn:pulumi:dev::fleet::pulumi:providers:alicloud::default"
_STACK = "urn:pulumi:dev::fleet::pulumi:pulumi:Stack::fleet-dev"
_TAGS = {"owner": "platform", "environment": "production", "costCenter": "4711"}


@dataclass(frozen=True, slots=True)
class _Resource:
    """One resource; the properties have the provider's names, which Pulumi writes in camelCase."""

    kind: str
    token: str
    name: str
    props: Mapping[str, Any]


def pulumi_state(resources: int) -> str:
    """Answer an exported state of this many resources, a multiple of UNIT, besides what stack and account have once."""
    created = {"custom": True, "created": "2026-01-01T00:00:00Z", "modified": "2026-01-01T00:00:00Z"}
    stack = {"urn": _STACK, "custom": False, "type": "pulumi:pulumi:Stack"}
    provider = {"urn": _PROVIDER, "id": "p-1", "type": "pulumi:providers:alicloud", **created}
    deployment = {
        "manifest": {"time": "2026-01-01T00:00:00Z", "magic": "", "version": "v3.259.0"},
        "resources": [stack, provider, *(_state(each) | created for each in _fleet(resources))],
    }
    return json.dumps({"version": 3, "deployment": deployment})


def terraform_program(resources: int) -> str:
    """Answer a program in HCL with the same resources."""
    return "\n".join(f'resource "{each.kind}" "{each.name}" {{\n{_hcl(each.props)}}}' for each in _fleet(resources))


def _state(resource: _Resource) -> dict[str, Any]:
    inputs = _camel(resource.props)
    return {
        "urn": f"urn:pulumi:dev::fleet::{resource.token}::{resource.name}",
        "id": f"id-{resource.name}",
        "type": resource.token,
        "inputs": inputs,
        "outputs": {**inputs, "id": f"id-{resource.name}"},
        "parent": _STACK,
        "provider": f"{_PROVIDER}::p-1",
    }


def _fleet(resources: int) -> Iterator[_Resource]:
    yield from _account()
    for number in range(resources // UNIT):
        yield from _unit(number)


def _account() -> Iterator[_Resource]:
    yield _Resource(
        "alicloud_actiontrail_trail",
        "alicloud:actiontrail/trail:Trail",
        "trail",
        {"trail_name": "all", "event_rw": "All", "trail_region": "All", "oss_bucket_name": "audit", "status": "Enable"},
    )
    yield _Resource(
        "alicloud_cms_event_rule",
        "alicloud:cms/eventRule:EventRule",
        "events",
        {
            "rule_name": "events",
            "status": "ENABLED",
            "event_pattern": [{"product": "ecs", "event_type_list": ["Maintenance", "Exception"]}],
            "webhook_parameters": [{"webhook_parameters_id": "1", "url": "https://example.com", "method": "POST"}],
        },
    )


def _unit(n: int) -> Iterator[_Resource]:
    yield from _network(n)
    yield from _group(n)
    yield from _machines(n)


def _network(n: int) -> Iterator[_Resource]:
    yield _Resource(
        "alicloud_vswitch",
        "alicloud:vpc/switch:Switch",
        f"switch_{n}",
        {"vpc_id": "vpc-1", "cidr_block": f"10.{n // 256}.{n % 256}.0/24", "zone_id": "cn-hangzhou-h", "tags": _TAGS},
    )
    yield _Resource(
        "alicloud_security_group",
        "alicloud:ecs/securityGroup:SecurityGroup",
        f"door_{n}",
        {"vpc_id": "vpc-1", "description": "the balancer only", "tags": _TAGS},
    )
    yield _Resource(
        "alicloud_security_group_rule",
        "alicloud:ecs/securityGroupRule:SecurityGroupRule",
        f"https_{n}",
        {
            "type": "ingress",
            "ip_protocol": "tcp",
            "policy": "accept",
            "port_range": "443/443",
            "cidr_ip": "10.0.0.0/8",
            "security_group_id": f"sg-{n}",
        },
    )


def _group(n: int) -> Iterator[_Resource]:
    yield _Resource(
        "alicloud_ess_scaling_group",
        "alicloud:ess/scalingGroup:ScalingGroup",
        f"group_{n}",
        {
            "scaling_group_name": f"group-{n}",
            "min_size": 2,
            "max_size": 12,
            "desired_capacity": 4,
            "multi_az_policy": "PRIORITY",
            "scaling_policy": "release",
            "health_check_type": "ECS",
            "group_deletion_protection": True,
            "vswitch_ids": [f"vsw-a-{n}", f"vsw-b-{n}"],
            "tags": _TAGS,
        },
    )
    yield _Resource(
        "alicloud_ess_scaling_configuration",
        "alicloud:ess/scalingConfiguration:ScalingConfiguration",
        f"configuration_{n}",
        {"scaling_group_id": f"asg-{n}", **_machine(n), "system_disk_encrypted": True, "data_disk": [_disk()]},
    )
    yield _Resource(
        "alicloud_ess_lifecycle_hook",
        "alicloud:ess/lifecycleHook:LifecycleHook",
        f"hook_{n}",
        {
            "scaling_group_id": f"asg-{n}",
            "name": f"drain-{n}",
            "lifecycle_transition": "SCALE_IN",
            "heartbeat_timeout": 120,
            "default_result": "CONTINUE",
        },
    )


def _machines(n: int) -> Iterator[_Resource]:
    yield _Resource(
        "alicloud_ecs_launch_template",
        "alicloud:ecs/ecsLaunchTemplate:EcsLaunchTemplate",
        f"template_{n}",
        {
            "launch_template_name": f"template-{n}",
            **_machine(n),
            "system_disk": [{"category": "cloud_essd", "size": 40, "encrypted": True}],
            "data_disks": [_disk()],
        },
    )
    for which in ("a", "b"):
        yield _Resource(
            "alicloud_instance",
            "alicloud:ecs/instance:Instance",
            f"machine_{which}_{n}",
            {
                **_machine(n),
                "vswitch_id": f"vsw-a-{n}",
                "availability_zone": "cn-hangzhou-h",
                "system_disk_encrypted": True,
                "data_disks": [_disk()],
            },
        )
    yield _Resource(
        "alicloud_ecs_disk",
        "alicloud:ecs/ecsDisk:EcsDisk",
        f"disk_{n}",
        {"zone_id": "cn-hangzhou-h", "size": 100, "encrypted": True, "kms_key_id": "key-1", "tags": _TAGS},
    )


def _machine(n: int) -> dict[str, Any]:
    return {
        "image_id": "m-app-v1",
        "instance_type": "ecs.g7.large",
        "security_group_ids": [f"sg-{n}"],
        "deletion_protection": True,
        "http_tokens": "required",
        "http_endpoint": "enabled",
        "role_name": "app",
        "ram_role_name": "app",
        "key_name": "deploy",
        "key_pair_name": "deploy",
        "internet_max_bandwidth_out": 0,
        "system_disk_category": "cloud_essd",
        "tags": _TAGS,
    }


def _disk() -> dict[str, Any]:
    return {"category": "cloud_essd", "size": 100, "encrypted": True, "kms_key_id": "key-1"}


def _camel(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_camel_name(key): _camel(each) for key, each in value.items()}
    return [_camel(each) for each in value] if isinstance(value, list) else value


def _camel_name(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _hcl(props: Mapping[str, Any]) -> str:
    return "".join(f"  {line}\n" for key, value in props.items() for line in _hcl_lines(key, value))


def _hcl_lines(key: str, value: Any) -> Iterator[str]:
    """A list of objects is a block for each of them; JSON is HCL for everything else that stands here."""
    if isinstance(value, list) and isinstance(value[0], Mapping):
        for each in value:
            yield f"{key} {{\n{_hcl(each)}  }}"
    elif isinstance(value, Mapping):
        yield f"{key} = {{ {', '.join(f'{name} = {json.dumps(each)}' for name, each in value.items())} }}"
    else:
        yield f"{key} = {json.dumps(value)}"
