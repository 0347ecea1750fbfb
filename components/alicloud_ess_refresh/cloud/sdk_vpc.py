"""
`VpcClient` over the official SDK's core (API version 2016-04-28). Imports the vendor SDK.

For the one call that is made here the product's own SDK, 60,000 lines, would be a dependency of everybody.
"""

from alibabacloud_tea_openapi.client import Client
from alibabacloud_tea_openapi.utils_models import OpenApiRequest, Params
from darabonba.runtime import RuntimeOptions

from alicloud_ess_refresh.cloud.sdk_calls import client_config
from alicloud_ess_refresh.cloud.sdk_errors import SDK_ERRORS, translate, unreadable
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.cloud.vpc import VSwitch
from alicloud_ess_refresh.cloud.wire import UnreadableFieldError, Wire, integer, text
from alicloud_ess_refresh.errors import ServiceApiError

__all__ = ["SdkVpcClient", "open_client"]

NOT_FOUND = 404
"""A vSwitch that is gone: this status, or an answer without an id. Source: the provider's reading of it."""

_DESCRIBE = Params(
    action="DescribeVSwitchAttributes",
    version="2016-04-28",
    protocol="HTTPS",
    pathname="/",
    method="POST",
    auth_type="AK",
    style="RPC",
    req_body_type="formData",
    body_type="json",
)


def open_client(settings: Settings) -> "SdkVpcClient":
    """
    Answer a client for what the stack and the environment say; no request is made yet.

    Raises:
        ConnectionSettingsError: They do not say enough, or contradict themselves.
    """
    config = client_config(settings, "vpc")
    # The core has no table of hosts; the provider's last choice is this one, too.
    config.endpoint = config.endpoint or f"vpc.{settings.region}.aliyuncs.com"
    return SdkVpcClient(Client(config), region=settings.region)


class SdkVpcClient:
    """Thread-safe as far as the SDK is. Never retries: who waits decides that."""

    def __init__(self, client: Client, *, region: str) -> None:
        self._client = client
        self.region = region

    def describe_vswitch(self, vswitch_id: str) -> VSwitch | None:
        request = OpenApiRequest(query={"RegionId": self.region, "VSwitchId": vswitch_id})
        try:
            answer = self._client.call_api(_DESCRIBE, request, RuntimeOptions())
        except SDK_ERRORS as error:
            translated = translate(error, action=_DESCRIBE.action, subject=vswitch_id)
            if isinstance(translated, ServiceApiError) and translated.http_status == NOT_FOUND:
                return None
            raise translated from error
        body = answer.get("body")
        if not isinstance(body, dict):
            raise unreadable(action=_DESCRIBE.action, subject=vswitch_id)
        try:
            return _vswitch(body)
        except UnreadableFieldError as error:
            raise unreadable(action=_DESCRIBE.action, subject=vswitch_id, reason=str(error)) from error


def _vswitch(wire: Wire) -> VSwitch | None:
    vswitch_id = text(wire, "VSwitchId")
    if vswitch_id is None:
        return None
    return VSwitch(
        vswitch_id=vswitch_id,
        available_ip_address_count=integer(wire, "AvailableIpAddressCount") or 0,
        zone_id=text(wire, "ZoneId") or "",
    )
