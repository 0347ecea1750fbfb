"""What every rule tells about itself, to the engine and to the pages and reports that are made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

from pulumi_policy import EnforcementLevel, Policy, PolicyComplianceFramework, PolicyConfigSchema, Severity

from ess_policies.exemption import UNEXEMPTED, Verdict
from ess_policies.findings import Finding
from ess_policies.options import Option

__all__ = ["Described", "Metadata", "Observation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """
    One fault that a rule found.

    Attributes:
        found: A phrase without a final full stop that quotes no value which may be a secret.
        urn: The resource to blame; None for the whole stack.
    """

    found: str
    urn: str | None = None


class Metadata(TypedDict):
    """
    The metadata of a rule, given to `ResourceRule` and `StackRule` as keyword arguments.

    Attributes:
        name: `<product>-<resource>-<rule>`, and the name of the rule's module in snake_case.
        display_name: A title of a few words.
        description: What holds where the rule is kept, as one sentence.
        severity: How bad it is where the rule is broken; the presets go by it, see `presets`.
        tags: Product and theme, such as `ess`, `instance-refresh`, `release-protection`.
        required: The requirement and its reason, a phrase without a final full stop.
        fix: What to change in a Pulumi program, a phrase without a final full stop.
        url: The page of the service's documentation that the rule rests on.
        level: The level in the preset `production`: MANDATORY (the default) or ADVISORY.
        why: What goes wrong where the rule is broken, one or more sentences for the rule's page.
        cli: How to mend a live resource with the aliyun CLI; empty where no command can.
        frameworks: Compliance frameworks with the clause that asks for it; the engine is told the first one.
        same_as: The same check elsewhere: tool (`checkov`, `prowler`, `infraguard`, `kics`, `config` for Alibaba
            Cloud Config) to its ids there.
        options: What a team may set, by name in camelCase.
    """

    name: str
    display_name: str
    description: str
    severity: Severity
    tags: list[str]
    required: str
    fix: str
    url: str
    level: NotRequired[EnforcementLevel]
    why: NotRequired[str]
    cli: NotRequired[str]
    frameworks: NotRequired[tuple[PolicyComplianceFramework, ...]]
    same_as: NotRequired[Mapping[str, tuple[str, ...]]]
    options: NotRequired[Mapping[str, Option]]


class Described(Policy):
    """
    What rules on resources and rules on stacks have in common besides what the engine is told.

    Attributes:
        types: The resource types that the rule judges or looks at; it leaves all others alone.
    """

    severity: Severity
    enforcement_level: EnforcementLevel
    tags: list[str]
    url: str
    display_name: str
    types: frozenset[str]

    def __init__(self, metadata: Metadata, types: frozenset[str], engine: type[Policy]) -> None:
        engine.__init__(self, **_engine_metadata(metadata))
        self.types = types
        self.required = metadata["required"]
        self.fix = metadata["fix"]
        self.why = metadata.get("why", "")
        self.cli = metadata.get("cli", "")
        self.frameworks = metadata.get("frameworks", ())
        self.same_as = metadata.get("same_as", {})
        self.options = metadata.get("options", {})

    def finding(self, observation: Observation, urn: str, verdict: Verdict = UNEXEMPTED) -> Finding:
        """Answer the finding that an observation on a resource makes, given what the exemptions say to it."""
        return Finding(
            rule=self.name,
            description=self.description,
            found=observation.found,
            required=self.required,
            fix=self.fix,
            urn=urn,
            exemption=verdict.exemption,
            ended=verdict.ended,
        )


def _engine_metadata(metadata: Metadata) -> dict[str, Any]:
    """Answer the keyword arguments that `pulumi_policy` takes for a policy."""
    options = metadata.get("options", {})
    frameworks = metadata.get("frameworks", ())
    schema = PolicyConfigSchema({name: option.documented_schema for name, option in options.items()})
    return {
        "name": metadata["name"],
        "description": metadata["description"],
        "enforcement_level": metadata.get("level", EnforcementLevel.MANDATORY),
        "config_schema": schema if options else None,
        "display_name": metadata["display_name"],
        "severity": metadata["severity"],
        "framework": frameworks[0] if frameworks else None,
        "tags": metadata["tags"],
        "remediation_steps": metadata["fix"],
        "url": metadata["url"],
    }
