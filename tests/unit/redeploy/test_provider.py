"""`InstanceRedeploy` as the engine and a program see it: check, diff, update, read, pickle, registration."""

import base64
from typing import Any, ClassVar

import dill  # type: ignore[import-untyped]
import pulumi
import pytest
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.output import UNKNOWN
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks

from alicloud_ess_refresh import InstanceRedeploy
from alicloud_ess_refresh.cloud.ecs import EcsClient, SystemEvent
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.redeploy.inputs import INPUTS
from alicloud_ess_refresh.redeploy.provider import InstanceRedeployProvider
from alicloud_ess_refresh.redeploy.resource import InstanceRedeployArgs
from unit.mocks import ignores_open_loops, mocked

pytestmark = ignores_open_loops

RECORDED = (
    "gASVSgAAAAAAAACMJmFsaWNsb3VkX2Vzc19yZWZyZXNoLnJlZGVwbG95LnByb3ZpZGVylIwYSW5zdGFuY2VSZWRlcGxveVByb3Zp"
    "ZGVylJOUKYGULg=="
)
"""What stacks hold under `__provider`: they must be able to refresh and delete for ever."""
PROPS = {"instance_id": "i-1", "event_id": "e-1"}
EVENT = SystemEvent(event_id="e-1", instance_id="i-1", event_type="SystemMaintenance.Redeploy", status="Avoided")


class OneEvent:
    """Answers one event, or none; any other call is a failure."""

    def __init__(self, event: SystemEvent | None) -> None:
        self._event = event

    def describe_system_event(self, _event_id: str) -> SystemEvent | None:
        return self._event


def provider(event: SystemEvent | None = None) -> InstanceRedeployProvider:
    client: Any = OneEvent(event)

    class StagedProvider(InstanceRedeployProvider):
        def open_ecs_client(self, _settings: Settings) -> EcsClient:
            return client  # type: ignore[no-any-return]

        def open_membership_client(self, _settings: Settings) -> Any:
            return None

    return StagedProvider()


def failures(**props: Any) -> list[tuple[str, str]]:
    result = InstanceRedeployProvider().check({}, props)
    return [(failure.property, failure.reason) for failure in result.failures]


def diff(olds: dict[str, Any], news: dict[str, Any]) -> tuple[bool | None, list[str] | None]:
    result = InstanceRedeployProvider().diff("i-1", olds, news)
    return result.changes, result.replaces


def test_pickle_is_a_reference_that_loads_for_ever() -> None:
    assert serialize_provider(InstanceRedeployProvider()) == RECORDED
    assert isinstance(dill.loads(base64.b64decode(RECORDED)), InstanceRedeployProvider)  # noqa: S301  # our own text


def test_check_accepts_every_input() -> None:
    given = {
        "accept_local_disk_loss": True,
        "reason": "a cache",
        "in_scaling_group": "stay",
        "max_concurrent": 2.0,
        "force_stop": False,
        "wait_timeout_seconds": 60.0,
        "poll_interval_seconds": 1.0,
    }
    assert failures(**PROPS, **given) == []
    assert {*PROPS, *given} == set(INPUTS) == set(InstanceRedeployArgs.__annotations__)


def test_check_reports_all_that_is_wrong_at_once() -> None:
    assert failures(instance_id="", in_scaling_group="leave", max_concurrent=0.0, event="e-1", force_stop="no") == [
        ("event", "not an input of InstanceRedeploy: did you mean `event_id`?"),
        ("event_id", "not set, but required"),
        ("instance_id", "got an empty text, expected a text"),
        ("in_scaling_group", "got `leave`, expected `standby`, `stay` or `replace`"),
        ("max_concurrent", "got 0, expected a whole number from 1 to 1000 (instances)"),
        ("force_stop", "got a text, expected a bool"),
    ]


def test_loss_of_local_disks_is_accepted_with_a_reason_alone() -> None:
    assert failures(**PROPS, accept_local_disk_loss=True) == [
        ("reason", "not set, but `accept_local_disk_loss` needs it: say why the data may go")
    ]
    assert failures(**PROPS, accept_local_disk_loss=True, reason=UNKNOWN) == []


def test_unknown_values_are_not_judged() -> None:
    assert failures(instance_id=UNKNOWN, event_id=UNKNOWN, max_concurrent=UNKNOWN) == []


def test_diff_replaces_for_another_instance_only() -> None:
    changed = {name: diff(PROPS, PROPS | {name: "other"}) for name in INPUTS}
    assert changed.pop("instance_id") == (True, ["instance_id"])
    assert set(map(repr, changed.values())) == {"(True, [])"}
    assert diff(PROPS | {"outcome": "redeployed"}, PROPS) == (False, [])
    assert diff(PROPS, PROPS | {"event_id": UNKNOWN}) == (True, [])


def test_update_of_what_answers_no_event_is_recorded_without_a_call() -> None:
    olds = PROPS | {"outcome": "redeployed", "task_id": "t-1"}
    result = provider().update("i-1", olds, PROPS | {"max_concurrent": 2.0})
    assert result.outs == olds | {"max_concurrent": 2.0}


@pytest.mark.parametrize(("event", "status"), [(EVENT, "Avoided"), (None, "Scheduled")])
def test_read_tells_the_event_as_long_as_it_is_listed(event: SystemEvent | None, status: str) -> None:
    recorded = PROPS | {
        "outcome": "redeployed",
        "event_type": "SystemMaintenance.Redeploy",
        "event_status": "Scheduled",
    }
    result = provider(event).read("i-1", recorded)
    assert (result.id, result.inputs) == ("i-1", PROPS)
    assert result.outs == recorded | {"event_status": status}


def test_import_reads_nothing() -> None:
    assert provider(EVENT).read("i-1", {}).id == ""


class Recorder(Mocks):
    registered: ClassVar[list[MockResourceArgs]] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.registered.append(args)
        return str(args.inputs["instance_id"]), args.inputs | {"outcome": "redeployed"}

    def call(self, args: MockCallArgs) -> dict[str, Any]:  # type: ignore[override]
        raise NotImplementedError(args.token)


def test_resource_registers_what_is_set_and_answers_what_came_of_it() -> None:
    seen: list[Any] = []

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def program() -> pulumi.Output[Any]:
        moved = InstanceRedeploy("web", {"instance_id": "i-1", "event_id": "e-1"})
        return pulumi.Output.all(moved.event_id, moved.outcome, moved.task_id).apply(seen.extend)

    with mocked(Recorder()) as recorder:
        program()

    [registered] = recorder.registered
    assert registered.typ == "pulumi-python:dynamic/ecs:InstanceRedeploy"
    assert set(registered.inputs) == {"__provider", "instance_id", "event_id"}
    assert seen == ["e-1", "redeployed", None]
