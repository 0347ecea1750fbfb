"""What the engine asks of a redeployment: check, diff, create, update, read, delete."""

from collections.abc import Mapping
from typing import Any

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffResult,
    ReadResult,
    UpdateResult,
)

from alicloud_ess_refresh.cloud.ecs import EcsClient
from alicloud_ess_refresh.cloud.membership import MembershipClient
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.dynamic.provider import StackProvider
from alicloud_ess_refresh.dynamic.reading import contains_unknown
from alicloud_ess_refresh.dynamic.servicer import tells_the_engine
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.redeploy.carry_out import Redeployment
from alicloud_ess_refresh.redeploy.inputs import INPUTS, find_failures, parse
from alicloud_ess_refresh.redeploy.model import Result
from alicloud_ess_refresh.redeploy.outputs import event_outputs, inputs_of, outputs_of, result_outputs
from alicloud_ess_refresh.redeploy.preflight import find_obstacle
from alicloud_ess_refresh.redeploy.watch import Watch
from alicloud_ess_refresh.redeploy.withdrawal import withdraw

__all__ = ["InstanceRedeployProvider"]

Props = Mapping[str, Any]

REPLACING = ("instance_id",)
"""Inputs whose change makes another resource: the instance is the resource's id."""
ANSWERING = ("event_id",)
"""Inputs whose change is another event to answer. A change of any other is recorded, and counts for the next one."""


class InstanceRedeployProvider(StackProvider):
    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Judge the inputs; and of an event that is still to be answered, whether it can be."""
        failures = [CheckFailure(failure.property, failure.reason) for failure in find_failures(news)]
        is_known = not any(contains_unknown(news.get(name)) for name in INPUTS)
        if not failures and is_known and any(_differs(olds, news, name) for name in (*REPLACING, *ANSWERING)):
            failures = self._obstacles(news)
        return CheckResult(news, failures)

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """
        Compare inputs.

        | change of     | means                                                  |
        | ------------- | ------------------------------------------------------ |
        | `instance_id` | replacement: another resource                          |
        | `event_id`    | update in place: that event is answered                |
        | anything else | update in place: recorded, without any call            |
        """
        changed = [name for name in INPUTS if _differs(olds, news, name)]
        return DiffResult(changes=bool(changed), replaces=[name for name in REPLACING if name in changed])

    @tells_the_engine(CreateResult, "", {})
    def create(self, props: dict[str, Any]) -> CreateResult:
        result = self._carry_out(props)
        return CreateResult(props["instance_id"], {**inputs_of(props), **result_outputs(result)})

    @tells_the_engine(UpdateResult, {})
    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        if not any(_differs(olds, news, name) for name in ANSWERING):
            return UpdateResult({**inputs_of(news), **outputs_of(olds)})
        return UpdateResult({**inputs_of(news), **result_outputs(self._carry_out(news))})

    @tells_the_engine(ReadResult, "", {})
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """
        Answer what is recorded, with the event as it is now.

        The record stays when the instance is gone, and the event with it: what was done to it was done. Nothing is
        recorded on import: no service says which event a resource is to answer.
        """
        recorded = inputs_of(props)
        if not recorded.get("event_id"):
            return ReadResult("", {})
        watch = self._watch(props)
        event = watch.patience.calmly(lambda: watch.ecs.describe_system_event(recorded["event_id"]))
        outputs = outputs_of(props) | (event_outputs(event) if event else {})
        return ReadResult(id_, {**recorded, **outputs}, recorded)

    @tells_the_engine(type(None))
    def delete(self, _id: str, props: dict[str, Any]) -> None:
        withdraw(self._watch(props))

    def _obstacles(self, props: Props) -> list[CheckFailure]:
        try:
            obstacle = find_obstacle(self._watch(props))
        except AlicloudError as error:
            # A preview may lack credentials or a network; the update asks again.
            self.engine.tell(f"{props['instance_id']}: whether it can be redeployed was not looked at: {error}")
            return []
        return [CheckFailure("event_id", str(obstacle))] if obstacle else []

    def _carry_out(self, props: Props) -> Result:
        return Redeployment(self._watch(props)).carry_out()

    def _watch(self, props: Props) -> Watch:
        settings = self.settings
        return Watch.over(
            parse(props),
            ecs=self.open_ecs_client(settings),
            groups=self.open_membership_client(settings),
            clock=self.clock,
            engine=self.engine,
        )

    def open_ecs_client(self, settings: Settings) -> EcsClient:
        # Loads the vendor SDK, which a preview of an unchanged stack need not pay for.
        from alicloud_ess_refresh.cloud.sdk_ecs import open_client  # noqa: PLC0415

        return open_client(settings)

    def open_membership_client(self, settings: Settings) -> MembershipClient:
        from alicloud_ess_refresh.cloud.sdk_membership import open_client  # noqa: PLC0415

        return open_client(settings)


def _differs(olds: Props, news: Props, name: str) -> bool:
    return contains_unknown(news.get(name)) or olds.get(name) != news.get(name)
