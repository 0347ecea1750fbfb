"""Which of the two protocols a request speaks: RPC with JSON, or the REST with XML of message queues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator import mns_wire, wire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alicloud_emulator.errors import ApiError
    from alicloud_emulator.wire import Call, Request, Response

__all__ = ["decode", "error_response", "result_response"]


def decode(request: Request) -> Call:
    """Read a call; ApiError for what is none."""
    return mns_wire.decode(request) if mns_wire.is_about_queues(request) else wire.decode(request)


def result_response(call: Call, result: Mapping[str, Any], request_id: str) -> Response:
    """Encode a handler's result in the call's protocol."""
    if call.product == mns_wire.PRODUCT:
        return mns_wire.result_response(call, result, request_id)
    return wire.result_response(result, request_id)


def error_response(request: Request, error: ApiError, request_id: str) -> Response:
    """Encode an error in the request's protocol."""
    encode = mns_wire.error_response if mns_wire.is_about_queues(request) else wire.error_response
    return encode(error, request_id)
