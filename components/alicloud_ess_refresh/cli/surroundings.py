"""What commands need of the machine, in one place, so that a test can put its own there."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import IO, Any

from alicloud_ess_refresh.checks import CheckClients, open_check_clients
from alicloud_ess_refresh.clock import Clock, SystemClock
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.launch_templates import LaunchTemplateClient
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.cloud.vpc import VpcClient
from alicloud_ess_refresh.dynamic.pace import ANY_CHANCE

__all__ = ["Surroundings"]


def _open_client(settings: Settings) -> EssClient:
    # Loads the vendor SDK, which takes longer than all the rest.
    from alicloud_ess_refresh.cloud.sdk_ess import open_client  # noqa: PLC0415

    return open_client(settings)


def _open_template_client(settings: Settings) -> LaunchTemplateClient:
    from alicloud_ess_refresh.cloud.sdk_launch_templates import open_client  # noqa: PLC0415

    return open_client(settings)


def _open_vpc_client(settings: Settings) -> VpcClient:
    from alicloud_ess_refresh.cloud.sdk_vpc import open_client  # noqa: PLC0415

    return open_client(settings)


def _is_terminal(stream: IO[Any]) -> bool:
    return stream.isatty()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """By default the real ones."""

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    read_text: Callable[[Path], str] = Path.read_text
    clock: Clock = field(default_factory=SystemClock)
    chance: Random = ANY_CHANCE
    open_client: Callable[[Settings], EssClient] = _open_client
    open_template_client: Callable[[Settings], LaunchTemplateClient] = _open_template_client
    open_vpc_client: Callable[[Settings], VpcClient] = _open_vpc_client
    open_check_clients: Callable[[Settings], CheckClients] = open_check_clients
    is_terminal: Callable[[IO[Any]], bool] = _is_terminal
