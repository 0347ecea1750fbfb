"""What the SDK raises, as this package's errors. Imports the vendor SDK."""

import re
from typing import Any

from alibabacloud_credentials.exceptions import CredentialException
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from Tea.exceptions import UnretryableException

from alicloud_ess_refresh.errors import (
    NoConnection,
    NoConnectionError,
    NothingToRefreshError,
    ServiceAnswer,
    ServiceApiError,
    ServiceError,
    ServiceUnreachableError,
    ThrottledError,
)

__all__ = ["SDK_ERRORS", "translate", "unreadable"]

SDK_ERRORS = (AlibabaCloudException, UnretryableException, CredentialException)
"""Everything that a call can raise: an error answer, no answer, or no credentials to sign with."""

NOTHING_TO_REFRESH = "InvalidInstance.NoInstanceNeedBeRefreshed"
"""Source: terraform-provider-alicloud, resource_alicloud_ess_instance_refresh.go; no page names it."""
_HOST = re.compile(r"host='([^']+)', port=(\d+)")
_CLOSING = "'\")"
_NO_CONNECTION = (
    (NoConnection.NO_PROXY, re.compile("Unable to connect to proxy|Cannot connect to proxy")),
    (NoConnection.UNTRUSTED_CERTIFICATE, re.compile("CERTIFICATE_VERIFY_FAILED")),
    (NoConnection.NO_TLS, re.compile("WRONG_VERSION_NUMBER|record layer failure")),
    (NoConnection.UNKNOWN_HOST, re.compile("Failed to resolve|NameResolutionError")),
    (NoConnection.REFUSED, re.compile(r"Connection refused|actively refused")),
)
"""What the text of urllib3 2 and OpenSSL has for each cause, in the order in which they are looked for."""


def translate(error: Exception, *, action: str, subject: str) -> ServiceError:
    """Answer the error to raise for one of SDK_ERRORS."""
    if isinstance(error, CredentialException):
        reason = f"credentials could not be fetched: {_one_line(error)}"
        return ServiceUnreachableError(reason, action=action, subject=subject)
    if not isinstance(error, AlibabaCloudException):
        return _unreachable(_wire_text(error), action=action, subject=subject)
    answer = _answer(error)
    if answer.code == NOTHING_TO_REFRESH:
        return NothingToRefreshError(answer, action=action, subject=subject)
    if "Throttling" in answer.code or answer.http_status == 429:
        # The SDK sets this only where the answer had the header x-acs-retry-after, in milliseconds.
        seconds = (getattr(error, "retry_after", None) or 0) / 1000
        return ThrottledError(answer, action=action, subject=subject, retry_after_seconds=seconds)
    return ServiceApiError(answer, action=action, subject=subject)


def unreadable(*, action: str, subject: str, reason: str = "") -> ServiceError:
    """
    Return the error for a success whose body cannot be read.

    Args:
        reason: What of it; empty where the SDK dropped it without a word.
    """
    shape = "the answer is not of the expected shape"
    return ServiceUnreachableError(f"{shape}: {reason}" if reason else shape, action=action, subject=subject)


def _answer(error: Any) -> ServiceAnswer:
    data = error.data if isinstance(error.data, dict) else {}
    # `error.message` is decorated with the fields that are given apart here.
    return ServiceAnswer(
        code=_one_line(error.code or "no code"),
        message=_one_line(data.get("Message") or data.get("message") or "no message"),
        request_id=_one_line(data.get("RequestId") or data.get("requestId") or "none"),
        http_status=int(error.status_code or 0),
    )


def _unreachable(text: str, *, action: str, subject: str) -> ServiceError:
    cause = next((cause for cause, pattern in _NO_CONNECTION if pattern.search(text)), None)
    if cause is not None:
        return NoConnectionError(cause, _reason(text), action=action, subject=subject)
    return ServiceUnreachableError(_reason(text), action=action, subject=subject)


def _wire_text(error: Exception) -> str:
    """
    Return what happened on the wire: the SDK keeps of it only the text, with the whole URL in it.

    That text is, for example, `HTTPSConnectionPool(host='H', port=P): Max retries exceeded with url: … (Caused by
    NewConnectionError("HTTPSConnection(host='H', port=P): … : [Errno 111] Connection refused"))`.
    """
    inner = getattr(error, "inner_exception", None) or error
    return _one_line(getattr(inner, "message", None) or inner)


def _reason(text: str) -> str:
    host = _HOST.search(text)
    if host is None:
        return text
    cause = text.rsplit(": ", 1)[-1]
    return f"{host[1]}:{host[2]}: {cause.rstrip(_CLOSING) if 'Caused by' in text else cause}"


def _one_line(text: object) -> str:
    return " ".join(str(text).split())
