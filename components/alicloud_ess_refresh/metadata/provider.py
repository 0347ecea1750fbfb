"""What the engine asks of metadata options: check, diff, create, update, read."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffResult,
    ReadResult,
    UpdateResult,
)

from alicloud_ess_refresh.cloud.ess import EssClient
from alicloud_ess_refresh.cloud.settings import Settings
from alicloud_ess_refresh.dynamic.patience import Patience
from alicloud_ess_refresh.dynamic.provider import StackProvider
from alicloud_ess_refresh.dynamic.reading import NOT_GIVEN, Reader, choice, contains_unknown, text
from alicloud_ess_refresh.dynamic.servicer import tells_the_engine
from alicloud_ess_refresh.errors import AlicloudError, InputFailure
from alicloud_ess_refresh.suggestions import did_you_mean

__all__ = ["MetadataOptionsProvider"]

Props = Mapping[str, Any]

INPUTS: Mapping[str, Reader] = {
    "scaling_group_id": text(),
    "scaling_configuration_id": text(),
    "http_tokens": choice("optional", "required"),
}
DIFF_SECONDS = 10.0
"""How long a preview waits for an answer."""
REPLACING = ("scaling_group_id",)
"""Another configuration of the group is an update: one line in what users see of a release."""


class MetadataOptionsProvider(StackProvider):
    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        failures = [
            InputFailure(name, f"not an input of MetadataOptions: {did_you_mean(name, INPUTS)}")
            for name in news
            if name not in INPUTS and not name.startswith("__")
        ]
        for name, read in INPUTS.items():
            if news.get(name) is None:
                failures.append(InputFailure(name, NOT_GIVEN))
            elif not contains_unknown(news[name]):
                read(news[name], name, failures)
        return CheckResult(news, [CheckFailure(failure.property, failure.reason) for failure in failures])

    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Compare inputs, and look whether the mode is still what the state says: a rollout would spread another."""
        changed = [name for name in INPUTS if contains_unknown(news.get(name)) or olds.get(name) != news.get(name)]
        is_changed = bool(changed) or self._has_drifted(id_, olds)
        return DiffResult(changes=is_changed, replaces=[name for name in REPLACING if name in changed])

    def _has_drifted(self, id_: str, recorded: Props) -> bool:
        """Look what the mode has become, and say it; what cannot be looked up is no drift, and said, too."""
        configuration_id, mode = recorded["scaling_configuration_id"], recorded["http_tokens"]
        client, patience = self._client(), replace(self._patience(id_), calm_seconds=DIFF_SECONDS)
        try:
            found = patience.calmly(lambda: client.describe_scaling_configuration(id_, configuration_id))
        except AlicloudError as error:
            # A preview may lack credentials or a network; the update asks again where anything else has changed.
            self.engine.tell(f"{configuration_id}: whether `http_tokens` is still `{mode}` was not looked at: {error}")
            return False
        if found is None or found.http_tokens == mode:
            return False
        self.engine.tell(f"{configuration_id}: `http_tokens` is `{found.http_tokens}`: an update sets it to `{mode}`")
        return True

    @tells_the_engine(CreateResult, "", {})
    def create(self, props: dict[str, Any]) -> CreateResult:
        self._modify(props)
        return CreateResult(props["scaling_group_id"], _inputs_of(props))

    @tells_the_engine(UpdateResult, {})
    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        self._modify(news)
        return UpdateResult(_inputs_of(news))

    @tells_the_engine(ReadResult, "", {})
    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Answer the mode as it is. Nothing is found on import: no service says which configuration is meant."""
        if not props.get("scaling_configuration_id"):
            return ReadResult("", {})
        client, configuration_id = self._client(), props["scaling_configuration_id"]
        found = self._patience(id_).calmly(lambda: client.describe_scaling_configuration(id_, configuration_id))
        if found is None:
            return ReadResult("", {})
        inputs = {**_inputs_of(props), "http_tokens": found.http_tokens}
        return ReadResult(id_, inputs, inputs)

    def _modify(self, props: Props) -> None:
        client = self._client()
        configuration_id, http_tokens = props["scaling_configuration_id"], props["http_tokens"]
        # Making the call twice is making it once: a lost reply needs no look at what came of it.
        self._patience(configuration_id).calmly(lambda: client.set_http_tokens(configuration_id, http_tokens))

    def _patience(self, subject: str) -> Patience:
        return Patience(clock=self.clock, engine=self.engine, say=lambda text: self.engine.tell(f"{subject}: {text}"))

    def _client(self) -> EssClient:
        return self.open_client(self.settings)

    def open_client(self, settings: Settings) -> EssClient:
        # Loads the vendor SDK, which a preview of an unchanged stack need not pay for.
        from alicloud_ess_refresh.cloud.sdk_ess import open_client  # noqa: PLC0415

        return open_client(settings)


def _inputs_of(props: Props) -> dict[str, Any]:
    return {name: props[name] for name in INPUTS}
