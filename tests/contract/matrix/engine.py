"""
The engine as far as a rollout depends on it: a program, a state, and the order in which a provider is asked.

Kept of the real one: check before diff; a replacement is created before the old resource is deleted; deletions come
last and only after success; a failure keeps the old state, an initialization error records a partial one and makes the
next update act; `ignore_changes` takes old inputs; a refresh replaces inputs and outputs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from pulumi.output import Unknown

from alicloud_ess_refresh.cloud.content import digest_of
from alicloud_ess_refresh.dynamic.reading import contains_unknown
from alicloud_ess_refresh.refresh.declared import CONTENT

__all__ = [
    "Declared",
    "Diff",
    "Engine",
    "Entry",
    "InitializationError",
    "Kind",
    "NativeError",
    "Preview",
    "Program",
    "Ref",
    "UpError",
]

Props = Mapping[str, Any]
DECLARED_CONTENT = frozenset(name for names in CONTENT.values() for name in names)
UNKNOWN: Any = Unknown()  # type: ignore[no-untyped-call]


class UpError(Exception):
    """A command ended with exit status 1, for this reason."""


class NativeError(UpError):
    """The alicloud provider failed."""


class InitializationError(UpError):
    """A provider's answer to a create or an update that failed half-way: what is to be recorded all the same."""

    def __init__(self, reason: str, *, id_: str, outputs: Props) -> None:
        super().__init__(reason)
        self.id, self.outputs = id_, dict(outputs)


@dataclass(frozen=True)
class Ref:
    """An output of another resource."""

    urn: str
    output: str = "id"


@dataclass(frozen=True)
class DigestOf:
    """A digest of what the program declares of another resource."""

    urn: str


@dataclass(frozen=True)
class Diff:
    changed: tuple[str, ...] = ()
    is_changed: bool = False
    is_replacement: bool = False


