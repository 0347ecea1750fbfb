"""
Whether what instances are to be made from exists: asked before a start, because the service finds out too late.

What cannot be looked up, for want of a permission above all, is not known, and fails nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.launch_templates import LaunchSources, LaunchTemplateClient
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.facts import Facts
from alicloud_ess_refresh.refresh.inputs import NOT_KNOWN_YET
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["SourceCheck", "check_sources", "unoffered_types"]

_FAMILY = "acs:"
"""How the name of an image family begins where an image id is expected (RunInstances, ImageId)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCheck:
    """
    What came of a check.

    Attributes:
        missing: What does not exist: `image m-1`.
        unseen: Why something could not be looked up; empty where everything was.
        sources: What is to be made from; None where that is not known.
    """

    missing: tuple[str, ...] = ()
    unseen: str = ""
    sources: LaunchSources | None = None


def check_sources(waiter: Waiter, desired: DesiredConfiguration, facts: Facts) -> SourceCheck:
    """Look up what a configuration names. One that is not known yet is taken to be right."""
    if waiter.open_templates is None or desired.is_active_one or desired.containers:
        return SourceCheck()
    named = (desired.scaling_configuration_id, desired.image_id, desired.launch_template_id)
    if NOT_KNOWN_YET in (*named, desired.launch_template_version):
        return SourceCheck()
    try:
        client = waiter.open_templates()
        if desired.launch_template_id:
            return _of_template(waiter, client, desired)
    except AlicloudError as error:
        return SourceCheck(unseen=str(error))
    if desired.image_id:
        return _of_sources(waiter, client, LaunchSources(image_id=desired.image_id))
    configuration = facts.configuration(desired.scaling_configuration_id)
    return _of_sources(waiter, client, configuration.sources) if configuration else SourceCheck()


def unoffered_types(
    waiter: Waiter, sources: LaunchSources | None, zone_ids: Sequence[str]
) -> tuple[tuple[str, ...], str]:
    """
    Look up whether a zone offers one of the instance types.

    Returns:
        The types where no zone offers any of them, otherwise none; and why that could not be looked up, or empty.
    """
    if waiter.open_templates is None or sources is None or not sources.instance_types or not all(zone_ids):
        return (), ""
    try:
        client = waiter.open_templates()
        for zone_id in dict.fromkeys(zone_ids):
            if client.offered_types(zone_id) & frozenset(sources.instance_types):
                return (), ""
    except AlicloudError as error:
        return (), str(error)
    return (sources.instance_types if zone_ids else ()), ""


def _of_template(waiter: Waiter, client: LaunchTemplateClient, desired: DesiredConfiguration) -> SourceCheck:
    template_id, version = str(desired.launch_template_id), desired.launch_template_version or "Default"
    sources = waiter.patience.calmly(lambda: client.describe_version(template_id, version))
    if sources is None:
        return SourceCheck(missing=(str(desired),))
    types = desired.launch_template_overrides or sources.instance_types
    return _of_sources(
        waiter,
        client,
        LaunchSources(
            image_id=sources.image_id,
            instance_types=types,
            security_group_ids=sources.security_group_ids,
            key_pair_name=sources.key_pair_name,
        ),
    )


def _of_sources(waiter: Waiter, client: LaunchTemplateClient, sources: LaunchSources) -> SourceCheck:
    missing: list[str] = []
    unseen: list[str] = []
    for ask in _questions(client, sources):
        try:
            missing += waiter.patience.calmly(ask)
        except AlicloudError as error:
            unseen.append(str(error))
    return SourceCheck(missing=tuple(missing), unseen="; ".join(unseen), sources=sources)


def _questions(client: LaunchTemplateClient, sources: LaunchSources) -> Iterator[Callable[[], list[str]]]:
    """Ask what is missing, one question a kind: one that is denied does not keep the others from being asked."""
    image_id, key_pair_name = sources.image_id, sources.key_pair_name
    if image_id and not image_id.startswith(_FAMILY):
        yield lambda: [] if client.has_image(image_id) else [f"image {image_id}"]
    if sources.security_group_ids:
        yield lambda: _missing_groups(client, sources.security_group_ids)
    if key_pair_name:
        yield lambda: [] if client.has_key_pair(key_pair_name) else [f"key pair {key_pair_name}"]


def _missing_groups(client: LaunchTemplateClient, security_group_ids: Sequence[str]) -> list[str]:
    there = client.existing_security_groups(security_group_ids)
    return [f"security group {each}" for each in security_group_ids if each not in there]
