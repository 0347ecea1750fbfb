"""What a message leads to."""

import json

import pytest

from alicloud_ess_refresh.events.catalogue import CATALOGUE, OPEN, Action
from alicloud_ess_refresh.events.decide import Decision, decide
from alicloud_ess_refresh.events.memory import Memory, decision_entry
from alicloud_ess_refresh.events.message import read_message
from alicloud_ess_refresh.events.policy import InvalidPolicyError, Policy, read_policy
from alicloud_ess_refresh.redeploy.answerable import ANSWERABLE
from unit.events.conftest import NOW
from unit.events.messages import message, system_event


def decided(text: str, *earlier: str, policy: Policy | None = None) -> tuple[str, str]:
    """Decide on a message after earlier ones."""
    policy, past = policy or Policy(), Memory()
    for each in earlier:
        past.write(decision_entry(decide(read_message(each), policy, past, NOW), NOW))
    decision = decide(read_message(text), policy, past, NOW, region="cn-hangzhou")
    return str(decision.action), decision.reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (system_event(), ("redeploy", "as the policy says")),
        (system_event(status="Inquiring", notBefore=None), ("redeploy", "as the policy says")),
        (system_event("SystemMaintenance.Stop"), ("replace", "as the policy says")),
        (system_event("SystemFailure.Stop", "Executing"), ("replace", "as the policy says")),
        (system_event("SystemFailure.Reboot", "Executing"), ("tell", "as the policy says")),
        (system_event(status="Executing"), ("tell", "the service is carrying the event out")),
        (system_event(status="Executed"), ("ignore", "the event is over (`Executed`)")),
        (system_event("InstanceFailure.Alert", "Executed"), ("tell", "as the policy says")),
        (system_event(status="Failed"), ("tell", "the service could not carry the event out")),
        (system_event(status="Postponed"), ("tell", "its status `Postponed` is not known")),
        (
            system_event(status="Avoided", named="Scheduled"),
            (
                "ignore",
                "the event is over (`Avoided`); its name says `Scheduled`, its content `Avoided`, which counts",
            ),
        ),
        (
            system_event(notBefore="2026-01-31T12:09:59Z"),
            ("tell", "the service begins at 2026-01-31T12:09:59Z, too soon to move the instance first"),
        ),
        (system_event(notBefore="2026-01-31T12:10:00Z"), ("redeploy", "as the policy says")),
        # It waits for consent, without a limit.
        (system_event(status="Inquiring", notBefore="2026-01-31T11:00:00Z"), ("redeploy", "as the policy says")),
        (message("Instance:StateChange", {"resourceId": "i-1"}), ("ignore", "as the policy says")),
        (message("Instance:Unheard", {"instanceId": "i-1"}), ("tell", "as the policy says")),
        (message("Instance:StateChange", {}, product="RDS"), ("ignore", "it is about RDS, not ECS")),
        (
            message("Instance:SystemMaintenance.Reboot:Scheduled", {"eventId": "e-1"}, resourceId="disk"),
            ("tell", "it names no instance"),
        ),
        # No name says its status, so its content contradicts nothing.
        (
            message("Instance:Unheard", {"eventId": "e-1", "eventStatus": "Failed"}),
            ("tell", "the service could not carry the event out"),
        ),
    ],
)
def test_message_leads_to(text: str, expected: tuple[str, str]) -> None:
    assert decided(text) == expected


def test_an_instance_elsewhere_is_told_not_looked_for_here() -> None:
    elsewhere = json.dumps({**json.loads(system_event()), "regionId": "cn-beijing"})
    assert decided(elsewhere) == (
        "tell",
        "it is in region cn-beijing, this answers for cn-hangzhou: run one for that region",
    )


def test_an_instance_of_no_region_is_taken_to_be_here() -> None:
    anywhere = {key: value for key, value in json.loads(system_event()).items() if key != "regionId"}
    assert decided(json.dumps(anywhere)) == ("redeploy", "as the policy says")


def test_the_same_again_leads_to_nothing() -> None:
    assert decided(system_event(), system_event()) == ("ignore", "decided on before")
    again = message("Instance:PreemptibleInstanceInterruption", {"instanceId": "i-1"})
    assert decided(again, again) == ("ignore", "decided on before")


