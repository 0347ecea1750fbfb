"""Who may release instances, who may lift their protection, and who is told of it."""

from alicloud_ess_refresh.release_guard.component import (
    GuardRole,
    LiftAlert,
    NewTrail,
    ReleaseProtectionGuard,
    ReleaseProtectionGuardArgs,
)

__all__ = ["GuardRole", "LiftAlert", "NewTrail", "ReleaseProtectionGuard", "ReleaseProtectionGuardArgs"]
