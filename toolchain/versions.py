"""
Which engine and provider the project runs on.

These numbers belong together: the engine's Go modules (engine/go.mod), the upstream provider that the bridge of this
release contains (provider/go.mod), the Python packages in requirements.lock and the ranges in pyproject.toml.
tests/unit/test_toolchain.py compares them.
"""

import re

__all__ = ["ENGINE", "ENGINE_FLOOR", "GO", "PROVIDER", "SDK", "Version", "is_new_enough", "parse"]

Version = tuple[int, int, int]

ENGINE: Version = (3, 276, 0)  # what is built
ENGINE_FLOOR: Version = (3, 259, 0)  # the oldest that may be on PATH, and the oldest Python SDK that is declared
SDK: Version = (3, 272, 0)  # the Python package `pulumi`, which is released less often than the engine
PROVIDER = "3.105.0"
GO: Version = (1, 26, 6)  # the newer `go` line of the two go.mod files


def parse(text: str) -> Version | None:
    """Answer the first version in a text such as `v3.259.0-alpha.1` or `go version go1.26.8 linux/amd64`."""
    match = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    return (int(match[1]), int(match[2]), int(match[3] or 0)) if match else None


def is_new_enough(found: Version, wanted: Version) -> bool:
    """Tell whether a version serves where another is wanted: the same major version, and not older."""
    return found[0] == wanted[0] and found >= wanted
