"""docs/comparison.md links a test for each feature; here: that each of these tests exists."""

import ast
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "comparison.md").read_text(encoding="utf-8")
COMPARED = "| | here | alicloud provider | AWS, Terraform | AWS, CloudFormation | Tencent | Google | Azure |"


def features() -> list[list[str]]:
    """Return the rows of the tables that compare features, as cells."""
    tables = [table.split("\n\n")[0] for table in PAGE.split(f"{COMPARED}\n")[1:]]
    rows = [row for table in tables for row in table.splitlines()[1:]]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows]


@pytest.mark.parametrize("row", features(), ids=lambda row: row[0])
def test_feature_is_shown_by_a_test(row: list[str]) -> None:
    assert len(row) == COMPARED.count("|") - 1
    [(path, name)] = re.findall(r'^\[.+\]\((\.\./tests/\S+\.py) "(test_\w+)"\)$', row[1])
    module = ast.parse((DOCS / path).read_text(encoding="utf-8"))

    assert name in {each.name for each in module.body if isinstance(each, ast.FunctionDef)}


def test_every_table_of_the_page_but_the_first_and_the_last_compares_features() -> None:
    tables = re.findall(r"^(\|.*\|)\n\| --- ", PAGE, re.MULTILINE)

    assert set(tables[1:-1]) == {COMPARED}


def test_no_feature_is_named_twice() -> None:
    names = [row[0] for row in features()]

    assert len(names) == len(set(names)) > 0
