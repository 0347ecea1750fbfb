"""RAM: what a user's key and a role's session may do, through the official SDKs."""

import json
from typing import Any

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException
from mns.account import Account
from mns.mns_exception import MNSServerException
from mns.queue import Message

from alicloud_emulator import Emulator
from contract.official import STS, ask, run_instance

RAM = "2015-05-01"
ESS = "2022-02-22"
MNS_OPEN = "2022-01-19"
ACCOUNT = "1234567890123456"


def document(*actions: str, effect: str = "Allow", resource: str = "*", **condition: Any) -> str:
    statement: dict[str, Any] = {"Effect": effect, "Action": list(actions), "Resource": resource}
    return json.dumps({"Version": "1", "Statement": [statement | ({"Condition": condition} if condition else {})]})


def make_user(emulator: Emulator, name: str, *documents: str) -> str:
    """Make a user with these policies, and return the id of its access key."""
    ask(emulator, RAM, "CreateUser", UserName=name)
    for number, text in enumerate(documents):
        policy = f"{name}-{number}"
        ask(emulator, RAM, "CreatePolicy", PolicyName=policy, PolicyDocument=text)
        ask(emulator, RAM, "AttachPolicyToUser", UserName=name, PolicyName=policy, PolicyType="Custom")
    return str(ask(emulator, RAM, "CreateAccessKey", UserName=name)["AccessKey"]["AccessKeyId"])


def ask_as(emulator: Emulator, key: str, version: str, action: str, **parameters: str) -> dict[str, Any]:
    return ask(emulator, version, action, access_key_id=key, **parameters)


def refusal(emulator: Emulator, key: str, version: str, action: str, **parameters: str) -> tuple[int, str, str]:
    with pytest.raises(ClientException) as caught:
        ask_as(emulator, key, version, action, **parameters)
    error = caught.value
    message = error.message.removeprefix(f"code: {error.status_code}, ").partition(" request id:")[0]
    return error.status_code, error.code, message


def test_a_user_without_policies_may_only_ask_who_it_is(alicloud_emulator: Emulator) -> None:
    key = make_user(alicloud_emulator, "alice")

    who = ask_as(alicloud_emulator, key, STS, "GetCallerIdentity")

    assert (who["IdentityType"], who["Arn"]) == ("RAMUser", f"acs:ram::{ACCOUNT}:user/alice")
    assert refusal(alicloud_emulator, key, "2014-05-26", "DescribeRegions") == (
        403,
        "Forbidden.RAM",
        (
            "User not authorized to operate on the specified resource: ecs:DescribeRegions on "
            f"acs:ecs:cn-hangzhou:{ACCOUNT}:* is not allowed to acs:ram::{ACCOUNT}:user/alice."
        ),
    )


def test_each_product_refuses_in_its_own_words(alicloud_emulator: Emulator) -> None:
    key = make_user(alicloud_emulator, "alice")

    codes = [
        refusal(alicloud_emulator, key, version, action)[:2]
        for version, action in (
            ("2016-04-28", "DescribeVpcs"),
            (ESS, "DescribeScalingGroups"),
            (RAM, "ListUsers"),
            (MNS_OPEN, "ListQueue"),
        )
    ]

    assert codes == [
        (403, "Forbidden.RAM"),
        (403, "Forbidden.Unauthorized"),
        (403, "NoPermission"),
        (403, "NoPermission"),
    ]


def test_what_is_released_depends_on_its_tag(alicloud_emulator: Emulator) -> None:
    web, db = run_instance(alicloud_emulator, team="web"), run_instance(alicloud_emulator, team="db")
    own = document(
        "ecs:DeleteInstance", "ecs:DeleteInstances", StringEquals={"acs:ResourceTag/team": "web"},
        resource="acs:ecs:*:*:instance/*",
    )  # fmt: skip
    key = make_user(alicloud_emulator, "alice", own)

    both = {"InstanceId.1": web, "InstanceId.2": db, "Force": "true"}
    assert refusal(alicloud_emulator, key, "2014-05-26", "DeleteInstances", **both)[:2] == (403, "Forbidden.RAM")
    assert refusal(alicloud_emulator, key, "2014-05-26", "DeleteInstance", InstanceId=db, Force="true")[0] == 403
    ask_as(alicloud_emulator, key, "2014-05-26", "DeleteInstance", InstanceId=web, Force="true")
    alicloud_emulator.clock.advance(60)
    assert [item["instance_id"] for item in alicloud_emulator.state["entities"]["instances"]] == [db]


def test_a_list_is_about_what_it_names_or_about_all(alicloud_emulator: Emulator) -> None:
    key = make_user(
        alicloud_emulator,
        "alice",
        document("ecs:DescribeInstances", resource="acs:ecs:*:*:instance/*"),
        document("ecs:DescribeInstances", effect="Deny", resource="acs:ecs:*:*:instance/i-secret"),
    )

    ask_as(alicloud_emulator, key, "2014-05-26", "DescribeInstances")
    ask_as(alicloud_emulator, key, "2014-05-26", "DescribeInstances", InstanceIds='["i-1"]')
    refused = refusal(alicloud_emulator, key, "2014-05-26", "DescribeInstances", InstanceIds='["i-1", "i-secret"]')

    assert refused[2] == (
        "User not authorized to operate on the specified resource: ecs:DescribeInstances on "
        f"acs:ecs:cn-hangzhou:{ACCOUNT}:instance/i-secret is explicitly denied to acs:ram::{ACCOUNT}:user/alice."
    )


