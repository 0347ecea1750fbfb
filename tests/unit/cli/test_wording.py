"""What the refresh says to users of a Pulumi program, said to users of the command line."""

import ast
from pathlib import Path

import pytest

from alicloud_ess_refresh import errors, refresh
from alicloud_ess_refresh.cli.flags import FLAGS
from alicloud_ess_refresh.cli.main import main
from alicloud_ess_refresh.cli.wording import in_own_words
from alicloud_ess_refresh.cloud.credentials import find_source
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import ConnectionSettingsError
from alicloud_ess_refresh.refresh.inputs import INPUTS

OF_A_STACK = {"triggers", "on_delete", "deleted_with_group", "declared_digest"}
NEVER_SAID_HERE = {"provider.py", "servicer.py", "resource.py", "withdrawal.py", "inputs.py"}
"""Modules of the resource; `inputs` is reached, and test_start has its messages."""


def sources() -> list[Path]:
    folder = Path(str(refresh.__file__)).parent
    return [Path(errors.__file__), *(each for each in sorted(folder.glob("*.py")) if each.name not in NEVER_SAID_HERE)]


def texts(source: Path) -> list[str]:
    """Answer the literals of a module that may become a message: not its docstrings."""
    tree = ast.parse(source.read_text())
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings)
    return [node.value for node in constants if isinstance(node.value, str)]


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.stem)
def test_no_message_sends_the_user_to_pulumi_or_a_stack(source: Path) -> None:
    """AbandonedError is the engine's end, and there is none here."""
    said = [in_own_words(text) for text in texts(source) if "the engine that started" not in text]
    assert [text for text in said if "`pulumi" in text or "`alicloud:" in text] == []


def test_every_input_has_an_option_or_belongs_to_a_stack() -> None:
    assert set(INPUTS) == set(FLAGS) | OF_A_STACK
    options = {option for parameter in main.commands["start"].params for option in parameter.opts}
    assert set(FLAGS.values()) - {"GROUP"} <= options


def test_missing_credentials_name_what_a_terminal_has() -> None:
    with pytest.raises(ConnectionSettingsError) as caught:
        find_source(Settings(config={}, environment={}))
    assert in_own_words(str(caught.value)) == (
        "no credentials: neither the environment (ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, "
        "…) nor "
        "a profile gives any: set them, or use `--profile`"
    )
