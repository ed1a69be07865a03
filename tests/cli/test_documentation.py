"""Every command of the documentation runs, and every option is told of and run."""

import io
import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from stat import S_ISDIR

import pytest

from kb.app.graph import evaluate
from kb.cli.main import main
from tests.anki.connect_server import AnkiServer, serving
from tests.cli.documentation import (
    FURTHER,
    IN_FULL,
    NOT_RUN,
    PAGES,
    ROOT,
    STANDS_FOR,
    command_at,
    commands,
    help_examples,
    in_full,
    is_not_run,
    options,
    other_commands,
    path_of,
    takes_json,
)
from tests.cli.home import environ, settle, store_of
from tests.cli.understanding import paths

SHOWN = list(
    dict.fromkeys([*(each for page in PAGES for each in commands(page)), *help_examples()])
)
RUN = list(dict.fromkeys(in_full(each) for each in SHOWN if not is_not_run(each)))
REFUSED = {
    "kb show asyncoi": 3,
    "kb cards 'tag:web prop:ease=2'": 2,
    "kb search --meaning how to wait for several tasks": 2,  # here, the extra is turned off
    "kb plan break 2026-12-24 --remove": 3,  # each is run alone, so that nothing is planned
    "kb plan exam python --remove": 3,
}
"""What the documentation shows to be refused, and with which exit code."""
ENDLESS = {("lsp",), ("mcp",), ("serve",)}
"""Commands that end only when they are told to: test_process.py of each room runs them."""
TYPED = "\n3\nq\n"
"""What is typed where something is asked."""


@pytest.fixture(autouse=True, scope="module")
def _anki() -> Iterator[None]:
    """Anki runs, and has a note of kb, whose card no store here has."""
    fields = ("Q?", "A.", "", "", "", "", "", "kb1 0123456789abcdef 0:0123456789abcdef")
    with serving(AnkiServer()) as anki, pytest.MonkeyPatch.context() as patch:
        anki.add_note(fields)
        patch.setattr("kb.anki.connect.PORT", anki.port)
        yield


@pytest.fixture(scope="module")
def _furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[tuple[str, int, int]]]:
    """Returns the place of a home, and the files of the home as it was."""
    place = tmp_path_factory.mktemp("reader")
    (place / "home").mkdir()
    settle(place / "home")
    original = (place / "home").rename(place / "as it was")
    return place, files(original)


