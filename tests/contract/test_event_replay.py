"""A corpus of events through the handler's process: each once, none lost, however often the process is killed."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from alicloud_ess_refresh.events.audit import read_entries
from alicloud_ess_refresh.events.catalogue import CATALOGUE
from alicloud_ess_refresh.events.memory import LARGEST_CHARACTERS, Entry
from contract.event_corpus import BROKEN, LATER, corpus
from unit.events.messages import system_event

PROCESS = Path(__file__).with_name("event_process.py")
# The tables of ECS and CloudMonitor, on their own: the catalogue is tested against them, not against itself.
DOCUMENTED = {
    "Instance": (
        "SystemMaintenance.Reboot",
        "SystemMaintenance.Redeploy",
        "SystemMaintenance.Stop",
        "SystemMaintenance.RebootAndIsolateErrorDisk",
        "SystemMaintenance.RebootAndReInitErrorDisk",
        "SystemMaintenance.IsolateErrorDisk",
        "SystemMaintenance.ReInitErrorDisk",
        "SystemMaintenance.CleanInactiveDisks",
        "SystemMaintenance.PerformanceImpact",
        "SystemFailure.Reboot",
        "SystemFailure.Redeploy",
        "SystemFailure.Stop",
        "SystemFailure.Delete",
        "InstanceFailure.Reboot",
        "InstanceFailure.Alert",
        "Security.TpmAlert",
        "InstanceExpiration.Stop",
        "InstanceExpiration.Delete",
        "AccountUnbalanced.Stop",
        "AccountUnbalanced.Delete",
        "AccountUnbalanced.PerformanceAffect",
        "StateChange",
        "PreemptibleInstanceInterruption",
        "BurstablePerformanceRestricted",
        "PerformanceModeChange",
        "LiveMigrationAcrossDDH",
        "SurplusCreditIncurCharge",
    ),
    "Disk": (
        "Stalled",
        "ErrorDetected",
        "DiskOperationCompleted",
        "ConvertToPostpaidCompleted",
        "OverduePaymentRelease",
        "StateChange",
    ),
    "Snapshot": ("CreateSnapshotCompleted",),
    "Image": ("StateChange",),
    "NetworkInterface": ("StateChange",),
}


def run(folder: Path, mode: str) -> None:
    command = [sys.executable, str(PROCESS), str(folder), mode]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def first_decisions(entries: list[Entry]) -> list[tuple[str, str, str]]:
    return [
        (entry["key"], entry["action"], entry["reason"])
        for entry in entries
        if entry["record"] == "decision" and not entry["is_repeated"]
    ]


def test_the_corpus_has_every_event_and_everything_that_is_wrong_with_messages() -> None:
    texts = corpus()
    assert len(texts) >= 200
    assert len(texts) - len(set(texts)) == 60
    documented = {f"{resource}:{event}" for resource, events in DOCUMENTED.items() for event in events}
    assert documented <= CATALOGUE.keys()
    for name in CATALOGUE:
        assert any(f'"{name}' in text for text in texts), name


def test_kill_9_at_every_single_point_loses_nothing(tmp_path: Path) -> None:
    """Of an event that is answered, in two statuses and twice, one that is told, one that is over, and one broken."""
    answered, told = system_event(notBefore=LATER), system_event("SystemFailure.Reboot", "Executing", eventId="e-2")
    texts = [answered, told, answered, system_event(status="Executing"), "no", system_event(status="Avoided")]
    (tmp_path / "queue").write_text("\n".join(texts))
    run(tmp_path, "every")

    folders = [folder for folder in tmp_path.iterdir() if folder.is_dir()]
    assert len(folders) == 39  # 38 steps, and the first run that nothing ends
    for folder in folders:
        entries = read_entries(folder / "audit.jsonl")
        decided = Counter(key for key, _, _ in first_decisions(entries))
        assert decided == {"e-1:Scheduled": 1, "e-2:Executing": 1, "e-1:Executing": 1, "e-1:Avoided": 1}, folder
        outcomes = Counter(entry["key"] for entry in entries if entry["record"] == "outcome")
        assert outcomes == {"e-1:Scheduled": 1, "e-2:Executing": 1}, folder
        assert [entry["text"] for entry in entries if entry["record"] == "malformed"] == ["no"], folder
        assert set((folder / "answers").read_text().splitlines()) == {"redeploy i-1 e-1"}, folder


@pytest.mark.parametrize("seed", [1, 2])
def test_kill_9_again_and_again_loses_nothing_and_answers_nothing_twice(tmp_path: Path, seed: int) -> None:
    for name in ("whole", "killed"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "queue").write_text("\n".join(corpus()))
    run(tmp_path / "whole", "never")
    run(tmp_path / "killed", str(seed))
    kills = int((tmp_path / "killed" / "kills").read_text())
    assert kills >= 10

    whole, killed = (read_entries(tmp_path / name / "audit.jsonl") for name in ("whole", "killed"))
    decisions = first_decisions(killed)
    assert decisions == first_decisions(whole)
    assert max(Counter(key for key, _, _ in decisions).values()) == 1

    malformed = [entry["text"] for entry in killed if entry["record"] == "malformed"]
    assert sorted(malformed) == sorted(text[:LARGEST_CHARACTERS] for text in BROKEN if text)

    outcomes = Counter(entry["key"] for entry in killed if entry["record"] == "outcome")
    assert outcomes == Counter(key for key, action, _ in decisions if action != "ignore")

    answers = Counter((tmp_path / "killed" / "answers").read_text().splitlines())
    assert set(answers) == set((tmp_path / "whole" / "answers").read_text().splitlines())
    # Again only where the process was killed between an answer and the line that says so; answers are idempotent.
    assert sum(answers.values()) - len(answers) <= kills
