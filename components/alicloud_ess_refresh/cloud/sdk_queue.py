"""`QueueClient` over the official SDK (message queues, version 2015-06-06). Imports the vendor SDK."""

from typing import Any
from urllib.parse import urlsplit
from xml.parsers.expat import ExpatError

from mns.account import Account
from mns.auth import Credentials, CredentialsProvider
from mns.mns_exception import MNSClientException, MNSExceptionBase, MNSServerException

from alicloud_ess_refresh.cloud.credentials import find_source
from alicloud_ess_refresh.cloud.queue import ReceivedMessage
from alicloud_ess_refresh.cloud.sdk_credentials import open_provider
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import (
    ConnectionSettingsError,
    ServiceAnswer,
    ServiceApiError,
    ServiceError,
    ServiceUnreachableError,
    ThrottledError,
)

__all__ = ["SdkQueueClient", "open_client"]

TIMEOUT_SECONDS = 60
"""Longer than the longest wait for a message, 30 s."""
NO_MESSAGE = "MessageNotExist"
"""Sources: ReceiveMessage; DeleteMessage, of a handle that is held no longer."""
WRONG_SHAPE = (AttributeError, KeyError, TypeError, ValueError, ExpatError)
"""What the SDK stumbles over in an answer that is no XML, or another one than it expects."""
TRANSIENT = ("InternalError", "InternalServerError", "ServiceUnavailable")


def open_client(url: str, settings: Settings) -> "SdkQueueClient":
    """
    Answer a client for one queue; no request is made yet.

    Args:
        url: `https://<account id>.mns.<region>.aliyuncs.com/queues/<name>`, as the console shows it.

    Raises:
        ConnectionSettingsError: It is no such URL, or the settings give no credentials.
    """
    parts = urlsplit(url)
    _, folder, name = (*parts.path.split("/", 2), "", "")[:3]
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"})
    if not is_safe or not parts.netloc or folder != "queues" or not name or "/" in name:
        shown = parts._replace(netloc=parts.hostname or "", query="", fragment="").geturl()
        raise ConnectionSettingsError(
            f"queue `{shown}`: expected its URL, `https://<account id>.mns.<region>.aliyuncs.com/queues/<name>`"
        )
    provider = _Provider(open_provider(find_source(settings), settings))
    return SdkQueueClient(Account(f"{parts.scheme}://{parts.netloc}", credentials_provider=provider), name)


class _Provider(CredentialsProvider):  # type: ignore[misc]  # it has no types
    """What the other SDKs ask, in the form that this one reads: without a session its token is empty, not None."""

    def __init__(self, provider: Any) -> None:
        self._provider = provider

    def get_credentials(self) -> Credentials:
        found = self._provider.get_credentials()
        token = found.get_security_token() or ""
        return Credentials(found.get_access_key_id(), found.get_access_key_secret(), token)


class SdkQueueClient:
    """Not thread-safe: the SDK has one connection. Never retries: who waits decides that."""

    def __init__(self, account: Any, queue_name: str) -> None:
        # The SDK gives no timeout to its connections over TLS.
        account.mns_client.http.conn.timeout = TIMEOUT_SECONDS
        self._queue = account.get_queue(queue_name)
        # What CloudMonitor puts there is not encoded; whatever is, the reader of messages makes out.
        self._queue.set_encoding(False)
        self._name = queue_name

    def receive_message(self, wait_seconds: int) -> ReceivedMessage | None:
        try:
            message = self._queue.receive_message(wait_seconds)
        except MNSServerException as error:
            if error.type == NO_MESSAGE:
                return None
            raise self._translate(error, "ReceiveMessage") from error
        except MNSExceptionBase as error:
            raise self._translate(error, "ReceiveMessage") from error
        except WRONG_SHAPE as error:
            raise self._unreadable("ReceiveMessage", repr(error)) from error
        if not isinstance(message.receipt_handle, str) or not str(message.dequeue_count).isdecimal():
            raise self._unreadable("ReceiveMessage", "a message without a handle or a count")
        return ReceivedMessage(
            text=_as_text(message.message_body),
            receipt_handle=message.receipt_handle,
            dequeue_count=int(message.dequeue_count),
        )

    def delete_message(self, receipt_handle: str) -> None:
        try:
            self._queue.delete_message(receipt_handle)
        except MNSExceptionBase as error:
            if error.type == NO_MESSAGE:
                return
            raise self._translate(error, "DeleteMessage") from error

    def _unreadable(self, action: str, reason: str) -> ServiceError:
        return ServiceUnreachableError(" ".join(reason.split()), action=action, subject=f"queue {self._name}")

    def _translate(self, error: Any, action: str) -> ServiceError:
        subject = f"queue {self._name}"
        if isinstance(error, MNSClientException):
            return ServiceUnreachableError(" ".join(str(error.message).split()), action=action, subject=subject)
        answer = ServiceAnswer(
            code=error.type,
            message=error.message,
            request_id=error.req_id or "none",
            http_status=503 if error.type in TRANSIENT else 400,
        )
        if "Throttling" in error.type or "QpsLimit" in error.type:
            return ThrottledError(answer, action=action, subject=subject, retry_after_seconds=0.0)
        return ServiceApiError(answer, action=action, subject=subject)


def _as_text(body: bytes | str) -> str:
    return body.decode("utf-8", "replace") if isinstance(body, bytes) else body
