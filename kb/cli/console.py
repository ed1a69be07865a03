"""A Rich console whose text is made safe when it is drawn; its own styles are kept."""

from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from kb.app.sanitize import safe_in_place


class SafeConsole(Console):
    """A console that lets no text through that a terminal would obey."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Yield what is drawn; only Rich itself makes control segments."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else safe_in_place(text, cell_len), style, control)
