"""
What no source tells about the trail and the emulator had to decide.

As `state.ess.assumptions` does for Auto Scaling: each value is one constant, and emulator/README.md lists them.
"""

from __future__ import annotations

# --- Values ------------------------------------------------------------------------------------------------------

# CreateTrail under a name that is taken (409).
CODE_TRAIL_EXISTS = "TrailAlreadyExistsException"

# --- Behaviour: these are not values, and each is one place in the code ---------------------------------------------

BEHAVIOURS = (
    "Calls are recorded at once; a trail that logs writes each down as one delivery to its bucket or project.",
    "What is put into a queue and taken from it, and where products are, is not recorded.",
)
