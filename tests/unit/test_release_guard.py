"""ReleaseProtectionGuard under Pulumi's mocks: what it declares, and the documents in it."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import pulumi
import pytest
from alibabacloud_ecs20140526.client import Client as EcsClient
from alibabacloud_ess20220222.client import Client as EssClient
from pulumi.runtime.rpc import is_rpc_secret, unwrap_rpc_secret

from alicloud_emulator.state.ram.policy_language import Decision, Question, judge, parse_policy
from alicloud_ess_refresh import ReleaseProtectionGuard, ReleaseProtectionGuardArgs
from alicloud_ess_refresh.release_guard.policies import LIFTING, lifting_policy, releasing_policy
from unit.mocks import Recorder, ignores_open_loops, only, run

pytestmark = ignores_open_loops

ALICE = "acs:ram::1:user/alice"
BOB = "acs:ram::1:user/bob"
ARGS: ReleaseProtectionGuardArgs = {
    "region": "cn-hangzhou",
    "release_role": {"principals": [ALICE]},
    "lift_role": {"principals": [BOB]},
    "trail": {"oss_bucket_name": "records"},
}
NO_TLS = (
    "guard, alert.webhook_url: got an address that does not begin with `https://` (not shown, for it may hold a "
    "secret), expected one that does"
)
LOOK = {
    "Effect": "Allow",
    "Action": ["ecs:DescribeInstances", "ecs:DescribeInstanceAttribute", "ess:DescribeScalingGroups"],
    "Resource": "*",
}


ADMINISTRATOR = {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
RAM_ACTIONS = (
    "AddUserToGroup",
    "AttachPolicyToUser",
    "CreateAccessKey",
    "CreateLoginProfile",
    "CreatePolicyVersion",
    "DeleteRole",
    "DetachPolicyFromRole",
    "SetDefaultPolicyVersion",
    "UnbindMFADevice",
    "UpdateLoginProfile",
    "UpdateRole",
    "UpdateUser",
)
"""Ways to the other duty, or out of the guard. RAM's SDK is no dependency, so its catalogue is not read."""


def catalogue() -> set[str]:
    """Return every action that the SDKs of ECS and Auto Scaling have, and those of RAM above, as RAM writes them."""
    found = {f"ram:{action}" for action in RAM_ACTIONS}
    for product, client in (("ecs", EcsClient), ("ess", EssClient)):
        methods = {name.removesuffix("_with_options") for name in dir(client) if name.endswith("_with_options")}
        found |= {f"{product}:{''.join(part.capitalize() for part in name.split('_'))}" for name in methods}
    return found


def declare(recorder: Recorder, args: Mapping[str, Any]) -> None:
    """Declare a guard named guard and wait until everything in it is registered."""
    recorder.answers["alicloud:index/getCallerIdentity:getCallerIdentity"] = {"accountId": "1"}

    def program() -> pulumi.Output[Any]:
        guard = ReleaseProtectionGuard("guard", cast("ReleaseProtectionGuardArgs", args))
        return pulumi.Output.all(guard.urn, guard.release_role_arn, guard.lift_role_arn, guard.alert_queue_name)

    run(program)


def documents(recorder: Recorder, kind: str, key: str) -> dict[str, Any]:
    return {each.name: json.loads(each.inputs[key]) for each in recorder.registered[kind]}


def test_each_role_may_do_its_own_and_is_denied_all_else(recorder: Recorder) -> None:
    declare(recorder, ARGS)

    policies = documents(recorder, "alicloud:ram/policy:Policy", "policyDocument")
    instances = ["acs:ecs:cn-hangzhou:*:instance/*"]
    reading = ["ecs:Describe*", "ess:Describe*", "sts:GetCallerIdentity"]
    for name, duty in (
        ("guard-release-policy", ["ecs:DeleteInstance", "ecs:DeleteInstances"]),
        ("guard-lift-policy", ["ecs:ModifyInstanceAttribute"]),
    ):
        assert policies[name]["Statement"] == [
            {"Effect": "Allow", "Action": duty, "Resource": instances},
            LOOK,
            {"Effect": "Deny", "NotAction": [*duty, *reading], "Resource": "*"},
        ]


