"""What the documentation tells the reader to type, and what stands behind its capitals."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from kb.cli.group import kb
from tests.cli.understanding import paths

ROOT: Final = Path(__file__).parent.parent.parent
PAGES: Final = (
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
)

IN_FULL: Final = {
    "kb anki export": "kb anki export cards.apkg",
    "kb anki import": "kb anki import from-anki.apkg",
    "kb export": "kb export ~/kb-export",
    "kb bury": "kb bury CARD",
    "kb config get": "kb config get schedule.new_per_day",
    "kb config set": "kb config set schedule.new_per_day 10",
    "kb config unset": "kb config unset schedule.new_per_day",
    "kb edit": "kb edit NOTE",
    "kb grade": "kb grade CARD RATING",
    "kb export FOLDER": "kb export ~/kb-export",
    "kb graph -o FILE": "kb graph -o notes.json",
    "kb import FOLDER --ext .md --ext .org": "kb import ~/outline --ext .md --ext .org",
    "kb new": "kb new TITLE",
    "kb new --template NAME": "kb new TITLE --template book",
    "kb path": "kb path A B",
    "kb plan break": "kb plan break 2026-12-24 2027-01-02",
    "kb plan exam": "kb plan exam python 2027-02-01",
    "kb related": "kb related asyncio",
    "kb related --new": "kb related asyncio --new",
    "kb reset": "kb reset CARD",
    "kb restore": "kb restore FILE",
    "kb search --meaning": "kb search --meaning how to wait for several tasks",
    "kb search": "kb search event loop",
    "kb show": "kb show NOTE",
    "kb suspend": "kb suspend CARD",
    "kb sync": "kb sync ~/Sync/kb",
    "kb sync --compact": "kb sync ~/Sync/kb --compact",
    "kb sync --full": "kb sync ~/Sync/kb --full",
    "kb sync --status": "kb sync ~/Sync/kb --status",
    "kb undo": "kb undo --yes",
    "kb unsuspend": "kb unsuspend 15",
}
"""What a sentence means that only names a command."""

STANDS_FOR: Final = {
    "A": "uvicorn",
    "B": "generator",
    "CARD": "12",
    "FILE": "copy.db",
    "FOLDER": "~/Documents/vault",
    "NOTE": "asyncio",
    "RATING": "good",
    "TITLE": "'Green Thread'",
    "TO": "~/Documents/moved",
}
"""The words that the reader replaces."""

NOT_RUN: Final = {
    "kb anki push --key …": "needs Anki with a key: tests/cli/exchange/test_anki_push.py",
    "kb anki push --port …": "needs Anki on a port: tests/cli/exchange/test_anki_push.py",
    "kb import --watch": "runs until it is interrupted: tests/cli/importing/test_watch.py runs it",
    "kb mcp": "runs until its client goes away: tests/mcp/test_process.py runs it",
    "kb mcp --write": "as kb mcp",
    "kb mcp --log …": "as kb mcp",
    "kb lsp": "speaks with an editor: tests/lsp/test_process.py runs it",
    "kb lsp --log …": "as kb lsp",
    "kb serve": "runs until it is interrupted: tests/web/test_process.py runs it",
    "kb serve --open": "as kb serve",
    "kb serve --lan": "as kb serve",
    "kb serve --port 8000": "as kb serve",
    "make …": "makes environments, or takes minutes: .ci/run makes what a change has to hold to",
    "pipx …": "installs into the user's own environment: .ci/run installs the same wheel",
    "uv …": "as pipx",
    ".venv/bin/python …": "works on the checkout: .ci/run builds, and this suite is the other",
    "python …": "measures for minutes",
    ".ci/run": "makes environments, for minutes, and runs this suite",
    "export …": "sets what each test sets for itself",
}
"""What is not run as it stands, and why; “…” stands for any words."""

FURTHER: Final = (
    "kb anki export cards.apkg --folder vault",
    "kb import --force",
    "kb list --missing",
    "kb cards --tag exam --limit 3",
    "kb inbox --tag python --plain",
    "kb related asyncio --daily",
    "kb review --order easy",
    "kb review --no-import",
    "kb review --cram --count",
    "kb due --tag python",
    "kb unsuspend --tag exam",
    "kb list --folder vault",
    "kb cards --folder vault --limit 3",
    "kb inbox --folder vault --plain",
    "kb review --folder vault",
    "kb due --folder vault",
    "kb suspend --folder vault",
    "kb unsuspend --folder vault",
    "kb bury --folder vault",
    "kb reset --folder vault",
    "kb anki push --folder vault",
    "kb anki push --note Sums",
    "kb bury --note Sums",
    "kb reset --note Sums",
)
"""What else is run, for options that the pages explain and show in no command."""

COMMON: Final = {"--db", "--quiet", "--json", "--no-pager"}
"""The options of every command, or of all that answer something."""


def commands(page: Path) -> Iterator[str]:
    """Yields all that a page shows as a command of kb: in code, in quotes, in a block."""
    for line in _typed(page):
        if re.match(r"kb(?: |$)", line):
            yield line
    yield from re.findall(r"“(kb(?: [^”]*)?)”", page.read_text(encoding="utf-8"))


def other_commands(page: Path) -> Iterator[str]:
    """Yields what a page shows of other programs that may be called."""
    for line in _typed(page):
        if re.match(r"(?:(?:make|pipx|uv|python|export|\.venv/bin/\w+) |\.ci/run$)", line):
            yield line


def _typed(page: Path) -> Iterator[str]:
    """Yields what stands in code, and each line of a block that is in no language."""
    text = page.read_text(encoding="utf-8")
    without = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    for code in re.findall(r"(?<!`)`([^`]+)`(?!`)", without):
        yield code.replace("\n", " ")
    for block in re.findall(r"^```\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        yield from (line.removeprefix("$ ") for line in block.splitlines())


def help_examples() -> Iterator[str]:
    """Yields the examples of every command's help."""
    for path in paths():
        shown = (command_at(path).epilog or "").partition("Examples:")[2]
        yield from re.findall(r"^  ((?:\w+=\S+ )*kb(?: .*)?)$", shown, re.MULTILINE)


def command_at(path: tuple[str, ...]) -> click.Command:
    """Returns the command that the words of ``path`` call."""
    command: click.Command = kb
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), name)
        assert found is not None
        command = found
    return command


def in_full(command: str) -> str:
    """Returns a command of the documentation with all that the reader would type for it."""
    bare = command.rstrip(",:").replace(" …", "")
    words = re.split(r"( )", IN_FULL.get(bare, bare))
    return "".join(STANDS_FOR.get(word, word) for word in words)


def is_not_run(line: str) -> str | None:
    """Returns the entry of ``NOT_RUN`` that speaks of a line, if there is one."""
    for entry in NOT_RUN:
        if line == entry or (entry.endswith("…") and line.startswith(entry[:-1])):
            return entry
    return None


def path_of(line: str) -> tuple[str, ...]:
    """Returns the words of a line that call its command, without what is given to it."""
    words = [word for word in line.split() if "=" not in word][1:]
    return max((path for path in paths() if path == tuple(words[: len(path)])), key=len)


def options(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yields the options of a command, each with all of its names; without those of all."""
    for option in command_at(path).params:
        names = (*option.opts, *option.secondary_opts)
        if isinstance(option, click.Option) and not COMMON & set(names):
            yield names


def takes_json(path: tuple[str, ...]) -> bool:
    """Returns whether a command has ``--json``."""
    return any("--json" in option.opts for option in command_at(path).params)
