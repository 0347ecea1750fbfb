"""Region, endpoint and credentials of a command: its options before what the alicloud provider would read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import ConnectionSettingsError

__all__ = ["Connection"]

PRODUCTS = ("cms", "ecs", "ess", "sts", "vpc")


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

    def settings(self, environment: Mapping[str, str]) -> Settings:
        """
        Answer the settings for a client.

        Raises:
            ConnectionSettingsError: A profile is named, and the environment holds keys, which go before it: the call
                would act on another account than the one that is meant.
        """
        config: dict[str, str] = {}
        if self.region:
            config["alicloud:region"] = self.region
        if self.profile:
            config["alicloud:profile"] = self.profile
            if Settings(config={}, environment=environment).text("accessKey"):
                raise ConnectionSettingsError(
                    f"profile `{self.profile}` was named, but the environment holds an access key, which goes before "
                    "any profile: unset one of them"
                )
        if self.endpoint:
            scheme, _, host = self.endpoint.rpartition("://")
            config["alicloud:endpoints"] = json.dumps([dict.fromkeys(PRODUCTS, host)])
            config["alicloud:protocol"] = (scheme or "https").upper()
        return Settings(config=config, environment=environment)
