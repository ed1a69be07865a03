"""Cards that an assistant proposes for a line of a note: nothing draws them from it again."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from kb.cards.card import EXPLICIT, Card, CardKind, Status
from kb.cards.filters import flaw_of, text_key

ASSISTANT: Final = "assistant"
"""The generator of such cards."""
LONGEST_SIDE: Final = 2_000
"""Characters of a prompt or an answer."""
_LONGEST_SOURCE: Final = 120
"""Characters of a line by which it is known again."""
_MARK: Final = " #"
_GIVEN_AWAY: Final = 3
"""Words of an answer that a prompt may not repeat in a row; fewer may be a choice that it gives."""


def flaw_of_texts(front: str, back: str, language: str) -> str | None:
    """Return why a prompt and an answer make no good card, to end a sentence; None if they do."""
    if not any(map(str.isalnum, front)) or not back.strip():
        return "a card needs a prompt and an answer"
    if max(len(front), len(back)) > LONGEST_SIDE:
        return f"a side has more than {LONGEST_SIDE:,} characters"
    asked, answer = text_key(front), text_key(back)
    if answer == asked or (answer in asked and len(answer.split()) >= _GIVEN_AWAY):
        return "the prompt gives the answer away"
    return flaw_of(front, back, language, least=0)


def source_of_line(line: str) -> str:
    """Return by what a line of a note is known again; empty for a blank one.

    >>> source_of_line("  - **kb**  is   a program ")
    '- **kb** is a program'
    """
    return " ".join(line.split())[:_LONGEST_SOURCE].strip().lstrip(EXPLICIT)


def assistants_card(line: int, source: str, front: str, back: str) -> Card:
    """Return the card that is proposed for a line.

    Args:
        line: its number in the note's file, from 1.
        source: by what it is known again.
        front: the prompt.
        back: the answer.
    """
    told = blake2b(f"{front}\0{back}".encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    anchor = f"{source}{_MARK}{told}"
    return Card(
        generator=ASSISTANT,
        anchor=anchor,
        front=front,
        back=back,
        line=line,
        status=Status.INBOX,
        kind=CardKind.FORWARD,
        fact=anchor,
        language=None,
        written=False,
    )


def source_of_anchor(anchor: str) -> str:
    """Return the source of a card from its anchor."""
    return anchor.rpartition(_MARK)[0]


def found_line(source: str, lines: Sequence[str], near: int) -> int | None:
    """Return the number of the line that a source is of; of several, the nearest to ``near``.

    None if there is none any more.
    """
    there = [at for at, line in enumerate(lines, start=1) if source_of_line(line) == source]
    return min(there, key=lambda at: abs(at - near), default=None)
