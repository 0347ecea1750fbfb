"""Releasing an instance and lifting its protection are write events. A trail of read events knows of neither."""

from pulumi_policy import Severity

from ess_policies.account_views import Trail
from ess_policies.frameworks import mlps
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(trail: Trail) -> str | None:
    return "a trail of read events only" if not trail.records_changes else None


POLICY = ResourceRule(
    view=Trail,
    observe=_observe,
    name="actiontrail-trail-records-writes",
    display_name="Trails that record changes",
    description="Trails record the calls that change something.",
    severity=Severity.HIGH,
    tags=["actiontrail", "audit"],
    required="write events, because releasing an instance and lifting its protection are such",
    fix='set `event_rw="All"` or `"Write"` on the `alicloud.actiontrail.Trail`',
    why=__doc__,
    cli="aliyun actiontrail UpdateTrail --Name <trail> --EventRW All",
    url="https://www.alibabacloud.com/help/en/actiontrail/latest/api-actiontrail-2020-07-06-createtrail",
    frameworks=(mlps("actiontrail-trail-intact-enabled"),),
    same_as={
        "config": ("actiontrail-trail-intact-enabled",),
        "infraguard": ("actiontrail-trail-intact-enabled",),
        "checkov": ("CKV_ALI_5",),
    },
)
