"""However a note or an argument comes to hold it, nothing that a terminal obeys comes out."""

import io
import json
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final
from urllib.parse import quote

import click
import pytest

from kb.cli.group import kb
from kb.cli.main import main
from kb.cli.output import SafeStream
from tests.cli.running import Ran, on_terminal
from tests.torture.tally import LONG, counted
from tests.tui.terminal import Terminal

OBEYED: Final = tuple(
    map(chr, (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F),
              *range(0x2066, 0x206A)))
)  # fmt: skip
"""C0 controls but newline and tab, DEL, C1 controls, and what changes the direction of text."""
BLINKING: Final = "\x1b[5;53m"
"""A style that kb itself never writes."""
RAW: Final = "".join(f"{char}Zq" for char in OBEYED) + f"{BLINKING}red"
UNDER_WAY: Final = RAW.translate(dict.fromkeys(map(ord, "\0\r\x0b\x0c\x1c\x1d\x1e\x85")))
"""Those that stand within a line of a text file."""
ENTITIES: Final = "".join(f"&#{ord(char)};" if ord(char) % 2 else f"&#x{ord(char):x};" for char in RAW)  # fmt: skip  # noqa: E501
PERCENT: Final = quote(RAW, safe="")
TWICE: Final = quote(PERCENT) + ENTITIES.replace("&", "&amp;")
QUOTED: Final = json.dumps(RAW)
"""For JSON and for YAML."""
NAME: Final = "".join(char for char in OBEYED if char != "\0") + "\t\nZq"
"""For a file or a folder."""

NOTHING: Final = re.compile("(?!)")
_OWN_LINK: Final = r"\x1b\]8;(?:id=[0-9-]+)?;(?:(?:https?://|mailto:)[!-:<-~]+)?\x1b\\"
"""A hyperlink, whose address is visible ASCII."""
_OWN_LINES: Final = re.compile(
    rf"\x1b\[[0-9;]*m|{_OWN_LINK}"
    r"|\r?\x1b\[(?:2K|1A|\?25[lh])"  # a bar is drawn anew, where work takes a second
)
_OWN_SCREEN: Final = re.compile(
    rf"{_OWN_LINK}|"
    r"\x1b\[[?<>=]*[0-9;]*\$?[A-Za-z]"  # styles, cursor and modes
    r"|\x1b\]22;[a-z]+\x07"  # the shape of the pointer
    r"|\x1bP=[12]s\x1b\\"  # the update of a whole screen
    r"|\r"
)


def note(inline: str, address: str, quoted: str = QUOTED) -> str:
    """Returns a note with ``inline`` wherever text can be, and an encoded ``address``."""
    return f"""\
---
title: {quoted}
aliases: [Evil {len(inline)}, {quoted}]
tags: [metal, {quoted}]
kind: {quoted}
{quoted}: {quoted}
---
# Evil {inline}

Definition: Evil {inline} <https://a.b/{address}> is a machine that turns [[Gear]] parts.

## Heading {inline}

<https://a.b/{address}> [to {inline}](https://a.b/{address} "title {inline}") and
![image {inline}](https://a.b/{address}.png "{inline}"), [to](<{address}.md>), [here][ref], <b>
`code {inline}` **bold {inline}** [[Gear|alias {inline}]] [[Missing {inline}]] [[{address}]]
<a title="{inline}">{inline}</a>

[ref]: https://a.b/{address} "title {inline}"

```py {inline}
code = "{inline}"
```

| a {inline} | b |
|---|---|
| {inline} | <https://a.b/{address}> |

- `term {inline}`: Explains what the term {inline} <https://a.b/{address}> is good for.

Q: What is {inline} <https://a.b/{address}>?
A: That is {inline} ![image {inline}]({address}) <https://a.b/{address}>.

## Parts

- `part {inline}`: Holds the spindle {inline} <https://a.b/{address}> that turns the work.

Metal {inline} <https://a.b/{address}> :: A front and {inline} a back

Connections:
- Related {inline}: [[Gear]], [[Other {inline}]]

Sources:
- The source {inline}: https://a.b/{address}
- [one more {inline}](https://a.b/{address} "{inline}")
"""


