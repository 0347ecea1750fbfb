"""What RAM documents grant, in every form that a document has."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from ess_policies.address_ranges import are_anybody
from ess_policies.ram_grants import grants_everything, is_granted, parse_document

FOLDER = Path(__file__).parent / "ram_documents"
DELETE = "ecs:DeleteInstance"


def documents(name: str) -> list[str]:
    read: list[Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return [json.dumps({"Version": "1", "Statement": statements}) for statements in read]


def test_no_document_with_less_is_an_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    harmless = documents("harmless.yaml")
    reported = [document for document in harmless if grants_everything(parse_document(document))]
    with capsys.disabled():
        print(f"\nRAM documents that allow less: {len(reported)} of {len(harmless)} reported")
    assert (len(harmless) >= 30, reported) == (True, [])


def test_every_administrator_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    administrators = documents("administrators.yaml")
    missed = [document for document in administrators if not grants_everything(parse_document(document))]
    with capsys.disabled():
        print(f"\nRAM documents of administrators: {len(missed)} of {len(administrators)} missed")
    assert (len(administrators) >= 30, missed) == (True, [])


ALLOW = {"Effect": "Allow", "Action": DELETE, "Resource": "*"}
DENY = ALLOW | {"Effect": "Deny"}


@pytest.mark.parametrize(
    ("statements", "granted"),
    [
        ([ALLOW], True),
        ([ALLOW | {"Resource": "acs:ecs:*:*:instance/i-1"}], True),
        ([ALLOW | {"Resource": "acs:oss:*:*:*"}], False),
        ([ALLOW | {"Condition": {"Bool": {"acs:MFAPresent": "true"}}}], True),
        ([ALLOW, DENY], False),
        ([ALLOW, DENY | {"Resource": "acs:*:*:*:*"}], False),
        ([ALLOW, DENY | {"Resource": "acs:ecs:*:*:*"}], False),
        ([ALLOW, DENY | {"Resource": "acs:ecs:*:*:instance/i-1"}], True),
        ([ALLOW, DENY | {"Action": "ecs:Delete*"}], False),
        ([ALLOW, DENY | {"Condition": {"Bool": {"acs:MFAPresent": "false"}}}], True),
        ([ALLOW, DENY | {"Condition": {"IpAddress": {"acs:SourceIp": "0.0.0.0/0"}}}], False),
        ([{"Effect": "Allow", "NotAction": "ecs:*", "Resource": "*"}], False),
        ([{"Effect": "Allow", "NotAction": "ram:*", "Resource": "*"}], True),
        ([{"Effect": "Allow", "Action": DELETE, "NotResource": "acs:oss:*"}], True),
    ],
)
def test_an_action_is_granted(statements: list[dict[str, Any]], granted: bool) -> None:
    assert is_granted(DELETE, parse_document(json.dumps({"Statement": statements}))) is granted


@pytest.mark.parametrize(
    ("cidrs", "expected"),
    [
        (["0.0.0.0/0"], True),
        ([" 0.0.0.0/00 "], True),
        (["10.1.2.3/0"], True),
        (["::/0"], True),
        (["2000::/3"], True),
        (["2000::/4"], True),
        (["::/1"], True),
        (["::ffff:0.0.0.0/96"], True),
        (["0.0.0.0/1"], True),
        (["0.0.0.0/1", "128.0.0.0/1"], True),
        (["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/3"], True),
        (["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2"], False),
        (["0.0.0.0/2"], False),
        (["2000::/5", "2800::/5", "3000::/4"], True),
        (["2000::/5", "3000::/5"], False),
        (["fc00::/7"], False),
        (["8000::/1"], False),
        (["10.0.0.0/8", "192.168.0.0/16"], False),
        (["203.0.113.7/32"], False),
        (["anywhere"], False),
        ([], False),
    ],
)
def test_ranges_that_together_are_everybody(cidrs: list[str], expected: bool) -> None:
    assert are_anybody(cidrs) is expected
