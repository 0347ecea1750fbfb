"""
What no source tells about queues and the emulator had to decide.

As `state.ess.assumptions` does for Auto Scaling: each value is one constant, and emulator/README.md lists them.
"""

from __future__ import annotations

# --- Values ------------------------------------------------------------------------------------------------------

# Priority of a message that names none: the middle of 1 to 16.
DEFAULT_PRIORITY = 8
# CreateQueue of a queue that exists with other attributes; the data plane's code.
CODE_QUEUE_EXISTS = "QueueAlreadyExist"

# --- Behaviour: these are not values, and each is one place in the code ---------------------------------------------

BEHAVIOURS = (
    "Messages of a queue are received by priority, and the oldest of one priority first.",
    "A receipt handle is good until the message is visible again or is received once more.",
    (
        "A message goes to the dead-letter queue when it becomes visible again after its last attempt; its count of "
        "attempts begins anew there."
    ),
    (
        "A long poll ends when its time has passed on the virtual clock or on the wall, whichever is first; while time "
        "stands still, after one second."
    ),
)
