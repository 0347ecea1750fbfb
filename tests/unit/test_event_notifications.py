"""InstanceEventNotifications under Pulumi's mocks: which rules it declares, and where they send events."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import pulumi
import pytest
from pulumi.runtime.rpc import is_rpc_secret, unwrap_rpc_secret

from alicloud_ess_refresh import InstanceEventNotifications, InstanceEventNotificationsArgs
from alicloud_ess_refresh.cloud.sdk_queue import open_client
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.event_notifications import MOST_NAMES
from alicloud_ess_refresh.events.catalogue import CATALOGUE, CLOSED, OPEN
from unit.mocks import Recorder, ignores_open_loops, only, run

pytestmark = ignores_open_loops

RULE = "alicloud:cms/eventRule:EventRule"
NO_TLS = (
    "ops, webhook.url: got an address that does not begin with `https://` (not shown, for it may hold a secret), "
    "expected one that does"
)


def declare(args: Mapping[str, Any]) -> str | None:
    """Declare notifications named ops, wait until everything in it is registered, and return the queue's address."""
    seen: list[str | None] = []

    def program() -> pulumi.Output[Any]:
        told = InstanceEventNotifications(
            "ops", cast("InstanceEventNotificationsArgs", {"region": "cn-hangzhou", **args})
        )
        return pulumi.Output.all(told.urn, told.rule_names, told.queue_name, told.queue_url.apply(seen.append))

    run(program)
    return seen[0]


def names(recorder: Recorder) -> dict[str, list[str]]:
    """Answer the names that each rule selects."""
    return {rule.inputs["ruleName"]: rule.inputs["eventPattern"]["nameLists"] for rule in recorder.registered[RULE]}


def test_default_is_a_queue_with_what_needs_a_hand(recorder: Recorder) -> None:
    declare({})

    assert only(recorder, "alicloud:message/serviceQueue:ServiceQueue").inputs == {
        "queueName": "ops-events-5eed5eed",
        "messageRetentionPeriod": 604_800,
    }
    told = names(recorder)
    assert set(told) == {f"ops-{each}-5eed5eed" for each in ("maintenance", "exception", "statusnotification", "other")}
    assert told["ops-statusnotification-5eed5eed"] == [
        "Instance:PreemptibleInstanceInterruption",
        "Disk:OverduePaymentRelease",
    ]
    assert "Instance:SystemMaintenance.Reboot:Scheduled" in told["ops-maintenance-5eed5eed"]
    # CloudMonitor has what happens to disks among its exceptions.
    assert {"Disk:Stalled:Executing", "Disk:ErrorDetected:Executing"} <= set(told["ops-exception-5eed5eed"])
    ended = [name for each in told.values() for name in each if name.endswith((":Executed", ":Avoided", ":Canceled"))]
    assert ended == ["Instance:InstanceFailure.Alert:Executed"]  # it has no other status


@pytest.mark.usefixtures("recorder")
def test_the_queues_address_is_what_the_command_reads() -> None:
    url = declare({"queue_name": "ops-events"})
    assert url is not None
    assert url == "https://1234567890123456.mns.cn-hangzhou.aliyuncs.com/queues/ops-events"
    keys = {"alicloud:region": "cn-hangzhou", "alicloud:accessKey": "k", "alicloud:secretKey": "s"}
    open_client(url, Settings(config=keys, environment={}))
    assert declare({"webhook": {"url": "https://example.com"}}) is None


def test_a_rule_takes_each_level_and_keeps_nothing_back(recorder: Recorder) -> None:
    declare({"event_names": ["Instance:StateChange"], "group_id": "7"})

    assert only(recorder, RULE).inputs == {
        "ruleName": "ops-statusnotification-5eed5eed",
        "description": "System events of ECS instances",
        "eventPattern": {
            "product": "ecs",
            "eventTypeLists": ["StatusNotification"],
            "levelLists": ["*"],
            "nameLists": ["Instance:StateChange"],
        },
        "silenceTime": 0,
        "status": "ENABLED",
        "groupId": "7",
        "mnsParameters": [{"mnsParametersId": "1", "region": "cn-hangzhou", "queue": "ops-events-5eed5eed"}],
    }


