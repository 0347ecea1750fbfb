"""Region, endpoint and credentials: the same as the alicloud provider's, v1.285.0."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from alicloud_ess_refresh.cloud.credentials import (
    AssumedRole,
    CliProfile,
    CredentialsUri,
    EcsRole,
    Keys,
    OidcRole,
    find_source,
)
from alicloud_ess_refresh.cloud.endpoints import endpoint, protocol, sts_endpoint
from alicloud_ess_refresh.cloud.sdk_credentials import open_source
from alicloud_ess_refresh.cloud.sdk_ess import open_client
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.errors import ConnectionSettingsError

KEYS = {"accessKey": "AK", "secretKey": "SK"}
PROFILES = [
    {"name": "keys", "mode": "AK", "access_key_id": "AK1", "access_key_secret": "SK1", "region_id": "cn-shanghai"},
    {
        "name": "token",
        "mode": "StsToken",
        "access_key_id": "AK2",
        "access_key_secret": "SK2",
        "sts_token": "ST2",
        "ram_role_arn": "acs:ram::1:role/not-of-this-mode",
    },
    {
        "name": "role",
        "mode": "RamRoleArn",
        "access_key_id": "AK3",
        "access_key_secret": "SK3",
        "sts_token": "not of this mode",
        "ram_role_arn": "acs:ram::1:role/release",
        "ram_session_name": "ci",
        "expired_seconds": 900,
    },
    {"name": "machine", "mode": "EcsRamRole", "ram_role_name": "builder", "access_key_id": "not of this mode"},
    {"name": "sso", "mode": "CloudSSO"},
    {"name": "unnamed-machine", "mode": "EcsRamRole"},
    {"name": "uri", "mode": "CredentialsURI", "credentials_uri": "http://localhost:7002/"},
    {
        "name": "oidc",
        "mode": "OIDC",
        "ram_role_arn": "acs:ram::1:role/ci",
        "oidc_provider_arn": "acs:ram::1:oidc-provider/ci",
        "oidc_token_file": "/run/token",
        "ram_session_name": "ci",
        "expired_seconds": 900,
    },
    {
        "name": "outside",
        "mode": "RamRoleArn",
        "access_key_id": "AK4",
        "access_key_secret": "SK4",
        "ram_role_arn": "acs:ram::2:role/release",
        "external_id": "x",
    },
    {"name": "half", "mode": "AK", "access_key_id": "AK5"},
    {"name": "token-less", "mode": "StsToken", "access_key_id": "AK6", "access_key_secret": "SK6"},
    {"name": "pair", "mode": "RsaKeyPair", "private_key": "hidden"},
]


def settings(config: Mapping[str, Any] | None = None, **environment: str) -> Settings:
    """Make settings with `config` below `alicloud:` and PROFILES in the file of the command line tool."""
    return Settings(
        config={f"alicloud:{key}": value for key, value in (config or {}).items()},
        environment=environment,
        read_text=lambda path: json.dumps({"profiles": PROFILES}) if path.name == "config.json" else "",
    )


def test_stack_configuration_goes_before_the_environment() -> None:
    given = settings({**KEYS, "region": "cn-hangzhou"}, ALICLOUD_ACCESS_KEY="other", ALICLOUD_REGION="cn-beijing")
    assert find_source(given) == Keys(access_key="AK", secret_key="SK")
    assert given.region == "cn-hangzhou"


@pytest.mark.parametrize(
    "names",
    [
        ("ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY", "ALICLOUD_SECURITY_TOKEN", "ALICLOUD_REGION"),
        (
            "ALIBABA_CLOUD_ACCESS_KEY_ID",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
            "ALIBABA_CLOUD_SECURITY_TOKEN",
            "ALIBABA_CLOUD_REGION",
        ),
        (
            "ALIBABACLOUD_ACCESS_KEY_ID",
            "ALIBABACLOUD_ACCESS_KEY_SECRET",
            "ALIBABACLOUD_SECURITY_TOKEN",
            "ALICLOUD_REGION",
        ),
    ],
)
def test_environment_has_three_spellings(names: tuple[str, ...]) -> None:
    given = settings(None, **dict(zip(names, (" AK ", "SK", "ST", "cn-shenzhen"), strict=True)))
    assert find_source(given) == Keys(access_key="AK", secret_key="SK", security_token="ST")
    assert given.region == "cn-shenzhen"


def test_region_defaults_to_that_of_the_provider() -> None:
    assert settings(KEYS).region == "cn-beijing"


def test_profile_gives_keys_and_region() -> None:
    given = settings({"profile": "keys"})
    assert find_source(given) == Keys(access_key="AK1", secret_key="SK1")
    assert given.region == "cn-shanghai"


def test_profile_gives_only_what_its_mode_uses() -> None:
    assert find_source(settings({"profile": "token"})) == Keys(access_key="AK2", secret_key="SK2", security_token="ST2")
    assert find_source(settings(None, ALIBABA_CLOUD_PROFILE="role")) == AssumedRole(
        base=Keys(access_key="AK3", secret_key="SK3"),
        role_arn="acs:ram::1:role/release",
        session_name="ci",
        session_seconds=900,
    )
    assert find_source(settings({"profile": "machine"})) == EcsRole(role_name="builder")
    assert find_source(settings({"profile": "unnamed-machine"})) == EcsRole(role_name="")
    assert find_source(settings({"profile": "uri"})) == CredentialsUri(uri="http://localhost:7002/")
    assert find_source(settings({"profile": "oidc"})) == OidcRole(
        role_arn="acs:ram::1:role/ci",
        oidc_provider_arn="acs:ram::1:oidc-provider/ci",
        oidc_token_file="/run/token",
        session_name="ci",
        session_seconds=900,
    )
    assert find_source(settings({"profile": "outside"})) == AssumedRole(
        base=Keys(access_key="AK4", secret_key="SK4"),
        role_arn="acs:ram::2:role/release",
        session_name="terraform",
        session_seconds=3600,
        external_id="x",
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "half",
            "has no `access_key_secret`, which the mode `AK` needs: run `aliyun configure --profile half --mode AK`",
        ),
        (
            "token-less",
            (
                "has no `sts_token`, which the mode `StsToken` needs: run `aliyun configure --profile token-less "
                "--mode StsToken`"
            ),
        ),
        (
            "pair",
            (
                "has the mode `RsaKeyPair`, expected one of AK, StsToken, RamRoleArn, EcsRamRole, CredentialsURI, "
                "OIDC, ChainableRamRoleArn, CloudSSO, External, OAuth: choose another profile, or run `aliyun "
                "configure --profile pair --mode AK`"
            ),
        ),
    ],
)
def test_profile_that_is_not_complete_is_told_with_what_it_lacks(name: str, told: str) -> None:
    with pytest.raises(ConnectionSettingsError) as caught:
        find_source(settings({"profile": name, "sharedCredentialsFile": "conf/config.json"}))
    assert str(caught.value) == f"profile `{name}` in conf/config.json {told}"


def test_profile_that_is_not_complete_does_not_matter_beside_keys() -> None:
    assert find_source(settings({**KEYS, "profile": "half"})) == Keys(access_key="AK", secret_key="SK")


def test_profile_of_a_mode_of_its_own_is_left_to_the_sdk() -> None:
    given = settings({"profile": "sso", "sharedCredentialsFile": "conf/config.json"})
    assert find_source(given) == CliProfile(name="sso", file=Path("conf/config.json"))


def test_missing_profile_is_told_with_its_file() -> None:
    with pytest.raises(ConnectionSettingsError) as caught:
        find_source(settings({"profile": "nobody", "sharedCredentialsFile": "conf/config.json"}))
    assert str(caught.value) == (
        "profile `nobody` was not found in conf/config.json, which has keys, token, role, machine, sso, "
        "unnamed-machine, uri, oidc, outside, half, token-less, pair: create it with `aliyun configure --profile "
        "nobody`, or unset `alicloud:profile`, ALICLOUD_PROFILE and ALIBABA_CLOUD_PROFILE"
    )


def test_uri_goes_before_a_machine_s_role() -> None:
    both = {"credentialsUri": "http://localhost:7002/", "ecsRoleName": "builder"}
    assert find_source(settings(both)) == CredentialsUri(uri="http://localhost:7002/")
    assert find_source(settings(None, ALIBABA_CLOUD_ECS_METADATA="builder")) == EcsRole(role_name="builder")


@pytest.mark.parametrize("text", ['{"roleArn": "arn"}', '[{"roleArn": "arn"}]'], ids=["object", "list"])
def test_role_is_assumed_with_the_provider_s_defaults(text: str) -> None:
    assert find_source(settings({**KEYS, "assumeRole": text})) == AssumedRole(
        base=Keys(access_key="AK", secret_key="SK"),
        role_arn="arn",
        session_name="terraform",
        session_seconds=3600,
    )


def test_variables_fill_a_role_that_is_asked_for_and_no_other() -> None:
    variables = {
        "ALIBABA_CLOUD_ROLE_ARN": "arn",
        "ALIBABA_CLOUD_ROLE_SESSION_NAME": "ci",
        "ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION": "1800",
    }
    assert find_source(settings(KEYS, **variables)) == Keys(access_key="AK", secret_key="SK")
    assert find_source(settings({**KEYS, "assumeRole": '{"externalId": "x"}'}, **variables)) == AssumedRole(
        base=Keys(access_key="AK", secret_key="SK"),
        role_arn="arn",
        session_name="ci",
        session_seconds=1800,
        external_id="x",
    )


def test_oidc_role_needs_the_file_of_its_token() -> None:
    variables = {"ALIBABA_CLOUD_ROLE_ARN": "arn", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "provider"}
    asked = {"assumeRoleWithOidc": '{"oidcTokenFile": "token"}'}
    assert find_source(settings(asked, **variables)) == OidcRole(
        role_arn="arn", oidc_provider_arn="provider", oidc_token_file="token", session_name="terraform"
    )
    with pytest.raises(ConnectionSettingsError) as caught:
        find_source(settings({"assumeRoleWithOidc": '{"oidcToken": "secret"}'}, **variables))
    assert str(caught.value) == "alicloud:assumeRoleWithOidc: expected `oidcTokenFile`, the path of the token"


def test_no_credentials_at_all_names_every_way() -> None:
    with pytest.raises(ConnectionSettingsError) as caught:
        find_source(settings())
    assert str(caught.value) == (
        "no credentials: neither the stack (`alicloud:accessKey` and `alicloud:secretKey`, `alicloud:profile`, "
        "`alicloud:credentialsUri`, `alicloud:ecsRoleName`, `alicloud:assumeRoleWithOidc`) nor the environment "
        "(ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, …) gives any: set what the alicloud "
        "provider of this stack uses"
    )


@pytest.mark.parametrize("text", ["{", '"text"', '["text"]'])
def test_block_that_is_none_is_told_without_its_value(text: str) -> None:
    with pytest.raises(ConnectionSettingsError) as caught:
        find_source(settings({**KEYS, "assumeRole": text}))
    assert str(caught.value) == "alicloud:assumeRole: expected the JSON text of one object"


def test_secrets_are_in_no_repr() -> None:
    role = '{"roleArn": "arn", "externalId": "hidden"}'
    given = {"accessKey": "hidden", "secretKey": "hidden", "securityToken": "hidden", "assumeRole": role}
    assert "hidden" not in repr(find_source(settings(given)))


def test_endpoint_of_the_stack_goes_before_the_environment_and_the_table() -> None:
    stack = settings({"endpoints": '[{"ess": "127.0.0.1:80", "sts": "127.0.0.1:81"}]'}, ESS_ENDPOINT="other")
    assert (endpoint(stack, "ess"), sts_endpoint(stack)) == ("127.0.0.1:80", "127.0.0.1:81")
    assert endpoint(settings(None, ALIBABA_CLOUD_ENDPOINT_ESS="a", ESS_ENDPOINT="b"), "ess") == "a"
    bare = settings({"region": "cn-hangzhou"})
    assert (endpoint(bare, "ess"), sts_endpoint(bare)) == (None, "sts.cn-hangzhou.aliyuncs.com")


def test_protocol_is_https_unless_it_is_http() -> None:
    assert (protocol(settings()), protocol(settings({"protocol": "HTTP"}))) == ("HTTPS", "HTTP")
    with pytest.raises(ConnectionSettingsError) as caught:
        protocol(settings({"protocol": "http"}))
    assert str(caught.value) == "alicloud:protocol: got `http`, expected HTTP or HTTPS"


def test_client_is_made_of_all_this_without_a_request() -> None:
    given = settings(
        {**KEYS, "region": "cn-hangzhou", "endpoints": '{"ess": "127.0.0.1:80"}', "protocol": "HTTP"},
        CLIENT_READ_TIMEOUT="1000",
    )
    client = open_client(given)
    sdk = client._client
    assert client.region == "cn-hangzhou"
    assert (sdk._endpoint, sdk._protocol, sdk._connect_timeout, sdk._read_timeout) == (
        "127.0.0.1:80",
        "HTTP",
        5000,
        1000,
    )


def test_wrong_timeout_is_told() -> None:
    with pytest.raises(ConnectionSettingsError) as caught:
        open_client(settings(KEYS, CLIENT_READ_TIMEOUT="1m"))
    assert str(caught.value) == "alicloud:clientReadTimeout: got `1m`, expected milliseconds, 1 or more"


@pytest.mark.parametrize(
    ("config", "provider"),
    [
        (KEYS, "static_ak"),
        ({**KEYS, "securityToken": "ST"}, "static_sts"),
        ({"profile": "sso"}, "cli_profile"),
        ({"profile": "unnamed-machine"}, "ecs_ram_role"),
        ({"profile": "uri"}, "credential_uri"),
        ({"profile": "oidc"}, "oidc_role_arn"),
        ({"credentialsUri": "http://localhost:7002/"}, "credential_uri"),
        ({"ecsRoleName": "builder"}, "ecs_ram_role"),
        ({"assumeRoleWithOidc": '{"roleArn": "r", "oidcProviderArn": "p", "oidcTokenFile": "t"}'}, "oidc_role_arn"),
        ({**KEYS, "assumeRole": '{"roleArn": "arn"}'}, "ram_role_arn"),
    ],
)
def test_every_source_has_its_provider_in_the_sdk(config: dict[str, str], provider: str) -> None:
    given = settings(config)
    assert open_source(find_source(given), given).cloud_credential.type_name == provider
