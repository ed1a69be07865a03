"""Reading files, in this process or in others: bytes become rows, and nothing else is loaded.

Processes that read import this module, so it must stay free of the database and of asyncio.
"""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import NamedTuple, TypeVar, TypeVarTuple

from kb.app.importing.messages import Arrival, FilesRead, FileToRead
from kb.cards.card import Card
from kb.cards.generate import cards_of
from kb.cards.rules import CardRules
from kb.notes.files.decode import decode
from kb.notes.files.walk import read_file, unreadable
from kb.notes.note import Note
from kb.notes.parse import parse_note
from kb.notes.problem import UNREAD, Problem, Severity
from kb.notes.rules import Rules
from kb.store.importing.rows import FileRead, add_cards, add_note, new_rows

Given = TypeVarTuple("Given")
Result = TypeVar("Result")


class _Text(NamedTuple):
    """What a file holds."""

    content_hash: str
    size: int
    text: str


def read_files(files: Sequence[FileToRead], rules: Rules, card_rules: CardRules) -> FilesRead:
    """Returns the notes in the files and their cards, as rows.

    All are read before the first card is drawn: a processor that goes on doing one thing is a
    tenth quicker than one that does all for each note in turn.
    """
    read = FilesRead(rows=new_rows(), arrivals=[], touched=[], failed=[], problems=[])
    texts = [(file, found) for file in files if (found := _tried(read, file, _text, file, read))]
    notes = [
        (file, found, note)
        for file, found in texts
        if (note := _tried(read, file, _note, file, found.text, rules, read))
    ]
    drawn = [
        (file, found, note, cards)
        for file, found, note in notes
        if (cards := _tried(read, file, _cards, file, note, found.text, card_rules)) is not None
    ]
    for file, found, note, cards in drawn:
        row = FileRead(file.ref, file.path, found.size, file.mtime_ns, found.content_hash)
        add_note(read.rows, row, note)
        add_cards(read.rows, file.ref, cards)
        read.arrivals.append(
            Arrival(
                file.ref, found.content_hash, found.size, note.note_id, note.title, note.aliases
            )
        )
    return read


def _tried(
    read: FilesRead, file: FileToRead, step: Callable[[*Given], Result], *given: *Given
) -> Result | None:
    """Returns what a step makes of a file; if it fails that is told, and the others go on."""
    try:
        return step(*given)
    except OSError as error:
        problem = unreadable(file.path, error)
    except Exception as error:  # noqa: BLE001  # told, with its path
        problem = _defeated(file.path, error)
    read.failed.append(file.ref)
    read.problems.append((file.ref, problem))
    return None


def _text(file: FileToRead, read: FilesRead) -> _Text | None:
    """Returns what is in a file; nothing if that is known, or is no text."""
    raw = read_file(file.root, file.disk_path)
    digest = blake2b(raw, digest_size=16).hexdigest()
    if digest == file.known_hash:
        read.touched.append(file.ref)
        return None
    text, problems = decode(file.path, raw)
    read.problems += [(file.ref, problem) for problem in problems]
    if any(problem.code in UNREAD for problem in problems):
        read.failed.append(file.ref)
        return None
    return _Text(digest, len(raw), text)


def _note(file: FileToRead, text: str, rules: Rules, read: FilesRead) -> Note:
    note, problems = parse_note(file.path, text, rules=rules)
    read.problems += [(file.ref, problem) for problem in problems]
    return note


def _cards(file: FileToRead, note: Note, text: str, rules: CardRules) -> tuple[Card, ...]:
    return cards_of(note, text, rules=rules, kept=file.reviewed)


def _defeated(path: str, error: Exception) -> Problem:
    """Returns the problem of a file that the reader failed on, which is the reader's own fault."""
    message = (
        f"kb failed to read this ({type(error).__name__}: {error}). What it knew of it is kept. "
        "Please report it."
    )
    return Problem(
        path=path, line=1, code="reader-failed", severity=Severity.ERROR, message=message
    )