class Kind(Protocol):
    """
    A resource type: what a provider does.

    Attributes:
        moving: Outputs that an update in place changes, so that a preview does not know them.
    """

    moving: ClassVar[tuple[str, ...]]

    def check(self, olds: Props, news: dict[str, Any], *, is_preview: bool) -> tuple[dict[str, Any], list[str]]:
        """Return the inputs and what is wrong with them."""

    def diff(self, id_: str, olds: Props, news: Props) -> Diff: ...
    def create(self, news: Props) -> tuple[str, dict[str, Any]]: ...
    def update(self, id_: str, olds: Props, news: Props) -> dict[str, Any]: ...
    def read(self, id_: str, olds: Props) -> tuple[dict[str, Any], dict[str, Any] | None] | None:
        """Return outputs, and inputs where they are to be replaced; None where the resource is gone."""

    def delete(self, id_: str, olds: Props) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A resource in a program; values of `inputs` may be `Ref`."""

    urn: str
    kind: Kind
    inputs: Props
    ignores: tuple[str, ...] = ()
    is_replaced_on_changes: bool = False
    is_retained: bool = False
    deleted_with: str = ""


Program = Sequence[Declared]


@dataclass(kw_only=True)
class Entry:
    """A resource in the state."""

    urn: str
    kind: Kind
    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    is_retained: bool = False
    deleted_with: str = ""
    is_pending_deletion: bool = False
    has_failed: bool = False


@dataclass
class Preview:
    """What a preview shows: an operation for each resource that is not the same, and what fails it."""

    steps: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


@dataclass
class Engine:
    """One stack."""

    entries: list[Entry] = field(default_factory=list)

    def entry(self, urn: str) -> Entry | None:
        return next((each for each in self.entries if each.urn == urn and not each.is_pending_deletion), None)

    def preview(self, program: Program) -> Preview:
        preview = Preview()
        known: dict[str, Props] = {}
        inputs = {each.urn: each.inputs for each in program}
        for declared in program:
            operation, news, failures = self._plan(declared, known, inputs, is_preview=True)
            preview.failures += failures
            known[declared.urn] = self._expected(declared, operation, news)
            if operation != "same":
                preview.steps[declared.urn] = operation
        for entry in self._leftovers(program):
            preview.steps.setdefault(f"{entry.urn} {entry.id}", "delete")
        return preview

    def up(self, program: Program) -> None:
        known: dict[str, Props] = {}
        inputs = {each.urn: each.inputs for each in program}
        for declared in program:
            operation, news, failures = self._plan(declared, known, inputs, is_preview=False)
            if failures:
                raise UpError("; ".join(failures))
            self._carry_out(declared, operation, news)
            entry = self.entry(declared.urn)
            assert entry is not None
            known[declared.urn] = {"id": entry.id, **entry.inputs, **entry.outputs}
        for entry in self._leftovers(program):
            self._delete(entry, going=())

    def refresh(self) -> None:
        for entry in list(self.entries):
            read = entry.kind.read(entry.id, entry.outputs)
            if read is None:
                self.entries.remove(entry)
                continue
            outputs, inputs = read
            entry.outputs = outputs
            entry.inputs = entry.inputs if inputs is None else inputs

    def destroy(self) -> None:
        going = {each.urn for each in self.entries}
        for entry in reversed(list(self.entries)):
            self._delete(entry, going=going)

    def _plan(
        self, declared: Declared, known: Mapping[str, Props], program: Mapping[str, Props], *, is_preview: bool
    ) -> tuple[str, dict[str, Any], list[str]]:
        old = self.entry(declared.urn)
        given = {name: _resolve(value, known, program) for name, value in declared.inputs.items()}
        declared_inputs = dict(given)
        if old is not None:
            given |= {name: old.inputs[name] for name in declared.ignores if name in old.inputs}
        news, failures = declared.kind.check(old.inputs if old else {}, given, is_preview=is_preview)
        if old is None:
            return "create", news, failures
        diff = declared.kind.diff(old.id, old.outputs, news)
        if diff.is_replacement or (declared.is_replaced_on_changes and diff.is_changed):
            # What is ignored is not carried over to the new resource.
            return "replace", *declared.kind.check({}, declared_inputs, is_preview=is_preview)
        return ("update" if diff.is_changed or old.has_failed else "same"), news, failures

    def _expected(self, declared: Declared, operation: str, news: Props) -> Props:
        """Return what a preview knows of a resource's outputs."""
        old = self.entry(declared.urn)
        if old is None or operation in ("create", "replace"):
            return dict(news)
        moving = declared.kind.moving if operation == "update" else ()
        return {"id": old.id, **old.outputs, **news, **dict.fromkeys(moving, UNKNOWN)}

    def _carry_out(self, declared: Declared, operation: str, news: dict[str, Any]) -> None:
        old = self.entry(declared.urn)
        if operation == "same":
            assert old is not None
            old.inputs, old.deleted_with = news, declared.deleted_with
        elif operation == "update":
            assert old is not None
            self._update(old, news)
        else:
            self._create(declared, news, replaced=old)

    def _update(self, old: Entry, news: dict[str, Any]) -> None:
        try:
            outputs = old.kind.update(old.id, old.outputs, news)
        except InitializationError as error:
            old.inputs, old.outputs, old.has_failed = news, error.outputs, True
            raise
        old.inputs, old.outputs, old.has_failed = news, outputs, False

    def _create(self, declared: Declared, news: dict[str, Any], *, replaced: Entry | None) -> None:
        try:
            id_, outputs = declared.kind.create(news)
        except InitializationError as error:
            self._record(declared, error.id, news, error.outputs, replaced).has_failed = True
            raise
        self._record(declared, id_, news, outputs, replaced)

    def _record(
        self, declared: Declared, id_: str, news: dict[str, Any], outputs: dict[str, Any], replaced: Entry | None
    ) -> Entry:
        if replaced is not None:
            replaced.is_pending_deletion = True
        entry = Entry(
            urn=declared.urn,
            kind=declared.kind,
            id=id_,
            inputs=news,
            outputs=outputs,
            is_retained=declared.is_retained,
            deleted_with=declared.deleted_with,
        )
        self.entries.append(entry)
        return entry

    def _leftovers(self, program: Program) -> list[Entry]:
        declared = {each.urn for each in program}
        left = [each for each in self.entries if each.is_pending_deletion or each.urn not in declared]
        return list(reversed(left))

    def _delete(self, entry: Entry, *, going: Sequence[str] | set[str]) -> None:
        if entry.deleted_with not in going and not entry.is_retained:
            entry.kind.delete(entry.id, entry.outputs)
        self.entries.remove(entry)


def _resolve(value: Any, known: Mapping[str, Props], declared: Mapping[str, Props]) -> Any:
    if isinstance(value, DigestOf):
        return digest_of({name: each for name, each in declared[value.urn].items() if name in DECLARED_CONTENT})
    if not isinstance(value, Ref):
        return value
    found = known[value.urn].get(value.output, UNKNOWN)
    return UNKNOWN if contains_unknown(found) else found
