"""
A refresh creates and releases instances by scaling activities, and each of them waits in every lifecycle hook of the
group until it is answered or times out. A hook that nobody answers with the longest timeout, six hours, keeps a
release of ten instances going for days; a refresh fails after a week. The service's default is 600 seconds; the
longest that this rule accepts is an option.

Advisory: draining connections can take its time.
"""

from collections.abc import Mapping
from typing import Any

from pulumi_policy import EnforcementLevel, Severity

from ess_policies.account_views import LifecycleHook
from ess_policies.options import Option
from ess_policies.rule import ResourceRule

__all__ = ["POLICY"]


def _observe(hook: LifecycleHook, options: Mapping[str, Any]) -> str | None:
    timeout, longest = hook.heartbeat_timeout, options["maximumSeconds"]
    # Unset is the service's default, 600.
    if timeout is None or timeout <= longest:
        return None
    return f"a lifecycle hook that waits up to {timeout} s, more than {longest} s"


POLICY = ResourceRule(
    view=LifecycleHook,
    observe_with=_observe,
    name="ess-lifecycle-hook-bounded-timeout",
    display_name="Bounded lifecycle hooks",
    description="Lifecycle hooks wait no longer than a release can afford.",
    severity=Severity.MEDIUM,
    level=EnforcementLevel.ADVISORY,
    tags=["ess", "instance-refresh"],
    required="a timeout that bounds the release, because a refresh waits in every hook for every instance",
    fix="lower `heartbeat_timeout` of the `alicloud.ess.LifecycleHook`",
    why=__doc__,
    cli="aliyun ess ModifyLifecycleHook --LifecycleHookId <hook-id> --HeartbeatTimeout 600",
    url="https://www.alibabacloud.com/help/en/auto-scaling/developer-reference/api-ess-2022-02-22-createlifecyclehook",
    options={
        "maximumSeconds": Option(
            schema={"type": "integer", "minimum": 30, "maximum": 21600},
            default=1800,
            description="Longest timeout of a hook, in seconds.",
        )
    },
)
