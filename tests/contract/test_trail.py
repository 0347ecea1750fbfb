"""ActionTrail records who asked for what, and EventBridge passes it on, through the official generic client."""

import base64
import json
from typing import Any

import pytest
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import VPC, ask, run_instance

ACTIONTRAIL = "2020-07-06"
EVENTBRIDGE = "2020-04-01"
MNS_OPEN = "2022-01-19"
RAM = "2015-05-01"
ECS = "2014-05-26"
ACCOUNT = "1234567890123456"
LIFTING = {
    "source": ["acs.actiontrail"],
    "type": ["actiontrail:ActionTrail:ApiCall"],
    "data": {"serviceName": ["Ecs"], "eventName": ["ModifyInstanceAttribute"]},
}


def look_up(emulator: Emulator, **attributes: str) -> list[dict[str, Any]]:
    """Return the records, oldest first."""
    wanted: dict[str, str] = {}
    for number, (key, value) in enumerate(attributes.items(), start=1):
        wanted |= {f"LookupAttribute.{number}.Key": key, f"LookupAttribute.{number}.Value": value}
    events: list[dict[str, Any]] = ask(emulator, ACTIONTRAIL, "LookupEvents", Direction="FORWARD", **wanted)["Events"]
    return events


def make_user(emulator: Emulator, name: str) -> str:
    ask(emulator, RAM, "CreateUser", UserName=name)
    return str(ask(emulator, RAM, "CreateAccessKey", UserName=name)["AccessKey"]["AccessKeyId"])


def lift(emulator: Emulator, key: str = "emulator") -> None:
    """Try to lift the protection of an instance that is not there."""
    with pytest.raises(ClientException):
        ask(
            emulator,
            ECS,
            "ModifyInstanceAttribute",
            access_key_id=key,
            InstanceId="i-1",
            DeletionProtection="false",
            Password="Secret-1",
        )


def test_a_call_is_recorded_with_who_asked_for_what_and_how_it_ended(alicloud_emulator: Emulator) -> None:
    key = make_user(alicloud_emulator, "alice")
    lift(alicloud_emulator, key)

    [record] = look_up(alicloud_emulator, EventName="ModifyInstanceAttribute")

    user = alicloud_emulator.state["entities"]["ram_users"][0]
    kept = ("eventName", "serviceName", "apiVersion", "eventRW", "eventType", "errorCode", "sourceIpAddress")
    assert {name: record[name] for name in kept} == {
        "eventName": "ModifyInstanceAttribute",
        "serviceName": "Ecs",
        "apiVersion": ECS,
        "eventRW": "Write",
        "eventType": "ApiCall",
        "errorCode": "Forbidden.RAM",
        "sourceIpAddress": "127.0.0.1",
    }
    assert record["userIdentity"] == {
        "type": "ram-user",
        "accountId": ACCOUNT,
        "accessKeyId": key,
        "principalId": user["user_id"],
        "userName": "alice",
    }
    assert record["requestParameters"] == {
        "RegionId": "cn-hangzhou",
        "InstanceId": "i-1",
        "DeletionProtection": "false",
    }
    assert record["referencedResources"] == {"ACS::ECS::Instance": ["i-1"]}


@pytest.mark.parametrize(
    ("attributes", "names"),
    [
        ({"ServiceName": "Vpc"}, ["CreateVpc", "DescribeVpcs"]),
        ({"ServiceName": "Vpc", "EventRW": "Write"}, ["CreateVpc"]),
        ({"User": "alice"}, ["ModifyInstanceAttribute"]),
        ({"ResourceName": "i-1"}, ["ModifyInstanceAttribute"]),
        ({"User": "root", "ServiceName": "Ram"}, ["CreateUser", "CreateAccessKey"]),
        ({"EventName": "DeleteVpc"}, []),
    ],
)
def test_records_are_found_by_what_they_say(
    alicloud_emulator: Emulator, attributes: dict[str, str], names: list[str]
) -> None:
    lift(alicloud_emulator, make_user(alicloud_emulator, "alice"))
    ask(alicloud_emulator, VPC, "CreateVpc", CidrBlock="10.0.0.0/16")
    ask(alicloud_emulator, VPC, "DescribeVpcs")

    assert [record["eventName"] for record in look_up(alicloud_emulator, **attributes)] == names


