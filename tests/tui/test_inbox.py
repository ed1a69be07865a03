"""The screen of ``kb inbox``, driven by Textual's pilot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from textual.pilot import Pilot

from kb.app.cards.listing import list_cards
from kb.app.cards.proposing import ProposedText, propose_cards
from kb.app.cards.selection import CardSelection
from kb.app.cards.triage import TriageSession, triage_session
from kb.app.meaning import alike_cards
from kb.app.meaning.embedder import Embedder
from kb.errors import StoreError
from kb.graph.vectors import Signs
from kb.store.file.store import Store
from kb.store.search.vectors import CardSigns, put_cards
from kb.tui.app import ScreenApp
from kb.tui.inbox import InboxScreen
from tests.editors import fake_editor
from tests.hostile import HOSTILE
from tests.tui.conftest import MOMENT
from tests.tui.seeing import pressed, seen, strips

PROPOSED = (3, 4, 6, 8, 10)
"""The ids of the proposals: two of the generator reverse, three of concept."""


@asynccontextmanager
async def inbox(
    walk: TriageSession, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[None]]:
    """Gives a pilot on the screen of the inbox."""
    async with ScreenApp(InboxScreen(walk)).run_test(size=size) as pilot:
        await pilot.pause()
        yield pilot


async def statuses(store: Store) -> list[str]:
    """Returns how the proposals stand in the store."""
    wanted = CardSelection(cards=tuple(str(each) for each in PROPOSED))
    return [card.status for card in await list_cards(store, wanted, moment=MOMENT)]


def contents(folder: Path) -> dict[str, bytes]:
    """Returns what stands in the files of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_a_proposal_is_shown_with_the_lines_of_its_note(walk: TriageSession) -> None:
    async with inbox(walk) as pilot:
        shown = seen(pilot)
        assert "1/5 · reverse" in shown
        assert "In Lathe, what does headstock do?" in shown
        assert "Holds the spindle that turns the work." in shown
        assert "── Lathe.md:5 ──" in shown
        assert "5 ▶ - `headstock`: Holds the spindle" in shown
        assert "6 │ - `tailstock`" in shown


@pytest.mark.parametrize(
    ("keys", "status", "said"),
    [
        ("a", "active", "Accepted. Press u to undo."),
        ("r", "rejected", "Rejected for good. Press u to undo."),
        ("s", "snoozed", "Snoozed for 7 days. Press u to undo."),
        ("n", "inbox", "Skipped; it stays in the inbox."),
        ("enter", "inbox", "Skipped; it stays in the inbox."),
    ],
)
async def test_a_key_decides_and_the_next_is_shown(
    walk: TriageSession, store: Store, keys: str, status: str, said: str
) -> None:
    async with inbox(walk) as pilot:
        shown = await pressed(pilot, keys)
        assert "2/5 · reverse" in shown
        assert said in shown
        assert await statuses(store) == [status, *["inbox"] * 4]


async def test_undo_goes_back_step_by_step(walk: TriageSession, store: Store) -> None:
    async with inbox(walk) as pilot:
        await pressed(pilot, "a", "n", "r")
        assert await statuses(store) == ["active", "inbox", "rejected", "inbox", "inbox"]
        shown = await pressed(pilot, "u")
        assert "3/5 · concept" in shown
        assert "Undone." in shown
        assert "2/5" in await pressed(pilot, "u")
        assert "1/5" in await pressed(pilot, "u")
        assert await statuses(store) == ["inbox"] * 5
        assert "There is nothing to undo." in await pressed(pilot, "u")


