"""`check`: every wrong input at once, in words; what is unknown at preview is not judged."""

from typing import Any

import pytest
from pulumi.output import UNKNOWN as UNKNOWN_OBJECT
from pulumi.runtime.rpc import UNKNOWN as UNKNOWN_TEXT

from alicloud_ess_refresh.cloud.desired_configuration import Container, DesiredConfiguration
from alicloud_ess_refresh.dynamic.reading import NOT_GIVEN
from alicloud_ess_refresh.errors import InvalidInputsError
from alicloud_ess_refresh.refresh.endings import Remedy
from alicloud_ess_refresh.refresh.inputs import parse
from alicloud_ess_refresh.refresh.model import RefreshInputs
from alicloud_ess_refresh.refresh.rules import checkpoint_pause_seconds
from unit.refresh.conftest import failures, props
from unit.refresh.fakes import GROUP, NEW

PAUSES_OF_AN_HOUR: dict[str, Any] = {
    "checkpoints": [{"percentage": 25.0}, {"percentage": 50.0}, {"percentage": 100.0}],
    "checkpoint_pause_time": 30.0,
}


def test_least_inputs_have_defaults() -> None:
    assert parse(props()) == RefreshInputs(
        scaling_group_id=GROUP,
        desired_configuration=DesiredConfiguration(scaling_configuration_id=NEW),
        wait_timeout_seconds=3600,
        poll_interval_seconds=120,
        on_failure=Remedy.ROLLBACK,
    )


def test_all_inputs_are_parsed() -> None:
    parsed = parse(
        props(
            scaling_configuration_id=None,
            containers=[
                {
                    "name": "web",
                    "image": "registry/web:2",
                    "commands": ["run"],
                    "args": ["--fast"],
                    "environment_vars": [{"key": "MODE", "value": "blue"}, {"key": "EMPTY"}],
                }
            ],
            min_healthy_percentage=0.0,
            max_healthy_percentage=200.0,
            skip_matching=False,
            checkpoints=[{"percentage": 50.0}, {"percentage": 100.0}],
            checkpoint_pause_time=10.0,
            triggers={"b": 1.0, "a": [True]},
            wait_timeout_seconds=604800.0,
            poll_interval_seconds=1.0,
            on_failure="leave",
            on_timeout="suspend",
            on_delete="wait",
            progress_file="progress.jsonl",
        )
    )
    container = Container(
        name="web",
        image="registry/web:2",
        commands=("run",),
        args=("--fast",),
        environment_vars=(("MODE", "blue"), ("EMPTY", "")),
    )
    assert parsed == RefreshInputs(
        scaling_group_id=GROUP,
        desired_configuration=DesiredConfiguration(containers=(container,)),
        min_healthy_percentage=0,
        max_healthy_percentage=200,
        skip_matching=False,
        checkpoints=(50, 100),
        checkpoint_pause_time=10,
        triggers='{"a": [true], "b": 1.0}',
        wait_timeout_seconds=604800,
        poll_interval_seconds=1,
        on_failure=Remedy.LEAVE,
        on_timeout=Remedy.SUSPEND,
        progress_file="progress.jsonl",
    )
    assert isinstance(parsed.min_healthy_percentage, int)


def test_launch_template_is_parsed() -> None:
    parsed = parse(
        props(
            scaling_configuration_id=None,
            launch_template_id="lt-1",
            launch_template_version="3",
            launch_template_overrides=[{"instance_type": "ecs.g7.large"}],
        )
    )
    assert parsed.desired_configuration == DesiredConfiguration(
        launch_template_id="lt-1", launch_template_version="3", launch_template_overrides=("ecs.g7.large",)
    )


