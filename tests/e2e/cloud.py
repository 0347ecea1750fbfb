"""What the tests ask of the emulated cloud: which calls came, and what stands where."""

from collections import Counter
from typing import Any

from alicloud_emulator import Emulator


def changing_calls(emulator: Emulator, *actions: str) -> Counter[str]:
    """Count the calls that change anything, of these actions or of all."""
    return Counter(
        call["action"]
        for call in emulator.calls
        if not call["read_only"] and (not actions or call["action"] in actions)
    )


def entities(emulator: Emulator, kind: str) -> list[dict[str, Any]]:
    """Answer everything of one kind."""
    return list(emulator.state["entities"][kind])


def images_of_instances(emulator: Emulator) -> list[str]:
    """Answer the images of all instances, sorted."""
    return sorted(instance["spec"]["image_id"] for instance in entities(emulator, "instances"))
