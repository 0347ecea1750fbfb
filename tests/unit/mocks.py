"""Pulumi's mocks, without what they leave behind."""

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pulumi
import pytest
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks, set_mocks

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


class Recorder(Mocks):
    """Records what was registered, in order, by type; answers functions from `answers`."""

    def __init__(self) -> None:
        self.registered: dict[str, list[MockResourceArgs]] = {}
        self.answers: dict[str, dict[str, Any]] = {
            "alicloud:index/getCallerIdentity:getCallerIdentity": {"accountId": "1234567890123456"},
        }

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.registered.setdefault(args.typ, []).append(args)
        return f"{args.name}-id", dict(args.inputs)

    def call(self, args: MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]]]:
        return self.answers[args.token], []


def run(program: Callable[[], pulumi.Output[Any]]) -> None:
    """Run a program and wait until everything in it is registered; the output must depend on all of it."""
    pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]  # it has no types


def only(recorder: Recorder, kind: str) -> MockResourceArgs:
    [resource] = recorder.registered[kind]
    return resource
