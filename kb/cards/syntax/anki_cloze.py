"""Anki's own clozes, ``{{c1::words::hint}}``, anywhere in a note."""

import re
from collections.abc import Iterator
from typing import Final

from kb.cards.syntax.cloze import ClozeText, curly_deletions, take_cloze_cards
from kb.cards.syntax.lines import HandwrittenCard, Page, cleaned, mask_code

SYNTAX: Final = "anki-cloze"
PREFIX: Final = r"c(?P<number>\d{1,3}(?:,\d{1,3}){0,20})::"
_OPENING: Final = re.compile(r"\{\{" + PREFIX)
_MARKER: Final = "{{c"


def anki_clozes(page: Page) -> Iterator[HandwrittenCard]:
    """Yield a card for each number in each paragraph or list item."""
    if not any(_MARKER in line for line in page.rows):
        return
    for start, end in page.paragraphs():
        if _MARKER not in page.text(start, end):
            continue
        text, card_id = cleaned(page.text(start, end))
        masked = mask_code(text)
        openings = list(_OPENING.finditer(masked))
        last = openings[-1] if openings else None
        if last is not None and masked.find("}}", last.end()) < 0:
            message = "This cloze is not closed. Write }} behind the words that it hides."
            page.tell(start + text.count("\n", 0, last.start()), "card-unclosed", message)
        cloze = anki_cloze(text, syntax=SYNTAX, row=start, end=end, card_id=card_id)
        yield from take_cloze_cards(page, cloze)


def anki_cloze(text: str, *, syntax: str, row: int, end: int, card_id: str | None) -> ClozeText:
    """Return a text with Anki's clozes in it, which another syntax may have put there."""
    deletions = tuple(curly_deletions(text, PREFIX))
    return ClozeText(
        syntax=syntax, text=text, deletions=deletions, row=row, end=end, card_id=card_id
    )
