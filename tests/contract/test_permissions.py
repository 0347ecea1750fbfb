"""The policies on the pages of resources and commands: sufficient, necessary, and all of it recorded."""

import ast
import os
from pathlib import Path

import pytest

import alicloud_ess_refresh.cloud
from alicloud_emulator.services import ACTIONS_OF_PRODUCT
from contract.permission_scenarios import ALIKE, PAGES, Page, observe
from contract.permission_writer import Effect, effect_without, record, recorded

IS_CI = bool(os.environ.get("CI"))
EACH_PAGE = [pytest.param(page, id=page.block.name) for page in PAGES]
EACH_SCENARIO = [
    pytest.param(page, name, id=f"{page.block.name}: {name}") for page in (*PAGES, *ALIKE) for name in page.scenarios
]


@pytest.mark.parametrize(("page", "name"), EACH_SCENARIO)
def test_the_page_s_policy_suffices(page: Page, name: str) -> None:
    assert observe(page, name, page.policies()) == observe(page, name)


@pytest.mark.timeout(300)  # a hundred rollouts
@pytest.mark.parametrize("page", EACH_PAGE)
def test_the_page_s_policy_is_what_is_used_and_each_action_is_needed_for_what_it_says(page: Page) -> None:
    runs = record(page)
    needed, *optional = page.block.documents()
    assert page.block.permissions() == recorded(page, runs)
    expected = {action: Effect.BREAKS for each in needed["Statement"] for action in each["Action"]} | {
        action: Effect.TOLD for document in optional for each in document["Statement"] for action in each["Action"]
    }
    # That an optional action is needed for nothing is looked for in CI, and by who writes the page.
    effects = {
        action: effect_without(page, action, runs, until=Effect.BREAKS if IS_CI else effect)
        for action, effect in expected.items()
    }
    assert effects == expected


def test_there_is_a_scenario_for_every_call_that_the_package_can_make() -> None:
    cloud = Path(alicloud_ess_refresh.cloud.__file__).parent
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in cloud.glob("sdk_*.py")]
    texts = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    made = texts & {action for actions in ACTIONS_OF_PRODUCT.values() for action in actions}
    assert made == {action.partition(":")[2] for page in PAGES for action in page.block.actions()}
