"""What the SDK raises, as this package's errors. Imports the vendor SDK."""

from collections.abc import Iterator
from typing import Any

from alibabacloud_credentials.exceptions import CredentialException
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from Tea.exceptions import UnretryableException

from alicloud_ess_refresh.errors import (
    EssApiError,
    EssError,
    EssUnreachableError,
    NothingToRefreshError,
    ServiceAnswer,
    ThrottledError,
)

__all__ = ["SDK_ERRORS", "translate", "unreadable"]

SDK_ERRORS = (AlibabaCloudException, UnretryableException, CredentialException)
"""Everything that a call can raise: an error answer, no answer, or no credentials to sign with."""

NOTHING_TO_REFRESH = "InvalidInstance.NoInstanceNeedBeRefreshed"
"""Source: terraform-provider-alicloud, resource_alicloud_ess_instance_refresh.go; no page names it."""


def translate(error: Exception, *, action: str, subject: str) -> EssError:
    """Answer the error to raise for one of SDK_ERRORS."""
    if not isinstance(error, AlibabaCloudException):
        return EssUnreachableError(_reason(error), action=action, subject=subject)
    answer = _answer(error)
    if answer.code == NOTHING_TO_REFRESH:
        return NothingToRefreshError(answer, action=action, subject=subject)
    if "Throttling" in answer.code or answer.http_status == 429:
        # The SDK sets this only where the answer had the header x-acs-retry-after, in milliseconds.
        seconds = (getattr(error, "retry_after", None) or 0) / 1000
        return ThrottledError(answer, action=action, subject=subject, retry_after_seconds=seconds)
    return EssApiError(answer, action=action, subject=subject)


def unreadable(*, action: str, subject: str) -> EssError:
    """Answer the error for a success whose body the SDK could not read and dropped without a word."""
    return EssUnreachableError("the answer is not of the expected shape", action=action, subject=subject)


def _answer(error: Any) -> ServiceAnswer:
    data = error.data if isinstance(error.data, dict) else {}
    # `error.message` is decorated with the fields that are given apart here.
    return ServiceAnswer(
        code=_one_line(error.code or "no code"),
        message=_one_line(data.get("Message") or data.get("message") or "no message"),
        request_id=_one_line(data.get("RequestId") or data.get("requestId") or "none"),
        http_status=int(error.status_code or 0),
    )


def _reason(error: Exception) -> str:
    return _one_line(str(list(_causes(error))[-1]))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Go from the SDK's wrapper to what happened on the wire."""
    while error is not None:
        yield error
        inner = getattr(error, "inner_exception", None) or getattr(error, "reason", None)
        arguments = [argument for argument in error.args if isinstance(argument, BaseException)]
        error = inner if isinstance(inner, BaseException) else next(iter(arguments), error.__cause__)


def _one_line(text: object) -> str:
    return " ".join(str(text).split())
