"""A RAM user with policies of its own, and what RAM was asked about its calls."""

from collections.abc import Iterable

from alicloud_emulator import Emulator
from contract.official import ask
from contract.permission_pages import ACCOUNT, Permission, permission_of

__all__ = ["EVERYTHING", "asked", "make_key", "remove_user"]

RAM = "2015-05-01"
USER = "deployer"
EVERYTHING = '{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'


def make_key(emulator: Emulator, policies: Iterable[str]) -> str:
    """Make the user with these policies and no other, and return the id of its access key."""
    ask(emulator, RAM, "CreateUser", UserName=USER)
    for number, text in enumerate(policies):
        name = f"{USER}-{number}"
        ask(emulator, RAM, "CreatePolicy", PolicyName=name, PolicyDocument=text)
        ask(emulator, RAM, "AttachPolicyToUser", UserName=USER, PolicyName=name, PolicyType="Custom")
    return str(ask(emulator, RAM, "CreateAccessKey", UserName=USER)["AccessKey"]["AccessKeyId"])


def remove_user(emulator: Emulator) -> None:
    """Leave nothing of the user and its policies."""
    for policy in ask(emulator, RAM, "ListPoliciesForUser", UserName=USER)["Policies"]["Policy"]:
        named = {"PolicyName": policy["PolicyName"], "PolicyType": "Custom"}
        ask(emulator, RAM, "DetachPolicyFromUser", UserName=USER, **named)
        ask(emulator, RAM, "DeletePolicy", PolicyName=policy["PolicyName"])
    for key in ask(emulator, RAM, "ListAccessKeys", UserName=USER)["AccessKeys"]["AccessKey"]:
        ask(emulator, RAM, "DeleteAccessKey", UserName=USER, UserAccessKeyId=key["AccessKeyId"])
    ask(emulator, RAM, "DeleteUser", UserName=USER)


def asked(emulator: Emulator) -> set[Permission]:
    """Return what RAM was asked about the user's calls, refused ones included."""
    identity = f"acs:ram::{ACCOUNT}:user/{USER}"
    calls = [call for call in emulator.calls if call["identity"] == identity and call["ram_action"]]
    return {permission_of(call["ram_action"], each) for call in calls for each in call["ram_resources"]}
