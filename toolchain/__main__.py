"""`python -m toolchain`: makes engine and provider available and prints the folder that holds `pulumi`."""

import functools
import signal
import sys
from collections.abc import Callable

from toolchain import build, cache, official, recipes
from toolchain.errors import ToolchainError
from toolchain.progress import alive, say
from toolchain.search import Toolchain, find_engine, find_own_engine, find_provider, locate


def main() -> int:
    """Answer the exit code."""
    # Ends like Ctrl-C, so that no compiler is left behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        print(provide().bin_dir)
    except ToolchainError as error:
        say(f"scripts/toolchain: {error}")
        return 1
    except KeyboardInterrupt:
        say("scripts/toolchain: interrupted; run it again to go on from here")
        return 130
    return 0


def provide() -> Toolchain:
    """Find what is there, have your own `pulumi` install the provider, and build what is still missing."""
    try:
        return locate()
    except ToolchainError:
        pass
    with cache.lock(waiting()):
        own = find_own_engine(say)
        if own and not find_provider():
            official.install_provider(own)
        missing = [] if find_engine() else [recipes.ENGINE]
        missing += [] if find_provider() else [recipes.PROVIDER]
        if missing:
            build.build(missing, build.usable_go())
    return locate()


def waiting() -> Callable[[], None]:
    """Answer what to do while another run holds the lock: say so once, then that it is still so."""
    say_once, beat = functools.cache(say), alive(str)

    def on_wait() -> None:
        say_once("another run of scripts/toolchain is at work; waiting for it to end")
        beat()

    return on_wait


if __name__ == "__main__":
    sys.exit(main())
