"""Files of the imported folders that notes embed and link to, and which of them a link means."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, NewType

from sqlalchemy import ColumnElement, and_, bindparam, delete, insert, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kb.graph.keys import link_key
from kb.graph.resolve import FolderId, NoteId
from kb.notes.attachments import Attachments, is_media
from kb.store.tables.bulk import chunks, execute_rows, rows_in
from kb.store.tables.notes import TO_FILE, attachments, folders, links, notes
from kb.store.tables.predicates import IS_LIVING

AttachmentId = NewType("AttachmentId", int)

_IS_TO_FILE: Final[ColumnElement[bool]] = links.c.rule == TO_FILE
_IS_MISSING: Final = and_(_IS_TO_FILE, links.c.attachment_id.is_(None))
_NEW: Final = ("folder_id", "path", "name_key", "size", "mtime_ns")

_FEW_KEYS: Final = 5_000
"""For more, all links to files are looked at: more look-ups would cost more."""


class FileFacts(NamedTuple):
    """What tells a file from others without reading it."""

    size: int
    """Bytes."""
    mtime_ns: int
    """When it was changed last, in nanoseconds since 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentChanges:
    """How the attachments of a folder differ from those that are stored."""

    digest: str
    """Of their paths as they are now."""
    new: Mapping[str, FileFacts]
    """By path."""
    moved: Mapping[str, str]
    """The new path of each that has moved, by its old one."""
    gone: Collection[str]
    """Paths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentLink:
    """A link to a file that is no note, or what embeds one."""

    target: str
    """As written, without ``#page=2`` or the like."""
    line: int
    embed: bool
    path: str | None
    """Of the file, relative to the folder; None if it is missing."""
    attachment: AttachmentId | None


class AttachmentPlace(NamedTuple):
    """Where an attachment is."""

    root: str
    """Of its folder, which is not forgotten."""
    path: str


async def attachments_digest(connection: AsyncConnection, folder: FolderId) -> str | None:
    """Return the digest of the paths of a folder's attachments; None if none were looked for."""
    query = select(folders.c.attachments_digest).where(folders.c.id == folder)
    digest: str | None = await connection.scalar(query)
    return digest


async def known_attachments(connection: AsyncConnection, folder: FolderId) -> dict[str, FileFacts]:
    """Return the attachments of a folder, by path."""
    rows = await connection.execute(
        select(attachments.c.path, attachments.c.size, attachments.c.mtime_ns).where(
            attachments.c.folder_id == folder
        )
    )
    return {path: FileFacts(size, mtime_ns) for path, size, mtime_ns in rows}


async def store_attachments(
    connection: AsyncConnection, folder: FolderId, changes: AttachmentChanges
) -> None:
    """Store which attachments a folder has now. Links to those that are gone lead nowhere."""
    gone = select(attachments.c.id).where(
        attachments.c.folder_id == bindparam("of_folder"),
        attachments.c.path == bindparam("at_path"),
    )
    names = ("of_folder", "at_path")
    rows = [(folder, path) for path in changes.gone]
    unlink = update(links).where(links.c.attachment_id.in_(gone)).values(attachment_id=null())
    await execute_rows(connection, unlink, names, rows)
    remove = delete(attachments).where(attachments.c.id.in_(gone))
    await execute_rows(connection, remove, names, rows)
    move = (
        update(attachments)
        .where(attachments.c.id.in_(gone))
        .values(path=bindparam("to_path"), name_key=bindparam("to_key"))
    )
    moves = [(folder, old, new, link_key(new)) for old, new in changes.moved.items()]
    await execute_rows(connection, move, (*names, "to_path", "to_key"), moves)
    new = [(folder, path, link_key(path), *facts) for path, facts in changes.new.items()]
    await execute_rows(connection, insert(attachments), _NEW, new)
    await connection.execute(
        update(folders).where(folders.c.id == folder).values(attachments_digest=changes.digest)
    )


async def resolve_attachments(
    connection: AsyncConnection, folder: FolderId, changes: AttachmentChanges | None
) -> None:
    """Find what the links to files mean that were read, or whose file has come, gone or moved."""
    names = [*changes.new, *changes.moved, *changes.moved.values()] if changes else []
    keys = sorted({link_key(name) for name in names})
    if len(keys) > _FEW_KEYS:
        conditions = [_IS_TO_FILE]
    else:
        conditions = [_IS_MISSING, *(links.c.target_key.in_(some) for some in chunks(keys))]
    query = (
        select(
            links.c.note_id,
            links.c.position,
            links.c.target,
            links.c.target_key,
            links.c.attachment_id,
            notes.c.path,
        )
        .join(notes, notes.c.id == links.c.note_id)
        .where(notes.c.folder_id == folder, IS_LIVING, _IS_TO_FILE)
    )
    rows = {
        (row.note_id, row.position): row
        for condition in conditions
        for row in await connection.execute(query.where(condition))
    }
    candidates = await _named(connection, folder, {row.target_key for row in rows.values()})
    meanings = {place: candidates.meant(row.target, row.path) for place, row in rows.items()}
    changed = [
        (*place, meanings[place])
        for place, row in rows.items()
        if meanings[place] != row.attachment_id
    ]
    statement = (
        update(links)
        .where(
            links.c.note_id == bindparam("of_note"), links.c.position == bindparam("at_position")
        )
        .values(attachment_id=bindparam("meant"))
    )
    await execute_rows(connection, statement, ("of_note", "at_position", "meant"), changed)