@pytest.fixture
def home(
    _furnished: tuple[Path, set[tuple[str, int, int]]], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Yields the home of somebody who uses kb, as it was before any other test."""
    place, original = _furnished[0] / "home", _furnished[0] / "as it was"
    if not place.exists():
        shutil.copytree(original, place)
    for name, value in environ(place).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.chdir(place)
    monkeypatch.setattr("sys.stdin", io.StringIO(TYPED))
    # A measurement of a hundred links takes as long as all other commands of a page.
    monkeypatch.setattr(evaluate, "evaluate_related", partial(evaluate.evaluate_related, links=9))
    yield place
    restore(place, original, _furnished[1])


def files(folder: Path) -> set[tuple[str, int, int]]:
    """Returns what tells whether anything was changed below a folder."""
    stats = ((path.relative_to(folder).as_posix(), path.stat()) for path in folder.rglob("*"))
    # A folder's own time tells no more than its files do.
    return {
        (path, 0, 0) if S_ISDIR(stat.st_mode) else (path, stat.st_mtime_ns, stat.st_size)
        for path, stat in stats
    }


def restore(place: Path, original: Path, was: set[tuple[str, int, int]]) -> None:
    """Makes a folder what it was: copying all of it takes longer than most commands."""
    now = files(place)
    for path in sorted((path for path, *_ in now - was), reverse=True):  # what is inside first
        (place / path).rmdir() if (place / path).is_dir() else (place / path).unlink()
    for path in sorted(path for path, *_ in was - now):
        if (original / path).is_dir():
            (place / path).mkdir()
        else:
            shutil.copy2(original / path, place / path)
    assert files(place) == was


def run(line: str, home: Path) -> int:
    """Runs what the documentation tells to type, and returns its exit code."""
    line = line.replace("/media/stick", str(home / "stick"))
    if re.search(r"[|<>&]", line):
        done = subprocess.run(
            ["bash", "-c", f"set -o pipefail; {line}"],  # noqa: S607  # found on any PATH
            check=False,
            input=TYPED,
            text=True,
            stderr=subprocess.PIPE,
        )
        assert done.returncode == 0, done.stderr
        return done.returncode
    words = [os.path.expanduser(word) for word in shlex.split(line)]  # noqa: PTH111  # as a shell
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        assert name in environ(home), "the fixture takes these back, and no others"
        os.environ[name] = value
    assert words.pop(0) == "kb"
    return main(words)


@pytest.mark.parametrize("line", [*RUN, *FURTHER])
def test_every_command_of_the_documentation_runs(
    line: str,
    home: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before_plans(line, monkeypatch)
    code = run(line, home)
    said = capfd.readouterr()
    assert code == REFUSED.get(line, 0), said.err
    if "--json" in line:
        json.loads(said.out)
    elif ">" not in line:
        assert said.out or said.err


def before_plans(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns the clock back to before the days that the documentation plans."""
    if line.startswith("kb plan "):
        monkeypatch.setenv("KB_NOW", "2026-11-30T09:00:00+00:00")


@pytest.mark.parametrize("path", [path for path in paths() if path not in ENDLESS], ids=" ".join)
def test_every_command_takes_the_options_of_all(
    path: tuple[str, ...],
    home: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = store_of(home).rename(home / "other.db")
    monkeypatch.setenv("KB_DB", str(home / "nowhere.db"))
    named = min((line for line in RUN if path_of(line) == path and line not in REFUSED), key=len)
    json_too = " --json" if takes_json(path) else ""
    before_plans(named, monkeypatch)
    assert run(f"{named} --db {store} --quiet{json_too}", home) == 0
    said = capsys.readouterr()
    assert said.err == ""
    if json_too:
        json.loads(said.out)
    assert not (home / "nowhere.db").exists()


def test_what_is_not_run_is_named_with_its_reason_and_nothing_else_is() -> None:
    others = [each for page in PAGES for each in other_commands(page)]
    assert [each for each in others if not is_not_run(each)] == []
    assert {is_not_run(each) for each in [*SHOWN, *others]} == {None, *NOT_RUN}
    for reason in NOT_RUN.values():
        assert all((ROOT / named).exists() for named in re.findall(r"tests/[\w/]+\.py", reason))


def test_what_stands_for_something_stands_in_the_documentation() -> None:
    assert IN_FULL.keys() <= set(SHOWN)
    assert REFUSED.keys() <= set(RUN)
    capitals = {word for line in [*SHOWN, *IN_FULL.values()] for word in re.split(r"[ ,]", line)}
    assert STANDS_FOR.keys() <= capitals


def test_what_make_is_asked_for_can_be_made() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    asked = {line.split()[1] for page in PAGES for line in other_commands(page) if "make " in line}
    assert "check" in asked
    assert asked <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


@pytest.mark.parametrize("path", list(paths()), ids=" ".join)
def test_every_option_is_told_of_and_run(path: tuple[str, ...]) -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    told = pages + (command_at(path).epilog or "")
    lines = [in_full(each) for each in [*SHOWN, *FURTHER]]
    given = {word for line in lines if path_of(line) == path for word in line.split()}
    for names in options(path):
        assert re.search(rf"(?<![\w-])(?:{'|'.join(names)})(?![\w-])", told), f"{names}: not told"
        assert given & set(names), f"{names}: not run"


def test_nothing_is_run_further_that_the_documentation_shows() -> None:
    shown = {(path_of(line), word) for line in map(in_full, SHOWN) for word in line.split()}
    for line in FURTHER:
        given = {(path_of(line), word) for word in line.split() if word.startswith("-")}
        assert given - shown, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_the_pages_configure_is_taken(
    page: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^```toml\n(?!\[language)(.*?)^```", text, re.DOTALL | re.MULTILINE):
        (home / ".config" / "kb" / "config.toml").write_text(block, encoding="utf-8")
        assert main(["config"]) == 0, capsys.readouterr().err


def test_a_name_that_is_no_setting_is_refused_as_the_page_shows(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^~/.config/kb/config.toml:.*", page, re.MULTILINE)
    config = home / ".config" / "kb" / "config.toml"
    config.write_text('[import]\nextentions = [".md"]\n')
    assert main(["config"]) == 2
    assert capsys.readouterr().err.replace(str(home), "~") == f"kb: {shown}\n"
