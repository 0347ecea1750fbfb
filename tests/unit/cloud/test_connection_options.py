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
    ],
)
def test_options_go_first(given: str, host: str, scheme: str) -> None:
    settings = Connection(region="eu-central-1", endpoint=given).settings(ENVIRONMENT)
    assert (settings.region, endpoint(settings, "ess"), protocol(settings)) == ("eu-central-1", host, scheme)


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
