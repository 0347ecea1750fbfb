"""A provider whose service is a script and whose time is nobody's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, ClassVar

import pytest

from alicloud_ess_refresh.checks import CheckClients
from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.launch_templates import LaunchTemplateClient
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.cloud.vpc import VpcClient
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.refresh.provider import InstanceRefreshProvider
from unit.refresh.fake_checks import FakeCms, FakeWeb
from unit.refresh.fake_templates import FakeTemplates
from unit.refresh.fake_vpc import FakeVpc
from unit.refresh.fakes import GROUP, NEW, FakeClock, FakeEss, Steady


@dataclass
class Stage(Engine):
    """What a test has in its hands; it is the engine, too."""

    ess: FakeEss = field(default_factory=FakeEss)
    clock: FakeClock = field(default_factory=FakeClock)
    cms: FakeCms = field(init=False)
    web: FakeWeb = field(init=False)
    vpc: FakeVpc = field(default_factory=FakeVpc)
    templates: FakeTemplates = field(default_factory=FakeTemplates)
    lines: list[str] = field(default_factory=list)
    is_abandoned: bool = False

    def __post_init__(self) -> None:
        self.cms, self.web = FakeCms(self.clock), FakeWeb(self.clock)
        self.ess.now = self.clock.utc_now
        self.ess.now = self.clock.utc_now

    def provider(self) -> InstanceRefreshProvider:
        stage = self

        class StagedProvider(InstanceRefreshProvider):
            clock: ClassVar[Clock] = stage.clock
            engine: ClassVar[Engine] = stage
            chance: ClassVar[Random] = Steady()

            def open_client(self, _settings: Settings) -> EssClient:
                return stage.ess

            def open_vpc_client(self, _settings: Settings) -> VpcClient:
                return stage.vpc

            def open_template_client(self, _settings: Settings) -> LaunchTemplateClient:
                return stage.templates

            def open_check_clients(self, _settings: Settings) -> CheckClients:
                return CheckClients(open_cms=lambda: stage.cms, open_probes=lambda: stage.web)

        return StagedProvider()

    def tell(self, line: str) -> None:
        self.lines.append(line)

    def is_gone(self) -> bool:
        return self.is_abandoned

    def create(self, **inputs: Any) -> dict[str, Any]:
        """Create the resource to NEW and answer what is recorded of it."""
        result = self.provider().create(props(**inputs))
        assert result.id == GROUP
        assert result.outs is not None
        return result.outs

    def update(self, olds: Mapping[str, Any], **inputs: Any) -> dict[str, Any]:
        result = self.provider().update(GROUP, dict(olds), props(**inputs))
        assert result.outs is not None
        return result.outs


@pytest.fixture
def stage() -> Stage:
    return Stage()


def props(**inputs: Any) -> dict[str, Any]:
    """Make the properties of a refresh to NEW, as the engine hands them over; None leaves one out."""
    given = {"scaling_group_id": GROUP, "scaling_configuration_id": NEW, "__provider": "…"} | inputs
    return {name: value for name, value in given.items() if value is not None}


def failures(**inputs: Any) -> list[tuple[str, str]]:
    """Return what `check` refuses of these properties, which it leaves as they are: each property and the reason."""
    news = props(**inputs)
    result = InstanceRefreshProvider().check({}, news)
    assert result.inputs == news
    return [(failure.property, failure.reason) for failure in result.failures]
