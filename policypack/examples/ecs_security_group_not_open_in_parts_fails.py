import pulumi_alicloud as alicloud

for number, block in enumerate(["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"]):
    alicloud.ecs.SecurityGroupRule(
        f"web-{number}",
        security_group_id="sg-web",
        type="ingress",
        ip_protocol="tcp",
        port_range="22/22",
        cidr_ip=block,
    )
