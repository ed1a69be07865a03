"""Named entries in the body of a note: a call, a component or a term, with what is said of it."""

from collections.abc import Iterator, Sequence

from kb.notes.fields.spans import BodyPart
from kb.notes.fields.values import Numbering
from kb.notes.items.names import READS_AS_CODE, Name, entry_name
from kb.notes.items.numbered_lists import NumberedLists
from kb.notes.items.tables import listed_entries, table_entries
from kb.notes.markdown.blocks import CODE, ITEM, TEXT, Block
from kb.notes.note import Item
from kb.notes.plain_text import Markdown, plain


def named_items(part: BodyPart, number: Numbering) -> Iterator[Item]:
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
        entry = _named(block, part)
        if entry is None:
            continue
        if block.marker[:1].isdigit():
            numbered = numbered or NumberedLists(part)
            if not numbered.names(position, entry):
                continue
        own = _own_blocks(blocks, position)
        description = entry.rest.strip() or next((b.text for b in own if b.shape is TEXT), "")
        if not description and entry.is_code:
            description = _bullet_below(blocks, position)
        code = _code(blocks, position, own, entry)
        if (not description or description.isdigit()) and code is None:
            continue
        yield Item(
            name=entry.name,
            description=description or None,
            code=code.text if code else None,
            language=code.language if code else None,
            heading=part.name or None,
            line=number(block.line),
            name_is_code=entry.is_code,
        )
    headed = _headed_item(part, number)
    if headed is not None:
        yield headed


def _rows(block: Block, part: BodyPart, number: Numbering) -> Iterator[Item]:
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


def _headed_item(part: BodyPart, number: Numbering) -> Item | None:
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


def _named(block: Block, part: BodyPart) -> Name | None:
    if block.shape is ITEM:
        return entry_name(block.text, plain_names=True)
    if block.shape is TEXT and block.depth == 0 and not block.quoted and part.name:
        entry = entry_name(block.text, plain_names=False)
        return entry if entry is not None and entry.rest else None
    return None


def _own_blocks(blocks: Sequence[Block], position: int) -> Sequence[Block]:
    """Return the blocks that appear inside the list item at ``position``."""
    start = end = position + 1
    if blocks[position].shape is ITEM:
        depth = blocks[position].depth
        while end < len(blocks) and blocks[end].shape is not ITEM and blocks[end].depth >= depth:
            end += 1
    return blocks[start:end]


def _bullet_below(blocks: Sequence[Block], position: int) -> str:
    block, *below = blocks[position : position + 2]
    return next((b.text for b in below if b.shape is ITEM and b.depth == block.depth + 1), "")


def _code(
    blocks: Sequence[Block], position: int, own: Sequence[Block], entry: Name
) -> Block | None:
    """Return the code that shows an entry: inside its item, or right below a name of code."""
    inside = next((block for block in own if block.shape is CODE), None)
    if inside is not None or not (
        entry.is_code or blocks[position].shape is TEXT or not entry.rest
    ):
        return inside
    after = blocks[position + 1 + len(own) : position + 2 + len(own)]
    return next((block for block in after if block.shape is CODE and block.depth == 0), None)
