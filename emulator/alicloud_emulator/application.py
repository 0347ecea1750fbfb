"""From a request to an answer: decode, let time pass, look for faults, act, log."""

from __future__ import annotations

import threading
import time
import uuid
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from alicloud_emulator.bounded_log import BoundedLog
from alicloud_emulator.calls import Caller, LoggedCall, public_parameters
from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import Parameters
from alicloud_emulator.protocols import decode, error_response, result_response
from alicloud_emulator.services import ACTIONS_OF_PRODUCT, mns
from alicloud_emulator.services.action import Action
from alicloud_emulator.services.authorization import asked_of, authorize
from alicloud_emulator.services.call_records import record_call
from alicloud_emulator.snapshot import snapshot
from alicloud_emulator.state.faults import (
    Delay,
    FaultSpecError,
    OperatorCall,
    ReplyDuplicated,
    ReplyLost,
    TimedFault,
    parse_fault,
)
from alicloud_emulator.state.faults.events import strike
from alicloud_emulator.state.faults.instances import InstanceEvent
from alicloud_emulator.state.passing_time import advance
from alicloud_emulator.state.world import World
from alicloud_emulator.wire import DEFAULT_REGION, Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from alicloud_emulator.clock import VirtualClock
    from alicloud_emulator.state.faults import Fault
    from alicloud_emulator.wire import Request, Response

__all__ = ["Application"]

# Real time between two looks at a queue that a long poll waits for.
POLL_SECONDS = 0.02
# How long a long poll waits in real time while virtual time stands still: nothing comes by itself then.
STILL_SECONDS = 1.0
# Client tokens whose answers are kept; the oldest goes first.
MOST_TOKENS = 10_000
# What an operator's calls are made in: the version whose calls about a refresh need no task's id.
OPERATOR_PRODUCT, OPERATOR_VERSION = "Ess", "2014-08-28"


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
        self.calls: BoundedLog[LoggedCall] = BoundedLog()
        self._answers: dict[tuple[str, str, str], tuple[int, dict[str, Any]]] = {}

    def handle(self, request: Request) -> Response | None:
        """
        Answer an API request; None means that the connection must be closed without an answer.

        Every answer has the header `Date`, by the virtual clock: the times in its body are by that clock, too.
        """
        response = self._handle(request)
        if response is None:
            return None
        now = format_datetime(self.clock.now(), usegmt=True)
        return replace(response, headers={"Date": now, **response.headers})

    def _handle(self, request: Request) -> Response | None:
        request_id = str(uuid.uuid4()).upper()
        try:
            call = decode(request)
        except ApiError as error:
            return error_response(request, error, request_id)
        self._await_message(call)
        with self.lock:
            self.advance()
            logged, response = self._answer(request, call, request_id)
            if self.world.faults.take(ReplyDuplicated, call) is not None:
                logged, response = self._answer(request, call, str(uuid.uuid4()).upper(), is_repeated=True)
            delay = self.world.faults.take(Delay, call)
        if delay is not None:
            self._sleep(delay.seconds)
        return response if logged.caller_reached else None

    def advance(self) -> None:
        """Bring the world to the clock's time; the lock must be held."""
        advance(self.world, self.clock.now(), self._operate)

    def state(self) -> dict[str, Any]:
        """Return what exists at the clock's time; the lock must be held."""
        self.advance()
        return snapshot(self.world)

    def call_log(self) -> list[dict[str, Any]]:
        """Return the newest calls, oldest first; the lock must be held."""
        return [call.to_json() for call in self.calls]

    def add_fault(self, spec: object) -> str:
        """Set a fault and return its id; the lock must be held. Raises FaultSpecError."""
        fault = parse_fault(spec)
        self.advance()
        fault_id = self._set_fault(fault)
        self._settle()
        return fault_id

    def _settle(self) -> None:
        """Let happen what is due after a change, without time passing."""
        advance(self.world, self.world.now, self._operate)

    def _set_fault(self, fault: Fault) -> str:
        if isinstance(fault, InstanceEvent):
            return strike(self.world, fault)
        if isinstance(fault, OperatorCall) and fault.action not in ACTIONS_OF_PRODUCT[OPERATOR_PRODUCT]:
            raise FaultSpecError("action", fault.action, "an action of Auto Scaling")
        if isinstance(fault, TimedFault):
            fault.set_at = self.world.now
        return self.world.faults.add(fault)

    def _operate(self, fault: OperatorCall) -> None:
        """Carry out what an operator does; faults of calls do not strike it."""
        call = Call(
            product=OPERATOR_PRODUCT,
            version=OPERATOR_VERSION,
            action=fault.action,
            parameters=Parameters({"RegionId": DEFAULT_REGION, **fault.parameters}),
            region_id=fault.parameters.get("RegionId", DEFAULT_REGION),
        )
        refusal = None
        try:
            self._act(call)
        except ApiError as error:
            refusal = error
        self._log(call, str(uuid.uuid4()).upper(), refusal, caller=Caller.OPERATOR)

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

    def _answer(
        self, request: Request, call: Call, request_id: str, *, is_repeated: bool = False
    ) -> tuple[LoggedCall, Response]:
        refusal = injected = self.world.faults.refusal(call, self.world.now)
        if injected is not None:
            response = error_response(request, injected, request_id)
        else:
            try:
                response = result_response(call, self._act(call), request_id)
            except ApiError as error:
                refusal = error
                response = error_response(request, error, request_id)
        is_injected = is_repeated or injected is not None
        logged = self._log(call, request_id, refusal, is_injected=is_injected)
        logged.http_status = response.status
        logged.caller_reached = self.world.faults.take(ReplyLost, call) is None
        return logged, response

    def _log(
        self,
        call: Call,
        request_id: str,
        refusal: ApiError | None,
        *,
        caller: Caller = Caller.CLIENT,
        is_injected: bool = False,
    ) -> LoggedCall:
        record_call(self.world, call, request_id, refusal)
        asked = asked_of(self.world, call)
        self._settle()
        logged = LoggedCall(
            number=self.calls.total + 1,
            product=call.product,
            version=call.version,
            action=call.action,
            read_only=Action.is_read_only(call.action),
            region_id=call.region_id,
            virtual_time=self.world.now,
            parameters=public_parameters(call.parameters),
            http_status=200 if refusal is None else refusal.http_status,
            error_code=None if refusal is None else refusal.code,
            caller=caller,
            is_injected=is_injected,
            identity=asked.identity,
            ram_action=asked.action,
            ram_resources=asked.resources,
        )
        self.calls.append(logged)
        return logged

    def _act(self, call: Call) -> dict[str, Any]:
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
        received = hash(frozenset(call.parameters.as_dict().items()))
        if key not in self._answers:
            self._answers[key] = (received, action.handler(self.world, call))
            if len(self._answers) > MOST_TOKENS:
                del self._answers[next(iter(self._answers))]
        earlier, result = self._answers[key]
        if earlier != received:
            raise ApiError(
                400,
                "IdempotentParameterMismatch",
                f"The client token {token} was used before with other parameters.",
            )
        return result
