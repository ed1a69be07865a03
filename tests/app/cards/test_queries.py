"""Which cards a query finds."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kb.app.cards.card_state import bury_until_tomorrow, suspend
from kb.app.cards.inbox import reword
from kb.app.cards.listing import CardView, list_cards
from kb.app.cards.selection import CardSelection
from kb.app.review.answers import undo
from kb.cards.query.query import Condition
from kb.errors import NotFoundError, QueryError, UnknownNameError
from kb.schedule.memory import Rating
from kb.store.file.store import Store
from tests.app.conftest import Import, Write
from tests.app.days import START, answered, at, deck, rated, review_at

EVERY = ["alpha", "beta", "gamma"]


async def listed(store: Store, query: str, day: float = 0) -> tuple[CardView, ...]:
    return await list_cards(store, CardSelection(query=query), moment=at(day))


async def found_by(store: Store, query: str, day: float = 0) -> list[str]:
    """Returns what the cards of a query are about, in order."""
    return [card.front.removeprefix("Say ") for card in await listed(store, query, day)]


async def test_words_are_looked_for_on_both_sides(store: Store, three: Path) -> None:
    assert await found_by(store, "alpha") == ["alpha"]
    assert await found_by(store, "INDEED") == EVERY
    assert await found_by(store, "say -beta") == ["alpha", "gamma"]
    assert await found_by(store, "alpha or (beta indeed)") == ["alpha", "beta"]
    assert await found_by(store, '"is alpha"') == ["alpha"]
    assert await found_by(store, '"alpha is"') == []
    assert await found_by(store, "be_a") == ["beta"]
    assert await found_by(store, "b*indeed") == ["beta"]
    assert await found_by(store, r"b\*indeed") == []
    assert await found_by(store, r"be\_a") == []
    assert await found_by(store, '"Say alpha" -front:alpha front:"say alpha" back:*alpha*') == [
        "alpha"
    ]
    assert await found_by(store, "%") == []


async def test_case_counts_in_no_script(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("Städte.md", deck("Ärzte", "ärmer", "МОСКВА"))
    await imported(vault)
    assert await found_by(store, "Ärzte") == await found_by(store, "ärzte") == ["Ärzte"]
    assert await found_by(store, "Ärmer") == ["ärmer"]
    assert await found_by(store, "москва") == ["МОСКВА"]


async def test_ones_own_wording_is_what_is_searched(store: Store, three: Path) -> None:
    first = (await listed(store, "alpha"))[0].id
    await reword(store, first, "Say omega", "It is omega", START)
    assert await found_by(store, "alpha") == []
    assert await found_by(store, "omega") == ["omega"]


async def test_a_note_has_names_tags_and_a_folder(
    store: Store, vault: Path, write: Write, imported: Import
) -> None:
    write("web/Event Loop.md", "---\naliases: [Reactor]\n---\n#async/io\n" + deck("alpha"))
    write("old_web/Thread.md", deck("beta"))
    write("Gamma.md", "Q: gamma\nA: It is gamma indeed\n")
    await imported(vault)
    everything = {
        "tag:async": ["alpha"],
        "tag:#Async/IO": ["alpha"],
        "tag:asy*": ["alpha"],
        "tag:asyn": [],
        "tag:none": ["gamma"],
        "-tag:none tag:*": ["beta", "alpha"],
        "note:event-loop": ["alpha"],
        'note:"Event Loop"': ["alpha"],
        '"note:event loop"': ["alpha"],
        "note:reactor": ["alpha"],
        "note:Event*": ["alpha"],
        "note:web/*": ["alpha"],
        "note:even*e": [],
        "folder:web": ["alpha"],
        "folder:vault/web": ["alpha"],
        "folder:vault/web/": ["alpha"],
        f"folder:{vault}/web": ["alpha"],
        f"folder:{vault}/../vault/web": ["alpha"],
        "folder:*web": ["beta", "alpha"],
        r"folder:old\_web": ["beta"],
        f"folder:{vault}": ["gamma", "beta", "alpha"],
        "folder:we*e": [],
        "generator:obsidian-sr": ["beta", "alpha"],
        "-generator:obs*": ["gamma"],
        "is:written": ["gamma", "beta", "alpha"],
    }
    assert {query: await found_by(store, query) for query in everything} == everything
    for unknown in ("note:event", "folder:we", "folder:/web"):
        with pytest.raises(UnknownNameError):
            await found_by(store, unknown)


async def test_a_state_is_that_of_the_day(store: Store, three: Path) -> None:
    assert await found_by(store, "is:new") == EVERY
    assert await found_by(store, "is:due or is:learn or is:review or is:buried") == []
    await answered(store, 0)
    assert await found_by(store, "is:new") == []
    assert await found_by(store, "is:review") == EVERY
    assert await found_by(store, "is:due") == []
    due = {card.front: card.due for card in await listed(store, "")}
    day = (due["Say alpha"].date() - START.date()).days  # type: ignore[union-attr]
    assert "alpha" in await found_by(store, "is:due", day)
    assert "alpha" not in await found_by(store, "is:due", day - 1)
    await bury_until_tomorrow(store, CardSelection(query="", note="Deck"), at(day))
    assert await found_by(store, "is:due", day) == []
    assert await found_by(store, "is:buried", day) == EVERY
    assert "alpha" in await found_by(store, "is:due", day + 1)
    await suspend(store, CardSelection(note="Deck"), at(day))
    assert await found_by(store, "is:suspended is:review", day + 1) == EVERY
    assert await found_by(store, "is:due or is:active", day + 1) == []


async def test_a_lapsed_card_is_in_review_and_in_learning(store: Store, three: Path) -> None:
    review = await review_at(store, 0)
    await review.show()
    await rated(review, Rating.AGAIN)
    assert await found_by(store, "is:learn -is:review") == ["alpha"]
    assert await found_by(store, "is:due") == ["alpha"]
    await answered(store, 0.1)
    await answered(store, 30, dict.fromkeys(["Say beta"], Rating.AGAIN))
    review = await review_at(store, 60)
    turn = await review.show()
    assert turn.card
    await rated(review, Rating.AGAIN)
    lapsed = [turn.card.front.removeprefix("Say ")]
    assert await found_by(store, "is:learn is:review", 60) == lapsed


async def test_retired_cards_are_found_if_they_are_named(
    store: Store, vault: Path, three: Path, write: Write, imported: Import
) -> None:
    write("Deck.md", deck("alpha", "beta"), when=START)
    await imported(vault)
    assert await found_by(store, "say") == ["alpha", "beta"]
    assert await found_by(store, "is:retired") == ["gamma"]
    assert await found_by(store, "say -is:retired") == ["alpha", "beta"]
    assert await found_by(store, "is:retired or alpha") == ["alpha", "gamma"]
    assert await found_by(store, "is:new") == ["alpha", "beta"]


async def test_properties_compare_with_what_is_shown(store: Store, three: Path) -> None:
    assert await found_by(store, "prop:s>0 or prop:r<1 or prop:d>=0 or prop:due<99") == []
    await answered(store, 0, {"Say alpha": Rating.EASY, "Say beta": Rating.AGAIN})
    await answered(store, 20)
    for day in (21, 45):
        for card in await listed(store, "", day):
            due = card.due.date() if card.due else at(0).day
            whole = {
                "ivl": (due - at(20).day).days,
                "due": (due - at(day).day).days,
                "reps": card.reps,
                "lapses": card.lapses,
            }
            near = [f"prop:{key}={number}" for key, number in whole.items()]
            near += [f"prop:{key}<{number + 1}" for key, number in whole.items()]
            near += [f"prop:{key}>{number - 1}" for key, number in whole.items()]
            near += [f"prop:{key}<={number} prop:{key}>={number}" for key, number in whole.items()]
            far = [f"prop:{key}!={number}" for key, number in whole.items()]
            far += [f"prop:{key}<{number}" for key, number in whole.items()]
            far += [f"prop:{key}>{number}" for key, number in whole.items()]
            shares = {"s": card.stability, "d": ((card.difficulty or 0) - 1) / 9}
            for key, number in {**shares, "r": card.retrievability}.items():
                assert number is not None
                below, above = max(number - 0.001, 0), number + 0.001
                near += [f"prop:{key}>={below:.5f}"]
                if key == "s" or above <= 1:
                    near += [f"prop:{key}<{above:.5f}"]
                    far += [f"prop:{key}>{above:.5f}"]
                far += [f"prop:{key}<{below:.5f}"]
            about = f"cid:{card.id}"
            for query in near:
                assert await listed(store, f"{about} ({query})", day), query
                assert not await listed(store, f"{about} -({query})", day), query
            for query in far:
                assert not await listed(store, f"{about} ({query})", day), query
    assert await found_by(store, "prop:r>0 prop:r<=1 -prop:r<0 -prop:r>1", 45) == EVERY
    assert await found_by(store, "prop:r<1", 20) == []


async def test_a_card_without_memory_is_not_what_a_property_denies(
    store: Store, three: Path
) -> None:
    assert await found_by(store, "-prop:s<5 -prop:r<0.9 -prop:due=1 -prop:d>0 -prop:ivl>3") == EVERY
    assert await found_by(store, "-is:buried -is:learn -is:review") == EVERY


async def test_answers_are_counted_in_study_days_and_undone_ones_are_not(
    store: Store, three: Path
) -> None:
    await answered(store, 0, {"Say beta": Rating.AGAIN})
    assert await found_by(store, "rated:1") == EVERY
    assert await found_by(store, "rated:1:1") == ["beta"]
    assert await found_by(store, "introduced:1") == EVERY
    assert await found_by(store, "rated:1", 1) == []
    assert await found_by(store, "rated:2:1", 1) == ["beta"]
    await undo(store, 99, replace(at(1), now=at(1).now + timedelta(hours=1)))
    assert await found_by(store, "rated:99 or introduced:99", 2) == []


async def test_cards_are_added_on_a_study_day(
    store: Store, vault: Path, three: Path, write: Write, imported: Import
) -> None:
    write("More.md", deck("delta"), when=START)
    await imported(vault, now=at(3).now)
    assert await found_by(store, "added:1", 3) == ["delta"]
    assert await found_by(store, "added:1", 4) == []
    assert await found_by(store, "added:2", 4) == ["delta"]
    assert await found_by(store, "added:99", 4) == [*EVERY, "delta"]


async def test_ids_select_cards(store: Store, three: Path) -> None:
    ids = [card.id for card in await listed(store, "")]
    assert await found_by(store, f"cid:{ids[0]},{ids[2]},999999") == ["alpha", "gamma"]


@pytest.mark.parametrize("condition", Condition)
async def test_every_state_can_be_asked_for_and_denied(
    store: Store, three: Path, condition: Condition
) -> None:
    wanted = await found_by(store, f"is:{condition.value}")
    unwanted = await found_by(store, f"-is:{condition.value}")
    assert sorted([*wanted, *unwanted]) == EVERY


async def test_the_longest_query_is_answered(store: Store, three: Path) -> None:
    assert await found_by(store, " or ".join(["alpha"] * 100)) == ["alpha"]
    assert await found_by(store, "-" * 20 + "alpha " + "s*y " * 98) == ["alpha"]
    assert await found_by(store, "(" * 20 + "ärmer or alpha" + ")" * 20) == ["alpha"]


async def test_a_session_has_the_cards_of_its_query(
    store: Store, vault: Path, three: Path, write: Write, imported: Import
) -> None:
    write("More.md", deck("delta", "epsilon"))
    await imported(vault)
    review = await review_at(store, 0, query="(note:More or alpha) -epsilon")
    turn, asked = await review.show(), []
    while turn.card:
        asked.append(turn.card.front.removeprefix("Say "))
        turn = await rated(review, Rating.EASY)
    assert asked == ["alpha", "delta"]
    with pytest.raises(QueryError):
        await review_at(store, 0, query="is:do")
    review = await review_at(store, 60, folder="vault")
    assert (await review.show()).left.cards == 5
    with pytest.raises(NotFoundError):
        await review_at(store, 60, folder="elsewhere")
    assert (await (await review_at(store, 60, query="prop:reps>0")).show()).left.reviews == 2
