"""
The file of the aliyun CLI: profiles with credentials and a region, one of them the current one.

Source: aliyun-cli, config/profile.go and config/configuration.go. Values of the file are in no message: they may be
secrets.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from alicloud_ess_refresh.errors import ConnectionSettingsError

__all__ = ["ProfileFile", "check_profile", "missing_file", "read_profile_file"]

_KEYS = ("access_key_id", "access_key_secret")
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "AK": _KEYS,
    "StsToken": (*_KEYS, "sts_token"),
    "RamRoleArn": (*_KEYS, "ram_role_arn"),
    "EcsRamRole": (),
    "CredentialsURI": ("credentials_uri",),
    "OIDC": ("ram_role_arn", "oidc_provider_arn", "oidc_token_file"),
    "ChainableRamRoleArn": ("source_profile", "ram_role_arn"),
    "CloudSSO": (),
    "External": ("process_command",),
    "OAuth": (),
}
"""Fields that each mode needs: the modes for which there is a source of credentials here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFile:
    """
    What the file says.

    Attributes:
        current: Name of the current profile; empty where the file names none.
    """

    path: Path
    current: str
    profiles: Mapping[str, Mapping[str, Any]] = field(repr=False)

    def profile(self, name: str) -> Mapping[str, Any]:
        """
        Return the profile of this name.

        Raises:
            ConnectionSettingsError: The file has none.
        """
        if name not in self.profiles:
            raise ConnectionSettingsError(
                f"profile `{name}` was not found in {self.path}, which has {', '.join(self.profiles) or 'none'}: "
                f"{_create_or_unset(name)}"
            )
        return self.profiles[name]


def read_profile_file(path: Path, read_text: Callable[[Path], str]) -> ProfileFile | None:
    """
    Read the file; None where it does not exist.

    Raises:
        ConnectionSettingsError: It cannot be read, or is none of the aliyun CLI's.
    """
    try:
        found = json.loads(read_text(path))
        profiles = {str(each["name"]): dict(each) for each in found["profiles"]}
        return ProfileFile(path=path, current=str(found.get("current") or ""), profiles=profiles)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConnectionSettingsError(f"{path} cannot be read ({error.strerror}): check its permissions") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ConnectionSettingsError(f"{path} is not JSON ({where}): {_WRITE_ANEW}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConnectionSettingsError(
            f"{path} is not a file of the aliyun CLI: expected an object with a list `profiles`, each with a `name`; "
            f"{_WRITE_ANEW}"
        ) from error


def missing_file(path: Path, name: str) -> ConnectionSettingsError:
    """Return the error for a profile that is named although there is no file."""
    return ConnectionSettingsError(f"profile `{name}`: {path} does not exist: {_create_or_unset(name)}")


def check_profile(profile: Mapping[str, Any], path: Path) -> None:
    """
    Check that a profile has what its mode needs.

    Raises:
        ConnectionSettingsError: It has not, or has another mode.
    """
    name, mode = profile["name"], str(profile.get("mode"))
    if mode not in _REQUIRED:
        raise ConnectionSettingsError(
            f"profile `{name}` in {path} has the mode `{mode}`, expected one of {', '.join(_REQUIRED)}: choose another "
            f"profile, or run `aliyun configure --profile {name} --mode AK`"
        )
    missing = [each for each in _REQUIRED[mode] if not profile.get(each)]
    if missing:
        raise ConnectionSettingsError(
            f"profile `{name}` in {path} has no {' and no '.join(f'`{each}`' for each in missing)}, which the mode "
            f"`{mode}` needs: run `aliyun configure --profile {name} --mode {mode}`"
        )


_WRITE_ANEW = "correct it, or move it away and run `aliyun configure`"


def _create_or_unset(name: str) -> str:
    return (
        f"create it with `aliyun configure --profile {name}`, or unset `alicloud:profile`, ALICLOUD_PROFILE and "
        "ALIBABA_CLOUD_PROFILE"
    )
