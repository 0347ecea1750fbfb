"""What each resource and command does for its user, run as an identity; the policies on their pages come from it."""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from alibabacloud_ess20220222 import models
from mns.account import Account
from mns.queue import Message

from alicloud_emulator import Emulator
from alicloud_ess_refresh.clock import Clock
from alicloud_ess_refresh.cloud import sdk_queue
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.dynamic.engine import Engine
from alicloud_ess_refresh.errors import AlicloudError
from alicloud_ess_refresh.events.function import respond
from alicloud_ess_refresh.events.policy import Policy
from alicloud_ess_refresh.metadata.provider import MetadataOptionsProvider
from alicloud_ess_refresh.refresh.provider import PREVIEW_MARK
from contract.in_process import InProcessEmulator
from contract.official import ask, make_key_pair, make_metric_rule
from contract.permission_pages import Permission, PolicyBlock, documents
from contract.programs import Programs
from contract.protections import Protections
from contract.ram_identity import EVERYTHING, asked, make_key
from contract.redeployments import Redeployments, settings
from contract.releases import EmulatedClock, Releases, stack_settings
from contract.scaling import make_group
from contract.system_events import STOP_SECONDS, run_machine
from contract.terminal import CREDENTIALS, Terminal
from unit.events.messages import system_event

__all__ = ["ALIKE", "PAGES", "Observed", "Page", "observe"]

BROKEN = "m-app-broken"
MOVE = "SystemMaintenance.Redeploy"
MNS_OPEN = "2022-01-19"
HALVES: dict[str, Any] = {
    "checkpoints": [{"percentage": 50.0}, {"percentage": 100.0}],
    "checkpoint_pause_time": 5.0,
}

Told = list[str]
Scenario = Callable[[Emulator, str], tuple[object, Told]]
"""From an emulator and an access key to what came of it and what was told."""
OpenEmulator = Callable[[], AbstractContextManager[Emulator]]


@dataclass(frozen=True, slots=True)
class Observed:
    """How a scenario ended: `outcome` is what it did, `told` what it only said; neither holds ids of requests."""

    outcome: str
    told: str
    permissions: frozenset[Permission]


@dataclass(frozen=True, slots=True)
class Page:
    """
    A page's policies, and what they are for.

    Attributes:
        beside: Policies of other pages that its user has, too.
    """

    block: PolicyBlock
    scenarios: Mapping[str, Scenario]
    beside: tuple[PolicyBlock, ...] = ()
    open_emulator: OpenEmulator = InProcessEmulator

    def policies(self, *without: str) -> list[str]:
        """Return what an identity gets that has just these policies, less actions of this page."""
        return documents(self.block, without=without) + documents(*self.beside)


def observe(page: Page, name: str, policies: list[str] | None = None) -> Observed:
    """Run one scenario of a page; without policies as an identity that may do anything, which is run once."""
    if policies is None:
        return _unrestricted(page.scenarios[name], page.open_emulator)
    return _observe(page.scenarios[name], page.open_emulator, policies)


@cache
def _unrestricted(scenario: Scenario, open_emulator: OpenEmulator) -> Observed:
    return _observe(scenario, open_emulator, [EVERYTHING])


def _observe(scenario: Scenario, open_emulator: OpenEmulator, policies: list[str]) -> Observed:
    with open_emulator() as emulator:
        key = make_key(emulator, policies)
        told: Told = []
        try:
            outcome, told = scenario(emulator, key)
        except (AlicloudError, ValueError) as error:
            outcome = error
        return Observed(_plain(outcome), _plain("\n".join(told)), frozenset(asked(emulator)))


