"""What `help` shows of a resource or a component: its arguments, as the TypedDict that declares them describes them."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import TypeVar, is_typeddict

__all__ = ["shows_arguments"]

Resource = TypeVar("Resource", bound=type)

CONSTRUCTOR = """
Declare it.

Args:
    name: Name of the resource in the program.
    args: Its arguments as a mapping; or give each one as a keyword argument. The class's help lists them.
    opts: Options of the resource.

Raises:
    ValueError: Both forms at once; an argument is not known, or one that is required is not set.
"""
INDENT = "    "


def shows_arguments(typed: type) -> Callable[[Resource], Resource]:
    """Let the help of a class list the fields of the TypedDict that it takes, and tell how it is called."""

    def decorate(resource: Resource) -> Resource:
        resource.__doc__ = _Help(inspect.cleandoc(resource.__doc__ or ""), typed)  # type: ignore[assignment]
        resource.__init__.__doc__ = CONSTRUCTOR  # type: ignore[misc]  # its own, not a subclass's
        return resource

    return decorate


class _Help:
    """
    A docstring with a section `Args`.

    Python does not keep the docstrings of fields: they are read from the source, when somebody asks for help.
    """

    def __init__(self, text: str, typed: type) -> None:
        self._text = text
        self._typed = typed

    def __get__(self, _instance: object, _owner: type) -> str:
        about, *raises = self._text.split("\n\nRaises:")
        # The first line says whose arguments they are, which is known here.
        _, *notes = inspect.cleandoc(self._typed.__doc__ or "").split("\n\n")
        fields = "\n".join(_fields(self._typed, INDENT))
        return "\n\nRaises:".join(["\n\n".join([about, *notes, f"Args:\n{fields}"]), *raises])


def _fields(typed: type, indent: str) -> Iterator[str]:
    """Answer the lines about each field: those of the class itself before those that it inherits."""
    module = sys.modules[typed.__module__]
    body = _classes(module)[typed.__name__].body
    for statement, following in zip(body, [*body[1:], None], strict=True):
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        name = statement.target.id
        required = ", required" if name in typed.__required_keys__ else ""  # type: ignore[attr-defined]
        yield f"{indent}{name}: {ast.unparse(_Plain().visit(statement.annotation))}{required}"
        yield from (f"{indent}{INDENT}{line}".rstrip() for line in _docstring(following).splitlines())
        for inner in _typed_dicts(statement.annotation, module):
            yield from _fields(inner, indent + 2 * INDENT)
    for base in _classes(module)[typed.__name__].bases:
        for inner in _typed_dicts(base, module):
            yield from _fields(inner, indent)


@cache
def _classes(module: ModuleType) -> dict[str, ast.ClassDef]:
    return {node.name: node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.ClassDef)}


def _docstring(statement: ast.stmt | None) -> str:
    """Answer what follows a field, if that is its docstring."""
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Constant):
        return ""
    return inspect.cleandoc(str(statement.value.value))


def _typed_dicts(annotation: ast.expr, module: ModuleType) -> Iterator[type]:
    names = [node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)]
    for found in (getattr(module, name, None) for name in names):
        if isinstance(found, type) and is_typeddict(found):
            yield found


class _Plain(ast.NodeTransformer):
    """Takes from an annotation what is the same for every field: `NotRequired`, `pulumi.Input`."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if ast.unparse(node.value) in {"NotRequired", "pulumi.Input"}:
            return self.visit(node.slice)  # type: ignore[no-any-return]
        self.generic_visit(node)
        return node
