"""Split a note's blocks into fields, properties and the sections of its body.

Each block is asked in turn: does it begin with a label that names a field or a property here? Then
it ends the field that is open. Else, does it still belong to the open field? Else it is body.
Words that label a field are in :mod:`kb.notes.rules`; what a field's blocks mean is read in
:mod:`kb.notes.builder`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb.notes.fields.labels import Label, label_of, may_have_label
from kb.notes.fields.spans import SINGLE, BodyPart, FieldSpan, SplitNote, belongs, is_value
from kb.notes.markdown.blocks import CODE, HEADING, ITEM, RULE, TEXT, Block
from kb.notes.markdown.inline import Reference, spans, without
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain
from kb.notes.rules import LINK_FIELDS, Field, Rules

_STRONG = frozenset({Field.TAGS, Field.DEFINITION, Field.REQUIRES, Field.REFLECTION})
"""Fields whose labels mean nothing else, wherever they appear."""
_STRONG_KEYS = frozenset(
    {"connections", "related concepts", "related notes", "see also", "sources", "references"}
    | {"aliases"}
)
_REMARKS = frozenset("note warning tip important caution hint info danger todo example".split())
"""Labels in bold that introduce a remark, and are no property."""
_METADATA = frozenset({"metadata", "meta", "meta data", "properties", "info", "footer", "header"})
_LISTS = LINK_FIELDS | {Field.SOURCES}
"""Fields whose bullets may carry labels of their own."""
_LEFT_EMPTY = LINK_FIELDS | SINGLE
"""Fields that a line with a label and a value of its own ends, if they have no value yet."""
_SENTENCES = frozenset({Field.DEFINITION, Field.REFLECTION})
_NO_SOURCE = frozenset(
    "created modified updated edited reviewed rating priority progress id uid".split()
)
"""Labels that end an empty list of sources, too. Others may be what a source is labelled with."""
_FINISHED = (".", "!", "?", ":", ")", "…", "。")
_CALLOUT = re.compile(r"\[!(?P<kind>[\w -]+)\][+-]?[ \t]*(?P<title>[^\n]*)")
_NOT_WRAPPED = 60
"""Characters of a value that no editor has wrapped."""
_WORDS_OF_SENTENCE = 4
_SENTENCE_ENDS = (".", "!", "?", "…", "。")
_MOST_WORDS = 8
"""Of a term that a heading names."""
_DATE = re.compile(r"(?<!\d)(?:\d{4}|\d{1,2}[./-]\s?\d{1,2})(?!\d)")
_NUMBER = re.compile(r"^\d{1,3}(?:\.\d{1,3})*[.)]\s+")


def split_fields(blocks: list[Block], cards: frozenset[int], rules: Rules) -> SplitNote:
    """Return which blocks belong to which field, and the rest by heading.

    ``cards`` are the first rows of the blocks that are cards, and no field's.
    """
    splitter = _FieldSplitter(rules=rules, split=SplitNote(cards=cards))
    for block in blocks:
        splitter.take(block)
    splitter.close()
    return splitter.split


@dataclass(slots=True, kw_only=True)
class _FieldSplitter:
    """Take the blocks of a note in their order; knows which span is open."""

    rules: Rules
    split: SplitNote
    open_span: FieldSpan | None = None
    after_rule: bool = False
    labelled_before: bool = False
    """Whether the line before, in the same paragraph, was a label with its value."""

    @property
    def part(self) -> BodyPart:
        """The part of the body that is being filled."""
        return self.split.parts[-1]

    def take(self, block: Block) -> None:
        if block.line in self.split.cards:
            self.labelled_before = False
            self.part.blocks.append(block)
        elif block.shape is HEADING:
            self._take_heading(block)
        elif block.shape is RULE:
            self.close()
            self.after_rule = True
        elif block.shape is CODE:
            self._put(block)
        else:
            self.labelled_before = False
            is_callout = block.quoted and block.text.startswith("[!")
            for part in self._callout(block) if is_callout else (block,):
                self._take_lines(part)

    def _take_lines(self, block: Block) -> None:
        if "\n" in block.text:
            for line, label in self._label_lines(block):
                self._take_text(line, label)
        elif may_have_label(block.text):
            self._take_text(block, self._label(block, [block.text], 0, None))
        else:
            self._put(block)

    def _callout(self, block: Block) -> Iterator[Block]:
        """Yield the text of a callout, after its title if it has one.

        A callout without a title whose type names a field is the field.
        """
        match = _CALLOUT.match(block.text)
        if match is None:
            yield block
            return
        kind, title = match["kind"], match["title"].strip()
        rest = block.text[match.end() :].removeprefix("\n")
        if not title or (rest == "" and self._field(label_of(f"{kind}:")) is not None):
            named = self._field(label_of(f"{kind}:")) is not None
            block.rewrite(f"{kind}: {title}\n{rest}" if named else rest)
            yield block
            return
        row = block.line
        yield block.some_lines(block.shape, title, line=row, end=row + 1)
        if rest:
            yield block.some_lines(TEXT, rest, line=row + 1, end=block.end)

    def close(self) -> None:
        """End the open span; what cannot be its value goes back to the body."""
        span, self.open_span = self.open_span, None
        if span is None:
            return
        if span.owner in SINGLE and not span.inline and not is_value(span):
            self.part.blocks.extend(span.blocks)
            span.blocks = []
        self.split.fields.append(span)

    def _take_heading(self, block: Block) -> None:
        text, has_number, label, key = _read_heading(block.text)
        owner = self.rules.fields_by_key.get(key) if key else None
        # “1. Topics” among the parts of something is a part; “5. Sources” beside others is a field.
        if owner and has_number and self._is_below_section(block.level):
            owner = None
        span = self.open_span
        below = span is not None and 0 < span.level < block.level and span.owner in LINK_FIELDS
        if span and below and (owner is None or owner in LINK_FIELDS):
            span.blocks.append(block)
            return
        if owner is Field.DEFINITION and label is not None and _is_term(label.value):
            owner, text = None, label.value
        if owner is None or label is None:
            self.close()
            self.after_rule = False
            self.split.parts.append(BodyPart(heading=block, name=text))
            return
        self.close()
        row = block.line
        span = FieldSpan(owner=owner, label=label.key, row=row, level=block.level)
        if label.value:
            span.inline = True
            span.blocks.append(block.some_lines(TEXT, label.value, line=row, end=row + 1))
        self.open_span = span

    def _is_below_section(self, level: int) -> bool:
        """Return whether a heading of this level appears below the heading of a section."""
        levels = (part.heading.level for part in reversed(self.split.parts) if part.heading)
        return next((above for above in levels if above < level), 0) > 1

    def _label_lines(self, block: Block) -> Iterator[tuple[Block, Label | None]]:
        """Yield the block cut before each line that begins with a label of consequence."""
        lines = block.text.split("\n")
        start = 0
        pending: Label | None = None
        for row, line in enumerate(lines):
            if pending and row == start + 1 and self._ends_with_line(block, pending, line):
                yield _slice(block, lines, start, row), pending
                start, pending = row, None
            if not may_have_label(line):
                self.labelled_before = False
                continue
            label = self._label(block, lines, row, pending)
            if label is None:
                continue
            if row > start:
                yield _slice(block, lines, start, row), pending
            start, pending = row, label
        yield _slice(block, lines, start, len(lines)), pending

    def _ends_with_line(self, block: Block, label: Label, below: str) -> bool:
        """Return whether a value ends before the line below, as ``key:: value`` does in Dataview.

        A list of links may go on there, and so may a sentence that its line does not finish, in a
        field that holds sentences. The lines of a list item are indented, so they belong to it.
        """
        if not (label.separator and label.value) or block.shape is ITEM:
            return False
        value = label.value.rstrip()
        if value.endswith(",") or value.count("[") != value.count("]"):
            return False
        owner = self._field(label)
        if label.separator != "::":
            # Elsewhere a long value may be wrapped, but a short one is not followed by a sentence.
            is_single = owner is None or owner in SINGLE
            return is_single and len(value) <= _NOT_WRAPPED and _is_sentence(below)
        if owner in _SENTENCES:
            return owner is Field.DEFINITION and value.endswith(_FINISHED)
        return not (owner in _LISTS and only_links(below))

    def _label(self, block: Block, lines: list[str], row: int, above: Label | None) -> Label | None:
        """Return the label of one line of a block, if it is a field's or a property's.

        ``above`` is the label that the lines before it appear under, in the same block.
        """
        label = label_of(lines[row])
        if label is None:
            self.labelled_before = False
            return None
        item = block.shape is ITEM and row == 0
        span = self.open_span
        if above is not None:
            inside = not above.value and self._field(above) in _LISTS
            empty = above.separator != "" and not above.value
            empty = empty and _ends(self._field(above), label)
        else:
            inside = span is not None and span.owner in _LISTS and belongs(span, block)
            empty = span is not None and span.separated and not (span.blocks or item)
            empty = empty and _ends(span.owner if span else None, label)
        if empty:
            # What a template has, and nobody filled in.
            inside, self.labelled_before = False, True
        owner = self._field(label)
        if inside and item and not self._leaves_list(owner, label, above):
            return None
        taken = (
            self._names_field(owner, label, block, lines, row)
            if owner
            else self._names_property(label, block, item=item, inside=inside)
        )
        self.labelled_before = taken and bool(label.value)
        return label if taken else None

    def _leaves_list(self, owner: Field | None, label: Label, above: Label | None) -> bool:
        """Return whether a bullet among connections or sources carries the label of another field.

        There a label names a relation, unless it can mean nothing but a field.
        """
        own = self._field(above) if above else self.open_span.owner if self.open_span else None
        same = owner is own or {owner, own} <= LINK_FIELDS
        if owner is None or same or not label.separator:
            return False
        if owner in _STRONG or name_key(label.key) in _STRONG_KEYS or label.emphasised:
            return True
        return label.separator == "::" or (owner is Field.TYPE and label.value.startswith("#"))

    def _names_field(
        self, owner: Field, label: Label, block: Block, lines: list[str], row: int
    ) -> bool:
        item = block.shape is ITEM
        if label.separator == "::":
            return True
        if not label.separator:
            before = lines[row - 1].rstrip() if row else ""
            capital = label.emphasised or not label.key[0].islower()
            finished = not before or self.labelled_before or before.endswith(_FINISHED)
            return capital and finished and not item
        key = name_key(label.key)
        if owner in _STRONG or key in _STRONG_KEYS or key in self.rules.extra_keys:
            return True
        if self._in_metadata() or self.labelled_before or (label.emphasised and not item):
            return _fits(owner, label.value)
        if item:
            return _has_marks(label.value) and (owner is not Field.TYPE or label.value[0] == "#")
        return self._is_field_alone(owner, label, lines, row)

    def _is_field_alone(self, owner: Field, label: Label, lines: list[str], row: int) -> bool:
        """Return whether a bare line among a section's text is a field's, by what appears on it."""
        if len(lines) == 1 and label.value and owner not in LINK_FIELDS:
            return _fits(owner, label.value)
        after = label_of(lines[row + 1]) if row + 1 < len(lines) else None
        alone = not label.value and (len(lines) == row + 1 or owner in LINK_FIELDS)
        names = owner in LINK_FIELDS and _lists_names(label.value)
        return alone or names or self._field(after) is not None or _has_marks(label.value)

    def _names_property(self, label: Label, block: Block, *, item: bool, inside: bool) -> bool:
        if label.separator == "::":
            return _is_property_key(label.key)
        if inside or not label.separator or block.quoted or name_key(label.key) in _REMARKS:
            return False
        if self.part.name and name_key(self.part.name) in _METADATA:
            return True
        if item or not label.value:
            return False
        if label.emphasised:
            return self.labelled_before or self.after_rule or self.part.heading is None
        return self.labelled_before and len(label.key.split()) <= 3

    def _in_metadata(self) -> bool:
        part = self.part
        return (
            part.heading is None
            or self.after_rule
            or part.heading.level == 1
            or name_key(part.name) in _METADATA
        )

    def _take_text(self, block: Block, label: Label | None) -> None:
        if label is None:
            self._put(block)
            return
        self.close()
        owner = self._field(label)
        value = "\n".join(filter(None, (label.value, block.text.partition("\n")[2])))
        if owner is None:
            self.split.labelled.append((label.key, value, block.line))
            return
        self.open_span = FieldSpan(
            owner=owner,
            label=label.key,
            row=block.line,
            depth=block.depth if block.shape is ITEM else 0,
            inline=bool(label.value),
            separated=label.separator != "" and block.shape is not ITEM,
        )
        if value:
            row = block.line if label.value else block.line + 1
            self.open_span.blocks.append(block.some_lines(TEXT, value, line=row, end=block.end))

    def _put(self, block: Block) -> None:
        span = self.open_span
        if span is not None and belongs(span, block):
            span.blocks.append(block)
            return
        self.close()
        self.part.blocks.append(block)

    def _field(self, label: Label | None) -> Field | None:
        return self.rules.fields_by_key.get(name_key(label.key)) if label else None


@lru_cache(maxsize=1024)
def _read_heading(text: str) -> tuple[str, bool, Label | None, str]:
    """Return a heading without its marks and number, whether it has one, its label and its key.

    The key is the label's, where the whole heading may be one; empty elsewhere.

    Kept for a while, because many notes have the same headings.
    """
    shown = plain(Markdown(text))
    unnumbered = _NUMBER.sub("", shown)
    name = unnumbered.rstrip(": ") or shown or text
    label = label_of(name)
    may_name_field = label is not None and (label.separator or label.key == name)
    key = name_key(label.key) if label is not None and may_name_field else ""
    return name, unnumbered != shown, label, key


def _is_sentence(line: str) -> bool:
    """Return whether a line is one sentence or more, and no list of names."""
    text = line.strip()
    return (
        len(text.split()) >= _WORDS_OF_SENTENCE
        and not text[0].islower()
        and text.endswith(_SENTENCE_ENDS)
    )


def _ends(empty: Field | None, label: Label) -> bool:
    """Return whether a label begins a line of its own below that of a field without a value."""
    if not (label.separator and label.value):
        return False
    if empty is Field.SOURCES:
        return not _NO_SOURCE.isdisjoint(name_key(label.key).split())
    return empty in _LEFT_EMPTY


def _is_property_key(key: str) -> bool:
    return len(key.split()) <= 4 and all(c.isalnum() or c in " _-/" for c in key)


def _fits(owner: Field, value: str) -> bool:
    if owner is Field.TYPE:
        return len(value.split()) <= 3 and not value.endswith(".")
    if owner is Field.STATUS:
        return len(value.split()) <= 4
    if owner is Field.DATE:
        return not value or _DATE.search(value) is not None or "{{" in value
    return True


def _lists_names(value: str) -> bool:
    """Return whether a value is a list of short names, such as ``Trio, AnyIO``."""
    names = value.split(",")
    return len(names) > 1 and all(0 < len(name.split()) < 5 for name in names) and value[-1] != "."


def _has_marks(value: str) -> bool:
    return next(iter(spans(value)), None) is not None


def _slice(block: Block, lines: list[str], start: int, stop: int) -> Block:
    if start == 0 and stop == len(lines):
        return block
    shape = ITEM if block.shape is ITEM and start == 0 else TEXT
    text = "\n".join(lines[start:stop])
    return block.some_lines(shape, text, line=block.line + start, end=block.line + stop)


def only_links(text: str) -> bool:
    """Return whether a text holds links and nothing else but what separates them."""
    references = [span for span in spans(text) if isinstance(span, Reference)]
    rest = without(text, references).strip(" ,;·|&.*_\t\n")
    return bool(references) and not rest.replace("and", "").strip(" ,")


def _is_term(value: str) -> bool:
    """Return whether a heading names after “Definition:” what is defined, and defines nothing."""
    words = value.split()
    return 0 < len(words) <= _MOST_WORDS and not value.endswith(_FINISHED)
