"""A corpus of events through the handler's process: each once, none lost, however often the process is killed."""

import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from alicloud_ess_refresh.events.audit import read_entries
from alicloud_ess_refresh.events.catalogue import CATALOGUE
from alicloud_ess_refresh.events.memory import Entry
from contract.event_corpus import BROKEN, corpus

PROCESS = Path(__file__).with_name("event_process.py")
NEVER = 0


def run(folder: Path, kill_at: int) -> int:
    return subprocess.run(
        [sys.executable, PROCESS, folder, str(kill_at)], stdout=subprocess.DEVNULL, check=False
    ).returncode


def replay(folder: Path, *, seed: int | None) -> int:
    """Handle the corpus, killing the process again and again if there is a seed; answer how often it was killed."""
    folder.mkdir()
    (folder / "queue").write_text("\n".join(corpus()))
    if seed is None:
        assert run(folder, NEVER) == 0
        return 0
    steps, kills = random.Random(seed), 0  # noqa: S311  # no secret
    while run(folder, steps.randint(1, 90)) == -signal.SIGKILL:
        kills += 1
    return kills


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
    assert not [name for name in CATALOGUE if not any(f'"{name}' in text for text in texts)]


@pytest.mark.parametrize("seed", [1, 2])
def test_kill_9_at_any_point_loses_nothing_and_answers_nothing_twice(tmp_path: Path, seed: int) -> None:
    replay(tmp_path / "whole", seed=None)
    kills = replay(tmp_path / "killed", seed=seed)
    assert kills >= 10

    whole, killed = (read_entries(tmp_path / name / "audit.jsonl") for name in ("whole", "killed"))
    decisions = first_decisions(killed)
    assert decisions == first_decisions(whole)
    assert max(Counter(key for key, _, _ in decisions).values()) == 1

    malformed = [entry["text"] for entry in killed if entry["record"] == "malformed"]
    assert sorted(malformed) == sorted(text for text in BROKEN if text)

    outcomes = Counter(entry["key"] for entry in killed if entry["record"] == "outcome")
    assert outcomes == Counter(key for key, action, _ in decisions if action != "ignore")

    answers = Counter((tmp_path / "killed" / "answers").read_text().splitlines())
    assert set(answers) == set((tmp_path / "whole" / "answers").read_text().splitlines())
    # Again only where the process was killed between an answer and the line that says so; answers are idempotent.
    assert sum(answers.values()) - len(answers) <= kills
