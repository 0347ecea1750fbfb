"""Which host to ask, found as the alicloud provider finds it."""

from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import ConnectionSettingsError

__all__ = ["ess_endpoint", "protocol", "sts_endpoint"]


def ess_endpoint(settings: Settings) -> str | None:
    """
    Answer host and port of Auto Scaling, or None for the SDK's own table by region.

    The provider's last step, the location service, is left out: that table has the same hosts.
    """
    given = settings.block("endpoints").get("ess")
    return given or settings.variable("ALIBABA_CLOUD_ENDPOINT_ESS", "ESS_ENDPOINT") or None


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
