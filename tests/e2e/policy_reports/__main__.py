"""
Groups that break the rule on scale-out: two that a loop declares, one by a secret, and one in a component.

With `late` there is one group only, with a policy that the preview cannot know; with `broken` the program fails.
"""

import pulumi
import pulumi_alicloud as alicloud
from site_component import Site  # type: ignore[import-not-found]  # beside this file

config = pulumi.Config()
network = alicloud.vpc.Network("web", cidr_block="10.0.0.0/16")
vswitch = alicloud.vpc.Switch("web", vpc_id=network.id, zone_id="cn-hangzhou-h", cidr_block="10.0.0.0/24")


def declare(name: str, policy: pulumi.Input[str]) -> None:
    alicloud.ess.ScalingGroup(name, min_size=0, max_size=4, vswitch_ids=[vswitch.id], multi_az_policy=policy)


if config.get_bool("late"):
    declare("late", network.id.apply(lambda _: "BALANCE"))
else:
    for name in ("blue", "green"):
        declare(name, "BALANCE")
    alicloud.ess.ScalingGroup(
        "secret", min_size=0, max_size=4, vswitch_ids=[vswitch.id], multi_az_policy=config.require_secret("policy")
    )
    Site("site", "BALANCE", vswitch.id)
if config.get_bool("broken"):
    raise RuntimeError("this program is broken")
