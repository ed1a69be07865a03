"""Build a note from its front matter, its tags, its fields and its sections.

:func:`kb.notes.parse.parse_note` calls the ``take_…`` methods in that order, then ``note()``.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter, itemgetter

from kb.notes.fields.labels import label_of, may_have_label
from kb.notes.fields.spans import BodyPart, FieldSpan, SplitNote
from kb.notes.fields.split import only_links
from kb.notes.fields.values import Numbering, connections, links_in, names_in
from kb.notes.fields.values import sources as sources_in
from kb.notes.frontmatter import FrontMatter
from kb.notes.items.items import named_items
from kb.notes.markdown.blocks import CODE, TEXT, Block, markdown_of
from kb.notes.markdown.inline import Tag, is_colour, is_tag
from kb.notes.markdown.sentences import first_sentence
from kb.notes.names import name_key
from kb.notes.note import MENTIONS, CodeBlock, Item, Link, Note, Passage, Property, Section, Source
from kb.notes.plain_text import Markdown, plain
from kb.notes.rules import Field, Rules
from kb.notes.titles import defines, names_some_note, surely_defines, title_of, titles

_FILLED_LINE = re.compile(r"^.*\S.*$", re.MULTILINE)
_ID_KEYS = frozenset({"id", "uid", "uuid"})
_READ_FIELDS = frozenset(Field) - {Field.TITLE, Field.STATUS, Field.DATE}
"""Fields that are more than properties; without a value, they say nothing."""
_line = attrgetter("line")


@dataclass(slots=True, kw_only=True)
class NoteBuilder:
    """What has been read of a note so far."""

    path: str
    rules: Rules
    kind: str | None = None
    kind_is_tag: bool = False
    title: str | None = None
    heading: str | None = None
    note_id: str | None = None
    aliases: dict[str, str] = field(default_factory=dict)
    tags: dict[str, tuple[int, str]] = field(default_factory=dict)
    definitions: list[Passage] = field(default_factory=list)
    reflections: list[Passage] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    code_blocks: list[CodeBlock] = field(default_factory=list)
    properties: list[Property] = field(default_factory=list)
    opening: Passage | None = None
    """The first paragraph of the body, which may define the title."""

    def take_kind(self, body: str) -> str:
        """Take the kind from a tag alone on the first line; returns the text without it."""
        line = _FILLED_LINE.search(body)
        if line is not None and line[0].startswith("# "):
            line = _FILLED_LINE.search(body, line.end()) or line
        if line is None:
            return body
        words = line[0].split()
        kinds = [word for word in words if word[1:].casefold() in self.rules.kinds]
        if not kinds or not all(word.startswith("#") for word in words):
            return body
        self.kind, self.kind_is_tag = kinds[0][1:], True
        rest = " ".join(word for word in words if word != kinds[0])
        return f"{body[: line.start()]}{rest}{body[line.end() :]}"

    def take_front_matter(self, matter: FrontMatter) -> None:
        """Take the properties above the text, each as if it stood under its label."""
        for entry in map(_without_placeholders, matter.properties):
            owner = self.rules.fields_by_key.get(name_key(entry.key))
            if not entry.values:
                continue
            if entry.key.casefold() in _ID_KEYS:
                self.note_id = entry.values[0]
            elif name_key(entry.key) == Field.TITLE:
                self.title = _literal(entry.values[0])
            elif owner is None:
                self._take_property(entry)
            elif owner is Field.ALIASES and (entry.is_list or "[[" not in entry.values[0]):
                self._add_aliases(entry.values if entry.is_list else _listed(entry.values[0]))
            else:
                values = _tag_words(entry.values) if owner is Field.TAGS else entry.values
                blocks = [_block(value, row) for row, value in enumerate(values)]
                span = FieldSpan(owner=owner, label=entry.key, row=0, blocks=blocks)
                self._take_field(span, _numbering(entry))

    def take_tags(self, blocks: Sequence[Block], number: Numbering) -> None:
        """Take the tags that appear anywhere in the text."""
        for block in blocks:
            if block.shape is CODE or "#" not in block.text:
                continue
            for span in block.spans():
                if isinstance(span, Tag):
                    self._add_tag(span.name, number(block.line + span.row))

    def take_fields_and_body(self, split: SplitNote, number: Numbering) -> None:
        """Take the fields, the sections and what appears in them."""
        for span in split.fields:
            self._take_field(span, number)
        for key, value, row in split.labelled:
            values = (value,) if value else ()
            self._take_property(Property(key=key, values=values, line=number(row)))
        self._take_heading(split.parts)
        for part in split.parts:
            self._take_part(part, split.cards, number)

    def _take_field(self, span: FieldSpan, number: Numbering) -> None:
        """Read the value of one field. A new field needs a case here, or it is a property."""
        span.blocks = [block for block in span.blocks if not _is_placeholder(block.text)]
        blocks, label = span.blocks, span.label
        if not blocks and span.owner in _READ_FIELDS:
            return
        match span.owner:
            case Field.CONNECTIONS | Field.REQUIRES:
                self.links.extend(connections(blocks, label, number))
            case Field.SOURCES:
                for source, links in sources_in(blocks, label, number, self.rules):
                    self.sources.append(source)
                    self.links.extend(links)
            case Field.TAGS:
                for tag in names_in(blocks):
                    self._add_tag(tag, number(span.row))
                self._take_links(blocks, label, number)
            case Field.ALIASES:
                self._add_aliases(names_in(blocks))
            case Field.DEFINITION | Field.REFLECTION:
                passages = self.definitions if span.owner is Field.DEFINITION else self.reflections
                passages.append(Passage(markdown_of(blocks), number(blocks[0].line)))
                self._take_links(blocks, MENTIONS, number)
            case Field.TYPE:
                self._take_type(blocks[0], number)
            case _:
                text = plain(Markdown(" ".join(block.text for block in blocks)))
                values = (text,) if text else ()
                self.properties.append(Property(key=label, values=values, line=number(span.row)))

    def _take_type(self, block: Block, number: Numbering) -> None:
        """Read the note's kind; a tag that names it is no tag of its content."""
        kind = _kind(block.text)
        if kind is None:
            return
        self.kind, self.kind_is_tag = kind, block.text.lstrip().startswith("#")
        line, _ = self.tags.get(name_key(kind), (0, ""))
        if line == number(block.line):
            del self.tags[name_key(kind)]

    def _take_property(self, entry: Property) -> None:
        if name_key(entry.key) == Field.TITLE and entry.values:
            self.title = plain(Markdown(entry.values[0]))
            return
        self.properties.append(entry)
        number = _numbering(entry)
        for row, value in enumerate(entry.values):
            self.links.extend(links_in(_block(value, row), entry.key, number))

    def _take_heading(self, parts: list[BodyPart]) -> None:
        """Take the opening, only first-level heading for the title, if it may be one."""
        tops = [part for part in parts if part.heading is not None and part.heading.level == 1]
        if len(tops) != 1 or parts[1] is not tops[0]:
            return
        heading = _without_tail(tops[0].name)
        is_below_text = any(not _only_tags(block.text) for block in parts[0].blocks)
        if is_below_text or _is_placeholder(heading):
            return
        self.heading = heading
        if titles(heading, self.path):
            tops[0].heading, tops[0].name = None, ""

    def _take_part(self, part: BodyPart, cards: frozenset[int], number: Numbering) -> None:
        if part.heading is not None:
            line, text = number(part.heading.line), markdown_of(part.blocks)
            self.sections.append(
                Section(heading=part.name, level=part.heading.level, line=line, text=text)
            )
            self._take_links([part.heading], MENTIONS, number)
        self._take_links(part.blocks, MENTIONS, number)
        self.items.extend(named_items(part, number))
        for block in part.blocks:
            if block.shape is CODE:
                heading, line = part.name or None, number(block.line)
                self.code_blocks.append(CodeBlock(block.text, block.language, heading, line))
            elif (
                self.opening is None
                and block.shape is TEXT
                and block.line not in cards
                and _says_something(block.text)
            ):
                self.opening = Passage(text=block.text, line=number(block.line))

    def _take_links(self, blocks: Sequence[Block], relation: str, number: Numbering) -> None:
        for block in blocks:
            if block.shape is CODE or ("[" not in block.text and "<img" not in block.text):
                continue
            label = _label_before_links(block.text)
            self.links.extend(links_in(block, label or relation, number))

    def _add_tag(self, name: str, line: int) -> None:
        """Keep a tag once, where it appears first."""
        if not self.rules.colours_are_tags and is_colour(name):
            return
        name = name.strip("/ []")
        key = name_key(name)
        is_first = key not in self.tags or line < self.tags[key][0]
        if key and is_first and is_tag(name) and not (": " in name or _is_placeholder(name)):
            self.tags[key] = (line, name)

    def _add_aliases(self, names: Iterable[str]) -> None:
        for name in names:
            self.aliases.setdefault(name_key(name), name)

    def note(self, *, body: str, flattened: bool) -> Note:
        """Return the note."""
        definition = _joined(self.definitions)
        defining = definition
        if defining is None and self.opening and surely_defines(self.opening.text):
            # It may name a note whose file's name does not.
            defining = self.opening
        title, other = title_of(
            path=self.path,
            own=self.title,
            heading=self.heading,
            definition=defining.text if defining else None,
        )
        self._add_aliases([other] if other else ())
        self.aliases.pop(name_key(title), None)
        names = (title, *self.aliases.values())
        heading = self.heading
        if heading and name_key(heading) != name_key(title) and names_some_note(heading):
            self._add_aliases([heading])
        if definition is None and self.opening is not None and defines(self.opening.text, names):
            definition = Passage(first_sentence(self.opening.text), self.opening.line)
        return Note(
            path=self.path,
            title=title,
            kind=self.kind,
            kind_is_tag=self.kind_is_tag,
            note_id=self.note_id,
            aliases=tuple(self.aliases.values()),
            tags=tuple(tag for _, tag in sorted(self.tags.values(), key=itemgetter(0))),
            definition=definition,
            sections=tuple(self.sections),
            items=tuple(self.items),
            links=tuple(sorted(self.links, key=_line)),
            sources=tuple(self.sources),
            reflection=_joined(self.reflections),
            code_blocks=tuple(self.code_blocks),
            properties=tuple(sorted(self.properties, key=_line)),
            body=body,
            flattened=flattened,
        )


