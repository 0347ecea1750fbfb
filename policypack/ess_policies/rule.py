"""What all rules have in common: their metadata, which resources they judge, and the form of their messages."""

from collections.abc import Callable
from typing import Generic, TypeVar

from pulumi_policy import (
    EnforcementLevel,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
)

from ess_policies.views import View

__all__ = ["ResourceRule"]

ViewT = TypeVar("ViewT", bound=View)


class ResourceRule(ResourceValidationPolicy, Generic[ViewT]):
    """
    A mandatory rule on the resources that one view understands.

    Its message is what was found, what is required and how to fix it; the engine puts the description above it.

    Attributes:
        types: The resource types that the rule judges; it leaves all others alone.
        required: The requirement and its reason.
    """

    def __init__(  # noqa: PLR0913  (each is part of a rule's metadata, none has a default)
        self,
        *,
        name: str,
        display_name: str,
        description: str,
        severity: Severity,
        tags: list[str],
        required: str,
        fix: str,
        url: str,
        view: type[ViewT],
        observe: Callable[[ViewT], str | None],
    ) -> None:
        """
        Make the rule.

        Args:
            name: `<product>-<resource>-<rule>`, and the name of the rule's module in snake_case.
            description: What holds where the rule is kept, as one sentence.
            required: The requirement and its reason, a phrase without a final full stop.
            fix: What to change in a Pulumi program, a phrase without a final full stop.
            url: The page of the service's documentation that the rule rests on.
            observe: Says what was found where the rule is broken, a phrase that quotes no value which may be a
                secret; None where the rule is kept.
        """
        super().__init__(
            name=name,
            description=description,
            validate=self._validate,
            enforcement_level=EnforcementLevel.MANDATORY,
            display_name=display_name,
            severity=severity,
            tags=tags,
            remediation_steps=fix,
            url=url,
        )
        self.types = view.types
        self._view = view
        self.required = required
        self._fix = fix
        self._observe = observe

    def _validate(self, args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
        if args.resource_type not in self.types:
            return
        found = self._observe(self._view(args.props))
        if found is not None:
            report_violation(f"Found: {found}.\nRequired: {self.required}.\nFix: {self._fix}.", None)
