"""
Bytes to a call, and a result or an error to bytes. Pure; knows no product but by name.

What clients send: `Action` and `Version` in the query (Go clients), or only in the headers x-acs-action and
x-acs-version (Python SDK); parameters in the query, the form body, or both. Signatures are not checked.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from alicloud_emulator.errors import ApiError
from alicloud_emulator.parameters import Parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "DEFAULT_REGION",
    "Call",
    "Request",
    "Response",
    "decode",
    "error_response",
    "json_response",
    "result_response",
]

# The versions that the provider (`client.RpcPost`) and the Python SDKs send: no two products share one.
PRODUCT_OF_VERSION = {
    "2014-08-28": "Ess",
    "2022-02-22": "Ess",
    "2014-05-26": "Ecs",
    "2016-04-28": "Vpc",
    "2015-05-01": "Ram",
    "2019-01-01": "Cms",
    "2015-04-01": "Sts",
    "2015-06-12": "Location",
    "2017-12-14": "BssOpenApi",
    "2022-01-19": "Mns-open",
    "2020-07-06": "Actiontrail",
    "2020-04-01": "eventbridge",
}
# Many calls of the provider carry no RegionId, for example ModifyScalingGroup.
DEFAULT_REGION = "cn-hangzhou"
# More than any action has.
MOST_PARAMETERS = 2000
# Of an action's name, a region's id and an access key's, and of what a client calls itself.
LONGEST_NAME = 200
# What every signed request carries beside its own parameters (alibaba-cloud-sdk-go 1.63.107, sdk/auth).
SYSTEM_PARAMETERS = frozenset(
    {
        "AccessKeyId",
        "Action",
        "Format",
        "SecurityToken",
        "Signature",
        "SignatureMethod",
        "SignatureNonce",
        "SignatureType",
        "SignatureVersion",
        "Timestamp",
        "Version",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An HTTP request as received; `headers` has lower-case names, `is_secure` is whether it came over TLS."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""
    client_ip: str = "127.0.0.1"
    is_secure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An HTTP answer; its body is JSON unless `content_type` says otherwise."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json;charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """
    One API call.

    Args:
        endpoint: Host and port that the caller used, which DescribeEndpoints must give back.
        client_ip: Where the call came from; `is_secure` is whether over TLS, `user_agent` what the client calls itself.
    """

    product: str
    version: str
    action: str
    parameters: Parameters
    region_id: str = DEFAULT_REGION
    access_key_id: str = ""
    endpoint: str = ""
    client_ip: str = "127.0.0.1"
    is_secure: bool = False
    user_agent: str = ""


def decode(request: Request) -> Call:
    """
    Read a call.

    Raises:
        ApiError: MissingParameter (400) without action or version, InvalidVersion (400) for a version of no product.
    """
    values = _merged_values(request)
    action = request.headers.get("x-acs-action") or values.get("Action")
    version = request.headers.get("x-acs-version") or values.get("Version")
    if not action or not version:
        raise ApiError(400, "MissingParameter", f'"{"Version" if action else "Action"}" is mandatory.')
    product = PRODUCT_OF_VERSION.get(version)
    if product is None:
        raise ApiError(400, "InvalidVersion", f'Specified parameter Version "{version[:LONGEST_NAME]}" is not valid.')
    own = {name: value for name, value in values.items() if name not in SYSTEM_PARAMETERS}
    return Call(
        product=product,
        version=version,
        action=action[:LONGEST_NAME],
        parameters=Parameters(own),
        region_id=(own.get("RegionId") or DEFAULT_REGION)[:LONGEST_NAME],
        access_key_id=(values.get("AccessKeyId") or _credential(request.headers.get("authorization", "")))[
            :LONGEST_NAME
        ],
        endpoint=request.headers.get("host", ""),
        client_ip=request.client_ip,
        is_secure=request.is_secure,
        user_agent=request.headers.get("user-agent", "")[:LONGEST_NAME],
    )


def result_response(result: Mapping[str, Any], request_id: str) -> Response:
    """Encode a handler's result."""
    return json_response(200, {"RequestId": request_id, **result})


def error_response(error: ApiError, request_id: str) -> Response:
    """
    Encode an error: a JSON object with text values, whatever went wrong.

    The provider's SDK panics on others (alibaba-cloud-sdk-go 1.63.107, sdk/errors/server_error.go).
    """
    headers = {} if error.retry_after_ms is None else {"x-acs-retry-after": str(error.retry_after_ms)}
    body = {"RequestId": request_id, "HostId": "127.0.0.1", "Code": error.code, "Message": error.message}
    return json_response(error.http_status, body, headers)


def json_response(status: int, body: object, headers: Mapping[str, str] | None = None) -> Response:
    """Encode any JSON value."""
    return Response(status=status, body=json.dumps(body).encode(), headers=headers or {})


def _merged_values(request: Request) -> dict[str, str]:
    texts = [urlsplit(request.target).query]
    try:
        if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            texts.append(request.body.decode())
        return dict(
            pair for text in texts for pair in parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
        )
    except ValueError as error:
        raise ApiError(
            400, "InvalidParameter", f"Expected at most {MOST_PARAMETERS} parameters in UTF-8: {error}."
        ) from error


def _credential(authorization: str) -> str:
    # "ACS3-HMAC-SHA256 Credential=<id>,SignedHeaders=…,Signature=…" (alibabacloud-tea-openapi 0.4.6)
    _, found, rest = authorization.partition("Credential=")
    return rest.partition(",")[0] if found else ""
