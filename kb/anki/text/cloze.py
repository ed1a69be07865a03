"""Cloze cards of one text: kb has a card for each deletion, Anki one note for all of them.

kb's cards hold the whole text each, with what they ask for hidden on the front and in bold on the
back. Where the texts of several are the same, they become one text with Anki's marks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple

from kb.anki.text.html import NameOfMedia, field_html
from kb.cards.card import CardKind
from kb.cards.syntax.anki_cloze import anki_cloze
from kb.cards.syntax.cloze import cloze_cards
from kb.cards.syntax.lines import page_of

_GAP: Final = re.compile(r"\[([^\[\]\n]{1,300})\]")
_LONGEST: Final = 20_000
_MOST_GAPS: Final = 40
_MOST_STEPS: Final = 2_000
"""Tries to find what fills the gaps of one card."""
_HIDDEN: Final = "..."
_MARK: Final = re.compile("([\ufdd2\ufdd3])(\\d{1,4})\ufdd4")
_OPEN, _CLOSE, _END = "\ufdd2", "\ufdd3", "\ufdd4"
"""Characters that no text has, around the number of a deletion."""
_CLOSES_EARLY: Final = re.compile(r"\}(?=\}|$)|:(?=:|$)")


class Sides(NamedTuple):
    """The two sides of one cloze card, as Markdown."""

    front: str
    back: str


class _Deletion(NamedTuple):
    start: int
    end: int
    ordinal: int
    hint: str


class _Aligned(NamedTuple):
    """A text, and the stretches of it that one card asks for, each with its hint."""

    text: str
    gaps: tuple[tuple[int, int, str], ...]


def cloze_html(cards: Mapping[int, Sides], name_of_media: NameOfMedia) -> str | None:
    """Return the field of one cloze note for the cards of a text; None if they are not of one.

    Args:
        cards: by their ordinals in Anki, from 0.
        name_of_media: gives the names of pictures and sounds.
    """
    deletions = _common_text(cards)
    if deletions is None:
        return None
    text, stretches = deletions
    marked = _marked(text, stretches)
    if marked is None:
        return None
    html = field_html(marked, name_of_media)
    marks = [(kind, int(number)) for kind, number in _MARK.findall(html)]
    if marks != [(kind, int(number)) for kind, number in _MARK.findall(marked)]:
        return None  # a link's address or the like has swallowed a mark
    return "".join(_with_ankis_marks(html, stretches))


def same_texts(cards: Mapping[int, Sides]) -> Iterator[tuple[int, ...]]:
    """Yield the ordinals of cards that hide something of the same text, in one group for each text.

    A card whose text cannot be told is in none.
    """
    groups: list[tuple[set[str], list[int]]] = []
    for ordinal, sides in sorted(cards.items()):
        texts = {aligned.text for aligned in _readings(*sides)}
        same = next((group for group in groups if group[0] & texts), None)
        if same is not None:
            same[0].intersection_update(texts)
            same[1].append(ordinal)
        elif texts:
            groups.append((texts, [ordinal]))
    yield from (tuple(ordinals) for _, ordinals in groups)


def _common_text(cards: Mapping[int, Sides]) -> tuple[str, list[_Deletion]] | None:
    """Return the text that all cards hide something of, and what they hide."""
    readings = {ordinal: list(_readings(*sides)) for ordinal, sides in cards.items()}
    if not all(readings.values()):
        return None
    texts = [{aligned.text for aligned in aligneds} for aligneds in readings.values()]
    common = set.intersection(*texts)
    first = next(iter(readings.values()))
    text = next((aligned.text for aligned in first if aligned.text in common), None)
    if text is None:
        return None
    deletions = [
        _Deletion(start, end, ordinal, hint)
        for ordinal, aligneds in readings.items()
        for start, end, hint in next(a for a in aligneds if a.text == text).gaps
    ]
    return text, sorted(deletions, key=lambda gap: (gap.start, -gap.end, gap.ordinal))


@lru_cache(maxsize=512)
def _readings(front: str, back: str) -> tuple[_Aligned, ...]:
    """Return what a card's text may be: whether its author wrote the bold, it does not say."""
    gaps = list(_GAP.finditer(front))
    if len(front) + len(back) > _LONGEST or not 0 < len(gaps) <= _MOST_GAPS:
        return ()
    answers = _Filling(front, back, gaps).answers()
    filled = [(gap, text) for gap, text in zip(gaps, answers, strict=False) if text is not None]
    bold = [at for at, (_, answer) in enumerate(filled) if answer.startswith("**")]
    if not filled:
        return ()
    all_bare = (True,) * len(bold)
    choices = product((True, False), repeat=len(bold)) if len(bold) < 5 else (all_bare,)
    readings: list[_Aligned] = []
    for unwrapped in choices:
        bare = {at for at, is_bare in zip(bold, unwrapped, strict=True) if is_bare}
        texts = [
            (gap, answer[2:-2] if at in bare else answer) for at, (gap, answer) in enumerate(filled)
        ]
        readings.append(_filled(front, texts))
    return tuple(readings)


