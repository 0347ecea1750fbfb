"""
The edge to the engine: which call is being served, and how an error reaches the user as the one message that it is.

A dynamic provider's method can only raise. What becomes of that is not for users: pulumi 3.259 writes the
traceback to the diagnostics and puts `Exception calling application:` before the message; later versions send
the whole traceback instead of it. So the message goes into the gRPC context, which the servicer that called
the method holds, and the method answers something empty that nobody reads.
"""

import functools
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

import grpc
from google.protobuf.struct_pb2 import Struct
from pulumi.dynamic import DiffResult
from pulumi.runtime.proto import provider_pb2, status_pb2

from alicloud_ess_refresh.errors import AbandonedError, AlicloudError, Kept

if TYPE_CHECKING:
    from types import FrameType

__all__ = ["lets_the_engine_compare", "make_room", "served_request", "tells_the_engine"]

T = TypeVar("T")

LASTING_CALLS = ("Check", "Diff", "Create", "Update", "Read", "Delete")
POOL_ATTRIBUTE = "experimental_thread_pool"
"""Source: grpc/_server.py, _select_thread_pool_for_behavior."""
_POOL = ThreadPoolExecutor(max_workers=1024, thread_name_prefix="instance-refresh")
"""Threads are made when they are needed; the engine's `--parallel` is the limit that counts."""


def tells_the_engine(empty: Callable[..., T], *arguments: Any) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """
    Make a provider's method answer the engine with an error of ours, without a traceback.

    Args:
        empty: Makes, with `arguments`, the answer that the servicer then goes on with.

    An error that is not a AlicloudError is a defect, and keeps its traceback; so does every error where no
    servicer is found: in a test, or under a servicer that is written otherwise.
    """

    def decorate(method: Callable[..., T]) -> Callable[..., T]:
        @functools.wraps(method)
        def call(*args: Any) -> T:
            try:
                return method(*args)
            except AbandonedError:
                if _servicer_context() is None:
                    raise
                os._exit(1)  # nobody is left to answer, and nobody else would end this process
            except AlicloudError as error:
                context = _servicer_context()
                if context is None:
                    raise
                context.set_code(grpc.StatusCode.UNKNOWN)
                context.set_details(str(error))
                if error.kept is not None:
                    context.set_trailing_metadata((("grpc-status-details-bin", _details(error, error.kept)),))
                return empty(*[type(argument)(argument) for argument in arguments])

        return call

    return decorate


def lets_the_engine_compare(diff: Callable[..., DiffResult]) -> Callable[..., DiffResult]:
    """
    Have the engine list itself what differs, wherever it would find anything.

    Only of its own list it leaves out what `hide_diffs` names; without one its display lists all that differs, in front
    of what the row says. Whether there is a difference, and whether it means a replacement, is decided by the method.
    """

    @functools.wraps(diff)
    def call(*args: Any) -> DiffResult:
        result = diff(*args)
        request = served_request()
        if result.changes and not result.replaces and request is not None and _inputs_differ(request):
            result.changes = None
        return result

    return call


def _inputs_differ(request: Any) -> bool:
    """Compare as the engine does, but for the provider's own property: no value is as good as none."""
    old, new = (
        {name: value for name, value in inputs.fields.items() if value.WhichOneof("kind") != "null_value"}
        for inputs in (request.old_inputs, request.news)
    )
    return any(old.get(name) != new.get(name) for name in {*old, *new} if not name.startswith("__"))


def _details(error: AlicloudError, kept: Kept) -> bytes:
    """
    Make what has the engine record a resource in spite of an error: the next update then has it to deal with.

    Source: parseError in pkg/resource/plugin/provider_plugin.go of pulumi 3.259.
    """
    properties = Struct()
    properties.update(dict(kept.properties))
    failure = provider_pb2.ErrorResourceInitFailed(id=kept.id, properties=properties, reasons=[str(error)])
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(error))
    status.details.add().Pack(failure)
    return bytes(status.SerializeToString())


def make_room() -> None:
    """
    Give calls that last a thread pool of their own.

    The process that serves all dynamic resources of a stack answers four calls at a time; five releases would
    be one after another, and checks and diffs, which look at the group, would wait behind them. gRPC lets a method
    bring its own pool. It counts for calls that come after this one: the engine checks a resource before all else.
    Where the servicer is not found nothing is lost but time.
    """
    servicer = getattr(sys.modules["__main__"], "DynamicResourceProviderServicer", None)
    for method in (getattr(servicer, name, None) for name in LASTING_CALLS):
        if method is not None and not hasattr(method, POOL_ATTRIBUTE):
            setattr(method, POOL_ATTRIBUTE, _POOL)


def served_request() -> Any:
    """Answer the request that is being served; None where there is none."""
    frame = _servicer_frame()
    return frame.f_locals.get("request") if frame is not None else None


def _servicer_context() -> grpc.ServicerContext | None:
    """Answer the context of the call that is being served."""
    frame = _servicer_frame()
    return frame.f_locals["context"] if frame is not None else None


def _servicer_frame() -> "FrameType | None":
    """
    Find the servicer's method that called: no other way leads to it.

    Its methods are bound when the server starts, so that they cannot be wrapped any more.
    """
    frame: FrameType | None = sys._getframe()  # noqa: SLF001  # no public name
    while frame is not None:
        if isinstance(frame.f_locals.get("context"), grpc.ServicerContext):
            return frame
        frame = frame.f_back
    return None
