"""Reading the files that may have changed, outside any transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from kb.app.looking import settled_mtime, unreadable
from kb.config import Settings
from kb.graph.resolve import NoteId
from kb.notes.decode import decode
from kb.notes.parse import READER_VERSION, parse_note
from kb.notes.problem import Problem
from kb.notes.rules import Field, Rules
from kb.notes.walk import FoundFile, read_file
from kb.store.files import KnownFile
from kb.store.notes import ReadFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How the files of one import are read."""

    rules: Rules
    read_with: str
    """The reader's version and settings: others may read other things in the same bytes."""
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesRead:
    """What reading gave."""

    notes: tuple[ReadFile, ...]
    """New and changed ones, and those that were gone."""
    touched: tuple[tuple[KnownFile, int | None], ...]
    """Files whose content did not change after all, each with its time now."""
    failed: tuple[str, ...]
    """Paths of those that could not be read; what is known of them is kept."""
    problems: tuple[Problem, ...]


def reader_of(settings: Settings, now: datetime) -> Reader:
    """Returns how files are read under these settings."""
    labels = {
        Field(each.name): getattr(settings.fields, each.name) for each in fields(settings.fields)
    }
    rules = Rules(
        extra_labels=labels,
        extra_kinds=settings.notes.kinds,
        colours_are_tags=settings.notes.colours_are_tags,
    )
    told = blake2b(repr((settings.fields, settings.notes)).encode(), digest_size=6).hexdigest()
    return Reader(rules=rules, read_with=f"{READER_VERSION}.{told}", now=now)


def read_files(
    reader: Reader,
    root: Path,
    to_read: Sequence[tuple[FoundFile, KnownFile | None]],
    hashes: Mapping[NoteId, str],
    on_read: Callable[[], None],
) -> FilesRead:
    """Returns the notes in those files whose content is not what it was.

    Args:
        reader: how to read.
        root: the folder.
        to_read: files, each with what is known of it.
        hashes: of the known files, by note.
        on_read: called with each file.
    """
    notes, touched, failed = [], [], []
    problems: list[Problem] = []
    for file, before in to_read:
        on_read()
        try:
            raw = read_file(root, file.disk_path)
        except OSError as error:
            failed.append(file.path)
            problems.append(unreadable(file.path, error))
            continue
        digest = blake2b(raw, digest_size=16).hexdigest()
        mtime_ns = settled_mtime(file, reader.now)
        if before and _is_as_before(before, hashes[before.note_id], digest, reader):
            touched.append((before, mtime_ns))
            continue
        text, decoding = decode(file.path, raw)
        if any(problem.code == "not-text" for problem in decoding):
            failed.append(file.path)
            problems += decoding
            continue
        note, parsing = parse_note(file.path, text, rules=reader.rules)
        problems += [*decoding, *parsing]
        notes.append(
            ReadFile(
                note_id=before.note_id if before else None,
                size=len(raw),
                mtime_ns=mtime_ns,
                content_hash=digest,
                note=note,
            )
        )
    return FilesRead(
        notes=tuple(notes),
        touched=tuple(touched),
        failed=tuple(failed),
        problems=tuple(problems),
    )


def _is_as_before(before: KnownFile, known_hash: str, digest: str, reader: Reader) -> bool:
    return not before.gone and known_hash == digest and before.read_with == reader.read_with
