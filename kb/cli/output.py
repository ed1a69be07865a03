"""Everything that reaches the user's screen or pipe, made safe first.

No command prints; it hands its answer to one of these functions.
"""

import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, TextIO

from kb.app import sanitize as shown

if TYPE_CHECKING:
    from rich.console import Console

# Commands find here all that they need to show an answer.
safe = shown.safe
one_line = shown.one_line
plain = shown.plain
counted = shown.counted

_NOT_IN_JSON: Final = re.compile(f"[\\x7f-\\x9f{shown.BIDI}\ud800-\udfff]")
_BESIDE: Final = re.compile(r" *\S+(?: \S+)* {2,}(?=\S)")
_WIDTH_IN_A_PIPE: Final = 100


def on_terminal() -> bool:
    """Returns whether answers are read by a person at a terminal rather than by a program."""
    return sys.stdout.isatty()


def print_json(answer: object) -> None:
    """Prints one JSON document: dataclasses are objects, tuples lists, times ISO 8601."""
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    sys.stdout.write(as_json(answer, ascii_only=encoding != "utf8"))


def print_completions(found: Iterable[tuple[str, str, str]]) -> None:
    """Prints what a shell may complete, one a line, in three parts between tabs."""
    for kind, value, about in found:
        if kind != "plain" or one_line(value) == value:  # a name that a line cannot bear is left
            sys.stdout.write(f"{kind}\t{value}\t{one_line(about)}\n")


def print_json_line(answer: object) -> None:
    """Prints one JSON document on one line, as one of many."""
    text = json.dumps(answer, ensure_ascii=True, default=_jsonable)
    sys.stdout.write(f"{text}\n")


def as_json(answer: object, *, ascii_only: bool = False) -> str:
    """Returns one JSON document in which what a terminal would obey is escaped."""
    text = json.dumps(answer, ensure_ascii=ascii_only, indent=2, default=_jsonable)
    return _NOT_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def print_text(text: str) -> None:
    """Prints a document of several lines, made safe; what the terminal cannot encode is escaped."""
    sys.stdout.write(safe(text))


def print_lines(lines: Iterable[str]) -> None:
    """Prints lines on standard output, each made safe, and broken between words on a terminal."""
    for line in lines:
        sys.stdout.write(_fitted(safe(line), sys.stdout) + "\n")


def print_heading(text: str, beside: str = "") -> None:
    """Prints a heading on the terminal, and something dim on the same line."""
    from rich.text import Text  # noqa: PLC0415  # as in console

    line = Text(one_line(text), style="bold")
    if beside:
        line.append(f"  {one_line(beside)}", style="not bold dim")
    console(sys.stdout).print(line)


def print_dim(*lines: str) -> None:
    """Prints lines on the terminal that are no more than particulars."""
    from rich.text import Text  # noqa: PLC0415  # as in console

    shown = console(sys.stdout)
    for line in lines:
        shown.print(Text(safe(line), style="dim"))


def print_indented(*lines: str) -> None:
    """Prints lines on the terminal, each wrapped inside its own indent and two columns more."""
    for line in lines:
        bare = line.lstrip(" ")
        _print_padded(2 + len(line) - len(bare), (bare, ""))


def print_passage(text: str, marks: Sequence[tuple[int, int]]) -> None:
    """Prints a passage on the terminal, indented, with what stands between ``marks`` in bold."""
    parts, at = [], 0
    for begin, end in marks:
        parts += [(text[at:begin], ""), (text[begin:end], "bold")]
        at = end
    _print_padded(2, *parts, (text[at:], ""))


def _print_padded(indent: int, *parts: tuple[str, str]) -> None:
    from rich.padding import Padding  # noqa: PLC0415  # as in console
    from rich.text import Text  # noqa: PLC0415

    text = Text.assemble(*((safe(part), style) for part, style in parts))
    console(sys.stdout).print(Padding(text, (0, 0, 0, indent)))


def print_markdown(markdown: str) -> None:
    """Prints Markdown on the terminal as it is meant to look; links show where they lead."""
    from rich.markdown import Markdown  # noqa: PLC0415  # as in console

    console(sys.stdout).print(Markdown(safe(markdown), hyperlinks=False))


def asked(prompt: str) -> str | None:
    """Returns the next line that the user types after ``prompt``; none at the end of input."""
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline() if sys.stdin else ""
    return line.strip() if line else None


def say(*lines: str) -> None:
    """Prints lines on standard error: what goes on, and what is wrong."""
    for line in lines:
        sys.stderr.write(_fitted(safe(line), sys.stderr) + "\n")


def _fitted(line: str, stream: TextIO) -> str:
    """Returns a line broken between words, if it is longer than the terminal is wide."""
    if not stream.isatty() or height(line) == 1:
        return line
    import textwrap  # noqa: PLC0415  # seldom needed

    width = shutil.get_terminal_size().columns
    beside = _BESIDE.match(line)
    # What stands beside something goes on below itself, if it has room there.
    column = beside.end() if beside and 3 * beside.end() < 2 * width else 0
    return textwrap.fill(
        line,
        width=width,
        subsequent_indent=" " * (column or len(line) - len(line.lstrip(" "))),
        replace_whitespace=False,
        drop_whitespace=True,
        break_long_words=False,
        break_on_hyphens=False,
    )


def height(line: str) -> int:
    """Returns how many lines of the terminal a line takes, at least."""
    return -(-len(line) // shutil.get_terminal_size().columns) or 1


def console(stream: TextIO) -> "Console":
    """Returns a rich console for ``stream``; it honours ``NO_COLOR``."""
    from rich.console import Console  # noqa: PLC0415  # 40 ms that plain and JSON answers spare

    colourless = bool(os.environ.get("NO_COLOR"))
    width = None if stream.isatty() else _WIDTH_IN_A_PIPE
    return Console(file=stream, highlight=False, width=width, no_color=colourless, emoji=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table on the terminal."""

    header: str
    ratio: int = 0
    """Its share of the width that is left over; 0: as wide as its content."""
    most: float = 1.0
    """The share of the terminal's width that its content may take."""
    number: bool = False
    from_width: int = 0
    """The terminal's width in columns below which it is left out."""


def print_table(columns: Sequence[Column], rows: Iterable[Sequence[str | tuple[str, str]]]) -> None:
    """Prints a table on the terminal, a row a line, long values cut with an ellipsis.

    A pair of values stands one above the other, the second dim.
    """
    from rich.table import Table  # noqa: PLC0415  # as in console
    from rich.text import Text  # noqa: PLC0415

    def cell(value: str | tuple[str, str]) -> Text:
        if isinstance(value, str):
            return Text(one_line(value))
        return Text.assemble(one_line(value[0]), "\n", (one_line(value[1]), "dim"))

    shown = console(sys.stdout)
    kept = [index for index, column in enumerate(columns) if shown.width >= column.from_width]
    table = Table(box=None, expand=any(columns[index].ratio for index in kept), pad_edge=False)
    for index in kept:
        column = columns[index]
        table.add_column(
            column.header,
            justify="right" if column.number else "left",
            ratio=column.ratio or None,
            max_width=int(shown.width * column.most),
            no_wrap=True,
            overflow="ellipsis",
            header_style="bold",
        )
    for row in rows:
        table.add_row(*(cell(row[index]) for index in kept))
    shown.print(table)


def _jsonable(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PurePath):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
