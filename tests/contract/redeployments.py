"""The redeployment provider on an instance in the emulator; emulated time passes while the provider waits."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from alicloud_emulator import Emulator
from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.redeploy.provider import InstanceRedeployProvider
from contract.official import REGION
from contract.releases import EmulatedClock

__all__ = ["Redeployments", "publish", "settings"]


def settings(emulator: Emulator, access_key: str = "emulator") -> dict[str, str]:
    """Answer the stack's configuration for ECS and Auto Scaling in the emulator."""
    return {
        "alicloud:region": REGION,
        "alicloud:accessKey": access_key,
        "alicloud:secretKey": "emulator",
        "alicloud:protocol": "HTTP",
        "alicloud:endpoints": f'[{{"ecs": "{emulator.endpoint}", "ess": "{emulator.endpoint}"}}]',
    }


@dataclass
class Redeployments(Engine):
    """One instance; it is the provider's engine, too. Without a clock of its own, waiting moves the emulator's."""

    emulator: Emulator
    instance_id: str
    lines: list[str] = field(default_factory=list)
    is_abandoned: bool = False
    clock: Clock | None = None
    access_key: str = "emulator"

    def provider(self) -> InstanceRedeployProvider:
        stage = self

        class StagedProvider(InstanceRedeployProvider):
            clock: ClassVar[Clock] = stage.clock or EmulatedClock(stage.emulator)
            engine: ClassVar[Engine] = stage

        provider = StagedProvider()
        provider.configure(ConfigureRequest(Config(settings(self.emulator, self.access_key), "test")))
        return provider

    def tell(self, line: str) -> None:
        self.lines.append(line)

    def is_gone(self) -> bool:
        return self.is_abandoned

    def create(self, event_id: str, **inputs: Any) -> dict[str, Any]:
        """Create the resource and answer what is recorded of it."""
        props = {"instance_id": self.instance_id, "event_id": event_id} | inputs
        result = self.provider().create(props)
        assert result.id == self.instance_id
        return result.outs or {}

    def changes(self, since: int = 0) -> list[str]:
        """Answer the calls that change anything, in order, after the first `since` calls of any kind."""
        return [call["action"] for call in self.emulator.calls[since:] if not call["read_only"]]


def publish(stage: Redeployments) -> str:
    """Publish the event that asks for a move; return its id."""
    return stage.emulator.add_fault(
        kind="system_event", instance_id=stage.instance_id, event_type="SystemMaintenance.Redeploy"
    )
