"""A group that counts capacity in vCPUs cannot be refreshed; weights of launch template overrides are that setting."""

from ess_policies.readiness_rule import readiness_rule
from ess_policies.views import ScalingGroup
from ess_readiness import SCALING_GROUP_WEIGHTS, RefreshFacts

__all__ = ["POLICY"]

POLICY = readiness_rule(
    SCALING_GROUP_WEIGHTS,
    name="ess-scaling-group-no-vcpu-capacity",
    display_name="No vCPU capacity in launch template overrides",
    description="Scaling groups count their capacity in instances.",
    why=__doc__,
    cli="aliyun ess ModifyScalingGroup --ScalingGroupId <group-id> --LaunchTemplateOverrides.1.InstanceType <type>",
    view=ScalingGroup,
    facts=lambda group: RefreshFacts(scaling_group_weights=group.launch_template_weights),
)
