"""How the files of one import are read, known before the reader itself is loaded."""

from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import blake2b

from kb.cards.rules import CARDS_VERSION, CardRules
from kb.config import Settings
from kb.notes.rules import READER_VERSION, Field, Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How the files of one import are read."""

    rules: Rules
    card_rules: CardRules
    read_with: str
    """The reader's version and settings: others may read other things in the same bytes."""
    now: datetime


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
    card_rules = CardRules(
        **{each.name: getattr(settings.cards, each.name) for each in fields(settings.cards)}
    )
    said = repr((settings.fields, settings.notes, settings.cards))
    told = blake2b(said.encode(), digest_size=6).hexdigest()
    version = f"{READER_VERSION}.{CARDS_VERSION}.{told}"
    return Reader(rules=rules, card_rules=card_rules, read_with=version, now=now)
