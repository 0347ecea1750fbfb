"""What the process answers to its caller."""

from collections.abc import Mapping
from enum import IntEnum

from alicloud_ess_refresh.errors import (
    CREDENTIAL_CODES,
    ConnectionSettingsError,
    ServiceApiError,
    ServiceUnreachableError,
)
from alicloud_ess_refresh.refresh.errors import CapacityError, LostSightError, RefreshTimeoutError

__all__ = ["MEANINGS", "ExitCode", "exit_code_of"]


class ExitCode(IntEnum):
    OK = 0
    FAILED = 1
    USAGE = 2
    CONNECTION = 3
    TIMED_OUT = 4
    INTERRUPTED = 130
    """128 and the number of SIGINT, as shells have it."""


MEANINGS: Mapping[ExitCode, str] = {
    ExitCode.OK: "done",
    ExitCode.FAILED: "the refresh failed, was refused, or was not confirmed",
    ExitCode.USAGE: "wrong usage; nothing was asked of the service",
    ExitCode.CONNECTION: "no connection, or credentials that are missing or refused",
    ExitCode.TIMED_OUT: "not done in time",
    ExitCode.INTERRUPTED: "interrupted; a task that runs goes on",
}


def exit_code_of(error: BaseException | None) -> ExitCode:
    """Answer the code for an error of this package."""
    if isinstance(error, LostSightError):
        return exit_code_of(error.__cause__)
    if isinstance(error, RefreshTimeoutError | CapacityError):
        return ExitCode.TIMED_OUT
    if isinstance(error, ConnectionSettingsError | ServiceUnreachableError):
        return ExitCode.CONNECTION
    if isinstance(error, ServiceApiError) and (
        error.http_status in {401, 403} or error.code.startswith(CREDENTIAL_CODES)
    ):
        return ExitCode.CONNECTION
    return ExitCode.FAILED
