"""Cards from tables: what a column says of the name that begins a row."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kb.cards.generators.labels import GENERIC_LABELS
from kb.cards.generators.proposal import Proposal
from kb.cards.topic.labelled import length
from kb.cards.topic.topic import Topic
from kb.cards.topic.wording import is_generic, topic_heading
from kb.notes.items.tables import Table, is_of_no_facts, read_table
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_LONGEST_NAME: Final = 8
"""Words of what a row is about."""
_LONGEST_CELL: Final = 40
_FEWEST_ROWS: Final = 2
_FEW_ROWS: Final = 4
_SHORT_CELL: Final = 1.5
"""Words, on average, of a table that holds numbers or signs."""
_MOST_COLUMNS: Final = 5
_EMPTY: Final = re.compile(
    r"[\s\-–—?…./]*|n/?a|none|tbd|todo|yes|no|x|✓|✔|✗|✘|✅|❌", re.IGNORECASE
)
_SAYS_NOTHING: Final = frozenset(
    "detail details desc notes note content remarks remark comments comment value type status info"
    " result 내용 说明 描述 beschreibung inhalt bemerkung descrição descripción observaciones"
    " désignation remarques описание примечание значение".split()
)
"""Columns that say nothing of what is asked."""
_LONG_CELL: Final = 15
_NUMERIC: Final = re.compile(r"[\d\s.,:%€$£+\-–/()]+")
_RULED: Final = re.compile(r"^[ \t>]*\|?[ \t]*:?-+:?[ \t]*\|", re.MULTILINE)


def table(topic: Topic) -> Iterator[Proposal]:
    """Yield “T: name – column?” for each cell beside the name of its row."""
    if not _may_have_rule(topic.note.body):
        return
    taken = {item.line for item in topic.note.items}
    for section in topic.text_sections:
        if not _may_have_rule(section.source) or not _RULED.search(section.source):
            continue
        for start, read in _tables(section.text.split("\n")):
            yield from _cards(topic, section.path, section.line, read, start, taken)


def _may_have_rule(text: str) -> bool:
    return "-|" in text or "- |" in text or ":|" in text


def _cards(
    topic: Topic,
    path: tuple[str, ...],
    line: int,
    read: Table,
    start: str,
    taken: set[int],
) -> Iterator[Proposal]:
    head = [plain(Markdown(cell)).strip() for cell in read.head]
    columns = range(1, min(len(head), _MOST_COLUMNS))
    if len(read.body) < _FEWEST_ROWS or not columns:
        return
    traits = tuple(_table_traits(read, head))
    title = topic_heading(topic, path)
    row = topic.line_of(start, line)
    for at, cells in enumerate(read.body, start=row + 2):
        name = plain(Markdown(cells[0])).strip() if cells else ""
        if not name or at in taken or len(name.split()) > _LONGEST_NAME or _EMPTY.fullmatch(name):
            continue
        for column in columns:
            cell = cells[column].strip() if column < len(cells) else ""
            if not cell or _EMPTY.fullmatch(plain(Markdown(cell))) or length(cell) > _LONGEST_CELL:
                continue
            asked = head[column] if not is_generic(head[column]) else ""
            yield Proposal(
                front=_question(title, cells[0].strip(), asked),
                back=cell,
                line=at,
                path=path,
                subject=f"{name} › {asked}" if len(head) > 2 else name,
                fact=f"cell {name_key(name)} {name_key(head[column])}",
                span=cell,
                traits=(*traits, *_cell_traits(name, asked, plain(Markdown(cell)))),
                names=True,
            )


_EXAMPLES: Final = re.compile(
    r"examples?|e\.g|beispiele?|ejemplos?|exe?mples?|exemplos?|esempi|пример|例|示例|common use"
    r"|eksempel|příklad",
    re.IGNORECASE,
)


def _table_traits(read: Table, head: Sequence[str]) -> Iterator[str]:
    yield "table-of-two-columns" if len(head) == 2 else "table-of-several-columns"
    if is_of_no_facts(head):
        yield "table-of-no-facts"
    if len(read.body) < _FEW_ROWS:
        yield "table-of-few-rows"
    cells = [cell for row in read.body for cell in row[1:]]
    if len(head) > 2 and sum(map(length, cells)) < _SHORT_CELL * len(cells):
        yield "table-of-short-cells"


def _cell_traits(name: str, column: str, cell: str) -> Iterator[str]:
    if _NUMERIC.fullmatch(name):
        yield "row-of-a-number"
    if len(name) < 2:
        yield "row-of-a-letter"
    if _NUMERIC.fullmatch(cell):
        yield "cell-of-a-number"
    if len(cell.split()) > _LONG_CELL:
        yield "cell-long"
    if _EXAMPLES.match(column):
        yield "column-of-examples"
    if not column:
        yield "column-without-a-name"
    elif name_key(column) in _SAYS_NOTHING:
        yield "column-says-nothing"
    elif name_key(column) in GENERIC_LABELS:
        yield "column-is-generic"
    elif len(column) < 2 or _NUMERIC.fullmatch(column):
        yield "column-of-a-letter"


def _question(title: str, name: str, column: str) -> str:
    return f"{title}: {name} – {column}?" if column else f"{title}: {name} – ?"


def _tables(lines: Sequence[str]) -> Iterator[tuple[str, Table]]:
    """Yield each table with its header as it is written."""
    held: list[str] = []
    fenced = False
    for raw in [*lines, ""]:
        row = raw.lstrip("> \t")
        if row.startswith(("```", "~~~")):
            fenced = not fenced
        if not fenced and "|" in row:
            held.append(row)
            continue
        if len(held) > _FEWEST_ROWS:
            read = read_table(held if not _RULED.match(held[0]) else held[1:])
            if read is not None:
                yield held[read.first - 2].strip(), read
        held = []
