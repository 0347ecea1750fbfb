"""The policies on the pages of resources and commands: sufficient, necessary, and all of it recorded."""

import pytest

from contract.permission_scenarios import COMMANDS, PAGES, Page, observe
from contract.permission_writer import Effect, effect_without, record, recorded

EACH_PAGE = [pytest.param(page, id=page.block.name) for page in PAGES]
EACH_SCENARIO = [
    pytest.param(page, name, id=f"{page.block.name}: {name}") for page in (*PAGES, COMMANDS) for name in page.scenarios
]


@pytest.mark.parametrize(("page", "name"), EACH_SCENARIO)
def test_the_page_s_policy_suffices(page: Page, name: str) -> None:
    assert observe(page, name, page.policies()) == observe(page, name)


@pytest.mark.parametrize("page", EACH_PAGE)
def test_the_page_s_policy_is_what_is_used_and_each_action_is_needed_for_what_it_says(page: Page) -> None:
    runs = record(page)
    needed, *optional = page.block.documents()
    assert page.block.permissions() == recorded(page, runs)
    expected = {action: Effect.BREAKS for each in needed["Statement"] for action in each["Action"]} | {
        action: Effect.TOLD for document in optional for each in document["Statement"] for action in each["Action"]
    }
    assert {action: effect_without(page, action, runs) for action in expected} == expected