def test_a_denial_of_a_group_goes_before_a_users_permission(alicloud_emulator: Emulator) -> None:
    key = make_user(alicloud_emulator, "alice", document("*"))
    ask(alicloud_emulator, RAM, "CreatePolicy", PolicyName="calm", PolicyDocument=document("ecs:Run*", effect="Deny"))
    ask(alicloud_emulator, RAM, "CreateGroup", GroupName="ops")
    ask(alicloud_emulator, RAM, "AttachPolicyToGroup", GroupName="ops", PolicyName="calm", PolicyType="Custom")
    ask_as(alicloud_emulator, key, "2014-05-26", "DescribeRegions")

    ask(alicloud_emulator, RAM, "AddUserToGroup", GroupName="ops", UserName="alice")

    assert refusal(alicloud_emulator, key, "2014-05-26", "RunInstances")[2] == (
        f"User not authorized to operate on the specified resource: ecs:RunInstances on "
        f"acs:ecs:cn-hangzhou:{ACCOUNT}:instance/* is explicitly denied to acs:ram::{ACCOUNT}:user/alice."
    )
    ask_as(alicloud_emulator, key, "2014-05-26", "DescribeRegions")


def test_a_new_version_of_a_policy_holds_from_the_next_call_on(alicloud_emulator: Emulator) -> None:
    key = make_user(alicloud_emulator, "alice", document("ecs:*"))
    ask_as(alicloud_emulator, key, "2014-05-26", "DescribeRegions")

    version = {"PolicyName": "alice-0", "PolicyDocument": document("ess:*"), "SetAsDefault": "true"}
    ask(alicloud_emulator, RAM, "CreatePolicyVersion", **version)
    assert refusal(alicloud_emulator, key, "2014-05-26", "DescribeRegions")[1] == "Forbidden.RAM"

    ask(alicloud_emulator, RAM, "SetDefaultPolicyVersion", PolicyName="alice-0", VersionId="v1")
    ask_as(alicloud_emulator, key, "2014-05-26", "DescribeRegions")


def test_a_key_that_is_switched_off_or_deleted_is_refused(alicloud_emulator: Emulator) -> None:
    key = make_user(alicloud_emulator, "alice", document("*"))
    about = {"UserName": "alice", "UserAccessKeyId": key}

    ask(alicloud_emulator, RAM, "UpdateAccessKey", Status="Inactive", **about)
    assert refusal(alicloud_emulator, key, STS, "GetCallerIdentity")[:2] == (403, "InvalidAccessKeyId.Inactive")
    ask(alicloud_emulator, RAM, "DeleteAccessKey", **about)
    assert refusal(alicloud_emulator, key, STS, "GetCallerIdentity")[:2] == (404, "InvalidAccessKeyId.NotFound")


def make_role(emulator: Emulator, *actions: str, **condition: Any) -> str:
    """Make a role that trusts alice, with one policy, and return its ARN."""
    trust: dict[str, Any] = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"RAM": [f"acs:ram::{ACCOUNT}:user/alice"]},
    }
    whole = {"Version": "1", "Statement": [trust | ({"Condition": condition} if condition else {})]}
    role = ask(emulator, RAM, "CreateRole", RoleName="ops", AssumeRolePolicyDocument=json.dumps(whole))["Role"]
    ask(emulator, RAM, "CreatePolicy", PolicyName="ops", PolicyDocument=document(*actions))
    ask(emulator, RAM, "AttachPolicyToRole", RoleName="ops", PolicyName="ops", PolicyType="Custom")
    return str(role["Arn"])


def test_a_role_gives_its_own_permissions_for_as_long_as_its_session(alicloud_emulator: Emulator) -> None:
    arn = make_role(alicloud_emulator, "ecs:Describe*")
    alice = make_user(alicloud_emulator, "alice", document("sts:AssumeRole", resource=arn))
    session = {"RoleArn": arn, "RoleSessionName": "night", "DurationSeconds": "900"}

    key = ask_as(alicloud_emulator, alice, STS, "AssumeRole", **session)["Credentials"]["AccessKeyId"]

    who = ask_as(alicloud_emulator, key, STS, "GetCallerIdentity")
    assert (who["IdentityType"], who["Arn"]) == ("AssumedRoleUser", f"acs:ram::{ACCOUNT}:assumed-role/ops/night")
    assert refusal(alicloud_emulator, alice, "2014-05-26", "DescribeRegions")[1] == "Forbidden.RAM"
    ask_as(alicloud_emulator, key, "2014-05-26", "DescribeRegions")
    alicloud_emulator.clock.advance(899)
    ask_as(alicloud_emulator, key, "2014-05-26", "DescribeRegions")
    alicloud_emulator.clock.advance(1)
    assert refusal(alicloud_emulator, key, "2014-05-26", "DescribeRegions")[1] == "InvalidSecurityToken.Expired"


