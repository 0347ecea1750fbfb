"""What is known of a group before a refresh, what a rule is, and what it reports."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

__all__ = [
    "DEFAULT_MAX_HEALTHY_PERCENTAGE",
    "DEFAULT_MIN_HEALTHY_PERCENTAGE",
    "REFRESH_PAGE",
    "Finding",
    "ReadinessRule",
    "RefreshFacts",
]

DEFAULT_MIN_HEALTHY_PERCENTAGE: Final = 80
"""StartInstanceRefresh, MinHealthyPercentage."""
DEFAULT_MAX_HEALTHY_PERCENTAGE: Final = 120
"""StartInstanceRefresh, MaxHealthyPercentage."""
REFRESH_PAGE: Final = "https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-startinstancerefresh"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshFacts:
    """
    What is known about a scaling group and the configuration it is to be refreshed to.

    Attributes:
        multi_az_policy: MultiAZPolicy of the group; unset is the API's default, `PRIORITY`.
        scaling_policy: ScalingPolicy of the group, its reclaim mode, in any case (the API writes
            `forcerelease`, the provider `forceRelease`). Unset passes: no current page names the default, but
            groups that cannot choose a mode release, and so did all groups before there was a choice. Whoever
            reads the group from the service has the mode that it really has.
        group_type: GroupType of the group; unset is the API's default, `ECS`.
        refreshes_containers: The desired configuration names containers, which only ECI groups have.
        scaling_group_weights: WeightedCapacity of each launch template override of the group, in their order,
            1 to 500; 0 or None where an override has none.
        scaling_configuration_weights: The same of each instance type override of the scaling configuration.
        refreshes_launch_template: The desired configuration names a launch template.
        launch_template_version: Its version: a number, `Default` or `Latest`. Unset counts as moving, because no page
            says which version it stands for.
        capacity: How many instances the group is to have, 0 to 2000.
        max_size: MaxSize of the group, 0 to 2000.
        min_healthy_percentage: 0 to 100; unset is the API's default, 80.
        max_healthy_percentage: 100 to 200; unset is the API's default, 120.
        lifecycle_state: LifecycleState of the group: `Active`, `Inactive` (disabled) or `Deleting`.
        instance_count: How many instances the group has. One that is disabled and has none is enabled instead.
        moving_active_version: The group's launch template version, where it moves, a rollback is wanted, and instances
            do not show which number they were made from; empty otherwise.
        rollback_obstacle: Why a release could not be taken back, where a rollback is wanted: a clause; empty where it
            could be.
        missing_sources: What the desired configuration names and does not exist, such as `image m-1`.
        unoffered_types: The instance types of the desired configuration, where no zone of the group offers any of them.
        other_refresh: The running refresh of the group to something else, in words; empty where there is none.
        forbidden_protected: Instances that keep what they are made from because they are protected, where the user
            wants none such.
        forbidden_standby: The same of those in standby.
        firing_alarms: Alarms of this release that are firing before it starts.
        free_addresses: Free addresses of each of the group's vSwitches, in the order in which they are filled; one that
            is gone has none.
    """

    multi_az_policy: str | None = None
    scaling_policy: str | None = None
    group_type: str | None = None
    refreshes_containers: bool = False
    scaling_group_weights: tuple[int | None, ...] = ()
    scaling_configuration_weights: tuple[int | None, ...] = ()
    refreshes_launch_template: bool = False
    launch_template_version: str | None = None
    capacity: int | None = None
    max_size: int | None = None
    min_healthy_percentage: int | None = None
    max_healthy_percentage: int | None = None
    lifecycle_state: str | None = None
    instance_count: int | None = None
    moving_active_version: str = ""
    rollback_obstacle: str = ""
    missing_sources: tuple[str, ...] = ()
    unoffered_types: tuple[str, ...] = ()
    other_refresh: str = ""
    forbidden_protected: tuple[str, ...] = ()
    forbidden_standby: tuple[str, ...] = ()
    firing_alarms: tuple[str, ...] = ()
    free_addresses: tuple[tuple[str, int], ...] = ()

    @property
    def ceiling(self) -> int | None:
        """
        How many instances there may be while a refresh goes on, old and new together.

        How the service rounds is documented nowhere: this rounds towards safety, down.
        """
        if self.capacity is None:
            return None
        return self.capacity * self.highest_percentage // 100

    @property
    def floor(self) -> int | None:
        """How many instances stay in service while a refresh goes on: rounded towards safety, up."""
        return None if self.capacity is None else -(-self.capacity * self.lowest_percentage // 100)

    @property
    def has_room(self) -> bool:
        """
        An instance may be extra or missing.

        It may not in groups of one to four instances with the default percentages, because of the rounding.
        """
        return self.floor is None or self.ceiling is None or self.ceiling > self.floor

    @property
    def most(self) -> int | None:
        """
        How many instances a refresh needs to be allowed: one more than `floor` where there is no room.

        Assumption: one is added then before one is taken away; no page says which of the bounds gives way.
        """
        if not self.capacity or self.floor is None or self.ceiling is None:
            return self.ceiling
        return max(self.ceiling, self.floor + 1)

    @property
    def lowest_percentage(self) -> int:
        return DEFAULT_MIN_HEALTHY_PERCENTAGE if self.min_healthy_percentage is None else self.min_healthy_percentage

    @property
    def highest_percentage(self) -> int:
        return DEFAULT_MAX_HEALTHY_PERCENTAGE if self.max_healthy_percentage is None else self.max_healthy_percentage


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One reason why a group cannot be refreshed: three phrases without a final full stop."""

    rule_id: str
    found: str
    required: str
    fix: str

    @property
    def message(self) -> str:
        """All of it on one line."""
        return f"{self.found}; {self.required}; {self.fix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessRule:
    """
    One condition for a refresh.

    Attributes:
        observe: Says what was found where the condition does not hold; None where it holds.
        source: The page that states the condition.
        can_pass_by_update: What was found at preview may be otherwise when the update comes to it: the same update
            can mend it, or time does.
        can_be_overridden: The service might refresh the group all the same.
    """

    id: str
    required: str
    fix: str
    source: str
    observe: Callable[[RefreshFacts], str | None]
    can_pass_by_update: bool = False
    can_be_overridden: bool = True

    def check(self, facts: RefreshFacts) -> Finding | None:
        """Answer the finding, or None where the condition holds or nothing is known about it."""
        found = self.observe(facts)
        if found is None:
            return None
        return Finding(rule_id=self.id, found=found, required=self.required, fix=self.fix)
