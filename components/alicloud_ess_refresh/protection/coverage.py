"""
Which instances of a group are protected from being released by hand, which are not, and which cannot be.

Source: Release an instance (ECS guide), ModifyInstanceAttribute, ECS 2014-05-26, parameter DeletionProtection; spot
instances: terraform-provider-alicloud, resource_alicloud_instance.go.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alicloud_ess_refresh.cloud.ecs import EcsInstance

__all__ = ["Coverage", "coverage"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Ids in the order of the group; `exempt` has the reason to each."""

    protected: tuple[str, ...]
    lacking: tuple[str, ...]
    exempt: Mapping[str, str]

    def __str__(self) -> str:
        count = len(self.protected) + len(self.lacking)
        text = f"{len(self.protected)} of {count} instances are protected from release"
        for instance_id, reason in self.exempt.items():
            text += f"; {instance_id} cannot be, {reason}"
        return text


def coverage(instances: Sequence[EcsInstance]) -> Coverage:
    reasons = {instance.instance_id: _reason(instance) for instance in instances}
    able = [instance for instance in instances if not reasons[instance.instance_id]]
    return Coverage(
        protected=tuple(instance.instance_id for instance in able if instance.deletion_protection),
        lacking=tuple(instance.instance_id for instance in able if not instance.deletion_protection),
        exempt={instance_id: reason for instance_id, reason in reasons.items() if reason},
    )


def _reason(instance: EcsInstance) -> str:
    """Say why protection would have no effect; nothing where it has."""
    if instance.instance_charge_type == "PrePaid":
        return "because it is a subscription (`PrePaid`), which cannot be released before it expires"
    if instance.spot_strategy not in {"", "NoSpot"}:
        return f"because it is a spot instance (`{instance.spot_strategy}`), on which protection has no effect"
    return ""
