import pytest

from unit.cli.stage import Stage


@pytest.fixture
def stage() -> Stage:
    return Stage()
