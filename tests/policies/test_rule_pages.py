"""The pages of the rules: fresh, and complete."""

from ess_policies import POLICIES
from ess_policies.rule_pages import EXAMPLES, PAGES, example, pages


def test_pages_are_those_of_the_rules() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}

    assert written == pages(), "stale: run scripts/policy-pages"


def test_every_example_belongs_to_a_rule() -> None:
    expected = {example(rule, kind) for rule in POLICIES for kind in ("fails", "passes")}

    assert {*EXAMPLES.glob("*.py")} <= expected
    assert len({*EXAMPLES.glob("*.py")}) == 2 * (len(POLICIES) - 1)
