"""Logseq: a bullet with ``#card``, answered by the bullets below it or by its ``{{cloze …}}``."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from kb.cards.syntax.cloze import ClozeText, curly_deletions, take_cloze_cards
from kb.cards.syntax.lines import (
    HandwrittenCard,
    Page,
    QuestionAndAnswer,
    cleaned,
    mask_code,
    question_cards,
)

SYNTAX: Final = "logseq"
_BULLET: Final = re.compile(r"(?P<indent>[ \t]*)[-*+]\s+(?P<text>.*)$")
_TAG: Final = re.compile(r"(?:^|(?<=\s))#(?:card|\[\[card\]\])(?=\s|$)", re.IGNORECASE)
_PROPERTY: Final = re.compile(r"\s*(?P<key>[a-z][\w-]*)::(?:\s+(?P<value>.*))?$")
_LOGBOOK: Final = re.compile(r"\s*:(?:LOGBOOK|END):|\s*CLOCK:")


def logseq_cards(page: Page) -> Iterator[HandwrittenCard]:
    """Yield the cards that Logseq would make."""
    for row, line in enumerate(page.rows):
        if "#" not in line or not page.free(row):
            continue
        bullet = _BULLET.match(line)
        if bullet is None or not _TAG.search(mask_code(bullet["text"])):
            continue
        end = _end(page, row, len(bullet["indent"].expandtabs(4)))
        yield from _bullet_cards(page, row, end, bullet)


def _end(page: Page, row: int, indent: int) -> int:
    end = row + 1
    while end < len(page.rows):
        line = page.rows[end]
        deeper = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()) > indent
        if line.strip() and not deeper and not page.code[end]:
            break
        end += 1
    return page.trimmed_end(row, end)


def _bullet_cards(
    page: Page, row: int, end: int, bullet: re.Match[str]
) -> Iterator[HandwrittenCard]:
    own, children, card_id = _parts(page, row, end)
    front, own_id = cleaned("\n".join([_TAG.sub("", bullet["text"]).strip(), *own]))
    front = front.strip()
    back, back_id = cleaned(children)
    card_id = card_id or own_id or back_id
    hidden = tuple(curly_deletions(front, r"cloze\s+"))
    if hidden:
        cloze = ClozeText(
            syntax=SYNTAX,
            text=front,
            deletions=tuple(replace(deletion, numbers=(1,)) for deletion in hidden),
            row=row,
            end=end,
            card_id=card_id,
        )
        yield from take_cloze_cards(page, cloze)
    elif front and back:
        page.take(row, end)
        sides = QuestionAndAnswer(front=front, back=back, row=row, end=end, card_id=card_id)
        yield from question_cards(SYNTAX, sides)


def _parts(page: Page, row: int, end: int) -> tuple[list[str], str, str | None]:
    """Return the bullet's further lines, what is nested below it, and its id."""
    own: list[str] = []
    children: list[str] = []
    card_id: str | None = None
    for child in range(row + 1, end):
        line = page.rows[child]
        property_ = None if page.code[child] else _PROPERTY.match(line)
        if property_ is not None:
            if property_["key"] == "id" and not children:
                card_id = (property_["value"] or "").strip() or None
        elif not page.code[child] and _LOGBOOK.match(line):
            continue
        elif children or _BULLET.match(line):
            children.append(line)
        else:
            own.append(line.strip())
    cut = min((len(line) - len(line.lstrip()) for line in children if line.strip()), default=0)
    return own, "\n".join(line[cut:] for line in children), card_id
