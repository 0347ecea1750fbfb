"""What of a call and of what exists breaks a rule: one function a condition; parameters are those of 2022-02-22."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alicloud_emulator.state.ecs.key_pairs import has_key_pair
from alicloud_emulator.state.ess.model import GroupState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from alicloud_emulator.parameters import Parameters
    from alicloud_emulator.state.ess.model import GroupRecord, ScalingConfiguration, ScalingGroup
    from alicloud_emulator.state.world import World
    from alicloud_emulator.wire import Call

    Condition = Callable[[World, Call], bool]

# GiB by category; of cloud_essd by performance level: CreateScalingConfiguration, ESS 2022-02-22.
SYSTEM_SIZES = {
    "cloud": (20, 500),
    "cloud_auto": (1, 2048),
    "PL0": (1, 2048),
    "PL1": (20, 2048),
    "PL2": (461, 2048),
    "PL3": (1261, 2048),
}
OTHER_SYSTEM_SIZE = (20, 2048)
# CreateLaunchTemplate, ECS 2014-05-26.
DATA_SIZES = {
    "cloud": (5, 2000),
    "cloud_auto": (1, 32768),
    "cloud_essd_entry": (10, 32768),
    "ephemeral_ssd": (5, 800),
    "PL0": (1, 32768),
    "PL1": (20, 32768),
    "PL2": (461, 32768),
    "PL3": (1261, 32768),
}
OTHER_DATA_SIZE = (20, 32768)
ADJUSTMENTS = {
    "QuantityChangeInCapacity": (-1000, 1000),
    "PercentChangeInCapacity": (-100, 10000),
    "TotalCapacity": (0, 2000),
}
QUEUE = ":queue/"


def group_of(world: World, call: Call) -> ScalingGroup | None:
    """Return the group that the call names, None if there is none: the action itself refuses that."""
    return world.scaling.groups.get(call.parameters.text("ScalingGroupId", ""))


def group_name_is_taken(world: World, call: Call) -> bool:
    """Whether another group of the region has the name."""
    name = call.parameters.text("ScalingGroupName")
    own = group_of(world, call)
    region_id = call.region_id if own is None else own.region_id
    return any(
        group.name == name and group is not own and group.region_id == region_id
        for group in world.scaling.groups.values()
    )


def sizes_contradict(world: World, call: Call) -> bool:
    """Whether the smallest size is above the largest, in the group as it would be."""
    smallest, largest = _sizes(world, call)
    return smallest is not None and largest is not None and smallest > largest


def desired_capacity_is_outside(world: World, call: Call) -> bool:
    """Whether the desired capacity is not between the sizes."""
    desired = call.parameters.integer("DesiredCapacity")
    smallest, largest = _sizes(world, call)
    if desired is None or smallest is None or largest is None:
        return False
    return not smallest <= desired <= largest


def vswitches_are_of_several_vpcs(world: World, call: Call) -> bool:
    """Whether the vSwitches that exist are of more than one VPC."""
    vswitches = (world.network.vswitches.get(item) for item in call.parameters.strings("VSwitchIds"))
    return len({vswitch.vpc_id for vswitch in vswitches if vswitch is not None}) > 1


def configuration_name_is_taken(world: World, call: Call) -> bool:
    """Whether another configuration of the group has the name."""
    name = call.parameters.text("ScalingConfigurationName")
    own = _configuration_of(world, call)
    group_id = call.parameters.text("ScalingGroupId") if own is None else own.scaling_group_id
    return any(
        item.name == name and item is not own and item.scaling_group_id == group_id
        for item in world.scaling.configurations.values()
    )


def holds_many(store: Callable[[World], Iterable[Any]], most: int) -> Condition:
    """Whether the group has as many as it may have."""

    def is_broken(world: World, call: Call) -> bool:
        group_id = call.parameters.text("ScalingGroupId")
        return [item.scaling_group_id for item in store(world)].count(group_id) >= most

    return is_broken


def record_name_is_taken(store: Callable[[World], Mapping[str, GroupRecord]], kind: str) -> Condition:
    """Whether another record of the group, or of the region where it is of no group, has the name."""

    def is_broken(world: World, call: Call) -> bool:
        name = call.parameters.text(f"{kind}Name")
        own_id = call.parameters.text(f"{kind}Id")
        own = store(world).get(own_id or "")
        group_id = call.parameters.text("ScalingGroupId", "") if own is None else own.scaling_group_id
        return name is not None and any(
            item.settings.get(f"{kind}Name") == name and item is not own and item.scaling_group_id == group_id
            for item in store(world).values()
        )

    return is_broken


def both(first: str, second: str) -> Condition:
    """Whether the call has two parameters of which one excludes the other."""
    return lambda _, call: (
        first in call.parameters and bool(call.parameters.strings(second) or second in call.parameters)
    )


def security_group_is_missing(world: World, call: Call) -> bool:
    """Whether there is no security group of an id that the configuration names."""
    return any(group_id not in world.security_groups for group_id in _security_group_ids(call.parameters))


def security_group_is_of_another_vpc(world: World, call: Call) -> bool:
    """Whether a security group and the group's vSwitches are of different VPCs."""
    own = _configuration_of(world, call)
    group = group_of(world, call) if own is None else world.scaling.groups[own.scaling_group_id]
    vswitches = [] if group is None else [world.network.vswitches.get(item) for item in group.vswitch_ids]
    vpc_ids = {vswitch.vpc_id for vswitch in vswitches if vswitch is not None}
    found = (world.security_groups.get(group_id) for group_id in _security_group_ids(call.parameters))
    return bool(vpc_ids) and any(item is not None and item.vpc_id not in vpc_ids for item in found)


