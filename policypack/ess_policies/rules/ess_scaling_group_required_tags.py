"""
Cost allocation, ownership and rules that tell production by a tag work only where the tags are there.

Which tags are required is an option; none is required by default.

Advisory: a missing tag breaks nothing by itself.
"""

from collections.abc import Mapping
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.common_options import REQUIRED_TAGS
from ess_policies.rule import ResourceRule
from ess_policies.views import ScalingGroup

__all__ = ["POLICY"]


def _observe(group: ScalingGroup, options: Mapping[str, Any]) -> str | None:
    missing = sorted(set(options["requiredTags"]) - group.tag_keys)
    return f"a scaling group without the tag{'s' if len(missing) > 1 else ''} {', '.join(missing)}" if missing else None


POLICY = ResourceRule(
    view=ScalingGroup,
    observe_with=_observe,
    name="ess-scaling-group-required-tags",
    display_name="Required tags on groups",
    description="Scaling groups have the tags that the organisation requires.",
    severity=Severity.LOW,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "organisation"],
    required="the tags that the organisation requires",
    fix="add the tags to `tags` of the `alicloud.ess.ScalingGroup`",
    why=__doc__,
    cli=(
        "aliyun ess TagResources --ResourceType scalinggroup --ResourceIds.1 <group-id> --Tags.1.Key <key> "
        "--Tags.1.Value <value>"
    ),
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-ess-2022-02-22-tagresources",
    options={"requiredTags": REQUIRED_TAGS},
)
