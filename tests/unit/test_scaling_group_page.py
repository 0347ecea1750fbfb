"""docs/refreshable-scaling-group.md against the code: arguments, defaults, outputs; the same of MetadataOptions."""

import inspect
import re
from pathlib import Path

import pulumi
import pytest

from alicloud_ess_refresh.argument_table import with_table
from alicloud_ess_refresh.component_options import WITHOUT_EFFECT
from alicloud_ess_refresh.metadata.provider import INPUTS
from alicloud_ess_refresh.scaling_group import (
    CONFIGURATION_DEFAULTS,
    DEFAULT_HTTP_TOKENS,
    GROUP_DEFAULTS,
    RefreshableScalingGroup,
    RefreshableScalingGroupArgs,
)

PAGE = (Path(__file__).parents[2] / "docs" / "refreshable-scaling-group.md").read_text(encoding="utf-8")


def rows(title: str) -> dict[str, list[str]]:
    """Answer the rows of a section's table by their names, in order: the other cells."""
    section = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
    cells = [
        [cell.strip() for cell in line[1:-1].split("|")] for line in re.findall(r"^\| `.*$", section, re.MULTILINE)
    ]
    return {name.strip("`"): rest for first, *rest in cells for name in first.split(", ")}


OPTION_ROWS = [
    (set(re.findall(r"`(\w+)`", names)), cell)
    for names, cell in re.findall(
        r"^\| (`.*?) \| (.*) \|$", PAGE.split("\n## Resource options\n")[1].split("\n## ")[0], re.MULTILINE
    )
]


def test_page_lists_every_argument_in_order() -> None:
    assert list(rows("Arguments")) == list(RefreshableScalingGroupArgs.__annotations__)


def test_page_names_what_is_required() -> None:
    required = {name for name, (_, default) in rows("Arguments").items() if default == "required"}

    assert required == RefreshableScalingGroupArgs.__required_keys__


def test_page_names_the_defaults() -> None:
    arguments = rows("Arguments")
    defaults = {**GROUP_DEFAULTS, **CONFIGURATION_DEFAULTS, "http_tokens": DEFAULT_HTTP_TOKENS}

    told = {name: arguments[name][-1].split(":")[0].strip("`") for name in defaults}

    assert told == {name: str(default) for name, default in defaults.items()}


def test_page_lists_every_output_in_order() -> None:
    assert list(rows("Outputs")) == list(RefreshableScalingGroup.__annotations__)


def test_page_lists_every_input_of_metadata_options() -> None:
    assert list(rows("MetadataOptions")) == list(INPUTS)


def test_table_of_changes_is_what_the_code_says() -> None:
    assert with_table(PAGE) == PAGE, "run scripts/argument-table"


def test_page_without_marks_is_an_error() -> None:
    with pytest.raises(ValueError, match="written by scripts/argument-table"):
        with_table("# A page")


def test_page_says_what_each_resource_option_does() -> None:
    newer_than_the_floor = {"state_migrations"}
    options = {name for name in inspect.signature(pulumi.ResourceOptions).parameters if name != "self"}

    refused = next(names for names, cell in OPTION_ROWS if cell.startswith("refused"))

    assert {name for names, _ in OPTION_ROWS for name in names} == options | newer_than_the_floor
    assert refused == set(WITHOUT_EFFECT)
