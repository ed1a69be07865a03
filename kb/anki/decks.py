"""The decks of a package as notes: hashcards' ``Q:`` and ``A:``, and ``C:`` with ``[deletions]``.

Below each text stands the id that its note or card has in Anki. By it a history finds its card, now
and whenever the package comes again. Clozes that hashcards cannot say are written as Anki writes
them, in files of their own.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from kb.anki.collection import AnkiCard, Collection, NoteKind, NoteRow, NoteType
from kb.anki.templates import answered_cloze, cloze_field, is_blank, rendered_card
from kb.anki.text.markdown import field_markdown

_MOST_NOTES: Final = 500
"""In one file, which somebody may want to read."""
_MOST_BYTES: Final = 400_000
_MOST_LINES: Final = 8_000
"""In one file: kb reads none of twice that size to its end."""
_FIRST_TIME: Final = 10**12
"""In 2001."""
_MOST_COUNTED: Final = 10**11
_LONGEST_NAME: Final = 80
_UNFIT: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*#^\[\]]+')
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_ANSWER_LINE: Final = re.compile(r"^\s*<hr\b[^<>]*>", re.IGNORECASE)
_CLOZE: Final = re.compile(
    r"\{\{c(?P<numbers>\d+)::(?P<text>(?:(?!\{\{|\}\}|::).)*)\}\}", re.DOTALL
)
_CLOZE_BEGINS: Final = re.compile(r"\{\{c\d+::")
_MARK: Final = re.compile(r"^([QAC]):", re.MULTILINE)
_HEADING: Final = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
_RULE: Final = re.compile(r"^\s{0,3}([-*_])(?:\s*\1){2,}\s*$", re.MULTILINE)
_TAG: Final = re.compile(r"(?<!\S)#(?=[^\s#])")
_BRACKETS: Final = re.compile(r"[\[\]]")
_UNSAFE: Final = re.compile(r"[:#%`]|<!--|^\s*[-*_]", re.MULTILINE)
"""What :func:`_safe` looks at more closely."""
_CODE: Final = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckFile:
    """A file of notes, and what it has of the package."""

    path: str
    """Relative, with ``/``."""
    text: str
    cards: int
    """That it should make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDecks:
    """The decks of a package as files."""

    files: tuple[DeckFile, ...]
    left_out: int
    """Cards that show nothing, on one side at least."""


class _Block(NamedTuple):
    text: str
    tags: tuple[str, ...]
    cards: int


def written_decks(collection: Collection) -> WrittenDecks:
    """Return the notes of a collection as files, by deck.

    Args:
        collection: of any author. Pictures and sounds are written by their names.
    """
    cards: dict[int, list[AnkiCard]] = defaultdict(list)
    for card in collection.cards:
        cards[card.note].append(card)
    decks: dict[tuple[str, bool], list[_Block]] = defaultdict(list)
    left_out = 0
    for note in collection.notes:
        note_type = collection.note_types.get(note.note_type)
        of_note = sorted(cards.get(note.id, ()), key=lambda card: card.ordinal)
        if note_type is None or not of_note:
            continue
        deck = _deck_name(of_note[0], collection)
        blocks = list(_blocks(note, note_type, of_note, deck))
        left_out += len(of_note) - sum(block.cards for _, block in blocks)
        for is_other_form, block in blocks:
            decks[deck, is_other_form].append(block)
    return WrittenDecks(files=tuple(_files(decks)), left_out=left_out)


def written_id(anki_id: int) -> int:
    """Return how notes write an id of Anki's: those of kb's own are times in milliseconds.

    Programs that make packages may count from 1; such an id is written as a time before Anki was.
    """
    return anki_id + _FIRST_TIME if 0 <= anki_id < _MOST_COUNTED else anki_id


def _deck_name(card: AnkiCard, collection: Collection) -> str:
    deck = collection.decks.get(card.home_deck or card.deck)
    return deck.name if deck else "Default"


def _blocks(
    note: NoteRow, note_type: NoteType, cards: Sequence[AnkiCard], deck: str
) -> Iterator[tuple[bool, _Block]]:
    """Yield the texts of a note, each with whether it is in Anki's form of a cloze."""
    if note_type.kind is NoteKind.CLOZE:
        cloze = _cloze_block(note, note_type, cards, deck)
        if cloze is not None:
            yield cloze
            return
    sides = [
        (card, rendered) for card in cards
        if (rendered := rendered_card(note, note_type, card.ordinal, deck)) is not None
    ]  # fmt: skip
    texts = [
        (card, _markdown(rendered.front), _markdown(_answer(rendered.back)))
        for card, rendered in sides
    ]
    is_single = len(texts) == 1 and texts[0][0].ordinal == 0
    for card, front, back in texts:
        if front and back:
            known_by = written_id(note.id if is_single else card.id)
            text = f"Q: {front}\nA: {back}\n<!--ID: {known_by}-->"
            yield False, _Block(text, note.tags, 1)


def _answer(html: str) -> str:
    """Return the back of a card without the line that parts it from the front."""
    return _ANSWER_LINE.sub("", html.strip())


