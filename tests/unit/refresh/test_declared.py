"""What a program declares of a configuration or template, as an input of the refresh: what a preview goes by."""

from collections.abc import Callable, Iterator
from typing import Any

import pulumi
import pulumi_alicloud as alicloud
import pytest
from pulumi.output import Unknown
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks

from alicloud_ess_refresh import InstanceRefresh
from alicloud_ess_refresh.refresh.declared import CONFIGURATION, CONTENT, TEMPLATE, declared_names
from unit.mocks import ignores_open_loops, mocked

pytestmark = ignores_open_loops

Args = dict[str, Any]


class Recorder(Mocks):
    def __init__(self) -> None:
        self.refreshes: list[Args] = []
        self.makes = "id"

    def new_resource(self, args: MockResourceArgs) -> tuple[str, Args]:
        if "InstanceRefresh" in args.typ:
            self.refreshes.append(args.inputs)
        return self.makes and f"{self.makes}-of-{args.name}", {"latestVersionNumber": 2, **args.inputs}

    def call(self, args: MockCallArgs) -> Args:  # type: ignore[override]
        raise NotImplementedError(args.token)


@pytest.fixture(name="recorder")
def _recorder() -> Iterator[Recorder]:
    with mocked(Recorder()) as recorder:
        yield recorder


def configuration(**changes: Any) -> alicloud.ess.ScalingConfiguration:
    fields = {"image_id": "m-1", "instance_types": ["a"], "security_group_ids": ["sg-1", "sg-2"]} | changes
    return alicloud.ess.ScalingConfiguration("web", scaling_group_id="asg-1", **fields)


def template(**changes: Any) -> alicloud.ecs.EcsLaunchTemplate:
    return alicloud.ecs.EcsLaunchTemplate("web", **({"image_id": "m-1", "instance_type": "a"} | changes))


def declared(recorder: Recorder, args: Callable[[], Args]) -> str | None:
    """Declare a refresh with these arguments; return the digest that is registered, None where there is none."""

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def program() -> pulumi.Output[Any]:
        given: Any = {"scaling_group_id": "asg-1", **args()}
        return InstanceRefresh("web", given).outcome

    program()
    return recorder.refreshes.pop().get("declared_digest")


def of_configuration(recorder: Recorder, **changes: Any) -> str | None:
    return declared(recorder, lambda: {"scaling_configuration_id": configuration(**changes).id})


def test_changed_content_changes_the_digest(recorder: Recorder) -> None:
    before = of_configuration(recorder)
    assert before is not None
    assert before.startswith("2:")
    assert of_configuration(recorder) == before
    assert of_configuration(recorder, image_id="m-2") != before
    assert of_configuration(recorder, user_data="IyEvYmluL3No") != before
    assert of_configuration(recorder, instance_types=["b", "a"]) != of_configuration(
        recorder, instance_types=["a", "b"]
    )


def test_digest_is_unknown_while_the_configuration_is_to_be_made(
    monkeypatch: pytest.MonkeyPatch, recorder: Recorder
) -> None:
    """A plan holds an update to what its preview knows: a digest of the half that it knows would stop the update."""
    monkeypatch.setattr(pulumi.runtime.settings, "is_dry_run", lambda: True)
    assert isinstance(of_configuration(recorder), str)
    recorder.makes = ""
    assert isinstance(of_configuration(recorder), Unknown)


def test_what_is_no_content_does_not(recorder: Recorder) -> None:
    before = of_configuration(recorder)
    assert of_configuration(recorder, scaling_configuration_name="web", force_delete=True, active=True) == before
    assert of_configuration(recorder, security_group_ids=["sg-2", "sg-1"]) == before


def test_id_that_went_through_an_output_is_traced(recorder: Recorder) -> None:
    through = declared(recorder, lambda: {"scaling_configuration_id": configuration().id.apply(str)})
    assert through == of_configuration(recorder)