def test_records_are_looked_up_by_pages_and_time_newest_first(alicloud_emulator: Emulator) -> None:
    for number in range(3):
        ask(alicloud_emulator, VPC, "CreateVpc", CidrBlock="10.0.0.0/16", VpcName=f"net-{number}")
        alicloud_emulator.clock.advance(86400)
    about = {"LookupAttribute.1.Key": "EventName", "LookupAttribute.1.Value": "CreateVpc", "MaxResults": "2"}

    first = ask(alicloud_emulator, ACTIONTRAIL, "LookupEvents", **about)
    rest = ask(alicloud_emulator, ACTIONTRAIL, "LookupEvents", NextToken=first["NextToken"], **about)
    alicloud_emulator.clock.advance(5 * 86400)
    of_the_week = ask(alicloud_emulator, ACTIONTRAIL, "LookupEvents", **about)

    def names(answer: dict[str, Any]) -> list[str]:
        return [record["requestParameters"]["VpcName"] for record in answer["Events"]]

    assert (names(first), names(rest), "NextToken" in rest) == (["net-2", "net-1"], ["net-0"], False)
    assert names(of_the_week) == ["net-2", "net-1"]
    assert "NextToken" not in of_the_week


def test_a_trail_passes_on_what_is_called_while_it_logs(alicloud_emulator: Emulator) -> None:
    def call() -> None:
        ask(alicloud_emulator, VPC, "DescribeVpcs")
        ask(alicloud_emulator, VPC, "CreateVpc", CidrBlock="10.0.0.0/16")

    call()
    ask(alicloud_emulator, ACTIONTRAIL, "CreateTrail", Name="all", OssBucketName="records", EventRW="Write")
    call()
    ask(alicloud_emulator, ACTIONTRAIL, "StartLogging", Name="all")
    call()
    ask(alicloud_emulator, ACTIONTRAIL, "StopLogging", Name="all")
    call()

    passed_on = alicloud_emulator.state["deliveries"]
    assert [json.loads(item["body"])["eventName"] for item in passed_on] == ["StartLogging", "CreateVpc"]
    assert {(item["rule"], item["kind"], item["target"]["OssBucketName"]) for item in passed_on} == {
        ("all", "OssBucketName", "records")
    }


def alert_on(emulator: Emulator, pattern: Any, **target: Any) -> None:
    """Make a queue and a rule whose events go there, or to another target."""
    ask(emulator, MNS_OPEN, "CreateQueue", QueueName="alerts")
    queue = {
        "Id": "1",
        "Type": "acs.mns.queue",
        "Endpoint": f"acs:mns:cn-hangzhou:{ACCOUNT}:queues/alerts",
        "ParamList": [
            {"ResourceKey": "queue", "Form": "CONSTANT", "Value": "alerts"},
            {"ResourceKey": "Body", "Form": "ORIGINAL"},
            {"ResourceKey": "IsBase64Encode", "Form": "CONSTANT", "Value": "true"},
        ],
    }
    ask(
        emulator,
        EVENTBRIDGE,
        "CreateRule",
        EventBusName="default",
        RuleName="lift",
        FilterPattern=json.dumps(pattern),
        EventTargets=json.dumps([queue | target]),
    )


def messages(emulator: Emulator) -> list[str]:
    [queue] = emulator.state["entities"]["queues"]
    return [item["body"] for item in queue["messages"].values()]


