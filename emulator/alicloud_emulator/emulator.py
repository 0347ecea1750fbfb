"""`Emulator`: the server in a thread of this process."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from alicloud_emulator.certificate import LoopbackCertificate
from alicloud_emulator.clock import DEFAULT_RATE, VirtualClock
from alicloud_emulator.server import EmulatorServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from alicloud_emulator.application import Application

__all__ = ["Emulator"]

# Real time between two looks at whether to stop, which bounds how long the end takes.
STOP_POLL_SECONDS = 0.02


class Emulator:
    """
    An emulated cloud on loopback, running inside `with`.

    Args:
        rate: Virtual seconds per real second, 0 or more; 0 moves only with `clock.advance`.
        port: 0 takes a free one.
        host: Anything but a loopback address lets others in: there is no authentication.

    Attributes:
        url: For example `http://127.0.0.1:41234`.
        endpoint: The same without the scheme, as providers and SDKs want it.
        ca_file: Certificate authority to trust for TLS on the same port.
        clock: Virtual time. `clock.advance(seconds)`; what is due happens before the next call is answered.
    """

    def __init__(self, *, rate: float = DEFAULT_RATE, port: int = 0, host: str = "127.0.0.1") -> None:
        self.clock = VirtualClock(rate)
        self._address = (host, port)
        self._is_loaded = threading.Event()

    def __enter__(self) -> Self:
        host, _ = self._address
        self._server = EmulatorServer(self._address)
        self._certificate = LoopbackCertificate(host)
        self._server.tls = self._certificate.context
        self.ca_file = self._certificate.ca_file
        self.endpoint = f"{host}:{self._server.port}"
        self.url = f"http://{self.endpoint}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._certificate.close()

    @property
    def calls(self) -> list[dict[str, Any]]:
        """The call log, as `GET /_emulator/calls` shows it."""
        with self._locked() as application:
            return application.call_log()

    @property
    def state(self) -> dict[str, Any]:
        """What exists now, as `GET /_emulator/state` shows it."""
        with self._locked() as application:
            return application.state()

    def add_fault(self, **spec: object) -> str:
        """Set a fault as `POST /_emulator/faults` does, and return its id."""
        with self._locked() as application:
            return application.add_fault(spec)

    def reset(self) -> None:
        """Forget entities, calls, faults and client tokens; the clock goes on."""
        with self._locked() as application:
            application.reset()

    def _serve(self) -> None:
        # Loading all products takes longer than the rest of the start: connections wait in the socket's queue.
        from alicloud_emulator.application import Application  # noqa: PLC0415 - see above
        from alicloud_emulator.control import answer  # noqa: PLC0415 - see above

        self._application = Application(self.clock)
        self._server.answer = partial(answer, self._application)
        self._is_loaded.set()
        self._server.serve_forever(poll_interval=STOP_POLL_SECONDS)

    @contextmanager
    def _locked(self) -> Iterator[Application]:
        self._is_loaded.wait()
        with self._application.lock:
            yield self._application