_HEADING_TAIL = re.compile(r"#[^\s#]+|\^[\w-]+")
"""A tag or a block's id behind a heading."""
_WORD = re.compile(r"\S+")
_PLACEHOLDER = re.compile(r"\{\{(?!c\d+::)[^{}]*\}\}|<%.*?%>|(?P<open><%.*)", re.DOTALL)
"""What a template's engine would put something in the place of; ``{{c1::…}}`` is a card's."""


def _without_tail(heading: str) -> str:
    """Return a heading without the tags and the block's id behind it."""
    end = len(heading)
    for word in reversed(list(_WORD.finditer(heading))[1:]):
        if not _HEADING_TAIL.fullmatch(word[0]):
            break
        end = word.start()
    return heading if end == len(heading) else heading[:end].rstrip()


def _is_placeholder(text: str) -> bool:
    """Return whether a value is what a template has in the place of one."""
    if "{" not in text and "<" not in text:
        return False
    return bool(_PLACEHOLDER.search(text)) and not _PLACEHOLDER.sub(r"\g<open>", text).strip(
        " #\"'[],.-"
    )


def _without_placeholders(entry: Property) -> Property:
    if not any("{{" in value or "<%" in value for value in entry.values):
        return entry
    return replace(entry, values=tuple(v for v in entry.values if not _is_placeholder(v)), lines=())


