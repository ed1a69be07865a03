"""Which card of an edited note is which card that was known: so no edit loses a review.

Pure: the import calls :func:`match` with what the store knows and what the notes yield now, and
merges what comes out.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from kb.cards.card import EXPLICIT, CardKind
from kb.cards.filters import text_key
from kb.cards.identity import DrawnCard, KnownCard
from kb.cards.similarity import ACCEPTED, Face, card_similarity, is_recognisable, sure_pairs
from kb.cards.stems import words

_SEPARATOR: Final = " › "
_TELLING_WORDS: Final = 4
"""Words of an answer that tell a card in another note, whose prompt names another topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A card that is known, and what it is now."""

    old: KnownCard
    new: DrawnCard

    @property
    def revived(self) -> bool:
        """Whether it had been retired."""
        return self.old.retired

    @property
    def edited(self) -> bool:
        """Whether anything is to be written: its text or its key is another."""
        new = self.new.card
        return (self.old.front, self.old.back, self.old.generator, self.old.anchor) != (
            new.front,
            new.back,
            new.generator,
            new.anchor,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """What became of each card. A pair is in one list only."""

    kept: tuple[Pair, ...]
    """The same card in the same note, edited or not."""
    moved: tuple[Pair, ...]
    """The same card in another note."""
    changed: tuple[Pair, ...]
    """The same card, with an answer that cannot be recognised."""
    retired: tuple[KnownCard, ...]
    """Living until now, and yielded no more."""
    added: tuple[DrawnCard, ...]


def match(old: Iterable[KnownCard], new: Iterable[DrawnCard]) -> Matching:
    """Return which new card is which old one.

    In this order: an explicit id; the same prompt and answer; the same key; the best one-to-one
    match within note and generator; the same text in another note. A retired card comes back only
    with a recognisable text. Cards of notes that did not change need not be given.
    """
    matcher = _Matcher(old=list(old), new=list(new))
    matcher.pair(_explicit_old, _explicit_new)
    matcher.pair(_exact_old, _exact_new)
    matcher.pair(_text_old, _text_new)
    matcher.pair(_key_old, _key_new, allows=_same_key_allowed)
    matcher.pair_alike()
    matcher.pair(_anywhere_old, _anywhere_new)
    matcher.pair(_fact_old, _fact_new, unique=True)
    return matcher.matching()


_T = TypeVar("_T", KnownCard, DrawnCard)


@dataclass(slots=True)
class _Matcher:
    """The cards that are still without a partner, and the pairs that were found."""

    old: list[KnownCard]
    new: list[DrawnCard]
    pairs: list[Pair] = field(default_factory=list)

    def pair(
        self,
        of_old: Callable[[KnownCard], Hashable],
        of_new: Callable[[DrawnCard], Hashable],
        *,
        allows: Callable[[KnownCard, DrawnCard], bool] = lambda _old, _new: True,
        unique: bool = False,
    ) -> None:
        """Pairs cards with equal keys; of several, those that have most in common.

        Args:
            of_old: the key of a known card; None if it has none.
            of_new: the key of a new one.
            allows: whether two cards with one key may be paired.
            unique: whether a key must stand for one card on either side.
        """
        if not self.old or not self.new:
            return
        known, drawn = _by_key(self.old, of_old), _by_key(self.new, of_new)
        gone: set[int] = set()
        taken: set[int] = set()
        for key, before in known.items():
            after = drawn.get(key)
            if after is None or (unique and (len(before) > 1 or len(after) > 1)):
                continue
            if len(before) == len(after) == 1:
                if allows(self.old[before[0]], self.new[after[0]]):
                    self._join(before[0], after[0], gone, taken)
                continue
            for _, i, j in sorted(
                (_distance(self.old[i], self.new[j]), i, j) for i in before for j in after
            ):
                if i not in gone and j not in taken and allows(self.old[i], self.new[j]):
                    self._join(i, j, gone, taken)
        self._drop(gone, taken)

    def _join(self, i: int, j: int, gone: set[int], taken: set[int]) -> None:
        """Makes a pair of the known card ``i`` and the new one ``j``."""
        gone.add(i)
        taken.add(j)
        self.pairs.append(Pair(old=self.old[i], new=self.new[j]))

    def _drop(self, gone: set[int], taken: set[int]) -> None:
        """Leaves the cards that were not paired."""
        self.old = [card for i, card in enumerate(self.old) if i not in gone]
        self.new = [card for j, card in enumerate(self.new) if j not in taken]

    def pair_alike(self) -> None:
        """Pairs cards of one note and generator whose texts are alike."""
        if not self.old or not self.new:
            return
        known, drawn = _by_key(self.old, _living_group), _by_key(self.new, _group)
        gone: set[int] = set()
        taken: set[int] = set()
        for key, before in known.items():
            after = drawn.get(key)
            if after:
                faces = (
                    [_face(self.old[i]) for i in before],
                    [_face_new(self.new[j]) for j in after],
                )
                for row, column in sure_pairs(*faces):
                    self._join(before[row], after[column], gone, taken)
        self._drop(gone, taken)

    def matching(self) -> Matching:
        """Return the pairs by what became of them, and what is left."""
        kept: list[Pair] = []
        moved: list[Pair] = []
        changed: list[Pair] = []
        for pair in self.pairs:
            back = pair.new.card.back
            if pair.old.back != back and not is_recognisable(
                text_key(pair.old.back), text_key(back)
            ):
                changed.append(pair)
            elif pair.old.note != pair.new.note:
                moved.append(pair)
            else:
                kept.append(pair)
        return Matching(
            kept=tuple(kept),
            moved=tuple(moved),
            changed=tuple(changed),
            retired=tuple(card for card in self.old if not card.retired),
            added=tuple(self.new),
        )


def _by_key(cards: Sequence[_T], key_of: Callable[[_T], Hashable]) -> dict[Hashable, list[int]]:
    """Return the positions of ``cards`` by key; those without a key are left out."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    for position, card in enumerate(cards):
        key = key_of(card)
        if key is not None:
            found[key].append(position)
    return found


