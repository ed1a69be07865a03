"""Named entries in the body of a note: a call, a component or a term, with what is said of it."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kb.notes.blocks import CODE, ITEM, TEXT, Block
from kb.notes.inline import plain
from kb.notes.labels import label_of
from kb.notes.names import name_key
from kb.notes.note import Item
from kb.notes.runs import Part
from kb.notes.values import Numbering

_LONGEST_NAME = 80
_MOST_WORDS = 6
_CODE_NAME = re.compile(
    r"(?P<name>\*{0,2}`[^`\n]+`\*{0,2}(?:\s*(?:,|/|or|and)\s*\*{0,2}`[^`\n]+`\*{0,2})*)"
    r"(?:\s*\([^()\n]{1,40}\))?\s*(?P<inner>)(?P<mark>:\*{0,2}|–|—|-(?=\s)|=>|→|)\s*(?P<rest>.*)",
    re.DOTALL,
)
_STRONG_NAME = re.compile(
    r"(?P<bold>\*\*|__)(?P<name>[^\n]{1,80}?)\s*(?P<inner>:?)\s*(?P=bold)"
    r"(?:\s*\([^()\n]{1,40}\))?\s*(?P<mark>:|–|—|-(?=\s)|=>|→|)\s*(?P<rest>.*)",
    re.DOTALL,
)
_LINK_NAME = re.compile(
    r"(?P<name>\[\[[^\[\]\n]+\]\])\s*(?P<inner>)(?P<mark>:|–|—|-(?=\s))\s*(?P<rest>.*)", re.DOTALL
)
_NAME_MARKS = frozenset("`*_[")
_SENTENCE_SIGNS = frozenset(",;.!?")
_READS_AS_CODE = re.compile(r"@?[A-Za-z_]\w*(?:\.\w+)+(?:\(.*\))?|@?[A-Za-z_][\w.]*\(.*\)")
_DELIMITERS = re.compile(r"\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")
_CELL_END = re.compile(r"(?<!\\)\|")
_NAME_COLUMNS = frozenset(
    "term name function method call class concept command property option parameter argument key"
    " attribute field keyword operator type tool library component word api item".split()
)
_TEXT_COLUMNS = frozenset(
    {"description", "meaning", "definition", "purpose", "explanation", "use", "usage", "effect"}
    | {"what it does", "what it is", "does", "summary"}
)
_TODO = re.compile(r"\[.\]\s|(?:TODO|DOING|DONE|LATER|NOW|WAITING|CANCELLED|CANCELED)\s")
_STEP = re.compile(
    r"(?:\*\*)?(?:step|day|week|part|chapter|lesson|phase)\s+\d+|(?:\*\*)?(?:first|second|third|then|next"
    r"|finally|last(?:ly)?|because|it|this|that|so|but|however|therefore|if|when)\b[^:]{0,20}:",
    re.IGNORECASE,
)
_NO_NAMES = frozenset(
    "note notes tip warning important example examples e.g eg i.e todo hint caution remember"
    " summary output input usage see ps nb question answer q a c fixme danger info attention"
    " author authors created modified updated date url link isbn publisher year course class"
    " professor rating creator resolved chapter page pages version id".split()
)
"""Labels that introduce a remark or metadata, and name nothing."""


class _Name(NamedTuple):
    """A name at the start of a text, and what follows it. A tuple, for every item is asked."""

    name: str
    is_code: bool
    rest: str


def items_of(part: Part, number: Numbering) -> Iterator[Item]:
    """Yields the named entries of one section."""
    blocks = part.blocks
    for position, block in enumerate(blocks):
        if block.shape is TEXT and "\n" in block.text:
            # Perhaps a table, or a definition list.
            rows = list(_rows(block, part, number))
            if rows:
                yield from rows
                continue
        found = _named(block, part)
        if found is None:
            continue
        own = _own_blocks(blocks, position)
        description = found.rest.strip() or _first_text(own)
        if not description and found.is_code:
            description = _bullet_below(blocks, position)
        code = _code(blocks, position, own, found)
        if (not description or description.isdigit()) and code is None:
            continue
        yield Item(
            name=found.name,
            description=description or None,
            code=code.text if code else None,
            language=code.language if code else None,
            heading=part.name or None,
            line=number(block.line),
            name_is_code=found.is_code,
        )
    headed = _headed_item(part, number)
    if headed is not None:
        yield headed


def _rows(block: Block, part: Part, number: Numbering) -> Iterator[Item]:
    """Yields the entries of a table with a column of names, or of a definition list."""
    lines = block.text.split("\n")
    entries = _table_entries(lines) if "|" in lines[0] else _listed_entries(lines)
    for row, name, description in entries:
        yield Item(
            name=plain(name),
            description=description,
            code=None,
            language=None,
            heading=part.name or None,
            line=number(block.line + row),
            name_is_code=name.startswith("`") or bool(_READS_AS_CODE.fullmatch(name)),
        )


def _table_entries(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yields row, name and description from a table that has columns for these."""
    if len(lines) < 3 or not _DELIMITERS.fullmatch(lines[1].strip()):
        return
    head = [name_key(plain(cell)) for cell in _cells(lines[0])]
    body = [_cells(line) for line in lines[2:]]
    coded = all(cells and cells[0].startswith("`") for cells in body)
    if len(head) < 2 or not (coded or head[0] in _NAME_COLUMNS):
        return
    column = next((i for i, cell in enumerate(head) if i and cell in _TEXT_COLUMNS), None)
    if column is None:
        return
    for row, cells in enumerate(body, start=2):
        if len(cells) > column and plain(cells[0]) and cells[column]:
            yield row, cells[0], cells[column]


