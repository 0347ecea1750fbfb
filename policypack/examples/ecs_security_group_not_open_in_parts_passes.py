import pulumi_alicloud as alicloud

for number, block in enumerate(["10.0.0.0/8", "203.0.113.0/24"]):
    alicloud.ecs.SecurityGroupRule(
        f"web-{number}",
        security_group_id="sg-web",
        type="ingress",
        ip_protocol="tcp",
        port_range="22/22",
        cidr_ip=block,
    )
