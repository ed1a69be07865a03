"""Which words label which field of a note, and what else a reader may configure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from kb.notes.names import name_key

READER_VERSION = 8
"""Raised when the same text would give another note, so that unchanged files are read again."""


class Field(StrEnum):
    """A labelled part of a note."""

    TITLE = "title"
    TAGS = "tags"
    DEFINITION = "definition"
    CONNECTIONS = "connections"
    REQUIRES = "requires"
    """Connections that say what must be understood first."""
    SOURCES = "sources"
    REFLECTION = "reflection"
    ALIASES = "aliases"
    TYPE = "type"
    STATUS = "status"
    DATE = "date"


LINK_FIELDS = frozenset({Field.CONNECTIONS, Field.REQUIRES})
"""Fields in which plain names are links."""

LABELS: Mapping[Field, tuple[str, ...]] = MappingProxyType(
    {
        Field.TAGS: ("tags", "tag", "keywords"),
        Field.DEFINITION: (
            *("definition", "definición", "définition", "definição", "definizione", "definitie"),
            *("определение", "定义", "定義", "정의"),
        ),
        Field.CONNECTIONS: (
            "connections",
            "links",
            "related",
            "related concepts",
            "related notes",
            "see also",
            "topics",
            "topic",
            "up",
        ),
        Field.REQUIRES: ("requires", "prerequisites", "prerequisite", "builds on", "depends on"),
        Field.SOURCES: ("sources", "source", "references", "reference", "from"),
        Field.REFLECTION: ("reflection", "reflections"),
        Field.ALIASES: ("aliases", "alias"),
        Field.TYPE: ("type", "kind"),
        Field.STATUS: ("status",),
        Field.DATE: ("date",),
    }
)

_KINDS = ("atom", "molecule", "concept", "definition", "permanent", "literature", "fleeting", "moc")
"""Tags that name a note's kind when one of them appears alone on the first line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The labels and kinds that a user configured, beyond the defaults."""

    extra_labels: Mapping[Field, tuple[str, ...]] = field(default_factory=dict)
    """Further words for a field, such as ``Begriff`` for the definition."""
    extra_kinds: tuple[str, ...] = ()
    colours_are_tags: bool = True
    """Whether ``#c0ffee`` is a tag."""
    fields_by_key: Mapping[str, Field] = field(init=False)
    """The field of each label, by the label's :func:`name_key`."""
    extra_keys: frozenset[str] = field(init=False)
    kinds: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Derive the look-ups."""
        by_key = {
            name_key(label): owner
            for labels in (LABELS, self.extra_labels)
            for owner, names in labels.items()
            for label in names
        }
        object.__setattr__(self, "fields_by_key", by_key)
        extra = (label for names in self.extra_labels.values() for label in names)
        object.__setattr__(self, "extra_keys", frozenset(map(name_key, extra)))
        kinds = frozenset(kind.casefold() for kind in (*_KINDS, *self.extra_kinds))
        object.__setattr__(self, "kinds", kinds)


DEFAULT_RULES = Rules()
