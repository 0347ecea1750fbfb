"""Who may take the two roles, and that nobody may take both."""

from collections.abc import Sequence
from ipaddress import ip_network
from typing import NotRequired, TypedDict

import pulumi

from alicloud_ess_refresh.physical_names import RAM_ROLE, is_name_of

__all__ = ["GuardRole", "check_role", "check_separation"]


class GuardRole(TypedDict):
    """Who may take one of the two roles, and how."""

    principals: Sequence[pulumi.Input[str]]
    """ARNs of users, roles or accounts: `acs:ram::<account id>:user/<name>`, `…:role/<name>`, `…:root`."""
    require_mfa: NotRequired[bool]
    """Whether the session must have been opened with a second factor. Default: for lifting `True`, else `False`."""
    source_ips: NotRequired[Sequence[str]]
    """Addresses or CIDR blocks that the role may be taken from. Default: any."""


def check_role(where: str, role: GuardRole) -> None:
    """
    Refuse a role that nobody, or everybody, could take.

    Raises:
        ValueError: The message names what was found and what is allowed.
    """
    principals, expected = role["principals"], "expected a list of ARNs, such as `acs:ram::<account id>:user/<name>`"
    if not principals:
        raise ValueError(f"{where}.principals: is empty, {expected}")
    for principal in principals:
        if isinstance(principal, str) and (not principal.startswith("acs:ram::") or "*" in principal):
            raise ValueError(
                f"{where}.principals: got `{principal}`, expected the ARN of a user, role or account without `*`, such "
                "as `acs:ram::<account id>:user/<name>`"
            )
    _check_source_ips(f"{where}.source_ips", role.get("source_ips", ()))


def check_separation(name: str, releasers: Sequence[str], lifters: Sequence[str]) -> None:
    """
    Refuse principals that could take both roles.

    Raises:
        ValueError: Somebody is in both, a whole account is on one side and somebody of it on the other, or one role
            may be taken from the other.
    """
    for mine, others, role in ((releasers, lifters, "lift"), (lifters, releasers, "release")):
        for principal in mine:
            account = principal.removesuffix("root") if principal.endswith(":root") else None
            for other in others:
                if other == principal or (account and other.startswith(account)):
                    raise ValueError(_in_both(name, principal, other))
            if is_name_of(principal.rpartition(":role/")[2], name, RAM_ROLE, role):
                raise ValueError(
                    f"{name}: `{principal}` is the other role of this guard: who holds it could take both; name users, "
                    "or other roles"
                )


def _in_both(name: str, principal: str, other: str) -> str:
    if principal == other:
        return (
            f"{name}: `{principal}` is in both `release_role.principals` and `lift_role.principals`, expected "
            "different ones: who holds both roles can release a protected instance alone"
        )
    return (
        f"{name}: `{principal}` is everybody of an account, `{other}` of the other role, too, who could then take both "
        "roles: name users or roles"
    )


def _check_source_ips(where: str, source_ips: Sequence[str]) -> None:
    for source_ip in source_ips:
        try:
            ip_network(source_ip)
        except ValueError as error:
            raise ValueError(f"{where}: got `{source_ip}`, expected an address or a CIDR block ({error})") from error
