"""The tables of notes and of their parts; those of cards are in :mod:`kb.store.tables.cards`.

What belongs to a note is keyed by (note, position), which is also the index of its foreign key.
Notes are marked as gone and never deleted, because reviews belong to them.
"""

from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    literal_column,
)

from kb.notes.problem import Severity
from kb.store.tables.columns import UtcDateTime, among, metadata

folders: Final = Table(
    "folders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("root", Text, nullable=False, unique=True),
    # Of the files that are notes. Empty: only files that the user named are.
    Column("extensions", JSON, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("forgotten_at", UtcDateTime),
    # Of the paths of its attachments. NULL: they were never looked for.
    Column("attachments_digest", Text),
)

attachments: Final = Table(
    "attachments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("folder_id", ForeignKey("folders.id"), nullable=False),
    Column("path", Text, nullable=False),
    # Of the file's name, as links have it for theirs.
    Column("name_key", Text, nullable=False),
    # By both, a file that was moved is known again: to read what large ones hold takes too long.
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Index("uq_attachments_folder_id_path", "folder_id", "path", unique=True),
    Index("ix_attachments_folder_id_name_key", "folder_id", "name_key"),
)

notes: Final = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("folder_id", ForeignKey("folders.id"), nullable=False),
    Column("path", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    # Absent while the file was too fresh for its time to prove that it is unchanged.
    Column("mtime_ns", BigInteger),
    Column("content_hash", Text, nullable=False),
    Column("read_with", Text, nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    Column("gone_at", UtcDateTime),
    # Named by the user, and so a note whatever its extension.
    Column("named", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("title_key", Text, nullable=False),
    # Of the file's name without its extension.
    Column("file_key", Text, nullable=False),
    Column("kind", Text),
    # The id in the front matter, given by the user.
    Column("given_id", Text),
    Column("definition_line", Integer),
    Column("reflection_line", Integer),
    Column("flattened", Boolean, nullable=False),
    # An import finds changes by this index alone.
    Index(
        "ix_notes_changes", "folder_id", "path", "mtime_ns", "size", "read_with", "gone_at", "named"
    ),
    Index("ix_notes_title_key", "title_key"),
    Index("ix_notes_file_key", "file_key"),
    Index("ix_notes_content_hash", "content_hash"),
)
Index(
    "uq_notes_living",
    notes.c.folder_id,
    notes.c.path,
    unique=True,
    # PostgreSQL will want the same; naming it here loads its dialect in every process.
    sqlite_where=notes.c.gone_at.is_(None),
)

note_texts: Final = Table(
    "note_texts",
    metadata,
    Column("note_id", ForeignKey("notes.id"), primary_key=True, autoincrement=False),
    # The full-text index reads these five: aliases and tags one a line.
    Column("title", Text, nullable=False),
    Column("aliases", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("definition", Text),
    Column("reflection", Text),
    Column("body", Text, nullable=False),
)


def _parts_of_note(name: str, *columns: Column[Any] | Index) -> Table:
    """Return a table of which a note has any number of rows, in order."""
    return Table(
        name,
        metadata,
        Column("note_id", ForeignKey("notes.id"), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        *columns,
    )


aliases: Final = _parts_of_note(
    "aliases",
    Column("alias", Text, nullable=False),
    Column("alias_key", Text, nullable=False, index=True),
)

tags: Final = Table(
    "tags",
    metadata,
    Column("id", Integer, primary_key=True),
    # One row for each spelling; spellings of one tag share the key.
    Column("name", Text, nullable=False, unique=True),
    Column("tag_key", Text, nullable=False, index=True),
)

note_tags: Final = _parts_of_note(
    "note_tags", Column("tag_id", ForeignKey("tags.id"), nullable=False, index=True)
)

sections: Final = _parts_of_note(
    "sections",
    Column("heading", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("line", Integer, nullable=False),
)

items: Final = _parts_of_note(
    "items",
    Column("name", Text, nullable=False),
    Column("description", Text),
    Column("code", Text),
    Column("language", Text),
    Column("heading", Text),
    Column("line", Integer, nullable=False),
    Column("name_is_code", Boolean, nullable=False),
)

links: Final = _parts_of_note(
    "links",
    Column("target", Text, nullable=False),
    # Of the target's last part, by which a new note finds the links that may mean it.
    Column("target_key", Text, nullable=False, index=True),
    Column("subpath", Text),
    Column("alias", Text),
    Column("relation", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("embed", Boolean, nullable=False),
    Column("to_note_id", ForeignKey("notes.id")),
    # The rule that resolved it, or `self` or `attachment`. NULL: the concept is missing.
    Column("rule", Text),
    # Paths of all notes that an ambiguous link could mean; the first is taken.
    Column("candidates", JSON(none_as_null=True)),
    Column("text", Text, nullable=False),
    # What a link to a file leads to; NULL: to none that is there, or to a note.
    Column("attachment_id", ForeignKey("attachments.id")),
    # Counts of resolved links read only this index.
    Index("ix_links_to_note_id", "to_note_id", "rule"),
)
# Every import asks for the few links that are ambiguous or name a part of a note.
Index("ix_links_candidates", links.c.note_id, sqlite_where=links.c.candidates.is_not(None))
Index("ix_links_subpath", links.c.note_id, sqlite_where=links.c.subpath.is_not(None))

TO_FILE: Final[ColumnElement[str]] = literal_column("'attachment'")
"""The rule of links to files that are no notes. As SQL, SQLite sees that the index applies."""
Index(
    "ix_links_missing_attachment",
    links.c.note_id,
    sqlite_where=(links.c.rule == TO_FILE) & links.c.attachment_id.is_(None),
)
Index(
    "ix_links_attachment_id",
    links.c.attachment_id,
    sqlite_where=links.c.attachment_id.is_not(None),
)

sources: Final = _parts_of_note(
    "sources",
    Column("text", Text, nullable=False),
    Column("url", Text),
    Column("line", Integer, nullable=False),
)

properties: Final = _parts_of_note(
    "properties",
    Column("key", Text, nullable=False),
    Column("values", JSON, nullable=False),
    Column("line", Integer, nullable=False),
)

problems: Final = Table(
    "problems",
    metadata,
    Column("id", Integer, primary_key=True),
    # By path and not by note: a file that could not be read has no note.
    Column("folder_id", ForeignKey("folders.id"), nullable=False),
    Column("path", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("severity", Text, nullable=False, info=among(Severity)),
    Column("message", Text, nullable=False),
    Index("ix_problems_folder_id_path", "folder_id", "path"),
)

evidence_weights: Final = Table(
    "evidence_weights",
    metadata,
    # Of evidence that concepts are related. No rows: the default weights hold.
    Column("kind", Text, primary_key=True),
    Column("weight", Double, nullable=False),
)
