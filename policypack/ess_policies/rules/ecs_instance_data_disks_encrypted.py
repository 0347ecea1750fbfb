"""
A disk cannot be encrypted afterwards: that takes an encrypted copy of a snapshot and a replacement of the disk.

A disk that is made from a snapshot is as encrypted as the snapshot, which the program does not say: it is reported
unless it says `encrypted=True`.
"""

from pulumi_policy import Severity

from ess_policies.frameworks import cis, iso, mlps
from ess_policies.machine_view import Machine
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(machine: Machine) -> str | None:
    encrypted = machine.data_disks_encrypted
    count = encrypted.count(False)
    return f"{machine.noun} with {count} of {len(encrypted)} data disks not encrypted" if count else None


POLICY = ResourceRule(
    view=Machine,
    observe=_observe,
    name="ecs-instance-data-disks-encrypted",
    display_name="Encrypted data disks",
    description="Data disks are encrypted.",
    severity=Severity.HIGH,
    tags=["ecs", "encryption"],
    required="encryption from the start, because a disk cannot be encrypted afterwards",
    fix="set `encrypted=True` on each of the `data_disks`",
    why=__doc__,
    cli=(
        "aliyun ess ModifyScalingConfiguration --ScalingConfigurationId <configuration-id> --DataDisk.1.Encrypted true"
    ),
    url=(
        "https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-ess-2022-02-22-createscalingconfiguration"
    ),
    frameworks=(
        cis("4.2"),
        mlps("ecs-in-use-disk-encrypted"),
        iso("ecs-in-use-disk-encrypted"),
    ),
    same_as={
        "config": (
            "ess-scaling-configuration-data-disk-encrypted",
            "ecs-in-use-disk-encrypted",
        ),
        "infraguard": (
            "ess-scaling-configuration-data-disk-encrypted",
            "ecs-in-use-disk-encrypted",
        ),
        "checkov": ("CKV_ALI_32",),
        "prowler": ("ecs_attached_disk_encrypted",),
    },
)