def test_a_session_can_be_narrowed(alicloud_emulator: Emulator) -> None:
    arn = make_role(alicloud_emulator, "ecs:Describe*")
    alice = make_user(alicloud_emulator, "alice", document("sts:AssumeRole"))
    session = {"RoleArn": arn, "RoleSessionName": "night", "Policy": document("ecs:DescribeZones", "ecs:RunInstances")}

    key = ask_as(alicloud_emulator, alice, STS, "AssumeRole", **session)["Credentials"]["AccessKeyId"]

    ask_as(alicloud_emulator, key, "2014-05-26", "DescribeZones")
    assert refusal(alicloud_emulator, key, "2014-05-26", "DescribeRegions")[1] == "Forbidden.RAM"
    assert refusal(alicloud_emulator, key, "2014-05-26", "RunInstances")[1] == "Forbidden.RAM"


def test_a_role_is_assumed_only_by_whom_it_trusts(alicloud_emulator: Emulator) -> None:
    arn = make_role(alicloud_emulator, "ecs:*", Bool={"acs:MFAPresent": "true"})
    alice = make_user(alicloud_emulator, "alice", document("sts:AssumeRole"))
    bob = make_user(alicloud_emulator, "bob", document("sts:AssumeRole"))
    carol = make_user(alicloud_emulator, "carol")
    session = {"RoleArn": arn, "RoleSessionName": "night"}

    def refused(key: str) -> str:
        return refusal(alicloud_emulator, key, STS, "AssumeRole", **session)[2]

    untrusted = (
        "You are not authorized to do this action: the trust policy of role ops does not allow sts:AssumeRole to "
    )
    assert refused(alice) == f"{untrusted}acs:ram::{ACCOUNT}:user/alice."
    assert refused(bob) == f"{untrusted}acs:ram::{ACCOUNT}:user/bob."
    assert refused(carol) == (
        f"You are not authorized to do this action: sts:AssumeRole on {arn} is not allowed to "
        f"acs:ram::{ACCOUNT}:user/carol."
    )
    assert refused("any") == "Roles may not be assumed by root accounts."

    ask(alicloud_emulator, RAM, "BindMFADevice", UserName="alice", SerialNumber="phone")
    ask_as(alicloud_emulator, alice, STS, "AssumeRole", **session)
    assert refused(bob) == f"{untrusted}acs:ram::{ACCOUNT}:user/bob."


def test_a_queue_is_guarded_too(alicloud_emulator: Emulator) -> None:
    ask(alicloud_emulator, MNS_OPEN, "CreateQueue", QueueName="events")
    reading = document("mns:ReceiveMessage", "mns:DeleteMessage", resource="acs:mns:*:*:/queues/events/messages")
    account = Account(alicloud_emulator.url, make_user(alicloud_emulator, "alice", reading), "any")
    queue = account.get_queue("events")

    with pytest.raises(MNSServerException) as sending:
        queue.send_message(Message("x"))
    with pytest.raises(MNSServerException) as receiving:
        queue.receive_message()
    account.mns_client.close_connection()

    assert (sending.value.type, sending.value.message) == (
        "AccessDenied",
        (
            "The operation is not authorized: mns:SendMessage on "
            f"acs:mns:cn-hangzhou:{ACCOUNT}:/queues/events/messages is not allowed to acs:ram::{ACCOUNT}:user/alice."
        ),
    )
    assert receiving.value.type == "MessageNotExist"


@pytest.mark.parametrize(
    ("action", "parameters", "code"),
    [
        ("CreateUser", {"UserName": "alice"}, "EntityAlreadyExists.User"),
        ("DeleteUser", {"UserName": "alice"}, "DeleteConflict.User.AccessKey"),
        ("DeleteUser", {"UserName": "bob"}, "EntityNotExist.User"),
        ("DeletePolicy", {"PolicyName": "alice-0"}, "DeleteConflict.Policy.User"),
        ("CreatePolicy", {"PolicyName": "x", "PolicyDocument": "{}"}, "MalformedPolicyDocument"),
        (
            "AttachPolicyToUser",
            {"UserName": "alice", "PolicyName": "none", "PolicyType": "System"},
            "EntityNotExist.Policy",
        ),
        (
            "DetachPolicyFromUser",
            {"UserName": "alice", "PolicyName": "ReadOnlyAccess", "PolicyType": "System"},
            "EntityNotExist.User.Policy",
        ),
    ],
)
def test_what_ram_refuses(alicloud_emulator: Emulator, action: str, parameters: dict[str, str], code: str) -> None:
    make_user(alicloud_emulator, "alice", document("ecs:*"))

    with pytest.raises(ClientException) as caught:
        ask(alicloud_emulator, RAM, action, **parameters)

    assert caught.value.code == code
