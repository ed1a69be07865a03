"""Match the cards of edited notes with the stored ones, so that no edit loses a review.

The import calls :func:`match` with the stored cards and the ones drawn now, and merges the result.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kb.cards.card import EXPLICIT, CardKind
from kb.cards.filters import text_key
from kb.cards.identity import DrawnCard, KnownCard, NoteKey
from kb.cards.similarity import (
    ACCEPTED,
    LONGEST,
    Face,
    card_similarity,
    is_recognisable,
    sure_pairs,
)
from kb.cards.stems import words

_SEPARATOR: Final = " › "
_TELLING_WORDS: Final = 4
"""Words of an answer that identify a card in another note, where its prompt names another topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A stored card, and what it is now."""

    old: KnownCard
    new: DrawnCard

    @property
    def revived(self) -> bool:
        """Whether the stored card was retired."""
        return self.old.retired

    @property
    def edited(self) -> bool:
        """Whether its text or its key changed, and has to be written."""
        new = self.new.card
        return (self.old.front, self.old.back, self.old.generator, self.old.anchor) != (
            new.front,
            new.back,
            new.generator,
            new.anchor,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """What became of each card; each pair is in one of the lists."""

    kept: tuple[Pair, ...]
    """The same card in the same note, edited or not."""
    moved: tuple[Pair, ...]
    """The same card in another note."""
    changed: tuple[Pair, ...]
    """The same card, with an unrecognisable answer."""
    retired: tuple[KnownCard, ...]
    """Living until now, and no longer produced by their notes."""
    added: tuple[DrawnCard, ...]


def match(old: Iterable[KnownCard], new: Iterable[DrawnCard]) -> Matching:
    """Return which new card is which old one.

    In this order: an explicit id; the same prompt and answer; the same key; the best one-to-one
    match within note and generator; the same text, fact or prompt in another note. A retired card
    comes back only with a recognisable text. Cards of unchanged notes can be left out.
    """
    matcher = _Matcher(old, new)
    matcher.pair(lambda card: card.place if card.anchor.startswith(EXPLICIT) else None)
    matcher.pair(lambda card: (card.note, card.front, card.back))
    matcher.pair(lambda card: (card.note, *card.text))
    matcher.pair(lambda card: card.place, allows=_living_or_similar)
    matcher.pair_similar()
    matcher.pair(lambda card: card.text)
    matcher.pair(_fact, unique=True)
    matcher.pair(_question, unique=True)
    return matcher.matching()


@dataclass(slots=True)
class _Side:
    """What both sides of a pair are compared by."""

    note: NoteKey
    generator: str
    anchor: str
    front: str
    back: str
    kind: CardKind
    retired: bool
    _text: tuple[str, str] | None = None

    @property
    def place(self) -> tuple[NoteKey, str, str]:
        """What no other card has."""
        return self.note, self.generator, self.anchor

    @property
    def subject(self) -> str:
        """The last part of the anchor."""
        return self.anchor.rpartition(_SEPARATOR)[2].partition(" #")[0]

    @property
    def text(self) -> tuple[str, str]:
        """The prompt and the answer, folded."""
        if self._text is None:
            self._text = text_key(self.front), text_key(self.back)
        return self._text

    @property
    def face(self) -> Face:
        """What similarity is measured by."""
        cloze = self.kind is CardKind.CLOZE
        subject = self.subject.partition(" in ")[0] if cloze else self.subject
        front, back = self.text
        return Face(front=front, back=back, subject=subject, cloze=cloze)


_Key = Callable[[_Side], Hashable]
"""Returns what two sides of one card have in common; None if they have nothing in common."""


class _Matcher:
    """The cards that are not paired yet, and the pairs so far."""

    def __init__(self, old: Iterable[KnownCard], new: Iterable[DrawnCard]) -> None:
        self.pairs: list[Pair] = []
        self._known = list(old)
        self._drawn = list(new)
        # By position in the lists; what is paired is taken out.
        self._old = {
            i: _Side(c.note, c.generator, c.anchor, c.front, c.back, c.kind, c.retired)
            for i, c in enumerate(self._known)
        }
        self._new = {
            j: _Side(d.note, c.generator, c.anchor, c.front, c.back, c.kind, retired=False)
            for j, d in enumerate(self._drawn)
            for c in (d.card,)
        }

    def pair(
        self,
        key: _Key,
        *,
        allows: Callable[[_Side, _Side], bool] = lambda _old, _new: True,
        unique: bool = False,
    ) -> None:
        """Pair cards with equal keys; among several, those that have most in common.

        Args:
            key: of a card on either side.
            allows: whether two cards with one key may be paired.
            unique: whether a key must belong to one card on either side.
        """
        for before, after in self._groups(key):
            if unique and (len(before) > 1 or len(after) > 1):
                continue
            for _, i, j in sorted(
                (_distance(self._old[i], self._new[j]), i, j) for i in before for j in after
            ):
                if i in self._old and j in self._new and allows(self._old[i], self._new[j]):
                    self._join(i, j)

    def pair_similar(self) -> None:
        """Pair living cards of one note and generator whose texts are similar."""
        for before, after in self._groups(
            lambda card: None if card.retired else (card.note, card.generator)
        ):
            faces = [self._old[i].face for i in before], [self._new[j].face for j in after]
            for row, column in sure_pairs(*faces):
                self._join(before[row], after[column])

    def _groups(self, key: _Key) -> list[tuple[list[int], list[int]]]:
        if not self._old or not self._new:
            return []
        old, new = _by_key(self._old, key), _by_key(self._new, key)
        return [(before, new[shared]) for shared, before in old.items() if shared in new]

    def _join(self, i: int, j: int) -> None:
        self.pairs.append(Pair(old=self._known[i], new=self._drawn[j]))
        del self._old[i], self._new[j]

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
            retired=tuple(self._known[i] for i, card in self._old.items() if not card.retired),
            added=tuple(self._drawn[j] for j in self._new),
        )


def _by_key(cards: Mapping[int, _Side], key_of: _Key) -> dict[Hashable, list[int]]:
    positions: dict[Hashable, list[int]] = defaultdict(list)
    for position, card in cards.items():
        key = key_of(card)
        if key is not None:
            positions[key].append(position)
    return positions


def _distance(old: _Side, new: _Side) -> tuple[bool, ...]:
    """Return what speaks against a pair that has one key, weightiest first."""
    return (
        old.retired,
        old.note != new.note,
        (old.front, old.back) != (new.front, new.back),
        old.generator != new.generator,
        old.anchor != new.anchor,
    )


def _living_or_similar(old: _Side, new: _Side) -> bool:
    """Return whether an equal key is enough: a retired card must also have a similar text."""
    return not old.retired or card_similarity(old.face, new.face) >= ACCEPTED


def _question(card: _Side) -> Hashable:
    """Return the prompt of a card, if it is long enough; the answer may be another."""
    front, _ = card.text
    telling = not card.retired and len(words(card.front[:LONGEST])) >= _TELLING_WORDS
    return (card.generator, card.kind, front) if telling else None


def _fact(card: _Side) -> Hashable:
    """Return what a card asks for and its answer, whatever the topic; None if that is too little.

    Where a note is split or merged, its cards' prompts name another topic.
    """
    if card.retired or not card.subject:
        return None
    _, back = card.text
    if len(words(card.back[:LONGEST])) >= _TELLING_WORDS:
        return card.generator, card.subject, back
    question = card.front.partition(": ")[2]
    if len(words(question[:LONGEST])) >= _TELLING_WORDS:
        return card.generator, card.subject, text_key(question), back
    return None