class _Candidates:
    """Attachments of one folder that some links may mean."""

    def __init__(self, ids: Mapping[str, AttachmentId]) -> None:
        self._ids = ids
        self._attachments = Attachments(ids)
        self._by_place: dict[tuple[str, str], AttachmentId | None] = {}

    def meant(self, target: str, note: str) -> AttachmentId | None:
        """Return the attachment that the note at a path means; None if there is none."""
        place = (target, note.rpartition("/")[0])
        if place not in self._by_place:
            path = self._attachments.named(target, note)
            self._by_place[place] = None if path is None else self._ids[path]
        return self._by_place[place]


async def _named(
    connection: AsyncConnection, folder: FolderId, keys: Collection[str]
) -> _Candidates:
    query = select(attachments.c.path, attachments.c.id).where(attachments.c.folder_id == folder)
    rows = await rows_in(connection, query, attachments.c.name_key, keys)
    return _Candidates({path: AttachmentId(id_) for path, id_ in rows})


async def attachment_paths(
    connection: AsyncConnection, roots: Collection[str]
) -> dict[str, list[str]]:
    """Return the paths of all attachments of folders, by the roots of these.

    Folders whose files were never looked at are left out.
    """
    seen = select(folders.c.root).where(folders.c.attachments_digest.is_not(None))
    rows = await rows_in(connection, seen, folders.c.root, sorted(roots))
    paths: dict[str, list[str]] = {root: [] for (root,) in rows}
    query = (
        select(folders.c.root, attachments.c.path)
        .join(folders, folders.c.id == attachments.c.folder_id)
        .order_by(attachments.c.path)
    )
    for root, path in await rows_in(connection, query, folders.c.root, sorted(paths)):
        paths[root].append(path)
    return paths


class MissingAttachment(NamedTuple):
    """What embeds, or leads to, a file that is not there."""

    path: str
    """Of the note."""
    line: int
    target: str
    embed: bool


async def missing_attachments(
    connection: AsyncConnection, folder: FolderId
) -> tuple[MissingAttachment, ...]:
    """Return what leads to no file in a folder, each file once a note.

    Nothing, if the folder's files were never looked at.
    """
    if await attachments_digest(connection, folder) is None:
        return ()
    rows = await connection.execute(
        select(notes.c.path, links.c.line, links.c.target, links.c.embed)
        .join(notes, notes.c.id == links.c.note_id)
        .where(notes.c.folder_id == folder, IS_LIVING, _IS_MISSING)
        .order_by(notes.c.path, links.c.line, links.c.position)
    )
    first: dict[tuple[str, str], MissingAttachment] = {}
    for row in map(MissingAttachment._make, rows):
        if is_media(row.target):
            first.setdefault((row.path, row.target), row)
    return tuple(first.values())


async def attachments_of_note(
    connection: AsyncConnection, note_id: NoteId
) -> tuple[AttachmentLink, ...]:
    """Return the files that a note embeds or links to, in the order of lines."""
    rows = await connection.execute(
        select(
            links.c.target,
            links.c.line,
            links.c.embed,
            attachments.c.path,
            links.c.attachment_id.label("attachment"),
        )
        .outerjoin(attachments, attachments.c.id == links.c.attachment_id)
        .where(links.c.note_id == note_id, _IS_TO_FILE)
        .order_by(links.c.line, links.c.position)
    )
    return tuple(AttachmentLink(**row) for row in rows.mappings())


async def attachments_named(
    connection: AsyncConnection, note_id: NoteId, written: Sequence[str]
) -> dict[str, tuple[AttachmentId, str]]:
    """Return the attachments that a note means by what it writes, each with its path.

    Args:
        connection: of the store.
        note_id: the note's.
        written: such as ``img/loop.png``; those that are missing are left out of the result.
    """
    row = (
        await connection.execute(
            select(notes.c.folder_id, notes.c.path).where(notes.c.id == note_id)
        )
    ).one()
    candidates = await _named(connection, row.folder_id, {link_key(name) for name in written})
    meant = {name: candidates.meant(name, row.path) for name in written}
    ids = {id_ for id_ in meant.values() if id_ is not None}
    query = select(attachments.c.id, attachments.c.path)
    paths = dict(map(tuple, await rows_in(connection, query, attachments.c.id, ids)))
    return {name: (id_, paths[id_]) for name, id_ in meant.items() if id_ is not None}


async def attachment_place(
    connection: AsyncConnection, attachment: AttachmentId
) -> AttachmentPlace | None:
    """Return where an attachment is; None if there is none, or its folder was forgotten."""
    rows = await connection.execute(
        select(folders.c.root, attachments.c.path)
        .join(folders, folders.c.id == attachments.c.folder_id)
        .where(attachments.c.id == attachment, folders.c.forgotten_at.is_(None))
    )
    row = rows.first()
    return AttachmentPlace._make(row) if row else None


async def forget_attachments(connection: AsyncConnection, folder: FolderId) -> None:
    """Remove what is known of a folder's attachments, so that the next import looks for them."""
    own = select(attachments.c.id).where(attachments.c.folder_id == folder)
    await connection.execute(
        update(links).where(links.c.attachment_id.in_(own)).values(attachment_id=None)
    )
    await connection.execute(delete(attachments).where(attachments.c.folder_id == folder))
    await connection.execute(
        update(folders).where(folders.c.id == folder).values(attachments_digest=None)
    )
