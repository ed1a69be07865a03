"""hashcards: the names of cards, and the answers in its database.

The bytes of deletions are what the parser of hashcards 0.4.0 gives for the same texts.
"""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from blake3 import blake3

from kb.adoption.hashcards import Content, named_cards, placed_histories
from kb.adoption.hashcards_database import (
    histories_in_database,
    histories_in_export,
    merged,
)
from kb.adoption.history import History, PastAnswer
from kb.errors import HistoryFileError
from kb.schedule.memory import Rating, State
from tests.adoption.reading import note_of

ZONE = timezone(timedelta(hours=2))
SCHEMA = """
    create table cards (
        card_hash text primary key, added_at text not null, last_reviewed_at text,
        stability real, difficulty real, interval_raw real, interval_days integer, due_date text,
        review_count integer not null
    ) strict;
    create table sessions (
        session_id integer primary key, started_at text not null, ended_at text not null
    ) strict;
    create table reviews (
        review_id integer primary key, session_id integer not null, card_hash text not null,
        reviewed_at text not null, grade text not null, stability real not null,
        difficulty real not null, interval_raw real not null, interval_days integer not null,
        due_date text not null
    ) strict;
"""
NAME = Content(("What is 2+2?", "4")).name
ANSWERS = [
    (NAME, "2026-03-01T23:30:00.250", "good", 3),
    (NAME, "2026-03-04T08:00:00.000", "forgot", 1),
]


def contents(text: str) -> list[Content]:
    return [card.content for card in named_cards(note_of(text), text)]


def answers_of(history: History) -> list[PastAnswer]:
    return [event for event in history.events if isinstance(event, PastAnswer)]


def database(
    folder: Path, answers: Sequence[tuple[object, ...]], *, journal: str = "delete"
) -> Path:
    path = folder / "hashcards.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"pragma journal_mode = {journal}")
        connection.executescript(SCHEMA)
        rows = [(*answer[:3], 1.0, 5.0, 1.0, answer[3], "2026-03-04") for answer in answers]
        connection.executemany("insert into reviews values (null, 1, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.commit()
    return path


def test_a_question_is_named_by_both_its_texts() -> None:
    (content,) = contents("Q: What is 2+2?\nA: 4\n")
    assert content.name == blake3(b"BasicWhat is 2+2?4").hexdigest()
    assert content.name == "9dbd4e61da8c940523579d89e564e49c7c8510dc52ff26eda9646e68335c16c2"


def test_a_deletion_is_named_by_its_bytes_in_the_text_without_brackets() -> None:
    first, second = contents("C: Ørsted found [électromagnétisme] in [1820].\n")
    clean = "Ørsted found électromagnétisme in 1820."
    assert (first, second) == (Content((clean,), (14, 32)), Content((clean,), (37, 40)))
    ends = (37).to_bytes(8, "little") + (40).to_bytes(8, "little")
    assert second.name == blake3(b"Cloze" + clean.encode() + ends).hexdigest()


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("C: ![](a.png) [x].", [(("![](a.png) x.",), (11, 11))]),
        ("C: Key: [`\\[`]", [(("Key: `[`",), (5, 7))]),
        ("C: \\[markdown\\] [`\\[cloze\\]`]", [(("[markdown] `[cloze]`",), (11, 19))]),
        ("C: [foo]\n[bar]\nbaz.", [(("foo\nbar\nbaz.",), (0, 2)), (("foo\nbar\nbaz.",), (4, 6))]),
        ("C: The string `\\alpha` is [alpha].", [(("The string `\\alpha` is alpha.",), (23, 27))]),
        ("Q: a\nb\nA: c\n\nd\n---\nQ: e\nA: f", [(("a\nb", "c\n\nd"), None), (("e", "f"), None)]),
        ("---\nname = 'Deck'\n---\n\nQ: a\nA: b", [(("a", "b"), None)]),
        ("Q: a  \nA: b <!-- why -->\n\n", [(("a", "b <!-- why -->"), None)]),
    ],
)  # fmt: skip
def test_texts_are_read_as_hashcards_reads_them(
    text: str, content: list[tuple[tuple[str, ...], tuple[int, int] | None]]
) -> None:
    assert contents(text) == [Content(*parts) for parts in content]


def test_a_deletion_that_kb_leaves_alone_shifts_no_other() -> None:
    text = "C: See [a](b.md), the [first] of [two].\n"
    (first, two) = contents(text)
    clean = "See a(b.md), the first of two."
    assert (first, two) == (Content((clean,), (17, 21)), Content((clean,), (26, 28)))


