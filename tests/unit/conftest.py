"""What unit tests of components share."""

from collections.abc import Iterator

import pytest

from unit.mocks import Recorder, mocked


@pytest.fixture(name="recorder")
def _recorder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """Record what a program declares; what is random in the names is `5eed5eed`."""
    monkeypatch.setattr("alicloud_ess_refresh.physical_names.secrets.token_hex", lambda _bytes: "5eed5eed")
    with mocked(Recorder()) as recorder:
        yield recorder
