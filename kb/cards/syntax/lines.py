"""The lines of a note, with what is code and what is a comment; and a card as it was written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from kb.cards.card import CardKind
from kb.notes.fields.labels import label_of
from kb.notes.markdown.code_spans import CodeSpans
from kb.notes.markdown.literals import ENVIRONMENT
from kb.notes.names import name_key
from kb.notes.problem import Severity
from kb.notes.rules import DEFAULT_RULES

_FENCE: Final = re.compile(
    r"\s*+(?>(?:>\s*+)*)(?:[-*+]\s++)?(?P<mark>`{3,}+|~{3,}+)(?P<info>[^`]*+)$"
)
_ITEM: Final = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)|%%.*?%%", re.DOTALL)
"""What is no part of a card's text, but in code."""
_COMMENT_IN_LINE: Final = re.compile(r"<!--(?:.*?(?P<end>-->)|.*)|%%(?:.*?(?P<close>%%)|.*)")
_SCHEDULE_CALLOUT: Final = re.compile(
    r"^> \[!sr\|card-metadata\][^\n]*(?:\n>[^\n]*)*", re.MULTILINE
)
"""In which Obsidian Spaced Repetition may keep the schedule of a card."""
_BLOCK_ID: Final = re.compile(r"(?:^|[ \t]|\n)\^(?P<id>[A-Za-z0-9-]+)[ \t]*\Z")
_CARD_ID: Final = re.compile(r"<!--\s*ID:\s*(?P<id>\d+)\s*-->")
SCHEDULE: Final = "<!--SR:"
"""Begins the comment in which Obsidian Spaced Repetition keeps a schedule."""
_ROOM: Final = 3_000_000
_ROOM_PER_CHARACTER: Final = 50
"""A text of n clozes makes n cards as long as itself. So without a bound, a note would take time
and space that grow with its square. This one admits 300 clozes in a text of 10,000 characters."""
_INDENTS: Final = ("    ", "\t")
FILLER: Final = "\ue001"
"""A private character that replaces code, so that positions stay the same."""


