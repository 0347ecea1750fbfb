"""The emulator's pages say what the code does."""

from alicloud_emulator.services import ACTIONS_OF_PRODUCT
from alicloud_emulator.services.action import Coverage
from alicloud_emulator.tables import LIMITS, README, with_limits, with_tables


def test_readme_lists_every_action_and_assumption_as_the_code_has_them() -> None:
    readme = README.read_text(encoding="utf-8")

    assert with_tables(readme) == readme, "run scripts/emulator-tables"


def test_the_page_of_limits_has_every_rule_as_the_code_has_it() -> None:
    page = LIMITS.read_text(encoding="utf-8")

    assert with_limits(page) == page, "run scripts/emulator-tables"


def test_every_action_names_its_source_and_what_it_leaves_out() -> None:
    actions = [action for actions in ACTIONS_OF_PRODUCT.values() for action in actions.values()]

    assert [action for action in actions if not action.source] == []
    assert [action for action in actions if bool(action.note) != (action.coverage is not Coverage.IMPLEMENTED)] == []
