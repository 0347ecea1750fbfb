"""
How a configuration is declared: the rows of the matrix. Another way is another row here.

A row makes the program for a release, and says what an instance of that release is made of.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from contract.matrix.engine import Declared, Program, Ref
from contract.matrix.stage import CAPACITY, Stage

__all__ = ["BROKEN", "ROWS", "V1", "V2", "V3", "Content", "Row"]

V1, V2, V3, BROKEN = "v1", "v2", "v3", "broken"
"""Releases; instances of the last one never become healthy."""
RELEASES = (V1, V2, V3, BROKEN)
TYPES = {V1: "ecs.g7.large", V2: "ecs.c7.large", V3: "ecs.g6.large", BROKEN: "ecs.g7.xlarge"}
TYPE = TYPES[V1]


class Content(NamedTuple):
    """What an instance is made of, as far as the rows differ in it."""

    image_id: str
    instance_type: str = TYPE
    user_data: str = ""


def _by_image(release: str) -> Content:
    return Content(f"m-app-{release}")


def _by_image_and_type(release: str) -> Content:
    return Content(f"m-app-{release}", TYPES[release])


def _by_user_data(release: str) -> Content:
    image_id = "m-app-broken" if release == BROKEN else "m-app-v1"
    return Content(image_id, user_data=base64.b64encode(f"#!/bin/sh\n# {release}\n".encode()).decode())


def _by_type(release: str) -> Content:
    return Content("m-app-broken" if release == BROKEN else "m-app-v1", TYPES[release])


@dataclass(frozen=True)
class Row:
    """
    A way of declaring.

    Attributes:
        declare: The program for a release.
        content: What its instances are made of.
        settings: Inputs of the refresh that this way needs.
        capacity: How many instances the program asks for.
        is_variant: It differs from another row in a detail: it runs the events that the detail may matter to.
    """

    id: str
    declare: Callable[[Stage, str], Program]
    content: Callable[[str], Content] = _by_image
    settings: Mapping[str, Any] = field(default_factory=dict)
    capacity: int = CAPACITY
    is_variant: bool = False


def _group(stage: Stage, *ignores: str, **inputs: Any) -> Declared:
    given = {"min_size": CAPACITY, "max_size": 2 * CAPACITY, "vswitch_ids": [stage.vswitch_id], **inputs}
    stage.declared_group = Declared(urn="group", kind=stage.group_kind, inputs=given, ignores=ignores)
    return stage.declared_group


def _configuration(
    stage: Stage, content: Content, urn: str = "configuration", *ignores: str, is_replaced: bool = False, **inputs: Any
) -> Declared:
    given = {
        "scaling_group_id": Ref("group"),
        "image_id": content.image_id,
        "instance_types": [content.instance_type],
        "security_group_id": stage.security_group_id,
        **({"user_data": content.user_data} if content.user_data else {}),
        **inputs,
    }
    return Declared(
        urn=urn,
        kind=stage.configuration_kind,
        inputs=given,
        ignores=ignores,
        is_replaced_on_changes=is_replaced,
        deleted_with="group",
    )


def _to_configuration(stage: Stage, urn: str = "configuration", **inputs: Any) -> Declared:
    return stage.refresh(scaling_group_id=Ref("group"), scaling_configuration_id=Ref(urn), **inputs)


def _component(stage: Stage, release: str, **group: Any) -> Program:
    """`RefreshableScalingGroup`: a configuration is named by its content, and its refresh deletes superseded ones."""
    urn = f"configuration-{release}"
    name = "scaling_configuration_name"
    made = _configuration(stage, _by_image(release), urn, name, is_replaced=True, **{name: stage.new_name()})
    configuration = replace(made, is_retained=True, deleted_with="")
    return [_group(stage, **group), configuration, _to_configuration(stage, urn, deleted_with_group=True)]


def _empty_component(stage: Stage, release: str) -> Program:
    return _component(stage, release, min_size=0, desired_capacity=0)


def _in_place(content: Callable[[str], Content], *, is_replaced: bool = False) -> Callable[[Stage, str], Program]:
    def declare(stage: Stage, release: str) -> Program:
        configuration = _configuration(stage, content(release), is_replaced=is_replaced)
        return [_group(stage), configuration, _to_configuration(stage)]

    return declare


def _triggered(stage: Stage, release: str) -> Program:
    configuration = _configuration(stage, _by_image(release))
    return [_group(stage), configuration, _to_configuration(stage, triggers=release)]


def _switched(stage: Stage, release: str) -> Program:
    """Every configuration is declared all the time; the refresh names one of them."""
    configurations = [_configuration(stage, _by_image(each), each) for each in RELEASES]
    return [_group(stage), *configurations, _to_configuration(stage, release)]


def _image(stage: Stage, release: str) -> Program:
    """The configuration's image is left to the refresh."""
    configuration = _configuration(stage, _by_image(V1), "configuration", "image_id", enable=True)
    return [_group(stage), configuration, _to_image(stage, release)]


def _image_and_type(stage: Stage, release: str) -> Program:
    """The image is the refresh's, another property of the configuration is changed in place (N1b)."""
    content = Content("m-app-v1", TYPES[release])
    configuration = _configuration(stage, content, "configuration", "image_id", enable=True)
    return [_group(stage), configuration, _to_image(stage, release)]


def _to_image(stage: Stage, release: str) -> Declared:
    inputs = {"scaling_group_id": Ref("group"), "image_id": _by_image(release).image_id, "skip_matching": False}
    return stage.refresh("configuration", **inputs)


def _numbered(stage: Stage, release: str) -> tuple[str, str]:
    """Return template and version of a release, from a template that is kept elsewhere."""
    template_id = stage.template(*(_by_image(each) for each in RELEASES))
    return template_id, str(RELEASES.index(release) + 1)


