"""
Instances can be created and released in a region that nobody watches.

Advisory: an account may have one trail for each region.
"""

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.account_views import Trail
from ess_policies.frameworks import cis
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(trail: Trail) -> str | None:
    # Unset is the service's default, All.
    return "a trail of one region" if trail.trail_region not in (None, "All") else None


POLICY = ResourceRule(
    view=Trail,
    observe=_observe,
    name="actiontrail-trail-all-regions",
    display_name="Trails of all regions",
    description="Trails record the calls in all regions.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["actiontrail", "audit"],
    required="the calls in all regions, because a trail of one region knows of no other",
    fix='set `trail_region="All"` on the `alicloud.actiontrail.Trail`',
    why=__doc__,
    cli="aliyun actiontrail UpdateTrail --Name <trail> --TrailRegion All",
    url="https://www.alibabacloud.com/help/en/actiontrail/latest/api-actiontrail-2020-07-06-createtrail",
    frameworks=(cis("2.1"),),
    same_as={"checkov": ("CKV_ALI_4",), "prowler": ("actiontrail_multi_region_enabled",)},
)
