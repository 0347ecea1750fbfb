"""The pack as the engine starts it: a process that speaks the analyzer protocol, with the engine's own encodings."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

import ess_policies
from policies.cases import COMPLIANT, FAULTS, SCALING_GROUP, Fault
from policies.evaluation import NAMES

PACK = Path(ess_policies.__file__).parents[1]


@pytest.fixture(scope="module", name="analyzer")
def _analyzer() -> Iterator[analyzer_pb2_grpc.AnalyzerStub]:
    """Start the pack; no engine answers at the address that it is given, as none is asked for anything."""
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(PACK)]
    with subprocess.Popen(command, cwd=PACK, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield analyzer_pb2_grpc.AnalyzerStub(channel)
        process.kill()


def analyze(
    analyzer: analyzer_pb2_grpc.AnalyzerStub, resource_type: str, props: Mapping[str, Any]
) -> list[analyzer_pb2.AnalyzeDiagnostic]:
    request = analyzer_pb2.AnalyzeRequest(type=resource_type, name="web", urn=f"urn:pulumi:d::p::{resource_type}::web")
    request.properties.update(props)
    return list(analyzer.Analyze(request).diagnostics)


def secret(value: object) -> dict[str, Any]:
    return {SPECIAL_SIG_KEY: SPECIAL_SECRET_SIG, "value": value}


def test_pack_tells_its_name_and_its_rules(analyzer: analyzer_pb2_grpc.AnalyzerStub) -> None:
    info = analyzer.GetAnalyzerInfo(empty_pb2.Empty())

    assert info.name == "alicloud-ess-refresh"
    assert tuple(policy.name for policy in info.policies) == (*NAMES, "policy-pack-exemptions")


@pytest.mark.parametrize("resource_type", COMPLIANT)
def test_pack_accepts_a_compliant_resource(analyzer: analyzer_pb2_grpc.AnalyzerStub, resource_type: str) -> None:
    assert analyze(analyzer, resource_type, COMPLIANT[resource_type]) == []


@pytest.mark.parametrize("is_secret", [False, True], ids=["plain", "secret"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.rule)
def test_pack_reports_a_fault(analyzer: analyzer_pb2_grpc.AnalyzerStub, fault: Fault, is_secret: bool) -> None:
    change = {key: secret(value) for key, value in fault.change.items()} if is_secret else fault.change
    (diagnostic,) = analyze(analyzer, fault.resource_type, fault.props | dict(change))

    assert diagnostic.policyName == fault.rule
    assert diagnostic.message == f"{fault.description}\n{fault.message}"
    assert diagnostic.enforcementLevel == analyzer_pb2.MANDATORY
    assert diagnostic.severity == analyzer_pb2.POLICY_SEVERITY_HIGH


@pytest.mark.parametrize("unknown", [UNKNOWN_STRING_VALUE, secret(UNKNOWN_STRING_VALUE)], ids=["plain", "secret"])
def test_pack_only_advises_where_a_rule_needs_an_unknown_value(
    analyzer: analyzer_pb2_grpc.AnalyzerStub, unknown: object
) -> None:
    props = COMPLIANT[SCALING_GROUP] | {"multiAzPolicy": unknown, "vswitchIds": unknown, "tags": {"owner": unknown}}
    (diagnostic,) = analyze(analyzer, SCALING_GROUP, props)

    assert diagnostic.enforcementLevel == analyzer_pb2.ADVISORY
    assert diagnostic.message == (
        "can't run policy 'ess-scaling-group-priority-scale-out' from policy pack 'alicloud-ess-refresh@v0.1.0' "
        "during preview: string value at .multiAzPolicy can't be known during preview"
    )


def test_rule_can_be_made_advisory_or_switched_off(analyzer: analyzer_pb2_grpc.AnalyzerStub) -> None:
    (fault,) = (fault for fault in FAULTS if fault.rule == "ess-scaling-group-deletion-protection")
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    request.policyConfig[fault.rule].enforcementLevel = analyzer_pb2.DISABLED
    analyzer.Configure(request)
    try:
        assert analyze(analyzer, fault.resource_type, fault.props) == []
    finally:
        analyzer.Configure(analyzer_pb2.ConfigureAnalyzerRequest())
