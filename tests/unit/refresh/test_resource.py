"""`InstanceRefresh` in a program: what is registered, and what its outputs are."""

from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks

from alicloud_ess_refresh import InstanceRefresh
from unit.mocks import ignores_open_loops, mocked

pytestmark = ignores_open_loops


class Recorder(Mocks):
    def __init__(self) -> None:
        self.registered: list[MockResourceArgs] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.registered.append(args)
        outputs = {"outcome": "refreshed", "status": "Successful", "finished_update_capacity": 4.0}
        return str(args.inputs["scaling_group_id"]), args.inputs | outputs

    def call(self, args: MockCallArgs) -> dict[str, Any]:  # type: ignore[override]
        raise NotImplementedError(args.token)


@pytest.fixture(name="recorder")
def _recorder() -> Iterator[Recorder]:
    with mocked(Recorder()) as recorder:
        yield recorder


def test_resource_registers_what_is_set_and_answers_what_came_of_it(recorder: Recorder) -> None:
    seen: list[Any] = []

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def program() -> pulumi.Output[Any]:
        refresh = InstanceRefresh("web", {"scaling_group_id": "asg-1", "scaling_configuration_id": "asc-1"})
        return pulumi.Output.all(
            refresh.scaling_group_id,
            refresh.outcome,
            refresh.finished_update_capacity,
            refresh.instance_refresh_task_id,
        ).apply(seen.extend)

    program()

    [registered] = recorder.registered
    assert registered.typ == "pulumi-python:dynamic/ess:InstanceRefresh"
    assert set(registered.inputs) == {"__provider", "scaling_group_id", "scaling_configuration_id"}
    assert seen == ["asg-1", "refreshed", 4, None]
    assert isinstance(seen[2], int)
