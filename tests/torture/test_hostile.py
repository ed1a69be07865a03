"""Whatever comes in, wherever: no traceback, and nothing that a terminal would obey."""

import io
import os
import re
import shutil
import sqlite3
import stat
import sys
import unicodedata
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Final, Literal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kb.cli.main import main
from kb.config.file import read_configuration
from kb.errors import ConfigError
from tests.cli.running import Ran
from tests.hostile import HOSTILE
from tests.torture.tally import counted, often

INPUTS: Final = settings(
    max_examples=often(3, 400),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
OBEYED: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
PIECES: Final = st.sampled_from(
    [
        *("\x1b[31m", "\x1b]0;t\x07", "\x9b2J", "\u202e", "\r", "\x07", "\n", "\ud800"),
        *("[[", "]]", '"', "'", "\\", "-->", "%%", "{{", "::", "==", "?", "Q: ", "A: ", "# "),
        *("- ", "`", "$", "---\n", "&", "<b>", ";", "]{", "tag:", "-", "*", "NEAR(", "AND", "()"),
        *(":", "a", "ß", "漢", "e\u0301", "🦀", "/", "..", "%s", "%(x)s", "{0}", "|", "#", "^"),
    ]
)
FORMS: Final[tuple[Literal["NFC", "NFD"], ...]] = ("NFC", "NFD")
ANYTHING: Final = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=14).map("".join)
WORD: Final = ANYTHING.map(lambda text: text.replace("\0", ""))


def ran(*words: str, typed: str | None = None) -> Ran:
    """Returns what ``kb`` did, and looks that it is no fault and obeys no note."""
    counted["inputs"] += 1
    out, err = io.StringIO(), io.StringIO()
    before = sys.stdin
    sys.stdin = io.StringIO(typed or "")
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = main(list(words))
    finally:
        sys.stdin = before
    done = Ran(code=code, out=out.getvalue(), err=err.getvalue())
    assert code in {0, 1, 2, 3, 4}, (words, done)
    assert not OBEYED.search(done.out + done.err), (words, done)
    done.out.encode()
    return done


@pytest.fixture(scope="session")
def _imported_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a place with notes and a store that knows them."""
    place = tmp_path_factory.mktemp("imported")
    folder = place / "notes"
    folder.mkdir()
    for name in ("Lathe", "Mill", "Gear"):
        (folder / f"{name}.md").write_text(
            f"#metal\n\nDefinition: A {name.lower()} is a machine that turns [[Gear]] parts.\n\n"
            f"Q: What is a {name}?\nA: A machine.\n"
        )
    assert ran("--db", str(place / "kb.db"), "import", "--quiet", str(folder)).code == 0
    return place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _imported_once: Path) -> Path:
    """Gives a place with a store of the sample's kind."""
    monkeypatch.setenv("KB_DB", str(tmp_path / "kb.db"))
    monkeypatch.setenv("KB_CONFIG", str(tmp_path / "config.toml"))
    (tmp_path / "config.toml").touch()
    shutil.copytree(_imported_once, tmp_path, dirs_exist_ok=True)  # with their times
    with closing(sqlite3.connect(tmp_path / "kb.db")) as store, store:
        store.execute("UPDATE folders SET root = ?", (str(tmp_path / "notes"),))
    return tmp_path


@INPUTS
@given(WORD)
@example("-")
@example('"')
@example("tag:")
@example(HOSTILE.replace("\0", ""))
def test_no_name_and_no_search_is_a_fault(place: Path, word: str) -> None:
    for command in ("search", "show", "related", "graph"):
        ran(command, "--", word)
        ran(command, "--json", "--", word)
    ran("path", "--", word, "Gear")
    ran("list", "--tag", word)
    ran("grade", "--", word, word)


@INPUTS
@given(
    st.lists(st.one_of(WORD, st.sampled_from(["", "1", "3", "u", "b", "!", "x", "e"])), max_size=9)
)
def test_no_line_typed_at_a_review_or_the_inbox_is_a_fault(place: Path, lines: list[str]) -> None:
    typed = "\n".join(lines)
    assert ran("review", "--plain", "--no-import", typed=typed).code in {0, 2}
    assert ran("inbox", "--plain", typed=typed).code == 0
    assert ran("doctor").code == 0


@INPUTS
@given(st.one_of(st.binary(max_size=60), ANYTHING.map(lambda text: text.encode(errors="ignore"))))
@example(b"[schedule]\nretention = nan")
@example(b"[schedule]\nretention = 1e999")
@example(b'[cards]\nseparator = "\x1b"')
@example(b"a = " + b"[" * 5000)
@example(b'[store]\npath = "\\u0000"')
@example(b"[schedule.tags]\nx = 3")
def test_no_configuration_is_a_fault(place: Path, said: bytes) -> None:
    counted["inputs"] += 1
    file = Path(os.environ["KB_CONFIG"])
    file.write_bytes(said)
    with suppress(ConfigError):
        read_configuration({"KB_CONFIG": str(file)})
    assert ran("config", "--json").code in {0, 2}


