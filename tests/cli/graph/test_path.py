"""``kb path`` as a command."""

from pathlib import Path

from tests.cli.running import Kb, on_terminal, unstyled


def test_a_path_is_a_line_a_hop(imported: Kb) -> None:
    ran = imported("path", "event loop", "coroutine")
    assert ran.out == (
        "Event Loop -mentions-> asyncio  Event Loop.md:5  An event loop is what asyncio runs on.\n"
        "asyncio -Related Concepts-> Coroutine  asyncio.md:14  Event Loop, Coroutine\n"
    )
    (first, _) = imported("path", "event loop", "coroutine", "--json").json["hops"]
    assert first == {
        "from": "Event Loop",
        "to": "asyncio",
        "relation": "mentions",
        "direction": "out",
        "path": "Event Loop.md",
        "line": 5,
        "text": "An event loop is what [[asyncio]] runs on.",
    }


def test_a_path_on_a_terminal_shows_the_sentence_below(imported: Kb, tmp_path: Path) -> None:
    _, shown = on_terminal("path", "asyncio", "Event Loop", KB_DB=str(tmp_path / "kb.db"))
    assert [line.rstrip() for line in unstyled(shown).splitlines()] == [
        "asyncio -Related Concepts-> Event Loop  asyncio.md:14",
        "  Event Loop, Coroutine",
    ]


def test_names_of_several_words_are_told_apart(imported: Kb) -> None:
    quoted = imported("path", "event loop", "coroutine")
    assert imported("path", "event", "loop", "coroutine") == quoted
    assert imported("path", "event", "loop", "to", "coroutine") == quoted
    assert imported("path", "asyncio", "to", "event", "loop").out == (
        imported("path", "asyncio", "event loop").out
    )
    ran = imported("path", "event", "loop", "nowhere")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "kb: which two concepts? Put a name of several words in quotes.\n"


def test_no_path_is_no_failure(imported: Kb) -> None:
    ran = imported("path", "asyncio", "lonely")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("No path from asyncio to Lonely.")
    assert imported("path", "asyncio", "lonely", "--json").json["hops"] == []
    assert (
        imported("path", "asyncio", "ASYNCIO").err
        == "Both names mean asyncio. Give two different concepts.\n"
    )