def key_pair_is_missing(world: World, call: Call) -> bool:
    """Whether the region has no key pair of the name; an empty one stands for none."""
    name = call.parameters.text("KeyPairName", "")
    return bool(name) and not has_key_pair(world, call.region_id, name)


def role_is_missing(world: World, call: Call) -> bool:
    """Whether there is no RAM role of the name."""
    name = call.parameters.text("RamRoleName")
    return name is not None and name not in world.identity.roles


def system_disk_has_wrong_size(_: World, call: Call) -> bool:
    """Whether the size is not one of the category's."""
    return _has_wrong_size(call.parameters.struct("SystemDisk"), SYSTEM_SIZES, OTHER_SYSTEM_SIZE)


def data_disk_has_wrong_size(name: str) -> Condition:
    """Whether a data disk's size is not one of the category's; `name` is the list's."""
    return lambda _, call: any(
        _has_wrong_size(disk, DATA_SIZES, OTHER_DATA_SIZE) for disk in call.parameters.groups(name)
    )


def configuration_has_many_tags(_: World, call: Call) -> bool:
    """Whether there are more than 20 tags."""
    return len(_tags(call)) > 20


def configuration_has_an_empty_tag_key(_: World, call: Call) -> bool:
    """Whether a tag's key is empty."""
    return "" in _tags(call)


def configuration_has_a_wrong_tag(_: World, call: Call) -> bool:
    """Whether a tag is too long, or has in it what belongs to the service."""
    return any(
        len(key) > 64
        or key.startswith(("aliyun", "acs:"))
        or len(str(value)) > 128
        or str(value).startswith(("aliyun", "acs:"))
        or any(address in text for address in ("http://", "https://") for text in (key, str(value)))
        for key, value in _tags(call).items()
    )


def tag_keys_repeat(name: str) -> Condition:
    """Whether a tag's key is given twice."""

    def is_broken(_: World, call: Call) -> bool:
        keys = [tag.text("Key", "") for tag in call.parameters.groups(name)]
        return len(keys) != len(set(keys))

    return is_broken


def queue_is_missing(world: World, call: Call) -> bool:
    """Whether the receiver is a queue that is not there."""
    arn = call.parameters.text("NotificationArn", "")
    return QUEUE in arn and arn.rpartition("/")[2] not in world.queues


def notification_type_is_unknown(known: tuple[str, ...]) -> Condition:
    """Whether one of the types is none."""
    return lambda _, call: any(item not in known for item in call.parameters.strings("NotificationTypes"))


def adjustment_is_outside(world: World, call: Call) -> bool:
    """Whether the value is out of the range of its type, which a rule that is changed may have already."""
    rule = world.scaling.rules.get(call.parameters.text("ScalingRuleId", ""))
    kind = call.parameters.text("AdjustmentType") or (rule and rule.settings.get("AdjustmentType")) or ""
    value = call.parameters.integer("AdjustmentValue")
    low, high = ADJUSTMENTS.get(kind, (value, value))
    return value is not None and low is not None and high is not None and not low <= value <= high


def group_is_not_active(world: World, call: Call) -> bool:
    """Whether the group is not enabled."""
    group = group_of(world, call)
    return group is not None and group.lifecycle_state is not GroupState.ACTIVE


def attaching_exceeds_the_largest_size(world: World, call: Call) -> bool:
    """Whether the group would have more instances than it may have."""
    group = group_of(world, call)
    return group is not None and len(group.holds()) + len(call.parameters.strings("InstanceIds")) > group.max_size


def removing_falls_below_the_smallest_size(world: World, call: Call) -> bool:
    """Whether the group would have fewer instances than it must have, and makes no new ones for them."""
    group = group_of(world, call)
    if group is None or not call.parameters.flag("DecreaseDesiredCapacity", default=True):
        return False
    leaving = {item for item in call.parameters.strings("InstanceIds") if item in group.instances}
    return bool(leaving) and len(group.holds()) - len(leaving) < group.min_size


def region_has_many_templates(world: World, call: Call) -> bool:
    """Whether the region has 30 launch templates."""
    return sum(item.region_id == call.region_id for item in world.launch_templates.values()) >= 30


def region_has_many_security_groups(world: World, call: Call) -> bool:
    """Whether the region has 100 security groups."""
    return sum(item.region_id == call.region_id for item in world.security_groups.values()) >= 100


def _sizes(world: World, call: Call) -> tuple[int | None, int | None]:
    group = group_of(world, call)
    smallest, largest = call.parameters.integer("MinSize"), call.parameters.integer("MaxSize")
    if group is not None:
        smallest = group.min_size if smallest is None else smallest
        largest = group.max_size if largest is None else largest
    return smallest, largest


def _configuration_of(world: World, call: Call) -> ScalingConfiguration | None:
    return world.scaling.configurations.get(call.parameters.text("ScalingConfigurationId", ""))


def _security_group_ids(parameters: Parameters) -> list[str]:
    single = parameters.text("SecurityGroupId")
    return parameters.strings("SecurityGroupIds") or ([single] if single else [])


def _has_wrong_size(disk: Parameters, sizes: Mapping[str, tuple[int, int]], other: tuple[int, int]) -> bool:
    size = disk.integer("Size")
    category = disk.text("Category", "")
    # A size of 0 is the provider's for one that the user did not set; a snapshot has its own.
    if not size or "SnapshotId" in disk:
        return False
    kind = disk.text("PerformanceLevel", "PL1") if category == "cloud_essd" else category
    low, high = sizes.get(kind, other)
    return not low <= size <= high


def _tags(call: Call) -> dict[str, Any]:
    tags = call.parameters.json("Tags")
    return tags if isinstance(tags, dict) else {}
