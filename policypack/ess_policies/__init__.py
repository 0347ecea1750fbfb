"""The rules of the pack. Importing this reads no environment and starts nothing; `PolicyPack` in `__main__.py` does."""

from ess_policies.rules import POLICIES

__all__ = ["POLICIES"]
