"""The console that screens, progress and errors are written to: it carries nothing out that a text smuggles in."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from alicloud_ess_refresh.printable import printable

__all__ = ["SafeConsole"]


class SafeConsole(Console):
    """
    Shows what is not printable as an escape, wherever on a screen it is.

    Styles and movements of the cursor are added by the console itself, after this.
    """

    def render_str(self, text: str, **options: Any) -> Text:
        # Before the layout, so that columns are as wide as what is shown.
        return super().render_str(printable(text), **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(printable(segment.text), segment.style)