def _cells(line: str) -> list[str]:
    """Returns the cells of one row of a table."""
    row = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in _CELL_END.split(row)]


def _listed_entries(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yields row, name and description from ``term`` above ``: description``."""
    for row, line in enumerate(lines[1:], start=1):
        term = lines[row - 1].strip()
        if line.startswith(": ") and term and not term.startswith(":") and len(term) < 81:
            yield row - 1, term, line[2:].strip()


def _headed_item(part: Part, number: Numbering) -> Item | None:
    """Returns the entry that a whole section is, if its heading is a piece of code."""
    heading = part.heading
    if heading is None or heading.level == 1 or "`" not in heading.text:
        return None
    code_name = heading.text.strip().rstrip(":").strip("*")
    if not (code_name.startswith("`") and code_name.endswith("`") and "`" not in code_name[1:-1]):
        return None
    text = next((block.text for block in part.blocks if block.shape is TEXT), None)
    code = next((block for block in part.blocks if block.shape is CODE), None)
    if text is None and code is None:
        return None
    return Item(
        name=part.name,
        description=text,
        code=code.text if code else None,
        language=code.language if code else None,
        heading=part.name,
        line=number(heading.line),
        name_is_code=True,
    )


def _named(block: Block, part: Part) -> _Name | None:
    """Returns the name that a block begins with, if it is an entry."""
    if block.shape is ITEM:
        found = entry_name(block.text, plain_names=True)
        if found is None or not block.marker[:1].isdigit():
            return found
        # Numbers mean steps, but for a list of calls.
        return found if _READS_AS_CODE.fullmatch(found.name) else None
    if block.shape is TEXT and block.depth == 0 and not block.quoted and part.name:
        found = entry_name(block.text, plain_names=False)
        return found if found is not None and found.rest else None
    return None


def entry_name(text: str, *, plain_names: bool) -> _Name | None:
    """Returns the name that an entry begins with: code, bold, a link, or with a colon, plain.

    Steps, tasks and remarks name nothing. ``plain_names`` allows ``name: description``.
    """
    first = text[:1]
    if first not in _NAME_MARKS and not (plain_names and (":" in text or "：" in text)):
        return None
    line = text.partition("\n")[0]
    if "::" in line or (first != "`" and (_TODO.match(text) or _STEP.match(text))):
        return None
    found = _marked_name(text) if first in _NAME_MARKS else None
    if found is not None or first in "`[" or not plain_names:
        return found
    return _plain_name(line, text)


def _plain_name(line: str, text: str) -> _Name | None:
    """Returns the name that stands before a colon on the first line of a text."""
    label = label_of(line)
    if label is None or label.separator != ":" or len(label.key.split()) > _MOST_WORDS:
        return None
    if not _SENTENCE_SIGNS.isdisjoint(label.key) and not _READS_AS_CODE.fullmatch(label.key):
        return None
    return _checked(label.key, text.partition(":")[2].strip(), is_code=False)


def _marked_name(text: str) -> _Name | None:
    """Returns the name that is marked up as code, as bold text or as a link."""
    for pattern, is_code in ((_CODE_NAME, True), (_STRONG_NAME, False), (_LINK_NAME, False)):
        match = pattern.match(text)
        if match is None:
            continue
        name, inner, mark, rest = match.group("name", "inner", "mark", "rest")
        if (
            rest
            and not (mark or inner)
            and not text[: match.start("rest")].rstrip(" ").endswith("\n")
        ):
            return None
        return _checked(plain(name), rest.strip(), is_code=is_code)
    return None


def _checked(name: str, rest: str, *, is_code: bool) -> _Name | None:
    """Returns the name if it names something."""
    name = name.strip().rstrip(":").strip()
    if not name or len(name) > _LONGEST_NAME or name_key(name) in _NO_NAMES or name[0] in "=$":
        return None
    if not is_code and len(name.split()) > _MOST_WORDS:
        return None
    return _Name(name=name, is_code=is_code or bool(_READS_AS_CODE.fullmatch(name)), rest=rest)


def _own_blocks(blocks: Sequence[Block], position: int) -> list[Block]:
    """Returns the blocks that stand inside the list item at ``position``."""
    block = blocks[position]
    own: list[Block] = []
    if block.shape is not ITEM:
        return own
    for at in range(position + 1, len(blocks)):
        after = blocks[at]
        if after.depth < block.depth or after.shape is ITEM:
            break
        own.append(after)
    return own


def _first_text(own: Sequence[Block]) -> str:
    """Returns the first paragraph inside an item."""
    return next((block.text for block in own if block.shape is TEXT), "")


def _bullet_below(blocks: Sequence[Block], position: int) -> str:
    """Returns the first bullet inside an item: where outlines put a description."""
    for after in blocks[position + 1 : position + 2]:
        if after.shape is ITEM and after.depth == blocks[position].depth + 1:
            return after.text
    return ""


def _code(
    blocks: Sequence[Block], position: int, own: Sequence[Block], found: _Name
) -> Block | None:
    """Returns the code that shows an entry: inside its item, or right below a name of code."""
    inside = next((block for block in own if block.shape is CODE), None)
    if inside is not None:
        return inside
    after = blocks[position + 1 + len(own) : position + 2 + len(own)]
    if after and after[0].shape is CODE and after[0].depth == 0:
        named_by_code = found.is_code or blocks[position].shape is TEXT
        return after[0] if named_by_code or not found.rest else None
    return None
