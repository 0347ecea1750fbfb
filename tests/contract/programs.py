"""
Programs as the engine carries them out: check, diff, create or update, and a state of the last success.

The group is the emulator's, in this process; what the real engine adds is in `tests/e2e`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from alibabacloud_ess20220222 import models

from alicloud_ess_refresh.errors import AlicloudError
from contract.in_process import InProcessEmulator
from contract.kills import Killed
from contract.releases import Releases

__all__ = ["Programs", "on_emulator"]

SETTLED_SECONDS = 7200.0


@dataclass
class Programs:
    """
    One resource in one stack.

    Attributes:
        state: Outputs of the last update that succeeded; None before the first.
        failure: Message of the last one that failed.
    """

    group: Releases
    state: dict[str, Any] | None = None
    failure: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)

    @property
    def outs(self) -> dict[str, Any]:
        assert self.state is not None
        return self.state

    def program(self, **inputs: Any) -> dict[str, Any]:
        """Make what the program declares; without a configuration the group's active one."""
        return {"scaling_group_id": self.group.group_id, **self.inputs, **inputs}

    def preview(self, **inputs: Any) -> tuple[bool, list[str]]:
        """Answer whether a preview shows a difference, and its lines."""
        self.group.lines.clear()
        changes = self._diff(self.group.provider().check(self.outs, self.program(**inputs)).inputs)
        return changes, list(self.group.lines)

    def up(self, **inputs: Any) -> str:
        """Run `pulumi up`; return the outcome: `same`, `failed` or what the resource says."""
        news = self.program(**inputs)
        self.failure = ""
        provider = self.group.provider()
        checked = provider.check(self.state or {}, dict(news))
        assert checked.failures == []
        try:
            if self.state is None:
                self.state = provider.create(checked.inputs).outs
            elif self._diff(checked.inputs):
                self.state = provider.update(self.group.group_id, self.state, checked.inputs).outs
            else:
                return "same"
        except AlicloudError as error:
            self.failure = str(error)
            return "failed"
        return str(self.outs["outcome"])

    def up_refreshed(self, **inputs: Any) -> str:
        """Run `pulumi up --refresh`."""
        self.state = self.group.provider().read(self.group.group_id, self.outs).outs
        return self.up(**inputs)

    def killed_up(self, after: str = "StartInstanceRefresh", **inputs: Any) -> None:
        """Run `pulumi up` and kill it right after its first call of an action."""
        with self._killing(after):
            self.up(**inputs)

    def settle(self, seconds: float = SETTLED_SECONDS) -> None:
        self.group.emulator.clock.advance(seconds)

    def images(self) -> list[str]:
        """Return the images of the group's instances, in order."""
        return sorted(self.group.instances().values())

    def modify(self, configuration_id: str, **fields: Any) -> None:
        """Change a scaling configuration in place, as the alicloud provider or the console does."""
        self.group.sdk.modify_scaling_configuration(
            models.ModifyScalingConfigurationRequest(scaling_configuration_id=configuration_id, **fields)
        )

    def modify_group(self, **fields: Any) -> None:
        request = models.ModifyScalingGroupRequest(scaling_group_id=self.group.group_id, **fields)
        self.group.sdk.modify_scaling_group(request)

    def template(self, *image_ids: str, instance_type: str = "ecs.g7.large") -> str:
        """Make a launch template with a version of each image, and return its id."""
        return self.group.group.template(*image_ids, instance_type=instance_type)

    def set_default_version(self, template_id: str, number: int) -> None:
        self.group.group.set_default_version(template_id, number)

    def _diff(self, news: dict[str, Any]) -> bool:
        return bool(self.group.provider().diff(self.group.group_id, self.outs, news).changes)

    @contextmanager
    def _killing(self, action: str) -> Iterator[None]:
        emulator = self.group.emulator
        assert isinstance(emulator, InProcessEmulator)
        handle = emulator.handler

        def watched(request: Any) -> Any:
            before = len(emulator.calls)
            answer = handle(request)
            if any(call["action"] == action for call in emulator.calls[before:]):
                raise Killed
            return answer

        emulator.handler = watched
        try:
            yield
        except Killed:
            return
        finally:
            emulator.handler = handle
        raise AssertionError(f"{action} was never called")


@contextmanager
def on_emulator(prepare: Callable[[Releases], None] = lambda _group: None) -> Iterator[Programs]:
    """Make a group of three that is not enabled yet."""
    with InProcessEmulator() as emulator:
        group = Releases(emulator, min_size=3)
        prepare(group)
        yield Programs(group)