def test_decision_that_repeats_an_earlier_one_says_so() -> None:
    past, again = Memory(), read_message(system_event())
    past.write(decision_entry(decide(again, Policy(), past, NOW), NOW))
    assert decide(again, Policy(), past, NOW) == Decision(
        key="e-1:Scheduled", action=Action.IGNORE, reason="decided on before", message=again, is_repeated=True
    )


def test_messages_without_an_event_are_told_apart_by_themselves() -> None:
    first = message("Instance:Unheard", {"instanceId": "i-1"}, id="m-1")
    second = message("Instance:Unheard", {"instanceId": "i-1"}, id="m-2")
    assert decided(second, first) == ("tell", "as the policy says")


def test_ignored_event_that_failed_is_not_told() -> None:
    policy = read_policy("actions: {'Instance:SystemMaintenance.Reboot': ignore}", where="p.yaml")
    assert decided(system_event(status="Failed"), policy=policy) == ("ignore", "as the policy says")


def test_an_event_is_answered_once_whatever_its_status() -> None:
    assert decided(system_event(status="Scheduled"), system_event(status="Inquiring")) == (
        "ignore",
        "the event was answered before",
    )


def test_what_comes_after_the_end_comes_late() -> None:
    assert decided(system_event(), system_event(status="Canceled")) == (
        "ignore",
        "it comes late: the event is over, this says `Scheduled`",
    )


def test_policy_goes_before_the_catalogue() -> None:
    policy = read_policy("actions: {'Instance:SystemMaintenance.Reboot': tell}", where="p.yaml")
    assert decided(system_event(), policy=policy) == ("tell", "as the policy says")


def test_catalogue_redeploys_only_what_redeployment_answers() -> None:
    redeployed = {name for name, row in CATALOGUE.items() if row.action is Action.REDEPLOY}
    assert redeployed <= {f"Instance:{event_type}" for event_type in ANSWERABLE}
    assert all(set(CATALOGUE[name].statuses) & set(OPEN) for name in redeployed)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[",
            (
                "p.yaml: while parsing a flow node expected the node content, but found '<stream end>', at line 1, "
                "column 2: [ ^"
            ),
        ),
        ("[" * 1000, "p.yaml: nested too deeply: expected at most 16 levels"),
        (
            "actions: {'Disk:Stalled': tell, 'Disk:Stalled': ignore}",
            (
                "p.yaml: `Disk:Stalled` is there twice, at line 1, column 10: actions: {'Disk:Stalled': tell, "
                "'Disk:Sta ... ^"
            ),
        ),
        ("1", "p.yaml: expected `actions`, `max_concurrent` and `accept_local_disk_loss`"),
        ("action: {}", "p.yaml: `action` is not known: did you mean `actions`?"),
        (
            "actions: {'Instance:SystemMaintenance.Rebot': tell, 'Instance:StateChange': shout}",
            (
                "p.yaml: actions: `Instance:SystemMaintenance.Rebot` is not known: did you mean "
                "`Instance:SystemMaintenance.Reboot`?; actions: `Instance:StateChange` is `shout`, expected one of "
                "redeploy, replace, tell, ignore"
            ),
        ),
        (
            "actions: {'Instance:PreemptibleInstanceInterruption': replace}",
            (
                "p.yaml: actions: `Instance:PreemptibleInstanceInterruption` is `replace`, but it is no system event "
                "of an instance: expected `tell` or `ignore`"
            ),
        ),
        ("max_concurrent: 0", "p.yaml: `max_concurrent`: got `0`, expected a whole number from 1 to 1000 (instances)"),
        (
            "accept_local_disk_loss: true",
            "p.yaml: `accept_local_disk_loss`: expected `{reason: …}` that says why the data may go",
        ),
    ],
)
def test_wrong_policy_is_refused(text: str, message: str) -> None:
    with pytest.raises(InvalidPolicyError) as caught:
        read_policy(text, where="p.yaml")
    assert str(caught.value) == message


def test_policy_is_read() -> None:
    text = "max_concurrent: 2\naccept_local_disk_loss: {reason: caches only}\n"
    assert read_policy(text, where="p.yaml") == Policy(changed={}, max_concurrent=2, local_disk_reason="caches only")
    assert read_policy("", where="p.yaml") == Policy()
