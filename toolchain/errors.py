"""The one error of this package."""

__all__ = ["ToolchainError"]


class ToolchainError(Exception):
    """Engine or provider cannot be had; the message says what was tried and what to do."""
