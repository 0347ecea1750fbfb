"""
The preflight at preview: the group as it is now, and what the update would do to it.

A preview judges what may still change until the update comes to it: the program may mend the group in the same update,
a task may end. So only what this update cannot mend fails it; all else is shown. What cannot be looked up fails nothing
either, for a preview needs no credentials.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from alicloud_ess_refresh.checks import NO_OBSTACLES, CheckClients, Obstacles
from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.launch_templates import LaunchTemplateClient
from alicloud_ess_refresh.cloud.scaling_configurations import ScalingConfiguration
from alicloud_ess_refresh.cloud.vpc import VpcClient, VSwitch
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.dynamic.patience import RETRY_SECONDS, Patience
from alicloud_ess_refresh.errors import AlicloudError, InputFailure, ScalingGroupNotFoundError
from alicloud_ess_refresh.refresh.converge import Refuse, Settle, Start
from alicloud_ess_refresh.refresh.declared_group import lasting_rule_ids
from alicloud_ess_refresh.refresh.facts import NOTHING_RECORDED, Facts, Recorded
from alicloud_ess_refresh.refresh.inputs import NOT_KNOWN_YET
from alicloud_ess_refresh.refresh.inspection import Surroundings, inspect
from alicloud_ess_refresh.refresh.model import RefreshInputs
from alicloud_ess_refresh.refresh.preflight import Preflight
from alicloud_ess_refresh.refresh.preflight_table import NOTHING_DECLARED, lines
from alicloud_ess_refresh.refresh.sources import check_sources, unoffered_types
from alicloud_ess_refresh.refresh.starting import find_facts
from alicloud_ess_refresh.refresh.waiter import Waiter
from ess_readiness import (
    FREE_ADDRESSES,
    OFFERED_TYPES,
    QUIET_ALARMS,
    SOURCES_EXIST,
)

__all__ = ["Preview"]

PREVIEW_SECONDS = 10.0
"""How long a preview repeats a call that went wrong for a passing reason: somebody waits for it, and nothing depends on
it."""


class Preview:
    """Looks once, shows what it found and answers what has to fail."""

    def __init__(
        self,
        client: EssClient,
        inputs: RefreshInputs,
        *,
        open_vpc: Callable[[], VpcClient],
        check_clients: CheckClients,
        clock: Clock,
        engine: Engine,
        open_templates: Callable[[], LaunchTemplateClient] | None = None,
    ) -> None:
        self._inputs = inputs
        self._group_id = inputs.scaling_group_id
        self._open_vpc = open_vpc
        self._check_clients = check_clients
        self._engine = engine
        waiter = Waiter.on(
            self._group_id,
            client=client,
            clock=clock,
            engine=engine,
            poll_interval_seconds=RETRY_SECONDS,
        )
        patience = replace(waiter.patience, calm_seconds=PREVIEW_SECONDS)
        self._waiter = replace(waiter, patience=patience, open_templates=open_templates)

    @property
    def _patience(self) -> Patience:
        return self._waiter.patience

    def show(
        self,
        recorded: Recorded = NOTHING_RECORDED,
        declared: Mapping[str, Any] = NOTHING_DECLARED,
        *,
        is_changed_in_place: bool = False,
    ) -> tuple[InputFailure, ...]:
        """
        Show the preflight, and answer what this update cannot mend.

        Args:
            recorded: What the state says.
            declared: What the program declares of group and configuration, as far as that is known.
            is_changed_in_place: As in Surroundings.
        """
        try:
            found = self._inspect(self._facts(), recorded, is_changed_in_place=is_changed_in_place)
            preflight = replace(found, lasting=lasting_rule_ids(declared))
        except ScalingGroupNotFoundError as error:
            return (InputFailure("scaling_group_id", str(error)),)
        except AlicloudError as error:
            self._engine.tell(f"{self._group_id}: what a refresh would do could not be looked up: {error}")
            return ()
        self._engine.tell("\n".join(lines(preflight, declared)))
        return _failures(preflight)

    def look(self, recorded: Recorded = NOTHING_RECORDED) -> Preflight:
        """
        Look a group up with all that a rule asks for; what cannot be looked up beside the group, the preflight says.

        Raises:
            AlicloudError: The group itself cannot be looked up.
        """
        return self._inspect(self._facts(), recorded)

    def _facts(self) -> Facts:
        """Look the group up; a configuration that is not known yet is taken to be there by then."""
        desired = self._inputs.desired_configuration
        if desired.scaling_configuration_id != NOT_KNOWN_YET:
            return find_facts(self._waiter, self._group_id, desired)
        facts = find_facts(self._waiter, self._group_id, DesiredConfiguration())
        unknown = ScalingConfiguration(scaling_configuration_id=NOT_KNOWN_YET)
        return replace(facts, configurations=(*facts.configurations, unknown))

    def _inspect(self, facts: Facts, recorded: Recorded, *, is_changed_in_place: bool = False) -> Preflight:
        unseen: dict[str, str] = {}
        vswitches: tuple[VSwitch, ...] = ()
        obstacles = NO_OBSTACLES
        try:
            vswitches = self._vswitches(facts.group.vswitch_ids)
        except AlicloudError as error:
            unseen[FREE_ADDRESSES.id] = str(error)
        try:
            obstacles = self._alarms()
            if obstacles.unread:
                unseen[QUIET_ALARMS.id] = obstacles.unread
        except AlicloudError as error:
            unseen[QUIET_ALARMS.id] = str(error)
        checked = check_sources(self._waiter, self._inputs.desired_configuration, facts)
        types, unasked = unoffered_types(self._waiter, checked.sources, [each.zone_id for each in vswitches])
        unseen |= {rule.id: why for rule, why in ((SOURCES_EXIST, checked.unseen), (OFFERED_TYPES, unasked)) if why}
        seen = Surroundings(
            vswitches=vswitches,
            missing_sources=checked.missing,
            unoffered_types=types,
            is_changed_in_place=is_changed_in_place,
        )
        return inspect(self._inputs, facts, seen, obstacles=obstacles, unseen=unseen, recorded=recorded)

    def _vswitches(self, vswitch_ids: Sequence[str]) -> tuple[VSwitch, ...]:
        client = self._open_vpc()
        asked = [self._patience.calmly(partial(client.describe_vswitch, each)) for each in vswitch_ids]
        return tuple(
            found or VSwitch(vswitch_id=vswitch_id, available_ip_address_count=0)
            for vswitch_id, found in zip(vswitch_ids, asked, strict=True)
        )

    def _alarms(self) -> Obstacles:
        """Read the alarms; probes are left alone, since a preview asks the service only."""
        checks = self._check_clients.checks(
            self._inputs.alarms, (), patience=self._patience, tell=self._waiter.progress.say
        )
        return checks.obstacles()


def _failures(preflight: Preflight) -> tuple[InputFailure, ...]:
    if not isinstance(preflight.plan, Start | Settle | Refuse):
        return ()
    return tuple(
        InputFailure(
            "scaling_group_id",
            f"{preflight.group.scaling_group_id} cannot be refreshed: {finding.message}; "
            f"or say in `preflight_overrides` why `{finding.rule_id}` may fail",
        )
        for finding in preflight.findings
        if not preflight.may_pass(finding.rule_id)
    )