class _Filling:
    """Finds what the back of a card has where its front has gaps, or what looks like gaps."""

    def __init__(self, front: str, back: str, gaps: Sequence[re.Match[str]]) -> None:
        bounds = [0, *(gap.end() for gap in gaps)]
        starts = [*(gap.start() for gap in gaps), len(front)]
        self._between = [front[a:b] for a, b in zip(bounds, starts, strict=True)]
        self._gaps = [gap[0] for gap in gaps]
        self._back = back
        self._left = _MOST_STEPS

    def answers(self) -> tuple[str | None, ...]:
        """Return what fills each gap, None where the back shows the same; empty if nothing fits."""
        first = self._between[0]
        return self._from(0, len(first)) or () if self._back.startswith(first) else ()

    def _from(self, at: int, position: int) -> tuple[str | None, ...] | None:
        """Return what fills the gaps from one on, which stands at a position of the back."""
        if at == len(self._gaps):
            return () if position == len(self._back) else None
        for end in self._ends(at, position):
            self._left -= 1
            if self._left < 0:
                return None
            rest = self._from(at + 1, end + len(self._between[at + 1]))
            if rest is not None:
                answer = self._back[position:end]
                return (None if answer == self._gaps[at] else answer, *rest)
        return None

    def _ends(self, at: int, position: int) -> Iterator[int]:
        """Yield where an answer may end: kb writes it in bold, unless it is bold or has lines."""
        back, after = self._back, self._between[at + 1]
        ends = []
        if back.startswith("**", position) and (bold := back.find("**", position + 3)) > 0:
            ends.append(bold + 2)
        if back.startswith(self._gaps[at], position):
            ends.append(position + len(self._gaps[at]))
        yield from (end for end in ends if back.startswith(after, end))
        if at + 1 == len(self._gaps):
            end = len(back) - len(after)
            if end > position and back.endswith(after):
                yield end
            return
        end = back.find(after, position + 1)
        while end >= 0:
            yield end
            end = back.find(after, end + 1)


def _filled(front: str, answers: Sequence[tuple[re.Match[str], str]]) -> _Aligned:
    parts: list[str] = []
    length = position = 0
    places: list[tuple[int, int, str]] = []
    for gap, answer in answers:
        before = front[position : gap.start()]
        parts += [before, answer]
        length += len(before)
        hint = "" if gap[1] == _HIDDEN else gap[1]
        places.append((length, length + len(answer), hint))
        length += len(answer)
        position = gap.end()
    return _Aligned("".join([*parts, front[position:]]), tuple(places))


def _marked(text: str, deletions: Sequence[_Deletion]) -> str | None:
    """Return a text with marks around its deletions; None if two lie partly in each other."""
    parts: list[str] = []
    position = 0
    around: list[int] = []
    for number, deletion in enumerate([*deletions, _Deletion(len(text), len(text), 0, "")]):
        while around and deletions[around[-1]].end <= deletion.start:
            inner = around.pop()
            parts += [text[position : deletions[inner].end], f"{_CLOSE}{inner}{_END}"]
            position = deletions[inner].end
        if number == len(deletions):
            break
        if around and deletion.end > deletions[around[-1]].end:
            return None
        parts += [text[position : deletion.start], f"{_OPEN}{number}{_END}"]
        position = deletion.start
        around.append(number)
    return "".join([*parts, text[position:]])


def _with_ankis_marks(html: str, deletions: Sequence[_Deletion]) -> Iterator[str]:
    """Yield HTML with Anki's marks; what would close a deletion early is written as a character."""
    depth = position = 0
    for mark in _MARK.finditer(html):
        text = html[position : mark.start()]
        yield _CLOSES_EARLY.sub(lambda sign: f"&#{ord(sign[0])};", text) if depth else text
        deletion = deletions[int(mark[2])]
        if mark[1] == _OPEN:
            yield f"{{{{c{deletion.ordinal + 1}::"
            depth += 1
        else:
            hint = _CLOSES_EARLY.sub(" ", deletion.hint)
            hint = hint.replace("&", "&amp;").replace("<", "&lt;")
            yield f"::{hint}}}}}" if hint else "}}"
            depth -= 1
        position = mark.end()
    yield html[position:]


def cloze_sides(markdown: str) -> dict[int, Sides]:
    """Return the sides of the cards of a text with Anki's marks, by their ordinals.

    Args:
        markdown: such as ``{{c1::Rome}} is in {{c2::Italy::a country}}``.
    """
    text = markdown.strip()
    rows = text.count("\n") + 1
    cloze = anki_cloze(text, syntax="", row=0, end=rows, card_id=None)
    numbers = sorted({number for deletion in cloze.deletions for number in deletion.numbers})
    cards = [card for card in cloze_cards(page_of(text), cloze) if card.kind is CardKind.CLOZE]
    if len(cards) != len(numbers):  # one hides nothing, or there are too many
        return {}
    return {
        number - 1: Sides(card.front, card.back)
        for number, card in zip(numbers, cards, strict=True)
        if number > 0
    }
