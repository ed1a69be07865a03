"""Opening a note in the user's editor, and taking in what became of it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kb import clock
from kb.cli import output
from kb.cli.options import Session
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.importing.report import ImportReport


def edit_and_take_in(session: Session, file: Path) -> "ImportReport":
    """Returns what an import of the file did, after the user has edited it.

    Raises:
        EditorError: there is no such file, or no editor, or it failed; what it had saved is in.
    """
    from kb.app.notes.editor import EditorFailedError, open_in_editor  # noqa: PLC0415  # where something is edited

    try:
        open_in_editor(file, 1, os.environ)
    except EditorFailedError:
        take_in(session, file)
        raise
    return take_in(session, file)


def take_in(session: Session, file: Path) -> "ImportReport":
    """Returns what an import of the file did."""
    from kb.app.importing.run import Target, import_notes  # noqa: PLC0415  # loads the store

    settings = session.configuration().settings
    return ask(
        session,
        lambda store: import_notes(store, [Target(path=file)], settings=settings, now=clock.now()),
    )


def told(report: "ImportReport") -> str:
    """Returns what became of cards, in a sentence."""
    cards = report.cards
    changed = [
        f"{count} {what}"
        for count, what in (
            (cards.added, "added"),
            (cards.changed, "changed"),
            (cards.retired, "retired"),
        )
        if count
    ]
    if not changed:
        return "No card changed."
    inbox = f" {output.counted(cards.inbox, 'card')} wait in the inbox." if cards.inbox else ""
    return f"Cards: {', '.join(changed)}.{inbox}"
