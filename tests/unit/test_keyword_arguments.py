"""Every resource and component takes a mapping or keyword arguments; both are typed, and `help` shows them."""

import pydoc
import re
from collections.abc import Callable
from typing import Any, TypeVar

import pulumi
import pytest
from pulumi.runtime import MockResourceArgs

import alicloud_ess_refresh
from alicloud_ess_refresh import (
    InstanceEventNotifications,
    InstanceRedeploy,
    InstanceRefresh,
    MetadataOptions,
    RefreshableScalingGroup,
    ReleaseProtection,
    ReleaseProtectionGuard,
)
from alicloud_ess_refresh.refresh.inputs import DEFAULT_POLL_INTERVAL_SECONDS, DEFAULT_WAIT_TIMEOUT_SECONDS
from unit.mocks import Recorder, ignores_open_loops, run

pytestmark = ignores_open_loops

Declared = TypeVar("Declared", bound=pulumi.Resource)

GUARDED = pulumi.ResourceOptions(protect=True)
RESOURCES: dict[str, type[pulumi.Resource]] = {
    name: getattr(alicloud_ess_refresh, name)
    for name in alicloud_ess_refresh.__all__
    if f"{name}Args" in alicloud_ess_refresh.__all__
}
"""Every resource and component, those that are written later included."""

# What a type checker makes of these calls is part of the test: `mypy` runs over it, and refuses an ignore without need.
FORMS: dict[str, tuple[Callable[[], pulumi.Resource], Callable[[], pulumi.Resource]]] = {
    "InstanceRefresh": (
        lambda: InstanceRefresh("web", {"scaling_group_id": "asg-1", "min_healthy_percentage": 90}, GUARDED),
        lambda: InstanceRefresh("web", scaling_group_id="asg-1", min_healthy_percentage=90, opts=GUARDED),
    ),
    "InstanceRedeploy": (
        lambda: InstanceRedeploy("web", {"instance_id": "i-1", "event_id": "e-1", "max_concurrent": 2}, opts=GUARDED),
        lambda: InstanceRedeploy("web", instance_id="i-1", event_id="e-1", max_concurrent=2, opts=GUARDED),
    ),
    "MetadataOptions": (
        lambda: MetadataOptions(
            "web",
            {"scaling_group_id": "asg-1", "scaling_configuration_id": "asc-1", "http_tokens": "required"},
            GUARDED,
        ),
        lambda: MetadataOptions(
            "web",
            scaling_group_id="asg-1",
            scaling_configuration_id="asc-1",
            http_tokens="required",
            opts=GUARDED,
        ),
    ),
    "ReleaseProtection": (
        lambda: ReleaseProtection("web", {"scaling_group_id": "asg-1", "on_delete": "lift"}, GUARDED),
        lambda: ReleaseProtection("web", scaling_group_id="asg-1", on_delete="lift", opts=GUARDED),
    ),
    "RefreshableScalingGroup": (
        lambda: RefreshableScalingGroup(
            "web",
            {
                "min_size": 2,
                "max_size": 4,
                "vswitch_ids": ["vsw-1", "vsw-2"],
                "security_group_ids": ["sg-1"],
                "image_id": "m-1",
                "instance_types": ["ecs.g7.large"],
                "refresh": {"on_failure": "leave"},
            },
            GUARDED,
        ),
        lambda: RefreshableScalingGroup(
            "web",
            min_size=2,
            max_size=4,
            vswitch_ids=["vsw-1", "vsw-2"],
            security_group_ids=["sg-1"],
            image_id="m-1",
            instance_types=["ecs.g7.large"],
            refresh={"on_failure": "leave"},
            opts=GUARDED,
        ),
    ),
    "InstanceEventNotifications": (
        lambda: InstanceEventNotifications("ops", {"queue_name": "ops", "region": "cn-hangzhou"}, GUARDED),
        lambda: InstanceEventNotifications("ops", queue_name="ops", region="cn-hangzhou", opts=GUARDED),
    ),
    "ReleaseProtectionGuard": (
        lambda: ReleaseProtectionGuard(
            "guard",
            {
                "release_role": {"principals": ["acs:ram::1:user/a"]},
                "lift_role": {"principals": ["acs:ram::1:user/b"]},
                "trail": "audit",
                "region": "cn-hangzhou",
                "alert": {"webhook_url": "https://example.com"},
            },
            GUARDED,
        ),
        lambda: ReleaseProtectionGuard(
            "guard",
            release_role={"principals": ["acs:ram::1:user/a"]},
            lift_role={"principals": ["acs:ram::1:user/b"]},
            trail="audit",
            region="cn-hangzhou",
            alert={"webhook_url": "https://example.com"},
            opts=GUARDED,
        ),
    ),
}


def declare(
    recorder: Recorder, declaration: Callable[[], Declared]
) -> tuple[Declared, dict[str, list[dict[str, Any]]]]:
    """Answer the resource, and the inputs of everything that was registered, by type."""
    declared: list[Declared] = []

    def program() -> pulumi.Output[Any]:
        declared.append(declaration())
        return pulumi.Output.all(
            declared[0].urn, *[getattr(declared[0], name) for name in type(declared[0]).__annotations__]
        )

    run(program)
    # Those of one type are registered side by side, in any order.
    registered = {
        kind: sorted(map(_inputs, found), key=lambda inputs: str(inputs["name"]))
        for kind, found in recorder.registered.items()
    }
    recorder.registered.clear()
    return declared[0], registered


def _inputs(registered: MockResourceArgs) -> dict[str, Any]:
    return {"name": registered.name, **{key: value for key, value in registered.inputs.items() if key != "__provider"}}


