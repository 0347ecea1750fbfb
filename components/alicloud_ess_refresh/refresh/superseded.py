"""
Scaling configurations that a component has made for rollouts that are over: which ones go, and which ones stay.

The engine cannot delete them at the end of an update: the service refuses that while an instance is made from one that
a refresh ignores (protected, in standby), and the update would be red for a rollout that succeeded. So a rollout that
has succeeded deletes what earlier ones have left, and a deletion that fails is no failure of the rollout.

They are told by their names, not by a list in the state, which knows nothing of a rollout that was killed.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.facts import Facts
from alicloud_ess_refresh.refresh.starting import find_facts
from alicloud_ess_refresh.refresh.waiter import Waiter

__all__ = ["ROLLOUT", "Superseded", "clear_superseded", "superseded"]

ROLLOUT = "rollout"
"""What a component puts into the name of each configuration that it makes, before eight random digits."""
_MADE_FOR_A_ROLLOUT = re.compile(rf".+-{ROLLOUT}-[0-9a-f]{{8}}")


@dataclass(frozen=True, slots=True)
class Superseded:
    """A configuration that no rollout needs any more. `instance_ids`: Those that are made from it still."""

    configuration: ScalingConfiguration
    instance_ids: tuple[str, ...]

    def __str__(self) -> str:
        return f"scaling configuration {self.configuration.scaling_configuration_id} ({self.configuration.name})"


def superseded(facts: Facts, needed: Collection[str]) -> Iterator[Superseded]:
    """
    Return the group's configurations that a component has made, that are not active and not needed.

    Args:
        needed: Ids of the configuration that is desired, and of the one to which the group can go back.
    """
    for configuration in facts.configurations:
        configuration_id = configuration.scaling_configuration_id
        if configuration_id in {*needed, facts.group.active_scaling_configuration_id}:
            continue
        if _MADE_FOR_A_ROLLOUT.fullmatch(configuration.name):
            users = (each for each in facts.instances if each.scaling_configuration_id == configuration_id)
            yield Superseded(configuration, tuple(each.instance_id for each in users))


def clear_superseded(waiter: Waiter, scaling_group_id: str, needed: Collection[str]) -> None:
    """Delete what `superseded` returns and no instance is made from; say what stays. Raises nothing of the service."""
    try:
        found = list(superseded(find_facts(waiter, scaling_group_id, DesiredConfiguration()), needed))
    except AlicloudError as error:
        waiter.progress.say(f"superseded scaling configurations are left, they could not be looked up: {error}")
        return
    for each in found:
        _delete(waiter, each)


def _delete(waiter: Waiter, each: Superseded) -> None:
    if each.instance_ids:
        made = f"{', '.join(each.instance_ids)} {'is' if len(each.instance_ids) == 1 else 'are'} made from it"
        waiter.progress.say(f"{each} is kept, {made}; the next rollout tries again to delete it")
        return
    try:
        waiter.client.delete_scaling_configuration(each.configuration.scaling_configuration_id)
    except AlicloudError as error:
        waiter.progress.say(f"{each} is kept, and the next rollout tries again to delete it: {error}")
