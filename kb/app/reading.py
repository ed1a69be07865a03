"""Reading files, in this process or in others: bytes become rows, and nothing else is loaded.

Processes that read import this module, so it must stay free of the database and of asyncio.
"""

from collections.abc import Sequence
from hashlib import blake2b

from kb.app.handover import Arrival, FilesRead, FileToRead
from kb.cards.draw import cards_of
from kb.cards.rules import CardRules
from kb.notes.decode import decode
from kb.notes.parse import parse_note
from kb.notes.problem import UNREAD, Problem, Severity
from kb.notes.rules import Rules
from kb.notes.walk import read_file, unreadable
from kb.store.rows import FileRead, add_cards, add_note, new_rows


def read_files(files: Sequence[FileToRead], rules: Rules, card_rules: CardRules) -> FilesRead:
    """Returns the notes in the files and their cards, as rows."""
    read = FilesRead(rows=new_rows(), arrivals=[], touched=[], failed=[], problems=[])
    for file in files:
        try:
            _read(file, rules, card_rules, read)
        except OSError as error:
            read.failed.append(file.ref)
            read.problems.append((file.ref, unreadable(file.path, error)))
        except Exception as error:  # noqa: BLE001  # told, with its path; the others go on
            read.failed.append(file.ref)
            read.problems.append((file.ref, _defeated(file.path, error)))
    return read


def _read(file: FileToRead, rules: Rules, card_rules: CardRules, read: FilesRead) -> None:
    raw = read_file(file.root, file.disk_path)
    digest = blake2b(raw, digest_size=16).hexdigest()
    if digest == file.known_hash:
        read.touched.append(file.ref)
        return
    text, decoding = decode(file.path, raw)
    read.problems += [(file.ref, problem) for problem in decoding]
    if any(problem.code in UNREAD for problem in decoding):
        read.failed.append(file.ref)
        return
    note, parsing = parse_note(file.path, text, rules=rules)
    read.problems += [(file.ref, problem) for problem in parsing]
    found = FileRead(file.ref, file.path, len(raw), file.mtime_ns, digest)
    add_note(read.rows, found, note)
    add_cards(read.rows, file.ref, cards_of(note, text, rules=card_rules, kept=file.reviewed))
    read.arrivals.append(
        Arrival(file.ref, digest, len(raw), note.note_id, note.title, note.aliases)
    )


def _defeated(path: str, error: Exception) -> Problem:
    """Returns the problem of a file that the reader failed on, which is the reader's own fault."""
    message = (
        f"kb failed to read this ({type(error).__name__}: {error}). What it knew of it is kept. "
        "Please report it."
    )
    return Problem(
        path=path, line=1, code="reader-failed", severity=Severity.ERROR, message=message
    )
