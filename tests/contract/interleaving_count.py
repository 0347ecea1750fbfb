"""How many interleavings have run: from the test that plays them to pytest's summary."""

import pytest

COUNT = pytest.StashKey[int]()
