"""Which proposals are worth a learner's time. They apply to generated cards only."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kb.cards.card import Card, Status
from kb.cards.generators.proposal import Proposal
from kb.cards.stems import new_stems, words
from kb.notes.markdown.inline import plain

_LONGEST_ANSWER: Final = 45
_LONGEST_PROMPT: Final = 60
_MOST_ACTIVE: Final = 25
_MOST_PROPOSED: Final = 20
_NEW_STEMS: Final = 2
_SMALL: Final = bytes(range(256)).lower()
_BETWEEN: Final = bytes(sign for sign in range(128) if chr(sign).isspace()) + b"`*_=~.!?:-"
_FENCED: Final = re.compile(r"```.*?```", re.DOTALL)


class CardCandidate(NamedTuple):
    """What a generator proposes, and what the filters need to know beside it."""

    proposal: Proposal
    generator: str
    status: Status
    """What it may have at best."""
    language: str
    kept: bool = False
    """Whether it has history: it may not be demoted or left out for want of room."""


def filter_candidates(
    candidates: Sequence[CardCandidate], written: Sequence[Card]
) -> Iterator[CardCandidate]:
    """Yield the candidates that pass, best first as they come, with the status left for them.

    Args:
        candidates: what the generators proposed, best first. What has a history goes before them.
        written: the note's cards that were written by hand, which no generated one may repeat.
    """
    fronts, backs, spans = _Texts(list), _Texts(list), _Texts(list)
    for card in written:
        fronts[_letters(card.front)].append(card.front)
        backs[_letters(card.back)].append(card.back)
    facts: set[str] = set()
    active = proposed = 0
    if held := [candidate for candidate in candidates if candidate.kept]:
        candidates = [*held, *(candidate for candidate in candidates if not candidate.kept)]
    for candidate in candidates:
        proposal, _, status, language, kept = candidate
        if not _says_enough(proposal, language):
            continue
        front, back = _letters(proposal.front), _letters(proposal.back)
        if (front in fronts and fronts.say(front, proposal.front)) or (
            back in backs and backs.say(back, proposal.back)
        ):
            continue
        if status is Status.ACTIVE:
            span = back if proposal.span == proposal.back else _letters(proposal.span)
            again = proposal.fact in facts or (span in spans and spans.say(span, proposal.span))
            if kept or not (again or active >= _MOST_ACTIVE):
                active += 1
                spans[span].append(proposal.span)
                facts.add(proposal.fact)
            else:
                status = Status.INBOX
        if status is Status.INBOX:
            if proposed >= _MOST_PROPOSED and not kept:
                continue
            proposed += 1
        fronts[front].append(proposal.front)
        backs[back].append(proposal.back)
        yield candidate if status is candidate.status else candidate._replace(status=status)


class _Texts(defaultdict[bytes, list[str]]):
    """Texts by their letters."""

    def say(self, letters: bytes, text: str) -> bool:
        """Return whether one of them says the same as ``text``, whose letters are given."""
        key = text_key(text)
        return any(text_key(other) == key for other in self[letters])


def _letters(text: str) -> bytes:
    """Return what is equal for texts that say the same, and seldom for others; quickly."""
    if text.isascii() or (text := _in_plain_signs(text).replace("…", "")).isascii():
        return text.encode().translate(_SMALL, _BETWEEN)
    return text_key(text).encode("utf-8", "surrogatepass").translate(_SMALL, _BETWEEN)


def _says_enough(proposal: Proposal, language: str) -> bool:
    """Return whether a card is short, does not give its answer away, and says something new."""
    front, back = proposal.front, proposal.back
    if _longer(back, _LONGEST_ANSWER) and _longer(plain(back), _LONGEST_ANSWER):
        return False
    if _longer(_FENCED.sub("", front) if "```" in front else front, _LONGEST_PROMPT):
        return False
    if new_stems(back, front, language=language) < (1 if proposal.names else _NEW_STEMS):
        return False
    return plain(back) in {back, back.strip("`")} or not _gives_away(front, back)


def _longer(text: str, most: int) -> bool:
    """Return whether a text has more than so many words, each of a letter and a space at least."""
    return len(text) > 2 * most and len(text.split()) > most


def _gives_away(front: str, back: str) -> bool:
    """Return whether all words of the answer stand in the prompt."""
    said, folded = words(back), front.casefold()
    return all(word in folded for word in said) and set(said) <= set(words(front))


def text_key(text: str) -> str:
    """Return the form in which two texts say the same: folded, without marks and stops.

    Quotation marks and dashes count alike, whatever their shape.
    """
    text = text.replace("`", "").replace("*", "").replace("_", "").replace("=", "").replace("~", "")
    if not text.isascii():
        text = _in_plain_signs(text)
    if text.isascii():
        folded = text.lower()
    else:
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(folded.replace("-", " ").split()).rstrip(" .!?…:")


def _in_plain_signs(text: str) -> str:
    """Return a text with the quotation marks and dashes of ASCII."""
    return text.replace("“", '"').replace("”", '"').replace("’", "'").replace("–", "-")
