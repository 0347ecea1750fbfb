"""From a request to an answer: decode, let time pass, look for faults, act, log."""

from __future__ import annotations

import threading
import time
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from alicloud_emulator.calls import LoggedCall, public_parameters
from alicloud_emulator.errors import ApiError
from alicloud_emulator.fault_events import strike
from alicloud_emulator.faults import Delay, ErrorReply, ReplyLost, parse_fault
from alicloud_emulator.instance_faults import InstanceEvent
from alicloud_emulator.protocols import decode, error_response, result_response
from alicloud_emulator.services import ACTIONS_OF_PRODUCT, mns
from alicloud_emulator.services.action import Action
from alicloud_emulator.services.authorization import authorize
from alicloud_emulator.services.call_records import record_call
from alicloud_emulator.snapshot import snapshot
from alicloud_emulator.state.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_emulator.clock import VirtualClock
    from alicloud_emulator.wire import Call, Request, Response

__all__ = ["Application"]

# Real time between two looks at a queue that a long poll waits for.
POLL_SECONDS = 0.02
# How long a long poll waits in real time while virtual time stands still: nothing comes by itself then.
STILL_SECONDS = 1.0


class Application:
    """
    The emulated cloud, without sockets.

    Args:
        clock: Virtual time.
        sleep: How a delay fault and a long poll pass real time, in seconds.
    """

    def __init__(self, clock: VirtualClock, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.clock = clock
        self.lock = threading.Lock()
        self.reset()
        self._sleep = sleep

    def reset(self) -> None:
        """Forget everything but the clock: entities, calls, faults, client tokens."""
        self.world = World(now=self.clock.now())
        self.calls: list[LoggedCall] = []
        self._answers: dict[tuple[str, str, str], tuple[dict[str, str], dict[str, Any]]] = {}

    def handle(self, request: Request) -> Response | None:
        """Answer an API request; None means that the connection must be closed without an answer."""
        request_id = str(uuid.uuid4()).upper()
        try:
            call = decode(request)
        except ApiError as error:
            return error_response(request, error, request_id)
        self._await_message(call)
        with self.lock:
            self.advance()
            logged, response = self._answer(request, call, request_id)
            self.calls.append(logged)
            delay = self.world.faults.take(Delay, call)
        if delay is not None:
            self._sleep(delay.seconds)
        return response if logged.caller_reached else None

    def advance(self) -> None:
        """Bring the world to the clock's time; the lock must be held."""
        self.world.advance(self.clock.now())

    def state(self) -> dict[str, Any]:
        """Return what exists at the clock's time; the lock must be held."""
        self.advance()
        return snapshot(self.world)

    def call_log(self) -> list[dict[str, Any]]:
        """Return every call so far; the lock must be held."""
        return [call.to_json() for call in self.calls]

    def add_fault(self, spec: object) -> str:
        """Set a fault and return its id; the lock must be held. Raises FaultSpecError."""
        fault = parse_fault(spec)
        if not isinstance(fault, InstanceEvent):
            return self.world.faults.add(fault)
        self.advance()
        event_id = strike(self.world, fault)
        self.world.advance(self.world.now)
        return event_id

    def _await_message(self, call: Call) -> None:
        """Hold a long poll back until there is a message or its time is over, while others are answered."""
        with self.lock:
            self.advance()
            left = float(self._seconds_to_wait(call))
        end = self.clock.now() + timedelta(seconds=left)
        if self.clock.rate == 0:
            left = min(left, STILL_SECONDS)
        while left > 0 and self.clock.now() < end:
            with self.lock:
                self.advance()
                if mns.is_message_waiting(self.world, call):
                    return
            self._sleep(POLL_SECONDS)
            left -= POLL_SECONDS

    def _seconds_to_wait(self, call: Call) -> int:
        try:
            return mns.seconds_to_wait(self.world, call)
        except ApiError:
            return 0  # a wrong parameter: the action itself refuses it

    def _answer(self, request: Request, call: Call, request_id: str) -> tuple[LoggedCall, Response]:
        refusal = None
        try:
            response = result_response(call, self._act(call), request_id)
        except ApiError as error:
            refusal = error
            response = error_response(request, error, request_id)
        record_call(self.world, call, request_id, refusal)
        self.world.advance(self.world.now)
        logged = LoggedCall(
            number=len(self.calls) + 1,
            product=call.product,
            version=call.version,
            action=call.action,
            read_only=Action.is_read_only(call.action),
            region_id=call.region_id,
            virtual_time=self.world.now,
            parameters=public_parameters(call.parameters),
            http_status=response.status,
            error_code=None if refusal is None else refusal.code,
            caller_reached=self.world.faults.take(ReplyLost, call) is None,
        )
        return logged, response

    def _act(self, call: Call) -> dict[str, Any]:
        fault = self.world.faults.take(ErrorReply, call)
        if fault is not None:
            raise ApiError(fault.http_status, fault.code, fault.message, retry_after_ms=fault.retry_after_ms)
        action = ACTIONS_OF_PRODUCT.get(call.product, {}).get(call.action)
        if action is None:
            raise ApiError(
                404,
                "InvalidAction.NotFound",
                f"Specified api is not found: {call.product} {call.version} {call.action}.",
            )
        authorize(self.world, call)
        return self._act_once(action, call)

    def _act_once(self, action: Action, call: Call) -> dict[str, Any]:
        token = call.parameters.text("ClientToken")
        if token is None or not action.idempotent:
            return action.handler(self.world, call)
        key = (call.product, call.action, token)
        received = call.parameters.as_dict()
        if key not in self._answers:
            self._answers[key] = (received, action.handler(self.world, call))
        earlier, result = self._answers[key]
        if earlier != received:
            raise ApiError(
                400,
                "IdempotentParameterMismatch",
                f"The client token {token} was used before with other parameters.",
            )
        return result
