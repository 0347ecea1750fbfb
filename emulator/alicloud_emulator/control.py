"""The control API: `/_emulator/…`, for tests and tools; no cloud client asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from alicloud_emulator.calls import format_time
from alicloud_emulator.clock import FASTEST_RATE, LONGEST_STEP_SECONDS
from alicloud_emulator.json_text import read_json, shown
from alicloud_emulator.snapshot import fault_to_json
from alicloud_emulator.state.faults import FaultSpecError
from alicloud_emulator.wire import json_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_emulator.application import Application
    from alicloud_emulator.wire import Request, Response

__all__ = ["ControlError", "answer"]

PREFIX = "/_emulator/"


class ControlError(ValueError):
    """A control request is wrong; the message names field, found and allowed."""


def answer(application: Application, request: Request) -> Response | None:
    """Answer any request: to control the emulator, or to use its APIs."""
    if request.target.startswith(PREFIX):
        return _control(application, request)
    return application.handle(request)


def _control(application: Application, request: Request) -> Response:
    """Answer a control request; errors are `{"error": "…"}` with status 400, 404 or 405."""
    path = urlsplit(request.target).path.removeprefix(PREFIX)
    methods = ROUTES.get(path)
    if methods is None:
        return json_response(404, {"error": f"path: got {shown(path)}, expected one of {', '.join(ROUTES)}"})
    route = methods.get(request.method)
    if route is None:
        return json_response(405, {"error": f"method: got {request.method}, expected one of {', '.join(methods)}"})
    try:
        body = _body(request)
        with application.lock:
            application.advance()
            return json_response(200, route(application, body))
    except (ControlError, FaultSpecError) as error:
        return json_response(400, {"error": str(error)})


def _body(request: Request) -> Any:
    try:
        return read_json(request.body) if request.body else {}
    except ValueError as error:
        raise ControlError(f"body: got {shown(request.body)}, expected JSON: {error}") from error


def _health(application: Application, _: Any) -> dict[str, Any]:
    return {"status": "ok", "now": format_time(application.world.now)}


def _calls(application: Application, _: Any) -> dict[str, Any]:
    return {"calls": application.call_log(), "total": application.calls.total}


def _reset(application: Application, _: Any) -> dict[str, Any]:
    application.reset()
    return {"status": "ok"}


def _clock(application: Application, _: Any) -> dict[str, Any]:
    return {"now": format_time(application.world.now), "rate": application.clock.rate}


def _set_clock(application: Application, body: Any) -> dict[str, Any]:
    largest = {"rate": FASTEST_RATE, "advance_seconds": LONGEST_STEP_SECONDS}
    if not isinstance(body, dict) or not body or set(body) - set(largest):
        raise ControlError(f"body: got {shown(body)}, expected an object with {' or '.join(largest)}")
    for name, value in body.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= largest[name]:
            raise ControlError(f"{name}: got {shown(value)}, expected 0 to {largest[name]}")
    if "rate" in body:
        application.clock.rate = body["rate"]
    if "advance_seconds" in body:
        application.clock.advance(body["advance_seconds"])
        application.advance()
    return _clock(application, None)


def _faults(application: Application, _: Any) -> dict[str, Any]:
    faults = application.world.faults.by_id
    return {"faults": [fault_to_json(fault_id, fault) for fault_id, fault in faults.items()]}


def _add_fault(application: Application, body: Any) -> dict[str, Any]:
    return {"fault_id": application.add_fault(body)}


def _clear_faults(application: Application, _: Any) -> dict[str, Any]:
    application.world.faults.by_id.clear()
    return {"status": "ok"}


def _state(application: Application, _: Any) -> dict[str, Any]:
    return application.state()


ROUTES: dict[str, dict[str, Callable[[Application, Any], dict[str, Any]]]] = {
    "health": {"GET": _health},
    "calls": {"GET": _calls},
    "reset": {"POST": _reset},
    "clock": {"GET": _clock, "POST": _set_clock},
    "faults": {"GET": _faults, "POST": _add_fault, "DELETE": _clear_faults},
    "state": {"GET": _state},
}
