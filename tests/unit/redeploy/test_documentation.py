"""docs/instance-redeploy.md against the code: inputs, outputs, which events are answered, permissions."""

import json
import re
from dataclasses import asdict
from pathlib import Path

from alicloud_ess_refresh.cloud import sdk_ecs, sdk_membership
from alicloud_ess_refresh.redeploy.answerable import ANSWERABLE, NEEDS_LOCAL_DISKS
from alicloud_ess_refresh.redeploy.inputs import INPUTS
from alicloud_ess_refresh.redeploy.mark import TAG_KEY
from alicloud_ess_refresh.redeploy.model import RedeployInputs
from alicloud_ess_refresh.redeploy.outputs import OUTPUTS

PAGE = (Path(__file__).parents[3] / "docs" / "instance-redeploy.md").read_text()
NOT_OF_A_REDEPLOYMENT = {"ecs:ModifyInstanceAttribute"}
"""ReleaseProtection's: both resources share a client."""


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(title: str) -> dict[str, list[str]]:
    """Answer the other cells of each row of a section's tables, by the names in its first cell."""
    lines = re.findall(r"^\| (`.*?) \| (.*) \|$", section(title), re.MULTILINE)
    return {name.strip("`"): rest.split(" | ") for names, rest in lines for name in names.split(", ")}


def test_page_lists_every_input_in_order_with_its_default() -> None:
    found = {name: cells for name, cells in rows("Inputs").items() if name in INPUTS}
    assert list(found) == list(INPUTS)
    numbers = ("max_concurrent", "wait_timeout_seconds", "poll_interval_seconds")
    defaults = asdict(RedeployInputs(instance_id="i-1", event_id="e-1"))
    assert {name: int(found[name][1]) for name in numbers} == {name: defaults[name] for name in numbers}


def test_page_lists_every_output() -> None:
    assert sorted(rows("Outputs")) == sorted(OUTPUTS)


def test_page_lists_every_event_that_is_answered() -> None:
    found = {name: cells[0] for name, cells in rows("What is refused").items()}
    listed = {name: ", ".join(f"`{status}`" for status in statuses) for name, statuses in ANSWERABLE.items()}
    assert found == listed | {name: f"{listed[name]}, of an instance with local disks" for name in NEEDS_LOCAL_DISKS}


def test_page_names_the_tag() -> None:
    assert f"`{TAG_KEY}`" in section("What happens")


def test_policy_allows_what_is_called_and_no_more() -> None:
    [policy] = re.findall(r"```json\n(.*?)```", section("Permissions"), re.DOTALL)
    allowed = {action for statement in json.loads(policy)["Statement"] for action in statement["Action"]}
    called = {f"ecs:{name}" for name in actions(sdk_ecs.__file__)}
    called |= {f"ess:{name}" for name in actions(sdk_membership.__file__)}
    assert allowed == called - NOT_OF_A_REDEPLOYMENT


def actions(path: str) -> set[str]:
    return set(re.findall(r'_call\("(\w+)"', Path(path).read_text()))
