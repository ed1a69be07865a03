"""What a generator yields: a proposed card, before the filters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kb.cards.card import CardKind
from kb.cards.topic.topic import Topic


class Tier(StrEnum):
    """Whether a generator draws."""

    ON = "on"
    """Its cards are active, wait in the inbox, or are not made, by their worth."""
    OFF = "off"
    """Only where the user switches it on; its cards then wait in the inbox."""


class Proposal(NamedTuple):
    """A card that a generator proposes. A tuple, because an import makes a hundred thousand."""

    front: str
    back: str
    """A section of the note."""
    line: int
    subject: str
    """What it asks for, as part of its anchor."""
    fact: str
    """Equal for cards that ask for the same thing, such as the two directions of one item."""
    span: str
    """The text of the note that it is drawn from."""
    path: tuple[str, ...] = ()
    """The headings above."""
    kind: CardKind = CardKind.FORWARD
    traits: tuple[str, ...] = ()
    """What its generator knows for or against it: see :mod:`kb.cards.worth.packing`."""
    names: bool = False
    """Whether the answer is a name, for which one new word is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """One rule, under the name that settings and cards know it by."""

    name: str
    tier: Tier
    draw: Callable[[Topic], Iterator[Proposal]]