def _plain(value: object) -> str:
    text = f"{type(value).__name__}: {value}" if isinstance(value, Exception) else str(value)
    return re.sub(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", "…", text)


def _failure(call: Callable[[], object]) -> str:
    """Return the message of a rollout that is to fail."""
    try:
        return f"no failure: {call()}"
    except AlicloudError as error:
        return str(error)


def _ended(group: Releases, outcome: object) -> tuple[object, Told]:
    return (outcome, group.tasks(), group.standing()), group.lines


def _first_deployment(emulator: Emulator, key: str) -> tuple[object, Told]:
    group = Releases(emulator, access_key=key)
    outs = group.deploy()
    provider = group.provider()
    moved = {PREVIEW_MARK: {"group": {"is_declared": True, "vswitch_ids": ["vsw-other"]}}}
    provider.check(outs, {**group.props(), **moved})
    seen = provider.diff(group.group_id, outs, group.props()).changes, provider.read(group.group_id, outs).outs
    return _ended(group, (outs, seen))


def _first_deployment_without_stock(emulator: Emulator, key: str) -> tuple[object, Told]:
    emulator.add_fault(kind="no_stock", zone_id="cn-hangzhou-h")
    group = Releases(emulator, access_key=key)
    props = group.props(wait_timeout_seconds=600.0)
    return _ended(group, _failure(lambda: group.provider().create(props)))


def _preview_and_rollout(emulator: Emulator, key: str) -> tuple[object, Told]:
    make_metric_rule(emulator, "rule-1", "web-5xx")
    group = Releases(emulator, access_key=key)
    olds = group.deploy()
    make_key_pair(emulator)
    group.sdk.modify_scaling_configuration(
        models.ModifyScalingConfigurationRequest(scaling_configuration_id=group.new, key_pair_name="deploy")
    )
    news = group.props(scaling_configuration_id=group.new, alarms=["web-5xx"])
    checked = group.provider().check(olds, {**news, PREVIEW_MARK: True})
    outcome = group.provider().update(group.group_id, olds, news)
    return _ended(group, ([failure.reason for failure in checked.failures], outcome.outs))


def _failed_rollout(emulator: Emulator, key: str) -> tuple[object, Told]:
    group = Releases(emulator, access_key=key)
    olds, broken = group.deploy(), group.configure(BROKEN)
    return _ended(group, _failure(lambda: group.release(olds, scaling_configuration_id=broken)))


def _alarm_after_success(emulator: Emulator, key: str) -> tuple[object, Told]:
    make_metric_rule(emulator, "rule-1", "web-5xx")
    group = Releases(emulator, access_key=key)
    olds = group.deploy()
    emulator.add_fault(kind="alarm", rule="web-5xx", after_seconds=400)
    checks = {"alarms": ["web-5xx"], "bake_time_minutes": 10.0}
    return _ended(group, _failure(lambda: group.release(olds, **checks)))


def _out_of_time(on_timeout: str) -> Scenario:
    def run(emulator: Emulator, key: str) -> tuple[object, Told]:
        group = Releases(emulator, access_key=key)
        olds = group.deploy()
        limits = {"wait_timeout_seconds": 90.0, "on_timeout": on_timeout}
        return _ended(group, _failure(lambda: group.release(olds, **limits)))

    return run


def _checkpoints_passed_early(emulator: Emulator, key: str) -> tuple[object, Told]:
    group = Releases(emulator, access_key=key)
    make_metric_rule(emulator, "rule-1", "web-5xx")
    return _ended(group, group.release(group.deploy(), alarms=["web-5xx"], **HALVES))


def _approval(emulator: Emulator, key: str) -> tuple[object, Told]:
    """Somebody else approves."""

    class Attended(Releases):
        def tell(self, line: str) -> None:
            super().tell(line)
            if "waiting for approval" in line:
                Terminal(emulator).run("approve", self.group_id)

    group = Attended(emulator, access_key=key)
    return _ended(group, group.release(group.deploy(), approval="manual", **HALVES))


def _deleted_while_it_runs(on_delete: str) -> Scenario:
    def run(emulator: Emulator, key: str) -> tuple[object, Told]:
        group = Releases(emulator, access_key=key)
        olds = {**group.deploy(), "on_delete": on_delete, "unfinished_task_id": group.start(group.new)}
        emulator.clock.advance(60)
        group.provider().delete(group.group_id, olds)
        return _ended(group, "deleted")

    return run


def _group_without_instances(emulator: Emulator, key: str) -> tuple[object, Told]:
    group = Releases(emulator, access_key=key)
    olds = group.deploy()
    group.sdk.modify_scaling_group(
        models.ModifyScalingGroupRequest(scaling_group_id=group.group_id, min_size=0, max_size=0)
    )
    emulator.clock.advance(600)
    return _ended(group, group.release(olds))


def _version_that_moves(emulator: Emulator, key: str) -> tuple[object, Told]:
    group = Releases(emulator, access_key=key)
    programs = Programs(group)
    template_id = group.group.template("m-app-v1", "m-app-v2")
    named = {"scaling_configuration_id": None, "launch_template_id": template_id, "on_failure": "leave"}
    olds = group.props(**named, launch_template_version="Default")
    outs = group.provider().create(olds).outs or {}
    programs.set_default_version(template_id, 2)
    checked = group.provider().check(outs, {**olds, "triggers": ["2"], PREVIEW_MARK: True})
    after = group.provider().update(group.group_id, outs, {**olds, "triggers": ["2"]}).outs
    failures = [failure.reason for failure in checked.failures]
    return (outs, after, failures, group.tasks(), programs.images()), group.lines


def _superseded_configurations(emulator: Emulator, key: str) -> tuple[object, Told]:
    """What `RefreshableScalingGroup` has its `InstanceRefresh` do."""
    group = Releases(emulator, access_key=key)
    left = group.configure("m-app-v3")
    group.sdk.modify_scaling_configuration(
        models.ModifyScalingConfigurationRequest(
            scaling_configuration_id=left, scaling_configuration_name="web-rollout-00000000"
        )
    )
    props = group.props(deleted_with_group=True)
    group.provider().create(props)
    names = [each["scaling_configuration_id"] for each in emulator.state["entities"]["scaling_configurations"]]
    return _ended(group, names)


def _metadata(emulator: Emulator, key: str) -> tuple[object, Told]:
    group = Releases(emulator, access_key=key)

    class StagedProvider(MetadataOptionsProvider):
        clock: ClassVar[Clock] = EmulatedClock(emulator)
        engine: ClassVar[Engine] = group

    provider = StagedProvider()
    provider.configure(stack_settings(emulator, key))
    props = {
        "scaling_group_id": group.group_id,
        "scaling_configuration_id": group.new,
        "http_tokens": "required",
    }
    made = provider.create(props)
    seen = provider.diff(group.group_id, props, props).changes, provider.read(group.group_id, props).outs
    provider.delete(group.group_id, props)
    return (made.outs, seen), group.lines


def _protection(emulator: Emulator, key: str) -> tuple[object, Told]:
    stage = Protections(emulator, access_key=key)
    outs, props = stage.create(on_delete="lift"), {"scaling_group_id": stage.group_id, "on_delete": "lift"}
    seen = stage.provider().diff(stage.group_id, outs, props).changes, stage.provider().read(stage.group_id, outs).outs
    protected = stage.protected()
    stage.provider().delete(stage.group_id, outs)
    return (outs, seen, sorted(protected), sorted(stage.protected())), stage.lines


def _move_in_group(emulator: Emulator, key: str) -> tuple[object, Told]:
    group = make_group(emulator)
    stage = Redeployments(emulator, group.instances()[0].instance_id, access_key=key)
    event_id = emulator.add_fault(kind="system_event", instance_id=stage.instance_id, event_type=MOVE)
    props = {"instance_id": stage.instance_id, "event_id": event_id}
    checked = stage.provider().check({}, {**props})
    outs = stage.create(event_id)
    read = stage.provider().read(stage.instance_id, outs)
    stage.provider().delete(stage.instance_id, outs)
    return (outs, read.outs, [each.reason for each in checked.failures], _tags(emulator)), stage.lines


def _replacement_in_group(emulator: Emulator, key: str) -> tuple[object, Told]:
    stage = Redeployments(emulator, make_group(emulator).instances()[0].instance_id, access_key=key)
    event_id = emulator.add_fault(kind="system_event", instance_id=stage.instance_id, event_type=MOVE)
    return (stage.create(event_id, in_scaling_group="replace"), _tags(emulator)), stage.lines


def _move_of_stopped(emulator: Emulator, key: str) -> tuple[object, Told]:
    machine = run_machine(emulator)
    machine.stop()
    machine.advance(STOP_SECONDS)
    stage = Redeployments(emulator, machine.instance_id, access_key=key)
    return (stage.create(machine.event()), machine.status, _tags(emulator)), stage.lines


def _tags(emulator: Emulator) -> list[object]:
    return [each["spec"]["tags"] for each in emulator.state["entities"]["instances"]]


def _answered(event_type: str) -> Scenario:
    def run(emulator: Emulator, key: str) -> tuple[object, Told]:
        instance_id = make_group(emulator).instances()[0].instance_id
        event_id = emulator.add_fault(
            kind="system_event", instance_id=instance_id, event_type=event_type, not_before_seconds=86_400
        )
        text = system_event(event_type, eventId=event_id, instanceId=instance_id, notBefore=None)
        given = Settings(config=settings(emulator, key), environment={})
        decided = respond(text, Policy(), given, EmulatedClock(emulator))
        members = [each["instance_id"] for each in emulator.state["entities"]["instances"]]
        return (decided, members, _tags(emulator)), []

    return run


def _queue(emulator: Emulator, key: str) -> tuple[object, Told]:
    ask(emulator, MNS_OPEN, "CreateQueue", QueueName="ops")
    account = Account(emulator.url, "emulator", "emulator")
    account.get_queue("ops").send_message(Message("an event"))
    account.mns_client.close_connection()
    given = Settings(config=settings(emulator, key), environment={})
    queue = sdk_queue.open_client(f"{emulator.url}/queues/ops", given)
    try:
        message = queue.receive_message(0)
        assert message is not None
        queue.delete_message(message.receipt_handle)
    finally:
        # The SDK leaves it open.
        queue._queue.mns_client.close_connection()
    return message.text, []


def _commands(*commands: tuple[str, ...]) -> Scenario:
    """Run commands on a group whose refresh to another configuration began half a minute ago."""

    def run(emulator: Emulator, key: str) -> tuple[object, Told]:
        group = make_group(emulator, scaling_policy="release")
        make_metric_rule(emulator, "rule-1", "web-5xx")
        named = {"GROUP": group.group_id, "NEW": group.new, "TEMPLATE": group.template("m-app-v1", "m-app-v2")}
        make_key_pair(emulator)
        group.client.modify_scaling_configuration(
            models.ModifyScalingConfigurationRequest(scaling_configuration_id=group.new, key_pair_name="deploy")
        )
        if commands[0][0] not in {"plan", "start", "list"}:
            group.start()
            group.advance(30)
        terminal = Terminal(emulator, environment={**CREDENTIALS, "ALIBABA_CLOUD_ACCESS_KEY_ID": key, "COLUMNS": "160"})
        codes, told = [], []
        for command in commands:
            ran = terminal.run(*(named.get(word, word) for word in command))
            codes.append(ran.exit_code)
            told += [ran.out, ran.err]
        tasks = [each["status"] for each in emulator.state["entities"]["instance_refresh_tasks"]]
        return (codes, tasks), told

    return run


def _status_of_version_that_moves(emulator: Emulator, key: str) -> tuple[object, Told]:
    group = make_group(emulator, scaling_policy="release")
    group.client.modify_scaling_group(
        models.ModifyScalingGroupRequest(
            scaling_group_id=group.group_id,
            launch_template_id=group.template("m-app-v1"),
            launch_template_version="Default",
        )
    )
    environment = {**CREDENTIALS, "ALIBABA_CLOUD_ACCESS_KEY_ID": key, "COLUMNS": "160"}
    ran = Terminal(emulator, environment=environment).run("status", group.group_id)
    return ran.exit_code, [ran.out, ran.err]


REFRESH: Mapping[str, Scenario] = {
    "first deployment": _first_deployment,
    "first deployment without stock": _first_deployment_without_stock,
    "preview and rollout": _preview_and_rollout,
    "failed rollout": _failed_rollout,
    "alarm after the task's success": _alarm_after_success,
    "timeout, cancelled": _out_of_time("cancel"),
    "timeout, suspended": _out_of_time("suspend"),
    "timeout, rolled back": _out_of_time("rollback"),
    "checkpoints passed early": _checkpoints_passed_early,
    "approval": _approval,
    "deletion, rolled back": _deleted_while_it_runs("rollback"),
    "group without instances": _group_without_instances,
    "launch template version that moves": _version_that_moves,
}
COMPONENT: Mapping[str, Scenario] = {"superseded configurations": _superseded_configurations}
LOOKING: Mapping[str, Scenario] = {
    "list": _commands(("list",)),
    "plan": _commands(("plan", "GROUP", "--scaling-configuration-id", "NEW", "--alarm", "web-5xx")),
    "plan to a launch template": _commands(
        ("plan", "GROUP", "--launch-template-id", "TEMPLATE", "--launch-template-version", "Latest")
    ),
    "status of a launch template version that moves": _status_of_version_that_moves,
    "status, history and report": _commands(
        ("status", "GROUP"), ("history", "GROUP"), ("report", "GROUP", "--output", "json")
    ),
}
ACTING: Mapping[str, Scenario] = {
    "start": _commands(("start", "GROUP", "--scaling-configuration-id", "NEW", "--alarm", "web-5xx")),
    "suspend, resume and roll back": _commands(("suspend", "GROUP"), ("resume", "GROUP"), ("rollback", "GROUP")),
    "cancel": _commands(("cancel", "GROUP")),
}
REDEPLOY: Mapping[str, Scenario] = {
    "instance of a group": _move_in_group,
    "instance of a group, replaced": _replacement_in_group,
    "stopped instance": _move_of_stopped,
}
ANSWERS: Mapping[str, Scenario] = {
    "event that asks for a redeployment": _answered(MOVE),
    "event that asks for a replacement": _answered("SystemMaintenance.Stop"),
}


def _page(page: str, name: str, scenarios: Mapping[str, Scenario], **settings: Any) -> Page:
    return Page(PolicyBlock(f"docs/{page}.md", name), scenarios, **settings)


REFRESH_PAGE = _page("instance-refresh", "InstanceRefresh", REFRESH)
REDEPLOY_PAGE = _page("instance-redeploy", "InstanceRedeploy", REDEPLOY)
PAGES = (
    REFRESH_PAGE,
    _page(
        "refreshable-scaling-group",
        "superseded configurations",
        COMPONENT,
        beside=(REFRESH_PAGE.block,),
    ),
    _page("refreshable-scaling-group", "MetadataOptions", {"all it does": _metadata}),
    _page("release-protection", "ReleaseProtection", {"all it does": _protection}),
    REDEPLOY_PAGE,
    _page("events", "queue", {"a message": _queue}, open_emulator=Emulator),
    _page("command-line", "ess-refresh that only looks", LOOKING),
)
ALIKE = (
    Page(REFRESH_PAGE.block, {**LOOKING, **ACTING}),
    Page(REDEPLOY_PAGE.block, ANSWERS),
)
"""What policies of other pages suffice for: commands with that of `InstanceRefresh`, answers with that of a move."""
