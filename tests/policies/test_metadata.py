"""What the pack tells about its rules, and what it costs to load it."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest
from pulumi_policy import EnforcementLevel, Severity

import ess_policies
from ess_policies import POLICIES
from ess_policies.rule import Rule
from ess_policies.rule_table import README, with_rule_table

PACK = Path(ess_policies.__file__).parents[1]

every_rule = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
rules_on_the_cloud = pytest.mark.parametrize(
    "policy", [rule for rule in POLICIES if not rule.name.startswith("policy-pack-")], ids=lambda policy: policy.name
)


def test_names_are_unique_and_sorted() -> None:
    names = [policy.name for policy in POLICIES]

    assert names == sorted(set(names))


@every_rule
def test_rule_is_the_constant_of_the_module_of_its_name(policy: Rule) -> None:
    module = importlib.import_module(f"ess_policies.rules.{policy.name.replace('-', '_')}")

    assert module.POLICY is policy
    assert module.__doc__


@every_rule
def test_rule_tells_everything_that_the_engine_can_show(policy: Rule) -> None:
    assert policy.enforcement_level in (EnforcementLevel.MANDATORY, EnforcementLevel.ADVISORY)
    assert isinstance(policy.severity, Severity)
    assert policy.display_name
    assert policy.tags
    assert policy.url.startswith("https://")
    assert policy.description.endswith(".")
    assert not policy.required.endswith(".")
    assert not policy.fix.endswith(".")
    assert policy.remediation_steps == policy.fix


@rules_on_the_cloud
def test_rule_tells_everything_that_a_page_shows(policy: Rule) -> None:
    assert policy.name.split("-")[0] in {"actiontrail", "ecs", "ess", "ram"}
    assert policy.url.startswith("https://www.alibabacloud.com/help/en/")
    assert policy.cli.startswith("aliyun ")
    assert policy.why
    assert ("advisory" in policy.why.lower()) is (policy.enforcement_level is EnforcementLevel.ADVISORY)
    assert {*policy.same_as} <= {"checkov", "config", "infraguard", "prowler"}


def test_readme_has_the_table_of_the_rules() -> None:
    readme = README.read_text(encoding="utf-8")

    assert readme == with_rule_table(readme), "stale: run scripts/policy-table"


def test_rule_table_needs_its_place_in_the_readme() -> None:
    with pytest.raises(ValueError, match="README") as caught:
        with_rule_table("# Policy pack")

    assert str(caught.value) == (
        "the README has no `<!-- rules: written by scripts/policy-table -->` followed by `<!-- end of rules -->`"
    )


def test_entry_file_has_two_lines_of_code() -> None:
    lines = (PACK / "__main__.py").read_text(encoding="utf-8").split("\n")

    assert len([line for line in lines if line]) == 2


def test_loading_the_pack_imports_no_vendor_sdk_and_nothing_of_the_command_line() -> None:
    program = "import sys, ess_policies.serving.server; print(*{name.partition('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=PACK, capture_output=True, text=True, check=True)

    modules = loaded.stdout.split()
    assert "ess_policies" in modules
    unwanted = ("alibabacloud", "Tea", "darabonba", "pulumi_alicloud", "jsonschema", "click", "rich")
    assert [module for module in modules if module.startswith(unwanted)] == []
