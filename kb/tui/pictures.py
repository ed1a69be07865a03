"""Pictures of cards, drawn by terminals that can draw them: the extra ``kb[pictures]``.

Only a terminal that is known to draw, by sixels or by kitty's protocol, is asked how: an answer is
waited for, and a key that is pressed meanwhile would be lost. Everywhere else the name of a picture
and the key that opens it are all.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from select import select
from typing import TYPE_CHECKING, Final

from textual.containers import Vertical
from textual.geometry import Size
from textual.widget import Widget

if TYPE_CHECKING:
    from PIL.Image import Image

Drawing = Callable[["Image"], Widget]
"""Makes a widget of a picture."""

_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
"""Those that Pillow reads by itself, without a program of the system's."""
_MOST_PIXELS: Final = 50_000_000
_LARGEST: Final = (1_600, 1_600)
"""Pixels of a picture that is kept: more than a screen shows of it."""
_WIDEST: Final = 100
"""Columns, as of the text."""
SIGNS: Final = (
    "KITTY_WINDOW_ID", "GHOSTTY_RESOURCES_DIR", "WEZTERM_PANE", "ITERM_SESSION_ID",
    "KONSOLE_VERSION", "XTERM_VERSION", "WT_SESSION", "CONTOUR_PROFILE", "MLTERM",
)  # fmt: skip
"""What terminals that may draw pictures set in the environment."""
_NAMES: Final = ("foot", "xterm-kitty", "xterm-ghostty", "contour", "mlterm", "rio", "vscode")
"""The names of those that set no variable of their own, in TERM or TERM_PROGRAM."""


def drawing(environ: Mapping[str, str]) -> Drawing | None:
    """Return how this terminal draws pictures, or None if it does not.

    It has to be called before a screen is shown: the terminal's answer comes as input.

    Args:
        environ: the environment, which names the terminal.
    """
    if not (may_draw(environ) and find_spec("textual_image") and find_spec("PIL")):
        return None
    if select([0], [], [], 0)[0]:  # what is typed already would be taken for the answer
        return None
    # The library asks the terminal while it is imported.
    from textual_image import renderable  # noqa: PLC0415
    from textual_image.widget import Image as Picture  # noqa: PLC0415

    if renderable.Image not in (renderable.SixelImage, renderable.TGPImage):
        return None
    return Picture


def may_draw(environ: Mapping[str, str]) -> bool:
    """Return whether the environment is that of a terminal that may draw pictures.

    >>> may_draw({"TERM": "xterm-kitty"}), may_draw({"TERM": "xterm-256color"})
    (True, False)

    A multiplexer between keeps the variables, and draws nothing:

    >>> may_draw({"KITTY_WINDOW_ID": "1", "TERM": "tmux-256color"})
    False
    """
    term, program = environ.get("TERM", ""), environ.get("TERM_PROGRAM", "")
    if term.startswith(("tmux", "screen")) or "TMUX" in environ or "STY" in environ:
        return False
    is_named = term.startswith(_NAMES) or program.startswith(_NAMES)
    return is_named or any(sign in environ for sign in SIGNS)


class Pictures(Vertical):
    """Pictures below each other, none wider than the text, or higher than half of the screen."""

    DEFAULT_CSS = """
    Pictures { height: auto; padding: 0 0 0 1; }
    Pictures > * { margin: 0 0 1 0; }
    """

    def __init__(self, draw: Drawing | None, *, id: str | None = None) -> None:  # noqa: A002  # Textual's
        super().__init__(id=id)
        self._draw = draw
        self._shown: tuple[Path, ...] = ()
        self._natural: list[tuple[Widget, Size]] = []

    async def show(self, files: Sequence[Path]) -> None:
        """Show the pictures in some files instead of those before; what is none is left out."""
        if self._draw is None or self._shown == tuple(files):
            return
        self._shown, self._natural = tuple(files), []
        await self.remove_children()
        for file in files:
            image = await asyncio.to_thread(read_picture, file)
            if image:
                widget = self._draw(image)
                # Before it has styles, a widget of the library tells the picture's own size.
                anywhere = Size(0, 0)
                size = Size(
                    widget.get_content_width(anywhere, anywhere),
                    widget.get_content_height(anywhere, anywhere, 0),
                )
                self._natural.append((widget, size))
        self._fit()
        await self.mount(*(widget for widget, _ in self._natural))

    def on_resize(self) -> None:
        """Fit the pictures into the screen."""
        self._fit()

    def _fit(self) -> None:
        room = Size(min(self.app.size.width - 4, _WIDEST), self.app.size.height // 2)
        for widget, size in self._natural:
            scale = min(room.width / max(size.width, 1), room.height / max(size.height, 1), 1)
            widget.styles.width = max(round(size.width * scale), 1)
            widget.styles.height = max(round(size.height * scale), 1)


def read_picture(file: Path) -> "Image | None":
    """Return the picture in a file, made smaller than it is if need be; None if it is none.

    A picture of more than 50 million pixels is none either.
    """
    from PIL import Image, ImageOps  # noqa: PLC0415  # the extra may not be there

    try:
        with Image.open(file, formats=_FORMATS) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            image.draft("RGB", _LARGEST)
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail(_LARGEST)
            return upright.convert("RGBA")
    except Exception:  # noqa: BLE001  # whatever Pillow raises for a broken file
        return None
