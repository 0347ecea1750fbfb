"""What unit tests of components share."""

from collections.abc import Iterator

import pytest

from unit.mocks import Recorder, mocked


@pytest.fixture(name="recorder")
def _recorder() -> Iterator[Recorder]:
    with mocked(Recorder()) as recorder:
        yield recorder
