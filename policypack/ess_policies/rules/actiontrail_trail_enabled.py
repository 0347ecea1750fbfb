"""A disabled trail records nothing, and what it missed cannot be recorded afterwards."""

from pulumi_policy import Severity

from ess_policies.account_views import Trail
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(trail: Trail) -> str | None:
    return "a trail that is disabled" if not trail.is_enabled else None


POLICY = ResourceRule(
    view=Trail,
    observe=_observe,
    name="actiontrail-trail-enabled",
    display_name="Trails that record",
    description="Trails are enabled.",
    severity=Severity.HIGH,
    tags=["actiontrail", "audit"],
    required="an enabled trail, because what it misses cannot be recorded afterwards",
    fix='set `status="Enable"` on the `alicloud.actiontrail.Trail`',
    why=__doc__,
    cli="aliyun actiontrail StartLogging --Name <trail>",
    url="https://www.alibabacloud.com/help/en/actiontrail/latest/api-actiontrail-2020-07-06-createtrail",
    same_as={"infraguard": ("actiontrail-enabled",)},
)
