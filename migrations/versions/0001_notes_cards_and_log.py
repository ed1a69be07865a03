"""The tables of folders, notes, cards and the log, and the full-text index.

Nothing here is taken from ``kb.store``: a migration keeps making what it made when it was new.
Moments are milliseconds from 1970.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SEARCH = """
CREATE VIRTUAL TABLE note_search USING fts5(
    title, aliases, tags, definition, body,
    content='note_texts', content_rowid='note_id', tokenize='unicode61 remove_diacritics 2'
)
"""
# For notes in Chinese, Japanese or Korean, with their text cut into pairs of characters.
_SEARCH_CJK = """
CREATE VIRTUAL TABLE note_search_cjk USING fts5(
    title, aliases, tags, definition, body, tokenize='unicode61 remove_diacritics 2'
)
"""


def upgrade() -> None:
    """Creates everything."""
    op.create_table(
        "folders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("extensions", sa.JSON(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("forgotten_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_folders"),
        sa.UniqueConstraint("root", name="uq_folders_root"),
    )
    op.create_table(
        "tags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tag_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tags"),
        sa.UniqueConstraint("name", name="uq_tags_name"),
    )
    op.create_index("ix_tags_tag_key", "tags", ["tag_key"])
    op.create_table(
        "weights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_weights"),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger()),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("read_with", sa.Text(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.Column("gone_at", sa.BigInteger()),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text()),
        sa.Column("given_id", sa.Text()),
        sa.Column("definition_line", sa.Integer()),
        sa.Column("reflection_line", sa.Integer()),
        sa.Column("flattened", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name="fk_notes_folder_id_folders"),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
    op.create_index(
        "ix_notes_changes",
        "notes",
        ["folder_id", "path", "mtime_ns", "size", "read_with", "gone_at", "named"],
    )
    op.create_index("ix_notes_content_hash", "notes", ["content_hash"])
    op.create_index("ix_notes_file_key", "notes", ["file_key"])
    op.create_index("ix_notes_title_key", "notes", ["title_key"])
    op.create_index(
        "uq_notes_living",
        "notes",
        ["folder_id", "path"],
        unique=True,
        sqlite_where=sa.text("gone_at IS NULL"),
        postgresql_where=sa.text("gone_at IS NULL"),
    )
    op.create_table(
        "problems",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["folder_id"], ["folders.id"], name="fk_problems_folder_id_folders"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_problems"),
    )
    op.create_index("ix_problems_folder_id_path", "problems", ["folder_id", "path"])
    op.create_table(
        "aliases",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("alias_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_aliases_note_id_notes"),
        sa.PrimaryKeyConstraint("note_id", "position", name="pk_aliases"),
    )
    op.create_index("ix_aliases_alias_key", "aliases", ["alias_key"])
    op.create_table(
        "cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("generator", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("changed", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("buried_until", sa.Date()),
        sa.Column("snoozed_until", sa.Date()),
        sa.Column("state", sa.Text()),
        sa.Column("step", sa.Integer()),
        sa.Column("stability", sa.Double()),
        sa.Column("difficulty", sa.Double()),
        sa.Column("due", sa.BigInteger()),
        sa.Column("last_review_at", sa.BigInteger()),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("own_front", sa.Text()),
        sa.Column("own_back", sa.Text()),
        sa.Column("front", sa.Text(), nullable=False),
        sa.Column("back", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_cards_note_id_notes"),
        sa.PrimaryKeyConstraint("id", name="pk_cards"),
        sa.UniqueConstraint("uid", name="uq_cards_uid"),
    )
    op.create_index(
        "ix_cards_due",
        "cards",
        ["due"],
        sqlite_where=sa.text("status = 'active'"),
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_index("ix_cards_note_id", "cards", ["note_id", "generator", "anchor"])
    op.create_table(
        "items",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text()),
        sa.Column("code", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("heading", sa.Text()),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("name_is_code", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_items_note_id_notes"),
        sa.PrimaryKeyConstraint("note_id", "position", name="pk_items"),
    )
    op.create_table(
        "links",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("target_key", sa.Text(), nullable=False),
        sa.Column("subpath", sa.Text()),
        sa.Column("alias", sa.Text()),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("embed", sa.Boolean(), nullable=False),
        sa.Column("to_note_id", sa.Integer()),
        sa.Column("rule", sa.Text()),
        sa.Column("candidates", sa.JSON(none_as_null=True)),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_links_note_id_notes"),
        sa.ForeignKeyConstraint(["to_note_id"], ["notes.id"], name="fk_links_to_note_id_notes"),
        sa.PrimaryKeyConstraint("note_id", "position", name="pk_links"),
    )
    op.create_index("ix_links_target_key", "links", ["target_key"])
    op.create_index("ix_links_to_note_id", "links", ["to_note_id"])
    op.create_table(
        "note_tags",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_note_tags_note_id_notes"),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name="fk_note_tags_tag_id_tags"),
        sa.PrimaryKeyConstraint("note_id", "position", name="pk_note_tags"),
    )
    op.create_index("ix_note_tags_tag_id", "note_tags", ["tag_id"])
    op.create_table(
        "note_texts",
        sa.Column("note_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text()),
        sa.Column("reflection", sa.Text()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_note_texts_note_id_notes"),
        sa.PrimaryKeyConstraint("note_id", name="pk_note_texts"),
    )
    op.create_table(
        "properties",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_properties_note_id_notes"),
        sa.PrimaryKeyConstraint("note_id", "position", name="pk_properties"),
    )
    op.create_table(
        "sections",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_sections_note_id_notes"),
        sa.PrimaryKeyConstraint("note_id", "position", name="pk_sections"),
    )
    op.create_table(
        "sources",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name="fk_sources_note_id_notes"),
        sa.PrimaryKeyConstraint("note_id", "position", name="pk_sources"),
    )
    op.create_table(
        "log",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("voids", sa.Text()),
        sa.Column("rating", sa.Integer()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("utc_offset_minutes", sa.Integer(), nullable=False),
        sa.Column("study_day", sa.Date(), nullable=False),
        sa.Column("duration_ms", sa.Integer()),
        sa.Column("elapsed_days", sa.Double()),
        sa.Column("retrievability", sa.Double()),
        sa.Column("weights_id", sa.Integer()),
        sa.Column("state_before", sa.Text()),
        sa.Column("step_before", sa.Integer()),
        sa.Column("stability_before", sa.Double()),
        sa.Column("difficulty_before", sa.Double()),
        sa.Column("due_before", sa.BigInteger()),
        sa.Column("state_after", sa.Text()),
        sa.Column("step_after", sa.Integer()),
        sa.Column("stability_after", sa.Double()),
        sa.Column("difficulty_after", sa.Double()),
        sa.Column("due_after", sa.BigInteger()),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_log_card_id_cards"),
        sa.ForeignKeyConstraint(["voids"], ["log.uid"], name="fk_log_voids_log"),
        sa.ForeignKeyConstraint(["weights_id"], ["weights.id"], name="fk_log_weights_id_weights"),
        sa.PrimaryKeyConstraint("position", name="pk_log"),
        sa.UniqueConstraint("uid", name="uq_log_uid"),
    )
    op.create_index("ix_log_card_id", "log", ["card_id"])
    op.create_index("ix_log_study_day", "log", ["study_day"])
    op.create_index("ix_log_voids", "log", ["voids"])
    op.create_index("ix_log_weights_id", "log", ["weights_id"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_SEARCH)
        op.execute(_SEARCH_CJK)
