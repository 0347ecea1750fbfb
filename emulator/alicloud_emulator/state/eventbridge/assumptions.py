"""
What no source tells about the event bus and the emulator had to decide.

As `state.ess.assumptions` does for Auto Scaling: each value is one constant, and emulator/README.md lists them.
"""

from __future__ import annotations

# --- Values ------------------------------------------------------------------------------------------------------

# CreateRule of EventBridge under a name that is taken (409).
CODE_BUS_RULE_EXISTS = "EventRuleExisted"

# --- Behaviour: these are not values, and each is one place in the code ---------------------------------------------

BEHAVIOURS = (
    "EventBridge gets a recorded call that writes at once, on bus default, refused calls included.",
    "The type of an ECS event on the bus is `ecs:` and its name, also for names that end in a status.",
)
