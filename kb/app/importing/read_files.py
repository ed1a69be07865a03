"""Read files: bytes become rows for the store. Runs in worker processes, or in the import itself.

Workers load this module, so it imports neither the database nor asyncio.
"""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import NamedTuple, TypeVar, TypeVarTuple

from kb.app.importing.read_results import FilesRead, FileToRead, NoteRead
from kb.cards.card import Card
from kb.cards.generate import cards_and_problems
from kb.cards.worth.weights import DEFAULT_WEIGHTS
from kb.notes.files.decode import decode
from kb.notes.files.walk import read_file, unreadable
from kb.notes.note import Note
from kb.notes.parse import parse_note
from kb.notes.problem import UNREAD, Problem, Severity
from kb.notes.rules import Rules
from kb.store.importing.rows import FileVersion, add_cards, add_note, new_rows

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")


class _Text(NamedTuple):
    content_hash: str
    size: int
    text: str


def read_files(files: Sequence[FileToRead], rules: Rules) -> FilesRead:
    """Return the notes in the files and their cards, as rows.

    Every file is read before any is parsed, and parsed before any card is generated: one kind of
    work at a time keeps the processor's caches warm, which is a tenth faster.
    """
    read = FilesRead(rows=new_rows(), notes=[], touched=[], failed=[], problems=[])
    texts = [(file, text) for file in files if (text := _attempt(read, file, _text, file, read))]
    notes = [
        (file, text, note)
        for file, text in texts
        if (note := _attempt(read, file, _note, file, text.text, rules, read))
    ]
    generated = [
        (file, text, note, cards)
        for file, text, note in notes
        if (cards := _attempt(read, file, _cards, file, note, text.text, read)) is not None
    ]
    for file, text, note, cards in generated:
        row = FileVersion(
            file.ref,
            file.path,
            text.size,
            file.mtime_ns,
            text.content_hash,
            file.read_rules.reader_version,
        )
        add_note(read.rows, row, note)
        add_cards(read.rows, file.ref, note, cards)
        read.notes.append(
            NoteRead(file.ref, text.content_hash, text.size, note.note_id, note.title, note.aliases)
        )
    return read


def _attempt(
    read: FilesRead, file: FileToRead, step: Callable[[*Arguments], Result], *arguments: *Arguments
) -> Result | None:
    """Run a step for a file. If it fails, record a problem, so that the other files go on."""
    try:
        return step(*arguments)
    except OSError as error:
        problem = unreadable(file.path, error)
    except Exception as error:  # noqa: BLE001  # reported as a problem of this file
        problem = _reader_failed(file.path, error)
    read.failed.append(file.ref)
    read.problems.append((file.ref, problem))
    return None


def _text(file: FileToRead, read: FilesRead) -> _Text | None:
    """Return what is in a file, or None if its content is known or is not text."""
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


def _cards(file: FileToRead, note: Note, text: str, read: FilesRead) -> tuple[Card, ...]:
    rules = file.read_rules.card_rules
    cards, problems = cards_and_problems(
        note, text, rules=rules, kept=file.reviewed, weights=file.weights or DEFAULT_WEIGHTS
    )
    read.problems += [(file.ref, problem) for problem in problems]
    return cards


def _reader_failed(path: str, error: Exception) -> Problem:
    message = (
        f"kb failed to read this file ({type(error).__name__}: {error}). The store keeps its "
        "earlier content. Please report this."
    )
    return Problem(
        path=path, line=1, code="reader-failed", severity=Severity.ERROR, message=message
    )
