"""For each rule about states: what has to exist, and which parameters make the call one that the rule refuses."""

from collections.abc import Callable

from contract.limit_stage import QUEUE_ARN, Stage

TEMPLATE, VERSION = "LaunchTemplateId", "LaunchTemplateVersion"


def _group_name_in_use(stage: Stage, _: str) -> dict[str, str]:
    other = stage.call("Ess", "CreateScalingGroup") | {"ScalingGroupName": "api"}
    stage.ask("Ess", "CreateScalingGroup", **other)
    return {"ScalingGroupName": "api"}


def _vswitches_of_several_vpcs(stage: Stage, _: str) -> dict[str, str]:
    vpc = stage.ask("Vpc", "CreateVpc", CidrBlock="10.0.0.0/16")["VpcId"]
    place = stage.call("Vpc", "CreateVSwitch") | {"VpcId": vpc}
    other = stage.ask("Vpc", "CreateVSwitch", **place)["VSwitchId"]
    return {"VSwitchIds.1": stage.ids["vswitch"], "VSwitchIds.2": other}


def _version_without(*left_out: str) -> Callable[[Stage, str], dict[str, str]]:
    def prepare(stage: Stage, _: str) -> dict[str, str]:
        place = {"ImageId": "m-app-v1", "InstanceType": "ecs.g7.large", "SecurityGroupId": stage.ids["firewall"]}
        given = {name: value for name, value in place.items() if name not in left_out}
        made = stage.ask("Ecs", "CreateLaunchTemplate", LaunchTemplateName="partly", **given)
        return {TEMPLATE: made["LaunchTemplateId"], VERSION: "1"}

    return prepare


def _enabled(stage: Stage, _: str) -> dict[str, str]:
    stage.enabled()
    return {}


def _protected(stage: Stage, _: str) -> dict[str, str]:
    stage.ask("Ess", "ModifyScalingGroup", ScalingGroupId=stage.ids["group"], GroupDeletionProtection="true")
    return {}


def _configuration_name_in_use(stage: Stage, _: str) -> dict[str, str]:
    name = {"ScalingConfigurationName": "release-1"}
    stage.ask("Ess", "CreateScalingConfiguration", **stage.call("Ess", "CreateScalingConfiguration"), **name)
    return name


def _configuration_quota(stage: Stage, _: str) -> dict[str, str]:
    for _number in range(8):
        stage.configure()
    return {}


def _firewall_of_another_vpc(stage: Stage, _: str) -> dict[str, str]:
    vpc = stage.ask("Vpc", "CreateVpc", CidrBlock="10.0.0.0/16")["VpcId"]
    return {"SecurityGroupId": stage.ask("Ecs", "CreateSecurityGroup", VpcId=vpc)["SecurityGroupId"]}


def _old_configuration(stage: Stage, _: str) -> dict[str, str]:
    stage.enabled()
    return {"ScalingConfigurationId": stage.ids["old"]}


def _configuration_in_use(stage: Stage, _: str) -> dict[str, str]:
    group = stage.enabled()
    stage.ask("Ess", "ModifyScalingGroup", ScalingGroupId=group, ActiveScalingConfigurationId=stage.ids["new"])
    return {"ScalingConfigurationId": stage.ids["old"]}


def _attaching_too_many(stage: Stage, _: str) -> dict[str, str]:
    group = stage.enabled()
    stage.ask("Ess", "ModifyScalingGroup", ScalingGroupId=group, MaxSize="2")
    return {}


def _removing_too_many(stage: Stage, _: str) -> dict[str, str]:
    stage.enabled()
    return {"InstanceIds.1": stage.ids["member"], "DecreaseDesiredCapacity": "true"}


def _named(kind: str) -> Callable[[Stage, str], dict[str, str]]:
    def prepare(stage: Stage, _: str) -> dict[str, str]:
        name = {f"{kind}Name": "taken"}
        stage.ask("Ess", f"Create{kind}", **stage.call("Ess", f"Create{kind}"), **name)
        return name

    return prepare


def _hook_quota(stage: Stage, _: str) -> dict[str, str]:
    for _number in range(5):
        stage.ask("Ess", "CreateLifecycleHook", **stage.call("Ess", "CreateLifecycleHook"))
    return {}


def _notification_quota(stage: Stage, _: str) -> dict[str, str]:
    call = stage.call("Ess", "CreateNotificationConfiguration")
    for number in range(6):
        arn = QUEUE_ARN.format(name=f"q{number}")
        stage.ask("Ess", "CreateNotificationConfiguration", **call | {"NotificationArn": arn})
    return {}


def _task_runs(stage: Stage, _: str) -> dict[str, str]:
    stage.enabled()
    started = stage.ask("Ess", "StartInstanceRefresh", **stage.call("Ess", "StartInstanceRefresh"))
    stage.ids["refresh"] = started["InstanceRefreshTaskId"]
    return {}


def _unsupported(stage: Stage, _: str) -> dict[str, str]:
    group = stage.enabled()
    stage.ask("Ess", "ModifyScalingGroup", ScalingGroupId=group, MultiAZPolicy="BALANCE")
    return {}


def _with(**parameters: str) -> Callable[[Stage, str], dict[str, str]]:
    return lambda _stage, _action: {name.replace("__", "."): value for name, value in parameters.items()}


def _of_template(**parameters: str) -> Callable[[Stage, str], dict[str, str]]:
    return lambda stage, _: {TEMPLATE: stage.ids["template"], **parameters}


