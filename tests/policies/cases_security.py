"""Faults of the instances themselves, and of what instances are made from."""

import base64

from policies.fault import (
    INSTANCE,
    INSTANCE_SET,
    LAUNCH_TEMPLATE,
    SCALING_CONFIGURATION,
    SECURITY_GROUP_RULE,
    Fault,
)

PASSWORD = "a password, token or key that is given a value"
DISK = {"category": "cloud_essd", "size": 40.0}
RULE_NEEDS = ("type", "ipProtocol", "portRange", "cidrIp")

SECURITY_FAULTS = (
    Fault(
        rule="ecs-instance-data-disks-encrypted",
        resource_type=SCALING_CONFIGURATION,
        change={"dataDisks": [DISK, DISK | {"encrypted": True}, DISK | {"encrypted": False}]},
        found="a scaling configuration with 2 of 3 data disks not encrypted",
    ),
    Fault(
        rule="ecs-instance-hardened-metadata",
        resource_type=INSTANCE,
        change={"httpTokens": "optional"},
        found="an instance whose metadata can be read in normal mode",
        missing="reported",
    ),
    Fault(
        rule="ecs-instance-hardened-metadata",
        resource_type=LAUNCH_TEMPLATE,
        change={"httpTokens": "optional"},
        found="a launch template whose metadata can be read in normal mode",
        missing="reported",
    ),
    Fault(
        rule="ecs-instance-no-password",
        resource_type=SCALING_CONFIGURATION,
        change={"password": "hunter2"},
        found="a scaling configuration with a password",
        unknown="reported",
    ),
    Fault(
        rule="ecs-instance-no-password",
        resource_type=INSTANCE,
        change={"kmsEncryptedPassword": "cipher"},
        found="an instance with a password",
        unknown="reported",
    ),
    Fault(
        rule="ecs-instance-no-password",
        resource_type=LAUNCH_TEMPLATE,
        change={"passwordInherit": True},
        found="a launch template with the password of the image",
    ),
    Fault(
        rule="ecs-instance-no-public-address",
        resource_type=SCALING_CONFIGURATION,
        change={"internetMaxBandwidthOut": 5.0},
        found="a scaling configuration with a public address",
    ),
    Fault(
        rule="ecs-instance-no-public-address",
        resource_type=INSTANCE,
        change={"allocatePublicIp": True},
        found="an instance with a public address",
    ),
    Fault(
        rule="ecs-instance-no-secrets-in-user-data",
        resource_type=SCALING_CONFIGURATION,
        change={"userData": "#!/bin/sh\nexport DB_PASSWORD=correct-horse\n"},
        found=f"a scaling configuration with {PASSWORD} in its user data",
    ),
    Fault(
        rule="ecs-instance-no-secrets-in-user-data",
        resource_type=LAUNCH_TEMPLATE,
        change={"userdata": base64.b64encode(b"-----BEGIN RSA PRIVATE KEY-----\n").decode()},
        found="a launch template with a private key in its user data",
    ),
    Fault(
        rule="ecs-instance-own-image",
        resource_type=SCALING_CONFIGURATION,
        change={"imageId": "aliyun_3_x64_20G_alibase_20240819.vhd"},
        found="a scaling configuration on a public image",
    ),
    Fault(
        rule="ecs-instance-ram-role",
        resource_type=SCALING_CONFIGURATION,
        change={"roleName": None},
        found="a scaling configuration without a RAM role",
        unknown="accepted",
        missing="reported",
    ),
    Fault(
        rule="ecs-instance-ram-role",
        resource_type=INSTANCE_SET,
        change={"ramRoleName": ""},
        found="a set of instances without a RAM role",
        unknown="accepted",
        missing="reported",
    ),
    Fault(
        rule="ecs-instance-required-tags",
        resource_type=INSTANCE,
        change={"tags": {"team": "shop"}},
        found="an instance without the tag cost-center",
        missing="reported",
    ),
    Fault(
        rule="ecs-instance-security-group",
        resource_type=LAUNCH_TEMPLATE,
        change={"securityGroupIds": []},
        found="a launch template without a security group",
        unknown="accepted",
        missing="reported",
    ),
    Fault(
        rule="ecs-instance-system-disk-encrypted",
        resource_type=SCALING_CONFIGURATION,
        change={"systemDiskEncrypted": False},
        found="a scaling configuration whose system disk is not encrypted",
        missing="reported",
    ),
    Fault(
        rule="ecs-instance-system-disk-encrypted",
        resource_type=LAUNCH_TEMPLATE,
        change={"systemDisk": {"category": "cloud_essd"}},
        found="a launch template whose system disk is not encrypted",
        missing="reported",
    ),
    Fault(
        rule="ecs-security-group-rule-no-public-rdp",
        resource_type=SECURITY_GROUP_RULE,
        change={"ipv6CidrIp": "::/0", "cidrIp": None, "portRange": "3000/4000"},
        found="port 3389 is open to every address",
        needs=RULE_NEEDS,
    ),
    Fault(
        rule="ecs-security-group-rule-no-public-ssh",
        resource_type=SECURITY_GROUP_RULE,
        change={"cidrIp": "0.0.0.0/0"},
        found="port 22 is open to every address",
        needs=RULE_NEEDS,
    ),
)
