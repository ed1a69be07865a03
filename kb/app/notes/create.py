"""``kb new`` and ``kb edit``: notes that the user writes."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from kb.app.notes.lookup import NamedConcept, find_concept, find_note
from kb.app.notes.templates import file_name, filled, template_called, titled
from kb.config import NewSettings
from kb.errors import KbError, NotFoundError, UsageError
from kb.graph.concepts import missing_key
from kb.graph.resolve import NamedNote
from kb.notes.names import name_key
from kb.store.file.store import Store, Transaction
from kb.store.graph.edges import edges_to_missing
from kb.store.notes.folders import Folder, all_folders
from kb.store.notes.names import folder_roots, named_by_id


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNote:
    """A note that is to be written."""

    title: str
    file: Path
    text: str
    wanted_by: tuple[str, ...]
    """Titles of the notes that link to it."""


class NoteExistsError(KbError):
    """A note that would be written over another."""

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
    """Returns what a note called ``title`` would be. Nothing is written yet.

    Args:
        store: the store.
        title: of the note. Notes that link to it in another spelling decide how it is spelled.
        settings: the templates, and where new notes go.
        at: now, where the user is.
        folder: where it goes, if not where the settings or the notes that want it say.
        template: the name of the template; absent: that of all notes.

    Raises:
        NoteExistsError: there is such a note.
        NotFoundError: there is no such template.
        UsageError: the title cannot be one, or it is not clear where the note should go.
    """
    title = " ".join(title.split())
    if not title or not any(map(str.isalnum, title)):
        raise UsageError("a note needs a title with a letter or a digit: kb new TITLE.")
    text = template_called(settings, template)
    async with store.reading() as transaction:
        concept = await _concept(transaction, title)
        if concept and concept.note:
            raise NoteExistsError(
                f"“{concept.title}” is a note already: {concept.note.path}. "
                f"“kb edit {_quoted(concept.title)}” opens it."
            )
        wanting = await _wanting(transaction, concept) if concept else ()
        roots = {folder: Path(root) for folder, root in (await folder_roots(transaction)).items()}
        known = [each for each in await all_folders(transaction) if not each.forgotten]
    if concept and name_key(concept.title) == name_key(title):
        title = concept.title
    beside = [(roots[note.folder] / note.path).parent for note in wanting]
    place = folder or settings.folder or _commonest(beside) or _only(known)
    file = place.absolute() / file_name(title, _ending(place, known))
    links = tuple(map(_link, wanting))
    return NewNote(
        title=title,
        file=file,
        text=titled(filled(text, title, at, links), file.name, title),
        wanted_by=tuple(note.title for note in wanting),
    )


def write_new(note: NewNote) -> None:
    """Writes the note's file, never over another.

    Raises:
        NoteExistsError: there is a file in its place.
        UsageError: it cannot be written.
    """
    try:
        note.file.parent.mkdir(parents=True, exist_ok=True)
        with note.file.open("x", encoding="utf-8") as new:
            try:
                new.write(note.text)
                new.flush()
            except OSError:
                note.file.unlink()
                raise
    except FileExistsError:
        raise NoteExistsError(
            f"{note.file} is there already. Open it, or choose a title."
        ) from None
    except OSError as error:
        raise UsageError(f"{note.file} cannot be written: {error.strerror}. Mend that.") from error


async def file_of(store: Store, name: str) -> Path:
    """Returns the file of the note that ``name`` means.

    Raises:
        NotFoundError: nothing is called so; with suggestions.
        AmbiguousError: several notes are; with their paths.
    """
    async with store.reading() as transaction:
        note = await find_note(transaction, name)
        roots = await folder_roots(transaction)
    return Path(roots[note.folder], note.path)


async def _concept(transaction: Transaction, title: str) -> NamedConcept | None:
    """Returns the note called so, or the concept that is missing; none if there is neither."""
    try:
        return await find_concept(transaction, title)
    except NotFoundError:
        return None


async def _wanting(transaction: Transaction, concept: NamedConcept) -> tuple[NamedNote, ...]:
    """Returns the notes that link to the concept, by title."""
    edges = await edges_to_missing(transaction, [concept.title])
    sources = {edge.source for edge in edges if missing_key(edge.written) == concept.concept}
    notes = await named_by_id(transaction, sources)
    return tuple(sorted(notes, key=lambda note: (name_key(note.title), note.path)))


def _commonest(folders: list[Path]) -> Path | None:
    """Returns the folder that most notes are in; of equals the first with the shortest path."""
    ranked = sorted(Counter(folders).items(), key=lambda each: (-each[1], len(str(each[0]))))
    return ranked[0][0] if ranked else None


def _only(known: list[Folder]) -> Path:
    if len(known) == 1:
        return Path(known[0].root)
    if not known:
        raise UsageError("no folder is known yet. Import one, or name one with --folder.")
    named = ", ".join(each.root for each in known)
    raise UsageError(
        f"several folders are known: {named}. Name one with --folder, or for good: "
        "kb config set new.folder FOLDER."
    )


def _ending(place: Path, known: list[Folder]) -> str:
    """Returns what the names of notes end with where this one goes."""
    for folder in known:
        if place.absolute().is_relative_to(folder.root) and folder.extensions:
            return ".md" if ".md" in folder.extensions else folder.extensions[0]
    return ".md"


def _link(note: NamedNote) -> str:
    """Returns a wikilink to the note; by its file, as Obsidian links."""
    stem = PurePosixPath(note.path).stem
    return f"[[{stem}]]" if name_key(stem) == name_key(note.title) else f"[[{stem}|{note.title}]]"


def _quoted(title: str) -> str:
    return f"'{title}'" if " " in title else title
