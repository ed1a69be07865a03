"""``kb list``, ``kb show`` and ``kb tags``: what was imported."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from kb.app.notes.lookup import find_note
from kb.errors import UsageError
from kb.graph.resolve import NoteId
from kb.store.file.store import Store, Transaction
from kb.store.graph.note_links import Backlink, OutgoingLink, links_from, links_to
from kb.store.notes.attachments import AttachmentLink, attachments_of_note
from kb.store.notes.listing import SORTS, NoteSummary, note_summaries
from kb.store.notes.tags import TagCount, tag_counts
from kb.store.notes.whole_note import WholeNote, whole_note

_JSON_FIELDS: Final = (
    "title folder path kind aliases tags definition sections items connections backlinks "
    "sources reflection properties attachments cards flattened body"
).split()
_JSON_FIELDS_OF_PARTS: Final = {
    "sections": ("heading", "level", "line"),
    "items": ("name", "description", "code", "language", "heading", "line"),
    "sources": ("text", "url"),
    "attachments": ("target", "line", "embed", "path"),
    "properties": ("key", "values"),
}
"""Of links, all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedNote:
    """One note, with links both ways."""

    note: WholeNote
    connections: tuple[OutgoingLink, ...]
    backlinks: tuple[Backlink, ...]
    attachments: tuple[AttachmentLink, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what ``kb show --json`` promises."""
        values = asdict(self)
        values |= values.pop("note")
        for part, names in _JSON_FIELDS_OF_PARTS.items():
            values[part] = [{name: row[name] for name in names} for row in values[part]]
        return {name: values[name] for name in _JSON_FIELDS}


async def list_notes(  # noqa: PLR0913  # one for each option
    store: Store,
    *,
    tag: str | None = None,
    folder: str | None = None,
    missing: bool = False,
    orphans: bool = False,
    sort: str = "title",
    limit: int | None = None,
) -> tuple[NoteSummary, ...]:
    """Return notes; see :func:`~kb.store.notes.listing.note_summaries`.

    Raises:
        UsageError: ``sort`` is not an order.
        NotFoundError: there is no such tag or folder.
    """
    if sort not in SORTS:
        raise UsageError(f"notes cannot be sorted by {sort}. Try one of {', '.join(SORTS)}.")
    async with store.reading() as transaction:
        if tag is not None or folder is not None:
            from kb.app.notes.known_names import known_folder, known_tag  # noqa: PLC0415

            tag = tag and await known_tag(transaction, tag)
            folder = folder and await known_folder(transaction, folder)
        return await note_summaries(
            transaction,
            tag=tag,
            folder=folder,
            missing=missing,
            orphans=orphans,
            sort=sort,
            limit=limit,
        )


async def show_note(store: Store, name: str) -> LinkedNote:
    """Return the note with this title, alias, file name or path.

    Raises:
        NotFoundError: no note has this name; with suggestions.
        AmbiguousError: several notes do; with their paths.
    """
    async with store.reading() as transaction:
        named = await find_note(transaction, name)
        return await linked_note(transaction, named.id)


async def linked_note(transaction: Transaction, note_id: NoteId) -> LinkedNote:
    """Return a note with its links both ways."""
    return LinkedNote(
        note=await whole_note(transaction, note_id),
        connections=await links_from(transaction, note_id),
        backlinks=await links_to(transaction, note_id),
        attachments=await attachments_of_note(transaction, note_id),
    )


async def list_tags(store: Store) -> tuple[TagCount, ...]:
    """Return the tags with their numbers of notes, most used first."""
    async with store.reading() as transaction:
        return await tag_counts(transaction)