def test_everything_wrong_is_reported_at_once() -> None:
    assert failures(
        scaling_group_id=None,
        desired_configuration_image_id="m-2",
        rollback=True,
        min_healthy_percentage=101.0,
        max_healthy_percentage=True,
        skip_matching="yes",
        checkpoint_pause_time=0.5,
        poll_interval_seconds="ten",
        on_failure="abort",
    ) == [
        ("desired_configuration_image_id", "not an input of InstanceRefresh: did you mean `image_id`?"),
        (
            "rollback",
            (
                "not an input of InstanceRefresh: expected one of scaling_group_id, scaling_configuration_id, "
                "image_id, launch_template_id, launch_template_version, launch_template_overrides, containers, "
                "min_healthy_percentage, max_healthy_percentage, skip_matching, checkpoints, checkpoint_pause_time, "
                "approval, alarms, probes, bake_time_minutes, protected_instances, standby_instances, "
                "preflight_overrides, triggers, wait_timeout_seconds, poll_interval_seconds, on_failure, on_timeout, "
                "on_delete, deleted_with_group, progress_file, declared_digest"
            ),
        ),
        ("scaling_group_id", NOT_GIVEN),
        ("min_healthy_percentage", "got 101, expected a whole number from 0 to 100 (percent)"),
        ("max_healthy_percentage", "got a bool, expected a whole number from 100 to 200 (percent)"),
        ("skip_matching", "got a text, expected a bool"),
        ("checkpoint_pause_time", "got 0.5, expected a whole number from 1 to 2880 (minutes)"),
        ("poll_interval_seconds", "got a text, expected a whole number from 1 to 300 (seconds)"),
        ("on_failure", "got `abort`, expected `rollback`, `cancel`, `suspend` or `leave`"),
        ("checkpoint_pause_time", "set without `checkpoints`, at which the pauses are made"),
    ]


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        (
            {"image_id": "m-2", "skip_matching": False},
            (
                "image_id",
                (
                    "got `scaling_configuration_id` and `image_id`, expected at most one of "
                    "`scaling_configuration_id`, `image_id`, `launch_template_id`, `containers`"
                ),
            ),
        ),
        (
            {"launch_template_version": "3"},
            ("launch_template_version", "set without `launch_template_id`, which it belongs to"),
        ),
        (
            {"scaling_configuration_id": None, "image_id": "m-2"},
            (
                "skip_matching",
                (
                    "not set, which the service takes for true, expected false with `image_id`: instances match by the "
                    "id of their scaling configuration, which a refresh to another image does not change, so that all "
                    "of them could be skipped"
                ),
            ),
        ),
        (
            {"scaling_configuration_id": None, "image_id": "m-2", "skip_matching": True},
            (
                "skip_matching",
                (
                    "got true, expected false with `image_id`: instances match by the id of their scaling "
                    "configuration, which a refresh to another image does not change, so that all of them could be "
                    "skipped"
                ),
            ),
        ),
        (
            {"scaling_configuration_id": None, "launch_template_id": "lt-1", "launch_template_version": "Latest"},
            (
                "launch_template_version",
                (
                    "got `Latest`, expected a version number: the service cannot roll back a refresh to a moving "
                    "version; name a number, or set `on_failure` to something else than `rollback`"
                ),
            ),
        ),
        (
            {
                "scaling_configuration_id": None,
                "launch_template_id": "lt-1",
                "launch_template_version": "Default",
                "on_failure": "leave",
                "on_timeout": "rollback",
                "on_delete": "rollback",
            },
            (
                "launch_template_version",
                (
                    "got `Default`, expected a version number: the service cannot roll back a refresh to a moving "
                    "version; name a number, or set `on_timeout` and `on_delete` to something else than `rollback`"
                ),
            ),
        ),
        (
            {"scaling_configuration_id": None, "launch_template_id": "lt-1"},
            (
                "launch_template_version",
                (
                    "not set, expected a version number: the service cannot roll back a refresh to a moving version; "
                    "name a number, or set `on_failure` to something else than `rollback`"
                ),
            ),
        ),
        (
            {"checkpoints": [{"percentage": 50.0}, {"percentage": 100.0}]},
            (
                "wait_timeout_seconds",
                "got 3600, expected more than 3600: the pauses at the checkpoints alone take 60 minutes",
            ),
        ),
        (
            {**PAUSES_OF_AN_HOUR, "wait_timeout_seconds": 3600.0},
            (
                "wait_timeout_seconds",
                "got 3600, expected more than 3600: the pauses at the checkpoints alone take 60 minutes",
            ),
        ),
        (
            {"checkpoints": [{"percentage": 80.0}, {"percentage": 60.0}, {"percentage": 100.0}]},
            (
                "checkpoints[1].percentage",
                "got 60, expected more than 80 (values must increase and end with 100)",
            ),
        ),
        (
            {"checkpoints": [{"percentage": 100.0}, {}]},
            ("checkpoints[1].percentage", "not set, but required"),
        ),
        (
            {"checkpoints": [{"percentage": 100.0, "pause": 3.0}]},
            ("checkpoints[0].pause", "not a known field, expected percentage"),
        ),
        (
            {"checkpoints": [{"percentage": 90.0}], "checkpoint_pause_time": 1.0},
            ("checkpoints[0].percentage", "got 90, expected 100 (values must increase and end with 100)"),
        ),
        (
            {
                "scaling_configuration_id": None,
                "skip_matching": False,
                "containers": [{"name": "web", "environment_vars": [{"key": "1st", "value": "secret"}]}],
            },
            (
                "containers[0].environment_vars[0].key",
                "got `1st`, expected 1 to 128 letters, digits and underscores, not starting with a digit",
            ),
        ),
        (
            {
                "scaling_configuration_id": None,
                "skip_matching": False,
                "containers": [{"name": "web", "environment_vars": [{"key": "A", "value": "x" * 257}]}],
            },
            (
                "containers[0].environment_vars[0].value",
                "got 257 characters, expected a text of at most 256 characters",
            ),
        ),
    ],
)
def test_rules_of_the_service(inputs: dict[str, Any], expected: tuple[str, str]) -> None:
    assert failures(**inputs) == [expected]


