"""The version of all distributions of this repository. Each pyproject.toml reads it here; nothing else states it."""

__all__ = ["VERSION"]

VERSION = "0.1.0"
