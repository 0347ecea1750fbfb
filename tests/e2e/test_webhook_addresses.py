"""Web addresses hold secrets: they reach the service, and are in clear text neither in the state nor in any output."""

import json

import pytest
from alibabacloud_cms20190101 import models
from alibabacloud_cms20190101.client import Client

from alicloud_emulator import Emulator
from contract.official import config
from e2e.cloud import entities
from e2e.conftest import HERE, MakeStack

pytestmark = pytest.mark.timeout(180)

EVENTS_TOKEN = "events-token-4711"
ALERT_TOKEN = "alert-token-0815"


def add_target(emulator: Emulator, rule_name: str) -> None:
    """Add a web address to a rule by hand, as in the console."""
    webhook = models.PutEventRuleTargetsRequestWebhookParameters(
        id="2", protocol="https", method="POST", url=f"https://other.test/{EVENTS_TOKEN}"
    )
    Client(config(emulator)).put_event_rule_targets(
        models.PutEventRuleTargetsRequest(rule_name=rule_name, webhook_parameters=[webhook])
    )


def test_addresses_are_encrypted_in_the_state_and_shown_nowhere(make_stack: MakeStack, emulator: Emulator) -> None:
    alert_url = f"https://hooks.test/{ALERT_TOKEN}"
    stack = make_stack(HERE / "webhook_addresses", {"webhook-addresses:alertUrl": alert_url})
    stack.set_config("webhook-addresses:eventsUrl", f"https://hooks.test/{EVENTS_TOKEN}", secret=True)

    runs = [stack.up("--diff"), stack.preview("--diff", "--expect-no-changes")]
    states = [json.dumps(stack.state())]
    [rule_name] = stack.outputs()["rule_names"]
    add_target(emulator, rule_name)
    runs.append(stack.run("refresh", "--yes", "--skip-preview", "--diff"))
    states.append(json.dumps(stack.state()))

    assert [run.exit_code for run in runs] == [0, 0, 0], runs
    assert "https://other.test/" in stack.run("stack", "export", "--show-secrets").output
    for token in (EVENTS_TOKEN, ALERT_TOKEN):
        assert [text for text in (*states, *(run.output for run in runs)) if token in text] == []
    assert EVENTS_TOKEN in json.dumps(entities(emulator, "event_rules"), default=str)
    assert ALERT_TOKEN in json.dumps(entities(emulator, "event_bus_rules"), default=str)