class HandwrittenCard(NamedTuple):
    """One card as a syntax gives it. A tuple, because notes have thousands."""

    syntax: str
    front: str
    back: str
    kind: CardKind
    row: int
    """The first row of its text, counted from 0 in the body."""
    end: int
    """The row after the last."""
    subject: str
    """What distinguishes it from the other cards of its note, as long as it is the same card."""
    fact: str
    """What it has in common with its siblings."""
    card_id: str | None = None
    """The id that the user, or another program, wrote beside it."""
    number: int = 0
    """Of the deletions that it asks for, among those of its text; 0 if it asks for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAndAnswer:
    """A question and its answer."""

    front: str
    back: str
    row: int
    end: int
    both: bool = False
    """Whether it is asked both ways."""
    card_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFault:
    """What looks like a card, and was not read as one, or not wholly."""

    row: int
    """Counted from 0 in the body."""
    code: str
    """A stable name in kebab-case, such as ``card-without-answer``."""
    message: str
    """What is wrong, and what to do."""
    severity: Severity = Severity.WARNING


def question_cards(syntax: str, sides: QuestionAndAnswer) -> Iterator[HandwrittenCard]:
    """Yield the card of a question and its answer, and the reversed one where there is one."""
    key = name_key(sides.front)
    card = HandwrittenCard(
        syntax=syntax,
        front=sides.front,
        back=sides.back,
        kind=CardKind.FORWARD,
        row=sides.row,
        end=sides.end,
        subject=key,
        fact=key,
        card_id=sides.card_id,
    )
    yield card
    if sides.both:
        yield card._replace(
            front=card.back,
            back=card.front,
            kind=CardKind.REVERSE,
            subject=f"{key} reversed",
            card_id=f"{card.card_id}/r" if card.card_id else None,
        )


@dataclass(slots=True, kw_only=True)
class Page:
    """The body of a note, row by row."""

    rows: Sequence[str]
    code: Sequence[bool]
    """Whether a row is part of a block of code, its fences included."""
    commented: Sequence[bool]
    """Whether a row begins inside a comment that a row above opened."""
    taken: list[bool] = field(init=False)
    """Whether a row belongs to a card that was already read."""
    faults: list[CardFault] = field(init=False, default_factory=list)
    """What the syntaxes could not read, in any order."""
    room: int = field(init=False)
    """How many characters the texts of further cloze cards may have together."""

    def __post_init__(self) -> None:
        """Begin with nothing taken."""
        self.taken = [False] * len(self.rows)
        self.room = _ROOM + _ROOM_PER_CHARACTER * sum(map(len, self.rows))

    def free(self, row: int) -> bool:
        """Return whether ``row`` may hold card syntax."""
        return not (self.code[row] or self.commented[row] or self.taken[row])

    def take(self, start: int, end: int) -> None:
        """Marks rows as read."""
        self.taken[start:end] = [True] * (end - start)

    def tell(self, row: int, code: str, message: str) -> None:
        """Report what looks like a card and is none."""
        self.faults.append(CardFault(row=row, code=code, message=message))

    def room_for(self, clozes: int, row: int, length: int) -> int:
        """Return how many clozes of the text at a row become cards; at least one does.

        Their cards take the room, and what is left out is told.
        """
        count = min(clozes, max(self.room // max(length, 1), 1))
        self.room -= count * length
        if count < clozes:
            message = (
                f"Clozes of this text without a card: {clozes - count}. Each card holds the whole "
                "text, which is too much. Blank lines make several texts of it."
            )
            fault = CardFault(
                row=row, code="too-many-clozes", message=message, severity=Severity.ERROR
            )
            self.faults.append(fault)
        return count

    def trimmed_end(self, row: int, end: int) -> int:
        """Return ``end`` without the blank rows before it; at least the row after ``row``."""
        while end > row + 1 and not self.rows[end - 1].strip():
            end -= 1
        return end

    def text(self, start: int, end: int) -> str:
        """Return rows as one text."""
        return "\n".join(self.rows[start:end])

    def paragraphs(self) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of each stretch of free rows without a blank one.

        A list item is a stretch of its own, with what is indented below it. Code belongs to
        the part of the text that contains it.
        """
        start: int | None = None
        for row, line in enumerate(self.rows):
            blank = not line.strip() and not self.code[row]
            blocked = self.commented[row] or self.taken[row]
            fresh = not self.code[row] and _ITEM.match(line) is not None
            if start is not None and (blank or blocked or fresh or line.startswith("#")):
                yield start, row
                start = None
            if start is None and not blank and not blocked and not self.code[row]:
                start = row
        if start is not None:
            yield start, len(self.rows)


def page_of(body: str) -> Page:
    """Return the rows of ``body``, each with whether it is code or in a comment."""
    rows = body.split("\n")
    code, commented = [False] * len(rows), [False] * len(rows)
    bare = formulas_hide_nothing(body).split("\n")
    fence = closer = ""
    blank, listed, goes_on = True, False, False
    for row, line in enumerate(rows):
        if fence:
            code[row] = True
            if _closes(line, fence):
                fence, goes_on = "", not line.startswith(_INDENTS)
            continue
        if closer:
            commented[row] = True
            if closer in line:
                closer = ""
            continue
        opening = _FENCE.match(line)
        if opening is not None:
            fence = opening["mark"]
            code[row] = True
            blank = False
            continue
        indented = line.startswith(_INDENTS) and bool(line.strip())
        code[row] = goes_on = indented and not listed and (blank or goes_on)
        if line.strip() and not indented:
            listed = _ITEM.match(line) is not None or (listed and line.startswith(" "))
        blank = not line.strip()
        closer = "" if code[row] else _comment_closer(bare[row])
    return Page(rows=rows, code=code, commented=commented)


def _closes(line: str, fence: str) -> bool:
    """Return whether ``line`` closes the block of code that ``fence`` opened, even in a quote."""
    mark = line.strip().lstrip("> ")
    return mark.startswith(fence) and not mark.strip(fence[0])


def _comment_closer(line: str) -> str:
    """Return what closes the comment that ``line`` leaves open; empty if it leaves none open."""
    if "<!--" not in line and "%%" not in line:
        return ""
    last = ""
    for comment in _COMMENT_IN_LINE.finditer(mask_inline_code(line)):
        last = "" if comment.lastgroup else "-->" if comment[0].startswith("<") else "%%"
    return last


