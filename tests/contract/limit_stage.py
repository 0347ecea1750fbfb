"""One of each thing that a rollout uses, and for each action a call about it that succeeds."""

from dataclasses import dataclass
from typing import Any

from contract.in_process import InProcessEmulator
from contract.official import PUBLIC_KEY, VPC, ask, make_key_pair, make_network

ESS, ECS = "2022-02-22", "2014-05-26"
VERSIONS = {"Ess": ESS, "Ecs": ECS, "Vpc": VPC}
QUEUE_ARN = "acs:mns:cn-hangzhou:1234567890123456:queue/{name}"
PLACE = {"ImageId": "m-app-v1", "InstanceType": "ecs.g7.large"}


@dataclass
class Stage:
    """An active group of two with configurations `old`, which is active, and `new`; `ids` are by their parameters."""

    emulator: InProcessEmulator
    ids: dict[str, str]

    def ask(self, product: str, action: str, **parameters: str) -> dict[str, Any]:
        return ask(self.emulator, VERSIONS[product], action, **parameters)

    def call(self, product: str, action: str) -> dict[str, str]:
        """Return parameters with which the action succeeds."""
        return {name: value.format(**self.ids) for name, value in CALLS[product, action].items()}

    def configure(self, image_id: str = "m-app-v1") -> str:
        parameters = self.call("Ess", "CreateScalingConfiguration") | {"ImageId": image_id}
        return str(self.ask("Ess", "CreateScalingConfiguration", **parameters)["ScalingConfigurationId"])

    def enabled(self) -> str:
        """Return the group, after its instances have come up."""
        group = {"ScalingGroupId": self.ids["group"], "ActiveScalingConfigurationId": self.ids["old"]}
        self.ask("Ess", "EnableScalingGroup", **group)
        self.emulator.clock.advance(60)
        members = self.ask("Ess", "DescribeScalingInstances", ScalingGroupId=self.ids["group"])["ScalingInstances"]
        self.ids["member"] = members[0]["InstanceId"]
        return self.ids["group"]


def make_stage(emulator: InProcessEmulator) -> Stage:
    """Make a group that is not enabled yet, and all around it."""
    vpc, vswitch = make_network(emulator)
    stage = Stage(emulator, {"vpc": vpc, "vswitch": vswitch, "member": "i-none"})
    ids = stage.ids
    make_key_pair(emulator)
    ids["firewall"] = stage.ask("Ecs", "CreateSecurityGroup", VpcId=vpc)["SecurityGroupId"]
    template = {"LaunchTemplateName": "web", **PLACE, "SecurityGroupId": ids["firewall"]}
    ids["template"] = stage.ask("Ecs", "CreateLaunchTemplate", **template)["LaunchTemplateId"]
    ids["group"] = stage.ask(
        "Ess", "CreateScalingGroup", MinSize="2", MaxSize="4", ScalingGroupName="web", **{"VSwitchIds.1": vswitch}
    )["ScalingGroupId"]
    ids["old"], ids["new"] = stage.configure(), stage.configure("m-app-v2")
    ids["machine"] = stage.ask("Ecs", "RunInstances", **stage.call("Ecs", "RunInstances"))["InstanceIdSets"][
        "InstanceIdSet"
    ][0]
    ask(emulator, "2022-01-19", "CreateQueue", QueueName="q")
    ids["queue"] = QUEUE_ARN.format(name="q")
    for action, name in (("LifecycleHook", "hook"), ("ScalingRule", "rule"), ("ScheduledTask", "task")):
        ids[name] = stage.ask("Ess", f"Create{action}", **stage.call("Ess", f"Create{action}"))[f"{action}Id"]
    ids["ari"] = f"ari:acs:ess:cn-hangzhou:1234567890123456:scalingrule/{ids['rule']}"
    return stage


