"""Which cards of kb make one note of Anki, under which guid and ordinals; see docs/anki.md.

- A note's guid is the name of the family of its cards: the uid of the card that kb saw first of
  them, whatever became of that. A card by itself is the first of its own family.
- Of cards with two sides, the first is ordinal 0. Ordinal 1 is the one that asks for what that
  shows, and stays there when the first is gone.
- The cloze cards of one text are one note. The number of each follows from its own uid, and not
  from its place: whatever is added or removed around it, and in whichever store, it keeps its
  history in Anki, and takes over that of no other.
- Cloze cards whose common text cannot be told are a note each, and ordinary ones if not even their
  own text can; these have a guid of their own, as Anki lets no note change its kind.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kb.anki.kinds import FORWARD, REVERSE
from kb.anki.text.cloze import Sides, same_texts
from kb.cards.card import CardKind
from kb.cards.identity import other_uid

_ORDINALS: Final = 400
"""Anki has 499 cloze numbers; it takes the next one for a cloze that the user adds there."""
_NO_CLOZE: Final = 1
"""Tells the guid of a cloze card that is an ordinary note from that of its cloze note."""


class Sibling(NamedTuple):
    """A card that may belong to a note, as much of it as decides that."""

    card: int
    """Its number in kb, which grows with each new card."""
    uid: str
    family: str
    """The uid of its first card, which may be retired by now."""
    leads: bool
    """Whether this is that card."""
    kind: CardKind
    front: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The cards of one note of Anki."""

    guid: str
    cards: Mapping[int, Sibling]
    """By their ordinals."""
    cloze: bool = False

    @property
    def first(self) -> Sibling:
        """The card that stands for the note."""
        return self.cards[min(self.cards)]


def gathered(siblings: Sequence[Sibling], wanted: Collection[int]) -> Iterator[Gathered]:
    """Yield the notes for the wanted cards.

    Args:
        siblings: those cards, and all of their families, retired ones too.
        wanted: the numbers of the cards that shall be in Anki.
    """
    families: dict[str, list[Sibling]] = defaultdict(list)
    for sibling in sorted(siblings):
        families[sibling.family].append(sibling)
    for cards in families.values():
        asked = [card for card in cards if card.card in wanted]
        clozes = [card for card in cards if card.kind is CardKind.CLOZE]
        if clozes:
            yield from _clozes(clozes, [card for card in asked if card.kind is CardKind.CLOZE])
            # A card that was a cloze, or is none among clozes.
            yield from (no_cloze(card) for card in asked if card.kind is not CardKind.CLOZE)
        elif asked:
            yield from _directions(asked)


def cloze_ordinal(uid: str) -> int:
    """Return the ordinal of a cloze card, unless an older one of its family has it."""
    return int(uid[:8], 16) % _ORDINALS


def _directions(asked: Sequence[Sibling]) -> Iterator[Gathered]:
    """Yield the notes of cards with two sides of one family, mostly one."""
    first = next((card for card in asked if card.leads), None)
    others = [card for card in asked if not card.leads]
    second = next((card for card in others if first is None or _swapped(card, first)), None)
    both = {FORWARD: first, REVERSE: second}
    cards = {ordinal: card for ordinal, card in both.items() if card is not None}
    if cards:
        yield Gathered(guid=asked[0].family, cards=cards)
    # One note cannot say what these say.
    for card in others:
        if card is not second:
            yield Gathered(guid=card.uid, cards={FORWARD: card})


def _swapped(one: Sibling, other: Sibling) -> bool:
    return (one.front.strip(), one.back.strip()) == (other.back.strip(), other.front.strip())


def _clozes(cards: Sequence[Sibling], asked: Sequence[Sibling]) -> Iterator[Gathered]:
    """Yield the notes of cloze cards of one family, mostly one."""
    ordinals = _ordinals(cards)
    numbered = {ordinals[card.card]: card for card in asked if card.card in ordinals}
    sides = {ordinal: Sides(card.front, card.back) for ordinal, card in numbered.items()}
    texts = [{ordinal: numbered[ordinal] for ordinal in of_text} for of_text in same_texts(sides)]
    # Of several texts, that of the oldest card has the name of the family.
    texts.sort(key=lambda members: min(map(_age, members.values())))
    for number, members in enumerate(texts):
        oldest = min(members.values(), key=_age)
        guid = oldest.uid if number else oldest.family
        yield Gathered(guid=guid, cards=members, cloze=True)
    told = {card.card for members in texts for card in members.values()}
    for card in asked:
        if card.card not in told:
            yield no_cloze(card)


def _age(card: Sibling) -> tuple[bool, int]:
    return not card.leads, card.card


def _ordinals(cards: Sequence[Sibling]) -> dict[int, int]:
    """Return the ordinals of cloze cards; there are none for more than Anki has.

    A card whose ordinal an older one has gets the next one. As a family never loses a card, no card
    that comes later takes one away.
    """
    taken: dict[int, int] = {}
    for card in cards[:_ORDINALS]:
        ordinal = cloze_ordinal(card.uid)
        while ordinal in taken:
            ordinal = (ordinal + 1) % _ORDINALS
        taken[ordinal] = card.card
    return {card: ordinal for ordinal, card in taken.items()}


def no_cloze(card: Sibling) -> Gathered:
    """Return an ordinary note for a cloze card whose text cannot be told."""
    return Gathered(guid=other_uid(card.uid, _NO_CLOZE), cards={FORWARD: card})