def _refresh_to(**parameters: str) -> Callable[[Stage, str], dict[str, str]]:
    def prepare(stage: Stage, _: str) -> dict[str, str]:
        stage.enabled()
        return {
            "DesiredConfiguration.ScalingConfigurationId": "",
            **{f"DesiredConfiguration.{name}": value.format(**stage.ids) for name, value in parameters.items()},
        }

    return prepare


def _many(product: str, action: str, number: int, *changing: str) -> Callable[[Stage, str], dict[str, str]]:
    """Call an action so many times; each time with another value of the parameters named."""

    def prepare(stage: Stage, _: str) -> dict[str, str]:
        for each in range(number):
            parameters = stage.call(product, action) | dict.fromkeys(changing, f"n{each}-x")
            stage.ask(product, action, **parameters)
        return {}

    return prepare


SCENARIOS: dict[str, Callable[[Stage, str], dict[str, str]]] = {
    "group name in use": _group_name_in_use,
    "sizes contradict": _with(MinSize="5", MaxSize="4"),
    "desired capacity outside": _with(DesiredCapacity="5"),
    "vSwitches of several VPCs": _vswitches_of_several_vpcs,
    "template missing": _with(LaunchTemplateId="lt-none"),
    "version no number": _of_template(LaunchTemplateVersion="newest"),
    "version missing": _of_template(LaunchTemplateVersion="2"),
    "version without ImageId": _version_without("ImageId"),
    "version without InstanceTypes": _version_without("InstanceType"),
    "version without SecurityGroup": _version_without("SecurityGroupId"),
    "group not inactive": _enabled,
    "nothing to launch": _with(ActiveScalingConfigurationId=""),
    "group not active": _with(),
    "group protected": _protected,
    "group has instances": _enabled,
    "configuration name in use": _configuration_name_in_use,
    "configuration quota": _configuration_quota,
    "security groups twice": lambda stage, _: {
        "SecurityGroupId": stage.ids["firewall"],
        "SecurityGroupIds.1": stage.ids["firewall"],
    },
    "image and family": _with(ImageId="m-app-v1", ImageFamily="app"),
    "security group missing": _with(SecurityGroupId="sg-none"),
    "security group of another VPC": _firewall_of_another_vpc,
    "role missing": _with(RamRoleName="nobody"),
    "system disk size": _with(SystemDisk__Size="19"),
    "data disk size": _with(
        DataDisks__1__Size="20",
        DataDisks__2__Size="460",
        DataDisks__2__Category="cloud_essd",
        DataDisks__2__PerformanceLevel="PL2",
    ),
    "many tags": _with(Tags="{" + ",".join(f'"k{number}":"v"' for number in range(21)) + "}"),
    "empty tag key": _with(Tags='{"":"v"}'),
    "wrong tag": _with(Tags='{"acs:team":"web"}'),
    "configuration active": _old_configuration,
    "configuration in use": _configuration_in_use,
    "group of instances not active": _with(),
    "attaching too many": _attaching_too_many,
    "removing too many": _removing_too_many,
    "hook name in use": _named("LifecycleHook"),
    "hook quota": _hook_quota,
    "queue missing": _with(NotificationArn=QUEUE_ARN.format(name="none")),
    "rule name in use": _named("ScalingRule"),
    "adjustment outside": _with(AdjustmentType="PercentChangeInCapacity", AdjustmentValue="-101"),
    "scheduled task name in use": _named("ScheduledTask"),
    "notification type unknown": _with(NotificationTypes__2="AUTOSCALING:REFRESHED"),
    "notification quota": _notification_quota,
    "refresh: template missing": _refresh_to(LaunchTemplateId="lt-none"),
    "refresh: version no number": _refresh_to(LaunchTemplateId="{template}", LaunchTemplateVersion="newest"),
    "refresh: version missing": _refresh_to(LaunchTemplateId="{template}", LaunchTemplateVersion="2"),
    "refresh: group not active": _with(),
    "refresh: task runs": _task_runs,
    "refresh: two targets": _refresh_to(ScalingConfigurationId="{new}", ImageId="m-app-v2"),
    "refresh: checkpoints fall": lambda stage, action: {
        **_enabled(stage, action),
        "Checkpoints.1.Percentage": "50",
        "Checkpoints.2.Percentage": "20",
    },
    "refresh: group not supported": _unsupported,
    "template name in use": _with(LaunchTemplateName="web"),
    "template quota": _many("Ecs", "CreateLaunchTemplate", 29, "LaunchTemplateName"),
    "version quota": _many("Ecs", "CreateLaunchTemplateVersion", 29),
    "system disk size of ECS": _with(SystemDisk__Size="501", SystemDisk__Category="cloud"),
    "data disk size of ECS": _with(DataDisk__1__Size="4", DataDisk__1__Category="cloud"),
    "tag key twice": _with(Tag__1__Key="k", Tag__2__Key="k"),
    "key pair missing": _with(KeyPairName="none"),
    "key pair to be attached missing": _with(KeyPairName="none"),
    "key pair to launch with missing": _with(KeyPairName="none"),
    "key pair name in use": _with(KeyPairName="deploy"),
    "key pair quota": _many("Ecs", "ImportKeyPair", 499, "KeyPairName"),
    "public key of another kind": _with(PublicKeyBody="ssh-ed25519 AAAA"),
    "security group quota": _many("Ecs", "CreateSecurityGroup", 99),
}
