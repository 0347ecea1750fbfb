"""Whether an error's message is true: the ids, counts and statuses that it names are those of the emulator."""

import re
from collections import Counter

from alicloud_emulator.state.ess.model import ScalingGroup
from alicloud_emulator.state.world import World
from contract.matrix.truth import Truth

__all__ = ["find_lies"]

_NOW = re.compile(r"instances now: (?P<tally>[^;\n]*?)(?:; active: (?P<active>[^;\n]*?))?(?:[;.\n]|$)")
_PART = re.compile(r"(\d+) on ((?:asc|lt)-\w+(?: version \w+)?)( \(active\))?")
_TASK = re.compile(r"\bir-bp1\w+")
_ENDED = re.compile(r"(ir-bp1\w+)(?: to [^`;:]*?)? (?:has )?ended `(\w+)`")


def find_lies(message: str, world: World, group: ScalingGroup | None, truth: Truth) -> list[str]:
    """Return what is wrong in a message, in words."""
    unknown = set(_TASK.findall(message)) - set(world.scaling.refresh_tasks)
    lies = [f"the message names a task that does not exist, {task_id}" for task_id in sorted(unknown)]
    for task_id, status in _ENDED.findall(message):
        task = world.scaling.refresh_tasks.get(task_id)
        if task is not None and task.status != status:
            lies.append(f"the message says that {task_id} ended {status}, it is {task.status}")
    if group is not None and group.scaling_group_id not in message:
        lies.append(f"the message does not name the group: {message}")
    for found in _NOW.finditer(message):
        lies += _wrong_tally(found, truth)
    return lies


def _wrong_tally(found: re.Match[str], truth: Truth) -> list[str]:
    parts = _PART.findall(found["tally"])
    said = Counter({source: int(count) for count, source, _ in parts})
    active = next((source for _, source, mark in parts if mark), found["active"])
    lies = []
    if said != truth.sources:
        lies.append(f"the message counts {dict(said)}, there are {dict(truth.sources)}")
    if active is not None and active not in truth.active_names:
        lies.append(f"the message says that {active} is active, it is {truth.active_source}")
    return lies
