"""Launch templates and their versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.parameters import Parameters
from alicloud_emulator.services.action import Action, Coverage
from alicloud_emulator.services.pages import has_tags, page
from alicloud_emulator.services.tags import tag_key_value, tags_in
from alicloud_emulator.state.ecs import launch_templates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alicloud_emulator.state.ecs.model import LaunchTemplate, TemplateVersion
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

__all__ = ["ACTIONS"]

# Parameters of the creating calls that say something of the template, not of the instances made from it.
NOT_LAUNCH_PARAMETERS = (
    "RegionId",
    "ClientToken",
    "LaunchTemplateId",
    "LaunchTemplateName",
    "TemplateResourceGroupId",
    "VersionDescription",
)
TEMPLATE_TAG = "TemplateTag."
# CreateLaunchTemplate: numbers and booleans must come back as such, or the provider sees a change.
NUMBERS = frozenset(
    {
        "AutoRenewPeriod",
        "HttpPutResponseHopLimit",
        "InternetMaxBandwidthIn",
        "InternetMaxBandwidthOut",
        "Ipv6AddressCount",
        "Iops",
        "Period",
        "ProvisionedIops",
        "Size",
        "SpotDuration",
    }
)
FLAGS = frozenset(
    {
        "AutoRenew",
        "BurstingEnabled",
        "DeleteOnRelease",
        "DeleteWithInstance",
        "DeletionProtection",
        "EnableVmOsConfig",
        "Encrypted",
        "LoginAsNonRoot",
        "PasswordInherit",
    }
)
DECIMALS = frozenset({"SpotPriceLimit"})


def create_launch_template(world: World, call: Call) -> dict[str, Any]:
    """Make a template with its first version."""
    template = launch_templates.create_template(
        world,
        call.parameters.require("LaunchTemplateName"),
        region_id=world.catalogue.require_region(call.region_id).region_id,
        tags=tags_in(call.parameters, "TemplateTag"),
    )
    version = _add_version(world, template, call.parameters)
    return {"LaunchTemplateId": template.template_id, "LaunchTemplateVersionNumber": version.number}


def create_launch_template_version(world: World, call: Call) -> dict[str, Any]:
    """Add a version to a template."""
    template = _named(world, call)
    version = _add_version(world, template, call.parameters)
    return {"LaunchTemplateId": template.template_id, "LaunchTemplateVersionNumber": version.number}


def describe_launch_templates(world: World, call: Call) -> dict[str, Any]:
    """Show the templates of the region that match every filter."""
    parameters = call.parameters
    ids = parameters.strings("LaunchTemplateId")
    # A list by its documentation; the provider's look-up sends one name.
    names = parameters.strings("LaunchTemplateName") or list(filter(None, [parameters.text("LaunchTemplateName")]))
    found = [
        template
        for template in world.launch_templates.values()
        if template.region_id == call.region_id
        and (not ids or template.template_id in ids)
        and (not names or template.name in names)
        and parameters.text("TemplateResourceGroupId") in (None, template.resource_group_id)
        and _has_template_tags(template, parameters)
    ]
    shown, fields = page(found, parameters)
    return {**fields, "LaunchTemplateSets": {"LaunchTemplateSet": [_template(world, item) for item in shown]}}


def describe_launch_template_versions(world: World, call: Call) -> dict[str, Any]:
    """Show versions of a template, newest first."""
    parameters = call.parameters
    template = _named(world, call)
    wanted = parameters.strings("LaunchTemplateVersion")
    if parameters.flag("DefaultVersion", default=False):
        wanted = [str(template.default_version)]
    numbers = [int(number) for number in wanted if number.isdecimal()]
    low = parameters.integer("MinVersion", minimum=1) or 1
    high = parameters.integer("MaxVersion", minimum=1) or template.latest_version
    found = [
        version
        for version in reversed(template.versions.values())
        if low <= version.number <= high and (not wanted or version.number in numbers)
    ]
    shown, fields = page(found, parameters)
    items = [_version(template, version) for version in shown]
    return {**fields, "LaunchTemplateVersionSets": {"LaunchTemplateVersionSet": items}}


def modify_default_version(world: World, call: Call) -> dict[str, Any]:
    """Choose the version that is used when none is named."""
    number = call.parameters.require("DefaultVersionNumber")
    launch_templates.set_default_version(_named(world, call), number)
    return {}


def delete_launch_template_version(world: World, call: Call) -> dict[str, Any]:
    """Delete versions, but not the default one."""
    template = _named(world, call)
    for number in call.parameters.strings("DeleteVersion"):
        launch_templates.delete_version(template, number)
    return {}


def delete_launch_template(world: World, call: Call) -> dict[str, Any]:
    """Delete a template with all its versions."""
    launch_templates.delete_template(world, _named(world, call))
    return {}


def _named(world: World, call: Call) -> LaunchTemplate:
    parameters = call.parameters
    template_id = parameters.text("LaunchTemplateId")
    name = parameters.require("LaunchTemplateName") if template_id is None else None
    return launch_templates.find_template(world, template_id, name)


def _add_version(world: World, template: LaunchTemplate, parameters: Parameters) -> TemplateVersion:
    values = {
        name: value
        for name, value in parameters.as_dict().items()
        if name not in NOT_LAUNCH_PARAMETERS and not name.startswith(TEMPLATE_TAG)
    }
    description = parameters.text("VersionDescription", "")
    return launch_templates.add_version(world, template, values, description=description)


def _has_template_tags(template: LaunchTemplate, parameters: Parameters) -> bool:
    renamed = {
        "Tag." + name.removeprefix(TEMPLATE_TAG): value
        for name, value in parameters.as_dict().items()
        if name.startswith(TEMPLATE_TAG)
    }
    return has_tags(template.tags, Parameters(renamed))


def _template(world: World, template: LaunchTemplate) -> dict[str, Any]:
    return {
        "LaunchTemplateId": template.template_id,
        "LaunchTemplateName": template.name,
        "CreatedBy": world.account_id,
        "DefaultVersionNumber": template.default_version,
        "LatestVersionNumber": template.latest_version,
        "ResourceGroupId": template.resource_group_id,
        "CreateTime": _time(template.created_at),
        "ModifiedTime": _time(template.created_at),
        "Tags": {"Tag": tag_key_value(template.tags)},
    }


def _version(template: LaunchTemplate, version: TemplateVersion) -> dict[str, Any]:
    return {
        "LaunchTemplateId": template.template_id,
        "LaunchTemplateName": template.name,
        "VersionNumber": version.number,
        "VersionDescription": version.description,
        "DefaultVersion": version.number == template.default_version,
        "CreateTime": _time(version.created_at),
        "ModifiedTime": _time(version.created_at),
        "LaunchTemplateData": _data(Parameters(version.values)),
    }


def _data(values: Parameters) -> dict[str, Any]:
    """
    Show launch parameters as an answer does.

    `DataDisks`, `NetworkInterfaces` and `Tags` are there even when empty, and the system disk has dotted keys: the
    provider panics or sees a change otherwise (resource_alicloud_ecs_launch_template.go). The SDKs read the system
    disk from one object.
    """
    system_disk = _typed(values.struct("SystemDisk"))
    single = {name: value for name, value in values.as_dict().items() if "." not in name}
    return {
        **_typed(Parameters(single)),
        **{f"SystemDisk.{name}": value for name, value in system_disk.items()},
        "SystemDisk": system_disk,
        "SecurityGroupIds": {"SecurityGroupId": values.strings("SecurityGroupIds")},
        "DataDisks": {"DataDisk": [_typed(disk) for disk in values.groups("DataDisk")]},
        "NetworkInterfaces": {"NetworkInterface": [_typed(item) for item in values.groups("NetworkInterface")]},
        "Tags": {"InstanceTag": [tag.as_dict() for tag in values.groups("Tag")]},
        **({"ImageOptions": _typed(values.struct("ImageOptions"))} if values.struct("ImageOptions") else {}),
    }


def _typed(values: Parameters) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name in values:
        if name in NUMBERS:
            shown[name] = values.integer(name)
        elif name in FLAGS:
            shown[name] = values.flag(name)
        elif name in DECIMALS:
            shown[name] = values.number(name)
        else:
            shown[name] = values.text(name)
    return shown


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


ACTIONS: Mapping[str, Action] = {
    "CreateLaunchTemplate": Action(
        create_launch_template,
        "resource_alicloud_ecs_launch_template.go",
        Coverage.PARTLY,
        "values are checked when they are used",
    ),
    "CreateLaunchTemplateVersion": Action(create_launch_template_version, "resource_alicloud_ecs_launch_template.go"),
    "DescribeLaunchTemplates": Action(
        describe_launch_templates, "service_alicloud_ecs.go, resource_alicloud_ecs_launch_template.go"
    ),
    "DescribeLaunchTemplateVersions": Action(
        describe_launch_template_versions, "service_alicloud_ecs.go, resource_alicloud_ecs_launch_template.go"
    ),
    "ModifyLaunchTemplateDefaultVersion": Action(modify_default_version, "resource_alicloud_ecs_launch_template.go"),
    "DeleteLaunchTemplateVersion": Action(delete_launch_template_version, "resource_alicloud_ecs_launch_template.go"),
    "DeleteLaunchTemplate": Action(delete_launch_template, "resource_alicloud_ecs_launch_template.go"),
}
