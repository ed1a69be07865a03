"""Anki's own clozes, ``{{c1::words::hint}}``, anywhere in a note."""

from collections.abc import Iterator
from typing import Final

from kb.cards.syntax.cloze import ClozeText, curly_deletions, take_cloze_cards
from kb.cards.syntax.lines import HandwrittenCard, Page, cleaned

SYNTAX: Final = "anki-cloze"
PREFIX: Final = r"c(?P<number>\d{1,3}(?:,\d{1,3}){0,20})::"
_MARKER: Final = "{{c"


def anki_clozes(page: Page) -> Iterator[HandwrittenCard]:
    """Yield a card for each number in each paragraph or list item."""
    if not any(_MARKER in line for line in page.rows):
        return
    for start, end in page.paragraphs():
        if _MARKER not in page.text(start, end):
            continue
        text, card_id = cleaned(page.text(start, end))
        cloze = ClozeText(
            syntax=SYNTAX,
            text=text,
            deletions=tuple(curly_deletions(text, PREFIX)),
            row=start,
            end=end,
            card_id=card_id,
        )
        yield from take_cloze_cards(page, cloze)
