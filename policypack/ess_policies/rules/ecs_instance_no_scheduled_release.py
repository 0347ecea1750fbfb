"""
At its auto-release time the service releases an instance, with its disks and its static public address, in spite of
release protection. In a launch template the time is that of every instance made from it.
"""

from pulumi_policy import Severity

from ess_policies.machine_view import Machine
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(machine: Machine) -> str | None:
    return f"{machine.noun} with an auto-release time" if machine.auto_release_time else None


POLICY = ResourceRule(
    view=Machine,
    observe=_observe,
    name="ecs-instance-no-scheduled-release",
    display_name="No scheduled release",
    description="Instances have no scheduled release.",
    severity=Severity.HIGH,
    tags=["ecs", "release-protection"],
    required="no auto-release time, because it fires in spite of release protection and cannot be undone",
    fix=(
        "remove `auto_release_time` from the `alicloud.ecs.Instance`, `alicloud.ecs.EcsInstanceSet` or "
        "`alicloud.ecs.EcsLaunchTemplate`"
    ),
    why=__doc__,
    cli="aliyun ecs ModifyInstanceAutoReleaseTime --InstanceId <instance-id>",
    url=(
        "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-modifyinstanceautoreleasetime"
    ),
)