def test_plain_id_declares_nothing(recorder: Recorder) -> None:
    assert declared(recorder, lambda: {"scaling_configuration_id": "asc-1"}) is None
    assert declared(recorder, lambda: {"scaling_configuration_id": pulumi.Output.from_input("asc-1")}) is None
    assert declared(recorder, dict) is None


@pytest.mark.parametrize("version", ["Default", "Latest"])
def test_template_counts_where_its_version_moves(recorder: Recorder, version: str) -> None:
    def at(version: Any, **changes: Any) -> str | None:
        return declared(
            recorder, lambda: {"launch_template_id": template(**changes).id, "launch_template_version": version}
        )

    assert at(version) is not None
    assert at(version) != at(version, image_id="m-2")
    assert at("2") is None


def test_template_counts_where_its_version_is_its_newest(recorder: Recorder) -> None:
    def newest(**changes: Any) -> str | None:
        def args() -> Args:
            made = template(**changes)
            return {"launch_template_id": made.id, "launch_template_version": made.latest_version_number}

        return declared(recorder, args)

    assert newest() is not None
    assert newest() != newest(image_id="m-2")


def test_image_that_goes_into_a_configuration_is_told_by_what_the_refresh_depends_on(recorder: Recorder) -> None:
    """All but the image, which the refresh changes behind the configuration."""

    def by_image(*, is_named: bool = True, **changes: Any) -> str | None:
        @pulumi.runtime.test  # type: ignore[untyped-decorator]
        def program() -> pulumi.Output[Any]:
            made = configuration(**changes)
            opts = pulumi.ResourceOptions(depends_on=[made] if is_named else [])
            return InstanceRefresh(
                "web", scaling_group_id="asg-1", image_id="m-9", skip_matching=False, opts=opts
            ).outcome

        program()
        return recorder.refreshes.pop().get("declared_digest")

    assert by_image() is not None
    assert by_image(image_id="m-2") == by_image()
    assert by_image(instance_types=["b"]) != by_image()
    assert by_image(is_named=False) is None


@pytest.mark.parametrize(
    ("inputs", "declared"),
    [
        (
            {"launch_template_version": "Default", "vswitch_ids": ["vsw-1"]},
            {"is_declared": True, "launch_template_version": "Default", "vswitch_ids": ["vsw-1"]},
        ),
        (
            {"vswitch_ids": ["vsw-1"]},
            {"is_declared": True, "launch_template_version": None, "vswitch_ids": ["vsw-1"]},
        ),
    ],
)
def test_preview_is_told_what_is_declared_of_the_group(
    monkeypatch: pytest.MonkeyPatch, recorder: Recorder, inputs: Args, declared: Args
) -> None:
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: True)
    names: list[Any] = []

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def program() -> pulumi.Output[Any]:
        group = alicloud.ess.ScalingGroup("web", min_size=1, max_size=2, **inputs)
        return declared_names({"scaling_group_id": group.id}).apply(names.append)

    program()
    assert names == [{"group": declared}]


def test_every_property_is_one_of_the_resource() -> None:
    resources = {CONFIGURATION: alicloud.ess.ScalingConfiguration, TEMPLATE: alicloud.ecs.EcsLaunchTemplate}
    unknown = [each for name, made in resources.items() for each in CONTENT[name] if not hasattr(made, each)]
    assert unknown == []


def test_preview_is_told_by_what_to_name_what_is_declared(monkeypatch: pytest.MonkeyPatch, recorder: Recorder) -> None:
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: True)
    names: list[Any] = []

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def program() -> pulumi.Output[Any]:
        made = configuration(user_data="c2VjcmV0")
        return pulumi.Output.all(
            declared_names({"scaling_configuration_id": made.id}),
            declared_names({"launch_template_id": template().id}),
            declared_names({"scaling_configuration_id": "asc-1"}),
        ).apply(names.extend)

    program()
    elsewhere = {"group": {"is_declared": False}}
    assert names == [
        {"image_id": "m-1", "instance_types": ["a"]} | elsewhere,
        {"image_id": "m-1", "instance_type": "a"} | elsewhere,
        elsewhere,
    ]
