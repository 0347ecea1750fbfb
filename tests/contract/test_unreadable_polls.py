"""A rollout whose polls get answers with wrong types: asked again, and in the end an error that names the task."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from alicloud_emulator import Emulator
from alicloud_ess_refresh.errors import AlicloudError
from contract.releases import Releases

WRONG: dict[str, dict[str, Any]] = {
    "a word for a number": {"TotalNeedUpdateCapacity": "many"},
    "no status": {"Status": None},
    "an object for a text": {"Status": {}},
    "a text for a list": {"Checkpoints": "none"},
}


def spoil(stage: Releases, changes: dict[str, Any], *, times: int) -> Callable[[Any], Any]:
    """Open the provider's own client, which gets so many spoilt descriptions of a task, from the third one on."""
    provider = stage.provider()
    open_client = provider.open_client

    def opened(settings: Any) -> Any:
        client: Any = open_client(settings)
        sdk, seen = client._client, 0
        describe = sdk.describe_instance_refreshes_with_options

        def describe_with_options(request: Any, runtime: Any) -> Any:
            nonlocal seen
            seen += 1
            answer = describe(request, runtime)
            if not 3 <= seen < 3 + times:
                return answer
            wire = answer.body.to_map()
            wire["InstanceRefreshTasks"] = [{**task, **changes} for task in wire["InstanceRefreshTasks"]]
            body = SimpleNamespace(to_map=lambda: wire)
            return SimpleNamespace(body=body, headers=answer.headers)

        sdk.describe_instance_refreshes_with_options = describe_with_options
        return client

    provider.open_client = opened  # type: ignore[method-assign]
    return lambda olds: provider.update(
        stage.group_id, olds, stage.props(scaling_configuration_id=stage.new, wait_timeout_seconds=900)
    )


@pytest.mark.parametrize("name", WRONG)
def test_one_unreadable_poll_is_made_again(alicloud_emulator: Emulator, name: str) -> None:
    stage = Releases(alicloud_emulator)
    outs = spoil(stage, WRONG[name], times=1)(stage.deploy()).outs

    assert outs["outcome"] == "refreshed"
    assert stage.standing() == (stage.new, [stage.new] * 4)
    assert len([line for line in stage.lines if "is not of the expected shape" in line]) == 1


@pytest.mark.parametrize("name", WRONG)
def test_polls_that_stay_unreadable_end_in_an_error_that_names_the_task(alicloud_emulator: Emulator, name: str) -> None:
    stage = Releases(alicloud_emulator)
    update = spoil(stage, WRONG[name], times=100_000)

    with pytest.raises(AlicloudError) as caught:
        update(stage.deploy())

    [(task_id, _)] = stage.tasks()
    assert task_id in str(caught.value)
    assert any(f"`{next(iter(WRONG[name]))}` is " in line for line in stage.lines)