@pytest.mark.parametrize(
    ("document", "duty"),
    [
        (releasing_policy(["*"], {}), {"DeleteInstance", "DeleteInstances"}),
        (lifting_policy(["*"], {}), {"ModifyInstanceAttribute"}),
    ],
)
def test_administrator_in_the_role_can_take_no_other_changing_action_of_the_catalogues(
    document: Mapping[str, Any], duty: set[str]
) -> None:
    """Hold the policies, beside one that allows everything, against each action of ECS and Auto Scaling, and of RAM."""
    policies = [parse_policy(json.dumps(each)) for each in (document, ADMINISTRATOR)]
    changing = {
        action for action in catalogue() if not action.partition(":")[2].startswith(("Describe", "Get", "List"))
    }
    allowed = {
        action
        for action in changing
        if judge(policies, Question(action=action, resource="acs:ecs:cn-hangzhou:1:instance/i-1")) is Decision.ALLOWED
    }
    assert len(changing) > 300
    assert allowed == {f"ecs:{action}" for action in duty}


def test_lifting_needs_a_second_factor_and_releasing_can_be_a_pipeline(recorder: Recorder) -> None:
    declare(recorder, {**ARGS, "release_role": {"principals": [ALICE], "source_ips": ["10.0.0.0/8"]}})

    trust = documents(recorder, "alicloud:ram/role:Role", "assumeRolePolicyDocument")
    assert trust["guard-release-role"]["Statement"] == [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"RAM": [ALICE]},
            "Condition": {"IpAddress": {"acs:SourceIp": ["10.0.0.0/8"]}},
        }
    ]
    assert trust["guard-lift-role"]["Statement"] == [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"RAM": [BOB]},
            "Condition": {"Bool": {"acs:MFAPresent": "true"}},
        }
    ]


def test_tags_narrow_what_both_roles_may_work_on(recorder: Recorder) -> None:
    declare(recorder, {**ARGS, "instance_tags": {"team": "web"}})

    policies = documents(recorder, "alicloud:ram/policy:Policy", "policyDocument")
    conditions = [policy["Statement"][0]["Condition"] for policy in policies.values()]
    assert conditions == [{"StringEquals": {"acs:ResourceTag/team": "web"}}] * 2


def test_a_trail_records_both_and_an_alert_goes_to_a_queue(recorder: Recorder) -> None:
    declare(recorder, ARGS)

    assert only(recorder, "alicloud:actiontrail/trail:Trail").inputs == {
        "trailName": "guard-5eed5eed",
        "eventRw": "Write",
        "status": "Enable",
        "ossBucketName": "records",
    }
    rule = only(recorder, "alicloud:eventbridge/rule:Rule").inputs
    assert json.loads(rule["filterPattern"]) == {
        "source": ["acs.actiontrail"],
        "type": ["actiontrail:ActionTrail:ApiCall", "actiontrail:ActionTrail:ConsoleOperation"],
        "data": {
            "serviceName": ["Ecs", "Ess"],
            "eventName": [
                "ModifyInstanceAttribute",
                "ModifyScalingGroup",
                "SetGroupDeletionProtection",
                "SetInstancesProtection",
            ],
        },
    }
    assert (rule["eventBusName"], rule["status"]) == ("default", "ENABLE")
    assert rule["targets"] == [
        {
            "targetId": "lift-alert",
            "type": "acs.mns.queue",
            "endpoint": "acs:mns:cn-hangzhou:1:queues/guard-alerts-5eed5eed",
            "paramLists": [
                {"resourceKey": "queue", "form": "CONSTANT", "value": "guard-alerts-5eed5eed"},
                {"resourceKey": "Body", "form": "ORIGINAL"},
                {"resourceKey": "IsBase64Encode", "form": "CONSTANT", "value": "true"},
            ],
        }
    ]


def test_what_exists_already_is_used(recorder: Recorder) -> None:
    declare(recorder, {**ARGS, "trail": "account", "alert": {"webhook_url": "https://example.com/lifted"}})

    targets = only(recorder, "alicloud:eventbridge/rule:Rule").inputs["targets"]
    assert unwrap_rpc_secret(targets)[0]["type"] == "https"
    assert "alicloud:actiontrail/trail:Trail" not in recorder.registered
    assert "alicloud:message/serviceQueue:ServiceQueue" not in recorder.registered


@pytest.mark.parametrize("wrap", [str, pulumi.Output.from_input, pulumi.Output.secret])
def test_a_web_address_is_a_secret_however_it_is_given(recorder: Recorder, wrap: Callable[[str], Any]) -> None:
    address = "https://example.com/hook/token"
    declare(recorder, {**ARGS, "alert": {"webhook_url": wrap(address)}})

    rule = only(recorder, "alicloud:eventbridge/rule:Rule").inputs
    assert [key for key, value in rule.items() if is_rpc_secret(value)] == ["targets"]
    [target] = unwrap_rpc_secret(rule["targets"])
    assert (target["endpoint"], target["paramLists"][0]["value"]) == (address, address)


