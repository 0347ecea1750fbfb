"""examples/release-guard: who may release cannot lift protection, and the other way round; both are recorded."""

import base64
import json
import re
from typing import Any

import pytest
from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ecs20140526.client import Client as EcsClient
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.utils_models import Config

from alicloud_emulator import Emulator
from contract.official import STS, ask, config, ecs_client, run_instance
from contract.ram_identity import asked, make_key, remove_user
from e2e.cloud import entities
from e2e.conftest import EXAMPLES, ROOT, MakeStack
from toolchain.stack import Stack

ACCOUNT = "1234567890123456"
ALICE = f"acs:ram::{ACCOUNT}:user/alice"
BOB = f"acs:ram::{ACCOUNT}:user/bob"
RAM = "2015-05-01"
UPDATES = {
    "actiontrail:StopLogging",
    "actiontrail:UpdateTrail",
    "eventbridge:DisableRule",
    "eventbridge:EnableRule",
    "eventbridge:PutTargets",
    "eventbridge:UpdateRule",
    "mns:SetQueueAttributes",
    "ram:CreatePolicyVersion",
    "ram:UpdateRole",
}
"""What the page allows for changes of the guard's arguments, which this test does not make."""
ACTIONTRAIL = "2020-07-06"


@pytest.fixture(name="deployer_key")
def _deployer_key(emulator: Emulator) -> str:
    """Make a user that has what the guard's page says, and return its access key."""
    return make_key(emulator, [json.dumps(page_policy()).replace("<account id>", ACCOUNT)])


@pytest.fixture(name="guard")
def _guard(make_stack: MakeStack, deployer_key: str) -> Stack:
    return make_stack(
        EXAMPLES / "release-guard",
        {
            "release-guard:releasers": [ALICE],
            "release-guard:lifters": [BOB],
            "release-guard:trailBucket": "records",
        },
        ALIBABA_CLOUD_ACCESS_KEY_ID=deployer_key,
    )


def key_of(emulator: Emulator, user: str, policy: str) -> EcsClient:
    """Make a user with a policy and an access key, and answer a client that signs with it."""
    ask(emulator, RAM, "CreateUser", UserName=user)
    ask(emulator, RAM, "AttachPolicyToUser", UserName=user, PolicyName=policy, PolicyType="Custom")
    key = ask(emulator, RAM, "CreateAccessKey", UserName=user)["AccessKey"]
    given = config(emulator)
    return EcsClient(
        Config(
            access_key_id=key["AccessKeyId"],
            access_key_secret=key["AccessKeySecret"],
            region_id=given.region_id,
            endpoint=given.endpoint,
            protocol=given.protocol,
        )
    )


def protected_instance(emulator: Emulator) -> str:
    instance_id = run_instance(emulator, team="web")
    protect = ecs.ModifyInstanceAttributeRequest(instance_id=instance_id, deletion_protection=True)
    ecs_client(emulator).modify_instance_attribute(protect)
    return instance_id


def refused(call: Any, *arguments: Any) -> tuple[int, str]:
    with pytest.raises(ClientException) as caught:
        call(*arguments)
    return caught.value.status_code, caught.value.code


def recorded(emulator: Emulator) -> list[tuple[str, str, str | None]]:
    """Answer what was recorded last of the two users: action, user, error."""
    records = ask(emulator, ACTIONTRAIL, "LookupEvents", MaxResults="20")["Events"]
    return [
        (record["eventName"], record["userIdentity"]["userName"], record.get("errorCode"))
        for record in reversed(records)
        if record["userIdentity"].get("userName") in {"alice", "bob"}
    ]


def alerts(emulator: Emulator) -> list[str]:
    """Answer who is named in the alerts that wait in the guard's queue."""
    [queue] = entities(emulator, "queues")
    events = [json.loads(base64.b64decode(message["body"])) for message in queue["messages"].values()]
    return [event["data"]["userIdentity"]["userName"] for event in events]


def page_policy() -> Any:
    """Return the policy in the guard's page."""
    [text] = re.findall(r"```json\n(.*?)```", (ROOT / "docs" / "release-protection-guard.md").read_text(), re.DOTALL)
    return json.loads(text)


def test_neither_duty_can_do_the_other(guard: Stack, emulator: Emulator) -> None:
    first = guard.up()
    assert first.exit_code == 0, first.output
    assert guard.preview("--expect-no-changes").exit_code == 0

    instance_id = protected_instance(emulator)
    names = sorted(each["name"] for each in entities(emulator, "ram_policies"))
    lift_policy, release_policy = (name for name in names if name.startswith("guard-"))
    releaser = key_of(emulator, "alice", release_policy)
    lifter = key_of(emulator, "bob", lift_policy)
    release = ecs.DeleteInstanceRequest(instance_id=instance_id, force=True)
    lift = ecs.ModifyInstanceAttributeRequest(instance_id=instance_id, deletion_protection=False)

    assert refused(releaser.modify_instance_attribute, lift) == (403, "Forbidden.RAM")
    assert refused(lifter.delete_instance, release) == (403, "Forbidden.RAM")
    assert refused(releaser.delete_instance, release) == (403, "InvalidOperation.DeletionProtection")
    lifter.modify_instance_attribute(lift)
    releaser.delete_instance(release)

    assert recorded(emulator) == [
        ("ModifyInstanceAttribute", "alice", "Forbidden.RAM"),
        ("DeleteInstance", "bob", "Forbidden.RAM"),
        ("DeleteInstance", "alice", "InvalidOperation.DeletionProtection"),
        ("ModifyInstanceAttribute", "bob", None),
        ("DeleteInstance", "alice", None),
    ]
    # Each call that can lift protection is told: root's, which switched it on, and alice's, which was refused.
    assert alerts(emulator) == ["root", "alice", "bob"]

    for user, policy in (("alice", release_policy), ("bob", lift_policy)):
        ask(emulator, RAM, "DetachPolicyFromUser", UserName=user, PolicyName=policy, PolicyType="Custom")
    destroyed = guard.destroy()
    assert destroyed.exit_code == 0, destroyed.output
    allowed = {action for statement in page_policy()["Statement"] for action in statement["Action"]}
    assert allowed - {each.action for each in asked(emulator)} == UPDATES
    remove_user(emulator)
    made = ("ram_roles", "ram_policies", "trails", "event_bus_rules", "queues")
    assert {kind: entities(emulator, kind) for kind in made} == {kind: [] for kind in made}


def test_the_role_asks_for_a_second_factor(guard: Stack, emulator: Emulator) -> None:
    assert guard.up().exit_code == 0
    ask(emulator, RAM, "CreateUser", UserName="bob")
    system = {"PolicyName": "AliyunSTSAssumeRoleAccess", "PolicyType": "System"}
    ask(emulator, RAM, "AttachPolicyToUser", UserName="bob", **system)
    key = ask(emulator, RAM, "CreateAccessKey", UserName="bob")["AccessKey"]["AccessKeyId"]
    take_role = {"RoleArn": guard.outputs()["lift_role_arn"], "RoleSessionName": "lift"}

    with pytest.raises(ClientException) as caught:
        ask(emulator, STS, "AssumeRole", access_key_id=key, **take_role)
    assert (caught.value.status_code, caught.value.code) == (403, "NoPermission")
    ask(emulator, RAM, "BindMFADevice", UserName="bob", SerialNumber="phone")
    assert "Credentials" in ask(emulator, STS, "AssumeRole", access_key_id=key, **take_role)
