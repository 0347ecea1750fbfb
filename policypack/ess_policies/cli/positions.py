"""Which line of the program to mark for a resource."""

from pathlib import Path

from ess_policies.cli.sources import Frame, Sources
from ess_policies.reports.report import Position

__all__ = ["checkout_of", "position_of", "relative_path"]

# Where installed packages live; a component of one is declared there, and used in the program.
_INSTALLED = frozenset({"site-packages", "dist-packages", "node_modules"})


def checkout_of(project: Path) -> Path:
    """Answer the folder that paths in reports are relative to: the checkout that holds the project, or the project."""
    return next((folder for folder in (project, *project.parents) if (folder / ".git").exists()), project)


def position_of(urn: str, sources: Sources, *, project: Path, root: Path) -> Position | None:
    """
    Answer the innermost line of the team's own files that declares a resource, or else its nearest parent.

    Args:
        project: The folder of `Pulumi.yaml`.
        root: The folder that the path is to be relative to; a file outside of it is not the team's own.
    """
    seen = set()
    while urn in sources and urn not in seen:
        seen.add(urn)
        source = sources[urn]
        for frame in source.frames:
            path = _own_file(frame, project, root)
            if path is not None:
                return Position(path=path, line=frame.line)
        urn = source.parent
    return None


def _own_file(frame: Frame, project: Path, root: Path) -> str | None:
    path = (project / frame.path).resolve()
    if _INSTALLED.intersection(path.parts) or not path.is_relative_to(root) or not path.is_file():
        return None
    return relative_path(path, root)


def relative_path(path: Path, root: Path) -> str:
    """Answer a path with slashes, relative to the root where it is below it."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
