"""Match the cards of edited notes with the stored ones, so that no edit loses a review.

The import calls :func:`match` with the stored cards and the ones drawn now, and merges the result.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Final

from kb.cards.card import EXPLICIT, CardKind
from kb.cards.filters import text_key
from kb.cards.generators.registry import NAMES
from kb.cards.identity import DrawnCard, KnownCard, NoteKey
from kb.cards.similarity import (
    ACCEPTED,
    LONGEST,
    Face,
    Renaming,
    added_words,
    card_similarity,
    is_recognisable,
    renaming,
    sure_pairs,
)
from kb.cards.stems import words

_FEWEST_RENAMED: Final = 2
"""Cards that ask for different things, by which a term is known to be renamed."""
_MOST_COMPARED: Final = 10_000
"""Pairs of one note whose words are compared."""
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

    In this order: an explicit id; the same prompt and answer; what is asked for and the answer; the
    same key; the best one-to-one match within the note, of one generator and then of any; the same
    text, fact or prompt in another note; the same answer in the note to a prompt with some words
    more or fewer; the same words but for a term that was renamed; and at last the best match in the
    note to which most of a note's cards went. A retired card comes back only with a recognisable
    text. Cards of unchanged notes can be left out.
    """
    matcher = _Matcher(old, new)
    matcher.pair(lambda card: card.place if card.anchor.startswith(EXPLICIT) else None)
    matcher.pair(lambda card: (card.note, card.front, card.back))
    matcher.pair(lambda card: (card.note, *card.text))
    matcher.pair(_answer_of_subject, unique=True)
    matcher.pair(lambda card: card.place, allows=_may_share_key)
    matcher.pair_similar(lambda card: (card.note, card.generator))
    matcher.pair_similar(lambda card: (card.note, *card.pool))
    matcher.pair(lambda card: card.text)
    matcher.pair(_fact, unique=True)
    matcher.pair(_question, unique=True)
    matcher.pair_grown()
    matcher.pair_renamed({})
    heirs = matcher.heirs()
    if heirs:
        matcher.pair_similar(lambda card: (heirs.get(card.note, card.note), *card.pool))
        matcher.pair_renamed(heirs)
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
    def pool(self) -> tuple[bool, bool]:
        """What cards have in common that may be one, whichever generators drew them."""
        return self.is_drawn, self.asks_for_its_subject

    @property
    def asks_for_its_subject(self) -> bool:
        """Whether the answer of a generated card is what it is about, such as an item's name."""
        return self.is_drawn and bool(self.subject) and text_key(self.subject) == self.text[1]

    @property
    def text(self) -> tuple[str, str]:
        """The prompt and the answer, folded."""
        if self._text is None:
            self._text = text_key(self.front), text_key(self.back)
        return self._text

    @property
    def is_drawn(self) -> bool:
        """Whether a generator drew it; written cards are never taken for drawn ones."""
        return self.generator in NAMES

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
        self._paired: list[tuple[_Side, _Side]] = []
        """Their sides, whose folded texts are known by then."""
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

    def pair_similar(self, key: _Key) -> None:
        """Pair living cards with equal keys whose texts are similar."""
        for before, after in self._groups(lambda card: None if card.retired else key(card)):
            faces = [self._old[i].face for i in before], [self._new[j].face for j in after]
            for row, column in sure_pairs(*faces):
                self._join(before[row], after[column])

    def pair_grown(self) -> None:
        """Pair cards of a note of which one has some words more; of several, that with fewest."""
        grown: list[tuple[int, int, int]] = []
        for before, after in self._groups(
            lambda card: (
                None if card.retired else (card.note, card.kind, *card.pool, card.face.asked)
            )
        ):
            if len(before) * len(after) <= _MOST_COMPARED:
                faces = {j: self._new[j].face for j in after}
                for i in before:
                    face = self._old[i].face
                    added = ((added_words(face, faces[j]), j) for j in after)
                    grown += ((count, i, j) for count, j in added if count is not None)
        for _, pairs in groupby(sorted(grown), key=itemgetter(0)):
            free = [(i, j) for _, i, j in pairs if i in self._old and j in self._new]
            olds, news = Counter(i for i, _ in free), Counter(j for _, j in free)
            for i, j in free:
                if olds[i] == news[j] == 1:
                    self._join(i, j)

    def pair_renamed(self, heirs: Mapping[NoteKey, NoteKey]) -> None:
        """Pair living cards whose words differ by a term that several cards have renamed."""
        changes: dict[Renaming, list[tuple[int, int]]] = defaultdict(list)
        known = self._renamings()
        for before, after in self._groups(
            lambda card: (
                None
                if card.retired or card.kind is CardKind.CLOZE
                else (heirs.get(card.note, card.note), *card.pool)
            )
        ):
            if len(before) * len(after) > _MOST_COMPARED:
                continue
            for i in before:
                for j in after:
                    change = renaming(self._old[i].text, self._new[j].text)
                    if change is not None:
                        changes[change].append((i, j))
        for change in sorted(changes, key=lambda c: (-len(changes[c]), c)):
            pairs = [(i, j) for i, j in changes[change] if i in self._old and j in self._new]
            olds, news = Counter(i for i, _ in pairs), Counter(j for _, j in pairs)
            subjects = {self._old[i].subject for i in olds} | known.get(change, set())
            if len(subjects) < _FEWEST_RENAMED:
                continue
            for i, j in pairs:
                if olds[i] == news[j] == 1:
                    self._join(i, j)

    def _renamings(self) -> dict[Renaming, set[str]]:
        """Return what the cards that are paired already have renamed, and what they ask for."""
        known: dict[Renaming, set[str]] = defaultdict(set)
        for old, new in self._paired:
            if (old.front, old.back) != (new.front, new.back):
                change = renaming(old.text, new.text)
                if change is not None:
                    known[change].add(old.anchor)
        return known

    def heirs(self) -> dict[NoteKey, NoteKey]:
        """Return to which note the cards of another one went, where most of them went to one."""
        went: dict[NoteKey, Counter[NoteKey]] = defaultdict(Counter)
        for pair in self.pairs:
            if pair.old.note != pair.new.note:
                went[pair.old.note][pair.new.note] += 1
        left = Counter(card.note for card in self._old.values() if not card.retired)
        holders: dict[str, set[NoteKey]] = defaultdict(set)
        for card in self._new.values():
            holders[card.text[1]].add(card.note)
        for card in self._old.values():
            if not card.retired:
                for note in holders.get(card.text[1], ()):
                    went[card.note][note] += note != card.note
        return {
            note: ranks[0][0]
            for note, counts in went.items()
            if left[note]
            and (ranks := counts.most_common(2))
            and 3 * ranks[0][1] >= left[note]
            and (len(ranks) == 1 or ranks[0][1] >= 2 * ranks[1][1])
        }

    def _groups(self, key: _Key) -> list[tuple[list[int], list[int]]]:
        if not self._old or not self._new:
            return []
        old, new = _by_key(self._old, key), _by_key(self._new, key)
        return [(before, new[shared]) for shared, before in old.items() if shared in new]

    def _join(self, i: int, j: int) -> None:
        self.pairs.append(Pair(old=self._known[i], new=self._drawn[j]))
        self._paired.append((self._old.pop(i), self._new.pop(j)))

    def matching(self) -> Matching:
        """Return the pairs by what became of them, and what is left."""
        kept: list[Pair] = []
        moved: list[Pair] = []
        changed: list[Pair] = []
        for pair, (old, new) in zip(self.pairs, self._paired, strict=True):
            if old.back != new.back and not _is_recognisable(old, new):
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


def _is_recognisable(old: _Side, new: _Side) -> bool:
    """Return whether the answer of a card is still the one that it had."""
    if is_recognisable(old.text[1], new.text[1]):
        return True
    return old.kind is CardKind.CLOZE and added_words(old.face, new.face) is not None


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


def _may_share_key(old: _Side, new: _Side) -> bool:
    """Return whether an equal key is enough.

    A retired card must also have a similar text, and a card that asks for a name never becomes one
    that gives it.
    """
    if old.asks_for_its_subject != new.asks_for_its_subject:
        return False
    return not old.retired or card_similarity(old.face, new.face) >= ACCEPTED


def _answer_of_subject(card: _Side) -> Hashable:
    """Return what a generated card asks for and its answer, in its note.

    Which direction of an item is preferred can change with the title; a card keeps its own.
    """
    if card.retired or not card.is_drawn or not card.subject:
        return None
    return card.note, card.subject, card.text[1]


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