def _to_template(stage: Stage, template_id: Any, version: Any, **inputs: Any) -> Declared:
    return stage.refresh(
        scaling_group_id=Ref("group"), launch_template_id=template_id, launch_template_version=version, **inputs
    )


def _template_number(stage: Stage, release: str) -> Program:
    """The group's version is left to the refresh."""
    template_id, version = _numbered(stage, release)
    group = _group(stage, "launch_template_version", launch_template_id=template_id, launch_template_version=version)
    return [group, _to_template(stage, template_id, version)]


def _group_follows(stage: Stage, release: str) -> Program:
    """The group's own version is changed along with the refresh's (B4)."""
    template_id, version = _numbered(stage, release)
    group = _group(stage, launch_template_id=template_id, launch_template_version=version)
    return [group, _to_template(stage, template_id, version)]


def _own_template(stage: Stage, release: str, *, moves_default: bool = False) -> Declared:
    inputs = stage.launch_fields(*_by_image(release))
    if moves_default:
        inputs |= {"update_default_version_number": True}
    return Declared(urn="template", kind=stage.template_kind, inputs=inputs)


def _template_of_program(stage: Stage, release: str) -> Program:
    latest = Ref("template", "latest_version_number")
    group = _group(stage, "launch_template_version", launch_template_id=Ref("template"), launch_template_version=latest)
    return [_own_template(stage, release), group, _to_template(stage, Ref("template"), latest)]


def _group_on(version: str, refresh_to: Any, **inputs: Any) -> Callable[[Stage, str], Program]:
    """The group's version moves with the template that the program keeps."""

    def declare(stage: Stage, release: str) -> Program:
        ignores = () if refresh_to == version else ("launch_template_version",)
        group = _group(stage, *ignores, launch_template_id=Ref("template"), launch_template_version=version)
        triggers = {"triggers": release} if inputs.get("is_triggered") else {}
        return [
            _own_template(stage, release, moves_default=True),
            group,
            _to_template(stage, Ref("template"), refresh_to, **triggers),
        ]

    return declare


def _overrides(stage: Stage, release: str) -> Program:
    """Nothing but the instance types beside the version changes (B2); the broken release needs another version."""
    template_id, version = _numbered(stage, BROKEN if release == BROKEN else V1)
    group = _group(
        stage,
        "launch_template_version",
        "launch_template_overrides",
        launch_template_id=template_id,
        launch_template_version=version,
    )
    return [
        group,
        _to_template(stage, template_id, version, launch_template_overrides=[{"instance_type": TYPES[release]}]),
    ]


def _active(stage: Stage, release: str) -> Program:
    """Nothing is named as desired: it is the active configuration, which is changed in place."""
    configuration = _configuration(stage, _by_image(release), enable=True)
    return [_group(stage), configuration, stage.refresh(scaling_group_id=Ref("group"), triggers=release)]


def _moved_to_template(stage: Stage, release: str) -> Program:
    """The first release is a scaling configuration, the others are versions of a template."""
    group = _group(stage)
    configuration = _configuration(stage, _by_image(V1))
    if release == V1:
        return [group, configuration, _to_configuration(stage)]
    return [group, configuration, _to_template(stage, *_numbered(stage, release))]


def _moved_to_configuration(stage: Stage, release: str) -> Program:
    """The first release is a version of a template, the others are scaling configurations."""
    template_id, version = _numbered(stage, V1)
    group = _group(
        stage,
        "launch_template_id",
        "launch_template_version",
        launch_template_id=template_id,
        launch_template_version=version,
    )
    configurations = [_configuration(stage, _by_image(each), each) for each in (V2, V3, BROKEN)]
    if release == V1:
        return [group, *configurations, _to_template(stage, template_id, version)]
    return [group, *configurations, _to_configuration(stage, release)]


LATEST = Ref("template", "latest_version_number")
# What the service cannot roll back takes another remedy.
MOVING: Mapping[str, Any] = {"on_failure": "leave"}
# The engine deletes the old configuration at the end, which the service refuses while an instance is made from it.
NONE_LEFT_BEHIND: Mapping[str, Any] = {"protected_instances": "fail", "standby_instances": "fail"}
ROWS = (
    Row("component", _component),
    Row("component-of-none", _empty_component, capacity=0, is_variant=True),
    Row("configuration-in-place", _in_place(_by_image)),
    Row("user-data-in-place", _in_place(_by_user_data), _by_user_data, is_variant=True),
    Row("instance-type-in-place", _in_place(_by_type), _by_type, is_variant=True),
    Row("configuration-replaced", _in_place(_by_image, is_replaced=True), settings=NONE_LEFT_BEHIND),
    Row("in-place-with-triggers", _triggered),
    Row("configurations-switched", _switched),
    Row("image-id", _image),
    Row("image-id-and-type", _image_and_type, _by_image_and_type, is_variant=True),
    Row("template-number", _template_number),
    Row("template-of-program", _template_of_program),
    Row("template-number-group-follows", _group_follows),
    Row("template-number-group-default", _group_on("Default", LATEST), settings=MOVING, is_variant=True),
    Row("template-default", _group_on("Default", "Default"), settings=MOVING),
    Row(
        "template-default-with-triggers",
        _group_on("Default", "Default", is_triggered=True),
        settings=MOVING,
        is_variant=True,
    ),
    Row("template-latest", _group_on("Latest", "Latest"), settings=MOVING, is_variant=True),
    Row("template-overrides", _overrides, _by_type),
    Row("active-configuration", _active),
    Row("moved-to-template", _moved_to_template),
    Row("moved-to-configuration", _moved_to_configuration),
)
