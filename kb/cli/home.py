"""``kb`` alone: one screen that says how things stand, and what to do next."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kb.cli import output
from kb.cli.options import Session

if TYPE_CHECKING:
    from kb.app.overview import Overview

_WIDTH: Final = 34
"""Columns of a command, before what it is for."""


def begin(session: Session) -> None:
    """Says what to do next. A store is not made for that."""
    store = session.configuration().settings.store.path
    if not store.exists():
        output.print_lines(_first_lines())
        return
    from kb.app.overview import overview  # noqa: PLC0415  # loads the store
    from kb.cli.run import ask  # noqa: PLC0415

    moment, settings = session.moment(), session.configuration().settings
    found = ask(session, lambda opened: overview(opened, moment, settings))
    if not found.folders:
        output.print_lines(_first_lines())
    else:
        output.print_lines(_lines(found))


def _first_lines() -> list[str]:
    """Returns what somebody is told who has imported nothing."""
    from kb.app.importing.vault_discovery import likely_folders, shown  # noqa: PLC0415  # only for the first time

    here = Path.cwd()
    lines = [
        "kb reads the Markdown notes that you have, draws flashcards out of them, and",
        "asks each when you are about to forget it. No note is ever changed.",
        "",
        "Nothing is imported yet. Name the folder that your notes are in:",
        "",
    ]
    likely = likely_folders(os.environ, here)
    for folder in likely:
        about = "this folder" if folder == here else "a vault of Obsidian's"
        lines.append(_try(f"kb import {shown(folder, os.environ, here)}", about))
    if not likely:
        lines.append(_try("kb import ~/notes", "whatever yours is called"))
    return [
        *lines,
        "",
        "Then “kb review” asks the first cards; “kb” alone says what comes next.",
        "“kb --help” lists all commands.",
    ]


def _lines(found: "Overview") -> list[str]:
    from kb.cli.review.due import said_of_held  # noqa: PLC0415  # not for the first time

    return [
        _heading(found),
        *([said_of_held(found.new_held)] if found.new_held else []),
        "",
        *_next_steps(found),
        "",
        _counts(found),
        *map(output.one_line, found.unreadable),
        "“kb related” and “kb search” ask your notes; “kb --help” lists all commands.",
    ]


def _heading(found: "Overview") -> str:
    if found.due or found.new:
        waits = [
            *([f"{output.counted(found.due, 'card')} to review"] if found.due else []),
            *([f"{found.new} new"] if found.new else []),
        ]
        minutes = output.counted(max(round(found.minutes), 1), "minute")
        return f"Today: {' and '.join(waits)}, about {minutes}."
    if found.next_at:
        return f"Done for today. The next card comes on {found.next_at:%A, %Y-%m-%d at %H:%M}."
    if found.proposals:
        return "Nothing is to be learnt yet, but kb proposes cards from your notes."
    if found.notes:
        return "Your notes have given no cards yet."
    where = "folder that is" if len(found.folders) == 1 else "folders that are"
    return f"No note was found in the {where} known."


def _next_steps(found: "Overview") -> list[str]:
    steps = []
    if found.due or found.new:
        steps.append(_try("kb review", "answers them; q ends it, and nothing is lost"))
        if found.minutes > 15:
            steps.append(_try("kb review --minutes 10", "what is worth most, in ten minutes"))
    if found.proposals:
        proposed = output.counted(found.proposals, "card")
        steps.append(_try("kb inbox", f"{proposed} proposed; you say which you want"))
    if not found.notes:
        steps.append(_try("kb import FOLDER --ext .txt", "if notes end with something else"))
        steps.append(_try("kb folders", "where kb looked"))
    elif not (found.cards or found.proposals):
        steps.append(_try("kb new “Spaced repetition”", "writes a note that gives one"))
        steps.append("  A definition, a list of “name: what it does”, or a line “Q: …” over a line")
        steps.append("  “A: …” becomes a card. “kb import” takes in what you wrote.")
    elif not steps:
        steps.append(_try("kb import", "takes in what you have written since"))
        steps.append(_try("kb missing", "what your notes link to and nobody has written"))
    return steps


def _counts(found: "Overview") -> str:
    notes = output.counted(found.notes, "note")
    folders = output.counted(len(found.folders), "folder")
    return f"{notes} in {folders}, {output.counted(found.cards, 'card')} in use."


def _try(command: str, about: str) -> str:
    gap = max(_WIDTH - len(command), 2)
    return f"  {command}{' ' * gap}{about}"
