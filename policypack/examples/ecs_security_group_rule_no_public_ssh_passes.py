import pulumi_alicloud as alicloud

alicloud.ecs.SecurityGroupRule(
    "web",
    security_group_id="sg-web",
    type="ingress",
    ip_protocol="tcp",
    port_range="20/30",
    cidr_ip="10.0.0.0/8",
)
