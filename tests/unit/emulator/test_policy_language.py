"""RAM policies: what documents say of a question, row by row, and what always holds."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alicloud_emulator.state.ram.policy_language import Decision, Policy, PolicyError, Question, judge, parse_policy

ACTION = "ecs:DeleteInstance"
RESOURCE = "acs:ecs:cn-hangzhou:1234:instance/i-1"
CONTEXT = {
    "acs:sourceip": ["10.0.0.7"],
    "acs:mfapresent": ["false"],
    "acs:resourcetag/team": ["web"],
    "acs:currenttime": ["2026-01-05T08:00:00Z"],
    "ess:count": ["5"],
}
ALLOWED, DENIED, NOT_ALLOWED = Decision.ALLOWED, Decision.DENIED, Decision.NOT_ALLOWED


def policy(*statements: dict[str, Any]) -> Policy:
    return parse_policy(json.dumps({"Version": "1", "Statement": list(statements)}))


def statement(effect: str = "Allow", **changes: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": ACTION, "Resource": "*"} | changes


def asked(*policies: Policy) -> Decision:
    return judge(policies, Question(action=ACTION, resource=RESOURCE, context=CONTEXT))


@pytest.mark.parametrize(
    ("action", "decision"),
    [
        ("ecs:DeleteInstance", ALLOWED),
        ("ECS:deleteinstance", ALLOWED),
        ("ecs:Delete*", ALLOWED),
        ("ecs:DeleteInstanc?", ALLOWED),
        ("ecs:*", ALLOWED),
        ("*", ALLOWED),
        (["ecs:Run*", "ecs:DeleteInstance"], ALLOWED),
        ("ecs:DeleteInstances", NOT_ALLOWED),
        ("ecs:DeleteInstance?", NOT_ALLOWED),
        ("ecs:[D]eleteInstance", NOT_ALLOWED),
        ("ess:*", NOT_ALLOWED),
    ],
)
def test_action(action: Any, decision: Decision) -> None:
    assert asked(policy(statement(Action=action))) is decision


@pytest.mark.parametrize(
    ("resource", "decision"),
    [
        (RESOURCE, ALLOWED),
        ("acs:ecs:*:*:instance/*", ALLOWED),
        ("acs:ecs:*:1234:instance/i-?", ALLOWED),
        (["acs:ecs:*:*:disk/*", "*"], ALLOWED),
        ("acs:ecs:*:*:instance/i-2", NOT_ALLOWED),
        ("acs:ecs:*:*:instance/I-1", NOT_ALLOWED),
        ("acs:ecs:cn-beijing:*:instance/*", NOT_ALLOWED),
    ],
)
def test_resource(resource: Any, decision: Decision) -> None:
    assert asked(policy(statement(Resource=resource))) is decision


@pytest.mark.parametrize(
    ("condition", "is_met"),
    [
        ({"StringEquals": {"acs:ResourceTag/team": "web"}}, True),
        ({"StringEquals": {"acs:resourcetag/TEAM": ["db", "web"]}}, True),
        ({"StringEquals": {"acs:ResourceTag/team": "WEB"}}, False),
        ({"StringEqualsIgnoreCase": {"acs:ResourceTag/team": "WEB"}}, True),
        ({"StringNotEquals": {"acs:ResourceTag/team": "db"}}, True),
        ({"StringNotEquals": {"acs:ResourceTag/team": ["db", "web"]}}, False),
        ({"StringLike": {"acs:ResourceTag/team": "w*"}}, True),
        ({"StringNotLike": {"acs:ResourceTag/team": "w*"}}, False),
        ({"StringEquals": {"acs:ResourceTag/owner": "web"}}, False),
        ({"StringNotEquals": {"acs:ResourceTag/owner": "web"}}, False),
        ({"Bool": {"acs:MFAPresent": "true"}}, False),
        ({"Bool": {"acs:MFAPresent": False}}, True),
        ({"IpAddress": {"acs:SourceIp": "10.0.0.0/24"}}, True),
        ({"IpAddress": {"acs:SourceIp": ["192.168.0.0/16", "10.0.0.7"]}}, True),
        ({"IpAddress": {"acs:SourceIp": "10.0.1.0/24"}}, False),
        ({"NotIpAddress": {"acs:SourceIp": "10.0.1.0/24"}}, True),
        ({"DateLessThan": {"acs:CurrentTime": "2026-01-05T16:00:01+08:00"}}, True),
        ({"DateGreaterThanEquals": {"acs:CurrentTime": "2026-01-05T08:00:01Z"}}, False),
        ({"NumericLessThanEquals": {"ess:count": "5"}}, True),
        ({"NumericGreaterThan": {"ess:count": 5}}, False),
        ({"StringLike": {"acs:ResourceTag/team": "w*"}, "Bool": {"acs:MFAPresent": "true"}}, False),
        ({"StringEquals": {"acs:ResourceTag/team": "web", "acs:MFAPresent": "true"}}, False),
    ],
)
def test_condition(condition: dict[str, Any], *, is_met: bool) -> None:
    assert asked(policy(statement(Condition=condition))) is (ALLOWED if is_met else NOT_ALLOWED)


@pytest.mark.parametrize(
    ("statements", "decision"),
    [
        ([statement("Deny")], DENIED),
        ([statement(), statement("Deny")], DENIED),
        ([statement("Deny"), statement()], DENIED),
        ([statement("Deny", Action="ecs:Stop*"), statement()], ALLOWED),
        ([statement("Deny", Condition={"Bool": {"acs:MFAPresent": "true"}}), statement()], ALLOWED),
        ([{"Effect": "Allow", "NotAction": "ram:*", "Resource": "*"}], ALLOWED),
        ([{"Effect": "Allow", "NotAction": "ecs:*", "Resource": "*"}], NOT_ALLOWED),
        ([statement(), {"Effect": "Deny", "Action": "*", "NotResource": "acs:ecs:*:*:disk/*"}], DENIED),
    ],
)
def test_statements_together(statements: list[dict[str, Any]], decision: Decision) -> None:
    assert asked(policy(*statements)) is decision


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"Version": "2"}, 'Version: expected "1"'),
        ({"Version": "1", "Statement": []}, "Statement: expected a list of statements"),
        (
            {"Version": "1", "Statement": [statement("allow")]},
            "Statement[0].Effect: got 'allow', expected Allow or Deny",
        ),
        (
            {"Version": "1", "Statement": [statement(NotAction="ecs:*")]},
            "Statement[0]: expected one of Action and NotAction",
        ),
        (
            {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*"}]},
            "Statement[0]: expected one of Resource and NotResource",
        ),
        (
            {"Version": "1", "Statement": [statement(Action=[])]},
            "Statement[0].Action: expected text or a list of texts",
        ),
    ],
)
def test_what_is_no_policy_is_named(document: dict[str, Any], message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy(json.dumps(document))

    assert str(caught.value) == message


ACTIONS = st.sampled_from(["ecs:DeleteInstance", "ecs:Delete*", "ecs:*", "*", "ess:*", "ecs:Stop*"])
RESOURCES = st.sampled_from([RESOURCE, "*", "acs:ecs:*:*:instance/*", "acs:ecs:*:*:disk/*"])
CONDITIONS = st.sampled_from([{}, {"Bool": {"acs:MFAPresent": "true"}}, {"StringLike": {"acs:ResourceTag/team": "w*"}}])
STATEMENTS = st.builds(
    lambda effect, action, resource, condition: statement(
        effect, Action=action, Resource=resource, Condition=condition
    ),
    st.sampled_from(["Allow", "Deny"]),
    ACTIONS,
    RESOURCES,
    CONDITIONS,
)


@given(st.lists(STATEMENTS, min_size=1, max_size=6), st.data())
def test_neither_order_nor_document_of_a_statement_matters(
    statements: list[dict[str, Any]], data: st.DataObject
) -> None:
    together = asked(policy(*statements))
    apart = [policy(item) for item in data.draw(st.permutations(statements))]

    assert asked(*apart) is together


@given(st.lists(STATEMENTS, min_size=1, max_size=6), STATEMENTS)
def test_one_more_statement_only_moves_the_decision_its_own_way(
    statements: list[dict[str, Any]], added: dict[str, Any]
) -> None:
    before, after, alone = asked(policy(*statements)), asked(policy(*statements, added)), asked(policy(added))

    if DENIED in (before, alone):
        assert after is DENIED
    elif ALLOWED in (before, alone):
        assert after is ALLOWED
    else:
        assert after is NOT_ALLOWED