async def test_all_alike_are_accepted_after_a_question_with_their_number(
    walk: TriageSession, store: Store
) -> None:
    async with inbox(walk) as pilot:
        shown = await pressed(pilot, "n", "n", "A")
        assert "Accept 3 proposed cards from “concept”? 1 of them" in shown
        await pressed(pilot, "x", "n")
        assert await statuses(store) == ["inbox"] * 5
        shown = await pressed(pilot, "A", "y")
        assert "Accepted 3 cards. Press u to undo." in shown
        assert await statuses(store) == ["inbox", "inbox", "active", "active", "active"]
        assert "3/5" in await pressed(pilot, "u")
        assert await statuses(store) == ["inbox"] * 5


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_all_alike_are_rejected_after_a_question_here_or_everywhere(
    walk: TriageSession, store: Store, size: tuple[int, int]
) -> None:
    async with inbox(walk, size) as pilot:
        shown = await pressed(pilot, "R")
        assert "Reject 2 proposed cards from “reverse”?" in shown
        assert "this note" not in shown  # there is no other
        assert "y Yes  n No" in shown
        await pressed(pilot, "n", "n", "n", "R")
        assert "y Yes  t This note only  n No" in seen(pilot)
        assert await statuses(store) == ["inbox"] * 5
        assert "Rejected 1 card. Press u to undo." in await pressed(pilot, "t")
        assert await statuses(store) == ["inbox", "inbox", "rejected", "inbox", "inbox"]
        assert "Rejected 2 cards. Press u to undo." in await pressed(pilot, "R", "y")
        assert await statuses(store) == ["inbox", "inbox", *["rejected"] * 3]
        await pressed(pilot, "u", "u")
        assert await statuses(store) == ["inbox"] * 5


async def test_one_goes_back_and_decides_anew(walk: TriageSession, store: Store) -> None:
    async with inbox(walk) as pilot:
        assert "This is the first card." in await pressed(pilot, "p")
        await pressed(pilot, "a", "n", "r")
        assert "3/5 · concept · rejected" in await pressed(pilot, "p")
        assert "2/5 · reverse\n" in await pressed(pilot, "left")
        assert "1/5 · reverse · accepted" in await pressed(pilot, "p")
        shown = await pressed(pilot, "r")
        assert "2/5" in shown
        assert (await statuses(store))[:3] == ["rejected", "inbox", "rejected"]
        assert "1/5 · reverse · accepted" in await pressed(pilot, "u")
        assert (await statuses(store))[0] == "active"
        await pressed(pilot, "u", "u", "u")
        assert await statuses(store) == ["inbox"] * 5
        assert walk.decided == 0
        await pressed(pilot, *"aaaaa")
        assert "5/5 · concept · accepted" in await pressed(pilot, "p")


async def test_proposals_are_sorted_by_worth_or_by_note(walk: TriageSession, store: Store) -> None:
    async with inbox(walk) as pilot:
        best = [card.path for card in walk.alike()]
        await pressed(pilot, "a")
        shown = await pressed(pilot, "w")
        assert "Sorted by note." in shown
        assert "2/5 · reverse" in shown
        paths = []
        for _ in range(4):
            paths.append(walk.current.path if walk.current else "")
            await pressed(pilot, "n")
        assert paths == ["Lathe.md", "Lead.md", "Tin.md", "Zinc.md"]
        assert "Sorted by worth, the best first." in await pressed(pilot, "w")
        assert walk.current
        assert walk.current.path == best[1]
        await pressed(pilot, *["u"] * 5)
        assert await statuses(store) == ["inbox"] * 5


async def test_the_users_wording_is_kept_and_no_note_is_written(
    walk: TriageSession, store: Store, vault: Path
) -> None:
    before = contents(vault)
    async with inbox(walk) as pilot:
        assert "In Lathe, what does `headstock` do?" in await pressed(pilot, "e")
        shown = await pressed(pilot, *"!!", "tab", *"Yes", "ctrl+s")
        assert "1/5 · reverse · edited" in shown
        assert "what does headstock do?!!" in shown
        assert "turns the work.Yes" in shown
        await pressed(pilot, "a", "q")
    card = (await list_cards(store, CardSelection(cards=("3",)), moment=MOMENT))[0]
    assert card.front == "In Lathe, what does `headstock` do?!!"
    assert card.back == "Holds the spindle that turns the work.Yes"
    assert contents(vault) == before


async def test_a_wording_is_thrown_away_only_when_that_is_said_twice(walk: TriageSession) -> None:
    async with inbox(walk) as pilot:
        assert "1/5 · reverse\n" in await pressed(pilot, "e", "escape")
        assert "Esc again discards your changes" in await pressed(pilot, "e", "x", "escape")
        assert "do?xy" in await pressed(pilot, "y")
        await pressed(pilot, "escape")
        assert "1/5 · reverse\n" in await pressed(pilot, "escape")
        assert "There is nothing to undo." in await pressed(pilot, "u")


async def test_a_card_without_an_answer_is_not_saved(walk: TriageSession) -> None:
    async with inbox(walk) as pilot:
        shown = await pressed(pilot, "e", "tab", "ctrl+u", "ctrl+s")
        assert "A card needs both a prompt and an answer." in shown
        assert "Ctrl+S Save" in shown


