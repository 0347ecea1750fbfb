"""The settings for Pulumi that the emulator gives, and the command that prints them."""

import sys

import pytest
import yaml

from alicloud_emulator import pulumi_config
from alicloud_emulator.__main__ import main


def test_the_command_prints_the_configuration_as_a_stack_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["alicloud-emulator", "config", "--port", "8014"])

    main()

    assert yaml.safe_load(capsys.readouterr().out) == {"config": pulumi_config("127.0.0.1:8014")}


def test_every_product_is_at_the_endpoint() -> None:
    config = pulumi_config("127.0.0.1:8014")

    assert set(config["alicloud:endpoints"][0].values()) == {"127.0.0.1:8014"}
    assert {key for key, value in config.items() if not isinstance(value, str)} == {"alicloud:endpoints"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "the following arguments are required: --port"),
        (("--port", "0"), "argument --port: got 0, expected the port of a running emulator, 1 to 65535"),
    ],
)
def test_the_command_wants_the_port_of_a_running_emulator(
    arguments: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["alicloud-emulator", "config", *arguments])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1] == f"alicloud-emulator config: error: {message}"
