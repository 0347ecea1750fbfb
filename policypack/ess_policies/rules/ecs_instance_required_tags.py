"""
Cost allocation, ownership and access by tag work only where the tags are there.

Which tags are required is an option; none is required by default.

Advisory: a missing tag breaks nothing by itself.
"""

from collections.abc import Mapping
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.common_options import REQUIRED_TAGS
from ess_policies.machine_view import Machine
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(machine: Machine, options: Mapping[str, Any]) -> str | None:
    missing = sorted(set(options["requiredTags"]) - machine.tag_keys)
    return f"{machine.noun} without the tag{'s' if len(missing) > 1 else ''} {', '.join(missing)}" if missing else None


POLICY = ResourceRule(
    view=Machine,
    observe_with=_observe,
    name="ecs-instance-required-tags",
    display_name="Required tags on instances",
    description="Instances have the tags that the organisation requires.",
    severity=Severity.LOW,
    level=EnforcementLevel.ADVISORY,
    tags=["ecs", "organisation"],
    required="the tags that the organisation requires",
    fix="add the tags to `tags`",
    why=__doc__,
    cli=(
        "aliyun ecs TagResources --RegionId <region> --ResourceType instance --ResourceId.1 <instance-id> "
        "--Tag.1.Key <key> --Tag.1.Value <value>"
    ),
    url="https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-tagresources",
    same_as={"infraguard": ("ecs-instance-tags-required",)},
    options={"requiredTags": REQUIRED_TAGS},
)
