"""The screen of ``kb review``, driven by Textual's pilot, on a session that is made up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot

from kb.app.cards.inbox import Excerpt
from kb.app.review.explain import HistoryLine
from kb.app.review.session.session import ReviewSession
from kb.app.review.session.turn import Leech
from kb.tui.app import ScreenApp
from kb.tui.review import ReviewScreen
from tests.editors import fake_editor
from tests.hostile import HOSTILE
from tests.tui.fake_review import CARDS, NOW, FakeReview, card
from tests.tui.seeing import pressed, seen


@asynccontextmanager
async def review(
    session: FakeReview, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[None]]:
    """Gives a pilot on the screen of a review."""
    screen = ReviewScreen(cast("ReviewSession", session), session.turn())
    async with ScreenApp(screen).run_test(size=size) as pilot:
        await pilot.pause()
        yield pilot


async def clicked(pilot: Pilot[None], words: str) -> str:
    """Returns what is shown when words on the screen were clicked."""
    rows = seen(pilot).split("\n")
    row = next(at for at, text in enumerate(rows) if words in text)
    await pilot.click(offset=(rows[row].index(words) + 1, row))
    await pilot.pause()
    return seen(pilot)


async def test_a_card_is_asked_before_its_answer_is_shown() -> None:
    async with review(FakeReview()) as pilot:
        asked = seen(pilot)
        assert "What is tin?" in asked
        assert "Press Space to show the answer" in asked
        assert "0 done · 1 new, 2 to review · about 2 minutes" in asked
        assert "A soft metal" not in asked
        assert "Tin.md" not in asked  # which could give the answer away
        shown = await pressed(pilot, "space")
        assert "What is tin?" in shown
        assert "A soft metal.\n" in shown
        assert "import tin" in shown
        assert "metals/Tin.md:11" in shown


async def test_the_headings_above_a_card_are_shown_with_it() -> None:
    headed = card(9, "Who?", "Mendel", context=("Heredity", "A [b]summary[/b]"))
    async with review(FakeReview((headed,))) as pilot:
        rows = seen(pilot).split("\n")
        (at,) = (at for at, row in enumerate(rows) if "Heredity › A [b]summary[/b]" in row)
        assert "Who?" in rows[at + 2]
        assert "Heredity" in await pressed(pilot, "space")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_the_interval_stands_under_each_rating(size: tuple[int, int]) -> None:
    async with review(FakeReview(), size) as pilot:
        rows = (await pressed(pilot, "space")).split("\n")
        at = next(at for at, row in enumerate(rows) if "1 Again" in row)
        assert rows[at].split("  ")
        assert rows[at].split() == ["1", "Again", "2", "Hard", "3", "Good", "4", "Easy"]
        assert rows[at + 1].split() == ["1m", "5.5m", "3d", "45d"]
        for name, wait in (("1 Again", "1m"), ("4 Easy", "45d")):
            assert abs(rows[at].index(name) + 3 - rows[at + 1].index(wait) - 1) <= 2


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_practice_is_said_to_schedule_nothing(size: tuple[int, int]) -> None:
    session = FakeReview()
    session.practice = True
    async with review(session, size) as pilot:
        assert "1 new, 2 to review · nothing is scheduled" in seen(pilot)
        rows = (await pressed(pilot, "space")).split("\n")
        at = next(at for at, row in enumerate(rows) if "1 Again" in row)
        assert rows[at + 1].split() == ["1m", "10m", "done", "done"]


@pytest.mark.parametrize(
    ("key", "rating"),
    [
        ("1", "again"),
        ("2", "hard"),
        ("3", "good"),
        ("4", "easy"),
        ("space", "good"),
        ("enter", "good"),
    ],
)
async def test_a_rating_is_kept_and_the_next_card_is_asked(key: str, rating: str) -> None:
    session = FakeReview()
    async with review(session) as pilot:
        shown = await pressed(pilot, "enter", key)
        assert session.calls == ["reveal", f"rate 1 {rating}"]
        assert "[...] melts at 232 degrees." in shown
        assert "A soft metal" not in shown
        assert "1 done" in shown


async def test_nothing_is_rated_before_the_answer_is_shown() -> None:
    session = FakeReview()
    async with review(session) as pilot:
        assert "Press Space to show the answer first." in await pressed(pilot, "3")
        assert "related notes would give it away" in await pressed(pilot, "r")
        assert session.calls == []


async def test_a_cloze_is_filled_where_it_stands() -> None:
    async with review(FakeReview(CARDS[1:])) as pilot:
        row = seen(pilot).split("\n").index("  [...] melts at 232 degrees.")
        shown = (await pressed(pilot, "space")).split("\n")
        assert shown[row] == "  Tin melts at 232 degrees."
        assert "[...]" not in "".join(shown)


@pytest.mark.parametrize("key", ["i", "question_mark"])
async def test_the_title_of_a_panel_is_whole_on_a_narrow_terminal(key: str) -> None:
    async with review(FakeReview(), (60, 20)) as pilot:
        shown = await pressed(pilot, key)
        assert ("─ Why this card, and its history ─" if key == "i" else "─ Keys ─") in shown
        assert "other key closes ─" in shown or "any key closes ─" in shown


async def test_undo_brings_a_card_back() -> None:
    session = FakeReview()
    async with review(session) as pilot:
        await pressed(pilot, "space", "1")
        shown = await pressed(pilot, "u")
        assert "What is tin?" in shown
        assert "Took the last answer back." in shown
        assert "There is nothing to undo." in await pressed(pilot, "u")
        assert "Answered again." in await pressed(pilot, "U")


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("u", "There is nothing to undo."),
        ("x", "Its answer has not changed. “kb reset 1” makes it new anyway."),
        ("t", "The answer is shown already."),
    ],
)
async def test_a_key_with_nothing_to_do_says_so_and_leaves_the_answer_shown(
    key: str, told: str
) -> None:
    async with review(FakeReview()) as pilot:
        assert "A soft metal" in await pressed(pilot, "space")
        shown = await pressed(pilot, key)
        assert told in shown
        assert "A soft metal" in shown
        assert "3 Good" in shown


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_a_reason_that_is_wrapped_stays_below_its_note(size: tuple[int, int]) -> None:
    session = FakeReview()
    session.reason = "linked with Lead and Copper, which share many of their words " * 3
    async with review(session, size) as pilot:
        rows = (await pressed(pilot, "space", "r")).split("\n")
        starts = [row.partition("│")[2][:3] for row in rows if "│" in row]
        assert [start for start in starts if not start.startswith("   ")] == [" Br", " Pe"]


@pytest.mark.parametrize("revealed", [False, True])
async def test_a_card_is_buried_or_suspended(*, revealed: bool) -> None:
    session = FakeReview()
    async with review(session) as pilot:
        keys = ["space"] if revealed else []
        assert "Put off until tomorrow." in await pressed(pilot, *keys, "b")
        shown = await pressed(pilot, *keys, "exclamation_mark")
        assert "What is bronze?" in shown
        assert "Set aside." in shown
        assert [each for each in session.calls if each != "reveal"] == ["bury 1", "suspend 2"]


async def test_what_is_typed_stands_beside_what_is_right_and_is_not_graded() -> None:
    session = FakeReview(CARDS[2:])
    async with review(session) as pilot:
        assert "Your answer, then Enter" in await pressed(pilot, "t")
        shown = await pressed(pilot, *"Coper and q1", "enter")
        assert "Yours  Coper and q1" in shown
        assert "Right  Copper and tin." in shown
        assert session.calls == ["reveal"]
        await pressed(pilot, "1")
        assert session.calls == ["reveal", "rate 3 again"]


async def test_of_a_cloze_only_what_was_hidden_is_typed() -> None:
    async with review(FakeReview(CARDS[1:])) as pilot:
        assert "Yours  tin  ✓" in await pressed(pilot, "t", *"tin", "enter")


async def test_typing_can_be_given_up() -> None:
    async with review(FakeReview()) as pilot:
        shown = await pressed(pilot, "t", "q", "escape")
        assert "Press Space to show the answer" in shown
        assert "A soft metal" in await pressed(pilot, "space")
        assert "Yours" not in seen(pilot)


async def test_why_and_related_are_read_and_closed_by_any_key() -> None:
    async with review(FakeReview()) as pilot:
        shown = await pressed(pilot, "i")
        assert "It is due since 2026-01-30" in shown
        assert "2026-01-22  again   then 8d" in shown
        assert "Tin.md" not in shown  # it could give the answer away
        assert "It is due" not in await pressed(pilot, "i")
        assert "It was drawn from Tin.md." in await pressed(pilot, "space", "i")
        shown = await pressed(pilot, "x", "r")
        assert "Bronze  Bronze.md" in shown
        assert "links to it in line 3" in shown
        assert "Pewter  not yet written" in shown
        assert "Pewter" not in await pressed(pilot, "3")
        assert "What is tin?" in seen(pilot)


async def test_a_changed_card_says_so_and_can_begin_anew() -> None:
    session = FakeReview([replace(CARDS[0], changed=True)])
    async with review(session) as pilot:
        assert "Its answer has changed since you last saw it." in seen(pilot)
        assert "x Reset" in seen(pilot)
        shown = await pressed(pilot, "x")
        assert "The card is new again." in shown
        assert "x Reset" not in shown
        await pressed(pilot, "x")
        assert session.calls == ["reset"]


@pytest.mark.parametrize("key", ["o", "e"])
async def test_the_note_is_edited_and_taken_in_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    editor = fake_editor(tmp_path / "vim")
    monkeypatch.setenv("VISUAL", str(editor))
    (tmp_path / "Tin.md").write_text("# Tin\n")
    here = replace(CARDS[0], folder=str(tmp_path), path="Tin.md")
    session = FakeReview([here, CARDS[1]])
    session.now_edited = replace(here, front="What is pure tin?", back="A metal.")
    async with review(session) as pilot:
        shown = await pressed(pilot, "space", key)
        assert session.calls == ["reveal", "edited 1", "reveal"]
        assert "Your changes are taken in." in shown
        assert "What is pure tin?" in shown
        assert "A metal." in shown
        assert "1 Again" in shown
    assert editor.with_suffix(".seen").read_text().split("\n")[0] == "+11"


async def test_without_an_editor_the_card_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "nowhere")
    session = FakeReview()
    async with review(session) as pilot:
        assert "does not exist any more" in await pressed(pilot, "e")
        assert "o Note" in await pressed(pilot, "escape")
        assert session.calls == []


async def test_an_editor_that_fails_is_told_with_what_became_of_the_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", str(fake_editor(tmp_path / "vi", code=1)))
    (tmp_path / "Tin.md").write_text("# Tin\n")
    session = FakeReview([replace(CARDS[0], folder=str(tmp_path), path="Tin.md")])
    async with review(session, (200, 24)) as pilot:
        shown = await pressed(pilot, "e")
        assert "vi failed: it ended with exit code 1. Your changes are taken in." in shown


async def test_a_leech_is_shown_with_its_note_and_its_history() -> None:
    session = FakeReview()
    session.cards = list(CARDS)
    async with review(session) as pilot:
        await pressed(pilot, "space")
        session.leech = Leech(
            card=CARDS[0],
            lapses=8,
            around=Excerpt(first=10, lines=("above", "the line of tin", "below")),
            history=(HistoryLine(day=NOW.date(), what="again", then="10m"),),
            confused=(CARDS[2],),
        )
        shown = await pressed(pilot, "1")
        assert "You have forgotten this card 8 times." in shown
        assert "11 ▶ the line of tin" in shown
        shown = await pressed(pilot, "pagedown")
        assert "What is bronze? → Copper and tin." in shown
        assert "2026-01-31  again   then 10m" in shown
        await pressed(pilot, "exclamation_mark")
        assert session.calls[-1] == "suspend 1"


async def test_at_the_end_it_says_what_the_sitting_came_to() -> None:
    session = FakeReview()
    async with review(session) as pilot:
        shown = await pressed(pilot, *["space"] * 6)
        assert "3 cards in 6 minutes." in shown
        assert "Recalled 1 of 2 (50%); 90% was predicted." in shown
        assert "forgotten in Tin: 1" in shown
        assert "Due tomorrow so far: 7 cards." in shown
        assert "What is bronze?" in await pressed(pilot, "u")
        await pressed(pilot, "space", "1", "enter")
    assert session.calls[-1] == "rate 3 again"
    assert pilot.app.return_code == 0


async def test_a_card_that_comes_due_is_asked_by_itself() -> None:
    session = FakeReview(CARDS[:1])
    session.wait_s = 0.01
    async with review(session) as pilot:
        assert "The next card appears by itself." in await pressed(pilot, "space", "3")
        session.cards.append(CARDS[2])
        for _ in range(200):
            if "What is bronze?" in seen(pilot):
                break
            await pilot.pause(0.05)
        assert "What is bronze?" in seen(pilot)
        assert session.calls[-1] == "show"


async def test_all_can_be_done_with_a_mouse() -> None:
    session = FakeReview()
    async with review(session) as pilot:
        assert "A soft metal." in await clicked(pilot, "Press Space to show the answer")
        assert "[...] melts" in await clicked(pilot, "4 Easy")
        assert "Put off" in await clicked(pilot, "b Bury")
        assert session.calls == ["reveal", "rate 1 easy", "bury 2"]


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 14)])
async def test_every_key_is_in_sight_on_a_narrow_terminal(size: tuple[int, int]) -> None:
    async with review(FakeReview(), size) as pilot:
        assert all(label in seen(pilot) for label in ("Space Answer", "t Type", "? Keys", "q Quit"))
        shown = await pressed(pilot, "space")
        assert all(label in shown for label in ("Space Good", "u Undo", "r Related", "! Suspend"))
        assert "A soft metal." in shown
        assert max(len(row) for row in shown.split("\n")) <= size[0]


async def test_the_bar_of_keys_takes_one_line_on_a_usual_terminal() -> None:
    async with review(FakeReview()) as pilot:
        assert seen(pilot).split("\n")[-1].strip().startswith("Space Answer")
        assert "q Quit" in seen(pilot).split("\n")[-1]
        assert "q Quit" in (await pressed(pilot, "space")).split("\n")[-1]
        assert "Space Good" in seen(pilot).split("\n")[-1]


async def test_a_long_answer_is_scrolled_into_sight_and_on() -> None:
    lines = "\n".join(f"- prompt {number}" for number in range(18))
    answer = "\n".join(f"- line {number}" for number in range(60))
    async with review(FakeReview([card(1, lines, answer)]), (60, 20)) as pilot:
        shown = await pressed(pilot, "space")
        assert "── Answer ──" in shown
        assert "line 1\n" in shown
        assert "line 59" not in shown
        assert "line 59" in await pressed(pilot, *["pagedown"] * 10)
        assert "prompt 0" in await pressed(pilot, *["pageup"] * 10)


async def test_no_escape_sequence_reaches_the_terminal() -> None:
    hostile = card(1, HOSTILE, HOSTILE, path=HOSTILE, note=HOSTILE, changed=True)
    async with review(FakeReview([hostile])) as pilot:
        shown = seen(pilot) + await pressed(pilot, "t", "x", "enter")
    assert shown.count("abc2Jdefghi") >= 3
    assert not set(shown) & {chr(code) for code in [*range(10), *range(11, 32), *range(127, 160)]}
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


async def test_all_keys_are_told() -> None:
    async with review(FakeReview(), (60, 20)) as pilot:
        shown = await pressed(pilot, "question_mark")
        shown += await pressed(pilot, *["pagedown"] * 2)
        for meaning in ("Again: you did not know it", "Bury the card until tomorrow", "page up"):
            assert meaning in shown


async def test_a_panel_says_whether_it_can_be_scrolled() -> None:
    async with review(FakeReview(), (80, 40)) as pilot:
        shown = await pressed(pilot, "question_mark")
        assert "any key closes" in shown
    async with review(FakeReview(), (80, 12)) as pilot:
        shown = await pressed(pilot, "question_mark")
        assert "↑ ↓ scroll, any other key closes" in shown
        assert await pressed(pilot, "down") != shown
        assert "goes back" not in await pressed(pilot, "x")