NOTES: Final = {
    "Entities": note(ENTITIES, PERCENT),
    "Raw": note(UNDER_WAY, quote(UNDER_WAY)),
    "Twice": note(TWICE, TWICE, json.dumps(TWICE)),
    "Bytes": note(RAW, PERCENT, f"'{RAW}'"),
    "Broken": f"---\ntags: {{a: [{ENTITIES}, {UNDER_WAY}\n---\nQ: {UNDER_WAY}\n\n```{UNDER_WAY}\n",
    "Gear": f"""\
#metal

Definition: A gear {BLINKING}Zq\x9b\u202e &#27;[5;53m <https://a.b/%1B%5B5%3B53mZq%C2%9B%E2%80%AE>
is a wheel with teeth that turns another wheel.
""",
    NAME: f"Definition: A name {ENTITIES} is a word that nobody can read, see [[Gear]].\n",
}


def assert_only_text(shown: str, own: re.Pattern[str], words: object) -> None:
    """Look that nothing is obeyed but what kb writes itself."""
    assert BLINKING not in shown, (words, shown)
    left = own.sub("", shown)
    # What counts is in the message: a terminal shows pytest's, too.
    assert not set(left) & set(OBEYED), (words, {ord(char) for char in set(left) & set(OBEYED)})
    left.encode()


def ran(*words: str, typed: str = "") -> Ran:
    """Returns what ``kb`` did, after looking at all that came out."""
    counted["inputs"] += 1
    out, err = io.StringIO(), io.StringIO()
    before = sys.stdin
    sys.stdin = io.StringIO(typed)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = main(list(words))
    finally:
        sys.stdin = before
    for said in (out.getvalue(), err.getvalue()):
        assert_only_text(said, NOTHING, words)
    assert code in {0, 1, 2, 3, 4}, (words, err.getvalue())
    return Ran(code=code, out=out.getvalue(), err=err.getvalue())


@pytest.fixture(scope="session")
def _imported_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a place with such notes, and a store that knows them."""
    place = tmp_path_factory.mktemp("imported")
    folder = place / f"notes{NAME}"
    folder.mkdir()
    (folder / "Zq\udcff\x1b.md").write_text("No name of a note.\n")
    for name, text in NOTES.items():
        (folder / f"{name}.md").write_bytes(text.encode())
    assert ran("--db", str(place / "kb.db"), "import", str(folder)).code == 1
    return place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _imported_once: Path) -> Path:
    """Gives a place with a store of such notes."""
    for name, value in (("DB", "kb.db"), ("CONFIG", "config.toml")):
        monkeypatch.setenv(f"KB_{name}", str(tmp_path / value))
    monkeypatch.setenv("VISUAL", "true")
    (tmp_path / "config.toml").touch()
    shutil.copytree(_imported_once, tmp_path, dirs_exist_ok=True)  # with their times
    with closing(sqlite3.connect(tmp_path / "kb.db")) as store, store:
        store.execute("UPDATE folders SET root = ?", (str(tmp_path / f"notes{NAME}"),))
    shutil.copy(tmp_path / "kb.db", tmp_path / "fresh.db")
    return tmp_path


def commands(command: click.Command = kb, path: tuple[str, ...] = ()) -> Iterator[
    tuple[tuple[str, ...], click.Command]
]:  # fmt: skip
    """Yields each command with the words that call it; kb itself is one."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            subcommand = command.get_command(context, name)
            assert subcommand
            yield from commands(subcommand, (*path, name))


_ENDLESS: Final = {("lsp",), ("mcp",), ("serve",)}
COMMANDS: Final = {path: command for path, command in commands() if path not in _ENDLESS}
"""All but those that run until they are interrupted, and speak with programs."""


def value(parameter: click.Parameter, place: Path, *, good: bool) -> str:
    """Returns what to give for a parameter: what it means, or what is hostile."""
    if not good:
        return "Evil " + RAW.replace("\0", "")
    if isinstance(parameter.type, click.Choice):
        return str(parameter.type.choices[0])
    meant = {
        "tag": "metal", "key": "schedule.new_per_day", "value": "7", "rating": "good",
        "cards": "1", "card": "1", "count": "1", "limit": "3", "depth": "2", "days": "3",
        "minutes": "5", "duration_ms": "9", "generator": "concept", "extensions": ".md",
        "targets": str(next(place.glob("notes*"))), "folder": str(next(place.glob("notes*"))),
        "to": str(place), "db": str(place / "kb.db"), "file": str(place / f"new{NAME}"),
        "title": f"New {NAME}",
    }  # fmt: skip
    return meant.get(str(parameter.name), "Raw.md")