def test_an_alert_tells_who_lifts_protection_even_if_refused(alicloud_emulator: Emulator) -> None:
    alert_on(alicloud_emulator, LIFTING)
    key = make_user(alicloud_emulator, "alice")

    lift(alicloud_emulator, key)
    ask(alicloud_emulator, ECS, "DescribeInstances")

    [message] = [json.loads(base64.b64decode(body)) for body in messages(alicloud_emulator)]
    assert (message["specversion"], message["aliyuneventbusname"], message["aliyunaccountid"]) == (
        "1.0",
        "default",
        ACCOUNT,
    )
    assert (message["source"], message["type"]) == ("acs.actiontrail", "actiontrail:ActionTrail:ApiCall")
    [record] = look_up(alicloud_emulator, EventName="ModifyInstanceAttribute")
    assert message["data"] == record


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"Form": "JSONPATH", "Value": "$.data.eventName"}, "ModifyInstanceAttribute"),
        ({"Form": "CONSTANT", "Value": "look!"}, "look!"),
        (
            {"Form": "TEMPLATE", "Value": '{"who": "$.data.userIdentity.userName"}', "Template": "${who} lifts"},
            "root lifts",
        ),
    ],
)
def test_what_arrives_is_what_the_target_asks_for(
    alicloud_emulator: Emulator, body: dict[str, str], expected: str
) -> None:
    alert_on(alicloud_emulator, LIFTING, ParamList=[{"ResourceKey": "Body", **body}])

    lift(alicloud_emulator)

    assert messages(alicloud_emulator) == [expected]


def test_other_targets_are_written_down_and_a_disabled_rule_is_silent(alicloud_emulator: Emulator) -> None:
    alert_on(alicloud_emulator, LIFTING, Type="https", Endpoint="https://hooks.test/x", ParamList=[])
    rule = {"EventBusName": "default", "RuleName": "lift"}
    lift(alicloud_emulator)
    ask(alicloud_emulator, EVENTBRIDGE, "DisableRule", **rule)
    lift(alicloud_emulator)
    ask(alicloud_emulator, EVENTBRIDGE, "EnableRule", **rule)
    lift(alicloud_emulator)

    told = alicloud_emulator.state["deliveries"]
    assert [(item["kind"], item["target"]["Endpoint"]) for item in told] == [("https", "https://hooks.test/x")] * 2
    assert messages(alicloud_emulator) == []


def test_a_rule_can_take_events_of_instances(alicloud_emulator: Emulator) -> None:
    alert_on(alicloud_emulator, {"source": ["acs.ecs"], "data": {"state": ["Running"]}})

    instance_id = run_instance(alicloud_emulator)

    [message] = [json.loads(base64.b64decode(body)) for body in messages(alicloud_emulator)]
    assert (message["type"], message["subject"]) == (
        "ecs:Instance:StateChange",
        f"acs:ecs:cn-hangzhou:{ACCOUNT}:instance/{instance_id}",
    )


@pytest.mark.parametrize(
    ("version", "action", "parameters", "code"),
    [
        (ACTIONTRAIL, "CreateTrail", {"Name": "all"}, "MissingParameter"),
        (ACTIONTRAIL, "StartLogging", {"Name": "none"}, "TrailNotFoundException"),
        (EVENTBRIDGE, "GetRule", {"EventBusName": "default", "RuleName": "none"}, "EventRuleNotExisted"),
        (EVENTBRIDGE, "GetRule", {"EventBusName": "own", "RuleName": "none"}, "EventBusNotExist"),
        (
            EVENTBRIDGE,
            "CreateRule",
            {"EventBusName": "default", "RuleName": "x", "FilterPattern": '{"source": "acs.ecs"}'},
            "InvalidParameter",
        ),
    ],
)
def test_what_is_refused(
    alicloud_emulator: Emulator, version: str, action: str, parameters: dict[str, str], code: str
) -> None:
    with pytest.raises(ClientException) as caught:
        ask(alicloud_emulator, version, action, **parameters)

    assert caught.value.code == code
