"""Which cards of kb make one note of Anki, under which guid and ordinals; see docs/anki.md.

- A card by itself is ordinal 0 of a note whose guid is its uid.
- Both directions of a fact are one note, if each asks for what the other shows. The guid is the
  uid of the forward card, whether that is in the package or not; the reverse is ordinal 1.
- The cloze cards of one text are one note. The guid is the uid of the one that kb saw first, even
  if that is retired by now. The number of each follows from its own uid, and not from its place:
  whatever is added or removed around it, and in whichever store, it keeps its history in Anki, and
  takes over that of no other.
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


class Fact(NamedTuple):
    """What the siblings of a card have in common."""

    note: int
    generator: str
    key: str


class Sibling(NamedTuple):
    """A card that may belong to a note, as much of it as decides that."""

    card: int
    """Its number in kb, which grows with each new card."""
    uid: str
    fact: Fact
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
        siblings: those cards, and all that share a fact with one of them, retired ones too.
        wanted: the numbers of the cards that shall be in Anki.
    """
    facts: dict[Fact, list[Sibling]] = defaultdict(list)
    for sibling in sorted(siblings):
        facts[sibling.fact].append(sibling)
    for cards in facts.values():
        asked = [card for card in cards if card.card in wanted]
        if len(cards) == 1 and asked and asked[0].kind is not CardKind.CLOZE:
            yield _alone(asked[0])
        elif asked:
            yield from _of_fact(cards, asked)


def _of_fact(cards: Sequence[Sibling], asked: Sequence[Sibling]) -> Iterator[Gathered]:
    clozes = [card for card in asked if card.kind is CardKind.CLOZE]
    if clozes:
        yield from _clozes([card for card in cards if card.kind is CardKind.CLOZE], clozes)
    paired: set[int] = set()
    for reverse in asked:
        if reverse.kind is not CardKind.REVERSE:
            continue
        forward = _forward_of(reverse, cards, asked, paired)
        if forward is None:
            yield _alone(reverse)
            continue
        paired.add(forward.card)
        both = {FORWARD: forward, REVERSE: reverse}
        ordinals = both if forward in asked else {REVERSE: reverse}
        yield Gathered(guid=forward.uid, cards=ordinals)
    for card in asked:
        if card.kind is CardKind.FORWARD and card.card not in paired:
            yield _alone(card)


def _alone(card: Sibling) -> Gathered:
    return Gathered(guid=card.uid, cards={FORWARD: card})


def _forward_of(
    reverse: Sibling, cards: Sequence[Sibling], asked: Sequence[Sibling], paired: set[int]
) -> Sibling | None:
    """Return the card that asks for what the reverse one shows; one that is asked for first."""
    for card in (*asked, *cards):
        swapped = card.front.strip() == reverse.back.strip()
        swapped = swapped and card.back.strip() == reverse.front.strip()
        if card.kind is CardKind.FORWARD and swapped and card.card not in paired:
            return card
    return None


def _clozes(cards: Sequence[Sibling], asked: Sequence[Sibling]) -> Iterator[Gathered]:
    """Yield the notes of cloze cards of one fact, mostly one."""
    ordinals = _ordinals(cards)
    numbered = {ordinals[card.card]: card for card in asked if card.card in ordinals}
    sides = {ordinal: Sides(card.front, card.back) for ordinal, card in numbered.items()}
    texts = list(same_texts(sides))
    for text in texts:
        members = {ordinal: numbered[ordinal] for ordinal in text}
        first = cards[0] if len(texts) == 1 else min(members.values())
        yield Gathered(guid=first.uid, cards=members, cloze=True)
    told = {numbered[ordinal].card for text in texts for ordinal in text}
    for card in asked:
        if card.card not in told:
            yield no_cloze(card)


def _ordinals(cards: Sequence[Sibling]) -> dict[int, int]:
    """Return the ordinals of cloze cards; there are none for more than Anki has.

    A card whose ordinal is taken gets the next one.
    """
    taken: dict[int, int] = {}
    for card in sorted(cards, key=lambda card: card.uid)[:_ORDINALS]:
        ordinal = int(card.uid[:8], 16) % _ORDINALS
        while ordinal in taken:
            ordinal = (ordinal + 1) % _ORDINALS
        taken[ordinal] = card.card
    return {card: ordinal for ordinal, card in taken.items()}


def no_cloze(card: Sibling) -> Gathered:
    """Return an ordinary note for a cloze card whose text cannot be told."""
    return Gathered(guid=other_uid(card.uid, _NO_CLOZE), cards={FORWARD: card})
