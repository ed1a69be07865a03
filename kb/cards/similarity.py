"""How alike two cards are, and which pairs of many are surely the same card."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from rapidfuzz import fuzz

from kb.cards.stems import words

ACCEPTED: Final = 0.75
LONGEST: Final = 1_000
"""Characters of a text that are compared: comparing takes time proportional to their square."""
_AHEAD: Final = 0.10
"""How far a pair must be ahead of the next best one of either card."""
_SAME_SUBJECT: Final = 0.6
_TELLING_WORDS: Final = 4
"""Words of an answer that identify a card, whatever its subject is called."""
_ALL_PAIRS: Final = 10_000
"""Up to this many pairs, compare all of them."""
_NEAREST: Final = 8
"""With more pairs, compare each card with this many that share most words with it."""
_LONGEST_TERM: Final = 3
"""Words of a term that was renamed."""
_RECOGNISED: Final = 0.5
_SHORT: Final = 4
_GAP: Final = "[...]"
_MOST_ADDED: Final = 12
"""Words that a text may have more, and still say what the shorter one says."""
_FEWEST_KEPT: Final = 2
"""Words of a prompt, a gap among them, that must be in a longer one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What of a card is compared: its texts, folded, and what it asks for."""

    front: str
    back: str
    subject: str
    """The last part of the anchor."""
    cloze: bool

    @property
    def asked(self) -> str:
        """What it asks for: of a text with gaps, the words of its gap."""
        return self.subject if self.cloze else self.back


def card_similarity(old: Face, new: Face) -> float:
    """Return how alike two cards are, from 0 to 1; 0 if they ask for different things.

    Prompts are worded alike whatever they ask for, and the gaps of one text have nearly the same
    text, so a card must also ask for the same: by its subject, or by an answer of some words.
    """
    back = _ratio(old.back, new.back)
    subject = _ratio(old.subject, new.subject)
    if subject < _SAME_SUBJECT:
        telling = min(len(words(side.back[:LONGEST])) for side in (old, new)) >= _TELLING_WORDS
        if old.cloze or not telling or back < 1 - _AHEAD:
            return 0.0
    return (_ratio(old.front, new.front) + back) / 2


Renaming = tuple[tuple[str, ...], tuple[str, ...]]
"""The words that a text has lost, and those that stand in their place."""


def renaming(old: tuple[str, str], new: tuple[str, str]) -> Renaming | None:
    """Return which words of a card became others; None if more than a term differs.

    Args:
        old: its prompt and its answer, folded.
        new: the same of another card.
    """
    before, after = (Counter(words(" ".join(text)[:LONGEST])) for text in (old, new))
    lost, got = before - after, after - before
    if not lost or not got or max(len(lost), len(got)) > _LONGEST_TERM:
        return None
    if any(word.isdigit() for word in (*lost, *got)) or not before & after:
        return None
    return tuple(sorted(lost)), tuple(sorted(got))


def added_words(one: Face, other: Face) -> int | None:
    """Return how many words one of two cards has more; None if they differ in anything else.

    Both ask for the same, and a prompt that is longer has all words of the other in their order. So
    a short text is known again, though most of it is new.
    """
    if one.cloze != other.cloze or one.asked != other.asked:
        return None
    shorter, longer = sorted((_prompt(one), _prompt(other)), key=len)
    added = len(longer) - len(shorter)
    if len(shorter) < _FEWEST_KEPT or added > _MOST_ADDED:
        return None
    rest = iter(longer)
    return added if all(word in rest for word in shorter) else None


def _prompt(face: Face) -> list[str]:
    """Return the words of a prompt, and where its gaps are."""
    first, *others = (words(part) for part in face.front[:LONGEST].split(_GAP))
    return [*first, *chain.from_iterable((_GAP, *part) for part in others)]


def is_recognisable(old: str, new: str) -> bool:
    """Return whether an answer, folded, can still be recognised after an edit."""
    if old == new:
        return True
    old, new = old[:LONGEST], new[:LONGEST]
    before, after = words(old), words(new)
    if len(before) <= _SHORT and [w for w in before if w.isdigit()] != [
        w for w in after if w.isdigit()
    ]:
        return False
    return max(_ratio(old, new), fuzz.token_sort_ratio(old, new) / 100) >= _RECOGNISED


def sure_pairs(old: Sequence[Face], new: Sequence[Face]) -> Iterator[tuple[int, int]]:
    """Yield the pairs (old, new), by position, that are the same card beyond doubt.

    One-to-one: the clearest pair is taken first, and what it used up is no rival for the others.
    """
    scores = {
        (i, j): score
        for i, j in _worth_comparing(old, new)
        if (score := card_similarity(old[i], new[j])) > ACCEPTED - _AHEAD  # accepted, or a rival
    }
    rows: dict[int, dict[int, float]] = defaultdict(dict)
    columns: dict[int, dict[int, float]] = defaultdict(dict)
    for (i, j), score in scores.items():
        rows[i][j] = score
        columns[j][i] = score
    pending = sorted(scores, key=lambda pair: (-scores[pair], pair))
    paired = True
    while paired:
        paired = False
        for i, j in pending:
            score = rows[i][j] if j in rows.get(i, {}) else 0.0
            if score < ACCEPTED:
                continue
            rivals = [other for k, other in rows[i].items() if k != j]
            rivals += [other for k, other in columns[j].items() if k != i]
            if score < max(rivals, default=0.0) + _AHEAD:
                continue
            yield i, j
            for k in rows.pop(i):
                columns[k].pop(i, None)
            for k in columns.pop(j):
                rows[k].pop(j, None)
            paired = True
        pending = [pair for pair in pending if pair[1] in rows.get(pair[0], {})]


def _worth_comparing(old: Sequence[Face], new: Sequence[Face]) -> Iterator[tuple[int, int]]:
    """Yield all pairs, or of too many those that share the rarest words."""
    if len(old) * len(new) <= _ALL_PAIRS:
        yield from ((i, j) for i in range(len(old)) for j in range(len(new)))
        return
    holders: dict[str, list[int]] = defaultdict(list)
    for j, face in enumerate(new):
        for word in _words_of(face):
            holders[word].append(j)
    for i, face in enumerate(old):
        shared: Counter[int] = Counter()
        known = [word for word in _words_of(face) if word in holders]
        for word in sorted(known, key=lambda term: (len(holders[term]), term))[:_NEAREST]:
            shared.update(holders[word][: _NEAREST * _NEAREST])
        yield from ((i, j) for j, _ in shared.most_common(_NEAREST))


def _words_of(face: Face) -> frozenset[str]:
    return frozenset(words(f"{face.front[:LONGEST]} {face.back[:LONGEST]}"))


def _ratio(a: str, b: str) -> float:
    """Return how alike two texts are, from 0 to 1, by the edits that lead from one to the other.

    Normalised Indel similarity: https://rapidfuzz.github.io/RapidFuzz/Usage/fuzz.html#ratio
    """
    return fuzz.ratio(a[:LONGEST], b[:LONGEST]) / 100 if a or b else 1.0
