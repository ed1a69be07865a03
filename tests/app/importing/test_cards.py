"""Cards follow their notes, and keep what was ever answered."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from kb.app.importing.folders import forget_folder
from kb.app.importing.report import CardCounts
from kb.app.importing.run import ImportReport
from kb.store.file.store import Store
from kb.store.tables.cards import cards, log
from tests.cards.reading import judged

Write = Callable[..., Path]
Import = Callable[..., Awaitable[ImportReport]]

NOW = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
TIN = """\
Tags: #metal

Definition: Tin is a soft metal that melts at 232 degrees and keeps iron from rusting.
"""
DECK = """\
Tags: #flashcards

Who wrote *Walden*?::Henry David Thoreau
Where is the pond?::In Concord, Massachusetts
"""


async def rows(store: Store, *names: str) -> list[tuple[Any, ...]]:
    """Returns these columns of all cards, in the order in which they were added."""
    async with store.reading() as transaction:
        found = await transaction.execute(
            select(*(cards.c[name] for name in names)).order_by(cards.c.id)
        )
        return [tuple(row) for row in found]


async def set_all(store: Store, **values: object) -> None:
    async with store.writing() as transaction:
        await transaction.execute(update(cards).values(values))


async def answer(store: Store, card_ids: Sequence[int]) -> None:
    """Gives each card a history of one answer."""
    async with store.writing() as transaction:
        for card_id in card_ids:
            await transaction.execute(
                insert(log).values(
                    uid=f"entry {card_id}",
                    device="test",
                    tick=card_id,
                    card_id=card_id,
                    kind="review",
                    rating=3,
                    at=NOW,
                    utc_offset_minutes=0,
                    study_day=NOW.date(),
                )
            )
            await transaction.execute(
                update(cards).where(cards.c.id == card_id).values(reps=1, stability=3.5)
            )


async def test_a_note_brings_its_cards_and_a_second_import_none(
    vault: Path, write: Write, imported: Import, store: Store
) -> None:
    write("Walden.md", DECK)
    first = await imported(vault)
    second = await imported(vault)
    assert first.cards == CardCounts(added=2)
    assert second.cards == CardCounts(kept=2)
    assert await rows(store, "position", "line", "front", "back", "status") == [
        (0, 3, "Who wrote *Walden*?", "Henry David Thoreau", "active"),
        (1, 4, "Where is the pond?", "In Concord, Massachusetts", "active"),
    ]


async def test_a_generator_of_the_second_tier_proposes(
    vault: Path, write: Write, imported: Import, store: Store
) -> None:
    write("Tin.md", TIN)
    report = await imported(vault)
    assert report.cards == CardCounts(added=2, inbox=1)
    assert await rows(store, "generator", "status", "proposed") == [
        ("definition", "active", False),
        ("concept", "inbox", True),
    ]


async def test_an_edit_of_a_card_keeps_its_history(
    vault: Path, write: Write, imported: Import, store: Store
) -> None:
    write("Walden.md", DECK)
    await imported(vault)
    await answer(store, [1, 2])
    write("Walden.md", "One line more.\n\n" + DECK.replace("wrote", "has written"), when=NOW)
    report = await imported(vault)
    assert report.cards == CardCounts(kept=2)
    assert await rows(store, "id", "line", "front", "reps") == [
        (1, 5, "Who has written *Walden*?", 1),
        (2, 6, "Where is the pond?", 1),
    ]


async def test_a_card_retires_with_its_text_and_comes_back_with_it(
    vault: Path, write: Write, imported: Import, store: Store
) -> None:
    write("Walden.md", DECK)
    await imported(vault)
    await answer(store, [1, 2])
    await set_all(store, status="suspended")
    write("Walden.md", "#flashcards\n", when=NOW)
    gone = await imported(vault)
    assert await rows(store, "status", "retired_from") == [("retired", "suspended")] * 2
    write("Walden.md", DECK, when=NOW + timedelta(hours=1))
    back = await imported(vault, now=NOW + timedelta(hours=2))
    assert gone.cards == CardCounts(retired=2)
    assert back.cards == CardCounts(returned=2)
    assert await rows(store, "id", "status", "retired_from", "reps") == [
        (1, "suspended", None, 1),
        (2, "suspended", None, 1),
    ]


async def test_cards_go_and_return_with_their_note(
    vault: Path, write: Write, imported: Import, store: Store
) -> None:
    file = write("Walden.md", DECK)
    write("Other.md", "Nothing to ask.")
    write("Third.md", "Nothing either.")
    await imported(vault)
    file.unlink()
    gone = await imported(vault)
    assert gone.cards == CardCounts(retired=2)
    write("Walden.md", DECK)
    assert (await imported(vault)).cards == CardCounts(returned=2)
    assert await rows(store, "id", "status") == [(1, "active"), (2, "active")]


async def test_cards_of_a_forgotten_folder_rest_until_it_is_imported_again(
    vault: Path, write: Write, imported: Import, store: Store
) -> None:
    write("Walden.md", DECK)
    await imported(vault)
    await answer(store, [1])
    await forget_folder(store, vault, now=NOW)
    assert await rows(store, "status") == [("retired",), ("retired",)]
    assert (await imported(vault)).cards == CardCounts(returned=2)
    assert await rows(store, "id", "status", "reps") == [(1, "active", 1), (2, "active", 0)]


async def test_a_card_that_moves_to_another_note_keeps_its_history(
    vault: Path, write: Write, imported: Import, store: Store
) -> None:
    write("Walden.md", DECK)
    await imported(vault)
    await answer(store, [2])
    lines = DECK.splitlines()
    write("Walden.md", "\n".join(lines[:-1]), when=NOW)
    write("Concord.md", f"{lines[0]}\n\n{lines[-1]}\n", when=NOW)
    report = await imported(vault)
    assert report.cards == CardCounts(kept=1, moved=1)
    assert await rows(store, "id", "note_id", "reps") == [(1, 1, 0), (2, 2, 1)]


async def test_an_answer_beyond_recognition_marks_a_card_that_was_answered(
    vault: Path, write: Write, imported: Import, store: Store
) -> None:
    write("Walden.md", DECK)
    await imported(vault)
    await answer(store, [1])
    new = DECK.replace("Henry David Thoreau", "Nobody").replace(
        "In Concord, Massachusetts", "Far off"
    )
    write("Walden.md", new, when=NOW)
    report = await imported(vault)
    assert report.cards == CardCounts(changed=2)
    assert await rows(store, "id", "changed", "reps") == [(1, True, 1), (2, False, 0)]


@pytest.mark.parametrize("status", ["rejected", "snoozed", "suspended"])
async def test_what_the_user_decided_outlives_an_edit(
    vault: Path, write: Write, imported: Import, store: Store, status: str
) -> None:
    write("Tin.md", TIN)
    await imported(vault)
    await set_all(store, status=status, decided_at=NOW)
    write("Tin.md", TIN.replace("that", "which"), when=NOW)
    assert (await imported(vault)).cards == CardCounts(kept=2)
    assert await rows(store, "status") == [(status,), (status,)]


async def test_a_dry_run_tells_of_cards_and_keeps_none(
    vault: Path, write: Write, imported: Import, store: Store
) -> None:
    write("Walden.md", DECK)
    report = await imported(vault, dry_run=True)
    assert report.cards == CardCounts(added=2)
    assert await rows(store, "id") == []
    await imported(vault)
    write("Walden.md", DECK.replace("pond", "lake"), when=NOW)
    again = await imported(vault, dry_run=True)
    assert again.cards == CardCounts(kept=2)
    assert (await rows(store, "front"))[1] == ("Where is the pond?",)


async def test_a_proposal_that_was_answered_is_never_proposed_again(
    vault: Path, write: Write, imported: Import, store: Store
) -> None:
    """An answer outweighs what its generator thinks of it."""
    write("Tin.md", TIN)
    await imported(vault)
    await set_all(store, status="active")
    await answer(store, [2])
    write("Tin.md", TIN.replace("that", "which"), when=NOW)
    report = await imported(vault)
    assert replace(report.cards, kept=0) == CardCounts()
    assert await rows(store, "generator", "status") == [
        ("definition", "active"),
        ("concept", "active"),
    ]


NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve thirteen".split()
METALS = "tin iron lead zinc gold silver copper nickel cobalt sodium".split()


def catalogue(*, start: int) -> str:
    """Returns a note with ninety facts, counted from ``start``."""
    calls = (
        f"- `smelt.{METALS[n % 10]}_{NUMBERS[n // 10]}()`: "
        f"Melts the {METALS[n % 10]} of furnace {NUMBERS[n // 10]} before the cast hardens."
        for n in range(start, start + 90)
    )
    definition = "Definition: Smelting is a way of taking a metal out of its ore by heat."
    return "\n".join(["---", "id: smelting", "---", "", definition, "", "## API", "", *calls, ""])


@pytest.mark.parametrize("renamed", [False, True])
async def test_a_note_that_moves_while_it_grows_keeps_the_cards_that_were_answered(
    vault: Path, write: Write, imported: Import, store: Store, *, renamed: bool
) -> None:
    old = write("Smelting.md", catalogue(start=40))
    await imported(vault)
    fresh = {card.front for card in judged(catalogue(start=0), "Smelting.md")}
    told = await rows(store, "id", "front", "status")
    card_id, front, _ = next(row for row in told if row[2] == "active" and row[1] not in fresh)
    await answer(store, [card_id])
    if renamed:
        old.unlink()
    write("Work/Smelting.md" if renamed else "Smelting.md", catalogue(start=0), when=NOW)
    await imported(vault)
    kept = [row for row in await rows(store, "id", "front", "status", "reps") if row[0] == card_id]
    assert kept == [(card_id, front, "active", 1)]
