import pulumi_alicloud as alicloud

alicloud.ecs.SecurityGroupRule(
    "web",
    security_group_id="sg-web",
    type="ingress",
    ip_protocol="tcp",
    port_range="3389/3389",
    ipv6_cidr_ip="2001:db8::/32",
)
