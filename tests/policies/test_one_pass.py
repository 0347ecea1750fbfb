"""
The pack's own server answers, to the byte, what the library's server answers for the same rules, whatever it is sent.

Neither of them catches what a rule raises, so that this also shows that no rule raises anything.
"""

import inspect
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, proxy
from pulumi_policy.policy import _PolicyAnalyzerServicer

from ess_policies import POLICIES
from ess_policies.configuration.team_file import Settings
from ess_policies.findings import Finding
from ess_policies.rule import StackRule
from ess_policies.serving.redaction import Redactor
from ess_policies.serving.server import PACK, Analyzer
from ess_policies.testing import Resource, secret
from ess_policies.version import VERSION
from ess_policies.views import View
from policies.cases import FAULTS

ours: Any = Analyzer(POLICIES, Settings)
library: Any = _PolicyAnalyzerServicer(PACK, VERSION, list(POLICIES), EnforcementLevel.MANDATORY)

UNKNOWNS = [value for name, value in vars(proxy).items() if name.startswith("UNKNOWN_")]
IRRELEVANT = "random:index/randomId:RandomId"
DOCUMENT = '{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'


def views() -> set[type[View]]:
    return {view for rule in POLICIES for view in (rule.views if isinstance(rule, StackRule) else (rule.view,))}


def quoted_words(view: type[View]) -> set[str]:
    """Answer every word that stands in quotes in the module of a view: all names that it reads, and some values."""
    return set(re.findall(r'"([A-Za-z]\w*)"', inspect.getsource(inspect.getmodule(view) or view)))


WORDS = {token: sorted(quoted_words(view)) for view in views() for token in view.types} | {IRRELEVANT: ["byteLength"]}
ALL_WORDS = sorted({word for words in WORDS.values() for word in words})
# No NaN and no infinity: the engine cannot send them, and the library's decoder refuses them.
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-1, 500).map(float),
    st.text(max_size=4),
    st.sampled_from(UNKNOWNS),
    st.sampled_from(["0.0.0.0/0", "::/0", "22/22", "-1/-1", "1/65535", "tcp", "accept", "ingress", "Latest", DOCUMENT]),
    st.sampled_from(ALL_WORDS),
)
values = st.recursive(
    st.one_of(scalars, scalars.map(secret)),
    lambda children: st.one_of(
        st.lists(children, max_size=3),
        st.dictionaries(st.sampled_from(ALL_WORDS), children, max_size=3),
        children.map(secret),
    ),
    max_leaves=8,
)
resources = st.sampled_from(sorted(WORDS)).flatmap(
    lambda token: st.builds(
        Resource,
        type=st.just(token),
        props=st.dictionaries(st.sampled_from(WORDS[token]), values, max_size=8),
        name=st.sampled_from(["web", "db"]),
        ignore_changes=st.sampled_from([(), ("imageId",)]),
        dependencies=st.sampled_from([(), ("urn:pulumi:dev::shop::alicloud:ram/policy:Policy::web",)]),
    )
)


def test_the_engine_is_told_the_same() -> None:
    assert ours.GetAnalyzerInfo(None, None) == library.GetAnalyzerInfo(None, None)


def without_secrets(response: Any, resources: Sequence[Any]) -> Any:
    """Hide secrets in what the library's server says: that is the one thing that the pack's own does besides."""
    redactor = Redactor(each.properties for each in resources)
    for diagnostic in response.diagnostics:
        finding = Finding.read(diagnostic.policyName, diagnostic.urn, diagnostic.message)
        if finding is not None:
            diagnostic.message = replace(finding, found=redactor.hide(finding.found)).text
    return response


@settings(deadline=None, max_examples=200)
@given(resource=resources)
def test_a_resource_is_judged_the_same(resource: Resource) -> None:
    request = resource.alone()

    assert ours.Analyze(request, None) == without_secrets(library.Analyze(request, None), [request])


@settings(deadline=None, max_examples=200)
@given(stack=st.lists(resources, max_size=4))
def test_a_stack_is_judged_the_same(stack: list[Resource]) -> None:
    request = analyzer_pb2.AnalyzeStackRequest(resources=[each.in_stack() for each in stack])

    assert ours.AnalyzeStack(request, None) == without_secrets(library.AnalyzeStack(request, None), request.resources)


@pytest.mark.parametrize("level", ["ADVISORY", "MANDATORY", "REMEDIATE", "DISABLED"])
def test_a_level_means_the_same(level: str) -> None:
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    for rule in POLICIES:
        request.policyConfig[rule.name].enforcementLevel = analyzer_pb2.EnforcementLevel.Value(level)
    answers = []
    servers: list[Any] = [
        Analyzer(POLICIES, Settings),
        _PolicyAnalyzerServicer(PACK, VERSION, list(POLICIES), EnforcementLevel.MANDATORY),
    ]
    for server in servers:
        server.Configure(request, None)
        answers.append([server.Analyze(Resource(each.resource_type, each.props).alone(), None) for each in FAULTS])

    assert answers[0] == answers[1]
