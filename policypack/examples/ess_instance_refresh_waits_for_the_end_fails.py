import pulumi_alicloud as alicloud

from alicloud_ess_refresh import InstanceRefresh

web = alicloud.ess.ScalingGroup(
    "web",
    min_size=2,
    max_size=6,
    vswitch_ids=["vsw-zone-h", "vsw-zone-i"],
    group_deletion_protection=True,
)
jobs = alicloud.ess.ScalingGroup(
    "jobs",
    min_size=2,
    max_size=6,
    vswitch_ids=["vsw-zone-h", "vsw-zone-i"],
    group_deletion_protection=True,
)
InstanceRefresh(
    "release",
    {
        "scaling_group_id": web.id,
        "scaling_configuration_id": "asc-v2",
    },
)
alicloud.ess.InstanceRefresh(
    "release-jobs",
    scaling_group_id=jobs.id,
    desired_configuration_image_id="m-app-v2",
    skip_matching=False,
)
