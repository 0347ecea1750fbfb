"""`python -m alicloud_emulator`: serve until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import json
import signal
import threading

from alicloud_emulator.clock import DEFAULT_RATE
from alicloud_emulator.emulator import Emulator


def main() -> None:
    """Print one JSON line when ready, then serve."""
    parser = argparse.ArgumentParser(prog="python -m alicloud_emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument(
        "--rate",
        type=float,
        default=DEFAULT_RATE,
        help="virtual seconds per real second; 0 moves only when told (default: %(default)s)",
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on (default: %(default)s); there is no authentication: keep it on loopback",
    )
    options = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        with Emulator(rate=options.rate, port=options.port, host=options.host) as emulator:
            ready = {"url": emulator.url, "endpoint": emulator.endpoint, "ca_file": emulator.ca_file}
            print(json.dumps(ready), flush=True)
            stop.wait()
    except (ValueError, OSError) as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
