"""Region, endpoint and credentials of a command: its options before what the alicloud provider would read."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import ConnectionSettingsError

__all__ = ["Connection"]

PRODUCTS = ("cms", "ecs", "ess", "sts", "vpc")
_ENDPOINT = re.compile(r"(?:(?P<scheme>https?)://)?(?P<host>[^/\s@]+)/?")


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
            ConnectionSettingsError: An option is empty, or the endpoint names no host. Or a profile is named, and the
                environment holds keys, which go before it: the call would act on another account than the one that is
                meant.
        """
        self._check_that_none_is_empty()
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
            scheme, host = _split(self.endpoint)
            config["alicloud:endpoints"] = json.dumps([dict.fromkeys(PRODUCTS, host)])
            config["alicloud:protocol"] = scheme.upper()
        return Settings(config=config, environment=environment)

    def _check_that_none_is_empty(self) -> None:
        """Refuse what a variable that is not set leaves of `--endpoint "$URL"`: it would act on the real account."""
        given = {"region": self.region, "profile": self.profile, "endpoint": self.endpoint}
        for name, value in given.items():
            if value is not None and not value.strip():
                raise ConnectionSettingsError(f"--{name}: got an empty text; give it a value, or leave it out")


def _split(endpoint: str) -> tuple[str, str]:
    found = _ENDPOINT.fullmatch(endpoint)
    if found is None:
        raise ConnectionSettingsError(
            f"endpoint `{endpoint}`: expected host and port, with `http://` before them for a connection without TLS, "
            "such as `http://127.0.0.1:8014`"
        )
    return found["scheme"] or "https", found["host"]
