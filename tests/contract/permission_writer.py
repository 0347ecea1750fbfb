"""
Writes the policies of resources and commands into their pages, from runs that are recorded.

Run by `scripts/permissions`; `tests/contract/test_permissions.py` fails while one is stale.
"""

from contract.permission_pages import Permission
from contract.permission_scenarios import PAGES, Observed, Page, observe

__all__ = ["Effect", "effect_without", "record", "recorded"]


class Effect:
    """What becomes of the scenarios without an action."""

    NONE = "nothing changes"
    TOLD = "the output says what was left out"
    BREAKS = "something is not done"


def record(page: Page) -> dict[str, Observed]:
    """Run the scenarios of a page as an identity that may do anything."""
    return {name: observe(page, name) for name in page.scenarios}


def recorded(page: Page, runs: dict[str, Observed]) -> set[Permission]:
    """Return what the page's policies have to allow: what the runs asked for, less what other pages' allow."""
    beside = {action for block in page.beside for action in block.actions()}
    return {each for run in runs.values() for each in run.permissions if each.action not in beside}


def effect_without(page: Page, action: str, runs: dict[str, Observed], *, until: str = Effect.BREAKS) -> str:
    """
    Run the scenarios that use an action as an identity that has the page's policies less this action.

    Args:
        until: The effect at which no further scenario is run.
    """
    effect = Effect.NONE
    for name, run in runs.items():
        if action in {each.action for each in run.permissions}:
            seen = observe(page, name, page.policies(action))
            if seen.outcome != run.outcome:
                return Effect.BREAKS
            if seen.told != run.told:
                effect = Effect.TOLD
                if effect == until:
                    return effect
    return effect


def write(page: Page) -> None:
    """Write a page's policies."""
    runs = record(page)
    permissions = recorded(page, runs)
    page.block.write(permissions)
    effects = {action: effect_without(page, action, runs) for action in sorted({each.action for each in permissions})}
    print(page.block.page, page.block.name, *(f"{action}: {effect}" for action, effect in effects.items()), sep="\n  ")
    needed = {each for each in permissions if effects[each.action] == Effect.BREAKS}
    page.block.write(needed, permissions - needed)


if __name__ == "__main__":
    for each in PAGES:
        write(each)
