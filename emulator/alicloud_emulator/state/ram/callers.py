"""Who calls: the account itself, a RAM user or a role session; and who may become a role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from alicloud_emulator.errors import ApiError
from alicloud_emulator.state.ram.assumptions import CODE_KEY_INACTIVE, CODE_KEY_NOT_FOUND, CODE_SESSION_EXPIRED
from alicloud_emulator.state.ram.identity import arn_of, find_role, policies_of
from alicloud_emulator.state.ram.managed_policies import checked_document
from alicloud_emulator.state.ram.model import Holder, Session
from alicloud_emulator.state.ram.policy_language import Decision, Policy, Question, Statement, judge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alicloud_emulator.state.world import World

__all__ = ["ROOT", "Caller", "assume_role", "caller_of", "decide"]

SHORTEST_SESSION_SECONDS = 900
ASSUME_ROLE = "sts:AssumeRole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """
    Who calls.

    Args:
        kind: `root-account`, `ram-user` or `assumed-role`: the words of ActionTrail.
        name: Of the user or, with a slash between, role and session; "" for the account.
        session: Of a role.
    """

    kind: str
    name: str = ""
    access_key_id: str = ""
    has_second_factor: bool = False
    session: Session | None = None

    def arn(self, world: World) -> str:
        """Return the caller's ARN, as GetCallerIdentity shows it."""
        if self.kind == "root-account":
            return f"acs:ram::{world.account_id}:root"
        return f"acs:ram::{world.account_id}:{'user' if self.kind == 'ram-user' else 'assumed-role'}/{self.name}"


ROOT = Caller(kind="root-account")


def caller_of(world: World, access_key_id: str) -> Caller:
    """Return who has the key; ApiError for a key that is good no more."""
    identity = world.identity
    if access_key_id in identity.retired_keys:
        raise ApiError(404, CODE_KEY_NOT_FOUND, "Specified access key is not found.")
    session = identity.sessions.get(access_key_id)
    if session is not None:
        if session.expires_at <= world.now or session.role_name not in identity.roles:
            raise ApiError(403, CODE_SESSION_EXPIRED, "Specified SecurityToken is expired.")
        name = f"{session.role_name}/{session.session_name}"
        return Caller(kind="assumed-role", name=name, access_key_id=access_key_id, session=session)
    key = identity.access_keys.get(access_key_id)
    if key is None:
        return Caller(kind=ROOT.kind, access_key_id=access_key_id)
    if not key.is_active:
        raise ApiError(403, CODE_KEY_INACTIVE, "Specified access key is disabled.")
    user = identity.users[key.user_name]
    return Caller(
        kind="ram-user",
        name=user.name,
        access_key_id=access_key_id,
        has_second_factor=user.has_second_factor,
    )


def decide(world: World, caller: Caller, question: Question) -> Decision:
    """Return what the caller's policies say; the account itself may do anything."""
    if caller.kind == ROOT.kind:
        return Decision.ALLOWED
    if caller.session is None:
        return judge(policies_of(world, Holder.USER, caller.name), question)
    decision = judge(policies_of(world, Holder.ROLE, caller.session.role_name), question)
    if decision is Decision.ALLOWED and caller.session.policy is not None:
        return judge([caller.session.policy], question)
    return decision


def assume_role(
    world: World,
    caller: Caller,
    role_name: str,
    session_name: str,
    *,
    seconds: int | None,
    policy: str | None,
    context: Mapping[str, Sequence[str]],
) -> Session:
    """Open a session of a role that trusts the caller; whether the caller may ask for it was judged before."""
    role = find_role(world, role_name)
    if caller.kind == ROOT.kind:
        raise ApiError(403, "NoPermission", "Roles may not be assumed by root accounts.")
    question = Question(action=ASSUME_ROLE, resource=arn_of(world, Holder.ROLE, role_name), context=context)
    if judge([_part_about(world, checked_document(role.trust, is_trust=True), caller)], question) != Decision.ALLOWED:
        raise ApiError(
            403,
            "NoPermission",
            f"You are not authorized to do this action: the trust policy of role {role_name} does not allow "
            f"{ASSUME_ROLE} to {caller.arn(world)}.",
        )
    lasting = 3600 if seconds is None else seconds
    if not SHORTEST_SESSION_SECONDS <= lasting <= role.max_session_seconds:
        raise ApiError(
            400,
            "InvalidParameter.DurationSeconds",
            f"The parameter DurationSeconds must be {SHORTEST_SESSION_SECONDS} to {role.max_session_seconds}.",
        )
    session = Session(
        access_key_id=f"STS.{world.new_id('key').partition('-')[2]}",
        role_name=role_name,
        session_name=session_name,
        expires_at=world.now + timedelta(seconds=lasting),
        policy=None if policy is None else checked_document(policy),
    )
    world.identity.sessions[session.access_key_id] = session
    return session


def _part_about(world: World, trust: Policy, caller: Caller) -> Policy:
    """Return the statements of a trust policy that name the caller, or the account as a whole."""
    return Policy([statement for statement in trust.statements if _names(world, statement, caller)])


def _names(world: World, statement: Statement, caller: Caller) -> bool:
    own = {caller.arn(world), ROOT.arn(world), "*"}
    if caller.session is not None:
        own.add(arn_of(world, Holder.ROLE, caller.session.role_name))
    return any(name in own for name in statement.principals.get("RAM", ()))