def _distance(old: KnownCard, new: DrawnCard) -> tuple[bool, ...]:
    """Return what speaks against a pair that has one key, weightiest first."""
    card = new.card
    return (
        old.retired,
        old.note != new.note,
        old.front != card.front or old.back != card.back,
        old.generator != card.generator,
        old.anchor != card.anchor,
    )


def _same_key_allowed(old: KnownCard, new: DrawnCard) -> bool:
    """Return whether an equal key is enough: for a retired card, its text must be recognisable."""
    return not old.retired or card_similarity(_face(old), _face_new(new)) >= ACCEPTED


def _face(card: KnownCard) -> Face:
    return _face_of(card.front, card.back, card.anchor, card.kind)


def _face_new(drawn: DrawnCard) -> Face:
    card = drawn.card
    return _face_of(card.front, card.back, card.anchor, card.kind)


def _face_of(front: str, back: str, anchor: str, kind: CardKind) -> Face:
    subject = anchor.rpartition(_SEPARATOR)[2].partition(" #")[0]
    if kind is CardKind.CLOZE:
        subject = subject.partition(" in ")[0]
    return Face(
        front=text_key(front), back=text_key(back), subject=subject, cloze=kind is CardKind.CLOZE
    )


def _explicit_old(card: KnownCard) -> Hashable:
    explicit = card.anchor.startswith(EXPLICIT)
    return (card.note, card.generator, card.anchor) if explicit else None


def _explicit_new(drawn: DrawnCard) -> Hashable:
    card = drawn.card
    return (drawn.note, card.generator, card.anchor) if card.explicit else None


def _exact_old(card: KnownCard) -> Hashable:
    return card.note, card.front, card.back


def _exact_new(drawn: DrawnCard) -> Hashable:
    return drawn.note, drawn.card.front, drawn.card.back


def _text_old(card: KnownCard) -> Hashable:
    return card.note, text_key(card.front), text_key(card.back)


def _text_new(drawn: DrawnCard) -> Hashable:
    return drawn.note, text_key(drawn.card.front), text_key(drawn.card.back)


def _key_old(card: KnownCard) -> Hashable:
    return card.note, card.generator, card.anchor


def _key_new(drawn: DrawnCard) -> Hashable:
    return drawn.note, drawn.card.generator, drawn.card.anchor


def _living_group(card: KnownCard) -> Hashable:
    return None if card.retired else (card.note, card.generator)


def _group(drawn: DrawnCard) -> Hashable:
    return drawn.note, drawn.card.generator


def _anywhere_old(card: KnownCard) -> Hashable:
    return text_key(card.front), text_key(card.back)


def _anywhere_new(drawn: DrawnCard) -> Hashable:
    return text_key(drawn.card.front), text_key(drawn.card.back)


def _fact_old(card: KnownCard) -> Hashable:
    return None if card.retired else _fact(card.generator, card.anchor, card.front, card.back)


def _fact_new(drawn: DrawnCard) -> Hashable:
    card = drawn.card
    return _fact(card.generator, card.anchor, card.front, card.back)


def _fact(generator: str, anchor: str, front: str, back: str) -> Hashable:
    """Return what a card asks for and its answer, whatever the topic; None if that is too little.

    Where a note is split or merged, the topic that its prompts name is another.
    """
    subject = anchor.rpartition(_SEPARATOR)[2].partition(" #")[0]
    if not subject:
        return None
    if len(words(back)) >= _TELLING_WORDS:
        return generator, subject, text_key(back)
    asked = front.partition(": ")[2]
    telling = len(words(asked)) >= _TELLING_WORDS
    return (generator, subject, text_key(asked), text_key(back)) if telling else None