def _cloze_block(
    note: NoteRow, note_type: NoteType, cards: Sequence[AnkiCard], deck: str
) -> tuple[bool, _Block] | None:
    """Return a cloze note as one text; None if it says more than that."""
    html = cloze_field(note, note_type)
    if html is None or _says_more(note, note_type, cards, deck, html):
        return None
    text = _markdown(html)
    numbers = sorted({card.ordinal + 1 for card in cards})
    clozes = list(_CLOZE.finditer(text))
    used = [match["numbers"] for match in clozes]
    rest = _CLOZE.sub("", text)
    is_plain = (
        len(set(used)) == len(used)
        and used == [str(number) for number in range(1, len(used) + 1)]
        and numbers == list(range(1, len(used) + 1))
        and "{{" not in rest
        and not any(_BRACKETS.search(part) for part in (rest, *(m["text"] for m in clozes)))
    )
    end = f"\n<!--ID: {written_id(note.id)}-->"
    if is_plain:
        plain = _CLOZE.sub(lambda match: f"[{match['text']}]", text)
        return False, _Block(f"C: {plain}{end}", note.tags, len(numbers))
    if "\n\n" in text or not _CLOZE_BEGINS.search(text):
        return None
    return True, _Block(f"{text}{end}", note.tags, len(numbers))


def _says_more(
    note: NoteRow, note_type: NoteType, cards: Sequence[AnkiCard], deck: str, html: str
) -> bool:
    """Return whether the back of a cloze card shows more than its text."""
    rendered = rendered_card(note, note_type, cards[0].ordinal, deck)
    if rendered is None:
        return False
    alone = answered_cloze(html, cards[0].ordinal)
    return not is_blank(rendered.back.replace(alone, "", 1))


@lru_cache(maxsize=64)
def _markdown(html: str) -> str:
    """Return the Markdown of a field, or of a side; the other card of a note has the same ones."""
    return _safe(field_markdown(html))


def _safe(markdown: str) -> str:
    """Return Markdown in which nothing begins another card, a heading, a rule or a tag."""
    if not _UNSAFE.search(markdown):
        return markdown.strip()
    parts = _CODE.split(markdown.strip())
    for at in range(0, len(parts), 2):
        text = _HEADING.sub(r"**\1**", parts[at])
        text = _RULE.sub("- - -", text)
        text = _MARK.sub(r"\1&#58;", text)
        text = text.replace("%%", "%&#37;").replace("<!--", "&lt;!--")
        parts[at] = _TAG.sub(r"\#", text)
    return "".join(parts)


def _files(decks: Mapping[tuple[str, bool], Sequence[_Block]]) -> Iterator[DeckFile]:
    taken: set[str] = set()
    for (deck, is_other_form), blocks in sorted(decks.items()):
        folders = [_fit(part) for part in deck.split("::")]
        parts = list(_in_parts(blocks))
        for number, some in enumerate(parts, start=1):
            name = "/".join(folders) + (" (clozes)" if is_other_form else "")
            path = _free(f"{name} {number}" if len(parts) > 1 else name, taken)
            title = path.rpartition("/")[2]
            yield DeckFile(
                path=f"{path}.md",
                text=_text(title, some),
                cards=sum(block.cards for block in some),
            )


def _in_parts(blocks: Sequence[_Block]) -> Iterator[Sequence[_Block]]:
    """Yield as many texts at a time as are in one file."""
    begin = size = lines = 0
    for at, block in enumerate(blocks):
        more, more_lines = len(block.text.encode()), block.text.count("\n") + 3
        size, lines = size + more, lines + more_lines
        if at > begin and (at - begin == _MOST_NOTES or size > _MOST_BYTES or lines > _MOST_LINES):
            yield blocks[begin:at]
            begin, size, lines = at, more, more_lines
    yield blocks[begin:]


def _fit(name: str) -> str:
    """Return the name of a deck as a file may be called anywhere."""
    fit = _UNFIT.sub("-", name).strip(" .-")[:_LONGEST_NAME].strip(" .-")
    return f"{fit}_" if _RESERVED.fullmatch(fit) else fit or "Deck"


def _free(path: str, taken: set[str]) -> str:
    """Return a path that no other file has, however a disk reads capitals."""
    free, number = path, 1
    while free.casefold() in taken:
        number += 1
        free = f"{path} {number}"
    taken.add(free.casefold())
    return free


def _text(title: str, blocks: Sequence[_Block]) -> str:
    common = set(blocks[0].tags).intersection(*(block.tags for block in blocks))
    head = [f"name = {_quoted(title)}"]
    if common:
        head.append(f"tags = [{', '.join(map(_quoted, sorted(common)))}]")
    lines = ["---", *head, "---", ""]
    for block in blocks:
        own = [tag for tag in block.tags if tag not in common]
        if own:
            lines.append(f"<!-- tags: {' '.join(own).replace('--', '- -')} -->")
        lines += [block.text, ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """Return a text as TOML has it; tags inside tags as kb has them."""
    return json.dumps(text.replace("::", "/"), ensure_ascii=False)
