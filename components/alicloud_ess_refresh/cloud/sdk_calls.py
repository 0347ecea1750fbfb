"""How a client of an official SDK is made and asked, the same for each product. Imports the vendor SDK."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from alibabacloud_tea_openapi.utils_models import Config
from darabonba.runtime import RuntimeOptions

from alicloud_ess_refresh.cloud.credentials import find_source
from alicloud_ess_refresh.cloud.endpoints import endpoint, protocol
from alicloud_ess_refresh.cloud.sdk_credentials import open_source
from alicloud_ess_refresh.cloud.sdk_errors import SDK_ERRORS, translate, unreadable
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.cloud.wire import UnreadableFieldError, Wire

__all__ = ["call", "call_with_headers", "client_config", "nothing"]

CONNECT_TIMEOUT_MILLISECONDS = 5_000
READ_TIMEOUT_MILLISECONDS = 15_000
"""Shorter than the provider's 60 s: a poll that hangs hides the release, and is simply made again."""

WRONG_SHAPE = (AttributeError, KeyError, TypeError, ValueError, RecursionError)
"""What the SDK stumbles over in an answer that has a text in the place of a list, or is nested too deeply."""
T = TypeVar("T")


def client_config(settings: Settings, product: str) -> Config:
    """
    Answer what a product's client is made from; no request is made yet.

    Args:
        product: The provider's key below `alicloud:endpoints`, such as `ess`.

    Raises:
        ConnectionSettingsError: The settings do not say enough, or contradict themselves.
    """
    return Config(
        credential=open_source(find_source(settings), settings),
        region_id=settings.region,
        endpoint=endpoint(settings, product),
        protocol=protocol(settings),
        connect_timeout=settings.milliseconds("clientConnectTimeout", CONNECT_TIMEOUT_MILLISECONDS),
        read_timeout=settings.milliseconds("clientReadTimeout", READ_TIMEOUT_MILLISECONDS),
        user_agent="alicloud-ess-refresh",
    )


def call(client: Any, action: str, subject: str, request: Any, read: Callable[[Wire], T]) -> T:
    """
    Make one call, once.

    Args:
        action: The API's word, such as `DescribeScalingGroups`.
        subject: What the call is about, for the message of an error.
        read: Makes of the answer what the caller needs; raises UnreadableFieldError where it cannot.

    Raises:
        ServiceError: It went wrong.
    """
    result, _ = call_with_headers(client, action, subject, request, read)
    return result


def call_with_headers(
    client: Any, action: str, subject: str, request: Any, read: Callable[[Wire], T]
) -> tuple[T, Mapping[str, str]]:
    """
    Make one call, once, and return the headers of its answer, too; their names are in lower case.

    Raises:
        ServiceError: It went wrong.
    """
    method = getattr(client, f"{_snake_case(action)}_with_options")
    try:
        response = method(request, RuntimeOptions())
        answer = None if response.body is None else response.body.to_map()
    except SDK_ERRORS as error:
        raise translate(error, action=action, subject=subject) from error
    except WRONG_SHAPE as error:
        raise unreadable(action=action, subject=subject) from error
    if answer is None:
        raise unreadable(action=action, subject=subject)
    try:
        return read(answer), response.headers or {}
    except UnreadableFieldError as error:
        raise unreadable(action=action, subject=subject, reason=str(error)) from error


def nothing(_answer: Wire) -> None:
    """Read nothing: that the call was accepted is all."""


def _snake_case(action: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in action).removeprefix("_")
