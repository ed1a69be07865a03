"""Open a note in the user's editor, then import it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kb import clock
from kb.cli.options import Session
from kb.cli.run import ask

if TYPE_CHECKING:
    from kb.app.importing.report import ImportReport


def edit_and_import(session: Session, file: Path) -> "ImportReport":
    """Let the user edit a file, import it, and return the report.

    Raises:
        EditorError: the file or the editor does not exist, or the editor failed; what it had saved
            is imported all the same.
    """
    from kb.app.notes.editor import EditorFailedError, open_in_editor  # only to edit

    try:
        open_in_editor(file, 1, os.environ)
    except EditorFailedError:
        import_file(session, file)
        raise
    return import_file(session, file)


def import_file(session: Session, file: Path) -> "ImportReport":
    """Import a single file, and return the report."""
    from kb.app.importing.run import Target, import_notes  # loads the store

    settings = session.configuration().settings
    return ask(
        session,
        lambda store: import_notes(store, [Target(path=file)], settings=settings, now=clock.now()),
    )
