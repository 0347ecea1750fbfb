"""CloudMonitor's event rules through the official SDK: which events they take, and what arrives where."""

import json
from typing import Any

import pytest
from alibabacloud_cms20190101 import models
from alibabacloud_cms20190101.client import Client
from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_tea_openapi.exceptions import ClientException

from alicloud_emulator import Emulator
from contract.official import ask, config, ecs_client, run_instance

MNS_OPEN = "2022-01-19"
ACCOUNT = "1234567890123456"
STATES = ("Created", "Starting", "Running")


def put_rule(emulator: Emulator, name: str = "web", **changes: Any) -> Client:
    """Make a rule for state changes, or one whose pattern has these fields instead, with one web hook."""
    client = Client(config(emulator))
    silence = changes.pop("silence_time", None)
    pattern = {"product": "ecs", "name_list": ["Instance:StateChange"]} | changes
    client.put_event_rule(
        models.PutEventRuleRequest(
            rule_name=name,
            silence_time=silence,
            event_pattern=[models.PutEventRuleRequestEventPattern(**pattern)],
        )
    )
    client.put_event_rule_targets(
        models.PutEventRuleTargetsRequest(
            rule_name=name,
            webhook_parameters=[
                models.PutEventRuleTargetsRequestWebhookParameters(
                    id="1", protocol="https", method="POST", url="https://hooks.test/x"
                )
            ],
        )
    )
    return client


def bodies(emulator: Emulator) -> list[dict[str, Any]]:
    return [json.loads(delivery["body"]) for delivery in emulator.state["deliveries"]]


def states(emulator: Emulator) -> list[str]:
    return [body["content"]["state"] for body in bodies(emulator)]


def test_a_state_change_arrives_in_the_form_of_the_wire(alicloud_emulator: Emulator) -> None:
    put_rule(alicloud_emulator)
    instance_id = run_instance(alicloud_emulator)

    messages = bodies(alicloud_emulator)

    assert [message["content"]["state"] for message in messages] == list(STATES)
    last = messages[-1]
    assert last.pop("id") != messages[0]["id"]
    # Running came 18 s after the start, in the time of China.
    occurred_at = alicloud_emulator.state["deliveries"][-1]["at"]
    shown = last.pop("eventTime")
    assert (shown[-5:], shown[13:15]) == ("+0800", occurred_at[17:19])
    assert last == {
        "ver": "1.0",
        "product": "ECS",
        "resourceId": f"acs:ecs:cn-hangzhou:{ACCOUNT}:instance/{instance_id}",
        "level": "INFO",
        "name": "Instance:StateChange",
        "userId": ACCOUNT,
        "regionId": "cn-hangzhou",
        "content": {"resourceId": instance_id, "resourceType": "ALIYUN::ECS::Instance", "state": "Running"},
    }


def test_a_system_event_arrives_in_a_queue_that_a_rule_names(alicloud_emulator: Emulator) -> None:
    instance_id = run_instance(alicloud_emulator)
    ask(alicloud_emulator, MNS_OPEN, "CreateQueue", QueueName="events")
    client = put_rule(
        alicloud_emulator,
        name_list=["Instance:SystemMaintenance.Reboot:Scheduled"],
        event_type_list=["Maintenance"],
        level_list=["CRITICAL"],
    )
    client.delete_event_rule_targets(models.DeleteEventRuleTargetsRequest(rule_name="web", ids=["1"]))
    queues = [
        models.PutEventRuleTargetsRequestMnsParameters(id=name, region="cn-hangzhou", queue=name)
        for name in ("events", "missing")
    ]
    client.put_event_rule_targets(models.PutEventRuleTargetsRequest(rule_name="web", mns_parameters=queues))

    alicloud_emulator.add_fault(
        kind="system_event", instance_id=instance_id, event_type="SystemMaintenance.Reboot", not_before_seconds=3600
    )

    [queue] = alicloud_emulator.state["entities"]["queues"]
    [message] = [json.loads(item["body"]) for item in queue["messages"].values()]
    assert (message["name"], message["level"]) == ("Instance:SystemMaintenance.Reboot:Scheduled", "CRITICAL")
    assert message["content"]["instanceId"] == instance_id
    assert [(item["target"]["Queue"], item["problem"]) for item in alicloud_emulator.state["deliveries"]] == [
        ("events", ""),
        ("missing", "QueueNotExist: The queue missing does not exist."),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, STATES),
        ({"product": "ECS"}, STATES),
        ({"product": "ess"}, ()),
        ({"name_list": ["*"]}, STATES),
        ({"name_list": ["Instance:PerformanceModeChange"]}, ()),
        ({"level_list": ["INFO"]}, STATES),
        ({"level_list": ["WARN", "CRITICAL"]}, ()),
        ({"level_list": ["*"]}, STATES),
        ({"event_type_list": ["StatusNotification"]}, STATES),
        ({"event_type_list": ["Maintenance", "Exception"]}, ()),
        ({"custom_filters": "Starting"}, ("Starting",)),
        ({"sqlfilter": "content.state: Running or content.state: Created"}, ("Created", "Running")),
        ({"silence_time": 15}, ("Created", "Running")),
    ],
)
def test_a_pattern_takes_what_fits_all_of_it(
    alicloud_emulator: Emulator, changes: dict[str, Any], expected: tuple[str, ...]
) -> None:
    put_rule(alicloud_emulator, **changes)

    run_instance(alicloud_emulator)

    assert states(alicloud_emulator) == list(expected)


