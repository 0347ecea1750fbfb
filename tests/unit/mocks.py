"""Pulumi's mocks, without what they leave behind."""

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest
from pulumi.runtime import Mocks, set_mocks

AnyMocks = TypeVar("AnyMocks", bound=Mocks)

# The mocks make an event loop for every thread that registers something, and never close it.
ignores_open_loops = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@contextmanager
def mocked(mocks: AnyMocks) -> Iterator[AnyMocks]:
    """Let programs register their resources with these mocks."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    set_mocks(mocks)
    yield mocks
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
    asyncio.set_event_loop(None)
    gc.collect()
