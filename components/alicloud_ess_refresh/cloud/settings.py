"""
The `alicloud:` settings, read as the alicloud provider reads them: stack configuration, then environment.

Source of keys, variables and order: terraform-provider-alicloud v1.285.0, provider.go and
connectivity/config.go. Nothing here touches the network or an SDK.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alicloud_ess_refresh.cloud.profiles import ProfileFile, missing_file, read_profile_file
from alicloud_ess_refresh.errors import ConnectionSettingsError

__all__ = ["CONFIG_KEYS", "Settings", "variables"]

DEFAULT_REGION = "cn-beijing"
"""The provider's: a stack without a region has its groups there."""

_ENVIRONMENT = {
    "accessKey": ("ALICLOUD_ACCESS_KEY", "ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_ID"),
    "secretKey": ("ALICLOUD_SECRET_KEY", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABACLOUD_ACCESS_KEY_SECRET"),
    "securityToken": (
        "ALICLOUD_SECURITY_TOKEN",
        "ALIBABA_CLOUD_SECURITY_TOKEN",
        "ALIBABACLOUD_SECURITY_TOKEN",
    ),
    "region": ("ALICLOUD_REGION", "ALIBABA_CLOUD_REGION"),
    "profile": ("ALICLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE"),
    "sharedCredentialsFile": ("ALICLOUD_SHARED_CREDENTIALS_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE"),
    "ecsRoleName": ("ALICLOUD_ECS_ROLE_NAME", "ALIBABA_CLOUD_ECS_METADATA"),
    "credentialsUri": ("ALICLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_CREDENTIALS_URI"),
    "assumeRole": (),
    "assumeRoleWithOidc": (),
    "endpoints": (),
    "protocol": (),
    "clientConnectTimeout": ("CLIENT_CONNECT_TIMEOUT",),
    "clientReadTimeout": ("CLIENT_READ_TIMEOUT",),
}
CONFIG_KEYS = tuple(_ENVIRONMENT)
"""Keys below `alicloud:` that this package reads."""

_PROFILE_FIELDS = {
    "accessKey": "access_key_id",
    "secretKey": "access_key_secret",
    "securityToken": "sts_token",
    "region": "region_id",
    "ecsRoleName": "ram_role_name",
}


def variables(*keys: str) -> frozenset[str]:
    """Answer the environment variables that these keys are read from."""
    return frozenset(name for key in keys for name in _ENVIRONMENT[key])


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    What the stack, the environment and the named profile say.

    Attributes:
        config: Stack configuration with its namespaces, such as `alicloud:region`; JSON text where a value is
            not a string.
        environment: Variables of the process.
        read_text: Reads a file of the user's, for the profile.
    """

    config: Mapping[str, Any]
    environment: Mapping[str, str]
    read_text: Callable[[Path], str] = Path.read_text

    def text(self, key: str) -> str:
        """Answer a setting from configuration or environment, or an empty text."""
        value = self.config.get(f"alicloud:{key}")
        if value not in (None, ""):
            return str(value).strip()
        return self.variable(*_ENVIRONMENT[key])

    def variable(self, *names: str) -> str:
        """Answer the first of these variables that is set, or an empty text."""
        return next((self.environment[name].strip() for name in names if self.environment.get(name)), "")

    def block(self, key: str) -> Mapping[str, Any]:
        """
        Answer a setting that is an object, or a list holding one, as JSON text; empty where it is not set.

        Raises:
            ConnectionSettingsError: Not such JSON.
        """
        value = self.config.get(f"alicloud:{key}")
        if value in (None, ""):
            return {}
        try:
            parsed = json.loads(value) if isinstance(value, str) else value
        except (ValueError, RecursionError) as error:
            raise self._not_a_block(key) from error
        if isinstance(parsed, list):
            parsed = parsed[-1] if parsed else {}
        if not isinstance(parsed, Mapping):
            raise self._not_a_block(key)
        return parsed

    @property
    def profile(self) -> Mapping[str, Any]:
        """
        Answer the profile that is named, or an empty one.

        Raises:
            ConnectionSettingsError: The file cannot be read, or has no such profile.
        """
        name = self.text("profile")
        if not name:
            return {}
        found = self.read_profiles()
        if found is None:
            raise missing_file(self.profile_file, name)
        return found.profile(name)

    def read_profiles(self) -> ProfileFile | None:
        """
        Read the file of the aliyun CLI; None where there is none.

        Raises:
            ConnectionSettingsError: It cannot be read, or is no such file.
        """
        return read_profile_file(self.profile_file, self.read_text)

    @property
    def profile_file(self) -> Path:
        return Path(self.text("sharedCredentialsFile") or "~/.aliyun/config.json").expanduser()

    def text_or_profile(self, key: str) -> str:
        """Answer a setting from configuration, environment or the profile's fields, or an empty text."""
        return self.text(key) or str(self._profile_value(key) or "").strip()

    @property
    def region(self) -> str:
        return self.text_or_profile("region") or DEFAULT_REGION

    def milliseconds(self, key: str, default: int) -> int:
        """
        Answer a time limit.

        Raises:
            ConnectionSettingsError: Not a whole number above 0.
        """
        text = self.text(key)
        if not text:
            return default
        if not text.isdecimal() or int(text) == 0:
            raise ConnectionSettingsError(f"alicloud:{key}: got `{text}`, expected milliseconds, 1 or more")
        return int(text)

    def _profile_value(self, key: str) -> Any:
        """Answer a field of the profile, if the profile's mode uses it."""
        profile = self.profile
        mode = profile.get("mode")
        if key == "securityToken" and mode != "StsToken":
            return None
        if key == "ecsRoleName" and mode != "EcsRamRole":
            return None
        if key in {"accessKey", "secretKey"} and mode == "EcsRamRole":
            return None
        return profile.get(_PROFILE_FIELDS[key])

    @staticmethod
    def _not_a_block(key: str) -> ConnectionSettingsError:
        # The value is left out: an `assumeRole` holds an external id, which is a secret to some.
        return ConnectionSettingsError(f"alicloud:{key}: expected the JSON text of one object")