def mask_inline_code(text: str) -> str:
    """Return ``text`` with a filler in the place of each character of inline code."""
    if "`" not in text:
        return text
    parts, position = [], 0
    for start, end in CodeSpans(text):
        parts += [text[position:start], FILLER * (end - start)]
        position = end
    return "".join([*parts, text[position:]])


def cleaned(text: str) -> tuple[str, str | None]:
    """Return a card's text without comments and ids, and the id that it bears.

    Scheduling comments of other programs, such as ``<!--SR:!2024-05-22,1,230-->``, are comments.
    Code keeps what looks like one.
    """
    if "[!sr|" in text:
        text = _SCHEDULE_CALLOUT.sub("", text)
    card_id = None
    if "<!--" in text or "%%" in text:
        masked = formulas_hide_nothing(mask_code(text))
        id_match = _CARD_ID.search(masked)
        card_id = id_match["id"] if id_match else None
        parts, position = [], 0
        for match in COMMENT.finditer(masked):
            parts.append(text[position : match.start()])
            position = match.end()
        text = "".join([*parts, text[position:]])
    text = "\n".join(map(str.rstrip, text.split("\n"))).strip("\n").rstrip()
    block = _BLOCK_ID.search(text) if "^" in text else None
    if block is not None:
        card_id = card_id or block["id"]
        text = text[: block.start()].rstrip()
    return text.strip("\n"), card_id


def is_field(line: str) -> bool:
    """Return whether a line is a field of the note, such as ``Type :: #atom``."""
    label = label_of(line)
    return label is not None and name_key(label.key) in DEFAULT_RULES.fields_by_key


def _mask_fenced_code(text: str) -> str:
    """Return ``text`` with a filler in the place of each character of fenced code."""
    if "```" not in text and "~~~" not in text:
        return text
    rows, fence = text.split("\n"), ""
    for position, line in enumerate(rows):
        opening = None if fence else _FENCE.match(line)
        if opening is not None:
            fence = opening["mark"]
        elif fence:
            rows[position] = FILLER * len(line)
            if _closes(line, fence):
                fence = ""
    return "\n".join(rows)


def mask_code(text: str) -> str:
    """Return ``text``, of the same length, with all code replaced by a filler."""
    return mask_inline_code(_mask_fenced_code(text))


_ADDRESS: Final = re.compile(
    r"(?<=\]\()[^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?=[)\s])"
    r"|(?<![=*{])\b[a-z][a-z0-9+.-]{1,20}://\S*[^\s=*}.,;:!?)]"
    r"|(?<=\[\[)[^\[\]|\n]+(?=\||\]\])"
)
"""A bare address, the address of a link, or the name of the note that a link leads to."""
MATHEMATICS: Final = re.compile(
    rf"\$\$.+?\$\$|(?<![\\$])\$(?=[^\s$])[^$\n]*?(?<=[^\s\\])\$(?!\d)|{ENVIRONMENT}",
    re.DOTALL,
)


def formulas_hide_nothing(text: str) -> str:
    """Return ``text``, of the same length, with a filler for each ``%%`` inside a formula.

    There it begins a comment of TeX, which ends with the line, and none of Obsidian.
    """
    if "%%" not in text or not ("$" in text or "\\begin{" in text):
        return text

    def filled(match: re.Match[str]) -> str:
        return match[0] if "<!--" in match[0] else match[0].replace("%%", FILLER * 2)

    return MATHEMATICS.sub(filled, text)


def mask_literals(text: str) -> str:
    """Return ``text`` as :func:`mask_code`, with addresses and formulas replaced, too."""
    masked = mask_code(text)
    if "[" in masked or "://" in masked:
        masked = _ADDRESS.sub(_filled, masked)
    has_formulas = "$" in masked or "\\begin{" in masked
    return MATHEMATICS.sub(_filled, masked) if has_formulas else masked


def _filled(match: re.Match[str]) -> str:
    return FILLER * len(match[0])
