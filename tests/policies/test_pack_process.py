"""The pack as the engine starts it: a process that speaks the analyzer protocol, with the engine's own encodings."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pulumi.runtime.proto import analyzer_pb2

import ess_policies
from ess_policies import POLICIES
from ess_policies.testing import UNKNOWN, Pack, PackConfigError, Resource, pack_process, secret
from ess_policies.version import VERSION
from policies.cases import COMPLIANT, FAULTS, SCALING_GROUP
from policies.fault import CONFIG

PACK = Path(ess_policies.__file__).parents[1]
RULE = "ess-scaling-group-deletion-protection"
UNPROTECTED = Resource(SCALING_GROUP, {**COMPLIANT[SCALING_GROUP], "groupDeletionProtection": secret(False)})


@pytest.fixture(scope="module", name="pack")
def _pack() -> Iterator[Pack]:
    with pack_process(PACK, {"PWD": "/"}) as pack:
        yield pack


def levels(pack: Pack, resource: Resource = UNPROTECTED, rule: str = RULE) -> list[str]:
    return [each.level for each in pack.judge(resource).violations if each.policy == rule]


def test_pack_tells_its_name_its_version_and_its_rules(pack: Pack) -> None:
    assert (pack.info.name, pack.info.version) == ("alicloud-ess-refresh", VERSION)
    assert [policy.name for policy in pack.info.policies] == [rule.name for rule in POLICIES]


def test_pack_reports_every_fault(pack: Pack) -> None:
    pack.configure(CONFIG)
    by_name = {rule.name: rule for rule in POLICIES}
    for fault in FAULTS:
        level = by_name[fault.rule].enforcement_level.value
        assert levels(pack, Resource(fault.resource_type, fault.props), fault.rule) == [level], fault.rule
    pack.configure({})


@pytest.mark.parametrize("unknown", [UNKNOWN, secret(UNKNOWN)], ids=["plain", "secret"])
def test_pack_leaves_what_is_unknown_to_the_update(pack: Pack, unknown: object) -> None:
    outcome = pack.judge(Resource(SCALING_GROUP, {**COMPLIANT[SCALING_GROUP], "groupDeletionProtection": unknown}))

    assert outcome.undecided[RULE] == "string value at .groupDeletionProtection can't be known during preview"


def test_rule_can_be_made_advisory_or_switched_off(pack: Pack) -> None:
    said = []
    for config in ({}, {RULE: "advisory"}, {RULE: {"enforcementLevel": "disabled"}}, {"all": "disabled"}):
        pack.configure(config)
        said.append(levels(pack))
    pack.configure({})

    assert said == [["mandatory"], ["advisory"], [], []]


def test_pack_refuses_a_configuration_with_a_slip(pack: Pack) -> None:
    with pytest.raises(PackConfigError) as caught:
        pack.configure({f"{RULE}s": "advisory"})

    assert str(caught.value) == f"`{RULE}s`: no rule has this name; did you mean `{RULE}`?"


def test_pack_takes_preset_and_exemptions_from_the_file_next_to_the_program(tmp_path: Path) -> None:
    (tmp_path / "ess-policies.yaml").write_text(
        "preset: strict\n"
        "exemptions:\n"
        f'  - {{rule: {RULE}, resource: "*::web", reason: for now, owner: platform, expires: 9999-12-31}}\n'
    )

    with pack_process(PACK, {"PWD": str(tmp_path)}) as pack:
        assert {each.enforcementLevel for each in pack.info.policies} == {analyzer_pb2.MANDATORY}
        assert levels(pack) == ["advisory"]


def test_pack_refuses_a_file_with_a_slip(tmp_path: Path) -> None:
    path = tmp_path / "ess-policies.yaml"
    path.write_text("preset: lax\n")

    with pytest.raises(PackConfigError) as caught, pack_process(PACK, {"ESS_REFRESH_POLICY_FILE": str(path)}):
        pass

    assert str(caught.value) == f"{path}.preset: found `lax`; expected one of `baseline`, `production`, `strict`"
