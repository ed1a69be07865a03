"""Full-text search over real notes in a real store."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update

from kb.graph.resolve import NoteId
from kb.notes.note import Note
from kb.store import fulltext
from kb.store.open import Store
from kb.store.search_words import parse_search
from kb.store.tables import notes

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


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("event loop", {"a", "b"}),
        ('"event loop"', {"a"}),
        ("event -loop", {"c"}),
        ("-event", {"d"}),
        ("tag:python", {"a"}),
        ("tag:lang/python", {"c"}),
        ("TAG:Lang event", {"c"}),
        ("event -tag:python", {"b", "c"}),
        ("-tag:python", {"b", "c", "d"}),
        ("loo", {"a", "b"}),
        ("café", {"d"}),
        ("CAFE", {"d"}),
        ("asyncio.run()", {"a"}),
        ("create_task", {"b"}),
        ("no such words", set()),
    ],
)
async def test_words_phrases_negations_and_tags_are_understood(
    store: Store, make_note: MakeNote, save: Save, words: str, found: set[str]
) -> None:
    await save(
        make_note("a.md", tags=("Python",), body="The event loop: asyncio.run(main())"),
        make_note("b.md", body="A loop that waits for an event, create_task"),
        make_note("c.md", tags=("lang/python",), body="an event"),
        make_note("d.md", body="at the café"),
    )
    assert set(await titles(store, words)) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("東京", {"tokyo"}),
        ("京都", {"tokyo", "kyoto"}),
        ("都", {"tokyo", "kyoto"}),
        ("東都", set()),
        ("asyncio", {"mixed", "plain"}),
        ("asyncio 协程", {"mixed"}),
        ("协程asyncio", set()),
        ("使用asyncio", {"mixed"}),
        ("协程 -asyncio", set()),
        ("asyncio -协程", {"plain"}),
        ("루프", {"korean"}),
        ("이벤트 루프", {"korean"}),
    ],
)
async def test_words_of_one_and_two_characters_are_found_in_scripts_without_spaces(
    store: Store, make_note: MakeNote, save: Save, words: str, found: set[str]
) -> None:
    await save(
        make_note("tokyo.md", body="東京都に住む"),
        make_note("kyoto.md", body="京都に行く"),
        make_note("mixed.md", body="我们使用asyncio来运行协程。"),
        make_note("plain.md", body="asyncio runs coroutines"),
        make_note("korean.md", title="이벤트 루프", body="작업"),
    )
    named = {"이벤트 루프": "korean"}
    assert {named.get(title, title) for title in await titles(store, words)} == found


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


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.text(max_size=30) | st.text(alphabet='"-*():^+~ ANDORNETtag:東\0ab{}[]', max_size=30)
)
async def test_no_words_are_a_syntax_error(store: Store, make_note: MakeNote, words: str) -> None:
    await titles(store, words)


async def test_very_many_and_very_long_words_are_no_error(store: Store) -> None:
    await titles(store, " ".join(f"w{number}" for number in range(10_000)))
    await titles(store, f'"{"a " * 50_000}"')
    await titles(store, "東" * 50_000)
    await titles(store, "\U0001e922 \u0800")


async def _check_the_index(store: Store) -> None:
    async with store.writing() as transaction:
        for table in ("note_search", "note_search_cjk"):
            await transaction.execute(
                text(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
            )
