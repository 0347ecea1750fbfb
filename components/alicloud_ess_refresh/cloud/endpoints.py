"""Which host to ask, found as the alicloud provider finds it."""

from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import ConnectionSettingsError

__all__ = ["endpoint", "protocol", "sts_endpoint"]


def endpoint(settings: Settings, product: str) -> str | None:
    """
    Answer host and port of a product, or None for its SDK's own table by region.

    The provider's last step, the location service, is left out: those tables have the same hosts.

    Args:
        product: The provider's key below `alicloud:endpoints`, in lower case, such as `ess`.
    """
    given = settings.block("endpoints").get(product)
    variable = f"{product.upper()}_ENDPOINT"
    return given or settings.variable(f"ALIBABA_CLOUD_ENDPOINT_{product.upper()}", variable) or None


def sts_endpoint(settings: Settings) -> str:
    """Answer the host of the Security Token Service; no variable counts for it, as in the provider."""
    return settings.block("endpoints").get("sts") or f"sts.{settings.region}.aliyuncs.com"


def protocol(settings: Settings) -> str:
    """
    Answer `HTTPS`, the default, or `HTTP`.

    Raises:
        ConnectionSettingsError: Anything else.
    """
    given = settings.text("protocol") or "HTTPS"
    if given not in {"HTTP", "HTTPS"}:
        raise ConnectionSettingsError(f"alicloud:protocol: got `{given}`, expected HTTP or HTTPS")
    return given
