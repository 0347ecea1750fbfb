"""What every provider of a dynamic resource has: the stack's settings, the time and the engine."""

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from pulumi.dynamic import ConfigureRequest, ResourceProvider

from alicloud_ess_refresh.clock import Clock, SystemClock
from alicloud_ess_refresh.cloud.settings import CONFIG_KEYS, Settings
from alicloud_ess_refresh.dynamic.engine import Engine, EngineOfThisProcess
from alicloud_ess_refresh.dynamic.servicer import make_room, served_request

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
    _declared: ClassVar[set[tuple[str, str]]] = set()
    """Class and id of what the program of this engine declares."""

    def configure(self, req: ConfigureRequest) -> None:
        make_room()
        self._config = {f"alicloud:{key}": req.config.get(f"alicloud:{key}") for key in CONFIG_KEYS}

    def note_declared(self, id_: Any) -> None:
        """Remember, in `check`, that the program declares the resource with this id."""
        if isinstance(id_, str) and served_request() is not None:
            self._declared.add((type(self).__name__, id_))

    def is_declared(self, id_: str) -> bool:
        """
        Tell, in `delete`, whether the program still declares the resource: then it is replaced, and its entry goes.

        After `--replace`, `pulumi state taint` and with `replace_on_changes` the engine creates a resource again, under
        the id that it has, and deletes the original. It says of neither what it is. But it checks what a program
        declares before it changes anything, and checks nothing in a `destroy` (pulumi 3.259, step_generator.go). Each
        engine has a process of its own.
        """
        return (type(self).__name__, id_) in self._declared

    @property
    def settings(self) -> Settings:
        return Settings(config=self._config, environment=os.environ)