def test_a_rule_that_is_disabled_or_deleted_is_silent(alicloud_emulator: Emulator) -> None:
    client = put_rule(alicloud_emulator)
    client.disable_event_rules(models.DisableEventRulesRequest(rule_names=["web"]))
    instance_id = run_instance(alicloud_emulator)
    assert states(alicloud_emulator) == []

    client.enable_event_rules(models.EnableEventRulesRequest(rule_names=["web"]))
    ecs_client(alicloud_emulator).stop_instance(ecs.StopInstanceRequest(instance_id=instance_id))
    assert states(alicloud_emulator) == ["Stopping"]

    client.delete_event_rules(models.DeleteEventRulesRequest(rule_names=["web"]))
    alicloud_emulator.clock.advance(60)
    assert states(alicloud_emulator) == ["Stopping"]


def test_a_rule_is_shown_as_it_was_made(alicloud_emulator: Emulator) -> None:
    client = put_rule(alicloud_emulator, "web-state", level_list=["INFO"], sqlfilter="Running", silence_time=60)
    put_rule(alicloud_emulator, "other")

    listed = client.describe_event_rule_list(models.DescribeEventRuleListRequest(name_prefix="web"))
    [rule] = listed.body.event_rules.event_rule
    [pattern] = rule.event_pattern.event_pattern
    targets = client.describe_event_rule_target_list(models.DescribeEventRuleTargetListRequest(rule_name="web-state"))
    [webhook] = targets.body.webhook_parameters.webhook_parameter

    assert (rule.name, rule.state, rule.silence_time, listed.body.total) == ("web-state", "ENABLED", 60, 1)
    assert (pattern.product, pattern.sqlfilter) == ("ecs", "Running")
    assert (pattern.name_list.name_list, pattern.level_list.level_list) == (["Instance:StateChange"], ["INFO"])
    assert (webhook.id, webhook.method, webhook.protocol, webhook.url) == ("1", "POST", "https", "https://hooks.test/x")


def test_an_event_can_be_rehearsed_without_happening(alicloud_emulator: Emulator) -> None:
    name = "Instance:SystemFailure.Redeploy:Scheduled"
    client = put_rule(alicloud_emulator, name_list=[name], level_list=["CRITICAL"], event_type_list=["Exception"])

    client.send_dry_run_system_event(
        models.SendDryRunSystemEventRequest(
            product="ecs", event_name=name, event_content='{"content": {"instanceId": "i-1"}}'
        )
    )

    [message] = bodies(alicloud_emulator)
    assert (message["name"], message["product"], message["content"]) == (name, "ECS", {"instanceId": "i-1"})


def test_events_that_happened_can_be_looked_up(alicloud_emulator: Emulator) -> None:
    instance_id = run_instance(alicloud_emulator)
    client = Client(config(alicloud_emulator))

    shown = client.describe_system_event_attribute(
        models.DescribeSystemEventAttributeRequest(product="ECS", name="Instance:StateChange")
    )

    events = shown.body.system_events.system_event
    assert [json.loads(event.content)["state"] for event in events] == list(reversed(STATES))
    assert {event.instance_name for event in events} == {instance_id}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"level_list": ["LOUD"]},
            (
                'The specified value of parameter "EventPattern.LevelList" is not valid: got LOUD, '
                "expected one of INFO, WARN, CRITICAL, *."
            ),
        ),
        (
            {"sqlfilter": "level > 3"},
            (
                'The specified value of parameter "EventPattern.SQLFilter" is not valid: got level > 3, '
                "expected a query of Log Service: unexpected `>`."
            ),
        ),
        (
            {"product": ""},
            (
                'The input parameter "EventPattern.1.Product" that is mandatory for processing this request is not '
                "supplied."
            ),
        ),
    ],
)
def test_a_pattern_that_means_nothing_is_refused(
    alicloud_emulator: Emulator, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ClientException) as caught:
        put_rule(alicloud_emulator, **changes)

    assert caught.value.message.partition(" request id:")[0] == f"code: 400, {message}"
    assert alicloud_emulator.state["empty"]