def test_every_target_at_once_makes_no_queue_of_its_own(recorder: Recorder) -> None:
    declare(
        {
            "event_names": ["Instance:StateChange"],
            "queue_name": "shared",
            "log_store": {"project": "p", "log_store": "l"},
            "function": {"service_name": "s", "function_name": "f"},
            "webhook": {"url": "https://example.com/events"},
            "contacts": {"group_name": "ops"},
        }
    )

    rule = only(recorder, RULE).inputs
    assert {key: unwrap_rpc_secret(value) for key, value in rule.items() if key.endswith("Parameters")} == {
        "mnsParameters": [{"mnsParametersId": "1", "region": "cn-hangzhou", "queue": "shared"}],
        "slsParameters": [{"slsParametersId": "1", "region": "cn-hangzhou", "project": "p", "logStore": "l"}],
        "fcParameters": [{"fcParametersId": "1", "region": "cn-hangzhou", "serviceName": "s", "functionName": "f"}],
        "webhookParameters": [
            {"webhookParametersId": "1", "protocol": "https", "method": "POST", "url": "https://example.com/events"}
        ],
        "contactParameters": [{"contactParametersId": "1", "contactGroupName": "ops", "level": "3"}],
    }
    assert "alicloud:message/serviceQueue:ServiceQueue" not in recorder.registered


@pytest.mark.parametrize("wrap", [str, pulumi.Output.from_input, pulumi.Output.secret])
def test_a_web_address_is_a_secret_however_it_is_given(recorder: Recorder, wrap: Callable[[str], Any]) -> None:
    address = "https://example.com/hook/token"
    declare({"event_names": ["Instance:StateChange"], "webhook": {"url": wrap(address)}})

    rule = only(recorder, RULE).inputs
    assert [key for key, value in rule.items() if is_rpc_secret(value)] == ["webhookParameters"]
    assert unwrap_rpc_secret(rule["webhookParameters"])[0]["url"] == address


def test_a_web_address_that_is_known_late_is_refused_then(recorder: Recorder) -> None:
    with pytest.raises(ValueError, match="ops") as failure:
        declare({"webhook": {"url": pulumi.Output.secret("http://example.com/hook/token")}})
    assert str(failure.value).endswith(NO_TLS)
    assert "token" not in str(failure.value)
    assert RULE not in recorder.registered


def test_no_rule_has_more_names_than_the_service_takes(recorder: Recorder) -> None:
    declare({"event_names": list(CATALOGUE), "statuses": [*OPEN, *CLOSED]})

    told = names(recorder)
    assert max(len(each) for each in told.values()) <= MOST_NAMES
    every = [name for row in CATALOGUE.values() for name in row.names((*OPEN, *CLOSED))]
    assert sorted(name for each in told.values() for name in each) == sorted(every)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"queue": "q"}, "ops: `queue` is not a known argument: did you mean `queue_name`?"),
        ({"log_store": {"project": "p"}}, "ops, log_store: `log_store` not set, but required"),
        (
            {"webhook": {"url": "http://example.com/?key=hidden"}},
            NO_TLS,
        ),
        (
            {"statuses": ["Done"]},
            (
                "ops, statuses: got `Done`: expected one of Inquiring, Scheduled, Executing, Executed, Avoided, "
                "Canceled, Failed"
            ),
        ),
        (
            {"event_names": ["Instance:SystemMaintenance.Rebot"]},
            (
                "ops, event_names: got `Instance:SystemMaintenance.Rebot`: did you mean "
                "`Instance:SystemMaintenance.Reboot`?"
            ),
        ),
        (
            {"event_names": "Instance:StateChange"},
            "ops, event_names: got a text, expected a list of texts",
        ),
        (
            {"event_names": ["Disk:Stalled"], "statuses": ["Scheduled"]},
            (
                "ops, event_names: `Disk:Stalled` would never be told, it has none of the `statuses`: expected one or "
                "more of Executing, Executed among them"
            ),
        ),
        ({"region": ""}, "ops: `region` not set, and neither is `alicloud:region`: set one of them"),
        ({"webhook": {"url": 5}}, NO_TLS),
        (
            {"webhook": {"url": "https://example.com", "method": "PUT"}},
            "ops, webhook.method: got `PUT`: expected one of GET, POST",
        ),
        ({"contacts": {"group_name": "g", "level": "9"}}, "ops, contacts.level: got `9`: expected one of 2, 3, 4"),
        ({"contacts": "g"}, "ops, contacts: got a text, expected a dict of group_name, level"),
        (
            {"statuses": []},
            (
                "ops, statuses: is empty, expected one or more of Inquiring, Scheduled, Executing, Executed, Avoided, "
                "Canceled, Failed"
            ),
        ),
    ],
)
def test_wrong_arguments_are_refused(recorder: Recorder, args: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="ops") as failure:
        declare(args)
    assert str(failure.value) == message
    assert RULE not in recorder.registered
