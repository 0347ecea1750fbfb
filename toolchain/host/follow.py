"""
Runs a module as `python -m` does, and ends with the process that started it.

Dynamic providers are started so. Without it a provider outlives an engine that was killed, and goes on by itself.
"""

import os
import runpy
import sys
import threading
import time
from pathlib import Path

PARENT_CHECK_SECONDS = 0.5


def end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    sys.path[0] = str(Path.cwd())
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
