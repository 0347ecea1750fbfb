"""`ReleaseProtection` as the engine and a program see it: pickle, diff, registration, a preview that may not look."""

import base64
from typing import Any, ClassVar

import dill  # type: ignore[import-untyped]
import pulumi
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.output import UNKNOWN
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks

from alicloud_ess_refresh import ReleaseProtection
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.errors import ConnectionSettingsError
from alicloud_ess_refresh.protection.provider import ReleaseProtectionProvider
from unit.mocks import ignores_open_loops, mocked

pytestmark = ignores_open_loops

RECORDED = (
    "gASVTQAAAAAAAACMKGFsaWNsb3VkX2Vzc19yZWZyZXNoLnByb3RlY3Rpb24ucHJvdmlkZXKUjBlSZWxlYXNlUHJvdGVjdGlvblBy"
    "b3ZpZGVylJOUKYGULg=="
)
"""What stacks hold under `__provider`: they must be able to refresh and delete for ever."""
PROPS = {"scaling_group_id": "asg-1"}


class Told(Engine):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def tell(self, line: str) -> None:
        self.lines.append(line)


def blind(told: Engine) -> ReleaseProtectionProvider:
    """Answer a provider without credentials."""

    class BlindProvider(ReleaseProtectionProvider):
        engine: ClassVar[Engine] = told

        def open_ess_client(self, _settings: Settings) -> Any:
            raise ConnectionSettingsError("no credentials: set `alicloud:accessKey`")

    return BlindProvider()


def test_pickle_is_a_reference_that_loads_for_ever() -> None:
    assert serialize_provider(ReleaseProtectionProvider()) == RECORDED
    assert isinstance(dill.loads(base64.b64decode(RECORDED)), ReleaseProtectionProvider)  # noqa: S301  # our own text


def test_preview_without_credentials_compares_inputs_and_says_so() -> None:
    told = Told()
    provider = blind(told)

    same = provider.diff("asg-1", PROPS, PROPS)
    other = provider.diff("asg-1", PROPS, PROPS | {"on_delete": "lift"})

    assert (same.changes, other.changes, other.replaces) == (False, True, [])
    not_looked_at = "asg-1: whether its instances are protected from release was not looked at"
    assert told.lines == [f"{not_looked_at}: no credentials: set `alicloud:accessKey`"]


def test_another_group_is_another_resource() -> None:
    for group_id in ("asg-2", UNKNOWN):
        result = blind(Told()).diff("asg-1", PROPS, {"scaling_group_id": group_id})
        assert (result.changes, result.replaces) == (True, ["scaling_group_id"])


class Recorder(Mocks):
    def __init__(self) -> None:
        self.registered: list[MockResourceArgs] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.registered.append(args)
        return str(args.inputs["scaling_group_id"]), args.inputs | {"protected_instance_ids": ["i-1"]}

    def call(self, args: MockCallArgs) -> dict[str, Any]:  # type: ignore[override]
        raise NotImplementedError(args.token)


def test_resource_registers_what_is_set_and_answers_what_came_of_it() -> None:
    seen: list[Any] = []

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def program() -> pulumi.Output[Any]:
        protection = ReleaseProtection("web", {"scaling_group_id": "asg-1"})
        return protection.protected_instance_ids.apply(seen.extend)

    with mocked(Recorder()) as recorder:
        program()

    [registered] = recorder.registered
    assert registered.typ == "pulumi-python:dynamic/ecs:ReleaseProtection"
    assert set(registered.inputs) == {"__provider", "scaling_group_id"}
    assert seen == ["i-1"]
