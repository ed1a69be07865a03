"""What a note has under a label: a heading, a line in bold, the title of a callout.

A label that asks a question, or that names a theorem or a formula, makes a card of what follows it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from kb.cards.topic.said import shortened
from kb.cards.topic.text_blocks import CALLOUT, TextSection
from kb.cards.topic.topic import Topic
from kb.notes.markdown.sentences import first_sentence

_BOLD: Final = re.compile(
    r"(?:[-*+]\s+|\d{1,3}[.)]\s+)?(?:\*\*|__)(?P<label>[^*\n]{3,160}?)(?P<stop>[.:：?？]?)(?:\*\*|__)"
    r"(?P<more>[:：]?)(?:\s*\((?P<name>[^()\n]{2,60})\)[.:]?)?(?:\s+(?P<rest>\S.*))?$"
)
_SIGNS: Final = ("**", "__", "[!", "\n\t-", "\n  -", "\n    -", "\n\t*", "\n  *", "\n    *")
_MOST_WORDS: Final = 6
"""Of an entry that is a label of those below it."""
_MARK: Final = re.compile(r"</?mark[^<>]*>")
_FENCE: Final = ("```", "~~~")
_HEADING: Final = re.compile(r"#{1,6}\s")
_ITEM: Final = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+")
_CLOSED_MATHS: Final = re.compile(r"\$\$(?:[^$]|\$(?!\$))*\$\$")
_WIDE: Final = re.compile(r"[\u3400-\u9fff\u3040-\u30ff]")
LONGEST: Final = 60
"""Words of an answer that is a paragraph, a list or a statement."""
_MOST_ENTRIES: Final = 8
_MOST_LINES: Final = 40


class Labelled(NamedTuple):
    """A label, and the Markdown that follows it up to the next one of its kind."""

    label: str
    kind: str
    """``heading``, ``bold``, ``callout`` or ``entry``."""
    lines: Sequence[str] | str
    """Those among which it stands; for a heading, the text below it."""
    start: int
    """Which of them comes first behind it."""
    rest: str
    """What follows the label on its own line."""
    line: int
    """Of the file."""
    path: tuple[str, ...]
    """The headings above."""

    def body(self, most: int = _MOST_LINES) -> Sequence[str]:
        """Return the first lines behind it; no answer is longer."""
        if isinstance(self.lines, str):
            return self.lines.split("\n", most)[:most]
        below = self.lines[self.start : self.start + most]
        if self.kind == "callout":
            return _quoted(below)
        return [self.rest, *below] if self.rest else below


class AnswerText(NamedTuple):
    """What follows a label, as an answer."""

    text: str
    shape: str
    """``paragraph``, ``sentence`` (the first of a longer paragraph), ``list`` or ``formula``."""


@lru_cache(maxsize=1)
def labelled(topic: Topic) -> Sequence[Labelled]:
    """Return all that has a label, in the order of the note."""
    return tuple(_labelled(topic))


def _labelled(topic: Topic) -> Iterator[Labelled]:
    for section in topic.text_sections:
        above = section.path[:-1]
        if section.heading is not None:
            yield Labelled(section.heading, "heading", section.text, 0, "", section.line, above)
        if any(sign in section.source for sign in _SIGNS):
            yield from _labels_within(topic, section, section.text.split("\n"))


def _labels_within(topic: Topic, section: TextSection, lines: Sequence[str]) -> Iterator[Labelled]:
    fenced = False
    line = section.line
    for at, raw in enumerate(lines):
        row = raw.strip()
        if not row or row[0].isalpha():
            continue
        if row.startswith(_FENCE):
            fenced = not fenced
        if fenced:
            continue
        if row[0] == ">":
            inside = row.lstrip("> ")
            match = CALLOUT.match(inside)
            if match is not None:
                label = inside[match.end() :].strip() or match["kind"]
                line = topic.line_of(row, line)
                yield Labelled(label, "callout", lines, at + 1, "", line, section.path)
            continue
        label = _of_row(lines, at, row, section.path)
        if label is not None:
            line = topic.line_of(row, line)
            yield label._replace(line=line)


def _of_row(lines: Sequence[str], at: int, row: str, path: tuple[str, ...]) -> Labelled | None:
    """Return what a line in bold, or a short entry, is the label of; None if it is no label."""
    match = _BOLD.match(row) if "**" in row or "__" in row else None
    if match is None or not match["rest"]:
        entry = _entry(lines, at)
        if entry is not None:
            return Labelled(entry[0], "entry", entry[1], 0, "", 0, path)
    if match is None:
        return None
    label = match["label"] + match["stop"].rstrip(".:：")
    if match["name"]:
        label = f"{label} ({match['name']})"
    return Labelled(label.strip(), "bold", lines, at + 1, match["rest"] or "", 0, path)


def _entry(lines: Sequence[str], at: int) -> tuple[str, Sequence[str]] | None:
    """Return a short entry that has others below it, and these; None if it is none."""
    row = lines[at]
    mark = _ITEM.match(row)
    following = lines[at + 1] if at + 1 < len(lines) else ""
    if mark is None or not _ITEM.match(following):
        return None
    label = _MARK.sub("", row[mark.end() :]).strip().removesuffix(":")
    depth = _indent(row)
    if (
        label.count(" ") >= _MOST_WORDS
        or label.endswith((".", ",", ";"))
        or _indent(following) <= depth
    ):
        return None
    below = []
    for line in lines[at + 1 : at + 1 + _MOST_LINES]:
        if line.strip() and _indent(line) <= depth:
            break
        below.append(line)
    return label, below


def _indent(row: str) -> int:
    row = row.expandtabs(4)
    return len(row) - len(row.lstrip())


def _quoted(lines: Sequence[str]) -> Sequence[str]:
    body = []
    for line in lines:
        if not line.lstrip().startswith(">"):
            break
        body.append(line.lstrip().removeprefix(">").removeprefix(" "))
    return body


def answer_of(body: Sequence[str]) -> AnswerText | None:
    """Return the paragraph, the list or the formula with which a body begins, as one answer.

    What a lead-in announces with a colon belongs to it, and so does a formula right below. None, if
    there is nothing short enough, or something that cannot be asked: code, a table, a heading.
    """
    parts = _parts(body)
    first = next(parts, None)
    if first is None or first[0].startswith((*_FENCE, "|", "![", "<")) or first[0] == "---":
        return None
    shown = [first]
    rest = first
    while _goes_on(rest) and len(shown) < 4:
        following = next(parts, None)
        if following is None or following[0].startswith((*_FENCE, "|", "#")):
            break
        shown.append(following)
        rest = following
    if _goes_on(shown[-1]):
        return None
    if len(shown) == 1 and not _is_formula(first):
        after = next(parts, None)
        if after is not None and _is_formula(after):
            shown.append(after)
    if len(shown) == 1 and _ITEM.match(first[0]):
        return _list(first)
    text = "\n\n".join(_joined(part) for part in shown)
    if length(text) <= LONGEST:
        return AnswerText(text, "formula" if _is_formula(first) else "paragraph")
    if len(shown) > 1 or _is_formula(first):
        return None
    sentence = shortened(first_sentence(_joined(first)))
    return AnswerText(sentence, "sentence") if sentence and length(sentence) <= LONGEST else None


def length(text: str) -> int:
    """Return about how many words a text has; a formula counts as a few, Chinese by its signs."""
    bare = _CLOSED_MATHS.sub(" formula formula formula formula ", text)
    return len(bare.split()) + len(_WIDE.findall(bare)) // 2


def _parts(body: Sequence[str]) -> Iterator[list[str]]:
    """Yield the paragraphs, the lists and the formulas of a body."""
    held: list[str] = []
    maths = False
    for raw in body:
        row = raw.strip()
        if row.startswith(("!!! ", "??? ", "???+ ")):  # an admonition of MkDocs
            row = ""
        if not maths and (not row or _HEADING.match(row)):
            if held:
                yield held
            held = []
            if row:
                return
            continue
        starts_maths = not maths and row.startswith("$$")
        if starts_maths and held:
            yield held
            held = []
        held.append(raw.rstrip())
        if row.count("$$") % 2:
            maths = not maths
        if not maths and row.endswith("$$") and _is_formula(held):
            yield held
            held = []
    if held and not maths:
        yield held


def _goes_on(part: Sequence[str]) -> bool:
    """Return whether a part announces the next one: it ends with a colon or a comma."""
    return part[-1].rstrip(" $").endswith((":", "：", ",")) or (
        part[-1].strip() == "$$" and len(part) > 1 and part[-2].rstrip().endswith(",")
    )


def _is_formula(part: Sequence[str]) -> bool:
    return part[0].lstrip().startswith("$$")


def _list(part: Sequence[str]) -> AnswerText | None:
    indent = min(len(line) - len(line.lstrip()) for line in part)
    entries = [
        line for line in part if _ITEM.match(line) and not line[indent : indent + 1].isspace()
    ]
    text = "\n".join(line[indent:] for line in part)
    fits = len(entries) <= _MOST_ENTRIES and length(text) <= LONGEST
    return AnswerText(text, "list") if fits and all(_ITEM.match(line) for line in part) else None


def _joined(part: Sequence[str]) -> str:
    if _is_formula(part) or any(_ITEM.match(line) for line in part):
        return "\n".join(part)
    return " ".join(" ".join(part).split())
