"""What a generator yields: a proposed card, before the filters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kb.cards.card import CardKind
from kb.cards.generators.topic import Topic


class Tier(StrEnum):
    """What becomes of a generator's cards."""

    ACCEPTED = "accepted"
    INBOX = "inbox"
    OFF = "off"
    """Drawn only where the user switches the generator on; then for the inbox."""


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
    doubtful: bool = False
    """Whether it is for the inbox whatever the tier of its generator."""
    names: bool = False
    """Whether the answer is a name, for which one new word is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """One rule, under the name that settings and cards know it by."""

    name: str
    tier: Tier
    draw: Callable[[Topic], Iterator[Proposal]]
