"""``kb list``, ``kb show``, ``kb tags``: looking at what was imported."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from kb.app.notes.lookup import find_note
from kb.errors import UsageError
from kb.notes.names import name_key
from kb.store.file.store import Store
from kb.store.graph.note_links import links_from, links_to
from kb.store.notes import listing as stored
from kb.store.notes.parts import items_of, properties_of, sections_of, sources_of
from kb.store.notes.tags import tags_with_counts


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSummary:
    """A note in a list."""

    title: str
    folder: str
    path: str
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    definition: str | None
    links_out: int
    links_in: int
    """From other notes."""
    cards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A heading."""

    heading: str
    level: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """A named entry of a list."""

    name: str
    description: str | None
    code: str | None
    language: str | None
    heading: str | None
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A link to a concept."""

    target: str
    """As written."""
    relation: str
    title: str | None
    """Of the note it leads to; absent for a concept that nobody has written."""
    path: str | None
    """Likewise."""
    line: int
    rule: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlink:
    """A link from another note."""

    title: str
    path: str
    relation: str
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """Where the content comes from."""

    text: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyView:
    """A labelled value that is none of the known fields."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """One note, with links both ways."""

    title: str
    folder: str
    path: str
    kind: str | None
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    definition: str | None
    sections: tuple[SectionView, ...]
    items: tuple[ItemView, ...]
    connections: tuple[Connection, ...]
    backlinks: tuple[Backlink, ...]
    sources: tuple[SourceView, ...]
    reflection: str | None
    properties: tuple[PropertyView, ...]
    cards: int
    flattened: bool
    """Whether the mark-up had been lost and was rebuilt."""
    body: str
    """Markdown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TagCount:
    """A tag and how many notes bear it."""

    tag: str
    notes: int


_ORDERS: Final[dict[str, Callable[[stored.ListedNote], tuple[Any, ...]]]] = {
    "title": lambda note: (name_key(note.title),),
    "path": lambda note: (note.folder, note.path),
    "links": lambda note: (-note.links_in - note.links_out,),
    "links-in": lambda note: (-note.links_in,),
    "links-out": lambda note: (-note.links_out,),
    "cards": lambda note: (-note.cards,),
}
SORTS: Final = tuple(_ORDERS)
"""What :func:`list_notes` can sort by; equals go by title."""


async def list_notes(
    store: Store,
    *,
    tag: str | None = None,
    missing: bool = False,
    orphans: bool = False,
    sort: str = "title",
    limit: int | None = None,
) -> tuple[NoteSummary, ...]:
    """Returns notes.

    Args:
        store: the store.
        tag: only those that bear it, or a tag nested below it.
        missing: only those that link to a concept nobody has written.
        orphans: only those without a link to or from another note.
        sort: one of :data:`SORTS`.
        limit: how many at most.

    Raises:
        UsageError: ``sort`` is no order.
    """
    if sort not in _ORDERS:
        raise UsageError(f"notes cannot be sorted by {sort}. Try one of {', '.join(SORTS)}.")
    async with store.reading() as transaction:
        found = await stored.listed_notes(transaction, tag=tag, missing=missing, orphans=orphans)
        order = _ORDERS[sort]
        ranked = sorted(found, key=lambda note: (*order(note), name_key(note.title), note.path))
        shown = ranked if limit is None else ranked[:limit]
        ids = [note.note_id for note in shown]
        tags = await stored.tags_of(transaction, ids)
        aliases = await stored.aliases_of(transaction, ids)
    return tuple(
        NoteSummary(
            title=note.title,
            folder=note.folder,
            path=note.path,
            tags=tags.get(note.note_id, ()),
            aliases=aliases.get(note.note_id, ()),
            definition=note.definition,
            links_out=note.links_out,
            links_in=note.links_in,
            cards=note.cards,
        )
        for note in shown
    )


async def show_note(store: Store, name: str) -> NoteView:
    """Returns the note that ``name`` means: its title, alias, file name or path.

    Raises:
        NotFoundError: nothing is called so; with suggestions.
        AmbiguousError: several notes are; with their paths.
    """
    async with store.reading() as transaction:
        found = await find_note(transaction, name)
        note = await stored.whole_note(transaction, found.id)
        tags = await stored.tags_of(transaction, [found.id])
        sections = await sections_of(transaction, found.id)
        items = await items_of(transaction, found.id)
        outgoing = await links_from(transaction, found.id)
        incoming = await links_to(transaction, found.id)
        sources = await sources_of(transaction, found.id)
        properties = await properties_of(transaction, found.id)
    return NoteView(
        title=found.title,
        folder=note.folder,
        path=found.path,
        kind=note.kind,
        aliases=found.aliases,
        tags=tags.get(found.id, ()),
        definition=note.definition,
        sections=tuple(
            SectionView(heading=each.heading, level=each.level, line=each.line) for each in sections
        ),
        items=tuple(
            ItemView(
                name=each.name,
                description=each.description,
                code=each.code,
                language=each.language,
                heading=each.heading,
                line=each.line,
            )
            for each in items
        ),
        connections=tuple(
            Connection(
                target=each.target,
                relation=each.relation,
                title=each.title,
                path=each.path,
                line=each.line,
                rule=each.rule,
                text=each.text,
            )
            for each in outgoing
        ),
        backlinks=tuple(
            Backlink(
                title=each.title,
                path=each.path,
                relation=each.relation,
                line=each.line,
                text=each.text,
            )
            for each in incoming
        ),
        sources=tuple(SourceView(text=each.text, url=each.url) for each in sources),
        reflection=note.reflection,
        properties=tuple(PropertyView(key=each.key, values=each.values) for each in properties),
        cards=note.cards,
        flattened=note.flattened,
        body=note.body,
    )


async def tag_counts(store: Store) -> tuple[TagCount, ...]:
    """Returns the tags and how many notes bear each, most used first.

    Spellings of one tag count together; a nested tag counts under its own full name.
    """
    async with store.reading() as transaction:
        counted = await tags_with_counts(transaction)
    return tuple(TagCount(tag=tag, notes=notes) for tag, notes in counted)