async def test_the_note_is_opened_in_the_users_editor_at_the_line(
    walk: TriageSession, vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = fake_editor(tmp_path / "vim", adds="\nMore.\n")
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    async with inbox(walk) as pilot:
        shown = await pressed(pilot, "o")
    seen_by_editor = editor.with_suffix(".seen").read_text().splitlines()
    assert seen_by_editor == ["+5", str(vault / "Lathe.md")]
    assert "8 │ More." in shown
    assert "kb import" in shown


async def test_no_editor_is_said_on_the_screen(
    walk: TriageSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "nowhere")
    async with inbox(walk) as pilot:
        assert "VISUAL names the editor nowhere" in await pressed(pilot, "E")


async def test_own_wordings_are_counted_at_the_end(walk: TriageSession) -> None:
    await walk.reword("What turns the work?", "The headstock.")
    await walk.reword("What turns the work, and how?", "The headstock.")
    assert walk.summary == "Decided on 0 cards. 1 card with your own wording."
    async with inbox(walk) as pilot:
        await pressed(pilot, "a", "n", "n", "n", "n")
        shown = " ".join(seen(pilot).split())
        assert "Decided on 1 card: 1 accepted. 1 card with your own wording." in shown
    for _ in range(7):
        await walk.undo()
    assert walk.summary == "Decided on 0 cards."


@pytest.mark.parametrize(("adds", "said"), [("", "unchanged."), ("\nMore.\n", "imports your")])
async def test_a_note_that_was_left_as_it_was_is_said_to_be(
    walk: TriageSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, adds: str, said: str
) -> None:
    monkeypatch.setenv("VISUAL", str(fake_editor(tmp_path / "vim", adds=adds)))
    async with inbox(walk) as pilot:
        assert said in await pressed(pilot, "o")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_all_keys_are_told_and_any_key_goes_back(
    walk: TriageSession, size: tuple[int, int]
) -> None:
    async with inbox(walk, size) as pilot:
        shown = await pressed(pilot, "question_mark")
        for meaning in (
            *("Accept the card for review", "its note stays as it is", "page up"),
            *("Reject all from this generator", "Back to the card before", "Sort by worth"),
        ):
            assert meaning in shown
        assert "Accept the card" not in await pressed(pilot, "x")
        assert "1/5" in seen(pilot)


async def test_after_the_last_one_it_says_what_was_decided_and_takes_it_back(
    walk: TriageSession, store: Store
) -> None:
    async with inbox(walk) as pilot:
        shown = await pressed(pilot, "a", "a", "r", "s", "n")
        assert "That was the last card." in shown
        assert "Decided on 4 cards: 2 accepted, 1 rejected, 1 snoozed." in shown
        await pressed(pilot, "u", "u")
        assert "4/5 · concept" in seen(pilot)
        await pressed(pilot, "r", "n", "enter")
    assert walk.summary == "Decided on 4 cards: 2 accepted, 2 rejected."
    assert await statuses(store) == ["active", "active", "rejected", "rejected", "inbox"]


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 12)])
async def test_every_key_is_in_sight_on_a_narrow_terminal(
    walk: TriageSession, size: tuple[int, int]
) -> None:
    async with inbox(walk, size) as pilot:
        shown = await pressed(pilot, "n", "n")
        for label in (
            *("a Accept", "r Reject", "s Snooze", "e Edit", "n Next", "p Back", "u Undo"),
            *("A All", "R None", "w Sort", "o Note", "? Keys", "q Quit"),
        ):
            assert label in shown
        assert "3/5 · concept" in shown
        assert "3 ▶ Definition: Lead" in shown
        if size[1] >= 20:
            assert "which concept is meant?" in shown
            assert "Answer\n   Lead\n" in shown


async def test_it_follows_the_terminals_size(walk: TriageSession) -> None:
    async with inbox(walk, (100, 30)) as pilot:
        wide = await pressed(pilot, "n", "n")
        await pilot.resize_terminal(50, 16)
        await pilot.pause()
        narrow = seen(pilot)
        assert max(len(line) for line in narrow.splitlines()) <= 50
        assert "a heavy metal that stops rays and was\n" in narrow
        assert "a heavy metal that stops rays and was\n" not in wide
        assert "3 ▶ Definition: Lead" in narrow


