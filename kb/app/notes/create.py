"""``kb new`` and ``kb edit``: which file a note is in, or will be, and what a new one says."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Final

from kb.app.notes.lookup import ConceptRef, find_concept, find_note
from kb.app.notes.templates import file_name, fill_template, find_template, with_title
from kb.config.settings import NewSettings
from kb.errors import KbError, NotFoundError, UsageError, reason_of
from kb.graph.concepts import missing_key
from kb.graph.resolve import NamedNote
from kb.notes.names import name_key
from kb.store.file.store import Store, Transaction
from kb.store.graph.edges import edges_to_missing
from kb.store.notes.folders import Folder, folder_roots, remembered_folders
from kb.store.notes.names import named_by_id

_ELSEWHERE: Final = "Choose another folder."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNote:
    """A note that is to be written."""

    title: str
    file: Path
    text: str
    wanted_by: tuple[str, ...]
    """Titles of the notes that link to it."""


class NoteExistsError(KbError):
    """The note, or its file, exists already."""

    code = "exists"


async def new_note(
    store: Store,
    title: str,
    *,
    settings: NewSettings,
    at: datetime,
    folder: Path | None = None,
    template: str | None = None,
) -> NewNote:
    """Return a note called ``title``, as it would be written. Nothing is written yet.

    If notes link to it, their spelling of the title wins, and without a ``folder`` it goes where
    the settings say, or beside them. ``at`` is now, in the user's time zone.

    Raises:
        NoteExistsError: there is such a note.
        NotFoundError: there is no such template.
        UsageError: the title cannot be one, or it is not clear where the note should go.
    """
    title = " ".join(title.split())
    if not any(map(str.isalnum, title)):
        raise UsageError("a note needs a title with a letter or a digit: kb new TITLE.")
    text = find_template(settings, template)
    async with store.reading() as transaction:
        concept = await _concept(transaction, title)
        if concept and concept.note:
            quoted = f"'{concept.title}'" if " " in concept.title else concept.title
            raise NoteExistsError(
                f"“{concept.title}” is a note already: {concept.note.path}. "
                f"“kb edit {quoted}” opens it."
            )
        sources = await _notes_linking_to(transaction, concept) if concept else ()
        roots = await folder_roots(transaction)
        folders = await remembered_folders(transaction)
    if concept and name_key(concept.title) == name_key(title):
        title = concept.title
    beside = [(roots[note.folder] / note.path).parent for note in sources]
    place = folder or settings.folder or _commonest(beside) or _here(folders) or _only(folders)
    place = place.absolute()
    file = place / file_name(title, _extension(place, folders))
    filled = fill_template(text, title, at, [_wikilink(note) for note in sources])
    return NewNote(
        title=title,
        file=file,
        text=with_title(filled, file.name, title),
        wanted_by=tuple(note.title for note in sources),
    )


def with_text(note: NewNote, text: str) -> NewNote:
    """Return a note that says ``text`` instead of what its template says."""
    whole = with_title(f"{text.strip()}\n", note.file.name, note.title)
    return replace(note, text=whole)


def write_new(note: NewNote) -> None:
    """Write the note's file, never over another.

    Raises:
        NoteExistsError: the file exists already, or one whose name differs in case only: many
            disks take them for one, and no link tells them apart.
        UsageError: it cannot be written.
    """
    folder = note.file.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = [entry.name for entry in folder.iterdir()]
    except OSError as error:
        raise UsageError(
            f"cannot make the folder {folder}: {reason_of(error)}. {_ELSEWHERE}"
        ) from error
    for name in names:
        if name.casefold() == note.file.name.casefold():
            raise _exists(note.file.with_name(name))
    try:
        with note.file.open("x", encoding="utf-8") as new:
            try:
                new.write(note.text)
                new.flush()
            except OSError:
                note.file.unlink()
                raise
    except FileExistsError:
        raise _exists(note.file) from None
    except OSError as error:
        raise UsageError(f"cannot write {note.file}: {reason_of(error)}. {_ELSEWHERE}") from error


def _exists(file: Path) -> NoteExistsError:
    return NoteExistsError(f"{file} exists already. Open it, or choose another title.")


async def file_of(store: Store, name: str) -> Path:
    """Return the file of the note that ``name`` means.

    Raises:
        NotFoundError: no note has this name; with suggestions.
        AmbiguousError: several notes do; with their paths.
    """
    async with store.reading() as transaction:
        note = await find_note(transaction, name)
        return (await folder_roots(transaction))[note.folder] / note.path


async def _concept(transaction: Transaction, title: str) -> ConceptRef | None:
    try:
        return await find_concept(transaction, title)
    except NotFoundError:
        return None


async def _notes_linking_to(transaction: Transaction, concept: ConceptRef) -> tuple[NamedNote, ...]:
    edges = await edges_to_missing(transaction, [concept.title])
    sources = {edge.source for edge in edges if missing_key(edge.written) == concept.concept}
    notes = await named_by_id(transaction, sources)
    return tuple(sorted(notes, key=lambda note: (name_key(note.title), note.path)))


def _commonest(folders: Sequence[Path]) -> Path | None:
    """Return the folder of most notes; of equals, that with the shortest path."""
    counts = Counter(folders)
    return min(counts, key=lambda folder: (-counts[folder], len(str(folder)), folder), default=None)


def _here(folders: Sequence[Folder]) -> Path | None:
    """Return the working directory, if it is an imported folder or below one."""
    here = Path.cwd()
    return here if any(here.is_relative_to(folder.root) for folder in folders) else None


def _only(folders: Sequence[Folder]) -> Path:
    if len(folders) == 1:
        return Path(folders[0].root)
    if not folders:
        raise UsageError("no folder is imported yet. Import one, or name one with --folder.")
    roots = ", ".join(folder.root for folder in folders)
    raise UsageError(
        f"several folders are imported: {roots}. Choose one with --folder, or permanently with: "
        "kb config set new.folder FOLDER."
    )


def _extension(place: Path, folders: Sequence[Folder]) -> str:
    for folder in folders:
        if place.is_relative_to(folder.root) and folder.extensions:
            return ".md" if ".md" in folder.extensions else folder.extensions[0]
    return ".md"


def _wikilink(note: NamedNote) -> str:
    """Return a wikilink to the note, by the name of its file, as in Obsidian."""
    stem = PurePosixPath(note.path).stem
    return f"[[{stem}]]" if name_key(stem) == name_key(note.title) else f"[[{stem}|{note.title}]]"
