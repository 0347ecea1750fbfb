"""A RAM user with policies of its own, and what RAM was asked about its calls."""

from collections.abc import Iterable

from alicloud_emulator import Emulator
from contract.official import ask
from contract.permission_pages import ACCOUNT, Permission, permission_of

__all__ = ["EVERYTHING", "allow", "asked", "make_key", "remove_user"]

RAM = "2015-05-01"
USER = "deployer"
EVERYTHING = '{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'


def make_key(emulator: Emulator, policies: Iterable[str], user: str = USER) -> str:
    """Make the user with these policies and no other, and return the id of its access key."""
    ask(emulator, RAM, "CreateUser", UserName=user)
    allow(emulator, policies, user)
    return str(ask(emulator, RAM, "CreateAccessKey", UserName=user)["AccessKey"]["AccessKeyId"])


def allow(emulator: Emulator, policies: Iterable[str], user: str = USER) -> None:
    """Let the user have these policies and no other."""
    _withdraw(emulator, user)
    for number, text in enumerate(policies):
        name = f"{user}-{number}"
        ask(emulator, RAM, "CreatePolicy", PolicyName=name, PolicyDocument=text)
        ask(emulator, RAM, "AttachPolicyToUser", UserName=user, PolicyName=name, PolicyType="Custom")


def remove_user(emulator: Emulator, user: str = USER) -> None:
    """Leave nothing of the user and its policies."""
    _withdraw(emulator, user)
    for key in ask(emulator, RAM, "ListAccessKeys", UserName=user)["AccessKeys"]["AccessKey"]:
        ask(emulator, RAM, "DeleteAccessKey", UserName=user, UserAccessKeyId=key["AccessKeyId"])
    ask(emulator, RAM, "DeleteUser", UserName=user)


def asked(emulator: Emulator, user: str = USER) -> set[Permission]:
    """Return what RAM was asked about the user's calls, refused ones included."""
    identity = f"acs:ram::{ACCOUNT}:user/{user}"
    calls = [call for call in emulator.calls if call["identity"] == identity and call["ram_action"]]
    return {permission_of(call["ram_action"], each) for call in calls for each in call["ram_resources"]}


def _withdraw(emulator: Emulator, user: str) -> None:
    for policy in ask(emulator, RAM, "ListPoliciesForUser", UserName=user)["Policies"]["Policy"]:
        named = {"PolicyName": policy["PolicyName"], "PolicyType": "Custom"}
        ask(emulator, RAM, "DetachPolicyFromUser", UserName=user, **named)
        ask(emulator, RAM, "DeletePolicy", PolicyName=policy["PolicyName"])