GROUP = {"ScalingGroupId": "{group}"}
MEMBER = {**GROUP, "InstanceIds.1": "{member}"}
NOTIFICATION = {**GROUP, "NotificationArn": "{queue}", "NotificationTypes.1": "AUTOSCALING:SCALE_OUT_SUCCESS"}
CALLS: dict[tuple[str, str], dict[str, str]] = {
    ("Ess", "CreateScalingGroup"): {"MinSize": "1", "MaxSize": "3", "VSwitchIds.1": "{vswitch}"},
    ("Ess", "ModifyScalingGroup"): GROUP,
    ("Ess", "EnableScalingGroup"): {**GROUP, "ActiveScalingConfigurationId": "{old}"},
    ("Ess", "DisableScalingGroup"): GROUP,
    ("Ess", "DeleteScalingGroup"): GROUP,
    ("Ess", "CreateScalingConfiguration"): {**GROUP, **PLACE, "SecurityGroupId": "{firewall}"},
    ("Ess", "ModifyScalingConfiguration"): {"ScalingConfigurationId": "{new}"},
    ("Ess", "DeleteScalingConfiguration"): {"ScalingConfigurationId": "{new}"},
    ("Ess", "CreateLifecycleHook"): {**GROUP, "LifecycleTransition": "SCALE_IN"},
    ("Ess", "ModifyLifecycleHook"): {"LifecycleHookId": "{hook}"},
    ("Ess", "CreateScalingRule"): {**GROUP, "AdjustmentType": "TotalCapacity", "AdjustmentValue": "3"},
    ("Ess", "ModifyScalingRule"): {"ScalingRuleId": "{rule}"},
    ("Ess", "CreateScheduledTask"): {"LaunchTime": "2026-01-06T00:00Z"},
    ("Ess", "ModifyScheduledTask"): {"ScheduledTaskId": "{task}"},
    ("Ess", "CreateNotificationConfiguration"): NOTIFICATION,
    ("Ess", "ModifyNotificationConfiguration"): NOTIFICATION,
    ("Ess", "StartInstanceRefresh"): {**GROUP, "DesiredConfiguration.ScalingConfigurationId": "{new}"},
    ("Ess", "DescribeInstanceRefreshes"): GROUP,
    ("Ess", "AttachInstances"): {**GROUP, "InstanceIds.1": "{machine}"},
    ("Ess", "DetachInstances"): {**MEMBER, "DecreaseDesiredCapacity": "false"},
    ("Ess", "RemoveInstances"): {**MEMBER, "DecreaseDesiredCapacity": "false"},
    ("Ess", "EnterStandby"): MEMBER,
    ("Ess", "ExitStandby"): MEMBER,
    ("Ess", "SetInstancesProtection"): {**MEMBER, "ProtectedFromScaleIn": "true"},
    ("Ess", "ExecuteScalingRule"): {"ScalingRuleAri": "{ari}"},
    ("Ess", "ScaleWithAdjustment"): {**GROUP, "AdjustmentType": "TotalCapacity", "AdjustmentValue": "3"},
    ("Ess", "SuspendProcesses"): {**GROUP, "Processes.1": "ScaleIn"},
    ("Ess", "ResumeProcesses"): {**GROUP, "Processes.1": "ScaleIn"},
    ("Ess", "TagResources"): {"ResourceType": "scalinggroup", "ResourceIds.1": "{group}", "Tags.1.Key": "k"},
    ("Ess", "UntagResources"): {"ResourceType": "scalinggroup", "ResourceIds.1": "{group}", "TagKeys.1": "k"},
    ("Ecs", "CreateLaunchTemplate"): {"LaunchTemplateName": "other", **PLACE},
    ("Ecs", "CreateLaunchTemplateVersion"): {"LaunchTemplateId": "{template}", **PLACE},
    ("Ecs", "RunInstances"): {**PLACE, "VSwitchId": "{vswitch}", "SecurityGroupId": "{firewall}"},
    ("Ecs", "AttachKeyPair"): {"KeyPairName": "deploy", "InstanceIds": '["{machine}"]'},
    ("Ecs", "CreateKeyPair"): {"KeyPairName": "other"},
    ("Ecs", "ImportKeyPair"): {"KeyPairName": "other", "PublicKeyBody": PUBLIC_KEY},
    ("Ecs", "CreateSecurityGroup"): {"VpcId": "{vpc}"},
    ("Ecs", "ModifySecurityGroupAttribute"): {"SecurityGroupId": "{firewall}"},
    ("Ecs", "TagResources"): {"ResourceType": "securitygroup", "ResourceId.1": "{firewall}", "Tag.1.Key": "k"},
    ("Vpc", "CreateVpc"): {},
    ("Vpc", "ModifyVpcAttribute"): {"VpcId": "{vpc}"},
    ("Vpc", "CreateVSwitch"): {"VpcId": "{vpc}", "ZoneId": "cn-hangzhou-i", "CidrBlock": "10.0.9.0/24"},
    ("Vpc", "ModifyVSwitchAttribute"): {"VSwitchId": "{vswitch}"},
    ("Vpc", "TagResources"): {"ResourceType": "VPC", "ResourceId.1": "{vpc}", "Tag.1.Key": "k"},
}
