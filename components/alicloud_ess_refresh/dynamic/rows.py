"""The rows of the engine's display: one a resource, with what is said of it on the right."""

import sys
from typing import TYPE_CHECKING

import grpc

from alicloud_ess_refresh.dynamic.servicer import served_request
from alicloud_ess_refresh.printable import printable

if TYPE_CHECKING:
    from pulumi.runtime.proto.engine_pb2_grpc import EngineStub

__all__ = ["Rows"]

LOG_SECONDS = 2.0
"""How long the engine may take to accept a message. It is on the same machine; a release waits for it meanwhile."""


class Rows:
    """
    Puts messages into the row of the resource that is being served.

    Each method tells whether the message has got there. It does not where no resource is served (a test, another
    servicer), and where the engine is gone or refuses: none of that decides anything over a release.
    """

    def __init__(self) -> None:
        self._engine: EngineStub | None = None
        self._newest: dict[str, str] = {}

    def keep(self, message: str) -> bool:
        """Show a message in the row until the next one comes, and once more when the update is over."""
        return self._log(message, is_kept=True)

    def show(self, message: str) -> bool:
        """Show a message in the row until the next one comes."""
        return self._log(message, is_kept=False)

    def _log(self, message: str, *, is_kept: bool) -> bool:
        # The protocol is loaded by the servicer anyway; programs and commands need not pay for it.
        from pulumi.runtime.proto import engine_pb2  # noqa: PLC0415

        urn = getattr(served_request(), "urn", "")
        if not urn:
            return False
        message = printable(message)
        if self._newest.get(urn) == message and not is_kept:
            return True
        request = engine_pb2.LogRequest(
            severity=engine_pb2.LogSeverity.INFO, message=message, urn=urn, ephemeral=not is_kept
        )
        try:
            self._connected().Log(request, timeout=LOG_SECONDS)
        except (grpc.RpcError, ValueError):  # a closed channel raises ValueError
            return False
        self._newest[urn] = message
        return True

    def _connected(self) -> "EngineStub":
        from pulumi.runtime.proto.engine_pb2_grpc import EngineStub  # noqa: PLC0415

        if self._engine is None:
            # The engine starts its providers with its own address as the last argument.
            self._engine = EngineStub(grpc.insecure_channel(sys.argv[-1]))
        return self._engine
