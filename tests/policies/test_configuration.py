"""What teams say to the pack: levels, options, presets, and what is said where they slip."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pulumi_policy import EnforcementLevel, Severity

from ess_policies.configuration.policy_config import problems
from ess_policies.configuration.presets import Preset, level_in
from ess_policies.configuration.team_file import Settings, SettingsError, load_settings
from ess_policies.options import Option
from ess_policies.rule import ResourceRule
from ess_policies.testing import Resource, in_process
from ess_policies.views import ScalingGroup
from policies.cases import SCALING_GROUP

NAME = "ess-scaling-group-example"


def rule(severity: Severity = Severity.HIGH, level: EnforcementLevel = EnforcementLevel.MANDATORY) -> ResourceRule[Any]:
    def observe(_group: ScalingGroup, options: Mapping[str, Any]) -> str | None:
        return f"{options['atLeast']!r} {options['mode']}"

    return ResourceRule(
        view=ScalingGroup,
        observe_with=observe,
        options={
            "atLeast": Option(schema={"type": "integer", "minimum": 1}, default=2, description="How many."),
            "mode": Option(schema={"enum": ["loose", "tight"]}, default="loose", description="How."),
        },
        name=NAME,
        display_name="Example",
        description="Groups are examples.",
        severity=severity,
        level=level,
        tags=["ess"],
        required="an example",
        fix="make one",
        url="https://www.alibabacloud.com/help/en/",
    )


@pytest.mark.parametrize(
    ("config", "found"),
    [({}, "2 loose"), ({"atLeast": 3}, "3 loose"), ({"mode": "tight"}, "2 tight")],
)
def test_rule_gets_its_options_with_the_defaults_filled_in(config: dict[str, Any], found: str) -> None:
    pack = in_process(rule())
    pack.configure({NAME: config})

    (violation,) = pack.judge(Resource(SCALING_GROUP)).violations

    assert violation.message == f"Groups are examples.\nFound: {found}.\nRequired: an example.\nFix: make one."


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({"ess-scaling-group-exmple": "advisory"}, f"no rule has this name; did you mean `{NAME}`?"),
        ({"zzz": {}}, "no rule has this name"),
        (
            {NAME: "mandatry"},
            (
                "found the level `mandatry`; expected one of `advisory`, `mandatory`, `remediate`, `disabled`; "
                "did you mean `mandatory`?"
            ),
        ),
        ({NAME: {"atleast": 1}}, "no option has the name `atleast`; did you mean `atLeast`?"),
        ({NAME: {"zzz": 1}}, "no option has the name `zzz`; its options are `atLeast`, `mode`"),
        ({"all": {"atLeast": 1}}, "no option has the name `atLeast`; it has none"),
        ({NAME: {"atLeast": "three"}}, "option `atLeast`: found `three`; expected a whole number"),
        ({NAME: {"atLeast": 0}}, "option `atLeast`: found `0`; expected at least 1"),
        (
            {NAME: {"mode": "tigt"}},
            "option `mode`: found `tigt`; expected one of `loose`, `tight`; did you mean `tight`?",
        ),
    ],
)
def test_slip_in_the_configuration_is_explained(config: dict[str, Any], problem: str) -> None:
    (name,) = config

    assert problems(config, [rule()]) == (f"`{name}`: {problem}",)


def test_configuration_without_a_slip_is_fine() -> None:
    config = {"all": "advisory", "environments": ["e"], NAME: {"atLeast": 2.0, "mode": "tight"}}

    assert problems(config, [rule()]) == ()


@pytest.mark.parametrize(
    ("preset", "severity", "level", "expected"),
    [
        ("baseline", Severity.HIGH, "mandatory", "mandatory"),
        ("baseline", Severity.MEDIUM, "mandatory", "advisory"),
        ("baseline", Severity.LOW, "mandatory", "disabled"),
        ("production", Severity.LOW, "mandatory", "mandatory"),
        ("production", Severity.HIGH, "advisory", "advisory"),
        ("strict", Severity.LOW, "advisory", "mandatory"),
    ],
)
def test_preset_says_the_level_by_severity(preset: str, severity: Severity, level: str, expected: str) -> None:
    assert level_in(Preset(preset), rule(severity, EnforcementLevel(level))) is EnforcementLevel(expected)


def test_file_next_to_the_program_is_found_from_the_folder_of_the_shell(tmp_path: Path) -> None:
    project, below = tmp_path / "shop", tmp_path / "shop" / "infra"
    below.mkdir(parents=True)
    (project / "Pulumi.yaml").touch()
    (project / "ess-policies.yaml").write_text(
        "preset: strict\nexemptions:\n  - {rule: r, resource: u, expires: 2027-01-31}\n"
    )

    settings = load_settings({"PWD": str(below)})

    assert settings == Settings(
        preset=Preset.STRICT,
        exemptions=({"rule": "r", "resource": "u", "expires": "2027-01-31"},),
        file=project / "ess-policies.yaml",
    )


def test_file_above_the_project_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "ess-policies.yaml").write_text("preset: strict\n")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "Pulumi.yaml").touch()

    assert load_settings({"PWD": str(tmp_path / "shop")}) == Settings()


def test_variables_name_another_file_and_another_preset(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("preset: strict\n")
    environment = {"ESS_REFRESH_POLICY_FILE": str(tmp_path / "other.yaml"), "ESS_REFRESH_POLICY_PRESET": "baseline"}

    assert load_settings(environment) == Settings(preset=Preset.BASELINE, file=tmp_path / "other.yaml")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "preset: strct",
            ".preset: found `strct`; expected one of `baseline`, `production`, `strict`; did you mean `strict`?",
        ),
        ("exemption: []", ": there is no `exemption`; did you mean `exemptions`?"),
        ("exemptions: [{rule: r}]", ".exemptions[0]: found no `resource`, which every entry needs"),
        ("- a", ": found a list; expected an object"),
        (None, " cannot be read: No such file or directory"),
    ],
)
def test_slip_in_the_file_is_explained(tmp_path: Path, content: str | None, message: str) -> None:
    path = tmp_path / "ess-policies.yaml"
    if content is not None:
        path.write_text(content)

    with pytest.raises(SettingsError) as caught:
        load_settings({"ESS_REFRESH_POLICY_FILE": str(path)})

    assert str(caught.value) == f"{path}{message}"


def test_slip_in_the_variable_is_explained() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"ESS_REFRESH_POLICY_PRESET": "lax"})

    assert str(caught.value) == "ESS_REFRESH_POLICY_PRESET is `lax`; expected one of `baseline`, `production`, `strict`"
