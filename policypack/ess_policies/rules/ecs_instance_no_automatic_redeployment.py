"""
A redeployment moves an instance to another host, and its local disks stay behind: all their data is lost.

With the maintenance action `AutoRedeploy` the service does that by itself when a host fails; with any other the event
waits for somebody who can still save the data or decide to lose it. Which types have local disks, only their family
tells: storage families (`d…`, `i…`) and the few others that are documented to have some.
"""

from pulumi_policy import Severity

from ess_policies.rule import ResourceRule
from ess_policies.views import Instance

__all__ = ["POLICY"]


def _observe(instance: Instance) -> str | None:
    if instance.maintenance_action != "AutoRedeploy" or not instance.has_local_disks:
        return None
    return "an instance with local disks that is redeployed by itself when its host fails"


POLICY = ResourceRule(
    view=Instance,
    observe=_observe,
    name="ecs-instance-no-automatic-redeployment",
    display_name="No automatic redeployment with local disks",
    description="Instances with local disks are not redeployed by themselves.",
    severity=Severity.HIGH,
    tags=["ecs", "availability"],
    required="a maintenance action that leaves local disks alone: `AutoRecover`, which is the default, or `Stop`",
    fix=(
        'set `maintenance_action="AutoRecover"` on the `alicloud.ecs.Instance` and answer its redeployment events with '
        "an `InstanceRedeploy`"
    ),
    why=__doc__,
    cli="aliyun ecs ModifyInstanceMaintenanceAttributes --InstanceId.1 <instance-id> --ActionOnMaintenance AutoRecover",
    url=(
        "https://www.alibabacloud.com/help/en/ecs/developer-reference/"
        "api-ecs-2014-05-26-modifyinstancemaintenanceattributes"
    ),
)
