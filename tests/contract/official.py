"""The official clients, pointed at the emulator."""

from typing import Any

from alibabacloud_cms20190101 import models as cms
from alibabacloud_cms20190101.client import Client as CmsClient
from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ecs20140526.client import Client as EcsClient
from alibabacloud_tea_openapi.client import Client as OpenApiClient
from alibabacloud_tea_openapi.utils_models import Config, OpenApiRequest, Params
from darabonba.runtime import RuntimeOptions

from alicloud_emulator import Emulator

REGION = "cn-hangzhou"
# No package of these products is installed; the generic client takes any version.
VPC = "2016-04-28"
STS = "2015-04-01"
LOCATION = "2015-06-12"
BSS = "2017-12-14"


def config(emulator: Emulator, access_key_id: str = "emulator") -> Config:
    return Config(
        access_key_id=access_key_id,
        access_key_secret="emulator",
        region_id=REGION,
        endpoint=emulator.endpoint,
        protocol="HTTP",
    )


def ecs_client(emulator: Emulator) -> EcsClient:
    return EcsClient(config(emulator))


def ask(
    emulator: Emulator, version: str, action: str, *, access_key_id: str = "emulator", **parameters: str
) -> dict[str, Any]:
    """Call any RPC action through the official generic client, and return the answer's body."""
    params = Params(
        action=action,
        version=version,
        protocol="HTTP",
        pathname="/",
        method="POST",
        auth_type="AK",
        style="RPC",
        req_body_type="formData",
        body_type="json",
    )
    request = OpenApiRequest(query={"RegionId": REGION, **parameters})
    body: dict[str, Any] = OpenApiClient(config(emulator, access_key_id)).call_api(params, request, RuntimeOptions())[
        "body"
    ]
    return body


PUBLIC_KEY = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDlOlpJyN9Lq1Oq deploy@example.com"
"""Nobody has the private key of it."""


def make_key_pair(emulator: Emulator, name: str = "deploy") -> None:
    """Import a key pair."""
    ask(emulator, "2014-05-26", "ImportKeyPair", KeyPairName=name, PublicKeyBody=PUBLIC_KEY)


def make_network(emulator: Emulator, zone_id: str = "cn-hangzhou-h") -> tuple[str, str]:
    """Make a VPC with a vSwitch of 252 addresses, and return both ids."""
    vpc_id = ask(emulator, VPC, "CreateVpc", CidrBlock="10.0.0.0/16")["VpcId"]
    vswitch = ask(emulator, VPC, "CreateVSwitch", VpcId=vpc_id, ZoneId=zone_id, CidrBlock="10.0.0.0/24")
    return vpc_id, vswitch["VSwitchId"]


def make_metric_rule(emulator: Emulator, rule_id: str, name: str) -> None:
    """Make a metric rule that is OK until a fault says otherwise."""
    CmsClient(config(emulator)).put_resource_metric_rule(
        cms.PutResourceMetricRuleRequest(
            rule_id=rule_id, rule_name=name, namespace="acs_slb", metric_name="5xx", contact_groups="web"
        )
    )


def run_instance(emulator: Emulator, **tags: str) -> str:
    """Make an instance with its network, wait until it runs, and return its id."""
    vpc_id, vswitch_id = make_network(emulator)
    client = ecs_client(emulator)
    group = client.create_security_group(ecs.CreateSecurityGroupRequest(region_id=REGION, vpc_id=vpc_id))
    made = client.run_instances(
        ecs.RunInstancesRequest(
            region_id=REGION,
            image_id="m-app-v1",
            instance_type="ecs.g7.large",
            v_switch_id=vswitch_id,
            security_group_id=group.body.security_group_id,
            tag=[ecs.RunInstancesRequestTag(key=key, value=value) for key, value in tags.items()],
        )
    )
    emulator.clock.advance(60)
    return str(made.body.instance_id_sets.instance_id_set[0])
