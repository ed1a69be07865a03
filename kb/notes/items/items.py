"""Named entries in the body of a note: a call, a component or a term, with what is said of it."""

from collections.abc import Iterator, Sequence

from kb.notes.fields.spans import Part
from kb.notes.fields.values import Numbering
from kb.notes.items.names import READS_AS_CODE, Name, entry_name
from kb.notes.items.numbered_lists import NumberedLists
from kb.notes.items.tables import listed_entries, table_entries
from kb.notes.markdown.blocks import CODE, ITEM, TEXT, Block
from kb.notes.note import Item
from kb.notes.plain_text import Markdown, plain


def named_items(part: Part, number: Numbering) -> Iterator[Item]:
    """Yield the named entries of one section."""
    blocks = part.blocks
    numbered: NumberedLists | None = None
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
        if block.marker[:1].isdigit():
            numbered = numbered or NumberedLists(part)
            if not numbered.names(position, found):
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
    """Yield the entries of a table with a column of names, or of a definition list."""
    lines = block.text.split("\n")
    entries = table_entries(lines) if "|" in block.text else listed_entries(lines)
    for row, name, description in entries:
        yield Item(
            name=plain(Markdown(name)),
            description=description,
            code=None,
            language=None,
            heading=part.name or None,
            line=number(block.line + row),
            name_is_code=name.startswith("`") or bool(READS_AS_CODE.fullmatch(name)),
        )


def _headed_item(part: Part, number: Numbering) -> Item | None:
    """Return the entry that a whole section is, if its heading is a piece of code."""
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


def _named(block: Block, part: Part) -> Name | None:
    if block.shape is ITEM:
        return entry_name(block.text, plain_names=True)
    if block.shape is TEXT and block.depth == 0 and not block.quoted and part.name:
        found = entry_name(block.text, plain_names=False)
        return found if found is not None and found.rest else None
    return None


def _own_blocks(blocks: Sequence[Block], position: int) -> list[Block]:
    """Return the blocks that appear inside the list item at ``position``."""
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
    return next((block.text for block in own if block.shape is TEXT), "")


def _bullet_below(blocks: Sequence[Block], position: int) -> str:
    for after in blocks[position + 1 : position + 2]:
        if after.shape is ITEM and after.depth == blocks[position].depth + 1:
            return after.text
    return ""


def _code(
    blocks: Sequence[Block], position: int, own: Sequence[Block], found: Name
) -> Block | None:
    """Return the code that shows an entry: inside its item, or right below a name of code."""
    inside = next((block for block in own if block.shape is CODE), None)
    if inside is not None:
        return inside
    after = blocks[position + 1 + len(own) : position + 2 + len(own)]
    if after and after[0].shape is CODE and after[0].depth == 0:
        named_by_code = found.is_code or blocks[position].shape is TEXT
        return after[0] if named_by_code or not found.rest else None
    return None
