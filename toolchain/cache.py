"""
The folder that keeps what was installed or built: outside the clone, shared by all clones.

An entry is a folder that appears under its name only when it is complete, and is never changed afterwards.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["ASSEMBLED", "BUILT", "INSTALLED", "digest", "lock", "publish", "root"]

BUILT, INSTALLED, ASSEMBLED = "built", "installed", "bin"
UNFINISHED = ".unfinished-"
LOCK_CHECK_SECONDS = 1.0


def root() -> Path:
    """Answer `$ESS_REFRESH_CACHE`, or `alicloud-ess-refresh` in the user's cache folder."""
    if chosen := os.environ.get("ESS_REFRESH_CACHE"):
        return Path(chosen).absolute()
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches, "alicloud-ess-refresh")


def digest(texts: Iterable[str], files: Iterable[Path] = ()) -> str:
    """Answer 12 hexadecimal digits that stand for texts and the names and contents of files."""
    sha = hashlib.sha256()
    for text in texts:
        sha.update(text.encode() + b"\0")
    for file in sorted(files):
        sha.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return sha.hexdigest()[:12]


def publish(entry: Path, fill: Callable[[Path], None]) -> Path:
    """Make an entry, unless it is there: `fill` gets an empty folder, which becomes the entry when it returns."""
    if entry.is_dir():
        return entry
    entry.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=entry.parent))
    try:
        fill(folder)
        folder.chmod(0o755)
        try:
            folder.rename(entry)
        except OSError:
            # Another process was first; anything else is an error.
            if not entry.is_dir():
                raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return entry


@contextmanager
def lock(on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the cache's lock, so that two runs do not build the same; `on_wait` is called each second of waiting."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / ".lock").open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                on_wait()
                time.sleep(LOCK_CHECK_SECONDS)
        # Only the holder of the lock fills these: what is unfinished was left by a run that was killed.
        for kind in (BUILT, INSTALLED):
            for left in (root() / kind).glob(f"{UNFINISHED}*"):
                shutil.rmtree(left)
        yield
