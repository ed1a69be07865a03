"""Facts of the tables for processes that read notes and never load SQLAlchemy."""

from typing import Final

KIND_POSITION: Final = -1
"""In ``note_tags``, of a kind that was written as a tag: searches find it, no list shows it."""

SEARCHED: Final = ("title", "aliases", "tags", "definition", "body")
"""The columns of ``note_texts`` that are searched, and those of both full-text indexes."""
