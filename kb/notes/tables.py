"""Tables that say of each name what it is, and definition lists."""

import re
from collections.abc import Iterator, Sequence

from kb.notes.inline import plain
from kb.notes.names import name_key

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


def table_entries(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
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


def listed_entries(lines: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yields row, name and description from ``term`` above ``: description``."""
    for row, line in enumerate(lines[1:], start=1):
        term = lines[row - 1].strip()
        if line.startswith(": ") and term and not term.startswith(":") and len(term) < 81:
            yield row - 1, term, line[2:].strip()
