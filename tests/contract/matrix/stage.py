"""One stack on one emulator: what a user types, what an operator does, and a process that dies at a chosen moment."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, TypeVar

from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ess20220222 import models as ess
from alibabacloud_ess20220222.client import Client

from alicloud_emulator.state.ess.model import ScalingGroup
from alicloud_emulator.state.ess.refresh_model import RefreshStatus, RefreshTask
from alicloud_emulator.state.passing_time import next_change
from alicloud_emulator.state.world import World
from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.dynamic.engine import Engine as EngineLink
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.refresh.declared_group import GROUP
from alicloud_ess_refresh.refresh.provider import PREVIEW_MARK, InstanceRefreshProvider
from alicloud_ess_refresh.refresh.superseded import ROLLOUT
from contract.in_process import InProcessEmulator
from contract.interleaving_witness import Killed
from contract.matrix.engine import Declared, Diff, DigestOf, Engine, Entry, InitializationError, Kind, Ref, UpError
from contract.matrix.native import ConfigurationKind, GroupKind, TemplateKind
from contract.official import REGION, config, ecs_client, make_network
from contract.releases import EmulatedClock, stack_settings
from unit.refresh.fakes import Steady

__all__ = ["CAPACITY", "LONGEST_COMMAND_SECONDS", "EndlessError", "Saved", "Stage"]

T = TypeVar("T")
Props = Mapping[str, Any]
CAPACITY = 3
# Longer than any instance takes to come up or to go.
SETTLED_SECONDS = 120


# A task that waits for an approval which nobody gives is waited for as long.
LONGEST_COMMAND_SECONDS = 3 * 3600


class EndlessError(BaseException):
    """A command waits longer than anybody does; nothing in the package can catch it."""


@dataclass(kw_only=True)
class MortalClock(EmulatedClock):
    """Stops at every moment at which anything happens by itself; the process may die there."""

    dies: Callable[[], bool] = lambda: False
    meanwhile: Callable[[], None] = lambda: None
    ends_at: float = LONGEST_COMMAND_SECONDS

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        if self.slept > self.ends_at:
            raise EndlessError
        application, clock = self.emulator.application, self.emulator.clock  # type: ignore[attr-defined]
        left = seconds
        while left > 0:
            due = next_change(application.world)
            step = left if due is None else min(left, max(0.0, (due - clock.now()).total_seconds()))
            clock.advance(step)
            application.advance()
            left -= step
            self.meanwhile()
            if self.dies():
                raise Killed


class RefreshKind:
    """`InstanceRefresh` through its real provider."""

    moving: ClassVar[tuple[str, ...]] = (
        "outcome",
        "instance_refresh_task_id",
        "status",
        "total_need_update_capacity",
        "finished_update_capacity",
        "start_time",
        "end_time",
        "detail",
        "drift",
    )

    def __init__(self, stage: "Stage") -> None:
        class StagedProvider(InstanceRefreshProvider):
            clock: ClassVar[Clock] = stage.clock
            engine: ClassVar[EngineLink] = stage
            chance = Steady()

        self.stage = stage
        self.provider = StagedProvider()
        self.provider.configure(stack_settings(stage.emulator))

    def check(self, olds: Props, news: dict[str, Any], *, is_preview: bool) -> tuple[dict[str, Any], list[str]]:
        mark = {PREVIEW_MARK: {GROUP: self.stage.declared_of_group()}} if is_preview else {}
        result = self.provider.check(dict(olds), {**news, **mark})
        return result.inputs, [f"{failure.property}: {failure.reason}" for failure in result.failures]

    def diff(self, id_: str, olds: Props, news: Props) -> Diff:
        result = self.provider.diff(id_, dict(olds), dict(news))
        return Diff(is_changed=bool(result.changes), is_replacement=bool(result.replaces))

    def create(self, news: Props) -> tuple[str, dict[str, Any]]:
        result = _told(lambda: self.provider.create(dict(news)))
        return result.id, _without_none(result.outs)

    def update(self, id_: str, olds: Props, news: Props) -> dict[str, Any]:
        return _without_none(_told(lambda: self.provider.update(id_, dict(olds), dict(news))).outs)

    def read(self, id_: str, olds: Props) -> tuple[dict[str, Any], dict[str, Any] | None] | None:
        result = _told(lambda: self.provider.read(id_, dict(olds)))
        return (_without_none(result.outs), result.inputs) if result.id else None

    def delete(self, id_: str, olds: Props) -> None:
        _told(lambda: self.provider.delete(id_, dict(olds)))


def _told(call: Callable[[], T]) -> T:
    """Call the provider; an error of ours is the command's one message, and may say what the engine is to record."""
    try:
        return call()
    except AlicloudError as error:
        if error.kept is not None:
            outputs = _without_none(error.kept.properties)
            raise InitializationError(str(error), id_=error.kept.id, outputs=outputs) from error
        raise UpError(str(error)) from error


