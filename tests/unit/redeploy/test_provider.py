"""`InstanceRedeploy` as the engine and a program see it: check, diff, update, read, pickle, registration."""

import base64
from dataclasses import dataclass, field, replace
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
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.dynamic.reading import NOT_GIVEN
from alicloud_ess_refresh.errors import ConnectionSettingsError
from alicloud_ess_refresh.redeploy.inputs import INPUTS
from alicloud_ess_refresh.redeploy.mark import TAG_KEY
from alicloud_ess_refresh.redeploy.provider import InstanceRedeployProvider
from alicloud_ess_refresh.redeploy.resource import InstanceRedeployArgs
from unit.mocks import ignores_open_loops, mocked
from unit.redeploy.fakes import FakeCloud

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


@dataclass
class Preview(Engine):
    """The provider over a cloud, or over none; it is the engine, too."""

    cloud: FakeCloud | None = field(default_factory=FakeCloud)
    lines: list[str] = field(default_factory=list)

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> list[tuple[str, str]]:
        preview = self

        class StagedProvider(InstanceRedeployProvider):
            engine: ClassVar[Engine] = preview

            def open_ecs_client(self, _settings: Settings) -> Any:
                return preview.open()

            def open_membership_client(self, _settings: Settings) -> Any:
                return preview.open()

        result = StagedProvider().check(olds, news)
        return [(failure.property, failure.reason) for failure in result.failures]

    def open(self) -> FakeCloud:
        if self.cloud is None:
            raise ConnectionSettingsError("no credentials")
        return self.cloud

    def tell(self, line: str) -> None:
        self.lines.append(line)

    def is_gone(self) -> bool:
        return False


def failures(**props: Any) -> list[tuple[str, str]]:
    return Preview().check({}, props)


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
        ("event_id", NOT_GIVEN),
        ("instance_id", "got an empty text, expected a text"),
        ("in_scaling_group", "got `leave`, expected `standby`, `stay` or `replace`"),
        ("max_concurrent", "got 0, expected a whole number from 1 to 1000 (instances)"),
        ("force_stop", "got a text, expected a bool"),
    ]


def test_preview_tells_what_stands_in_the_way_of_an_event_and_changes_nothing() -> None:
    preview = Preview()
    assert preview.cloud is not None
    preview.cloud.instance = replace(preview.cloud.instance, dedicated_host_id="dh-1")
    obstacle = (
        "i-1 cannot be redeployed for event e-1, and nothing was changed: it is on dedicated host dh-1, from which "
        "RedeployInstance moves nothing: let the service carry the event out, or move the instance by hand"
    )
    assert preview.check({}, PROPS) == [("event_id", obstacle)]
    assert preview.check({**PROPS, "event_id": "e-0"}, PROPS) == [("event_id", obstacle)]
    assert preview.cloud.changes == []


def test_preview_leaves_alone_what_is_answered_unknown_begun_or_passes() -> None:
    preview = Preview()
    assert preview.cloud is not None
    fixed = replace(preview.cloud.instance, dedicated_host_id="dh-1")
    preview.cloud.instance = fixed
    assert preview.check(PROPS, {**PROPS, "force_stop": True}) == []
    assert preview.check({}, {**PROPS, "instance_id": UNKNOWN}) == []
    preview.cloud.instance = replace(fixed, tags={TAG_KEY: "e-1/Running/-/asg-1/standby"})
    assert preview.check({}, PROPS) == []
    preview.cloud.instance = replace(fixed, dedicated_host_id="", status="Starting")
    assert preview.check({}, PROPS) == []


def test_preview_that_may_not_look_says_so_and_goes_on() -> None:
    preview = Preview(cloud=None)
    assert preview.check({}, PROPS) == []
    assert preview.lines == ["i-1: whether it can be redeployed was not looked at: no credentials"]


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