def test_a_second_more_than_all_pauses_is_time_enough() -> None:
    assert failures(**PAUSES_OF_AN_HOUR, wait_timeout_seconds=3601.0) == []


def test_pause_that_nobody_has_set_is_as_long_as_the_service_says() -> None:
    assert (checkpoint_pause_seconds(None), checkpoint_pause_seconds(10)) == (3600.0, 600.0)


def test_moving_template_version_may_be_left() -> None:
    assert (
        failures(
            scaling_configuration_id=None,
            launch_template_id="lt-1",
            launch_template_version="Default",
            on_failure="leave",
        )
        == []
    )


@pytest.mark.parametrize("unknown", [UNKNOWN_OBJECT, UNKNOWN_TEXT], ids=["object", "text"])
def test_unknown_at_preview_is_not_judged(unknown: object) -> None:
    assert failures(scaling_group_id=unknown, scaling_configuration_id=unknown) == []
    assert failures(min_healthy_percentage=unknown, triggers={"build": unknown}) == []
    assert failures(scaling_configuration_id=None, image_id="m-2", skip_matching=unknown) == []
    assert failures(checkpoints=[{"percentage": unknown}, {"percentage": 3.0}], checkpoint_pause_time=2.0) == []
    assert failures(scaling_configuration_id=None, launch_template_id=unknown, launch_template_version=unknown) == []


def test_unknown_still_counts_as_given() -> None:
    assert [name for name, _ in failures(image_id=UNKNOWN_OBJECT, skip_matching=False)] == ["image_id"]


def test_kinds_are_told_in_words() -> None:
    assert failures(
        scaling_group_id={"a": 1.0},
        scaling_configuration_id=None,
        skip_matching=False,
        containers=["web"],
        checkpoints="100",
        min_healthy_percentage=[],
        on_failure=True,
    ) == [
        ("scaling_group_id", "got an object, expected a text"),
        ("containers[0]", "got a text, expected an object with name, image, commands, args, environment_vars"),
        ("min_healthy_percentage", "got a list, expected a whole number from 0 to 100 (percent)"),
        ("checkpoints", "got a text, expected a list"),
        ("on_failure", "got a bool, expected `rollback`, `cancel`, `suspend` or `leave`"),
    ]


def test_parse_of_wrong_inputs_names_all_of_them() -> None:
    with pytest.raises(InvalidInputsError) as caught:
        parse({"scaling_group_id": "", "wait_timeout_seconds": 0.0})
    assert str(caught.value) == (
        "scaling_group_id: got an empty text, expected a text; wait_timeout_seconds: got 0, expected a whole number "
        "from 1 to 604800 (seconds)"
    )
