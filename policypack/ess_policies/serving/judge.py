"""
Judges resources by all rules in one pass.

The library's own server decodes a resource anew for each policy, whatever its type (60 µs and more for each policy and
resource, measured with 1.21). Here a resource is decoded once, and only if a rule looks at its type; its views are
shared. What comes of a finding and of an unknown value is what the library makes of it; only that a secret which a rule
quotes is hidden.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel
from pulumi_policy.proxy import UnknownValueError

from ess_policies.metadata import Observation
from ess_policies.printable import one_line, printable
from ess_policies.rule import Rule
from ess_policies.rules import policy_pack_exemptions
from ess_policies.serving.analyzer_info import ENGINE_LEVELS, ENGINE_SEVERITIES
from ess_policies.serving.exemption_ledger import ExemptionLedger
from ess_policies.serving.reading import read_declaration, read_properties, read_stack_declaration
from ess_policies.serving.redaction import Redactor
from ess_policies.serving.setup import Active, Setup
from ess_policies.stack import Stack

if TYPE_CHECKING:
    from ess_policies.views import View

__all__ = ["Judge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """
    Answers the engine's requests.

    Attributes:
        pack: The pack's name.
        version: The pack's version.
    """

    pack: str
    version: str
    setup: Setup
    ledger: ExemptionLedger

    def judge(self, request: analyzer_pb2.AnalyzeRequest) -> analyzer_pb2.AnalyzeResponse:
        """Judge one resource by every rule on its type."""
        response = analyzer_pb2.AnalyzeResponse()
        active = self.setup.by_type.get(request.type)
        if active is None:
            return response
        props, declaration = read_properties(request.properties), read_declaration(request)
        redactor = Redactor((request.properties,))
        views: dict[type[View], View] = {}
        for each in active:
            view = views.get(each.rule.view)
            if view is None:
                view = views[each.rule.view] = each.rule.view(props, declaration)
            observations = each.rule.observe(view, each.options)
            response.diagnostics.extend(self._diagnose(each, observations, (request.urn,), request.urn, redactor))
        return response

    def judge_stack(self, request: analyzer_pb2.AnalyzeStackRequest) -> analyzer_pb2.AnalyzeResponse:
        """Judge the stack by every rule on stacks; the exemptions come last, when it is known what they served."""
        response = analyzer_pb2.AnalyzeResponse()
        wanted = self.setup.stack_types
        stack = Stack(
            (read_stack_declaration(each), read_properties(each.properties))
            for each in request.resources
            if each.type in wanted
        )
        redactor = Redactor(each.properties for each in request.resources if each.type in wanted)
        for active in self.setup.on_stack:
            if active.rule is policy_pack_exemptions.POLICY:
                continue
            judged = [each.urn for each in request.resources if each.type in active.rule.types]
            observations = active.rule.observe(stack, active.options)
            response.diagnostics.extend(self._diagnose(active, observations, judged, "", redactor))
        response.diagnostics.extend(self._judge_exemptions(request))
        return response

    def _judge_exemptions(self, request: analyzer_pb2.AnalyzeStackRequest) -> Iterator[analyzer_pb2.AnalyzeDiagnostic]:
        faults = self.ledger.faults(self.setup.types_by_rule.get, ((each.type, each.urn) for each in request.resources))
        for active in self.setup.on_stack:
            if active.rule is policy_pack_exemptions.POLICY:
                observations = active.rule.observe(Stack((), exemption_faults=faults), active.options)
                yield from self._diagnose(active, observations, (), "", Redactor(()))

    def _diagnose(
        self,
        active: Active[Any],
        observations: Iterable[Observation],
        judged: Iterable[str],
        urn: str,
        redactor: Redactor,
    ) -> Iterator[analyzer_pb2.AnalyzeDiagnostic]:
        """
        Say what came of a rule.

        Args:
            judged: URNs of what the rule looked at.
            urn: The resource to blame where an observation names none.
            redactor: Knows the secrets of what the rule looked at.
        """
        rule: Rule = active.rule
        has_exemptions = self.ledger.covers(rule.name)
        try:
            for observation in observations:
                yield self._report(active, observation, observation.urn or urn, redactor)
        except UnknownValueError as error:
            yield self._advise(rule, error)
            for each in judged if has_exemptions else ():
                self.ledger.note_undecided(rule.name, each)
        for each in judged if has_exemptions else ():
            self.ledger.note_judged(rule.name, each)

    def _report(
        self, active: Active[Any], observation: Observation, urn: str, redactor: Redactor
    ) -> analyzer_pb2.AnalyzeDiagnostic:
        rule: Rule = active.rule
        # All else that a message holds was written before there was a secret.
        observation = replace(observation, found=one_line(redactor.hide(observation.found)))
        finding = rule.finding(observation, urn, self.ledger.verdict(rule.name, urn))
        level = EnforcementLevel.ADVISORY if finding.is_suppressed else active.level
        return analyzer_pb2.AnalyzeDiagnostic(
            policyName=rule.name,
            policyPackName=self.pack,
            policyPackVersion=self.version,
            message=printable(finding.text),
            urn=observation.urn or "",
            description=rule.description,
            enforcementLevel=ENGINE_LEVELS[level],
            severity=ENGINE_SEVERITIES[rule.severity],
        )

    def _advise(self, rule: Rule, error: UnknownValueError) -> analyzer_pb2.AnalyzeDiagnostic:
        """Say in the library's words that the update decides."""
        return analyzer_pb2.AnalyzeDiagnostic(
            policyName=rule.name,
            policyPackName=self.pack,
            policyPackVersion=self.version,
            message=f"can't run policy '{rule.name}' from policy pack '{self.pack}@v{self.version}' during preview: "
            f"{one_line(error.message)}",
            description=rule.description,
            enforcementLevel=analyzer_pb2.ADVISORY,
        )
