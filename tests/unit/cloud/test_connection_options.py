"""Options before what the environment says."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from alicloud_ess_refresh.cloud.connection import Connection
from alicloud_ess_refresh.cloud.credentials import Keys, find_source
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


def file_of(text: str) -> Callable[[Path], str]:
    return lambda _path: text


def no_file(path: Path) -> str:
    raise FileNotFoundError(path)


def not_read(path: Path) -> str:
    raise AssertionError(f"{path} was read")


PROFILES = json.dumps(
    {
        "current": "test",
        "profiles": [
            {
                "name": name,
                "mode": "AK",
                "access_key_id": f"AK-{name}",
                "access_key_secret": f"SK-{name}",
                "region_id": region,
                "endpoint": endpoint,
            }
            for name, region, endpoint in (
                ("test", "cn-shenzhen", ""),
                ("production", "eu-central-1", "http://proxy.example:8080"),
            )
        ],
    }
)


@pytest.mark.parametrize(
    ("option", "environment", "name"),
    [
        ("production", {"ALICLOUD_PROFILE": "test"}, "production"),
        (None, {"ALIBABA_CLOUD_PROFILE": "production"}, "production"),
        (None, {"ALIBABACLOUD_PROFILE": "production"}, "production"),
        (None, {}, "test"),
    ],
)
def test_profile_is_the_one_that_is_named_or_else_the_current_one(
    option: str | None, environment: dict[str, str], name: str
) -> None:
    settings = Connection(profile=option).settings(environment, file_of(PROFILES))
    assert find_source(settings) == Keys(access_key=f"AK-{name}", secret_key=f"SK-{name}")
    assert settings.region == {"test": "cn-shenzhen", "production": "eu-central-1"}[name]


KEYS = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "AK", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "SK"}


def test_current_profile_gives_keys_of_the_environment_no_more_than_a_region() -> None:
    settings = Connection().settings(KEYS, file_of(PROFILES))
    assert (find_source(settings), settings.region) == (Keys(access_key="AK", secret_key="SK"), "cn-shenzhen")


@pytest.mark.parametrize("variable", ["ALIBABA_CLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_ECS_METADATA"])
def test_current_profile_is_no_match_for_other_credentials(variable: str) -> None:
    settings = Connection().settings({variable: "http://127.0.0.1/"}, file_of(PROFILES))
    assert (settings.profile, settings.region) == ({}, "cn-shenzhen")


def test_file_is_not_read_where_the_environment_says_it_all() -> None:
    settings = Connection().settings(KEYS | {"ALICLOUD_REGION": "cn-hangzhou"}, not_read)
    assert (find_source(settings), settings.region) == (Keys(access_key="AK", secret_key="SK"), "cn-hangzhou")


@pytest.mark.parametrize(
    ("option", "environment", "region"),
    [
        ("eu-central-1", {"ALIBABA_CLOUD_REGION": "cn-shanghai"}, "eu-central-1"),
        (None, {"ALIBABA_CLOUD_REGION": "cn-shanghai", "ALIBABA_CLOUD_REGION_ID": "cn-beijing"}, "cn-shanghai"),
        (None, {"ALIBABA_CLOUD_REGION_ID": "cn-qingdao"}, "cn-qingdao"),
        (None, {"ALIBABACLOUD_REGION_ID": "cn-qingdao"}, "cn-qingdao"),
        (None, {"ALICLOUD_REGION_ID": "cn-qingdao"}, "cn-qingdao"),
        (None, {}, "cn-beijing"),
    ],
)
def test_region_comes_from_the_option_or_the_variables_of_either_program(
    option: str | None, environment: dict[str, str], region: str
) -> None:
    assert Connection(region=option).settings(environment, no_file).region == region


@pytest.mark.parametrize(
    ("option", "environment", "profile", "found"),
    [
        ("http://a:1", {"ESS_REFRESH_ENDPOINT": "b:2"}, None, ("a:1", "a:1", "HTTP")),
        (None, {"ESS_REFRESH_ENDPOINT": "http://b:2", "ESS_ENDPOINT": "c"}, None, ("b:2", "b:2", "HTTP")),
        (None, {"ALIBABA_CLOUD_ENDPOINT": "d", "ESS_ENDPOINT": "c"}, None, ("c", "d", "HTTPS")),
        (None, {"ALIBABA_CLOUD_ENDPOINT": "d"}, "production", ("d", "d", "HTTPS")),
        (None, {}, "production", ("proxy.example:8080", "proxy.example:8080", "HTTP")),
        (None, {"ESS_REFRESH_ENDPOINT": ""}, "test", (None, None, "HTTPS")),
    ],
)
def test_endpoint_comes_from_the_nearest_that_says_one(
    option: str | None, environment: dict[str, str], profile: str | None, found: tuple[str | None, str | None, str]
) -> None:
    settings = Connection(endpoint=option, profile=profile).settings(environment, file_of(PROFILES))
    assert (endpoint(settings, "ess"), endpoint(settings, "ecs"), protocol(settings)) == found


FILE = Path("~/.aliyun/config.json").expanduser()
ANEW = "correct it, or move it away and run `aliyun configure`"
SHAPE = f"{FILE} is not a file of the aliyun CLI: expected an object with a list `profiles`, each with a `name`; {ANEW}"


def fails(error: OSError) -> Callable[[Path], str]:
    def read(_path: Path) -> str:
        raise error

    return read


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (file_of("secret"), f"{FILE} is not JSON (line 1, column 1): {ANEW}"),
        (file_of('{"profiles": [\n{"name": "a",}]}'), f"{FILE} is not JSON (line 2, column 14): {ANEW}"),
        (file_of("[]"), SHAPE),
        (file_of('{"profiles": [{"mode": "AK"}]}'), SHAPE),
        (file_of('{"profiles": "secret"}'), SHAPE),
        (
            file_of('{"current": "gone", "profiles": [{"name": "a"}]}'),
            (
                f"profile `gone` was not found in {FILE}, which has a: create it with `aliyun configure --profile "
                "gone`, or unset `alicloud:profile`, ALICLOUD_PROFILE and ALIBABA_CLOUD_PROFILE"
            ),
        ),
        (
            fails(PermissionError(13, "Permission denied")),
            f"{FILE} cannot be read (Permission denied): check its permissions",
        ),
    ],
)
def test_file_that_is_wrong_is_one_clear_error(read: Callable[[Path], str], told: str) -> None:
    with pytest.raises(ConnectionSettingsError) as caught:
        Connection().settings({}, read)
    assert str(caught.value) == told


def test_file_without_a_current_profile_is_as_good_as_none() -> None:
    settings = Connection().settings({}, file_of('{"profiles": []}'))
    assert (settings.profile, settings.region) == ({}, "cn-beijing")
