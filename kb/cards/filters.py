"""Filters of generated cards: no repetition, nothing long, nothing given away, a limit a note."""

import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from kb.cards.card import Card, CardKind, Status
from kb.cards.generators.proposal import Proposal
from kb.cards.stems import adds_stems, words
from kb.notes.normal_form import normalized
from kb.notes.plain_text import Markdown, plain

_LONGEST_ANSWER: Final = 45
_LONGEST_PROMPT: Final = 60
_MOST_ACTIVE: Final = 25
_MOST_PROPOSED: Final = 20
_NEW_STEMS: Final = 2
_MARKS: Final = b"`*_=~"
_ASCII_KEY: Final = bytes(
    ord(" ") if sign in b"-\x1c\x1d\x1e\x1f" else sign for sign in range(256)
).lower()
"""Folds ASCII; a hyphen and all that ``str.split`` takes for a blank become one."""
_MARKS_AND_BLANKS: Final = _MARKS + b"- \t\n\r\v\f\x1c\x1d\x1e\x1f"
_STOPS: Final = b".!?:"
_FENCED: Final = re.compile(r"```.*?```", re.DOTALL)


class CardCandidate(NamedTuple):
    """A generator's proposal, and what the filters need beside it."""

    proposal: Proposal
    generator: str
    status: Status
    """The best status that it may get."""
    language: str
    kept: bool = False
    """Whether it has a history, and so may not be demoted or left out for want of room."""
    worth: float = 1.0
    """How likely a learner is to keep it, from 0 to 1."""
    traits: tuple[str, ...] = ()


def filter_candidates(
    candidates: Sequence[CardCandidate], written: Sequence[Card]
) -> Sequence[CardCandidate]:
    """Return the candidates that pass the filters, with the best status left for each, in order.

    Of two that ask the same, and where there are too many, those with a history stay, then active
    ones, those that ask forward, and those of the greatest worth.

    Args:
        candidates: what the generators proposed.
        written: the note's handwritten cards, which no generated card may repeat.
    """
    fronts = {_letters(card.front) for card in written}
    backs = {_letters(card.back) for card in written}
    spans: set[bytes] = set()
    facts: set[str] = set()
    active = proposed = 0
    passed: list[tuple[int, CardCandidate]] = []
    ranks = [_rank(candidate) for candidate in candidates]
    for at in sorted(range(len(ranks)), key=ranks.__getitem__, reverse=True):
        candidate = candidates[at]
        proposal, status = candidate.proposal, candidate.status
        front, back = _letters(proposal.front), _letters(proposal.back)
        if front in fronts or back in backs or not _says_enough(proposal, candidate.language):
            continue
        if status is Status.ACTIVE:
            span = back if proposal.span == proposal.back else _letters(proposal.span)
            repeated = proposal.fact in facts or span in spans
            if candidate.kept or not (repeated or active >= _MOST_ACTIVE):
                active += 1
                if not (candidate.kept and proposal.kind is CardKind.REVERSE):
                    spans.add(span)
                    facts.add(proposal.fact)
            else:
                status = Status.INBOX
        if status is Status.INBOX:
            if proposed >= _MOST_PROPOSED and not candidate.kept:
                continue
            proposed += 1
        fronts.add(front)
        backs.add(back)
        if status is not candidate.status:
            candidate = candidate._replace(status=status)
        passed.append((at, candidate))
    return [candidate for _, candidate in sorted(passed, key=itemgetter(0))]


def _rank(candidate: CardCandidate) -> tuple[bool, bool, bool, float]:
    """Return what puts a card before others; of two directions, forward is first."""
    forward = candidate.proposal.kind is not CardKind.REVERSE
    active = candidate.status is Status.ACTIVE
    return candidate.kept, active, forward, round(candidate.worth, 6)


def _says_enough(proposal: Proposal, language: str) -> bool:
    """Return whether a card is short, does not give its answer away, and adds something."""
    least = 1 if proposal.names else _NEW_STEMS
    return flaw_of(proposal.front, proposal.back, language, least=least) is None


def flaw_of(front: str, back: str, language: str, *, least: int) -> str | None:
    """Return why two texts make no card, to end a sentence; None if they make one.

    ``least`` is how many stems an answer must have that its prompt lacks.
    """
    if _is_longer(back, _LONGEST_ANSWER) and _is_longer(plain(Markdown(back)), _LONGEST_ANSWER):
        return f"the answer has more than {_LONGEST_ANSWER} words"
    if _is_longer(_FENCED.sub("", front) if "```" in front else front, _LONGEST_PROMPT):
        return f"the prompt has more than {_LONGEST_PROMPT} words"
    if not adds_stems(back, front, least=least, language=language):
        return "the prompt gives the answer away"
    is_bare = plain(Markdown(back)) in {back, back.strip("`")}
    if not is_bare and set(words(back)) <= set(words(front)):
        return "the prompt gives the answer away"
    return None


def _is_longer(text: str, most: int) -> bool:
    return len(text) > 2 * most and len(text.split()) > most


def _letters(text: str) -> bytes:
    """Return the key of a text without blanks, which is several times as fast for ASCII."""
    if text.isascii():
        return text.encode().translate(_ASCII_KEY, _MARKS_AND_BLANKS).rstrip(_STOPS)
    return text_key(text).replace(" ", "").encode("utf-8", "surrogatepass")


def text_key(text: str) -> str:
    """Return a text folded for comparison: without markup and final stops, quotes in ASCII."""
    if not text.isascii():
        text = text.replace("“", '"').replace("”", '"').replace("’", "'").replace("–", "-")
    if text.isascii():
        parts = text.encode().translate(_ASCII_KEY, _MARKS).split()
        return b" ".join(parts).decode().rstrip(" .!?:")
    for mark in _MARKS.decode():
        text = text.replace(mark, "")
    folded = normalized("NFC", normalized("NFC", text).casefold())
    return " ".join(folded.replace("-", " ").split()).rstrip(" .!?…:")
