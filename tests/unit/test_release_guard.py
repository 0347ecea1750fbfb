"""ReleaseProtectionGuard under Pulumi's mocks: what it declares, and the documents in it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pulumi
import pytest

from alicloud_ess_refresh import ReleaseProtectionGuard, ReleaseProtectionGuardArgs
from alicloud_ess_refresh.release_guard.policies import LIFTING, RELEASING
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
LOOK = {
    "Effect": "Allow",
    "Action": ["ecs:DescribeInstances", "ecs:DescribeInstanceAttribute", "ess:DescribeScalingGroups"],
    "Resource": "*",
}


def declare(recorder: Recorder, args: Mapping[str, Any]) -> None:
    """Declare a guard named guard and wait until everything in it is registered."""
    recorder.answers["alicloud:index/getCallerIdentity:getCallerIdentity"] = {"accountId": "1"}

    def program() -> pulumi.Output[Any]:
        guard = ReleaseProtectionGuard("guard", cast("ReleaseProtectionGuardArgs", args))
        return pulumi.Output.all(guard.urn, guard.release_role_arn, guard.lift_role_arn, guard.alert_queue_name)

    run(program)


def documents(recorder: Recorder, kind: str, key: str) -> dict[str, Any]:
    return {each.name: json.loads(each.inputs[key]) for each in recorder.registered[kind]}


def test_each_role_may_do_its_own_and_is_denied_the_other(recorder: Recorder) -> None:
    declare(recorder, ARGS)

    policies = documents(recorder, "alicloud:ram/policy:Policy", "policyDocument")
    instances = ["acs:ecs:cn-hangzhou:*:instance/*"]
    release, look, deny = policies["guard-release-policy"]["Statement"]
    actions = ["ecs:DeleteInstance", "ecs:DeleteInstances"]
    assert (release, look) == ({"Effect": "Allow", "Action": actions, "Resource": instances}, LOOK)
    assert (deny["Effect"], deny["Resource"], set(LIFTING) <= set(deny["Action"])) == ("Deny", "*", True)
    assert not set(actions) & set(deny["Action"])

    lift, look, deny = policies["guard-lift-policy"]["Statement"]
    actions = ["ecs:ModifyInstanceAttribute"]
    assert (lift, look) == ({"Effect": "Allow", "Action": actions, "Resource": instances}, LOOK)
    assert (deny["Effect"], deny["Resource"], set(RELEASING) <= set(deny["Action"])) == ("Deny", "*", True)
    assert not set(actions) & set(deny["Action"])


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
        "trailName": "guard",
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
            "endpoint": "acs:mns:cn-hangzhou:1:queues/guard-alerts",
            "paramLists": [
                {"resourceKey": "queue", "form": "CONSTANT", "value": "guard-alerts"},
                {"resourceKey": "Body", "form": "ORIGINAL"},
                {"resourceKey": "IsBase64Encode", "form": "CONSTANT", "value": "true"},
            ],
        }
    ]


def test_what_exists_already_is_used(recorder: Recorder) -> None:
    declare(recorder, {**ARGS, "trail": "account", "alert": {"webhook_url": "https://example.com/lifted"}})

    assert only(recorder, "alicloud:eventbridge/rule:Rule").inputs["targets"][0]["type"] == "https"
    assert "alicloud:actiontrail/trail:Trail" not in recorder.registered
    assert "alicloud:message/serviceQueue:ServiceQueue" not in recorder.registered


def test_page_names_what_each_side_is_denied() -> None:
    page = (Path(__file__).parents[2] / "docs" / "release-protection-guard.md").read_text()
    to_lift, to_release = page.split("Denied to ")[1:]
    rows = [dict(re.findall(r"^\| `(e[cs]s:\w+)` \| (.*) \|$", text, re.MULTILINE)) for text in (to_lift, to_release)]
    assert rows == [RELEASING, LIFTING]


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
            (
                f"guard, lift_role.principals: got the text `{BOB}`, expected a list of ARNs, such as "
                "`acs:ram::<account id>:user/<name>`"
            ),
        ),
        (
            {"lift_role": {"principals": ["acs:ram::1:root"]}},
            (
                f"guard: `acs:ram::1:root` is everybody of an account, `{ALICE}` of the other role, too, who could "
                "then take both roles: name users or roles"
            ),
        ),
        (
            {"lift_role": {"principals": ["acs:ram::1:role/guard-release"]}},
            (
                "guard: `acs:ram::1:role/guard-release` is the other role of this guard: who holds it could take both; "
                "name users, or other roles"
            ),
        ),
        (
            {"lift_role": {"principals": [BOB], "source_ips": "10.0.0.1"}},
            "guard, lift_role.source_ips: got the text `10.0.0.1`, expected a list of addresses or CIDR blocks",
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
            "guard, alert.webhook_url: got `http://example.com/`, expected an address with `https://`",
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
