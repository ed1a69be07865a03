"""The key that opens a card's pictures and other files, on each screen that shows a card."""

import os
from collections.abc import Callable, Sequence
from typing import Any, Final

from textual.screen import Screen

from kb.app.notes.attachments import CardAttachment, files_in, open_attachment
from kb.app.sanitize import one_line
from kb.errors import KbError
from kb.tui.keys import Key
from kb.tui.questions import ConfirmScreen

FILE: Final = Key("f", "screen.open_file", "File", "Open a picture or another file of the card")
NO_FILE: Final = "The card shows no file."
_MOST: Final = 9
_NONE: Final = Key("escape,q", "screen.answer('')", "None", "None", "Esc")
_LAST: Final = 2
"""Keys that stay at the end of every bar."""


def with_file(bar: tuple[Key, ...], *texts: str) -> tuple[Key, ...]:
    """Return the keys of a bar, with that for files if the texts name any."""
    return (*bar[:-_LAST], FILE, *bar[-_LAST:]) if files_in(*texts) else bar


def open_file(
    screen: Screen[Any],
    folder: str,
    files: Sequence[CardAttachment],
    say: Callable[[str], None],
) -> None:
    """Open a file with the system's own program; of several, the one that the user chooses.

    Args:
        screen: that shows the card.
        folder: of the card's note, absolute.
        files: of the card.
        say: shows a message.
    """

    def chosen(answer: str | None) -> None:
        if answer:
            say(_opened(folder, files[int(answer)]))

    if not files:
        say(NO_FILE)
    elif len(files) == 1:
        chosen("0")
    else:
        shown = files[:_MOST]
        names = "\n".join(
            f"{number}  {one_line(file.path or f'{file.written} (missing)')}"
            for number, file in enumerate(shown, start=1)
        )
        keys = [
            Key(f"{at + 1}", f"screen.answer('{at}')", "Open", "Open") for at in range(len(shown))
        ]
        screen.app.push_screen(ConfirmScreen(f"Which file?\n\n{names}", (*keys, _NONE)), chosen)


def _opened(folder: str, file: CardAttachment) -> str:
    try:
        open_attachment(folder, file, os.environ)
    except KbError as error:
        return error.message
    return f"Opened {file.path}."
