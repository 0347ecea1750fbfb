"""A scaling group and the release protection provider on it."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ess20220222 import models as ess
from pulumi.dynamic import ConfigureRequest
from pulumi.dynamic.config import Config

from alicloud_emulator import Emulator
from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.protection.provider import ReleaseProtectionProvider
from contract.official import ecs_client
from contract.redeployments import settings
from contract.releases import EmulatedClock
from contract.scaling import Group, make_group
from contract.system_events import run_machine

__all__ = ["Protections"]


@dataclass
class Protections(Engine):
    """A group of four; it is the provider's engine, too."""

    emulator: Emulator
    lines: list[str] = field(default_factory=list)
    access_key: str = "emulator"

    def __post_init__(self) -> None:
        self.group: Group = make_group(self.emulator)
        self.group_id = self.group.group_id

    @property
    def ids(self) -> list[str]:
        return [item.instance_id for item in self.group.instances()]

    def provider(self) -> ReleaseProtectionProvider:
        stage = self

        class StagedProvider(ReleaseProtectionProvider):
            clock: ClassVar[Clock] = EmulatedClock(stage.emulator)
            engine: ClassVar[Engine] = stage

        provider = StagedProvider()
        provider.configure(ConfigureRequest(Config(settings(self.emulator, self.access_key), "test")))
        return provider

    def tell(self, line: str) -> None:
        self.lines.append(line)

    def is_gone(self) -> bool:
        return False

    def create(self, **inputs: Any) -> dict[str, Any]:
        return self.provider().create({"scaling_group_id": self.group_id} | inputs).outs or {}

    def protect(self, instance_id: str, *, is_protected: bool) -> None:
        """Switch protection on or off as somebody else would."""
        request = ecs.ModifyInstanceAttributeRequest(instance_id=instance_id, deletion_protection=is_protected)
        ecs_client(self.emulator).modify_instance_attribute(request)

    def attach(self, **machine: Any) -> str:
        """Add an instance of one's own to the group, and answer its id."""
        instance_id = run_machine(self.emulator, **machine).instance_id
        self.group.client.attach_instances(
            ess.AttachInstancesRequest(scaling_group_id=self.group_id, instance_ids=[instance_id])
        )
        self.group.advance()
        return instance_id

    def protected(self) -> set[str]:
        """Answer which instances the emulator would not release."""
        found = self.emulator.state["entities"]["instances"]
        return {each["instance_id"] for each in found if each["spec"]["deletion_protection"]}
