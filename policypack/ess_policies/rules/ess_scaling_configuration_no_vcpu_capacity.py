"""
A group that counts its capacity in vCPUs cannot be refreshed; weights of instance type overrides are that setting.

Overrides without weights pass here, but the alicloud provider sends their weights as 0, which is outside the API's
range of 1 to 500: `instance_types` is the property for types without weights.
"""

from ess_policies.readiness_rule import readiness_rule
from ess_policies.views import ScalingConfiguration
from ess_readiness import SCALING_CONFIGURATION_WEIGHTS, RefreshFacts

__all__ = ["POLICY"]

POLICY = readiness_rule(
    SCALING_CONFIGURATION_WEIGHTS,
    name="ess-scaling-configuration-no-vcpu-capacity",
    display_name="No vCPU capacity in instance type overrides",
    description="Scaling configurations give their instance types no weights.",
    why=__doc__,
    cli=("aliyun ess ModifyScalingConfiguration --ScalingConfigurationId <configuration-id> --InstanceTypes.1 <type>"),
    view=ScalingConfiguration,
    facts=lambda configuration: RefreshFacts(scaling_configuration_weights=configuration.instance_type_weights),
)
