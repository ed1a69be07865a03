"""What the text under a label means: tags, names, links with their relation, sources."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, repeat

from kb.notes.fields.labels import Label, label_of
from kb.notes.markdown.blocks import HEADING, ITEM, MOST_SPANS, TEXT, Block
from kb.notes.markdown.inline import Address, Reference, Tag, spans, without
from kb.notes.markdown.sentences import sentences_around
from kb.notes.names import name_key
from kb.notes.note import Link, Source
from kb.notes.plain_text import Markdown, plain
from kb.notes.rules import Field, Rules

_LONGEST_NAME = 100
_MOST_WORDS = 8
_SEPARATOR = re.compile(r"(?:(?<!\s)\s++)?(?:[,;，；、·]\s*+|(?<=\s)\|\s++)")
_OPENS_OR_CLOSES = re.compile(r"[()\[\]]")
_LONGEST_LIST = 4_000
"""Characters of a list in which brackets are minded."""
_LONGEST_ENTRY = 300
_ASIDE = re.compile(r"(?<!\s)\s++[–—-]\s.*", re.DOTALL)
_JOINED = re.compile(r"^(?:and|or|&)\s+", re.IGNORECASE)
_NOTHING = frozenset({"", "none", "n a", "n/a", "tbd", "todo", "etc", "…", "...", "?"})
_NO_NAME = re.compile(
    r"(?:which|that|who|where|when|because|is|are|was|this|these|it|they|see|but|so|if|to)\s",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?]\s+\S|[!?]$|\w{3}\.$")
_FOOTNOTE = re.compile(r"^\s*\[\^[^\]\s]+\]:?\s*")
_AROUND = " \t\n,;.:–—-*_“”\"'()<>"


def names_in(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the names or tags that a value lists, in any dress, each once."""
    names: dict[str, str] = {}
    for block in blocks:
        for _, line in block.lines():
            for name in _names_of_line(line):
                names.setdefault(name_key(name), name)
    return tuple(names.values())


def _names_of_line(line: str) -> Iterator[str]:
    marked = [span for span in spans(line) if not isinstance(span, Address)]
    for span in marked:
        yield span.name if isinstance(span, Tag) else span.target
    rest = without(line, marked, ",")
    if not rest.strip(", "):
        return
    for part in filter(None, _entries(rest)):
        name = plain(Markdown(part)).strip(" \t\"'“”").lstrip("#").rstrip(".")
        if name_key(name) not in _NOTHING and len(name.split()) <= _MOST_WORDS:
            yield name


def _entries(text: str) -> list[str]:
    """Return the parts of a list in running text; a comma in brackets separates nothing."""
    if len(text) >= _LONGEST_LIST or not ("(" in text or "[" in text):
        return _SEPARATOR.split(text)
    brackets = [(match.start(), match[0]) for match in _OPENS_OR_CLOSES.finditer(text)]
    entries, start, at = [], 0, 0
    for separator in _SEPARATOR.finditer(text):
        while at < len(brackets) and brackets[at][0] < separator.end():
            at += 1
        inside = at < len(brackets) and brackets[at][1] in ")]" and "|" not in separator[0]
        if not inside:
            entries.append(text[start : separator.start()])
            start = separator.end()
    return [*entries, text[start:]]


def connections(blocks: Sequence[Block], relation: str, number: "Numbering") -> Iterator[Link]:
    """Yield the links under a label such as ``Connections``, with their relations.

    A label inside, or a heading, or a bullet with bullets below it, names the relation of what
    follows; plain names count as links.
    """
    levels: list[tuple[int, str]] = []
    under = relation
    for position, block in enumerate(blocks):
        if block.shape is HEADING:
            under, levels = plain(Markdown(block.text)).rstrip(":"), []
        if block.shape not in {TEXT, ITEM}:
            continue
        while levels and block.depth <= levels[-1][0]:
            levels.pop()
        for offset, line in block.lines():
            here, entries = _entry(blocks, position, line, levels[-1][1] if levels else under)
            if entries.strip():
                yield from linked_names(entries, here, number(block.line + offset))
            elif block.shape is ITEM:
                levels.append((block.depth, here))
            else:
                under = here


def _entry(blocks: Sequence[Block], position: int, line: str, relation: str) -> tuple[str, str]:
    label = label_of(line)
    if label is not None and label.separator:
        relation, line = label.key, label.value
    elif label is not None and _heads_bullets(blocks, position, label):
        relation, line = label.key, ""
    return _row_of_links(line, relation) if line.lstrip().startswith("|") else (relation, line)


def _heads_bullets(blocks: Sequence[Block], position: int, label: Label) -> bool:
    """Return whether a label without a colon names what the bullets below it have in common."""
    block, *below = blocks[position : position + 2]
    if not below or below[0].shape is not ITEM:
        return False
    if block.shape is TEXT:
        return label.emphasised
    return below[0].depth > block.depth and not block.spans()


def _row_of_links(line: str, relation: str) -> tuple[str, str]:
    """Return the relation and the links of a table's row; a name in its first cell is theirs."""
    first, _, others = line.strip().strip("|").partition("|")
    linked = [cell for cell in others.split("|") if any(spans(cell))]
    if not any(spans(first)) and linked:
        return plain(Markdown(first)), ", ".join(linked)
    return relation, ", ".join(cell for cell in line.split("|") if any(spans(cell)))


