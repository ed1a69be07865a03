"""The only way out: commands pass their answers here, and what is written is made safe."""

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

from kb.app import sanitize

if TYPE_CHECKING:
    from rich.console import Console

# So that a command imports this module alone.
safe = sanitize.safe
one_line = sanitize.one_line
plain = sanitize.plain_line
counted = sanitize.counted
about = sanitize.about

_ESCAPED_IN_JSON: Final = re.compile(f"[\\x7f-\\x9f{sanitize.BIDI}\ud800-\udfff]")
_FIRST_COLUMN: Final = re.compile(r" *\S+(?: \S+)* {2,}(?=\S)")
"""What precedes the second of two columns."""
_WIDTH_IN_A_PIPE: Final = 100
_LONGEST_RENDERED: Final = 20_000
"""Characters of Markdown; to render more takes longer than to read the first page of it."""
_MOST_LINES_RENDERED: Final = 1_000


class SafeStream:
    """A stream to which nothing is written that a terminal would obey."""

    def __init__(self, stream: TextIO) -> None:
        self.unguarded = stream
        """For the styles that kb itself writes."""

    def __getattr__(self, name: str) -> object:
        """Return what else the stream has."""
        return getattr(self.unguarded, name)

    def write(self, text: str) -> int:
        """Write ``text`` and return its length."""
        self.unguarded.write(safe(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write lines, which have their ends."""
        for line in lines:
            self.write(line)


def guard_streams() -> None:
    """Let nothing reach the standard streams that a terminal would obey, whoever writes it."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, SafeStream):
            setattr(sys, name, SafeStream(stream))


def first_few(names: Sequence[str]) -> str:
    """Return the first three names, and how many more there are."""
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" and {more} more" if more > 0 else "")


def on_terminal() -> bool:
    """Return whether standard output is a terminal."""
    return sys.stdout.isatty()


def can_show_screens() -> bool:
    """Return whether the standard streams are a terminal that can show a full screen."""
    # Textual reads standard input and draws on standard error.
    streams = (sys.stdin, sys.stdout, sys.stderr)
    simple = os.environ.get("TERM", "") in {"", "dumb", "unknown"}
    return all(stream.isatty() for stream in streams) and not simple


def print_json(answer: object) -> None:
    """Print one JSON document: dataclasses are objects, tuples lists, times ISO 8601."""
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    sys.stdout.write(as_json(answer, ascii_only=encoding != "utf8"))


def print_completions(completions: Iterable[tuple[str, str, str]]) -> None:
    """Print kind, value and description of each completion, separated by tabs."""
    for kind, value, description in completions:
        if kind != "plain" or one_line(value) == value:  # else it does not fit the protocol
            sys.stdout.write(f"{kind}\t{value}\t{one_line(description)}\n")


def print_json_line(answer: object) -> None:
    """Print one JSON document on a line of its own, as one of a stream."""
    text = json.dumps(answer, ensure_ascii=True, default=_jsonable)
    sys.stdout.write(f"{text}\n")


def as_json(answer: object, *, ascii_only: bool = False) -> str:
    """Return one JSON document, with what could control a terminal escaped."""
    text = json.dumps(answer, ensure_ascii=ascii_only, indent=2, default=_jsonable)
    return _ESCAPED_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def print_text(text: str) -> None:
    """Print a text of several lines."""
    sys.stdout.write(text)


def print_lines(lines: Iterable[str]) -> None:
    """Print lines on standard output, wrapped between words on a terminal."""
    for line in lines:
        sys.stdout.write(_fitted(line, sys.stdout) + "\n")


def print_picture(lines: Iterable[str]) -> None:
    """Print a picture of block characters, dark on light whatever the terminal's colours are."""
    from rich.text import Text

    terminal = console(sys.stdout)
    for line in lines:
        terminal.print(Text(line, style="black on bright_white"), no_wrap=True, crop=False)


def print_heading(text: str, beside: str = "") -> None:
    """Print a bold heading on the terminal, with dim text beside it."""
    _print_styled((one_line(text), "bold"), (f"  {one_line(beside)}" if beside else "", "dim"))


def print_dim(*lines: str) -> None:
    """Print dim lines on the terminal."""
    for line in lines:
        _print_styled((line, "dim"))


def print_indented(*lines: str) -> None:
    """Print lines on the terminal, indented by two columns and wrapped within their own indent."""
    for line in lines:
        text = line.lstrip(" ")
        _print_styled((text, ""), indent=2 + len(line) - len(text))


def print_brief(clauses: Sequence[str], *, lines: int) -> None:
    """Print clauses on the terminal, indented by two columns: the first that fit in so many lines.

    If the first alone does not fit, it is cut.
    """
    import textwrap

    width = max(20, shutil.get_terminal_size().columns - 2)
    shown = [plain(clause) for clause in clauses]
    while len(shown) > 1 and len(textwrap.wrap("; ".join(shown), width)) > lines:
        shown.pop()
    text = "; ".join(shown)
    print_indented(*textwrap.wrap(text, width, max_lines=lines, placeholder=" …"))


def print_passage(text: str, marks: Sequence[tuple[int, int]]) -> None:
    """Print an indented passage on the terminal, with the ranges ``marks`` in bold."""
    parts, previous = [], 0
    for begin, end in marks:
        parts += [(text[previous:begin], ""), (text[begin:end], "bold")]
        previous = end
    _print_styled(*parts, (text[previous:], ""), indent=2)


def _print_styled(*parts: tuple[str, str], indent: int = 0) -> None:
    """Print pairs of text and style as one paragraph, wrapped within its indent."""
    from rich.padding import Padding
    from rich.text import Text

    text = Padding(Text.assemble(*parts), (0, 0, 0, indent), expand=False)
    console(sys.stdout).print(text)


def print_markdown(markdown: str, *, line_breaks: bool = True) -> None:
    """Render Markdown on the terminal as the review screen does; long texts as written."""
    if len(markdown) > _LONGEST_RENDERED or markdown.count("\n") > _MOST_LINES_RENDERED:
        print_lines(markdown.splitlines())
        return
    from kb.tui.markdown.links import Links, opens_links
    from kb.tui.markdown.rich_markdown import THEME, NoteMarkdown

    terminal = console(sys.stdout)
    links = Links.CLICKABLE if opens_links() else Links.ADDRESSES
    with terminal.use_theme(THEME):
        # Rich drops some controls, which would leave the rest of a sequence as text.
        text = safe(markdown).expandtabs(4)
        columns = terminal.width
        terminal.print(NoteMarkdown(text, links=links, line_breaks=line_breaks, columns=columns))


def read_line(prompt: str) -> str | None:
    """Return the line that the user types after ``prompt``; None at the end of input.

    Raises:
        KeyboardInterrupt: the terminal has gone meanwhile.
    """
    from kb.app.signals import lost_terminal_as_interrupt

    line = ""
    with lost_terminal_as_interrupt() as terminal:
        try:
            sys.stdout.write(prompt)
            sys.stdout.flush()
            line = sys.stdin.readline() if sys.stdin else ""
        except OSError:
            terminal.look()
            if not terminal.is_lost:
                raise
    return line.strip() if line else None


def say(*lines: str) -> None:
    """Print messages on standard error, wrapped between words on a terminal."""
    for line in lines:
        sys.stderr.write(_fitted(line, sys.stderr) + "\n")


def _fitted(line: str, stream: TextIO) -> str:
    """Return a line wrapped between words, if it is longer than the terminal is wide."""
    if not stream.isatty() or height(line) == 1:
        return line
    import textwrap

    width = shutil.get_terminal_size().columns
    first = _FIRST_COLUMN.match(line)
    # A second column is wrapped below itself, if it has room there.
    column = first.end() if first and 3 * first.end() < 2 * width else 0
    return textwrap.fill(
        line,
        width=width,
        subsequent_indent=" " * (column or len(line) - len(line.lstrip(" "))),
        replace_whitespace=False,
        break_long_words=False,
        break_on_hyphens=False,
    )


def width() -> int:
    """Return how many columns a line may have."""
    return shutil.get_terminal_size().columns if on_terminal() else _WIDTH_IN_A_PIPE


def height(line: str) -> int:
    """Return how many lines of the terminal a line takes, at least."""
    return -(-len(line) // shutil.get_terminal_size().columns) or 1


def console(stream: TextIO) -> "Console":
    """Return a Rich console for ``stream``; it honours ``NO_COLOR``."""
    from kb.cli.console import SafeConsole

    return SafeConsole(
        file=getattr(stream, "unguarded", stream),
        highlight=False,
        width=None if stream.isatty() else _WIDTH_IN_A_PIPE,
        no_color=bool(os.environ.get("NO_COLOR")),
        emoji=False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table on the terminal."""

    header: str
    ratio: int = 0
    """Its share of the spare width; 0: as wide as its content."""
    most: float = 1.0
    """The largest share of the terminal's width, in (0, 1], that its content takes."""
    number: bool = False
    wraps: bool = False
    """Whether long values are wrapped, not cut."""
    from_width: int = 0
    """Left out on a terminal of fewer columns."""


def print_table(columns: Sequence[Column], rows: Iterable[Sequence[str | tuple[str, str]]]) -> None:
    """Print a table on the terminal; long values are cut with an ellipsis or wrapped.

    A pair of values is printed one above the other, the second dim.
    """
    from rich.table import Table
    from rich.text import Text

    def cell(value: str | tuple[str, str]) -> Text:
        if isinstance(value, str):
            return Text(one_line(value))
        return Text.assemble(one_line(value[0]), "\n", (one_line(value[1]), "dim"))

    terminal = console(sys.stdout)
    visible = [at for at, column in enumerate(columns) if terminal.width >= column.from_width]
    table = Table(box=None, expand=any(columns[at].ratio for at in visible), pad_edge=False)
    for column in (columns[at] for at in visible):
        table.add_column(
            column.header,
            justify="right" if column.number else "left",
            ratio=column.ratio or None,
            max_width=int(terminal.width * column.most),
            no_wrap=not column.wraps,
            overflow="fold" if column.wraps else "ellipsis",
            header_style="bold",
        )
    for row in rows:
        table.add_row(*(cell(row[at]) for at in visible))
    terminal.print(table)


def _jsonable(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PurePath):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
