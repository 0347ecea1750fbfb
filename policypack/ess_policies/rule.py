"""
The two kinds of rules: on one resource, and on all resources of a stack together.

A module of a rule holds a constant `POLICY`, which `ess_policies.POLICIES` lists. A rule on one resource names a view
and a function that says what was found there, or None:

    POLICY = ResourceRule(view=ScalingGroup, observe=_observe, name="ess-scaling-group-…", …metadata)

With options, which teams set in Pulumi's policy config, the function takes their values, defaults filled in:

    def _observe(group: ScalingGroup, options: Mapping[str, Any]) -> str | None: …

    POLICY = ResourceRule(
        view=ScalingGroup,
        observe_with=_observe,
        options={"atLeast": Option(schema={"type": "integer", "minimum": 1}, default=2, description="…")},
        …metadata,
    )

A rule on a stack names the views that it looks at and answers an observation for each fault, with the URN of the
resource to blame:

    def _observe(stack: Stack, options: Mapping[str, Any]) -> Iterator[Observation]:
        for group in stack.of(ScalingGroup):
            yield Observation(found="…", urn=group.declaration.urn)

    POLICY = StackRule(views=(ScalingGroup, ScalingConfiguration), observe=_observe, …metadata)

The metadata are the keyword arguments of `metadata.Metadata`. Both kinds are policies of `pulumi_policy` as well and
work in anybody's `PolicyPack`; this pack's own server asks them without decoding a resource twice.

A function never raises anything but the UnknownValueError that a property raises by itself, and quotes no value that
may be a secret.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Generic, TypeAlias, TypeVar, Unpack

from pulumi_policy import (
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from ess_policies.declaration import Declaration
from ess_policies.metadata import Described, Metadata, Observation
from ess_policies.options import resolve
from ess_policies.stack import Stack
from ess_policies.views import View

__all__ = ["Observation", "ResourceRule", "Rule", "StackRule"]

ViewT = TypeVar("ViewT", bound=View)


class ResourceRule(Described, ResourceValidationPolicy, Generic[ViewT]):
    """
    A rule on the resources that one view understands.

    Its message is what was found, what is required and how to fix it; the engine puts the description above it.
    """

    def __init__(
        self,
        *,
        view: type[ViewT],
        observe: Callable[[ViewT], str | None] | None = None,
        observe_with: Callable[[ViewT, Mapping[str, Any]], str | None] | None = None,
        **metadata: Unpack[Metadata],
    ) -> None:
        """
        Make the rule.

        Args:
            observe: Says what was found where the rule is broken; None where it is kept.
            observe_with: The same of a rule with options; exactly one of the two is given.
        """
        super().__init__(metadata, view.types, ResourceValidationPolicy)
        self.view = view
        self._observe = _observer(observe, observe_with)

    def observe(self, view: View, options: Mapping[str, Any]) -> Iterator[Observation]:
        """
        Answer the fault of a resource, if any.

        Args:
            view: An instance of `self.view`.
            options: The value of every option.
        """
        found = self._observe(view, options)
        if found is not None:
            yield Observation(found=found)

    def validate(self, args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
        """Judge one resource, as the server of `pulumi_policy` asks."""
        if args.resource_type in self.types:
            view = self.view(args.props, _declaration(args))
            for observation in self.observe(view, resolve(self.options, args.get_config())):
                report_violation(self.finding(observation, args.urn).explanation, None)

    def has_validation(self) -> bool:
        return True


class StackRule(Described, StackValidationPolicy):
    """A rule that looks at all resources of some views together, after every resource has been judged alone."""

    def __init__(
        self,
        *,
        views: tuple[type[View], ...],
        observe: Callable[[Stack, Mapping[str, Any]], Iterable[Observation]],
        **metadata: Unpack[Metadata],
    ) -> None:
        """
        Make the rule.

        Args:
            views: All that the rule asks the stack for.
            observe: Answers the faults of the stack; what it answers before it meets an unknown value counts.
        """
        super().__init__(metadata, frozenset().union(*(view.types for view in views)), StackValidationPolicy)
        self.views = views
        self.observe = observe

    def validate(self, args: StackValidationArgs, report_violation: ReportViolation) -> None:
        """Judge the stack, as the server of `pulumi_policy` asks."""
        stack = Stack((_declaration(each), each.props) for each in args.resources if each.resource_type in self.types)
        for observation in self.observe(stack, resolve(self.options, args.get_config())):
            report_violation(self.finding(observation, observation.urn or "").explanation, observation.urn)


Rule: TypeAlias = ResourceRule[Any] | StackRule


def _observer(
    observe: Callable[[Any], str | None] | None, observe_with: Callable[[Any, Mapping[str, Any]], str | None] | None
) -> Callable[[Any, Mapping[str, Any]], str | None]:
    if observe is not None and observe_with is None:
        return lambda view, _options: observe(view)
    if observe_with is not None and observe is None:
        return observe_with
    raise TypeError("a rule needs either `observe` or `observe_with`")


def _declaration(resource: ResourceValidationArgs | PolicyResource) -> Declaration:
    alone = Declaration(
        urn=resource.urn,
        type=resource.resource_type,
        name=resource.name,
        protect=resource.opts.protect,
        ignore_changes=tuple(resource.opts.ignore_changes),
        parent=resource.opts.parent,
    )
    if isinstance(resource, ResourceValidationArgs):
        return alone
    return replace(
        alone,
        parent=resource.parent.urn if resource.parent else None,
        dependencies=tuple(each.urn for each in resource.dependencies),
        property_dependencies={
            name: tuple(each.urn for each in sources) for name, sources in resource.property_dependencies.items()
        },
    )
