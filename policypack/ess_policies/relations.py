"""
How rules on stacks walk resources and find the ones that belong together.

Measured with the engine 3.259: at preview a property that is not known yet is left out of what rules on stacks see, ids
of new resources are empty texts, and only `Declaration.property_dependencies` tell what a value will come from.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from pulumi_policy.proxy import UnknownValueError

from ess_policies.declaration import Declaration
from ess_policies.refresh_view import InstanceRefresh
from ess_policies.rule import Observation
from ess_policies.stack import Stack
from ess_policies.views import ScalingGroup, View

__all__ = ["blame_each", "group_of", "only"]

ViewT = TypeVar("ViewT", bound=View)


class _Declared(Protocol):
    @property
    def declaration(self) -> Declaration: ...


DeclaredT = TypeVar("DeclaredT", bound=_Declared)


def blame_each(judged: Sequence[DeclaredT], observe: Callable[[DeclaredT], str | None]) -> Iterator[Observation]:
    """
    Judge each resource, and blame it for what is observed.

    A resource that needs an unknown value does not keep the others from being judged: the first such error is raised
    when all have been.
    """
    unknown: UnknownValueError | None = None
    for each in judged:
        try:
            found = observe(each)
        except UnknownValueError as error:
            unknown = unknown or error
            continue
        if found is not None:
            yield Observation(found=found, urn=each.declaration.urn)
    if unknown is not None:
        raise unknown


def only(views: Sequence[ViewT], urns: Sequence[str]) -> ViewT | None:
    """Answer the one resource that is among these URNs; None where there is none, or a choice of several."""
    found = [view for view in views if view.declaration.urn in urns]
    return found[0] if len(found) == 1 else None


def group_of(refresh: InstanceRefresh, stack: Stack) -> ScalingGroup | None:
    """Answer the scaling group of the stack that a refresh takes its group's id from, known or not."""
    return only(stack.of(ScalingGroup), refresh.scaling_group_sources)
