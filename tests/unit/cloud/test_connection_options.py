"""Options before what the environment says."""

import pytest

from alicloud_ess_refresh.cloud.connection import Connection
from alicloud_ess_refresh.cloud.endpoints import endpoint, protocol
from alicloud_ess_refresh.errors import ConnectionSettingsError

ENVIRONMENT = {"ALIBABA_CLOUD_REGION": "cn-shanghai", "ALIBABA_CLOUD_ENDPOINT_ESS": "ess.example"}


def test_environment_holds_where_nothing_is_said() -> None:
    settings = Connection().settings(ENVIRONMENT)
    assert (settings.region, endpoint(settings, "ess"), protocol(settings)) == ("cn-shanghai", "ess.example", "HTTPS")


@pytest.mark.parametrize(
    ("given", "host", "scheme"),
    [
        ("127.0.0.1:8014", "127.0.0.1:8014", "HTTPS"),
        ("https://ess.internal", "ess.internal", "HTTPS"),
        ("http://127.0.0.1:8014", "127.0.0.1:8014", "HTTP"),
        ("http://127.0.0.1:8014/", "127.0.0.1:8014", "HTTP"),
    ],
)
def test_options_go_first(given: str, host: str, scheme: str) -> None:
    settings = Connection(region="eu-central-1", endpoint=given).settings(ENVIRONMENT)
    assert (settings.region, endpoint(settings, "ess"), protocol(settings)) == ("eu-central-1", host, scheme)


@pytest.mark.parametrize("given", ["http://", "ftp://127.0.0.1", "http://127.0.0.1/ess", "127.0.0.1 8014"])
def test_endpoint_without_a_host_is_refused(given: str) -> None:
    with pytest.raises(ConnectionSettingsError) as caught:
        Connection(endpoint=given).settings(ENVIRONMENT)
    assert str(caught.value) == (
        f"endpoint `{given}`: expected host and port, with `http://` before them for a connection without TLS, such as "
        "`http://127.0.0.1:8014`"
    )


@pytest.mark.parametrize("name", ["region", "profile", "endpoint"])
def test_empty_option_is_refused(name: str) -> None:
    with pytest.raises(ConnectionSettingsError) as caught:
        Connection(**{name: ""}).settings(ENVIRONMENT)
    assert str(caught.value) == f"--{name}: got an empty text; give it a value, or leave it out"


def test_profile_beside_keys_in_the_environment_is_refused() -> None:
    with pytest.raises(ConnectionSettingsError) as caught:
        Connection(profile="production").settings({"ALIBABA_CLOUD_ACCESS_KEY_ID": "AK"})
    assert str(caught.value) == (
        "profile `production` was named, but the environment holds an access key, which goes before any profile: "
        "unset one "
        "of them"
    )


def test_profile_is_the_one_that_is_named() -> None:
    settings = Connection(profile="production").settings({"ALICLOUD_PROFILE": "test"})
    assert settings.text("profile") == "production"
