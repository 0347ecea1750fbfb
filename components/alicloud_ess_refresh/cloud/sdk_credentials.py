"""A source of credentials as the SDK's credential client. Imports the vendor SDK."""

from typing import Any

from alibabacloud_credentials import provider as providers
from alibabacloud_credentials.client import Client

from alicloud_ess_refresh.cloud.credentials import (
    DEFAULT_SESSION_SECONDS,
    AssumedRole,
    CliProfile,
    CredentialSource,
    CredentialsUri,
    EcsRole,
    Keys,
    OidcRole,
)
from alicloud_ess_refresh.cloud.endpoints import sts_endpoint
from alicloud_ess_refresh.cloud.settings import Settings

__all__ = ["open_provider", "open_source"]


def open_source(source: CredentialSource, settings: Settings) -> Any:
    """
    Answer the SDK's credential client, which fetches and refreshes temporary credentials by itself.

    No request is made before the first call that needs a signature.
    """
    return Client(provider=open_provider(source, settings))


def open_provider(source: CredentialSource, settings: Settings) -> Any:
    """Answer what that client asks: SDKs of another make take it as it is."""
    return _provider(source, sts_endpoint(settings))


def _provider(source: CredentialSource, sts: str) -> Any:
    if isinstance(source, AssumedRole):
        return providers.RamRoleArnCredentialsProvider(
            credentials_provider=_provider(source.base, sts),
            role_arn=source.role_arn,
            role_session_name=source.session_name,
            duration_seconds=source.session_seconds,
            policy=source.policy or None,
            external_id=source.external_id or None,
            sts_endpoint=sts,
        )
    match source:
        case Keys():
            return _static(source)
        case CliProfile():
            return providers.CLIProfileCredentialsProvider(profile_name=source.name, profile_file=str(source.file))
        case CredentialsUri():
            return providers.URLCredentialsProvider(uri=source.uri)
        case EcsRole():
            return providers.EcsRamRoleCredentialsProvider(role_name=source.role_name or None)
        case OidcRole():
            return providers.OIDCRoleArnCredentialsProvider(
                role_arn=source.role_arn,
                oidc_provider_arn=source.oidc_provider_arn,
                oidc_token_file_path=source.oidc_token_file,
                role_session_name=source.session_name,
                duration_seconds=source.session_seconds or DEFAULT_SESSION_SECONDS,
                policy=source.policy or None,
                sts_endpoint=sts,
            )


def _static(keys: Keys) -> Any:
    if not keys.security_token:
        return providers.StaticAKCredentialsProvider(access_key_id=keys.access_key, access_key_secret=keys.secret_key)
    return providers.StaticSTSCredentialsProvider(
        access_key_id=keys.access_key, access_key_secret=keys.secret_key, security_token=keys.security_token
    )
