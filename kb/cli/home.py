"""The start screen of ``kb`` without a command: what is due, and what to do next."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kb.cli import output
from kb.cli.options import Session

if TYPE_CHECKING:
    from kb.app.overview import Overview

_WHAT_IT_IS: Final = (
    "kb reads your Markdown notes, makes flashcards from them, and shows you each card when you "
    "are about to forget it. It never changes a note."
)
_LONG_REVIEW_MINUTES: Final = 15


def show_start_screen(session: Session) -> None:
    """Print what to do next, without creating a store."""
    from kb.store.file.path import check_path

    settings = session.configuration().settings
    check_path(settings.store.path)
    if not settings.store.path.exists():
        output.print_lines(_welcome())
        return
    from kb.app.overview import overview
    from kb.cli.run import ask

    moment = session.moment()
    status = ask(session, lambda store: overview(store, moment, settings))
    output.print_lines(
        _status_lines(status, settings.schedule.new_per_note) if status.folders else _welcome()
    )


def _welcome() -> list[str]:
    from kb.app.importing.vault_discovery import as_typed, likely_folders

    here = Path.cwd()
    suggestions = [
        (
            f"kb import {as_typed(folder, os.environ, here)}",
            "this folder" if folder == here else "an Obsidian vault",
        )
        for folder in likely_folders(os.environ, here)
    ] or [("kb import ~/notes", "or wherever your notes are")]
    return [
        _WHAT_IT_IS,
        "",
        "Nothing is imported yet. Import the folder with your notes:",
        "",
        *_aligned(suggestions),
        "",
        "Then run “kb review” for your first cards, or “kb” to see what to do next.",
        "“kb --help” lists all commands.",
    ]


def _status_lines(status: "Overview", new_per_note: int) -> list[str]:
    from kb.app.review.statistics.forecast import held_cards

    notes = output.counted(status.notes, "note")
    folders = output.counted(len(status.folders), "folder")
    return [
        _heading(status),
        *([held_cards(status.new_held, new_per_note)] if status.new_held else []),
        "",
        *_aligned(_next_steps(status)),
        "",
        f"{notes} in {folders}, {output.counted(status.cards, 'active card')}.",
        *map(output.one_line, status.unreadable),
        "Query your notes with “kb related” and “kb search”; see “kb --help” for everything else.",
    ]


def _heading(status: "Overview") -> str:
    if status.due or status.new:
        counts = [
            *([f"{output.counted(status.due, 'card')} due"] if status.due else []),
            *([f"{status.new} new"] if status.new else []),
        ]
        return f"Today: {' and '.join(counts)}, {output.about(max(status.minutes, 1))}."
    if status.next_at or status.unmet:
        from kb.app.review.statistics.forecast import held_by_the_day

        at = status.next_at
        when = f" The next card is due on {at:%A, %Y-%m-%d at %H:%M}." if at else ""
        return f"Done for today.{when}{held_by_the_day(status.unmet)}"
    if status.proposals:
        return "No cards to learn yet, but kb proposes some from your notes."
    if status.notes:
        return (
            "Your notes have no cards yet. A definition, a list of “name: what it does”, or a line "
            "“Q: …” above a line “A: …” becomes a card."
        )
    return f"No notes found in the imported folder{'s' if len(status.folders) > 1 else ''}."


def _next_steps(status: "Overview") -> Iterator[tuple[str, str]]:
    if status.due or status.new:
        yield "kb review", "start reviewing (q quits, answers are saved)"
        if status.minutes > _LONG_REVIEW_MINUTES:
            yield "kb review --minutes 10", "ten minutes, the most useful cards first"
    if status.proposals:
        cards = output.counted(status.proposals, "proposed card")
        yield "kb inbox", f"accept or reject {cards}"
    if not status.notes:
        yield "kb import FOLDER --ext .txt", "if your notes have another extension"
        yield "kb folders", "show the folders that kb reads"
    elif not (status.cards or status.proposals):
        yield "kb new “Spaced repetition”", "write a note that makes a card"
        yield "kb import", "import what you have written"
    elif not (status.due or status.new or status.proposals):
        yield "kb import", "import what you have changed"
        yield "kb missing", "list linked concepts that have no note yet"


def _aligned(steps: Iterable[tuple[str, str]]) -> list[str]:
    steps = list(steps)
    width = max(len(command) for command, _ in steps)
    return [f"  {command:<{width}}   {purpose}" for command, purpose in steps]
