"""
What a user declares for an instance refresh, parsed; and how a release can end well.

Typed and frozen: whoever holds a `RefreshInputs` holds valid inputs. No I/O, no Pulumi.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from alicloud_ess_refresh.checks.probes import Probe
from alicloud_ess_refresh.cloud.desired_configuration import DesiredConfiguration
from alicloud_ess_refresh.cloud.ess import StartRequest
from alicloud_ess_refresh.cloud.refresh_tasks import InstanceRefreshTask
from alicloud_ess_refresh.refresh.checkpoints import Approval
from alicloud_ess_refresh.refresh.endings import Remedy
from alicloud_ess_refresh.refresh.estimate import Pauses
from alicloud_ess_refresh.refresh.rules import checkpoint_pause_seconds
from alicloud_ess_refresh.refresh.tolerance import DEFAULT_TOLERANCE, Tolerance

__all__ = ["Outcome", "RefreshInputs", "Result", "with_token"]


class Outcome(StrEnum):
    """How the group came to be on the desired configuration."""

    ENABLED = "enabled"
    """First deployment: the group was enabled with it."""
    REFRESHED = "refreshed"
    """A task was started and succeeded."""
    ADOPTED = "adopted"
    """A task that was already there, running or finished, did it."""
    ACTIVATED = "activated"
    """No instance was to be replaced; it was made the active one, for instances to come."""
    NOTHING_TO_DO = "nothing_to_do"
    """It was there already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshInputs:
    """
    The inputs of `InstanceRefresh`; None or empty is unset, and then the service's default holds.

    Attributes:
        min_healthy_percentage: 0 to 100.
        max_healthy_percentage: 100 to 200.
        checkpoints: Percentages, 1 to 100, ascending, the last one 100.
        checkpoint_pause_time: Minutes, 1 to 2880.
        triggers: JSON text of any value, with sorted keys; empty where there are none.
        wait_timeout_seconds: 1 to 604800.
        poll_interval_seconds: 1 to 300.
        on_timeout: Where it is unset, `on_failure` holds.
        alarms: Names or ids of CloudMonitor's metric rules, at most 20.
        bake_time_minutes: 0 to 1440.
        progress_file: Path relative to the working directory, or empty.
    """

    scaling_group_id: str
    desired_configuration: DesiredConfiguration
    min_healthy_percentage: int | None = None
    max_healthy_percentage: int | None = None
    skip_matching: bool | None = None
    checkpoints: tuple[int, ...] = ()
    checkpoint_pause_time: int | None = None
    triggers: str = ""
    wait_timeout_seconds: int
    poll_interval_seconds: int
    on_failure: Remedy
    on_timeout: Remedy | None = None
    alarms: tuple[str, ...] = ()
    probes: tuple[Probe, ...] = ()
    bake_time_minutes: int = 0
    approval: Approval = Approval.NONE
    tolerance: Tolerance = DEFAULT_TOLERANCE
    progress_file: str = ""

    @property
    def can_roll_back(self) -> bool:
        """A failure, or the end of the time, may lead to a rollback."""
        return Remedy.ROLLBACK in {self.on_failure, self.on_timeout}

    @property
    def is_approved_by_hand(self) -> bool:
        return self.approval is Approval.MANUAL

    @property
    def pauses(self) -> Pauses:
        at_checkpoints = checkpoint_pause_seconds(self.checkpoint_pause_time)
        return Pauses(self.checkpoints, at_checkpoints, self.bake_time_minutes * 60.0)

    def start_request(self, *, is_forced: bool, previous_task_id: str, digest: str = "") -> StartRequest:
        """
        Make the request that starts this refresh.

        Args:
            is_forced: Replace instances that match already, too, unless `skip_matching` says otherwise.
            previous_task_id: Newest task that the group had before, or an empty text.
            digest: Of what is desired as it is now, or an empty text: the same id may be of another content later.
        """
        unsigned = StartRequest(
            scaling_group_id=self.scaling_group_id,
            client_token="",
            desired_configuration=self.desired_configuration,
            min_healthy_percentage=self.min_healthy_percentage,
            max_healthy_percentage=self.max_healthy_percentage,
            skip_matching=False if is_forced and self.skip_matching is None else self.skip_matching,
            checkpoints=self.checkpoints,
            checkpoint_pause_time=self.checkpoint_pause_time,
        )
        return with_token(unsigned, self.triggers, previous_task_id, *filter(None, [digest]))


def with_token(request: StartRequest, *intent: str) -> StartRequest:
    """
    Give a request the client token of its intent.

    The same request for the same intent always has the same token, whichever process makes it, so that the
    service can tell a repeated call from a new release. A hex digest of SHA-256 is 64 ASCII characters, just
    what a token may have.
    """
    text = json.dumps([repr(request), *intent])
    return replace(request, client_token=hashlib.sha256(text.encode()).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """
    A release that ended well.

    Attributes:
        task: None where none was needed.
        digest: Of what the group was taken to; empty where it cannot be known.
        last_task_id: The group's newest task that was seen; empty where there was none.
        confirmed_time, left_digests: See `Recorded`.
    """

    outcome: Outcome
    task: InstanceRefreshTask | None = None
    digest: str = ""
    last_task_id: str = ""
    confirmed_time: str = ""
    left_digests: Mapping[str, str] = field(default_factory=dict)

    def achievement(self, desired: DesiredConfiguration) -> str:
        if self.task is not None:
            return f"{self.task.counts} replaced, the group is on {desired}"
        return {
            Outcome.ENABLED: f"the group is enabled with {desired}",
            Outcome.ACTIVATED: f"no instance was to be replaced, new ones are made from {desired}",
        }.get(self.outcome, f"nothing to do, the group is on {desired}")