def test_the_answers_are_in_the_order_of_time_and_on_the_learners_clock(tmp_path: Path) -> None:
    histories = histories_in_database(database(tmp_path, ANSWERS[::-1]), ZONE)
    first, second = answers_of(histories[NAME])
    assert first.at == datetime(2026, 3, 1, 21, 30, 0, 250000, tzinfo=UTC)
    assert (histories[NAME].key, histories[NAME].schedule) == (NAME, None)
    assert [(e.rating, e.state_before, e.state_after, e.wait.days) for e in (first, second)] == [
        (Rating.GOOD, State.NEW, State.REVIEW, 3),
        (Rating.AGAIN, State.REVIEW, State.REVIEW, 1),
    ]


def test_two_answers_of_one_moment_are_two(tmp_path: Path) -> None:
    histories = histories_in_database(database(tmp_path, [ANSWERS[0], ANSWERS[0]]), ZONE)
    first, second = answers_of(histories[NAME])
    assert second.at - first.at == timedelta(milliseconds=1)


def test_the_histories_are_placed_on_the_cards_of_their_names(tmp_path: Path) -> None:
    text = "Q: What is 2+2?\nA: 4\n\nQ: What is 3+3?\nA: 6\n"
    histories = histories_in_database(database(tmp_path, ANSWERS), ZONE)
    (placed,) = placed_histories(named_cards(note_of(text), text), histories)
    assert (placed.generator, placed.anchor, placed.line) == ("hashcards", "what is 2+2?", 1)


def test_the_database_and_what_lies_beside_it_stay_as_they_are(tmp_path: Path) -> None:
    path = database(tmp_path, ANSWERS, journal="wal")
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("pragma wal_autocheckpoint = 0")
        writer.execute("update reviews set grade = 'easy' where grade = 'good'")
        writer.commit()
        before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
        assert "hashcards.db-wal" in before
        histories = histories_in_database(path, ZONE)
        assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
    assert [event.rating for event in answers_of(histories[NAME])] == [Rating.EASY, Rating.AGAIN]


@pytest.mark.parametrize(
    "answer",
    [
        ("abc", "2026-03-01T23:30:00.250", "good", 3),
        (NAME, "yesterday", "good", 3),
        (NAME, "2026-13-01T23:30:00.250", "good", 3),
        (NAME, "2026-03-01T23:30:00.250", "great", 3),
        (NAME, "2026-03-01T23:30:00.250", "good", -1),
        (NAME, "2026-03-01T23:30:00.250", "good", 10**12),
        (NAME, "0001-01-01T00:30:00.250", "good", 3),
    ],
)
def test_an_answer_that_hashcards_never_writes_is_refused(
    tmp_path: Path, answer: tuple[object, ...]
) -> None:
    with pytest.raises(HistoryFileError, match="cannot be read"):
        histories_in_database(database(tmp_path, [answer]), ZONE)


def test_what_is_no_database_of_hashcards_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("Q: a\nA: b\n" * 100, encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("create table reviews (id integer)")
    (tmp_path / "cut.db").write_bytes(database(tmp_path, ANSWERS).read_bytes()[:5000])
    for name in ("text.db", "other.db", "cut.db", "none.db"):
        with pytest.raises(HistoryFileError, match=name):
            histories_in_database(tmp_path / name, ZONE)


def test_an_export_says_the_same_as_the_database(tmp_path: Path) -> None:
    reviews = [
        {"hash": name, "reviewedAt": at, "grade": str(grade).capitalize(), "intervalDays": days}
        for name, at, grade, days in ANSWERS
    ]
    export = tmp_path / "export.json"
    export.write_text(json.dumps({"cards": [], "sessions": [{"reviews": reviews[::-1]}]}), "utf-8")
    assert histories_in_export(export, ZONE) == histories_in_database(
        database(tmp_path, ANSWERS), ZONE
    )


@pytest.mark.parametrize("text", ["", "[]", "{", '{"sessions": 3}', '{"cards": []}', "[" * 99_999])
def test_what_is_no_export_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "export.json").write_text(text, encoding="utf-8")
    with pytest.raises(HistoryFileError, match=r"export\.json"):
        histories_in_export(tmp_path / "export.json", ZONE)
    with pytest.raises(HistoryFileError, match=r"none\.json"):
        histories_in_export(tmp_path / "none.json", ZONE)


def test_what_several_databases_know_of_a_card_is_one_history(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "abc"]
    for folder in folders:
        folder.mkdir()
    later = (NAME, "2026-03-05T08:00:00.000", "easy", 9)
    other = (Content(("What is 3+3?", "6")).name, "2026-03-05T08:00:00.000", "good", 2)
    parts = [ANSWERS, [ANSWERS[1], later, other], ANSWERS[:1]]
    known = [
        histories_in_database(database(folder, answers), ZONE)
        for folder, answers in zip(folders, parts, strict=True)
    ]
    whole = histories_in_database(database(tmp_path, [*ANSWERS, later, other]), ZONE)
    assert merged(known) == whole
    assert merged([whole, whole]) == whole
    assert merged([]) == {}