@INPUTS
@given(ANYTHING, ANYTHING)
@example(HOSTILE, f"Q: {HOSTILE}\nA: {HOSTILE}\n\n[[{HOSTILE}]]\n")
@example("x", "---\na: &a [b, b]\nc: &c [*a, *a]\nd: !!python/object/apply:os.system [id]\n---\n")
def test_no_note_is_a_fault_or_reaches_the_terminal_as_more_than_text(
    place: Path, title: str, text: str
) -> None:
    note = place / "notes" / "Hostile.md"
    note.write_bytes(f"---\ntitle: {title}\n---\n#metal\n\n{text}\n\n{title} is a trap.\n".encode(
        errors="replace"))  # fmt: skip
    assert ran("import", str(place / "notes")).code in {0, 1}
    for command in ("list", "tags", "missing", "cards", "due", "stats", "folders", "graph"):
        assert ran(command).code == 0
        assert ran(command, "--json").json is not None
    for form in ("dot", "mermaid"):
        shown = ran("graph", "--format", form).out
        assert all(line.startswith(("  ", "digraph kb {", "}", "flowchart LR")) for line in
                   shown.splitlines())  # fmt: skip
    ran("show", "Hostile.md")
    ran("search", "trap")
    assert ran("review", "--plain", "--no-import", typed="\n3\n" * 4 + "q\n").code == 0
    assert ran("doctor").code == 0


NAMES: Final = (
    "\x1b]0;owned\x07.md", "a\nb.md", "-rf.md", "--help.md", "$(id).md", "`id`.md", "%s%n.md",
    "a'b\"c;d&e.md", "ü" * 120 + ".md", "x" * 250 + ".md", "\u202egpj.md", " .md", "é.md",
)  # fmt: skip


def test_no_name_of_a_file_is_a_fault_or_a_command(place: Path) -> None:
    for name in NAMES:
        counted["inputs"] += 1
        (place / "notes" / name).write_text("Definition: A trap is a machine that shuts on feet.\n")
    assert ran("import").code in {0, 1}
    everything = ("search", "trap", "--limit", "99")
    for words in (("list",), ("cards",), everything, ("graph",), ("import",), ("doctor",)):
        ran(*words)
        ran(*words, "--json")
    assert len(ran(*everything, "--json").json) == len(NAMES)


def test_names_in_either_form_of_unicode_are_one_name(place: Path) -> None:
    for form, title in zip(FORMS, ("Kühler", "Lüfter"), strict=True):
        path = place / "notes" / unicodedata.normalize(form, f"{title}.md")
        path.write_text(f"Definition: A {title} is a machine that cools a mill.\n")
    (place / "notes" / "Links.md").write_text(
        unicodedata.normalize("NFD", "[[Kühler]]") + unicodedata.normalize("NFC", " [[lüfter]]\n")
    )
    assert ran("import").code == 0
    links = ran("show", "Links", "--json").json["connections"]
    assert [each["rule"] is not None for each in links] == [True, True]
    for form in FORMS:
        for title in ("kühler", "LÜFTER"):
            assert ran("show", unicodedata.normalize(form, title)).code == 0


def test_a_folder_that_comes_back_with_names_in_the_other_form_keeps_its_cards(place: Path) -> None:
    notes = place / "notes"
    name = unicodedata.normalize("NFC", "Kühler.md")
    (notes / name).write_text("Definition: A cooler is a machine that cools a mill.\n")
    assert ran("import").code == 0
    kept = ran("cards", "--json").json
    (notes / name).rename(notes / unicodedata.normalize("NFD", name))
    assert ran("import", "--json").json["notes"]["moved"] in {0, 1}
    assert [each["id"] for each in ran("cards", "--json").json] == [each["id"] for each in kept]


def test_a_name_whose_case_changed_keeps_its_cards(place: Path) -> None:
    kept = {each["id"] for each in ran("cards", "--json").json}
    (place / "notes" / "Gear.md").rename(place / "notes" / "GEAR.md")
    assert ran("import").code == 0
    assert {each["id"] for each in ran("cards", "--json").json} == kept


def test_a_link_out_of_the_folder_is_not_followed(place: Path) -> None:
    (place / "secret.md").write_text("Definition: A secret is a word that nobody reads.\n")
    (place / "outside").mkdir()
    shutil.copy(place / "secret.md", place / "outside" / "other.md")
    (place / "notes" / "in.md").symlink_to(place / "secret.md")
    (place / "notes" / "deep").symlink_to(place / "outside")
    assert ran("import").code == 0
    assert ran("search", "nobody").out == ""


@pytest.mark.parametrize("form", ["json", "dot", "mermaid"])
def test_an_exported_graph_is_the_users_alone(place: Path, form: str) -> None:
    before = os.umask(0)
    try:
        assert ran("graph", "--format", form, "-o", str(place / "graph")).code == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE((place / "graph").stat().st_mode) == 0o600


def test_all_that_kb_makes_is_the_users_alone(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_DB", str(tmp_path / "new" / "kb.db"))
    before = os.umask(0)
    try:
        for words in (("import", str(place / "notes")), ("backup",), ("doctor", "--fix")):
            assert ran(*words).code == 0
    finally:
        os.umask(before)
    made = list((tmp_path / "new").rglob("*"))
    kinds: tuple[tuple[Callable[[Path], bool], int], ...] = (
        (Path.is_file, 0o600),
        (Path.is_dir, 0o700),
    )
    for is_kind, mode in kinds:
        assert {stat.S_IMODE(each.stat().st_mode) for each in made if is_kind(each)} == {mode}
