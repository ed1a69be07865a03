"""What a user does to cards, one or many at once, and its undo, over a real store."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest

from kb.app.cards.acts import (
    Act,
    Done,
    accept,
    bury,
    fitting,
    parse_days,
    reject,
    reschedule,
    reset,
    reword,
    suspend,
    unbury,
    unsuspend,
)
from kb.app.cards.inbox import Verdict, decide, generator_shares
from kb.app.cards.listing import CardView, list_cards
from kb.app.cards.selection import CardSelection
from kb.app.cards.undoing import redo_act, undo_act
from kb.app.maintenance.doctor import diagnosis
from kb.app.review.answers import one_card, redo, undo
from kb.app.review.explain import explanation
from kb.errors import UsageError
from kb.schedule.intervals import Bounds
from kb.schedule.memory import CardId, Rating, State
from kb.store.file.store import Store, open_store
from tests.app.conftest import Import, Write
from tests.app.days import answered, at, deck, rated, review_at

pytestmark = pytest.mark.usefixtures("three")

EVERY = (CardId(1), CardId(2), CardId(3))
NOBODY = CardId(99)
TIN = """\
Tags: #metal

Definition: Tin is a soft metal that melts at 232 degrees and keeps iron from rusting.
"""


async def cards(store: Store, query: str = "", day: float = 0.1) -> tuple[CardView, ...]:
    return await list_cards(store, CardSelection(query=query), moment=at(day))


async def ids(store: Store, query: str, day: float = 0.1) -> list[int]:
    return [card.id for card in await cards(store, query, day)]


async def status_of(store: Store, card: int) -> str:
    async with store.reading() as transaction:
        stored = await one_card(transaction, CardId(card))
    assert stored is not None
    return stored.status.value


async def is_proved(store: Store) -> bool:
    """Returns whether replaying the log gives every memory."""
    return (await diagnosis(store, at(400).now)).ok


async def test_cards_are_suspended_and_unsuspended_together(store: Store) -> None:
    before = await cards(store)
    first = await suspend(store, EVERY[:2], at(0))
    assert (first.cards, first.left) == (EVERY[:2], 0)
    second = await suspend(store, (*EVERY, NOBODY), at(0))
    assert (second.cards, second.left) == (EVERY[2:], 3)
    assert second.sentence == (
        "Suspended 1 card. 3 left alone: only active cards can be suspended."
    )
    assert await ids(store, "is:suspended") == [1, 2, 3]
    assert (await undo_act(store, second, at(1))).cards == EVERY[2:]
    assert await ids(store, "is:suspended") == [1, 2]
    assert (await unsuspend(store, EVERY, at(0))).cards == EVERY[:2]
    assert await cards(store) == before
    nothing = await unsuspend(store, EVERY, at(0))
    assert nothing.sentence == "Nothing was changed: only suspended cards can be unsuspended."


async def test_the_fitting_act_is_the_contrary_where_nothing_else_can_be_done(
    store: Store,
) -> None:
    today, tomorrow = at(0.1), at(1)
    assert await fitting(store, Act.SUSPEND, EVERY, today) is Act.SUSPEND
    await suspend(store, EVERY[:1], at(0))
    assert await fitting(store, Act.SUSPEND, EVERY, today) is Act.SUSPEND
    assert await fitting(store, Act.SUSPEND, EVERY[:1], today) is Act.UNSUSPEND
    await bury(store, EVERY[1:], today)
    assert await fitting(store, Act.BURY, EVERY, today) is Act.UNBURY
    assert await fitting(store, Act.BURY, EVERY, tomorrow) is Act.BURY
    assert await fitting(store, Act.BURY, EVERY[:1], today) is Act.BURY  # suspended
    assert await fitting(store, Act.RESET, EVERY, today) is Act.RESET


async def test_cards_are_buried_until_tomorrow_and_back_as_they_were(store: Store) -> None:
    done = await bury(store, EVERY[:2], at(0.1))
    assert done.sentence == "Buried 2 cards until tomorrow."
    assert await ids(store, "is:buried") == [1, 2]
    dug = await unbury(store, EVERY, at(0.1))
    assert dug.cards == EVERY[:2]
    await undo_act(store, dug, at(0.1))
    assert await ids(store, "is:buried") == [1, 2]
    assert await ids(store, "is:buried", day=1) == []
    await undo_act(store, done, at(0.1))
    assert [card.buried_until for card in await cards(store)] == [None] * 3


async def test_a_reset_is_undone_on_all_its_cards_with_their_memories(store: Store) -> None:
    await answered(store, 0)
    await bury(store, EVERY[:1], at(0.1))
    before = await cards(store)
    done = await reset(store, EVERY, at(0.1))
    assert done.sentence == "Reset 3 cards."
    assert {card.state for card in await cards(store)} == {"new"}
    assert (await reset(store, EVERY, at(0.1))).sentence == (
        "Nothing was changed: new cards have nothing to reset."
    )
    assert await is_proved(store)
    assert (await undo_act(store, done, at(0.1))).cards == EVERY
    assert await cards(store) == before
    assert await is_proved(store)


async def test_cards_are_rescheduled_to_a_day_and_their_memories_stay(store: Store) -> None:
    await answered(store, 0)
    await answered(store, 3)
    before = await cards(store, day=4)
    await bury(store, EVERY[:1], at(4))
    done = await reschedule(store, EVERY, Bounds(least=7, most=7), at(4))
    assert done.sentence == "Rescheduled 3 cards to 2026-03-13."
    after = await cards(store, day=4)
    assert {card.due.date() for card in after if card.due} == {date(2026, 3, 13)}
    assert [card.buried_until for card in after] == [None] * 3
    for name in ("stability", "difficulty", "retrievability", "reps", "lapses", "state"):
        assert [getattr(card, name) for card in after] == [getattr(card, name) for card in before]
    assert await is_proved(store)
    assert await answered(store, 10) == []
    assert len(await answered(store, 11)) == 3
    assert await is_proved(store)


async def test_a_reschedule_is_undone_and_the_log_still_proves_all(store: Store) -> None:
    await answered(store, 0)
    before = await cards(store, day=4)
    done = await reschedule(store, EVERY, Bounds(least=0, most=0), at(4))
    assert await ids(store, "resched:1", day=4) == [1, 2, 3]
    assert await ids(store, "resched:1", day=5) == []
    assert await ids(store, "rated:1", day=4) == []
    assert (await undo_act(store, done, at(4))).cards == EVERY
    assert await cards(store, day=4) == before
    assert await ids(store, "resched:9", day=4) == []
    assert await is_proved(store)


async def test_a_card_in_its_steps_leaves_them_when_it_is_rescheduled(store: Store) -> None:
    review = await review_at(store, 0)
    await review.show()
    await rated(review, Rating.GOOD)
    done = await reschedule(store, EVERY, Bounds(least=2, most=2), at(0.1))
    assert done.sentence == (
        "Rescheduled 1 card to 2026-03-04. 2 left alone: new cards have no due day, "
        "and neither have retired ones."
    )
    (card,) = await cards(store, "resched:1")
    assert card.state == State.REVIEW.value
    assert await is_proved(store)


async def test_a_range_of_days_spreads_cards_over_it_and_always_alike(store: Store) -> None:
    await answered(store, 0)
    many = Bounds(least=10, most=10_000)
    for _ in range(2):
        done = await reschedule(store, EVERY, many, at(4))
        days = [card.due.date() for card in await cards(store, day=4) if card.due]
        assert len(set(days)) == 3
        assert done.sentence == f"Rescheduled 3 cards to {min(days)} – {max(days)}."
        assert all(10 <= (day - at(4).day).days <= 10_000 for day in days)
        again = days
    assert days == again


async def test_kb_undo_takes_a_reschedule_back_and_redo_brings_it(store: Store) -> None:
    await answered(store, 0)
    before = await cards(store, day=4)
    await reschedule(store, EVERY[:1], Bounds(least=30, most=30), at(4))
    moved = await cards(store, day=4)
    (undone,) = await undo(store, 1, at(4))
    assert undone.entry.card == 1
    assert await cards(store, day=4) == before
    await redo(store, 1, at(4))
    assert await cards(store, day=4) == moved
    assert await is_proved(store)


async def test_a_session_undoes_a_reschedule_by_name(store: Store) -> None:
    await answered(store, 0)
    await reschedule(store, EVERY[:1], Bounds(least=0, most=0), at(4))
    review = await review_at(store, 4.1)
    await review.show()
    await review.undo()  # which asks, as it is of an earlier session
    assert (await review.undo()).message == "Reschedule undone: “Say alpha”"
    assert (await review.redo()).message == "Rescheduled again: “Say alpha”"
    assert await is_proved(store)


async def test_the_history_of_a_card_tells_of_its_reschedules(store: Store) -> None:
    await answered(store, 0)
    await reschedule(store, EVERY[:1], Bounds(least=30, most=30), at(4))
    await reschedule(store, EVERY[:1], Bounds(least=0, most=0), at(5))
    async with store.reading() as transaction:
        card = await one_card(transaction, EVERY[0])
    assert card is not None
    latest = (await explanation(store, card, None, at(6))).history[:2]
    assert [(past.what, past.then) for past in latest] == [
        ("rescheduled", "today"),
        ("rescheduled", "30d"),
    ]


async def test_the_undo_of_an_act_leaves_alone_what_was_changed_since(store: Store) -> None:
    await answered(store, 0)
    done = await reset(store, EVERY, at(1))
    review = await review_at(store, 1)
    card = (await review.show()).card
    assert card is not None
    await rated(review, Rating.GOOD)
    others = tuple(one for one in EVERY if one != card.card_id)
    assert (await undo_act(store, done, at(1))).cards == others
    assert [one.reps for one in await cards(store) if one.id == card.card_id] == [1]
    assert await is_proved(store)


async def test_the_undo_of_an_act_revives_no_card_that_its_note_lost(
    store: Store, write: Write, imported: Import, three: object
) -> None:
    done = await suspend(store, EVERY, at(0))
    write("Deck.md", deck("alpha", "gamma"), when=at(0.5).now)
    await imported(now=at(1).now)
    assert (await undo_act(store, done, at(1))).cards == (EVERY[0], EVERY[2])
    assert await ids(store, "is:retired") == [2]
    assert await is_proved(store)


async def test_a_wording_of_ones_own_is_undone(store: Store) -> None:
    before = await cards(store)
    done = await reword(store, EVERY[0], " Say omega ", "It is omega", at(0))
    assert [card.front for card in await cards(store, "omega")] == ["Say omega"]
    await undo_act(store, done, at(1))
    assert await cards(store) == before
    with pytest.raises(UsageError, match="needs a prompt and an answer"):
        await reword(store, EVERY[0], "Say omega", " ", at(0))


@pytest.mark.parametrize(
    ("text", "bounds"), [("0", (0, 0)), (" 7 ", (7, 7)), ("5-9", (5, 9)), ("5 - 9", (5, 9))]
)
async def test_days_are_a_number_or_a_range(text: str, bounds: tuple[int, int]) -> None:
    days = parse_days(text)
    assert (days.least, days.most) == bounds


@pytest.mark.parametrize("text", ["", "-", "-3", "9-3", "x", "1.5", "36501", "3-", "٣", "1-2-3"])
async def test_what_is_no_number_of_days_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a number of days up to 36,500, such as 7, or a range"):
        parse_days(text)


async def test_an_act_on_more_cards_than_one_turn_takes_is_one_act(
    store: Store, vault: object, write: Write, imported: Import
) -> None:
    write("Many.md", deck(*(f"fact {number}" for number in range(600))))
    await imported(vault)
    every = [CardId(card.id) for card in await cards(store)]
    done = await suspend(store, every, at(0))
    assert len(done.cards) == 603
    assert len((await undo_act(store, done, at(0.1))).cards) == 603
    assert await ids(store, "is:suspended") == []


@pytest.mark.parametrize("act", [suspend, bury, reset, reschedule, reword])
async def test_what_was_undone_is_redone_and_undone_again(
    store: Store, act: Callable[..., Awaitable[Done]]
) -> None:
    await answered(store, 0)
    before, more = await cards(store), [Bounds(least=7, most=9)] if act is reschedule else []
    chosen = (EVERY[0], "Say omega", "It is omega") if act is reword else (EVERY, *more)
    done = await act(store, *chosen, at(0.1))
    after = await cards(store)
    assert after != before
    for day in (0.2, 0.3):
        undone = await undo_act(store, done, at(day))
        assert (undone.cards, undone.left) == (done.cards, 0)
        assert await cards(store) == before
        assert await is_proved(store)
        done = await redo_act(store, undone, at(day))
        assert (done.cards, done.left) == (undone.cards, 0)
        assert await cards(store) == after
        assert await is_proved(store)


async def test_a_redo_leaves_alone_what_was_changed_since(store: Store) -> None:
    undone = await undo_act(store, await suspend(store, EVERY, at(0)), at(0.1))
    await bury(store, EVERY[:1], at(0.2))
    done = await redo_act(store, undone, at(0.3))
    assert (done.cards, done.left) == (EVERY[1:], 1)
    assert await ids(store, "is:suspended") == [2, 3]


async def test_what_kb_undo_and_the_queries_make_of_a_redo(store: Store) -> None:
    await answered(store, 0)
    done = await reschedule(store, EVERY[:1], Bounds(least=7, most=7), at(0.1))
    done = await redo_act(store, await undo_act(store, done, at(0.1)), at(0.1))
    assert await ids(store, "resched:1") == [1]
    undone = await undo_act(store, done, at(0.1))
    assert await ids(store, "resched:1") == []
    await redo_act(store, undone, at(0.1))
    assert await ids(store, "resched:1") == [1]
    await undo(store, 1, at(0.2))
    assert await ids(store, "resched:1") == []
    assert await is_proved(store)


async def test_what_waits_in_the_inbox_is_accepted_or_rejected_and_that_is_undone(
    store: Store, vault: object, write: Write, imported: Import
) -> None:
    write("Tin.md", TIN)
    await imported(vault)
    waiting = [CardId(card) for card in await ids(store, "is:inbox")]
    before = await cards(store)
    assert waiting
    now = replace(at(0.1), now=at(0.1).now.replace(microsecond=123_456))
    for act, status in ((accept, "active"), (reject, "rejected")):
        done = await act(store, (*waiting, *EVERY), now)
        assert (done.cards, done.left) == (tuple(waiting), len(EVERY))
        assert {await status_of(store, card) for card in waiting} == {status}
        undone = await undo_act(store, done, at(0.2))
        assert undone.cards == done.cards
        assert await cards(store) == before
        assert (await redo_act(store, undone, at(0.3))).cards == done.cards
        assert {await status_of(store, card) for card in waiting} == {status}
        await undo_act(store, done, at(0.4))
    nothing = await accept(store, EVERY, now)
    assert nothing.sentence == (
        "Nothing was changed: only cards that wait in the inbox can be accepted."
    )
    await decide(store, waiting, Verdict.SNOOZE, now=now.now, today=now.day)
    assert (await accept(store, waiting, now)).cards == tuple(waiting)
    assert await is_proved(store)


async def test_an_accepted_card_teaches_as_one_of_the_inbox_does(
    store: Store, vault: object, write: Write, imported: Import
) -> None:
    write("Tin.md", TIN)
    await imported(vault)
    waiting = [CardId(card) for card in await ids(store, "is:inbox")]
    await accept(store, waiting[:1], at(0.1))
    share, *_ = await generator_shares(store)
    assert (share.accepted, share.decided) == (1, 1)


async def test_others_write_while_very_many_cards_are_changed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.app.cards.acts._A_TRANSACTION", 1)
    done: list[str] = []

    async def changed() -> Done:
        act = await suspend(store, EVERY, at(0))
        done.append("all")
        return act

    async with open_store(store.path) as store_of_another:
        act = asyncio.create_task(changed())
        while not await ids(store_of_another, "is:suspended"):
            pass
        await bury(store_of_another, EVERY[2:], at(0))
        done.append("another")
    assert (await act).cards == EVERY
    assert done == ["another", "all"]
    assert [card.buried_until is None for card in await cards(store)] == [True, True, False]
    assert (await undo_act(store, await act, at(0.1))).cards == EVERY
    assert await ids(store, "is:suspended") == []
    assert await is_proved(store)


def test_the_past_of_acts() -> None:
    assert [act.past for act in Act] == [
        "suspended", "unsuspended", "buried", "unburied", "reset", "rescheduled", "reworded",
        "accepted", "rejected",
    ]  # fmt: skip
