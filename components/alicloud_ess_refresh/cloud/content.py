"""
What instances of a scaling configuration are made from, as one digest: two of equal content have the same.

The fields are named one by one (DescribeScalingConfigurations, ESS 2022-02-22): a field that a later version of the
service adds must not look like a change of every configuration there is. User data is among them, because it is what
a release often changes; so the digest of a configuration with a secret in it that can be guessed is itself a secret.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

__all__ = [
    "CONTENT_FIELDS",
    "CONTENT_VERSION",
    "OTHER_FIELDS",
    "content_digest",
    "digest_but_image",
    "digest_of",
    "digest_with_image",
]

CONTENT_VERSION = "2"
"""Of the fields below and how they are read. Digests of another version say nothing about each other."""
_ORDERED = (
    "Affinity",
    "Cpu",
    "CpuOptions",
    "CreditSpecification",
    "CustomPriorities",
    "DataDisks",
    "DedicatedHostClusterId",
    "DedicatedHostId",
    "DeletionProtection",
    "DeploymentSetId",
    "HostName",
    "HpcClusterId",
    "HttpEndpoint",
    "HttpTokens",
    "ImageFamily",
    "ImageId",
    "ImageName",
    "ImageOptionsLoginAsNonRoot",
    "InstanceDescription",
    "InstanceGeneration",
    "InstanceName",
    "InstancePatternInfos",
    "InstanceTypeCandidateOptions",
    "InstanceTypes",
    "InternetChargeType",
    "InternetMaxBandwidthIn",
    "InternetMaxBandwidthOut",
    "IoOptimized",
    "Ipv6AddressCount",
    "KeyPairName",
    "LoadBalancerWeight",
    "Memory",
    "NetworkInterfaces",
    "PasswordInherit",
    "PasswordSetted",
    "PrivatePoolOptions.Id",
    "PrivatePoolOptions.MatchCriteria",
    "RamRoleName",
    "ResourceGroupId",
    "ResourcePoolOptions",
    "SchedulerOptions",
    "SecurityEnhancementStrategy",
    "SecurityOptions",
    "SpotDuration",
    "SpotInterruptionBehavior",
    "SpotStrategy",
    "StorageSetId",
    "StorageSetPartitionNumber",
    "SystemDiskAutoSnapshotPolicyId",
    "SystemDiskBurstingEnabled",
    "SystemDiskCategories",
    "SystemDiskCategory",
    "SystemDiskDescription",
    "SystemDiskEncryptAlgorithm",
    "SystemDiskEncrypted",
    "SystemDiskKMSKeyId",
    "SystemDiskName",
    "SystemDiskPerformanceLevel",
    "SystemDiskProvisionedIops",
    "SystemDiskSize",
    "Tenancy",
    "UserData",
    "WeightedCapacities",
    "ZoneId",
)
_UNORDERED = ("SecurityGroupIds", "SpotPriceLimits", "Tags")
_FIRST_OF = {"InstanceTypes": "InstanceType", "SecurityGroupIds": "SecurityGroupId"}
"""Lists, and the field that names their first entry: no page says that the list is there where there is only one."""
CONTENT_FIELDS = frozenset({*_ORDERED, *_UNORDERED})
OTHER_FIELDS = frozenset(
    {
        "CreationTime",
        "ImageOwnerAlias",  # the image's
        "InstanceType",  # the first of InstanceTypes
        "LifecycleState",
        "ScalingConfigurationId",
        "ScalingConfigurationName",
        "ScalingGroupId",
        "SecurityGroupId",  # the first of SecurityGroupIds
    }
)
"""What a configuration is called and where it stands; no instance is another for it."""


def content_digest(wire: Mapping[str, Any]) -> str:
    """
    Return the digest of a described configuration: `2:` and 64 hexadecimal digits.

    What is empty, zero or false is the same as what is missing: which of them the service writes is not documented.
    """
    return digest_with_image(digest_but_image(wire), str(wire.get("ImageId") or ""))


def digest_but_image(wire: Mapping[str, Any]) -> str:
    """Return the digest of a described configuration without its image."""
    wire = {**wire, **{plural: wire.get(plural) or [wire.get(single)] for plural, single in _FIRST_OF.items()}}
    content = {name: _plain(wire.get(name)) for name in _ORDERED if name != "ImageId"}
    content |= {name: sorted(_plain(wire.get(name)) or (), key=_text) for name in _UNORDERED}
    return digest_of(content)


def digest_with_image(but_image: str, image_id: str) -> str:
    """Return the digest of a configuration with an image, be it the one that it has or another one."""
    return digest_of({"but_image": but_image, "image": image_id})


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the digest of a content, with the version of how it is made before it."""
    return f"{CONTENT_VERSION}:{hashlib.sha256(_text(_plain(content)).encode()).hexdigest()}"


def _plain(value: Any) -> Any:
    """Return a value as older gateways would send it, too: numbers and booleans as text, what says nothing left out."""
    if isinstance(value, Mapping):
        return {name: plain for name, each in value.items() if (plain := _plain(each))}
    if isinstance(value, list | tuple):
        return [plain for each in value if (plain := _plain(each))]
    text = str(value) if value not in (None, False, 0) else ""
    return "" if text.lower() in {"false", "0"} else text.lower() if isinstance(value, bool) else text


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
