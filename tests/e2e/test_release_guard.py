"""examples/release-guard: who may release cannot lift protection, and the other way round; both are recorded."""

import base64
import json
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ecs20140526.client import Client as EcsClient
from alibabacloud_tea_openapi.exceptions import ClientException
from alibabacloud_tea_openapi.utils_models import Config

from alicloud_emulator import Emulator
from contract.official import STS, ask, config, ecs_client, run_instance
from contract.permission_pages import PolicyBlock
from e2e.cloud import entities
from e2e.conftest import EXAMPLES, MakeStack
from e2e.deployer import Deployer
from toolchain.stack import Run, Stack

ACCOUNT = "1234567890123456"
ALICE = f"acs:ram::{ACCOUNT}:user/alice"
BOB = f"acs:ram::{ACCOUNT}:user/bob"
RAM = "2015-05-01"
ACTIONTRAIL, EVENTBRIDGE = "2020-07-06", "2020-04-01"
PARTS: Mapping[PolicyBlock, Callable[[str], bool]] = {
    PolicyBlock("docs/release-protection-guard.md", "ReleaseProtectionGuard"): lambda _: True
}
IS_CI = bool(os.environ.get("CI"))


@pytest.fixture(name="make_guard")
def _make_guard(make_stack: MakeStack) -> Callable[..., Stack]:
    def make(**environment: str) -> Stack:
        return make_stack(
            EXAMPLES / "release-guard",
            {
                "release-guard:releasers": [ALICE],
                "release-guard:lifters": [BOB],
                "release-guard:trailBucket": "records",
            },
            **environment,
        )

    return make


@pytest.fixture(name="guard")
def _guard(make_guard: Callable[..., Stack]) -> Stack:
    return make_guard()


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


def succeed(ran: Run) -> None:
    assert ran.exit_code == 0, ran.output


def change_arguments(guard: Stack) -> None:
    """Change every argument of the example that is changed in place, and let the alert go to a web address."""
    for name, user in (("releasers", "carol"), ("lifters", "dave")):
        succeed(guard.run("config", "set", "--path", f"{name}[0]", f"acs:ram::{ACCOUNT}:user/{user}"))
    guard.set_config("trailBucket", "other-records")
    program = guard.directory / "__main__.py"
    text = program.read_text()
    changed = text.replace('{"team": "web"}', '{"team": "shop"}').replace(
        "    trail=", '    alert={"webhook_url": "https://example.com/alert"},\n    trail='
    )
    assert changed.count("shop") + changed.count("webhook") == 2
    program.write_text(changed)


def switch_off(emulator: Emulator) -> None:
    """Switch off what watches the roles, as somebody else would."""
    [trail], [rule] = entities(emulator, "trails"), entities(emulator, "event_bus_rules")
    ask(emulator, ACTIONTRAIL, "StopLogging", Name=trail["name"])
    ask(emulator, EVENTBRIDGE, "DisableRule", EventBusName="default", RuleName=rule["name"])


def make_change_repair_and_delete(guard: Stack, emulator: Emulator) -> Iterator[Callable[[], Run]]:
    """Yield all commands that a guard lives through, with what happens between them."""
    # A resource that could not be read back after it was made has to be read before it is gone on with: some resources
    # of the provider know no update.
    yield lambda: guard.up("--refresh")
    change_arguments(guard)
    yield lambda: guard.up("--refresh")
    switch_off(emulator)
    yield lambda: guard.up("--refresh")
    yield lambda: guard.up("--expect-no-changes")
    yield lambda: guard.run("refresh", "--yes", "--skip-preview")
    yield guard.destroy


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


def test_the_page_s_policy_is_what_a_guard_needs_from_creation_to_deletion(
    make_guard: Callable[..., Stack], emulator: Emulator
) -> None:
    deployer = Deployer(emulator, PARTS, component="guard")
    guard = make_guard(**deployer.environment())
    commands = make_change_repair_and_delete(guard, emulator)
    succeed(next(commands)())
    with deployer.looking_alone():
        succeed(guard.preview("--expect-no-changes"))
    for command in commands:
        succeed(command())
    deployer.leave()
    assert emulator.state["empty"]


@pytest.mark.timeout(600)
@pytest.mark.skipif(not IS_CI, reason="deploys two dozen times; CI does")
def test_each_action_of_the_page_s_policy_is_needed(make_guard: Callable[..., Stack], emulator: Emulator) -> None:
    deployer = Deployer(emulator, PARTS, component="guard")
    guard = make_guard(**deployer.environment())
    deployer.assert_each_action_is_needed(make_change_repair_and_delete(guard, emulator))