def test_a_web_address_that_is_known_late_is_refused_then(recorder: Recorder) -> None:
    with pytest.raises(ValueError, match="guard") as failure:
        declare(recorder, {**ARGS, "alert": {"webhook_url": pulumi.Output.secret("http://example.com/hook/token")}})
    assert str(failure.value).endswith(NO_TLS)
    assert "token" not in str(failure.value)
    assert "alicloud:eventbridge/rule:Rule" not in recorder.registered


def test_page_names_the_actions_that_raise_the_alert() -> None:
    page = (Path(__file__).parents[2] / "docs" / "release-protection-guard.md").read_text()
    assert dict(re.findall(r"^\| `(e[cs]s:\w+)` \| (.*) \|$", page, re.MULTILINE)) == LIFTING


def test_somebody_in_both_who_is_known_late_is_found_before_a_role_is_made(recorder: Recorder) -> None:
    late = pulumi.Output.from_input(BOB)
    with pytest.raises(ValueError, match="guard") as failure:
        declare(recorder, {**ARGS, "release_role": {"principals": [late]}})
    assert str(failure.value).splitlines()[-1] == (
        f"ValueError has risen: guard: `{BOB}` is in both `release_role.principals` and `lift_role.principals`, "
        "expected different ones: who holds both roles can release a protected instance alone"
    )
    assert "alicloud:ram/role:Role" not in recorder.registered


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"lift_role": {"principals": [ALICE]}},
            (
                f"guard: `{ALICE}` is in both `release_role.principals` and `lift_role.principals`, expected different "
                "ones: who holds both roles can release a protected instance alone"
            ),
        ),
        (
            {"lift_role": {"principals": []}},
            (
                "guard, lift_role.principals: is empty, expected a list of ARNs, such as "
                "`acs:ram::<account id>:user/<name>`"
            ),
        ),
        (
            {"lift_role": {"principals": BOB}},
            ("guard, lift_role.principals: got a text, expected a list of texts"),
        ),
        (
            {"lift_role": {"principals": ["acs:ram::1:root"]}},
            (
                f"guard: `acs:ram::1:root` is everybody of an account, `{ALICE}` of the other role, too, who could "
                "then take both roles: name users or roles"
            ),
        ),
        (
            {"lift_role": {"principals": ["acs:ram::1:role/guard-release-0123abcd"]}},
            (
                "guard: `acs:ram::1:role/guard-release-0123abcd` is the other role of this guard: who holds it could "
                "take both; name users, or other roles"
            ),
        ),
        (
            {"lift_role": {"principals": [BOB], "source_ips": "10.0.0.1"}},
            "guard, lift_role.source_ips: got a text, expected a list of texts",
        ),
        (
            {"lift_role": {"principals": [BOB], "source_ips": ["10.0.0.1/8"]}},
            (
                "guard, lift_role.source_ips: got `10.0.0.1/8`, expected an address or a CIDR block (10.0.0.1/8 has "
                "host bits set)"
            ),
        ),
        ({"trail": ""}, "guard, trail: is empty, expected the name of a trail, or what a new one takes"),
        (
            {"lift_role": {"principals": ["*"]}},
            (
                "guard, lift_role.principals: got `*`, expected the ARN of a user, role or account without `*`, such "
                "as `acs:ram::<account id>:user/<name>`"
            ),
        ),
        ({"lift_role": {}}, "guard, lift_role: `principals` not set, but required"),
        (
            {"lift_role": {"principals": [BOB], "mfa": True}},
            "guard, lift_role: `mfa` is not a known argument: expected one of principals, require_mfa, source_ips",
        ),
        (
            {"trail": {}},
            "guard, trail: got neither `oss_bucket_name` nor `sls_project_arn`, expected one of them or both",
        ),
        (
            {"alert": {"webhook_url": "http://example.com/?token=hidden"}},
            NO_TLS,
        ),
        (
            {"alert": {"webhook_url": "https://example.com", "queue_name": "q"}},
            "guard, alert: got both `queue_name` and `webhook_url`, expected one of them",
        ),
    ],
)
def test_wrong_arguments_are_refused(recorder: Recorder, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="guard") as failure:
        declare(recorder, {**ARGS, **changes})
    assert str(failure.value) == message
    assert "alicloud:ram/policy:Policy" not in recorder.registered
