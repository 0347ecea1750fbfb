"""The blocks of README and the pages: what is shown to readers, and in which language."""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

__all__ = ["BLOCKS", "PAGES", "ROOT", "Block"]

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "policypack" / "README.md",
    ROOT / "emulator" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
_FENCED = re.compile(
    r"^(?P<indent> *)```(?P<language>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Block:
    """
    What stands between two fences.

    Attributes:
        page: Path from the root of the repository.
        line: Of the fence that begins it.
        language: As the fence says it; empty where it says none.
        text: Without the indent of the fences.
    """

    page: str
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"


def _blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            str(page.relative_to(ROOT)),
            text.count("\n", 0, match.start()) + 1,
            match["language"].strip(),
            textwrap.dedent(match["text"]),
        )
        for match in _FENCED.finditer(text)
    ]


BLOCKS = [block for page in PAGES for block in _blocks(page)]
