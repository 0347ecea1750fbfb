"""The one error that only commands raise."""

from alicloud_ess_refresh.cli.next_steps import NextStep
from alicloud_ess_refresh.errors import AlicloudError

__all__ = ["RefusedCallError"]


class RefusedCallError(AlicloudError):
    """
    A command does not fit what the group or its task is doing.

    Attributes:
        next_steps: What can be done instead.
    """

    def __init__(self, message: str, next_steps: tuple[NextStep, ...] = ()) -> None:
        self.next_steps = next_steps
        super().__init__(message)
