"""A component in a file of its own."""

import pulumi
import pulumi_alicloud as alicloud


class Site(pulumi.ComponentResource):
    """One scaling group with a policy."""

    def __init__(self, name: str, policy: pulumi.Input[str], vswitch_id: pulumi.Input[str]) -> None:
        super().__init__("team:web:Site", name)
        alicloud.ess.ScalingGroup(
            name,
            min_size=0,
            max_size=4,
            vswitch_ids=[vswitch_id],
            multi_az_policy=policy,
            group_deletion_protection=False,
            opts=pulumi.ResourceOptions(parent=self),
        )
