"""docs/events.md tells what the code does."""

from pathlib import Path

from alicloud_ess_refresh.events.catalogue import CATALOGUE
from alicloud_ess_refresh.events.policy import read_policy

RESOURCES = ("| `Instance:", "| `Disk:", "| `Snapshot:", "| `Image:", "| `NetworkInterface:")
PAGE = (Path(__file__).parents[3] / "docs" / "events.md").read_text()


def test_page_has_every_event_as_it_is() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith(RESOURCES)]
    assert rows == [
        f"| `{row.name}` | {row.meaning} | {', '.join(row.levels) or 'not given'} "
        f"| {', '.join(row.statuses) or 'none'} | {'yes' if row.is_subscribed else 'no'} | {row.action} |"
        for row in CATALOGUE.values()
    ]


def test_policy_of_the_page_is_one() -> None:
    text = PAGE.split("```yaml\n")[1].split("```")[0]
    policy = read_policy(text, where="page")
    assert (policy.max_concurrent, policy.local_disk_reason) == (2, "caches only")
