"""The pack's own server answers, to the byte, what the library's server answers for the same rules."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, proxy
from pulumi_policy.policy import _PolicyAnalyzerServicer

from ess_policies.configuration.team_file import Settings
from ess_policies.serving.server import ALL_RULES, PACK, VERSION, Analyzer
from ess_policies.testing import Resource, secret
from policies.cases import COMPLIANT, FAULTS

ours: Any = Analyzer(ALL_RULES, Settings)
library: Any = _PolicyAnalyzerServicer(PACK, VERSION, list(ALL_RULES), EnforcementLevel.MANDATORY)

TYPES = sorted({*COMPLIANT, *(token for rule in ALL_RULES for token in rule.types), "random:index/randomId:RandomId"})
UNKNOWNS = [value for name, value in vars(proxy).items() if name.startswith("UNKNOWN_")]
PROPERTIES = sorted({key for fault in FAULTS for key in fault.props})
# No NaN and no infinity: the engine cannot send them, and the library's decoder refuses them.
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=4),
    st.sampled_from(UNKNOWNS),
    st.sampled_from(sorted({value for fault in FAULTS for value in fault.change.values() if isinstance(value, str)})),
)
values = st.recursive(
    st.one_of(scalars, scalars.map(secret)),
    lambda children: st.one_of(
        st.lists(children, max_size=3),
        st.dictionaries(st.sampled_from(PROPERTIES), children, max_size=3),
        children.map(secret),
    ),
    max_leaves=8,
)
resources = st.builds(
    Resource,
    type=st.sampled_from(TYPES),
    props=st.dictionaries(st.sampled_from(PROPERTIES), values, max_size=8),
    name=st.sampled_from(["web", "db"]),
)


def test_the_engine_is_told_the_same() -> None:
    assert ours.GetAnalyzerInfo(None, None) == library.GetAnalyzerInfo(None, None)


@given(resource=resources)
def test_a_resource_is_judged_the_same(resource: Resource) -> None:
    request = resource.alone()

    assert ours.Analyze(request, None) == library.Analyze(request, None)


@given(stack=st.lists(resources, max_size=4))
def test_a_stack_is_judged_the_same(stack: list[Resource]) -> None:
    request = analyzer_pb2.AnalyzeStackRequest(resources=[each.in_stack() for each in stack])

    assert ours.AnalyzeStack(request, None) == library.AnalyzeStack(request, None)


@pytest.mark.parametrize("level", ["ADVISORY", "MANDATORY", "REMEDIATE", "DISABLED"])
def test_a_level_means_the_same(level: str) -> None:
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    for rule in ALL_RULES:
        request.policyConfig[rule.name].enforcementLevel = analyzer_pb2.EnforcementLevel.Value(level)
    answers = []
    servers: list[Any] = [
        Analyzer(ALL_RULES, Settings),
        _PolicyAnalyzerServicer(PACK, VERSION, list(ALL_RULES), EnforcementLevel.MANDATORY),
    ]
    for server in servers:
        server.Configure(request, None)
        answers.append([server.Analyze(Resource(each.resource_type, each.props).alone(), None) for each in FAULTS])

    assert answers[0] == answers[1]