def calls(command: click.Command, place: Path) -> Iterator[tuple[str, ...]]:
    """Yields arguments of a command: plain ones, with each option, and hostile ones."""
    ours = [each for each in command.params if each.name not in {"help", "version", "watch"}]
    options = [each for each in ours if isinstance(each, click.Option)]
    lines = tuple("--plain" for each in options if each.name == "plain")
    for good in (True, False):
        required = [each for each in ours if isinstance(each, click.Argument)]
        given = [value(each, place, good=good) for each in required]
        yield (*lines, "--", *given) if given else lines
        for option in options if LONG else [each for each in options if each.name == "as_json"]:
            flag = (option.opts[-1],) if option.is_flag else (
                option.opts[-1], value(option, place, good=good))  # fmt: skip
            if good or not option.is_flag:
                plain = [value(each, place, good=True) for each in required if each.required]
                yield (*lines, *flag, "--", *plain) if plain else (*lines, *flag)


def restored(place: Path) -> None:
    """Put back the store, and forget what was made."""
    shutil.copy(place / "fresh.db", place / "kb.db")
    for made in place.glob("new*"):
        made.unlink()


def test_no_command_writes_more_than_text(place: Path) -> None:
    for path, command in COMMANDS.items():
        shown = ""
        for words in calls(command, place):
            restored(place)
            done = ran(*path, *words, typed="\n3\n1\nq\n")
            shown += done.out + done.err
        assert shown, path


def test_no_command_writes_more_than_text_on_a_real_terminal(place: Path) -> None:
    for path, command in COMMANDS.items():
        for words in [*calls(command, place)][: None if LONG else 1]:
            restored(place)
            # Without a screen; those have tests of their own.
            code, shown = on_terminal(*path, *words, typed="\n3\nq\n", TERM="xterm", PAGER="false")
            assert code in {0, 1, 2, 3, 4}, (path, shown)
            assert_only_text(shown, _OWN_LINES, (path, words))


def test_json_says_all_of_it(place: Path) -> None:
    said = ran("show", "Raw.md", "--json").json
    assert said["title"] == RAW
    assert UNDER_WAY in said["body"]
    names = {each["path"] for each in ran("list", "--json").json}
    assert names >= {f"{NAME}.md", "Raw.md"}
    assert UNDER_WAY in ran("cards", "--note", "Raw.md", "--json").out.encode().decode(
        "unicode_escape")  # fmt: skip
    assert ran("import", "--json", str(next(place.glob("notes*")))).json["problems"]


@pytest.mark.parametrize("form", ["json", "dot", "mermaid"])
def test_no_file_holds_more_than_text(place: Path, form: str) -> None:
    assert ran("graph", "--format", form, "-o", str(place / "graph")).code == 0
    assert_only_text((place / "graph").read_text(), NOTHING, form)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_no_completion_is_more_than_text(
    place: Path, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["kb"])
    monkeypatch.setenv("_KB_COMPLETE", shell)
    for path in COMMANDS:
        for word in ("", "-", "E", "--tag ", "--note ", f"--note E{BLINKING}", RAW):
            monkeypatch.setenv("_KB_LINE", f"kb {' '.join(path)} {word}".replace("\0", ""))
            out = io.StringIO()
            with redirect_stdout(out), redirect_stderr(out):
                assert main() == 0
            assert_only_text(out.getvalue(), NOTHING, (path, word))
            assert all(line.count("\t") == 2 for line in out.getvalue().splitlines())


@pytest.mark.parametrize(
    ("words", "first", "keys"),
    [
        (("inbox",), "1/4", "e\x13?zoau"),
        *((("review", "--no-import", "--note", f"{name}.md"), "Press Space",
           "tZq\rizrz?z1 2u e!")
          for name in ("Raw", "Entities")),
    ],
)  # fmt: skip
def test_no_screen_shows_more_than_text(
    place: Path, words: tuple[str, ...], first: str, keys: str
) -> None:
    terminal = Terminal(*words, environ={}, size=(100, 40))
    try:
        terminal.until(first)
        for key in keys:
            terminal.type(key)
            terminal.settle()
        assert terminal.leave("\x03") == 0
    finally:
        terminal.kill()
    assert "Zq" in terminal.shown
    assert_only_text(terminal.shown, _OWN_SCREEN, words)


def test_whatever_writes_to_a_guarded_stream_writes_text() -> None:
    kept = io.StringIO()
    stream = SafeStream(kept)
    stream.writelines([RAW, "\n"])
    print(RAW, file=stream)
    click.echo(RAW, file=stream)  # type: ignore[arg-type]
    assert_only_text(kept.getvalue(), NOTHING, "stream")
    assert kept.getvalue().count("red\n") == 3