def _without_none(props: Props | None) -> dict[str, Any]:
    return {name: value for name, value in (props or {}).items() if value is not None}


@dataclass(frozen=True)
class Saved:
    """A stage at rest."""

    world: World
    entries: list[Entry]
    templates: dict[tuple[Any, ...], str]
    rest: tuple[str, str, int]


@dataclass
class Stage(EngineLink):
    """
    A network and, as soon as `up` has run, a stack on it.

    Attributes:
        lines: What the provider told its user in the last command.
        settings: Inputs of the refresh beside those that name what is desired.
        leaves_out: Resources that have left the program.
        declared_group: The group in the program.
    """

    emulator: InProcessEmulator
    lines: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    leaves_out: tuple[str, ...] = ()
    declared_group: Declared | None = None

    def __post_init__(self) -> None:
        self.client, self.ecs = Client(config(self.emulator)), ecs_client(self.emulator)
        vpc_id, self.vswitch_id = make_network(self.emulator)
        security_group = ecs.CreateSecurityGroupRequest(region_id=REGION, vpc_id=vpc_id)
        self.security_group_id = self.ecs.create_security_group(security_group).body.security_group_id
        self.clock = MortalClock(emulator=self.emulator)
        self.engine = Engine()
        self.group_kind, self.configuration_kind = GroupKind(self.emulator), ConfigurationKind(self.emulator)
        self.template_kind, self.refresh_kind = TemplateKind(self.emulator), RefreshKind(self)
        self._names = 0
        self._templates: dict[tuple[Any, ...], str] = {}

    # What the provider takes for its engine.
    def begin(self, dies: Callable[[], bool]) -> None:
        """Begin a command, and say when its process is killed."""
        self.clock.dies, self.clock.ends_at = dies, self.clock.slept + LONGEST_COMMAND_SECONDS

    def tell(self, line: str) -> None:
        self.lines.append(line)

    # What is true.
    @property
    def world(self) -> World:
        application = self.emulator.application
        application.advance()
        return application.world

    @property
    def group(self) -> ScalingGroup | None:
        return next(iter(self.world.scaling.groups.values()), None)

    @property
    def group_id(self) -> str:
        group = self.group
        assert group is not None
        return group.scaling_group_id

    @property
    def tasks(self) -> list[RefreshTask]:
        """The group's tasks, oldest first."""
        return list(self.world.scaling.refresh_tasks.values())

    @property
    def running(self) -> RefreshTask | None:
        return next((task for task in self.tasks if not task.status.is_final), None)

    def declared_of_group(self) -> dict[str, Any]:
        """Return what the constructor of a refresh finds of the group that the program declares."""
        declared, entry = self.declared_group, self.engine.entry("group")
        assert declared is not None
        inputs = dict(declared.inputs)
        if entry is not None:
            inputs |= {name: entry.inputs.get(name) for name in declared.ignores}
        named = {name: inputs.get(name) for name in ("launch_template_version", "vswitch_ids")}
        known = {name: value for name, value in named.items() if value is not None and not isinstance(value, Ref)}
        return {"is_declared": True, **known}

    def new_name(self) -> str:
        """Return a name as a component gives it to a scaling configuration, another each time."""
        self._names += 1
        return f"web-{ROLLOUT}-{self._names:08x}"

    # What stands outside of the stack.
    def template(self, *contents: tuple[Any, ...]) -> str:
        """Return the id of a launch template that another stack keeps, with a version for each content, from 1 on."""
        if contents not in self._templates:
            first, *others = [self.launch_fields(*each) for each in contents]
            made = self.ecs.create_launch_template(
                ecs.CreateLaunchTemplateRequest(region_id=REGION, launch_template_name="shared", **first)
            )
            template_id = self._templates[contents] = str(made.body.launch_template_id)
            for fields in others:
                self.ecs.create_launch_template_version(
                    ecs.CreateLaunchTemplateVersionRequest(region_id=REGION, launch_template_id=template_id, **fields)
                )
        return self._templates[contents]

    @property
    def own_template_id(self) -> str:
        """Return the id of the launch template that the program declares."""
        entry = self.engine.entry("template")
        assert entry is not None
        return entry.id

    def move_default(self, template_id: str) -> None:
        """Make another version the default one in the console, of an image that no program names."""
        fields = self.launch_fields("m-app-v4", "ecs.g7.large")
        made = self.ecs.create_launch_template_version(
            ecs.CreateLaunchTemplateVersionRequest(region_id=REGION, launch_template_id=template_id, **fields)
        )
        self.ecs.modify_launch_template_default_version(
            ecs.ModifyLaunchTemplateDefaultVersionRequest(
                region_id=REGION,
                launch_template_id=template_id,
                default_version_number=made.body.launch_template_version_number,
            )
        )

    def launch_fields(self, image_id: str, instance_type: str, user_data: str = "") -> dict[str, Any]:
        fields = {"image_id": image_id, "instance_type": instance_type, "security_group_id": self.security_group_id}
        return fields | ({"user_data": user_data} if user_data else {})

    def pass_time(self, seconds: float = SETTLED_SECONDS) -> None:
        self.emulator.clock.advance(seconds)
        self.emulator.application.advance()

    def save(self) -> "Saved":
        """Return what another stage can begin with."""
        return Saved(
            copy.deepcopy(self.world),
            [replace(each, inputs=dict(each.inputs), outputs=dict(each.outputs)) for each in self.engine.entries],
            dict(self._templates),
            (self.vswitch_id, self.security_group_id, self._names),
        )

    def resume(self, saved: "Saved") -> None:
        """Begin with what another stage has saved."""
        application, clock = self.emulator.application, self.emulator.clock
        application.world = copy.deepcopy(saved.world)
        clock.advance((saved.world.now - clock.now()).total_seconds())
        kinds = (self.group_kind, self.configuration_kind, self.template_kind, self.refresh_kind)
        kind_of: dict[type[Kind], Kind] = {type(kind): kind for kind in kinds}
        self.engine.entries = [
            replace(each, kind=kind_of[type(each.kind)], inputs=dict(each.inputs), outputs=dict(each.outputs))
            for each in saved.entries
        ]
        self._templates = dict(saved.templates)
        self.vswitch_id, self.security_group_id, self._names = saved.rest

    # What somebody else does.
    def approve(self, *, but: str) -> None:
        """Let a task go on that waits for approval, unless it is this one."""
        task = self.running
        if task is None or task.instance_refresh_task_id == but:
            return
        if task.status is RefreshStatus.PAUSED:
            request = ess.ResumeInstanceRefreshRequest(
                region_id=REGION,
                scaling_group_id=task.scaling_group_id,
                instance_refresh_task_id=task.instance_refresh_task_id,
            )
            self.client.resume_instance_refresh(request)

    def add_configuration(self, image_id: str) -> str:
        """Make a scaling configuration in the console."""
        request = ess.CreateScalingConfigurationRequest(
            scaling_group_id=self.group_id,
            image_id=image_id,
            instance_types=["ecs.g7.large"],
            security_group_id=self.security_group_id,
        )
        return str(self.client.create_scaling_configuration(request).body.scaling_configuration_id)

    def start(self, **desired: str) -> str:
        """Start a refresh as a colleague would."""
        request = ess.StartInstanceRefreshRequest(
            region_id=REGION,
            scaling_group_id=self.group_id,
            desired_configuration=ess.StartInstanceRefreshRequestDesiredConfiguration(**desired),
        )
        return str(self.client.start_instance_refresh(request).body.instance_refresh_task_id)

    def scale(self, change: int) -> None:
        """Scale as an alarm would, and wait until it is done."""
        request = ess.ScaleWithAdjustmentRequest(
            scaling_group_id=self.group_id, adjustment_type="QuantityChangeInCapacity", adjustment_value=change
        )
        self.client.scale_with_adjustment(request)
        self.pass_time()

    def refresh(self, depends_on: str = "", /, **inputs: Any) -> Declared:
        """Declare the refresh, with the digest that its constructor makes (`declared_digest`)."""
        given = Ref(depends_on) if depends_on else inputs.get("scaling_configuration_id")
        version = inputs.get("launch_template_version")
        if given is None and (isinstance(version, Ref) or version in ("Default", "Latest")):
            given = inputs.get("launch_template_id")
        digest = {"declared_digest": DigestOf(given.urn)} if isinstance(given, Ref) else {}
        return Declared(urn="refresh", kind=self.refresh_kind, inputs={**self.settings, **inputs, **digest})
