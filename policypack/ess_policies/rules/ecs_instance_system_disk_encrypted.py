"""
Logs, temporary files and the application's own secrets end up on the system disk.

A disk cannot be encrypted afterwards: that takes an encrypted copy of the image and a replacement of the instance.
"""

from pulumi_policy import Severity

from ess_policies.frameworks import cis
from ess_policies.machine_view import Machine
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(machine: Machine) -> str | None:
    # An instance set has no property for it, and an instance made from a launch template takes it from there.
    if machine.system_disk_encrypted or not machine.system_disk_is_decided_here:
        return None
    return f"{machine.noun} whose system disk is not encrypted"


POLICY = ResourceRule(
    view=Machine,
    observe=_observe,
    name="ecs-instance-system-disk-encrypted",
    display_name="Encrypted system disks",
    description="System disks are encrypted.",
    severity=Severity.HIGH,
    tags=["ecs", "encryption"],
    required="encryption from the start, because a disk cannot be encrypted afterwards",
    fix="set `system_disk_encrypted=True` (in a launch template `encrypted` of `system_disk`)",
    why=__doc__,
    cli=(
        "aliyun ess ModifyScalingConfiguration --ScalingConfigurationId <configuration-id> --SystemDisk.Encrypted true"
    ),
    url=(
        "https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-ess-2022-02-22-createscalingconfiguration"
    ),
    frameworks=(cis("4.2"),),
    same_as={
        "config": (
            "ess-scaling-configuration-system-disk-encrypted",
            "ecs-system-disk-encrypted",
        ),
        "infraguard": ("ess-scaling-configuration-system-disk-encrypted",),
        "prowler": ("ecs_attached_disk_encrypted",),
    },
)
