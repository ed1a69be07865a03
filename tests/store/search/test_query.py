"""Full-text search over real notes in a real store."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update

from kb.graph.resolve import NoteId
from kb.notes.note import Note
from kb.store.file.store import Store
from kb.store.search import query as fulltext
from kb.store.search.syntax import parse_search
from kb.store.tables.notes import notes
from tests.torture.tally import often

MakeNote = Callable[..., Note]
Save = Callable[..., Awaitable[dict[str, NoteId]]]


async def titles(store: Store, words: str) -> list[str]:
    asked = parse_search(words)
    if asked is None:
        return []
    async with store.reading() as transaction:
        return [found.title for found in await fulltext.search(transaction, asked, 20)]


async def test_the_title_and_the_definition_weigh_more_than_the_body(
    store: Store, make_note: MakeNote, save: Save
) -> None:
    filler = "Nothing of the kind is said in here. " * 5
    await save(
        make_note("body.md", body=f"{filler} coroutine"),
        make_note("coroutine.md", body=filler),
        make_note("defined.md", definition="A coroutine can wait.", body=filler),
        *(make_note(f"other{number}.md", body=filler) for number in range(9)),
    )
    assert await titles(store, "coroutine") == ["coroutine", "defined", "body"]


async def test_a_name_that_is_asked_for_comes_first_however_often_others_say_it(
    store: Store, make_note: MakeNote, save: Save
) -> None:
    filler = "Nothing of the kind is said in here. " * 50
    await save(
        make_note("talkative.md", tags=("task",), definition="task task", body="task " * 50),
        make_note("1.md", title="Task Group", body=filler),
        make_note("2.md", title="Grouped", aliases=("a task", "another"), body=filler),
        make_note("3.md", title="Job", aliases=("TASK",), body=filler),
        make_note("4.md", title="task", body=f"task {filler}"),
        *(make_note(f"task{number}.md", title=f"N{number}", body="task") for number in range(9)),
    )
    found = await titles(store, "task")
    assert found[:2] == ["task", "Job"]
    assert set(found[2:4]) == {"Task Group", "Grouped"}
    assert found[4] == "talkative"
    assert (await titles(store, '"task"'))[:2] == ["task", "Job"]
    assert (await titles(store, "task -tag:task"))[:2] == ["task", "Job"]


@pytest.mark.parametrize(
    "parts",
    [
        {"title": "beta alpha"},
        {"aliases": ("alpha",)},
        {"definition": "alpha"},
        {"tags": ("alpha",)},
    ],
)
async def test_each_part_weighs_more_than_a_body_that_says_it_twice(
    store: Store, make_note: MakeNote, save: Save, parts: dict[str, Any]
) -> None:
    # The second word stands in bodies only, so that no name has both, and bm25 alone decides.
    parts.setdefault("title", "with")
    await save(
        make_note("with.md", **parts, body="gamma filler filler filler"),
        make_note("a.md", title="body", body="gamma alpha alpha filler"),
        *(make_note(f"{number}.md", body="filler " * 5) for number in range(9)),
    )
    assert await titles(store, "alpha gamma") == [parts["title"], "body"]


async def test_an_alias_weighs_more_than_a_definition_and_that_more_than_a_tag(
    store: Store, make_note: MakeNote, save: Save
) -> None:
    parts: dict[str, dict[str, Any]] = {
        "tag": {"tags": ("alpha",)},
        "alias": {"aliases": ("alpha",)},
    }
    parts["definition"] = {"definition": "alpha"}
    await save(
        *(make_note(f"{n}.md", title=n, body="gamma", **each) for n, each in parts.items()),
        *(make_note(f"{number}.md", body="filler " * 5) for number in range(9)),
    )
    assert await titles(store, "alpha gamma") == ["alias", "definition", "tag"]


async def test_equals_go_by_title_and_path(store: Store, make_note: MakeNote, save: Save) -> None:
    await save(*(make_note(f"{path}.md", title="b", body="alpha") for path in ("z", "y")))
    await save(
        make_note("x.md", title="c", body="alpha"), make_note("w.md", title="a", body="alpha")
    )
    asked = parse_search("alpha")
    assert asked is not None
    async with store.reading() as transaction:
        found = await fulltext.search(transaction, asked, 20)
    assert [each.path for each in found] == ["w.md", "y.md", "z.md", "x.md"]


SYMBOLS: Final[dict[str, set[str]]] = {
    "😀": {"smile"},
    "😀 smile": {"smile"},
    "🎉": {"party", "both"},
    "🎉 🐍": {"both"},
    '"🎉 🐍"': {"both"},
    "🎉 -🐍": {"party"},
    '🎉 -"🐍 😀"': {"party", "both"},
    "❤": {"heart"},
    "❤\ufe0f": {"heart"},
    "👩\u200d💻": {"smile"},
    "→": {"arrow"},
    "∑ tag:maths": {"arrow"},
    "tag:🐍": {"both"},
    "-🎉": {"smile", "heart", "arrow"},
    "🦖": set(),
}
"""What is searched for, and what is found."""


async def test_emoji_and_symbols_are_found(store: Store, make_note: MakeNote, save: Save) -> None:
    await save(
        make_note("smile.md", body="A smile 😀 of a 👩\u200d💻"),
        make_note("party.md", title="party", aliases=("🎉",)),
        make_note("both.md", title="both", tags=("🐍",), definition="A 🎉."),
        make_note("heart.md", body="I ❤\ufe0f this"),
        make_note("arrow.md", tags=("maths",), body="a→b, ∑x"),
    )
    answers = {words: set(await titles(store, words)) for words in SYMBOLS}
    assert answers == SYMBOLS


async def test_an_emoji_in_a_name_comes_first(
    store: Store, make_note: MakeNote, save: Save
) -> None:
    await save(
        make_note("a.md", title="a", body="🎉 🎉"),
        make_note("b.md", title="b", aliases=("🎉",)),
        make_note("c.md", title="c 🎉"),
        make_note("d.md", title="🎉"),
    )
    assert await titles(store, "🎉") == ["🎉", "b", "c 🎉", "a"]


WORDS: Final[dict[str, set[str]]] = {
    "event loop": {"a", "b"},
    '"event loop"': {"a"},
    "event -loop": {"c"},
    "-event": {"d"},
    "tag:python": {"a"},
    "tag:lang/python": {"c"},
    "TAG:Lang event": {"c"},
    "event -tag:python": {"b", "c"},
    "-tag:python": {"b", "c", "d"},
    "loo": {"a", "b"},
    "café": {"d"},
    "CAFE": {"d"},
    "asyncio.run()": {"a"},
    "create_task": {"b"},
    "no such words": set(),
}
"""What is searched for, and what is found."""


async def test_words_phrases_negations_and_tags_are_understood(
    store: Store, make_note: MakeNote, save: Save
) -> None:
    await save(
        make_note("a.md", tags=("Python",), body="The event loop: asyncio.run(main())"),
        make_note("b.md", body="A loop that waits for an event, create_task"),
        make_note("c.md", tags=("lang/python",), body="an event"),
        make_note("d.md", body="at the café"),
    )
    answers = {words: set(await titles(store, words)) for words in WORDS}
    assert answers == WORDS


SHORT_WORDS: Final[dict[str, set[str]]] = {
    "東京": {"tokyo"},
    "京都": {"tokyo", "kyoto"},
    "都": {"tokyo", "kyoto"},
    "東都": set(),
    "asyncio": {"mixed", "plain"},
    "asyncio 协程": {"mixed"},
    "协程asyncio": set(),
    "使用asyncio": {"mixed"},
    "协程 -asyncio": set(),
    "asyncio -协程": {"plain"},
    "루프": {"korean"},
    "이벤트 루프": {"korean"},
}
"""What is searched for, and what is found."""


async def test_words_of_one_and_two_characters_are_found_in_scripts_without_spaces(
    store: Store, make_note: MakeNote, save: Save
) -> None:
    await save(
        make_note("tokyo.md", body="東京都に住む"),
        make_note("kyoto.md", body="京都に行く"),
        make_note("mixed.md", body="我们使用asyncio来运行协程。"),
        make_note("plain.md", body="asyncio runs coroutines"),
        make_note("korean.md", title="이벤트 루프", body="작업"),
    )
    named = {"이벤트 루프": "korean"}
    answers = {
        words: {named.get(title, title) for title in await titles(store, words)}
        for words in SHORT_WORDS
    }
    assert answers == SHORT_WORDS


async def test_a_changed_note_is_found_by_what_it_says_now(
    store: Store, make_note: MakeNote, save: Save
) -> None:
    ids = await save(
        make_note("a.md", body="alpha 循環"),
        *(make_note(f"{number}.md", body="filler") for number in range(50)),
    )
    await save(make_note("a.md", body="beta 協程"), ids=ids)
    assert await titles(store, "alpha") == []
    assert await titles(store, "循環") == []
    assert await titles(store, "beta") == ["a"]
    assert await titles(store, "協程") == ["a"]
    await _check_the_index(store)


async def test_a_rebuilt_index_is_sound(store: Store, make_note: MakeNote, save: Save) -> None:
    ids = await save(make_note("a.md", body="alpha"), make_note("b.md", body="gamma"))
    await save(make_note("a.md", body="beta"), ids=ids)
    assert await titles(store, "alpha") == []
    assert await titles(store, "beta") == ["a"]
    await _check_the_index(store)


async def test_a_note_that_is_gone_is_not_found(
    store: Store, make_note: MakeNote, save: Save
) -> None:
    await save(make_note("a.md", body="alpha"))
    async with store.writing() as transaction:
        gone = update(notes).values(gone_at=datetime(2026, 1, 31, tzinfo=UTC))
        await transaction.execute(gone)
    assert await titles(store, "alpha") == []
    assert await titles(store, "-beta") == []


@settings(
    max_examples=often(100, 3000), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    words=st.text(max_size=30) | st.text(alphabet='"-*():^+~ ANDORNETtag:東🎉\0ab{}[]', max_size=30)
)
async def test_no_words_are_a_syntax_error(store: Store, make_note: MakeNote, words: str) -> None:
    await titles(store, words)


async def test_very_many_and_very_long_words_are_no_error(store: Store) -> None:
    await titles(store, " ".join(f"w{number}" for number in range(10_000)))
    await titles(store, f'"{"a " * 50_000}"')
    await titles(store, "東" * 50_000)
    await titles(store, "\U0001e922 \u0800")
    many = [chr(0x1F300 + number) for number in range(500)]
    await titles(store, f'"{" ".join(many)}" {" ".join(many)} -"{" ".join(many)}"')


async def _check_the_index(store: Store) -> None:
    async with store.writing() as transaction:
        for table in ("note_search", "note_search_cjk"):
            await transaction.execute(
                text(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
            )
