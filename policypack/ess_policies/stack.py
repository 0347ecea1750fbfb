"""All the resources that stack rules judge, each behind its typed view."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from ess_policies.declaration import Declaration
from ess_policies.views import View

__all__ = ["Stack"]

ViewT = TypeVar("ViewT", bound=View)


class Stack:
    """The resources of one stack. A view is made once, however many rules ask for it."""

    def __init__(
        self, resources: Iterable[tuple[Declaration, Mapping[str, Any]]], exemption_faults: tuple[str, ...] = ()
    ) -> None:
        """
        Make the stack.

        Args:
            resources: Each resource with its properties behind the unknown-checking proxy, in the engine's order.
            exemption_faults: What is wrong with the exemptions from the rules, a phrase each.
        """
        self.exemption_faults = exemption_faults
        self._by_type: dict[str, list[tuple[Declaration, Mapping[str, Any]]]] = {}
        self._views: dict[type[View], tuple[View, ...]] = {}
        for declaration, props in resources:
            self._by_type.setdefault(declaration.type, []).append((declaration, props))

    def of(self, view: type[ViewT]) -> tuple[ViewT, ...]:
        """Answer every resource of the types that the view understands; `declaration` of each tells its URN."""
        if view not in self._views:
            self._views[view] = tuple(
                view(props, declaration)
                for token in sorted(view.types)
                for declaration, props in self._by_type.get(token, ())
            )
        return self._views[view]  # type: ignore[return-value]  # under a view stand its own instances only
