"""A RAM user that has what pages say that a component needs, and nothing else."""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from alicloud_emulator import Emulator
from contract.permission_pages import Permission, PolicyBlock, documents
from contract.ram_identity import EVERYTHING, allow, asked, make_key, remove_user
from toolchain.stack import Run

__all__ = ["Deployer"]

IS_WRITING = bool(os.environ.get("WRITE_PERMISSIONS"))
"""Set by `scripts/permissions`: the user may do anything, and what it did is written into the pages."""

LOOKING = re.compile(":(Describe|Get|List)")


@dataclass(frozen=True, slots=True)
class Deployer:
    """
    Who deploys an example.

    Attributes:
        parts: Policies that the run is recorded for, and which actions belong to each; the first that fits counts.
        beside: Policies of other pages that the user has, too.
        component: What the program calls the component.
    """

    emulator: Emulator
    parts: Mapping[PolicyBlock, Callable[[str], bool]]
    beside: tuple[PolicyBlock, ...] = ()
    component: str = "*"

    def environment(self) -> dict[str, str]:
        """Make the user, and return the variables with which it deploys."""
        return {
            "ALIBABA_CLOUD_ACCESS_KEY_ID": make_key(self.emulator, [EVERYTHING] if IS_WRITING else self._policies())
        }

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

    @contextmanager
    def looking_alone(self) -> Iterator[None]:
        """Let the user have, for a while, only those of its actions that look: all that a preview needs."""
        actions = {action for block in (*self.parts, *self.beside) for action in block.actions()}
        if not IS_WRITING:
            allow(self.emulator, self._policies(without={action for action in actions if not LOOKING.search(action)}))
        yield
        if not IS_WRITING:
            allow(self.emulator, self._policies())

    def assert_each_action_is_needed(self, commands: Iterable[Callable[[], Run]]) -> None:
        """
        Begin with what the user has beside the parts alone, and give it one after another what a command fails without.

        Each command runs until it succeeds. What the error of a failed one names is allowed for the next attempt; in
        the end that has to be all that the parts allow.
        """
        parts = {action for block in self.parts for action in block.actions()}
        learned: set[str] = set()
        for command in commands:
            while True:
                left_out = parts - learned
                allow(self.emulator, self._policies(without=left_out))
                before = len(self.emulator.calls)
                if (ran := command()).exit_code == 0:
                    break
                refused = {call["ram_action"] for call in self.emulator.calls[before:] if call["http_status"] == 403}
                named = {action for action in refused & left_out if f"{action} " in ran.output}
                assert named, ran.output
                learned |= named
        assert learned == parts

    def _policies(self, without: Collection[str] = ()) -> list[str]:
        return documents(*self.parts, *self.beside, without=without, component=self.component)
