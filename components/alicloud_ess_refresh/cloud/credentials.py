"""
Where the credentials come from, chosen in the order of the alicloud provider.

`find_source` decides from the settings alone; `sdk_credentials` makes the SDK's credential client of it.
Secrets are in no `repr`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from alicloud_ess_refresh.cloud.profiles import check_profile
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import ConnectionSettingsError

__all__ = [
    "AssumedRole",
    "CliProfile",
    "CredentialSource",
    "CredentialsUri",
    "EcsRole",
    "Keys",
    "OidcRole",
    "find_source",
]

DEFAULT_SESSION_NAME = "terraform"
DEFAULT_SESSION_SECONDS = 3600
"""Both as in the provider, so that audit trails and quotas see one and the same session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    security_token: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class CliProfile:
    """A profile whose credentials the CLI's own mechanism makes."""

    name: str
    file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialsUri:
    uri: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EcsRole:
    """The role of the machine; one without a name is the role that its metadata names."""

    role_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcRole:
    role_arn: str
    oidc_provider_arn: str
    oidc_token_file: str
    session_name: str
    policy: str = ""
    session_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumedRole:
    """A RAM role taken on with other credentials."""

    base: "Keys | CliProfile | CredentialsUri | EcsRole | OidcRole"
    role_arn: str
    session_name: str
    session_seconds: int
    policy: str = ""
    external_id: str = field(repr=False, default="")


CredentialSource = Keys | CliProfile | CredentialsUri | EcsRole | OidcRole | AssumedRole


def find_source(settings: Settings) -> CredentialSource:
    """
    Choose the source of credentials.

    Raises:
        ConnectionSettingsError: There is none.
    """
    base = _find_base(settings)
    role = settings.block("assumeRole")
    profile = settings.profile if settings.profile.get("mode") == "RamRoleArn" else {}
    role_arn = _role_arn(settings, role) or profile.get("ram_role_arn", "")
    if not role_arn:
        return base
    return AssumedRole(
        base=base,
        role_arn=role_arn,
        session_name=_session_name(settings, role) or profile.get("ram_session_name") or DEFAULT_SESSION_NAME,
        session_seconds=_session_seconds(settings, role, profile),
        policy=role.get("policy") or "",
        external_id=role.get("externalId") or profile.get("external_id") or "",
    )


def _find_base(settings: Settings) -> Keys | CliProfile | CredentialsUri | EcsRole | OidcRole:
    profile = {} if settings.text("accessKey") else settings.profile
    if profile:
        check_profile(profile, settings.profile_file)
    access_key, secret_key = settings.text_or_profile("accessKey"), settings.text_or_profile("secretKey")
    if access_key and secret_key:
        return Keys(
            access_key=access_key, secret_key=secret_key, security_token=settings.text_or_profile("securityToken")
        )
    if profile:
        return _of_profile(profile, settings)
    if uri := settings.text("credentialsUri"):
        return CredentialsUri(uri=uri)
    if role_name := settings.text("ecsRoleName"):
        return EcsRole(role_name=role_name)
    if oidc := settings.block("assumeRoleWithOidc"):
        return _oidc_role(settings, oidc)
    raise ConnectionSettingsError(
        "no credentials: neither the stack (`alicloud:accessKey` and `alicloud:secretKey`, `alicloud:profile`, "
        "`alicloud:credentialsUri`, `alicloud:ecsRoleName`, `alicloud:assumeRoleWithOidc`) nor the environment "
        "(ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, …) gives any: set what the alicloud "
        "provider of this stack uses"
    )


def _of_profile(profile: Mapping[str, Any], settings: Settings) -> CliProfile | CredentialsUri | EcsRole | OidcRole:
    """Return the source of a profile that has no keys of its own."""
    match profile["mode"]:
        case "CredentialsURI":
            return CredentialsUri(uri=profile["credentials_uri"])
        case "EcsRamRole":
            return EcsRole(role_name=profile.get("ram_role_name") or "")
        case "OIDC":
            return OidcRole(
                role_arn=profile["ram_role_arn"],
                oidc_provider_arn=profile["oidc_provider_arn"],
                oidc_token_file=profile["oidc_token_file"],
                session_name=profile.get("ram_session_name") or DEFAULT_SESSION_NAME,
                session_seconds=profile.get("expired_seconds") or None,
            )
        case _:
            return CliProfile(name=settings.text("profile"), file=settings.profile_file)


def _role_arn(settings: Settings, role: Mapping[str, Any]) -> str:
    # The variables fill fields of a block that is there; without the block they count for nothing.
    if not role:
        return ""
    return role.get("roleArn") or settings.variable("ALICLOUD_ASSUME_ROLE_ARN", "ALIBABA_CLOUD_ROLE_ARN")


def _session_name(settings: Settings, role: Mapping[str, Any]) -> str:
    if not role:
        return ""
    return role.get("sessionName") or settings.variable(
        "ALICLOUD_ASSUME_ROLE_SESSION_NAME", "ALIBABA_CLOUD_ROLE_SESSION_NAME"
    )


def _session_seconds(settings: Settings, role: Mapping[str, Any], profile: Mapping[str, Any]) -> int:
    seconds = (
        role.get("sessionExpiration")
        or settings.variable("ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION")
        or profile.get("expired_seconds")
        or DEFAULT_SESSION_SECONDS
    )
    return int(seconds)


def _oidc_role(settings: Settings, oidc: Mapping[str, Any]) -> OidcRole:
    token_file = oidc.get("oidcTokenFile") or settings.variable("ALIBABA_CLOUD_OIDC_TOKEN_FILE")
    if not token_file:
        # The SDK reads the token from a file only, and a token written to one would outlive the update.
        raise ConnectionSettingsError("alicloud:assumeRoleWithOidc: expected `oidcTokenFile`, the path of the token")
    return OidcRole(
        role_arn=oidc.get("roleArn") or settings.variable("ALIBABA_CLOUD_ROLE_ARN"),
        oidc_provider_arn=oidc.get("oidcProviderArn") or settings.variable("ALIBABA_CLOUD_OIDC_PROVIDER_ARN"),
        oidc_token_file=token_file,
        session_name=oidc.get("roleSessionName")
        or settings.variable("ALIBABA_CLOUD_ROLE_SESSION_NAME")
        or DEFAULT_SESSION_NAME,
        policy=oidc.get("policy") or "",
        session_seconds=int(oidc["sessionExpiration"]) if oidc.get("sessionExpiration") else None,
    )