def linked_names(text: str, relation: str, line: int) -> Iterator[Link]:
    """Yield a link for each reference in ``text``, and for each plain name of a list."""
    shown = " ".join(text.split())
    long = len(shown) > _LONGEST_ENTRY
    marked = list(islice(spans(text), MOST_SPANS))
    references = [span for span in marked if isinstance(span, Reference)]
    around = sentences_around(text, references) if long else repeat(shown)
    for span, near in zip(references, around, strict=False):
        yield _link_of(span, relation, line, near)
    rest = without(text, marked, "\0")
    if not rest.strip("\0, "):
        return
    parts = _entries(rest)[:MOST_SPANS]
    if references and any("\0" in part and part.strip(_AROUND + "\0") for part in parts):
        return
    for part in parts:
        name = _plain_name(part, alone=len(parts) == 1) if part != "\0" else None
        if name:
            near = part.strip() if long else shown
            yield Link(name, None, None, relation, line, near, embed=False)


def _plain_name(part: str, *, alone: bool) -> str | None:
    """Return the name that an entry without a link is, or None if it is a sentence."""
    name = _JOINED.sub("", _ASIDE.sub("", plain(Markdown(part))).strip(" \t\"'“”"))
    name = name.rstrip(". ") if not name.endswith("...") else ""
    if "\0" in name or name_key(name) in _NOTHING or len(name) > _LONGEST_NAME:
        return None
    if len(name.split()) > _MOST_WORDS or _NO_NAME.match(name) or name[0] in "#|$%<{[":
        return None
    is_sentence = alone and len(name.split()) > 4 and _SENTENCE.search(part.strip())
    return None if is_sentence else name


def _link_of(span: Reference, relation: str, line: int, text: str) -> Link:
    return Link(span.target, span.subpath, span.alias, relation, line, text, span.embed)


def links_in(block: Block, relation: str, number: "Numbering") -> Iterator[Link]:
    """Yield the links in running text, each with its line and its sentence."""
    references = [span for span in block.spans() if isinstance(span, Reference)]
    if not references:
        return
    around = sentences_around(block.text, references)
    for span, sentence in zip(references, around, strict=True):
        yield _link_of(span, relation, number(block.line + span.row), sentence)


def sources(
    blocks: Sequence[Block], label: str, number: "Numbering", rules: Rules
) -> Iterator[tuple[Source, list[Link]]]:
    """Yield the entries under a label such as ``Sources``, each with the links it makes."""
    for block in blocks:
        if block.shape not in {TEXT, ITEM}:
            continue
        for offset, text in block.lines():
            relation, entry = label, _FOOTNOTE.sub("", text) if "[^" in text else text
            inner = label_of(entry)
            key = name_key(inner.key) if inner and inner.separator else ""
            if inner and rules.fields_by_key.get(key) is Field.SOURCES:
                relation, entry = inner.key, inner.value
            if entry.strip(_AROUND):
                yield from _sources_of_line(entry, relation, number(block.line + offset))


def _sources_of_line(text: str, relation: str, line: int) -> Iterator[tuple[Source, list[Link]]]:
    """Yield the sources of one line: several if it is a list of links."""
    marked = [span for span in islice(spans(text), MOST_SPANS) if not isinstance(span, Tag)]
    if len(marked) == MOST_SPANS:
        text = text[: marked[-1].end]
    if len(marked) > 1 and not without(text, marked).strip(_AROUND + "·|&"):
        for span in marked:
            yield from _sources_of_line(text[span.start : span.end], relation, line)
        return
    shown = " ".join(text[:_LONGEST_ENTRY].split())
    references = [span for span in marked if isinstance(span, Reference)]
    links = [_link_of(span, relation, line, shown) for span in references]
    is_name = name_key(relation) == "from" and len(text.split()) <= _MOST_WORDS and "," not in text
    if is_name and not marked:
        links = list(linked_names(text, relation, line))
    address = next((span for span in marked if isinstance(span, Address)), None)
    url = address.url if address else None
    yield Source(text=_source_text(text, address), url=url, line=line), links


def _source_text(text: str, address: Address | None) -> str:
    if address is None:
        return plain(Markdown(text))
    shown = address.text if address.text and address.text != address.url else ""
    rest = f"{text[: address.start]}{shown}{text[address.end :]}".strip()
    if not rest:
        return address.url
    rest = re.sub(
        r"(?:(?<!\s)\s++)?(?:\(\s*\)|<\s*>|\"\s*\"|“\s*”|'\s*')", "", plain(Markdown(rest))
    )
    return rest.strip(" \t,;:–—-<>") or address.url


@dataclass(slots=True, kw_only=True)
class Numbering:
    """The numbers that the user's file gives to the rows of the text that was parsed."""

    skipped: int = 0
    origins: tuple[int, ...] | None = None

    def __call__(self, row: int) -> int:
        """Return the line, counted from 1, of a row, counted from 0."""
        if self.origins:
            row = self.origins[min(row, len(self.origins) - 1)]
        return row + self.skipped + 1
