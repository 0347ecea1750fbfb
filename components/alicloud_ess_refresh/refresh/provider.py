"""What the engine asks of an instance refresh: check, diff, create, update, read, delete."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from typing import Any, ClassVar

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffResult,
    ReadResult,
    UpdateResult,
)

from alicloud_ess_refresh.checks import CheckClients, open_check_clients
from alicloud_ess_refresh.cloud.ecs import EcsClient
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.launch_templates import LaunchTemplateClient
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.cloud.vpc import VpcClient
from alicloud_ess_refresh.dynamic.pace import ANY_CHANCE
from alicloud_ess_refresh.dynamic.patience import RETRY_SECONDS
from alicloud_ess_refresh.dynamic.provider import StackProvider
from alicloud_ess_refresh.dynamic.reading import contains_unknown
from alicloud_ess_refresh.dynamic.servicer import lets_the_engine_compare, tells_the_engine
from alicloud_ess_refresh.errors import AlicloudError, ConnectionSettingsError, InputFailure, Kept
from alicloud_ess_refresh.refresh.differences import (
    RELEASING,
    REPLACING,
    differs,
    is_changed_in_place,
    is_declared_otherwise,
    is_triggered,
    replaces_group,
)
from alicloud_ess_refresh.refresh.facts import Recorded
from alicloud_ess_refresh.refresh.inputs import INPUTS, find_failures, normal, parse, parse_known
from alicloud_ess_refresh.refresh.observation import (
    is_unfinished,
    observe,
    previous_configuration_id,
    recorded_of,
    recorded_target,
)
from alicloud_ess_refresh.refresh.outputs import inputs_of, outputs_of, result_outputs
from alicloud_ess_refresh.refresh.preview import PREVIEW_SECONDS, Preview
from alicloud_ess_refresh.refresh.release import Release
from alicloud_ess_refresh.refresh.superseded import clear_superseded
from alicloud_ess_refresh.refresh.vswitches import declared_vswitch_ids, staying
from alicloud_ess_refresh.refresh.waiter import Waiter
from alicloud_ess_refresh.refresh.withdrawal import Withdrawal

__all__ = ["PREVIEW_MARK", "InstanceRefreshProvider"]

Props = Mapping[str, Any]

PREVIEW_MARK = "__preview"
"""
Property with which the program says that this is a preview: the engine does not tell its providers. It holds what the
desired configuration and the group are declared with (`declared_names`).
"""


class InstanceRefreshProvider(StackProvider):
    chance: ClassVar[Random] = ANY_CHANCE

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Judge the inputs; at preview, also show what a release would do. The mark of a preview is not recorded."""
        mark = news.pop(PREVIEW_MARK, None)
        self.note_declared(news.get("scaling_group_id"))
        # What depends on a resource that is not there yet may be unknown as a whole.
        declared = mark if isinstance(mark, Mapping) else {}
        failures = find_failures(news)
        if not failures:
            news = normal(news)
        if mark is not None and not failures and self._is_release(olds, news):
            failures = self._preview(olds, news, declared)
        if mark is not None and not failures and replaces_group(olds, news):
            failures = self._refuse_protected(olds["scaling_group_id"])
        is_there = not failures and not contains_unknown(news["scaling_group_id"])
        # Instances that a release replaces move.
        if mark is not None and is_there and not self._is_release(olds, news):
            self._tell_who_stays(news["scaling_group_id"], declared)
        return CheckResult(news, [CheckFailure(failure.property, failure.reason) for failure in failures])

    def _refuse_protected(self, replaced_group_id: str) -> tuple[InputFailure, ...]:
        """Refuse to replace a group that cannot be deleted: the update would end with both of them."""
        try:
            group = self._client().describe_scaling_group(replaced_group_id)
        except AlicloudError as error:
            self.engine.tell(f"{replaced_group_id}: whether it can be replaced could not be looked up: {error}")
            return ()
        if group is None or not group.is_deletion_protected:
            return ()
        reason = (
            f"{replaced_group_id} would be replaced, but it has deletion protection and cannot be deleted: set "
            "`group_deletion_protection=False` and run `pulumi up` without the change that replaces the group, then "
            "make that change"
        )
        return (InputFailure("scaling_group_id", reason),)

    def _tell_who_stays(self, id_: str, declared: Props) -> None:
        """Say which instances stay in vSwitches that the program takes from the group."""
        vswitch_ids = declared_vswitch_ids(declared)
        if vswitch_ids == ():
            return
        try:
            line = staying(self._client(), lambda: self.open_ecs_client(self.settings), id_, vswitch_ids)
        except AlicloudError as error:
            line = f"whether instances stay in vSwitches that it leaves could not be looked up: {error}"
        if line:
            self.engine.tell(f"{id_}: {line}")

    @staticmethod
    def _is_release(olds: Props, news: Props) -> bool:
        """Tell whether the update will ask the service for anything, of a group that is there already."""
        if contains_unknown(news["scaling_group_id"]):
            return False
        return any(differs(olds, news, name) for name in (*REPLACING, *RELEASING))

    def _preview(self, olds: Props, news: Props, declared: Props) -> tuple[InputFailure, ...]:
        inputs = parse_known(news)
        replaces_all = is_triggered(olds, news) or is_changed_in_place(olds, news)
        if replaces_all and inputs.skip_matching is None:
            inputs = replace(inputs, skip_matching=False)
        try:
            settings = self.settings
            preview = Preview(
                self.open_client(settings),
                inputs,
                open_vpc=lambda: self.open_vpc_client(settings),
                open_templates=lambda: self.open_template_client(settings),
                check_clients=self.open_check_clients(settings),
                clock=self.clock,
                engine=self.engine,
            )
        except ConnectionSettingsError as error:
            self.engine.tell(f"{inputs.scaling_group_id}: what a refresh would do could not be looked up: {error}")
            return ()
        is_changed_beside = bool(inputs.desired_configuration.image_id) and is_declared_otherwise(olds, news)
        recorded = Recorded(desired=recorded_of(olds).desired)
        return preview.show(recorded, declared, is_changed_in_place=is_changed_beside)

    @lets_the_engine_compare
    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """
        Compare inputs, and the group with the state where these do not differ in what is desired.

        | change of               | means                                                                |
        | ----------------------- | -------------------------------------------------------------------- |
        | `scaling_group_id`      | replacement: another resource                                        |
        | what is desired         | update in place: a release                                           |
        | `triggers`              | update in place: a release, of instances that match already, too     |
        | anything else           | update in place: recorded, without a call that changes anything      |
        | nothing, after drift    | update in place: a release, which deals with it                      |
        | nothing, after a create | update in place: a release, which waits for the first deployment     |
        | that has failed         |                                                                      |
        """
        changed = [name for name in INPUTS if differs(olds, news, name)]
        is_changed = bool(changed) or is_unfinished(olds) or self._has_drifted(id_, olds)
        return DiffResult(changes=is_changed, replaces=[name for name in REPLACING if name in changed])

    def _has_drifted(self, id_: str, olds: Props) -> bool:
        """Look what the group has become, and say it; what cannot be looked up is no drift, and said, too."""
        drift = self._drift(id_, olds)
        if drift:
            self._tell_drift(id_, drift)
        return bool(drift)

    def _tell_drift(self, id_: str, drift: str) -> None:
        self.engine.tell(f"{id_}: {drift}: an update deals with it")

    def _drift(self, id_: str, olds: Props) -> str:
        try:
            waiter = self._waiter(id_, self.settings)
            patience = replace(waiter.patience, calm_seconds=PREVIEW_SECONDS)
            seen = observe(replace(waiter, patience=patience), id_, olds)
        except AlicloudError as error:
            self.engine.tell(f"{id_}: whether the group is still what the state says could not be looked up: {error}")
            return ""
        return seen.drift if seen else "the group does not exist any more"

    @tells_the_engine(CreateResult, "", {})
    def create(self, props: dict[str, Any]) -> CreateResult:
        inputs = parse(props)
        release = self._release(props)
        with _keeping(release, inputs.scaling_group_id, props):
            result = release.converge(is_first=True)
        self._clear(inputs.scaling_group_id, props, previous=None)
        return CreateResult(inputs.scaling_group_id, {**inputs_of(props), **result_outputs(result)})

    @tells_the_engine(UpdateResult, {})
    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        is_release = is_unfinished(olds) or any(differs(olds, news, name) for name in RELEASING)
        previous = previous_configuration_id(olds, news)
        if not is_release and not self._drift(id_, olds):
            kept = {name: value for name, value in outputs_of(olds).items() if name != "unfinished_task_id"}
            self._clear(id_, news, previous=previous)
            return UpdateResult({**inputs_of(news), **kept})
        release = self._release(news)
        try:
            with _keeping(release, id_, olds):
                result = release.converge(
                    recorded=recorded_target(olds), is_forced=is_triggered(olds, news), is_first=not olds.get("outcome")
                )
        finally:
            # After a failure, too: ten attempts in a row that fail would leave no room for the one that is right.
            self._clear(id_, news, previous=previous)
        kept = {"previous_scaling_configuration_id": previous} if previous else {}
        return UpdateResult({**inputs_of(news), **result_outputs(result), **kept})

    @tells_the_engine(ReadResult, "", {})
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        seen = observe(self._waiter(id_, self.settings), id_, props)
        if seen is None:
            return ReadResult("", {})
        if seen.drift:
            self._tell_drift(id_, seen.drift)
        return ReadResult(id_, {**seen.inputs, **seen.outputs}, dict(seen.inputs))

    def _clear(self, id_: str, props: Props, *, previous: str | None) -> None:
        """Delete what earlier rollouts of the component that declares the group have left in it."""
        if props.get("deleted_with_group"):
            needed = {props.get("scaling_configuration_id"), previous}
            clear_superseded(self._waiter(id_, self.settings), id_, {each for each in needed if each})

    @tells_the_engine(type(None))
    def delete(self, id_: str, props: dict[str, Any]) -> None:
        if self.is_declared(id_):
            return
        Withdrawal(self._client(), id_, props, clock=self.clock, engine=self.engine, chance=self.chance).carry_out()

    def _release(self, props: Props) -> Release:
        settings = self.settings
        return Release(
            self.open_client(settings),
            parse(props),
            clock=self.clock,
            engine=self.engine,
            check_clients=self.open_check_clients(settings),
            chance=self.chance,
            open_templates=lambda: self.open_template_client(settings),
        )

    def _waiter(self, id_: str, settings: Settings) -> Waiter:
        waiter = Waiter.on(
            id_,
            client=self.open_client(settings),
            clock=self.clock,
            engine=self.engine,
            poll_interval_seconds=RETRY_SECONDS,
        )
        return replace(waiter, open_templates=lambda: self.open_template_client(settings))

    def _client(self) -> EssClient:
        return self.open_client(self.settings)

    def open_client(self, settings: Settings) -> EssClient:
        # Loads the vendor SDK, which a preview of an unchanged stack need not pay for.
        from alicloud_ess_refresh.cloud.sdk_ess import open_client  # noqa: PLC0415

        return open_client(settings)

    def open_vpc_client(self, settings: Settings) -> VpcClient:
        from alicloud_ess_refresh.cloud.sdk_vpc import open_client  # noqa: PLC0415

        return open_client(settings)

    def open_ecs_client(self, settings: Settings) -> EcsClient:
        from alicloud_ess_refresh.cloud.sdk_ecs import open_client  # noqa: PLC0415

        return open_client(settings)

    def open_template_client(self, settings: Settings) -> LaunchTemplateClient:
        from alicloud_ess_refresh.cloud.sdk_launch_templates import open_client  # noqa: PLC0415

        return open_client(settings)

    def open_check_clients(self, settings: Settings) -> CheckClients:
        return open_check_clients(settings)


@contextmanager
def _keeping(release: Release, id_: str, props: Props) -> Iterator[None]:
    """
    Have a release that fails after it has acted recorded: as what was there before, with the task that it leaves.

    Args:
        props: What the state holds; the inputs, where it holds nothing yet.
    """
    try:
        yield
    except AlicloudError as error:
        if release.has_acted:
            unfinished = {"unfinished_task_id": release.task_id} if release.task_id else {}
            # Of a create: what the next update goes to may have another content.
            digest = {"configuration_digest": release.digest} if release.digest else {}
            error.kept = Kept(id=id_, properties={**digest, **props, **unfinished})
        raise
