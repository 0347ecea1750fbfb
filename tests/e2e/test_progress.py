"""What people see of a rollout while it goes on: the row of the refresh, and what is left when it is over."""

import json
import re
from pathlib import Path

from alicloud_emulator import Emulator
from e2e.cloud import entities
from e2e.conftest import ROOT, MakeStack


def test_row_of_the_refresh_shows_how_it_stands_and_the_summary_what_has_happened(
    make_stack: MakeStack, emulator: Emulator, tmp_path: Path
) -> None:
    config = {"rolling-release:image": "m-app-v1"}
    release = make_stack(ROOT, config, PULUMI_DEBUG_COMMANDS="true")  # which offers `--event-log`
    assert release.up().exit_code == 0
    release.set_config("image", "m-app-v2")
    log = tmp_path / "events.jsonl"

    update = release.up("--event-log", str(log))

    assert update.exit_code == 0, update.output
    [group] = entities(emulator, "scaling_groups")
    [task] = entities(emulator, "instance_refresh_tasks")
    events = [json.loads(line) for line in log.read_text().splitlines()]
    diagnostics = [event["diagnosticEvent"] for event in events if "diagnosticEvent" in event]
    said = [each for each in diagnostics if each["severity"] != "debug"]
    assert {each.get("urn", "").rpartition("::")[2] for each in said} == {"web-refresh"}
    passing = [plain(each["message"]) for each in said if each.get("ephemeral")]
    assert passing[-1] == "4 of 4 replaced, Successful"
    assert all(re.match(r"\d of 4 replaced", status) for status in passing), passing
    lasting = [plain(each["message"]) for each in said if not each.get("ephemeral")]
    desired = f"scaling configuration {group['active_scaling_configuration_id']}"
    assert [message.rpartition(" (")[0] for message in lasting] == [
        f"{group['scaling_group_id']}: instance refresh {task['instance_refresh_task_id']} to {desired} was started",
        f"{group['scaling_group_id']}: done: 4 of 4 instances replaced, the group is on {desired}",
    ]
    summary = update.output.split("Diagnostics:\n")[1].split("\n\n")[0].splitlines()
    assert summary == [
        "  pulumi-python:dynamic/ess:InstanceRefresh (web-refresh):",
        *(f"    {message}" for message in lasting),
    ]


def plain(message: str) -> str:
    """Answer a message without the engine's colours."""
    return re.sub(r"<\{%.*?%\}>", "", message).rstrip()
