"""Alarms of a release that are rules of CloudMonitor, read with the provider's own client: what goes wrong there."""

import re
from typing import Any

import pytest
from alibabacloud_cms20190101 import models
from alibabacloud_cms20190101.client import Client

from alicloud_emulator import Emulator
from alicloud_ess_refresh.refresh.errors import CheckFailedError, CheckUnseenError, NotRefreshableError
from contract.official import config
from contract.releases import EmulatedClock, Releases

FOREVER = 7 * 24 * 3600
REFUSED: dict[str, Any] = {
    "action": "DescribeMetricRuleList",
    "http_status": 403,
    "code": "NoPermission",
    "message": "You are not authorized.",
}
MAY_NOT = (
    "alarms cannot be read: DescribeMetricRuleList on {} was refused: `NoPermission` You are not authorized. (HTTP "
    "403, RequestId …); `alarms` take the permission `cms:DescribeMetricRuleList`"
)


@pytest.fixture(name="group")
def _group(alicloud_emulator: Emulator) -> Releases:
    return Releases(alicloud_emulator)


@pytest.fixture(name="cms")
def _cms(alicloud_emulator: Emulator) -> Client:
    client = Client(config(alicloud_emulator))
    critical = models.PutResourceMetricRuleRequestEscalationsCritical(
        statistics="Average", comparison_operator="GreaterThanThreshold", threshold="90", times=3
    )
    client.put_resource_metric_rule(
        models.PutResourceMetricRuleRequest(
            rule_id="rule-1",
            rule_name="web-5xx",
            namespace="acs_slb_dashboard",
            metric_name="StatusCode5xx",
            contact_groups="web",
            escalations=models.PutResourceMetricRuleRequestEscalations(critical=critical),
        )
    )
    return client


def without_ids(error: BaseException) -> str:
    return re.sub(r"RequestId [0-9A-F-]{36}", "RequestId …", str(error))


@pytest.mark.usefixtures("cms")
def test_alarm_fires_in_a_minute_of_the_release(group: Releases) -> None:
    olds = group.deploy()
    group.emulator.add_fault(kind="alarm", rule="web-5xx", after_seconds=90)
    with pytest.raises(CheckFailedError) as caught:
        group.release(olds, alarms=["web-5xx"])
    assert caught.value.failure == (
        "alarm `web-5xx` (acs_slb_dashboard StatusCode5xx, Average GreaterThanThreshold 90) is in ALARM"
    )
    assert [status for _, status in group.tasks()] == ["RollbackSuccessful"]
    assert group.standing() == (group.old, [group.old] * 4)


@pytest.mark.usefixtures("cms")
def test_credentials_without_cloudmonitor_start_nothing(group: Releases) -> None:
    olds = group.deploy()
    group.emulator.add_fault(kind="error", times=None, **REFUSED)
    calls = group.changes()
    with pytest.raises(NotRefreshableError) as caught:
        group.release(olds, alarms=["web-5xx"])
    assert without_ids(caught.value) == (
        f"{group.group_id} cannot be refreshed, and nothing was changed: its {MAY_NOT.format('web-5xx')}"
    )
    assert group.changes() == calls


@pytest.mark.usefixtures("cms")
def test_credentials_that_lose_cloudmonitor_in_the_release_take_nothing_back(group: Releases) -> None:
    olds = group.deploy()
    group.emulator.add_fault(kind="storm", after_seconds=30, for_seconds=FOREVER, **REFUSED)
    with pytest.raises(CheckUnseenError) as caught:
        group.release(olds, alarms=["web-5xx"])
    [(task_id, _)] = group.tasks()
    unseen = MAY_NOT.format("rule-1")
    assert without_ids(caught.value) == (
        f"instance refresh {task_id} of {group.group_id} to scaling configuration {group.new} succeeded (4 of 4 "
        f"instances), but its checks cannot tell whether it does harm: {unseen}; nothing was taken back; instances "
        f"now: 4 on {group.new} (active); mend that and run `pulumi up` again, which checks again"
    )
    assert len([line for line in group.lines if "alarms cannot be read" in line]) == 1
    assert group.standing() == (group.new, [group.new] * 4)


def test_alarm_that_is_deleted_in_the_release_is_told_and_takes_nothing_back(group: Releases, cms: Client) -> None:
    olds = group.deploy()

    class Deleting(EmulatedClock):
        def sleep(self, seconds: float) -> None:
            before = self.slept
            super().sleep(seconds)
            if before < 40 <= self.slept:
                cms.delete_metric_rules(models.DeleteMetricRulesRequest(id=["rule-1"]))

    provider = group.provider()
    type(provider).clock = Deleting(group.emulator)
    news = group.props(scaling_configuration_id=group.new, alarms=["web-5xx"])
    with pytest.raises(CheckUnseenError) as caught:
        provider.update(group.group_id, olds, news)
    gone = "alarm `web-5xx` does not exist any more: somebody has deleted or renamed it since the release began"
    assert caught.value.unseen == gone
    [told] = [line for line in group.lines if "does not exist" in line]
    assert told == f"{group.group_id}: {gone}; the release goes on without it (1 min)"


def test_no_alarms_are_no_checks(group: Releases) -> None:
    olds = group.deploy()
    assert group.release(olds, alarms=[], probes=[])["outcome"] == "refreshed"
    assert "DescribeMetricRuleList" not in {call["action"] for call in group.emulator.calls}
