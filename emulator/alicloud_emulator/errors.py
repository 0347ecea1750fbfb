"""The one error that handlers and state raise; the wire turns it into the API's error body."""

from __future__ import annotations

__all__ = ["ApiError"]


class ApiError(Exception):
    """
    What the API answers instead of a result.

    Args:
        http_status: 400 to 599. "Not found" must be 404: the provider looks at the status, not at the code.
        code: The API's own word, for example InvalidScalingGroupId.NotFound. Always text: a number makes the
            provider's SDK panic.
        message: One sentence. It must name no other error code: the provider searches it for the codes it expects.
        retry_after_ms: Sent as header x-acs-retry-after, in milliseconds, which makes the Python SDK raise
            ThrottlingException.
    """

    def __init__(self, http_status: int, code: str, message: str, *, retry_after_ms: int | None = None) -> None:
        super().__init__(f"{http_status} {code}: {message}")
        self.http_status = http_status
        self.code = code
        self.message = message
        self.retry_after_ms = retry_after_ms
