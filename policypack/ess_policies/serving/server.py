"""The pack as a process: the analyzer protocol over gRPC, as the engine starts it for `--policy-pack`."""

import os
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any, Final

import grpc
from google.protobuf import empty_pb2, json_format
from google.protobuf.message_factory import GetMessageClass
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2

from ess_policies import POLICIES
from ess_policies.configuration.exemption_entries import read_entries
from ess_policies.configuration.team_file import Settings, SettingsError, load_settings
from ess_policies.rule import Rule
from ess_policies.rules import policy_pack_exemptions
from ess_policies.serving.analyzer_info import ENGINE_LEVELS, describe_rules
from ess_policies.serving.exemption_ledger import ExemptionLedger
from ess_policies.serving.judge import Judge
from ess_policies.serving.setup import Setting, settle
from ess_policies.version import VERSION

__all__ = ["PACK", "Analyzer", "serve"]

PACK: Final = "alicloud-ess-refresh"

# A stack arrives in one message; the limit is that of the library's own server.
_MESSAGE_LIMIT = 400 * 1024 * 1024
# As many requests at once as the library's own server answers.
_THREADS = 4
_LEVELS = {value: level for level, value in ENGINE_LEVELS.items()}


class Analyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """The pack's side of the protocol."""

    def __init__(
        self,
        rules: tuple[Rule, ...],
        load: Callable[[], Settings],
        *,
        pack: str = PACK,
        version: str = VERSION,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        """
        Make the servicer.

        Args:
            load: Reads preset and exemptions; what is wrong with them is told when the engine configures the pack,
                because only then does it show the reason.
        """
        self._rules, self._pack, self._version, self._today = rules, pack, version, today
        self._error: SettingsError | None = None
        try:
            self._settings = load()
        except SettingsError as error:
            self._settings, self._error = Settings(), error
        self._judge = self._make_judge({})

    def GetAnalyzerInfo(self, _request: empty_pb2.Empty, _context: grpc.ServicerContext) -> analyzer_pb2.AnalyzerInfo:  # noqa: N802
        return describe_rules(self._pack, self._version, self._rules, self._settings.preset)

    def GetPluginInfo(self, _request: empty_pb2.Empty, _context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:  # noqa: N802
        return plugin_pb2.PluginInfo(version=self._version)

    def Configure(  # noqa: N802
        self, request: analyzer_pb2.ConfigureAnalyzerRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        if self._error is not None:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(self._error))
        options = {name: json_format.MessageToDict(each.properties) for name, each in request.policyConfig.items()}
        found = _problems(options, self._rules)
        if found:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "\n".join(found))
        self._judge = self._make_judge(
            {
                name: Setting(level=_LEVELS[each.enforcementLevel], options=options[name])
                for name, each in request.policyConfig.items()
            }
        )
        return empty_pb2.Empty()

    def ConfigureStack(  # noqa: N802
        self, _request: analyzer_pb2.AnalyzerStackConfigureRequest, _context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzerStackConfigureResponse:
        return analyzer_pb2.AnalyzerStackConfigureResponse()

    def Analyze(  # noqa: N802
        self, request: analyzer_pb2.AnalyzeRequest, _context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzeResponse:
        return self._judge.judge(request)

    def AnalyzeStack(  # noqa: N802
        self, request: analyzer_pb2.AnalyzeStackRequest, _context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzeResponse:
        return self._judge.judge_stack(request)

    def _make_judge(self, settings: Mapping[str, Setting]) -> Judge:
        written = settings.get(policy_pack_exemptions.POLICY.name)
        options = written.options if written is not None else {}
        rules = {rule.name for rule in self._rules}
        entries = (
            *read_entries(self._settings.exemptions, rules, reserved=options.get("organizationRules", ())),
            *read_entries(options.get("exemptions", ()), rules),
        )
        return Judge(
            pack=self._pack,
            version=self._version,
            setup=settle(self._rules, self._settings.preset, settings),
            ledger=ExemptionLedger(entries, self._today),
        )


def serve() -> None:
    """Serve until the engine ends the process; the first line of standard output is the port."""
    server = grpc.server(
        ThreadPoolExecutor(max_workers=_THREADS), options=[("grpc.max_receive_message_length", _MESSAGE_LIMIT)]
    )
    server.add_generic_rpc_handlers((_handler(Analyzer(POLICIES, lambda: load_settings(os.environ))),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


def _handler(analyzer: Analyzer) -> "grpc.GenericRpcHandler[Any, Any]":
    """
    Answer what serves the methods that the analyzer has.

    The engine asks before each resource whether the pack mends it. A method that the server has not is refused without
    a thread, and the engine takes that for no: an analysis of 1,000 resources is 8 % shorter than with an empty answer
    (measured with 3.259), which the generated registration would give.
    """
    service = analyzer_pb2.DESCRIPTOR.services_by_name["Analyzer"]
    methods = [each for each in service.methods if each.name in vars(Analyzer)]
    return grpc.method_handlers_generic_handler(
        service.full_name,
        {
            each.name: grpc.unary_unary_rpc_method_handler(
                getattr(analyzer, each.name),
                request_deserializer=GetMessageClass(each.input_type).FromString,
                response_serializer=GetMessageClass(each.output_type).SerializeToString,
            )
            for each in methods
        },
    )


def _problems(options: Mapping[str, Mapping[str, object]], rules: tuple[Rule, ...]) -> tuple[str, ...]:
    defaults = {rule.name: {key: option.default for key, option in rule.options.items()} for rule in rules}
    changed = {name: values for name, values in options.items() if name not in defaults or values != defaults[name]}
    if not changed:
        return ()
    # Loaded where a team configures something: it takes a fifth of the pack's own time to start.
    from ess_policies.configuration.policy_config import problems  # noqa: PLC0415

    return problems(changed, rules)
