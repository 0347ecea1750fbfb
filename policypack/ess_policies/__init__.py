"""The rules of the pack. Importing this reads no environment and starts nothing; `PolicyPack` in `__main__.py` does."""

from ess_policies import (
    ecs_instance_release_protection,
    ess_scaling_configuration_no_vcpu_capacity,
    ess_scaling_configuration_release_protection,
    ess_scaling_group_deletion_protection,
    ess_scaling_group_no_vcpu_capacity,
    ess_scaling_group_priority_scale_out,
    ess_scaling_group_release_reclaim_mode,
)

__all__ = ["POLICIES"]

POLICIES = (
    ecs_instance_release_protection.POLICY,
    ess_scaling_configuration_no_vcpu_capacity.POLICY,
    ess_scaling_configuration_release_protection.POLICY,
    ess_scaling_group_deletion_protection.POLICY,
    ess_scaling_group_no_vcpu_capacity.POLICY,
    ess_scaling_group_priority_scale_out.POLICY,
    ess_scaling_group_release_reclaim_mode.POLICY,
)
