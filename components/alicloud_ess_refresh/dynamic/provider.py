"""What every provider of a dynamic resource has: the stack's settings, the time and the engine."""

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from pulumi.dynamic import ConfigureRequest, ResourceProvider

from alicloud_ess_refresh.clock import Clock, SystemClock
from alicloud_ess_refresh.cloud.settings import CONFIG_KEYS, Settings
from alicloud_ess_refresh.dynamic.engine import Engine, EngineOfThisProcess
from alicloud_ess_refresh.dynamic.servicer import make_room

__all__ = ["StackProvider"]


class StackProvider(ResourceProvider):
    """
    A provider that asks Alibaba Cloud as the stack is configured.

    Stacks name the module and the class of each that derives from it in their state: neither may ever be renamed, and
    an instance may hold nothing before `configure`, for what it holds is written to the state, too.
    """

    serialize_as_secret_always = False  # a reference to a class is no secret

    clock: ClassVar[Clock] = SystemClock()
    engine: ClassVar[Engine] = EngineOfThisProcess()

    _config: Mapping[str, Any] = MappingProxyType({})

    def configure(self, req: ConfigureRequest) -> None:
        make_room()
        self._config = {f"alicloud:{key}": req.config.get(f"alicloud:{key}") for key in CONFIG_KEYS}

    @property
    def settings(self) -> Settings:
        return Settings(config=self._config, environment=os.environ)