def _literal(value: str) -> str:
    """Return what a property says: it is no Markdown, but for a link."""
    return plain(Markdown(value)) if value.startswith("[[") and value.endswith("]]") else value


def _listed(value: str) -> Iterator[str]:
    """Yield the names that a property lists on one line."""
    return filter(None, (name.strip(" \t\"'“”") for name in value.split(",")))


def _numbering(entry: Property) -> Numbering:
    lines = entry.lines or (entry.line,)
    return Numbering(origins=tuple(line - 1 for line in lines))


def _block(text: str, row: int = 0) -> Block:
    return Block(TEXT, row, row + 1, text)


def _says_something(text: str) -> bool:
    label = label_of(text) if may_have_label(text) else None
    is_bare = label is not None and bool(label.separator) and not label.value
    return not (is_bare or _only_tags(text))


def _only_tags(text: str) -> bool:
    return text.lstrip()[:1] in {"", "#"} and all(word[0] == "#" for word in text.split())


def _joined(passages: Sequence[Passage]) -> Passage | None:
    """Return what the same field says in several places as one."""
    texts = [passage for passage in passages if passage.text]
    return Passage("\n\n".join(p.text for p in texts), texts[0].line) if texts else None


def _kind(value: str) -> str | None:
    """Return the kind in a value such as ``#atom``, ``atom`` or ``[[atom]]``."""
    text = plain(Markdown(value)).strip()
    if text.startswith("#"):
        return text.split()[0].strip("#,") or None
    return text if 0 < len(text.split()) < 4 else None


def _tag_words(values: Sequence[str]) -> Iterator[str]:
    """Yield the tags of a property: a list, or a text with commas or spaces between them."""
    for value in values:
        yield from value.split(",") if "," in value else value.split()


def _label_before_links(text: str) -> str | None:
    label = label_of(text) if may_have_label(text) else None
    if label is None or not label.separator or not only_links(label.value):
        return None
    return label.key if "\n" not in text or only_links(text.partition("\n")[2]) else None
