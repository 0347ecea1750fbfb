"""A RAM user that has what pages say that a component needs, and nothing else."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from alicloud_emulator import Emulator
from contract.permission_pages import Permission, PolicyBlock, documents
from contract.ram_identity import EVERYTHING, asked, make_key, remove_user

__all__ = ["Deployer"]

IS_WRITING = bool(os.environ.get("WRITE_PERMISSIONS"))
"""Set by `scripts/permissions`: the user may do anything, and what it did is written into the pages."""


@dataclass(frozen=True, slots=True)
class Deployer:
    """
    Who deploys an example.

    Attributes:
        parts: Policies that the run is recorded for, and which actions belong to each; the first that fits counts.
        beside: Policies of other pages that the user has, too.
    """

    emulator: Emulator
    parts: Mapping[PolicyBlock, Callable[[str], bool]]
    beside: tuple[PolicyBlock, ...] = ()

    def environment(self) -> dict[str, str]:
        """Make the user, and return the variables with which it deploys."""
        policies = [EVERYTHING] if IS_WRITING else documents(*self.parts, *self.beside)
        return {"ALIBABA_CLOUD_ACCESS_KEY_ID": make_key(self.emulator, policies)}

    def leave(self) -> None:
        """Remove the user; fail where it did not use just what it may do, or write down what it used."""
        others = {action for block in self.beside for action in block.actions()}
        used: dict[PolicyBlock, set[Permission]] = {block: set() for block in self.parts}
        for permission in asked(self.emulator):
            if permission.action not in others:
                block = next(block for block, fits in self.parts.items() if fits(permission.action))
                used[block].add(permission)
        remove_user(self.emulator)
        for block, permissions in used.items():
            if IS_WRITING:
                block.write(permissions)
            assert block.permissions() == permissions
