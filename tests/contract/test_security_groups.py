"""Security groups and their rules through the official ECS SDK."""

import pytest
from alibabacloud_ecs20140526 import models
from alibabacloud_ecs20140526.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import REGION, VPC, ask, ecs_client, make_network


@pytest.fixture(name="ecs")
def _ecs(alicloud_emulator: Emulator) -> Client:
    return ecs_client(alicloud_emulator)


@pytest.fixture(name="vpc_id")
def _vpc_id(alicloud_emulator: Emulator) -> str:
    vpc_id, _ = make_network(alicloud_emulator)
    return vpc_id


def make_group(ecs: Client, vpc_id: str) -> str:
    answer = ecs.create_security_group(models.CreateSecurityGroupRequest(region_id=REGION, vpc_id=vpc_id))
    group_id: str = answer.body.security_group_id
    return group_id


def ingress(**settings: object) -> models.AuthorizeSecurityGroupRequestPermissions:
    rule = {"ip_protocol": "tcp", "port_range": "443/443", "source_cidr_ip": "10.0.0.0/8", "policy": "accept"}
    return models.AuthorizeSecurityGroupRequestPermissions(**{**rule, "priority": "1", **settings})


def allow(ecs: Client, group_id: str, *rules: models.AuthorizeSecurityGroupRequestPermissions) -> None:
    ecs.authorize_security_group(
        models.AuthorizeSecurityGroupRequest(region_id=REGION, security_group_id=group_id, permissions=list(rules))
    )


def rules_of(ecs: Client, group_id: str, direction: str = "all") -> list[tuple[str, str, str, str, str]]:
    answer = ecs.describe_security_group_attribute(
        models.DescribeSecurityGroupAttributeRequest(
            # The provider's own value for a rule without it (resource_alicloud_security_group_rule.go).
            region_id=REGION,
            security_group_id=group_id,
            direction=direction,
            nic_type="<nil>",
        )
    )
    return [
        (rule.direction, rule.ip_protocol, rule.port_range, rule.policy, rule.priority)
        for rule in answer.body.permissions.permission
    ]


def test_rules_are_added_once_and_taken_away(ecs: Client, vpc_id: str) -> None:
    group_id = make_group(ecs, vpc_id)
    allow(ecs, group_id, ingress(), ingress(port_range="80/80", priority="5"))
    allow(ecs, group_id, ingress(ip_protocol="TCP", description="the same traffic"))
    added = rules_of(ecs, group_id, "ingress")
    ecs.revoke_security_group(
        models.RevokeSecurityGroupRequest(
            region_id=REGION,
            security_group_id=group_id,
            permissions=[
                models.RevokeSecurityGroupRequestPermissions(
                    ip_protocol="tcp", port_range="443/443", source_cidr_ip="10.0.0.0/8", policy="accept", priority="1"
                )
            ],
        )
    )

    assert added == [
        ("ingress", "TCP", "443/443", "Accept", "1"),
        ("ingress", "TCP", "80/80", "Accept", "5"),
    ]
    assert rules_of(ecs, group_id) == [("ingress", "TCP", "80/80", "Accept", "5")]
    assert rules_of(ecs, group_id, "egress") == []


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"policy": "maybe"}, "InvalidPolicy.Malformed"),
        ({"priority": "101"}, "InvalidPriority.Malformed"),
        ({"source_cidr_ip": None}, "MissingParameter"),
    ],
)
def test_a_rule_that_says_nothing_valid_is_refused(
    ecs: Client, vpc_id: str, settings: dict[str, object], code: str
) -> None:
    group_id = make_group(ecs, vpc_id)

    with pytest.raises(ClientException) as refused:
        allow(ecs, group_id, ingress(**settings))

    assert (refused.value.status_code, refused.value.code) == (400, code)


def test_a_group_that_another_names_is_kept(alicloud_emulator: Emulator, ecs: Client, vpc_id: str) -> None:
    named, naming = make_group(ecs, vpc_id), make_group(ecs, vpc_id)
    allow(ecs, naming, ingress(source_cidr_ip=None, source_group_id=named))

    with pytest.raises(ClientException) as refused:
        ecs.delete_security_group(models.DeleteSecurityGroupRequest(region_id=REGION, security_group_id=named))
    with pytest.raises(ClientException) as kept:
        ask(alicloud_emulator, VPC, "DeleteVpc", VpcId=vpc_id)
    for group_id in (naming, named):
        ecs.delete_security_group(models.DeleteSecurityGroupRequest(region_id=REGION, security_group_id=group_id))

    assert refused.value.code == "DependencyViolation"
    assert kept.value.code == "DependencyViolation.VSwitch"
    assert alicloud_emulator.state["entities"]["security_groups"] == []


def test_the_policy_inside_a_group_is_changed(ecs: Client, vpc_id: str) -> None:
    group_id = make_group(ecs, vpc_id)
    ecs.modify_security_group_policy(
        models.ModifySecurityGroupPolicyRequest(
            region_id=REGION, security_group_id=group_id, inner_access_policy="drop"
        )
    )

    shown = ecs.describe_security_group_attribute(
        models.DescribeSecurityGroupAttributeRequest(region_id=REGION, security_group_id=group_id)
    )
    assert shown.body.inner_access_policy == "Drop"
