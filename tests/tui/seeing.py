"""What is on the screen, as a person would see it."""

from textual._context import visible_screen_stack
from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip


def strips(app: App[None]) -> list[Strip]:
    """Returns the rows of the screen, with their styles."""
    visible_screen_stack.set(app._background_screens)  # noqa: SLF001  # as its own screenshots do
    return app.screen._compositor.render_strips(app.size)  # noqa: SLF001


def seen(pilot: Pilot[None]) -> str:
    """Returns all that is shown, row by row, without styles."""
    return "\n".join(strip.text.rstrip() for strip in strips(pilot.app))


async def pressed(pilot: Pilot[None], *keys: str) -> str:
    """Returns what is shown when keys were pressed, and all that they cause is done."""
    await pilot.press(*keys)
    await pilot.pause()
    return seen(pilot)
