"""Both components that take a web address: one is in the encrypted configuration, the other in the program's text."""

import pulumi

from alicloud_ess_refresh import InstanceEventNotifications, ReleaseProtectionGuard

config = pulumi.Config()

events = InstanceEventNotifications(
    "ops", event_names=["Instance:StateChange"], webhook={"url": config.require_secret("eventsUrl")}
)
guard = ReleaseProtectionGuard(
    "guard",
    release_role={"principals": ["acs:ram::1234567890123456:user/alice"]},
    lift_role={"principals": ["acs:ram::1234567890123456:user/bob"]},
    trail={"oss_bucket_name": "records"},
    alert={"webhook_url": config.require("alertUrl")},
)

pulumi.export("rule_names", events.rule_names)
pulumi.export("trail_name", guard.trail_name)
