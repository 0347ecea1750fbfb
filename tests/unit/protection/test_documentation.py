"""docs/release-protection.md against the code: inputs and outputs."""

import re
from pathlib import Path

from alicloud_ess_refresh.protection.provider import INPUTS, OUTPUTS
from alicloud_ess_refresh.protection.resource import ReleaseProtectionArgs

PAGE = (Path(__file__).parents[3] / "docs" / "release-protection.md").read_text()


def first_cells(title: str) -> list[str]:
    section = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)


def test_page_lists_every_input_and_output_in_order() -> None:
    assert first_cells("Inputs") == list(INPUTS)
    assert first_cells("Outputs") == list(OUTPUTS)


def test_type_has_every_input() -> None:
    assert set(ReleaseProtectionArgs.__annotations__) == set(INPUTS)