async def test_keys_can_be_clicked(walk: TriageSession, store: Store) -> None:
    async with inbox(walk) as pilot:
        row = next(at for at, line in enumerate(seen(pilot).split("\n")) if "Reject" in line)
        column = seen(pilot).split("\n")[row].index("Reject")
        await pilot.click(offset=(column, row))
        await pilot.pause()
        assert "2/5" in seen(pilot)
        assert await statuses(store) == ["rejected", *["inbox"] * 4]


async def test_what_is_long_scrolls(walk: TriageSession) -> None:
    await walk.reword("A prompt", "\n".join(f"- line {number}" for number in range(100)))
    async with inbox(walk, (60, 20)) as pilot:
        assert "line 99" not in seen(pilot)
        assert "line 8" in await pressed(pilot, "pagedown")
        assert "line 99" in await pressed(pilot, *["pagedown"] * 20)
        assert "A prompt" in await pressed(pilot, *["pageup"] * 30)
        assert "• line 1\n" in await pressed(pilot, "down")


async def test_no_escape_sequence_reaches_the_terminal(walk: TriageSession, vault: Path) -> None:
    (vault / "Lathe.md").write_text("\n\n\n\n" + HOSTILE.replace("\x00", ""))
    await walk.reword(HOSTILE, f"`{HOSTILE}`")
    async with inbox(walk) as pilot:
        shown = seen(pilot)
        assert shown.count("abc2Jdefghi") >= 2
        await pressed(pilot, "e")
        shown += "".join(strip.text for strip in strips(pilot.app))
    assert not set(shown) & {chr(code) for code in [*range(10), *range(11, 32), *range(127, 160)]}
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


async def test_without_colours_nothing_is_lost(
    walk: TriageSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with inbox(walk) as pilot:
        assert pilot.app.no_color
        assert "5 ▶" in seen(pilot)
        styles = [each.style for strip in strips(pilot.app) for each in strip if each.style]
        colours = {str(style.color) for style in styles} | {str(style.bgcolor) for style in styles}
    assert any(style.bold for style in styles)
    assert all("default" in colour for colour in colours - {"None"})


async def test_what_the_store_refuses_ends_the_screen(
    walk: TriageSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise StoreError("the store is locked.")

    monkeypatch.setattr(walk, "decide", refuse)
    app = ScreenApp(InboxScreen(walk))
    with pytest.raises(StoreError):  # noqa: PT012  # it is raised where the pilot leaves
        async with app.run_test() as pilot:
            await pilot.press("a")
            await pilot.pause()
    assert isinstance(app.fault, StoreError)


async def test_a_proposal_that_repeats_an_active_card_says_which(
    walk: TriageSession, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = Embedder(model="m/1", encode=lambda texts: [])
    monkeypatch.setattr(alike_cards, "installed_embedder", lambda: embedder)
    first = walk.current
    assert first is not None
    async with store.writing() as transaction:
        row = text("SELECT min(id) FROM cards WHERE status = 'active' AND note_id != :note")
        active = (await transaction.execute(row, {"note": first.note_id})).scalar_one()
        signs = [
            CardSigns(card, "m/1", "", Signs(b"\x0f" * 64)) for card in (first.card_id, active)
        ]
        await put_cards(transaction, signs)
    async with inbox(walk) as pilot:
        assert f"Nearly the same as card {active} of " in seen(pilot)
        await pressed(pilot, "n")
        assert "Nearly the same" not in seen(pilot)


async def test_an_assistants_proposal_says_so_and_whether_its_line_is_gone(
    walk: TriageSession, store: Store
) -> None:
    card = walk.current
    assert card is not None
    idea = ProposedText(line=5, front="What turns the work?", back="The spindle of the headstock")
    await propose_cards(store, "Lathe", [idea], MOMENT.now)
    again = await triage_session(store, CardSelection(), MOMENT)
    async with inbox(again) as pilot:
        shown = seen(pilot)
        assert "1/6 · proposed by an assistant" in shown
        assert "5 ▶ - `headstock`" in shown
        _replace(Path(card.folder, card.path), "Holds the spindle", "Holds")
        await pressed(pilot, "n")
        shown = await pressed(pilot, "p")
        assert "The line that the card was proposed for is no longer in the note." in shown
        assert "▶" not in shown


def _replace(note: Path, old: str, new: str) -> None:
    note.write_text(note.read_text().replace(old, new))
