"""`alicloud-emulator`, also `python -m alicloud_emulator`: serves until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import json
import signal
import threading

from alicloud_emulator.clock import DEFAULT_RATE
from alicloud_emulator.emulator import Emulator
from alicloud_emulator.pulumi_settings import as_stack_file, pulumi_config

_HOST = "127.0.0.1"


def main() -> None:
    """Print one JSON line when ready, then serve; or print the settings for Pulumi."""
    parser = _parser()
    options = parser.parse_args()
    if options.command == "config":
        print(as_stack_file(pulumi_config(f"{options.host}:{options.port}")), end="")
        return
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="alicloud-emulator",
        description="Serve the Alibaba Cloud APIs behind Auto Scaling on loopback until SIGTERM or Ctrl-C.",
    )
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument(
        "--rate",
        type=float,
        default=DEFAULT_RATE,
        help="virtual seconds per real second; 0 moves only when told (default: %(default)s)",
    )
    parser.add_argument(
        "--host",
        default=_HOST,
        help="address to listen on (default: %(default)s); there is no authentication: keep it on loopback",
    )
    commands = parser.add_subparsers(dest="command", title="other commands", metavar="config")
    about = "print the settings of the alicloud provider for an emulator, as a Pulumi.<stack>.yaml"
    config = commands.add_parser("config", help=about, description=f"{about[0].upper()}{about[1:]}.")
    config.add_argument("--port", type=_port, required=True, help="the port that the emulator has")
    config.add_argument("--host", default=_HOST, help="the address that it is reached at (default: %(default)s)")
    return parser


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65_535:
        raise argparse.ArgumentTypeError(f"got {text}, expected the port of a running emulator, 1 to 65535")
    return port


if __name__ == "__main__":
    main()
