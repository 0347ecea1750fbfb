"""docs/instance-refresh.md against the code: inputs, outputs, defaults and permissions."""

import json
import re
from pathlib import Path

from alicloud_ess_refresh.cloud import sdk_client
from alicloud_ess_refresh.refresh.inputs import DEFAULT_POLL_INTERVAL_SECONDS, DEFAULT_WAIT_TIMEOUT_SECONDS, INPUTS
from alicloud_ess_refresh.refresh.outputs import OUTPUTS
from alicloud_ess_refresh.refresh.resource import InstanceRefreshArgs, RefreshSettings

PAGE = (Path(__file__).parents[3] / "docs" / "instance-refresh.md").read_text()


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_cells(title: str) -> list[str]:
    """Answer the names in the first column of a section's table."""
    return [name for cell in re.findall(r"^\| (`.*?) \|", section(title), re.MULTILINE) for name in cell.split(", ")]


def test_page_lists_every_input_in_order() -> None:
    assert first_cells("Inputs") == [f"`{name}`" for name in INPUTS]
    assert f"| {DEFAULT_WAIT_TIMEOUT_SECONDS} |" in section("Inputs")
    assert f"| {DEFAULT_POLL_INTERVAL_SECONDS} |" in section("Inputs")


def test_page_lists_every_output() -> None:
    assert sorted(first_cells("Outputs")) == sorted(f"`{name}`" for name in OUTPUTS)


def test_types_have_every_input() -> None:
    assert set(InstanceRefreshArgs.__annotations__) == set(INPUTS)
    assert set(RefreshSettings.__annotations__) < set(INPUTS)


def test_policy_allows_what_is_called_and_no_more() -> None:
    [policy] = re.findall(r"```json\n(.*?)```", section("Permissions"), re.DOTALL)
    allowed = {action for statement in json.loads(policy)["Statement"] for action in statement["Action"]}
    source = Path(sdk_client.__file__).read_text()
    called = set(re.findall(r'_(?:call|numbered_pages)\("(\w+)"', source))
    assert allowed == {f"ess:{action}" for action in called}
