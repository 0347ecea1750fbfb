"""
Writes the table of rules into the pack's README, from the rules themselves.

Run by `scripts/policy-table`; a test fails while the table is stale.
"""

from pathlib import Path

from ess_policies import POLICIES

__all__ = ["README", "with_rule_table"]

README = Path(__file__).resolve().parents[1] / "README.md"
_START = "<!-- rules: written by scripts/policy-table -->"
_END = "<!-- end of rules -->"


def with_rule_table(readme: str) -> str:
    """Answer the text with the table between its marks as the rules have it now; ValueError without the marks."""
    before, start, rest = readme.partition(_START)
    _, end, after = rest.partition(_END)
    if not start or not end:
        raise ValueError(f"the README has no `{_START}` followed by `{_END}`")
    return f"{before}{_START}\n{_rule_table()}\n{_END}{after}"


def _rule_table() -> str:
    rows = [
        f"| [`{rule.name}`](../docs/policies/{rule.name}.md) | {rule.description} | {rule.severity.value} | "
        f"{rule.enforcement_level.value} |"
        for rule in POLICIES
    ]
    return "\n".join(["| rule | what holds | severity | level |", "| --- | --- | --- | --- |", *rows])


if __name__ == "__main__":
    README.write_text(with_rule_table(README.read_text(encoding="utf-8")), encoding="utf-8")
