"""Releasing an instance and lifting its protection: two duties, two roles, a record of both and an alert."""

import pulumi

from alicloud_ess_refresh import ReleaseProtectionGuard

config = pulumi.Config()

guard = ReleaseProtectionGuard(
    "guard",
    release_role={"principals": config.require_object("releasers")},
    lift_role={"principals": config.require_object("lifters")},
    instance_tags={"team": "web"},
    trail={"oss_bucket_name": config.require("trailBucket")},
)

pulumi.export("release_role_arn", guard.release_role_arn)
pulumi.export("lift_role_arn", guard.lift_role_arn)
pulumi.export("alert_queue_name", guard.alert_queue_name)
