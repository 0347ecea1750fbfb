"""What the engine asks of release protection: check, diff, create, update, read, delete."""

from collections.abc import Mapping
from typing import Any

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffResult,
    ReadResult,
    UpdateResult,
)

from alicloud_ess_refresh.cloud.ecs import EcsClient
from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.dynamic.patience import Patience
from alicloud_ess_refresh.dynamic.provider import StackProvider
from alicloud_ess_refresh.dynamic.reading import NOT_GIVEN, Reader, choice, contains_unknown, text
from alicloud_ess_refresh.dynamic.servicer import tells_the_engine
from alicloud_ess_refresh.dynamic.telling import Telling
from alicloud_ess_refresh.errors import AlicloudError, InputFailure
from alicloud_ess_refresh.protection.coverage import Coverage
from alicloud_ess_refresh.protection.group_protection import GroupProtection
from alicloud_ess_refresh.suggestions import did_you_mean

__all__ = ["INPUTS", "OUTPUTS", "ReleaseProtectionProvider"]

Props = Mapping[str, Any]

INPUTS: Mapping[str, Reader] = {"scaling_group_id": text(), "on_delete": choice("leave", "lift")}
OUTPUTS = ("protected_instance_ids", "unprotected_instance_ids", "unprotectable_instances", "switched_on_instance_ids")
REPLACING = ("scaling_group_id",)
"""Inputs whose change makes another resource: the group is the resource's id."""


class ReleaseProtectionProvider(StackProvider):
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        failures: list[InputFailure] = []
        self.note_declared(news.get("scaling_group_id"))
        if news.get("scaling_group_id") is None:
            failures.append(InputFailure("scaling_group_id", NOT_GIVEN))
        for name, value in news.items():
            if name not in INPUTS:
                _refuse_stranger(name, failures)
            elif value is not None and not contains_unknown(value):
                INPUTS[name](value, name, failures)
        return CheckResult(news, [CheckFailure(failure.property, failure.reason) for failure in failures])

    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """
        Compare inputs, and look whether every instance is protected still.

        | change of                 | means                                              |
        | ------------------------- | -------------------------------------------------- |
        | `scaling_group_id`        | replacement: another resource                      |
        | `on_delete`               | update in place: recorded                          |
        | what the group has        | update in place: the instances that lack it get it |
        """
        changed = [name for name in INPUTS if contains_unknown(news.get(name)) or olds.get(name) != news.get(name)]
        replaces = [name for name in REPLACING if name in changed]
        return DiffResult(changes=bool(changed) or self._has_drifted(id_), replaces=replaces)

    @tells_the_engine(CreateResult, "", {})
    def create(self, props: dict[str, Any]) -> CreateResult:
        id_ = props["scaling_group_id"]
        seen, switched_on = self._on(id_).switch_on()
        return CreateResult(id_, {**_inputs_of(props), **_outputs(seen, switched_on)})

    @tells_the_engine(UpdateResult, {})
    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        seen, switched_on = self._on(id_).switch_on()
        return UpdateResult({**_inputs_of(news), **_outputs(seen, [*_switched_on(olds), *switched_on])})

    @tells_the_engine(ReadResult, "", {})
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        seen = self._on(id_).look()
        if seen is None:
            return ReadResult("", {})
        inputs = {"scaling_group_id": id_, **_inputs_of(props)}
        return ReadResult(id_, {**inputs, **_outputs(seen, _switched_on(props))}, inputs)

    @tells_the_engine(type(None))
    def delete(self, id_: str, props: dict[str, Any]) -> None:
        protection, ids = self._on(id_), _switched_on(props)
        if self.is_declared(id_):
            protection.telling.say("replaced: the instances stay protected; no later deletion lifts what was on before")
            return
        if props.get("on_delete") == "lift":
            protection.switch_off(ids)
            return
        protection.telling.say("deleted: the instances stay protected from release, as `on_delete` says")

    def _has_drifted(self, id_: str) -> bool:
        try:
            seen = self._on(id_).look(within_seconds=0)
        except AlicloudError as error:
            # A preview may lack credentials or a network; the update asks again where anything else has changed.
            self.engine.tell(f"{id_}: whether its instances are protected from release was not looked at: {error}")
            return False
        if seen is None or not seen.lacking:
            return False
        self.engine.tell(f"{id_}: not protected from release, to be mended: {', '.join(seen.lacking)}")
        return True

    def _on(self, scaling_group_id: str) -> GroupProtection:
        settings = self.settings
        telling = Telling(scaling_group_id, clock=self.clock, engine=self.engine)
        return GroupProtection(
            scaling_group_id=scaling_group_id,
            ess=self.open_ess_client(settings),
            ecs=self.open_ecs_client(settings),
            patience=Patience(clock=self.clock, engine=self.engine, say=telling.say),
            telling=telling,
        )

    def open_ess_client(self, settings: Settings) -> EssClient:
        # Loads the vendor SDK, which a check need not pay for.
        from alicloud_ess_refresh.cloud.sdk_ess import open_client  # noqa: PLC0415

        return open_client(settings)

    def open_ecs_client(self, settings: Settings) -> EcsClient:
        from alicloud_ess_refresh.cloud.sdk_ecs import open_client  # noqa: PLC0415

        return open_client(settings)


def _refuse_stranger(name: str, failures: list[InputFailure]) -> None:
    if not name.startswith("__"):
        failures.append(InputFailure(name, f"not an input of ReleaseProtection: {did_you_mean(name, INPUTS)}"))


def _inputs_of(props: Props) -> dict[str, Any]:
    return {name: value for name, value in props.items() if name in INPUTS}


def _switched_on(props: Props) -> list[str]:
    return list(props.get("switched_on_instance_ids") or ())


def _outputs(seen: Coverage, switched_on: list[str] | tuple[str, ...]) -> dict[str, Any]:
    present = {*seen.protected, *seen.lacking}
    return {
        "protected_instance_ids": list(seen.protected),
        "unprotected_instance_ids": list(seen.lacking),
        "unprotectable_instances": dict(seen.exempt),
        "switched_on_instance_ids": [each for each in dict.fromkeys(switched_on) if each in present],
    }