@pytest.mark.parametrize("name", RESOURCES)
def test_both_forms_declare_the_same(recorder: Recorder, name: str) -> None:
    with_mapping, with_keywords = FORMS[name]

    first, declared_first = declare(recorder, with_mapping)
    second, declared_second = declare(recorder, with_keywords)

    assert declared_first == declared_second
    assert (first._protect, second._protect) == (True, True)  # they leave no other trace in mocks


def test_options_may_come_second_where_there_is_no_mapping(recorder: Recorder) -> None:
    refresh, _ = declare(recorder, lambda: InstanceRefresh("web", GUARDED, scaling_group_id="asg-1"))  # type: ignore[call-overload]

    assert refresh._protect


def test_none_is_not_set(recorder: Recorder) -> None:
    declare_it: Any = InstanceRefresh
    _, registered = declare(recorder, lambda: declare_it("web", scaling_group_id="asg-1", image_id=None))

    assert registered == {
        "pulumi-python:dynamic/ess:InstanceRefresh": [{"name": "web", "scaling_group_id": "asg-1"}],
    }


@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        (
            lambda: InstanceRefresh("web", {"scaling_group_id": "asg-1"}, image_id="m-1"),  # type: ignore[call-overload]
            "web: got `image_id` beside a mapping, expected all arguments in the mapping or none of them",
        ),
        (
            lambda: InstanceRefresh("web", {}, scaling_group_id="asg-1", image_id="m-1"),  # type: ignore[call-overload]
            (
                "web: got `scaling_group_id`, `image_id` beside a mapping, "
                "expected all arguments in the mapping or none of them"
            ),
        ),
        (
            lambda: InstanceRefresh("web", GUARDED, GUARDED, scaling_group_id="asg-1"),  # type: ignore[call-overload]
            "web: got resource options twice, expected them once: as `opts`",
        ),
        (
            lambda: InstanceRefresh("web", scaling_group="asg-1"),  # type: ignore[call-overload]
            "web: `scaling_group` is not a known argument: did you mean `scaling_group_id`?",
        ),
        (
            lambda: InstanceRefresh("web", scaling_group_id="asg-1", desired_configuration_image_id="m-1"),  # type: ignore[call-overload]
            "web: `desired_configuration_image_id` is not a known argument: did you mean `image_id`?",
        ),
        (
            lambda: InstanceRefresh("web", image_id="m-1"),  # type: ignore[call-overload]
            "web: `scaling_group_id` not set, but required",
        ),
        (lambda: InstanceRedeploy("web"), "web: `event_id`, `instance_id` not set, but required"),  # type: ignore[call-overload]
        (
            lambda: ReleaseProtection("web", "asg-1"),  # type: ignore[call-overload]
            "web: got a text, expected a dict of on_delete, scaling_group_id",
        ),
        (
            lambda: MetadataOptions(
                "web", scaling_group_id="asg-1", scaling_configuration_id="asc-1", http_token="required"
            ),  # type: ignore[call-overload]
            "web: `http_token` is not a known argument: did you mean `http_tokens`?",
        ),
        (
            lambda: RefreshableScalingGroup("web", min_sizes=2),  # type: ignore[call-overload]
            "web: `min_sizes` is not a known argument: did you mean `min_size`?",
        ),
        (
            lambda: InstanceEventNotifications("ops", queue="ops"),  # type: ignore[call-overload]
            "ops: `queue` is not a known argument: did you mean `queue_name`?",
        ),
        (
            lambda: ReleaseProtectionGuard("guard", {"trail": "audit"}, trails="audit"),  # type: ignore[call-overload]
            "guard: got `trails` beside a mapping, expected all arguments in the mapping or none of them",
        ),
    ],
)
def test_wrong_arguments_are_refused(
    recorder: Recorder, declaration: Callable[[], pulumi.Resource], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        declare(recorder, declaration)
    assert recorder.registered == {}


@pytest.mark.parametrize("name", RESOURCES)
def test_help_lists_every_argument_with_its_default(name: str) -> None:
    typed = getattr(alicloud_ess_refresh, f"{name}Args")
    listed = (RESOURCES[name].__doc__ or "").split("\nArgs:\n")[1].split("\n\nRaises:")[0]
    entries = {entry.split(":")[0].strip(): entry for entry in re.split(r"\n(?=    \w)", listed)}

    assert entries.keys() == typed.__annotations__.keys()
    own_text = {argument: re.sub(r"(?m)^ {12}.*", "", entry.partition("\n")[2]) for argument, entry in entries.items()}
    assert {argument for argument, text in own_text.items() if not text.strip()} == set()
    without = {argument for argument, text in own_text.items() if "efault" not in text}
    # One of these two is required.
    assert without - typed.__required_keys__ - {"vpc_id", "security_group_ids"} - {"launch_template_version"} == set()


@pytest.mark.parametrize("name", RESOURCES)
def test_help_says_how_ours_is_called_and_nothing_of_pulumis(name: str) -> None:
    text = pydoc.plain(pydoc.render_doc(RESOURCES[name]))

    assert "give each one as a keyword argument" in text
    assert "CRUD operations" not in text
    assert "**arguments" in text


def test_help_of_a_refresh_has_values_units_and_defaults() -> None:
    text = InstanceRefresh.__doc__ or ""

    assert f"1 to 604800; the way back may take twice that. Default {DEFAULT_WAIT_TIMEOUT_SECONDS}.\n" in text
    assert f"in seconds, 1 to 300. Default {DEFAULT_POLL_INTERVAL_SECONDS}.\n" in text
    assert "Default: none.\n            url: str, required\n                Address that begins with" in text
    assert "\n\nThe desired configuration is one of `scaling_configuration_id`" in text
