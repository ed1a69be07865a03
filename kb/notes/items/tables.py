"""Tables that say of each name what it is, and definition lists."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from kb.notes.items.names import NO_NAMES
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_RULING = re.compile(r"\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")
_CELL_END = re.compile(r"(?<!\\)\|")
_NAME_COLUMNS = frozenset(
    "term name function method call class concept command property option parameter argument key"
    " attribute field keyword operator type tool library component word api item".split()
)
"""Headers of columns that hold names, whatever they look like."""
_TEXT_COLUMNS = frozenset(
    {"description", "meaning", "definition", "purpose", "explanation", "use", "usage", "effect"}
    | {"what it does", "what it is", "does", "summary"}
)
"""Headers of columns that say what something is."""
_OTHER_TEXT_COLUMNS = re.compile(
    r"(?:short|brief|main|general|primary) (?:description|meaning|definition|purpose|role)"
    r"|what (?:it|they|this|these|each)(?: one)? (?:does|do|is|are|means?|says?|holds?|stores?)"
    r"|(?:is |are |what it is )?used (?:for|to)|roles?|responsibilit(?:y|ies)|(?:key |core )?ideas?"
    r"|behaviou?r|function|job|gloss|in (?:short|plain english|other words)|stands for|details?",
    re.IGNORECASE,
)
"""Further ones, which may also be names, and only say so beside others."""
_NO_FACTS = frozenset(
    "date day time start end week month year deadline due when owner assignee who status done price"
    " cost costs amount total qty quantity budget fee salary score grade rating rank points author"
    " version release step task todo priority url link links isbn phone email address speaker room"
    " session question answer no nr # id week".split()
)
"""Headers of schedules, of prices, of what is left to do, and of records."""
_FEWEST = 3
"""Rows of a table whose names are known by nothing but their looks."""
_LONGEST_NAME = 50
_MOST_WORDS = 5
_FEWEST_WORDS = 3
"""Of a text that says something."""
_NAME = re.compile(r"(?=.*[^\W\d_])(?:\d{1,3}[A-Z]|[^\d\s$€£¥#+-])(?:[^.!?;$€£¥✓✔✗✘]|\.(?=\S))*")


class Table(NamedTuple):
    """A table of Markdown. A tuple, for it is soon made."""

    head: Sequence[str]
    """Markdown of the header's cells."""
    body: Sequence[Sequence[str]]
    """Markdown of the cells of each row."""
    first: int
    """The number of the first row among the lines that were read."""


def read_table(lines: Sequence[str]) -> Table | None:
    """Return the table in some lines; what appears above its header leads in."""
    inner = enumerate(lines[1:-1], start=1)
    below = next(
        (at for at, line in inner if "|" in line and _RULING.fullmatch(line.strip())), None
    )
    if below is None:
        return None
    body = [_cells(line) for line in lines[below + 1 :]]
    return Table(head=_cells(lines[below - 1]), body=body, first=below + 1)


def table_entries(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield row, name and description from a table that has columns for these.

    The first column holds names, if its header says so or each of its cells is code; or else if
    they look like names and each row goes on with a text. Another column says what they are.
    """
    table = read_table(lines)
    if table is None:
        return
    head = [name_key(plain(Markdown(cell))) for cell in table.head]
    column = _text_column(head)
    if column is None:
        return
    sure = head[0] in _NAME_COLUMNS or all(
        cells and cells[0].startswith("`") for cells in table.body
    )
    known = sure and head[column] in _TEXT_COLUMNS and not _is_record(table.body)
    if not (known or _names_and_texts(head, table.body, column)):
        return
    for row, cells in enumerate(table.body, start=table.first):
        if len(cells) > column and plain(Markdown(cells[0])) and cells[column]:
            yield row, cells[0], cells[column]


def is_of_no_facts(head: Sequence[str]) -> bool:
    """Return whether a table's header is one of schedules, prices, tasks or records."""
    return not _NO_FACTS.isdisjoint(name_key(plain(Markdown(cell))) for cell in head)


def _text_column(head: Sequence[str]) -> int | None:
    """Return which column says what something is, if one does; never the first."""
    columns = range(1, len(head))
    sure = (at for at in columns if head[at] in _TEXT_COLUMNS)
    perhaps = (at for at in columns if _OTHER_TEXT_COLUMNS.fullmatch(head[at]))
    return next(chain(sure, perhaps), None)


def _names_and_texts(head: Sequence[str], body: Sequence[Sequence[str]], column: int) -> bool:
    if len(body) < _FEWEST or not _NO_FACTS.isdisjoint(head):
        return False
    if any(len(cells) <= column for cells in body):
        return False
    names = [plain(Markdown(cells[0])).strip() for cells in body]
    if len(set(names)) < len(names) or not all(
        cells[0].startswith("`") or _looks_like_name(name)
        for cells, name in zip(body, names, strict=True)
    ):
        return False
    telling = sum(_says_something(cells[column]) for cells in body)
    return 3 * telling >= 2 * len(body) and not _is_record(body)


def _is_record(body: Sequence[Sequence[str]]) -> bool:
    """Return whether half of the names are such as “Author” and “Created”."""
    labels = sum(bool(cells) and name_key(plain(Markdown(cells[0]))) in NO_NAMES for cells in body)
    return 2 * labels >= len(body)


def _looks_like_name(name: str) -> bool:
    short = len(name) <= _LONGEST_NAME and len(name.split()) <= _MOST_WORDS
    return short and _NAME.fullmatch(name) is not None


def _says_something(cell: str) -> bool:
    """Return whether a cell is more words than numbers, and at least a few."""
    words = plain(Markdown(cell)).split()
    spelled = sum(any(map(str.isalpha, word)) for word in words)
    return spelled >= _FEWEST_WORDS and 2 * spelled > len(words)


def _cells(line: str) -> list[str]:
    row = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in _CELL_END.split(row)]


def listed_entries(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield row, name and description from ``term`` above ``: description``."""
    for row, line in enumerate(lines[1:], start=1):
        term = lines[row - 1].strip()
        if line.startswith(": ") and term and not term.startswith(":") and len(term) < 81:
            yield row - 1, term, line[2:].strip()
