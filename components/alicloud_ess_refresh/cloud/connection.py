"""Region, endpoint and credentials of a command: its options before what the alicloud provider would read."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from alicloud_ess_refresh.cloud.endpoints import endpoint
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import ConnectionSettingsError

__all__ = ["ENDPOINT_VARIABLE", "Connection"]

PRODUCTS = ("cms", "ecs", "ess", "sts", "vpc")
ENDPOINT_VARIABLE = "ESS_REFRESH_ENDPOINT"
"""As `--endpoint`."""
_ENDPOINT = re.compile(r"(?:(?P<scheme>https?)://)?(?P<host>[^/\s@]+)/?")

# Names that the aliyun CLI reads, and the alicloud provider does not (aliyun-cli, config/profile.go).
_CLI_REGION = ("ALIBABA_CLOUD_REGION_ID", "ALIBABACLOUD_REGION_ID", "ALICLOUD_REGION_ID")
_CLI_PROFILE = "ALIBABACLOUD_PROFILE"
_CLI_ENDPOINT = "ALIBABA_CLOUD_ENDPOINT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """
    What the options say; None where they say nothing.

    Attributes:
        endpoint: Host and port of every product, with `http://` before them for a connection without TLS: an
            emulator, or a proxy.
    """

    region: str | None = None
    endpoint: str | None = None
    profile: str | None = None

    def settings(self, environment: Mapping[str, str], read_text: Callable[[Path], str] = Path.read_text) -> Settings:
        """
        Return the settings for a client.

        Each comes from the option, or else from the environment, or else from a profile of the aliyun CLI: the one
        that is named, or the current one. A current profile gives no credentials where the environment has some.

        Args:
            read_text: Reads the file of profiles.

        Raises:
            ConnectionSettingsError: An option is empty, or the endpoint names no host. Or a profile is named, and the
                environment holds keys, which go before it: the call would act on another account than the one that is
                meant. Or the file of profiles is needed, and cannot be read.
        """
        self._check_that_none_is_empty()
        said = Settings(config={}, environment=environment, read_text=read_text)
        if self.profile and said.text("accessKey"):
            raise ConnectionSettingsError(
                f"profile `{self.profile}` was named, but the environment holds an access key, which goes before "
                "any profile: unset one of them"
            )
        config: dict[str, str] = {}
        if profile := self.profile or said.text("profile") or said.variable(_CLI_PROFILE):
            config["alicloud:profile"] = profile
        if region := self.region or said.text("region") or said.variable(*_CLI_REGION):
            config["alicloud:region"] = region
        if not profile:
            config |= _of_current_profile(said, has_region=bool(region))
        settings = replace(said, config=config)
        return replace(settings, config=config | self._endpoints(settings))

    def _endpoints(self, settings: Settings) -> dict[str, str]:
        """Return where each product is; one of the aliyun CLI's goes behind the provider's variable of a product."""
        given, products = self.endpoint or settings.variable(ENDPOINT_VARIABLE), list(PRODUCTS)
        if not given:
            given = settings.variable(_CLI_ENDPOINT) or str(settings.profile.get("endpoint") or "")
            products = [each for each in PRODUCTS if endpoint(settings, each) is None]
        if not given:
            return {}
        scheme, host = _split(given)
        return {
            "alicloud:endpoints": json.dumps([dict.fromkeys(products, host)]),
            "alicloud:protocol": scheme.upper(),
        }

    def _check_that_none_is_empty(self) -> None:
        """Refuse what a variable that is not set leaves of `--endpoint "$URL"`: it would act on the real account."""
        given = {"region": self.region, "profile": self.profile, "endpoint": self.endpoint}
        for name, value in given.items():
            if value is not None and not value.strip():
                raise ConnectionSettingsError(f"--{name}: got an empty text; give it a value, or leave it out")


def _of_current_profile(said: Settings, *, has_region: bool) -> dict[str, str]:
    """Return what the current profile gives: itself, or its region alone where there are other credentials."""
    has_credentials = any(said.text(key) for key in ("accessKey", "credentialsUri", "ecsRoleName"))
    if has_credentials and has_region:
        return {}
    found = said.read_profiles()
    if found is None or not found.current:
        return {}
    if not has_credentials:
        return {"alicloud:profile": found.current}
    region = found.profile(found.current).get("region_id")
    return {"alicloud:region": str(region)} if region else {}


def _split(endpoint: str) -> tuple[str, str]:
    found = _ENDPOINT.fullmatch(endpoint)
    if found is None:
        raise ConnectionSettingsError(
            f"endpoint `{endpoint}`: expected host and port, with `http://` before them for a connection without TLS, "
            "such as `http://127.0.0.1:8014`"
        )
    return found["scheme"] or "https", found["host"]
