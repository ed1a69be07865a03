"""Which proposals are worth a learner's time. They apply to generated cards only."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.cards.card import Card, Status
from kb.cards.words import ENGLISH, adds, words
from kb.notes.inline import plain

_LONGEST_ANSWER: Final = 45
_LONGEST_PROMPT: Final = 60
_MOST_ACTIVE: Final = 25
_MOST_PROPOSED: Final = 20
_NEW_STEMS: Final = 2
_FENCED: Final = re.compile(r"```.*?```", re.DOTALL)
_MARKS: Final = "*_`=~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A generated card, and what the filters need to know beside it."""

    card: Card
    span: str
    names: bool
    """Whether the answer is a name, for which one new word is enough."""
    kept: bool
    """Whether it has history: it may not be demoted or left out for want of room."""


def sifted(candidates: Iterable[Candidate], written: Sequence[Card]) -> Iterator[Card]:
    """Yields the cards that pass, best first as they come, with the status that is left for them.

    Args:
        candidates: What the generators proposed, best first.
        written: The note's cards that were written by hand, which no generated one may repeat.
    """
    fronts = {text_key(card.front) for card in written}
    backs = {text_key(card.back) for card in written}
    spans: set[str] = set()
    facts: set[str] = set()
    active = proposed = 0
    for candidate in sorted(candidates, key=lambda each: not each.kept):
        card = candidate.card
        front, back = text_key(card.front), text_key(card.back)
        if front in fronts or back in backs or not says_enough(candidate):
            continue
        fits = candidate.span not in spans and card.fact not in facts and active < _MOST_ACTIVE
        status = card.status
        if status is Status.ACTIVE and not fits and not candidate.kept:
            status = Status.INBOX
        if status is Status.INBOX:
            if proposed >= _MOST_PROPOSED and not candidate.kept:
                continue
            proposed += 1
        else:
            active += 1
            spans.add(candidate.span)
            facts.add(card.fact)
        fronts.add(front)
        backs.add(back)
        yield replace(card, status=status)


def says_enough(candidate: Candidate) -> bool:
    """Tells whether a card is short, does not give its answer away, and says something new."""
    card = candidate.card
    front, back = card.front, card.back
    prompt, answer = plain(front), plain(back)
    if _longer(answer, _LONGEST_ANSWER):
        return False
    if _longer(_FENCED.sub("", front) if "```" in front else front, _LONGEST_PROMPT):
        return False
    least = 1 if candidate.names else _NEW_STEMS
    if not adds(answer, prompt, card.language or ENGLISH, least=least):
        return False
    return (front, back) == (prompt, answer) or not _gives_away(front, back)


def _longer(text: str, most: int) -> bool:
    """Tells whether a text has more than so many words, each of a letter and a space at least."""
    return len(text) > 2 * most and len(text.split()) > most


def _gives_away(front: str, back: str) -> bool:
    """Tells whether all words of the answer stand in the prompt."""
    said, folded = words(back), front.casefold()
    return all(word in folded for word in said) and set(said) <= set(words(front))


def text_key(text: str) -> str:
    """Returns the form in which two texts say the same: folded, without marks and stops."""
    for mark in _MARKS:
        text = text.replace(mark, "")
    if text.isascii():
        folded = text.lower()
    else:
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(folded.replace("-", " ").split()).rstrip(" .!?…:")
