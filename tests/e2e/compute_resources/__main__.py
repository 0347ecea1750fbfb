"""Network, security groups, instances, launch templates, and every look-up that goes with them."""

import pulumi
import pulumi_alicloud as alicloud

config = pulumi.Config()
stage = config.get("stage") or "test"

account = alicloud.get_account()
caller = alicloud.get_caller_identity()
regions = alicloud.get_regions(current=True)
zones = alicloud.get_zones(
    available_instance_type="ecs.i3.xlarge", available_disk_category="cloud_essd", enable_details=True
)
types = alicloud.ecs.get_instance_types(
    cpu_core_count=2, memory_size=8, availability_zone=zones.ids[0], sorted_by="CPU", image_id="m-app-v1"
)
families = alicloud.ecs.get_instance_type_families(instance_charge_type="PostPaid")
newest = alicloud.ecs.get_images(owners="system", name_regex="^aliyun_3", most_recent=True)
releases = alicloud.ecs.get_images(owners="self", image_family="app", name_regex="v[12]$")

network = alicloud.vpc.Network("net", vpc_name="net", cidr_block="10.0.0.0/16", tags={"stage": stage})
vswitches = [
    alicloud.vpc.Switch(
        f"net-{number}",
        vpc_id=network.id,
        zone_id=zone_id,
        cidr_block=f"10.0.{number}.0/24",
        vswitch_name=f"net-{stage}-{number}",
        tags={"stage": stage},
    )
    for number, zone_id in enumerate(zones.ids[:2])
]
web = alicloud.ecs.SecurityGroup(
    "web", security_group_name="web", vpc_id=network.id, description=f"web servers, {stage}", tags={"stage": stage}
)
inner = alicloud.ecs.SecurityGroup("inner", security_group_name="inner", vpc_id=network.id, inner_access_policy="Drop")
https = alicloud.ecs.SecurityGroupRule(
    "https",
    type="ingress",
    ip_protocol="tcp",
    port_range="443/443",
    cidr_ip="0.0.0.0/0",
    security_group_id=web.id,
    description=stage,
)
alicloud.ecs.SecurityGroupRule(
    "out",
    type="egress",
    ip_protocol="all",
    port_range="-1/-1",
    cidr_ip="10.0.0.0/8",
    security_group_id=web.id,
    nic_type="intranet",
    policy="drop",
)
alicloud.ecs.SecurityGroupRule(
    "from-web",
    type="ingress",
    ip_protocol="tcp",
    port_range="8080/8080",
    source_security_group_id=web.id,
    security_group_id=inner.id,
)
template = alicloud.ecs.EcsLaunchTemplate(
    "web",
    launch_template_name="web",
    image_id="m-app-v1",
    instance_type="ecs.g7.large",
    security_group_id=web.id,
    vswitch_id=vswitches[0].id,
    system_disk={"category": "cloud_essd", "size": 40, "delete_with_instance": True},
    data_disks=[{"size": 20, "category": "cloud_essd", "name": "data", "delete_with_instance": True}],
    instance_charge_type="PostPaid",
    internet_max_bandwidth_out=0,
    tags={"stage": stage},
    template_tags={"team": "web"},
    user_data="aGVsbG8=",
    version_description=stage,
)
bare = alicloud.ecs.LaunchTemplate(
    "bare", launch_template_name="bare", image_id="m-app-v1", instance_type="ecs.c7.large", security_group_id=web.id
)
full = alicloud.ecs.Instance(
    "full",
    instance_name="full",
    image_id="m-app-v1" if stage == "test" else "m-app-v2",
    instance_type="ecs.g7.large",
    vswitch_id=vswitches[0].id,
    security_groups=[web.id],
    system_disk_category="cloud_essd",
    system_disk_size=40,
    system_disk_encrypted=True,
    data_disks=[{"size": 20, "category": "cloud_essd", "name": "data", "encrypted": True}],
    user_data="#!/bin/sh\necho hello\n",
    deletion_protection=config.get_bool("protected"),
    maintenance_action="AutoRedeploy",
    internet_max_bandwidth_out=5,
    description=f"a web server, {stage}",
    tags={"stage": stage},
)
key_pair = alicloud.ecs.EcsKeyPair("deploy", key_pair_name="deploy", tags={"stage": stage})
alicloud.ecs.Instance(
    "short",
    launch_template_id=bare.id,
    vswitch_id=vswitches[1].id,
    security_groups=[inner.id, web.id],
    dedicated_host_id="dh-1",
    key_name=key_pair.key_pair_name,
    role_name="app",
    http_endpoint="enabled",
    http_tokens="required",
    maintenance_time={"start_time": "02:00:00", "end_time": "05:00:00"},
    maintenance_notify=True,
)
alicloud.ecs.Instance(
    "scratch",
    image_id="m-app-v1",
    instance_type="ecs.i3.xlarge",
    vswitch_id=vswitches[0].id,
    security_groups=[inner.id],
    spot_strategy="SpotAsPriceGo",
    auto_release_time=config.get("releaseAt"),
    status="Stopped" if stage == "live" else "Running",
)

vswitch_ids = [vswitch.id for vswitch in vswitches]
networks = alicloud.vpc.get_networks_output(ids=pulumi.Output.all(vswitches[0].vpc_id), enable_details=True)
switches = alicloud.vpc.get_switches_output(vpc_id=network.id, ids=pulumi.Output.all(*vswitch_ids))
groups = alicloud.ecs.get_security_groups_output(vpc_id=network.id, ids=pulumi.Output.all(web.id), enable_details=True)
rules = alicloud.ecs.get_security_group_rules_output(group_id=https.security_group_id, direction="ingress")
instances = alicloud.ecs.get_instances_output(ids=pulumi.Output.all(full.id), enable_details=True)
templates = alicloud.ecs.get_ecs_launch_templates_output(ids=pulumi.Output.all(template.id), enable_details=True)
key_pairs = alicloud.ecs.get_ecs_key_pairs_output(ids=pulumi.Output.all(key_pair.id))

pulumi.export("account", [account.id, caller.account_id, caller.identity_type])
pulumi.export("regions", regions.ids)
pulumi.export("zones", zones.ids)
pulumi.export("types", types.ids)
pulumi.export("families", families.ids)
pulumi.export("images", [newest.ids, releases.ids])
pulumi.export("networks", networks.vpcs.apply(lambda found: [item.vpc_name for item in found]))
pulumi.export("route_tables", networks.vpcs.apply(lambda found: [item.route_table_id[:4] for item in found]))
pulumi.export("switches", switches.vswitches.apply(lambda found: sorted(item.zone_id for item in found)))
pulumi.export("groups", groups.groups.apply(lambda found: [[item.name, item.inner_access] for item in found]))
pulumi.export("rules", rules.rules.apply(lambda found: [[item["ip_protocol"], item["port_range"]] for item in found]))
pulumi.export(
    "instances",
    instances.instances.apply(
        lambda found: [[item.name, item.status, len(item.disk_device_mappings)] for item in found]
    ),
)
pulumi.export("templates", templates.templates.apply(lambda found: [item.launch_template_name for item in found]))
pulumi.export("key_pairs", key_pairs.names)
pulumi.export("instance_id", full.id)
