"""The page Cards: queries, orders, pages, marks, and acts with undo and redo."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from kb.schedule.memory import Rating
from kb.store.file.store import Store
from tests.app.conftest import Import, Write
from tests.app.days import answered, deck
from tests.web.client import Client
from tests.web.pages.test_note import HOSTILE

FACTS = 120


@pytest.fixture
async def many(vault: Path, write: Write, imported: Import) -> Path:
    """Imports a note with many cards."""
    write("Many.md", deck(*(f"fact {number:03}" for number in range(FACTS))))
    await imported(vault)
    return vault


def name_in(shown: str) -> str:
    """Returns the name of the list in a page."""
    found = re.search(r'data-list="([^"]+)"', shown)
    assert found
    return found[1]


def fronts(shown: str) -> list[str]:
    """Returns the prompts that a page lists."""
    return [unescape(front) for front in re.findall(r'class="hit" href="[^"]+">([^<]+)<', shown)]


async def opened(client: Client, path: str = "/cards") -> str:
    """Returns the name of a new list."""
    return name_in((await client.get(path)).text)


async def sent(client: Client, path: str, name: str, **body: Any) -> Any:
    """Returns what the script of a page is answered."""
    answer = await client.post(f"/cards/{path}", {"list": name, "page": 1, **body})
    assert answer.status == 200, answer.text
    return answer.json


async def statuses(client: Client, query: str) -> int:
    """Returns how many cards a query finds."""
    shown = (await client.get(f"/cards?q={query}")).text
    counted = re.search(r'class="counts">([\d,]+) card', shown)
    return int(counted[1].replace(",", "")) if counted else 0


async def test_cards_are_shown_a_page_at_a_time(client: Client, many: Path) -> None:
    first = (await client.get("/cards")).text
    assert "120 cards, page 1 of 3" in first
    assert fronts(first)[0] == "Say fact 000"
    assert len(fronts(first)) == 50
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = (await client.get(unescape(following[1]))).text
    assert fronts(second)[0] == "Say fact 050"
    assert name_in(second) == name_in(first)
    assert len(fronts((await client.get("/cards?page=999")).text)) == 20


async def test_a_query_and_an_order_are_those_of_the_terminal(
    client: Client, three: Path, store: Store
) -> None:
    assert fronts((await client.get("/cards?q=alpha+or+gamma")).text) == ["Say alpha", "Say gamma"]
    await answered(store, 0)
    turned = (await client.get("/cards?sort=note&way=down")).text
    assert fronts(turned) == ["Say gamma", "Say beta", "Say alpha"]
    assert (
        '<th scope="col" class="number">Lapses</th>'
        in (await client.get("/cards?sort=lapses")).text
    )


async def test_a_list_that_is_open_stays_as_it_is_until_another_is_asked_for(
    client: Client, three: Path
) -> None:
    name = await opened(client, "/cards?q=is:active")
    await sent(client, "do", name, act="suspend", cards=[1])
    again = (await client.get(f"/cards?q=is:active&list={name}")).text
    assert len(fronts(again)) == 3
    assert "suspended" in again
    assert len(fronts((await client.get("/cards?q=is:active")).text)) == 2


async def test_marks_are_kept_over_pages_and_acts_are_for_them(client: Client, many: Path) -> None:
    name = await opened(client)
    assert (await sent(client, "mark", name, first=2, last=4, on=True))["marked"] == 3
    assert (await sent(client, "mark", name, first=60, last=60, on=True))["marked"] == 4
    assert (await sent(client, "mark", name, first=3, last=3, on=False))["marked"] == 3
    page = (await client.get(f"/cards?list={name}&page=2")).text
    assert page.count("checked>") == 1
    done = await sent(client, "do", name, act="suspend")
    assert done["message"] == "Suspended 3 cards."
    assert (done["marked"], done["undo"], done["redo"]) == (0, True, False)
    assert "suspended" in done["html"]
    assert await statuses(client, "is:suspended") == 3


async def test_all_are_marked_and_none(client: Client, many: Path) -> None:
    name = await opened(client)
    assert (await sent(client, "mark", name, all=True))["marked"] == FACTS
    assert (await sent(client, "mark", name, all=True))["marked"] == 0
    await sent(client, "mark", name, first=0, last=10**6, on=True)
    assert (await sent(client, "mark", name, none=True))["marked"] == 0


async def test_more_than_a_hundred_cards_are_changed_only_after_a_question(
    client: Client, many: Path
) -> None:
    name = await opened(client)
    await sent(client, "mark", name, all=True)
    asked = await client.post("/cards/do", {"list": name, "page": 1, "act": "suspend"})
    assert asked.status == 400
    assert asked.json["error"] == {
        "code": "many", "message": "Suspend 120 cards?", "candidates": ["120"],
    }  # fmt: skip
    assert await statuses(client, "is:suspended") == 0
    done = await sent(client, "do", name, act="suspend", confirmed=FACTS)
    assert done["message"] == "Suspended 120 cards."
    await sent(client, "undo", name)
    assert await statuses(client, "is:suspended") == 0


@pytest.mark.parametrize(
    ("act", "query"), [("suspend", "is:suspended"), ("bury", "is:buried"), ("reset", "is:new")]
)
async def test_an_act_is_done_undone_and_done_again(
    client: Client, three: Path, store: Store, act: str, query: str
) -> None:
    await answered(store, 0)
    name = await opened(client)
    await sent(client, "do", name, act=act, cards=[1, 2])
    assert await statuses(client, query) == 2
    undone = await sent(client, "undo", name)
    assert (undone["undo"], undone["redo"]) == (False, True)
    assert await statuses(client, query) == 0
    await sent(client, "redo", name)
    assert await statuses(client, query) == 2
    assert (await sent(client, "redo", name))["message"] == (
        "There is nothing to redo in this session."
    )


async def test_the_contrary_of_an_act_is_done_where_nothing_else_can_be(
    client: Client, three: Path
) -> None:
    name = await opened(client)
    for act, said in (("suspend", "Suspended"), ("suspend", "Unsuspended"), ("bury", "Buried")):
        assert (await sent(client, "do", name, act=act, cards=[1]))["message"].startswith(said)
    assert (await sent(client, "do", name, act="bury", cards=[1]))["message"] == "Unburied 1 card."


async def test_cards_are_rescheduled(client: Client, three: Path, store: Store) -> None:
    await answered(store, 0)
    name = await opened(client)
    done = await sent(client, "do", name, act="reschedule", cards=[1, 2, 3], days="7")
    assert done["message"] == "Rescheduled 3 cards to 2026-03-09."
    for days in ("", "x", "9-5", "99999"):
        body = {"list": name, "page": 1, "act": "reschedule", "cards": [1], "days": days}
        assert (await client.post("/cards/do", body)).status == 400


async def test_a_card_shows_the_course_of_its_memory(
    client: Client, three: Path, store: Store
) -> None:
    assert 'class="chart"' not in (await client.get("/cards/1")).text
    for day in (-9, -5):
        await answered(store, day, {"Say alpha": Rating.AGAIN})
    shown = (await client.get("/cards/1")).text
    assert "Your chance of recalling the card" in shown
    assert "2026-02-21: learned; then stable for" in shown
    assert shown.count("<circle") + shown.count('stroke="var(--bad)"') == 2


async def test_a_card_is_reworded_and_looked_at(client: Client, three: Path, store: Store) -> None:
    await answered(store, 0)
    name = await opened(client)
    told = await sent(
        client, "do", name, act="reword", cards=[2], look=2, front=HOSTILE, back="**Own** `x`"
    )
    assert told["message"] == "Reworded 1 card."
    assert "<strong>Own</strong>" in told["html"]
    assert "<script" not in told["html"]
    shown = (await client.get(f"/cards/2?list={name}&at=1")).text
    assert "edited" in shown
    assert "It was answered 2 times, never with Again." in shown
    assert "<td>good</td>" in shown
    assert 'rel="prev"' in shown
    assert 'rel="next"' in shown
    assert "Deck.md:" in shown
    body = {"list": name, "page": 1, "act": "reword", "cards": [2], "front": " ", "back": "x"}
    assert (await client.post("/cards/do", body)).json["error"]["message"] == (
        "a card needs a prompt and an answer. Write both."
    )


async def test_what_waits_is_accepted_and_rejected(
    client: Client, write: Write, imported: Import, vault: Path
) -> None:
    write("Tin.md", "Tags: #metal\n\nDefinition: Tin is a soft metal that melts at 232 degrees.\n")
    await imported(vault)
    name = await opened(client, "/cards?q=is:inbox")
    waiting = await statuses(client, "is:inbox")
    assert waiting
    await sent(client, "mark", name, all=True)
    assert (await sent(client, "do", name, act="accept"))["message"].startswith("Accepted")
    assert await statuses(client, "is:inbox") == 0
    await sent(client, "undo", name)
    assert await statuses(client, "is:inbox") == waiting
    await sent(client, "mark", name, first=0, last=waiting - 1, on=True)
    await sent(client, "do", name, act="reject")
    assert await statuses(client, "is:rejected") == waiting


async def test_without_marks_it_says_so(client: Client, three: Path) -> None:
    name = await opened(client)
    assert (await sent(client, "do", name, act="suspend"))["message"] == "Mark cards first."


async def test_a_list_of_an_earlier_start_is_gone(client: Client, three: Path) -> None:
    for path in ("mark", "do", "undo", "redo"):
        assert await sent(client, path, "unknown") == {"gone": True}
    assert (await client.get("/cards?list=unknown&q=alpha")).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"list": 1},
        {"act": "suspend"},
        {"act": "explode", "cards": [1]},
        {"act": "suspend", "cards": "1"},
        {"act": "suspend", "cards": [-1]},
        {"act": "suspend", "cards": [10**30]},
        {"act": "suspend", "cards": [[1]]},
        {"act": "suspend", "cards": [1] * 2000},
        {"act": "reword", "cards": []},
        {"act": "reword", "cards": [1], "front": 1, "back": None},
        {"act": "reword", "cards": [1, 2], "front": "x", "back": "y"},
        {"act": "suspend", "cards": [1], "look": 99},
        {"act": "suspend", "cards": [1], "page": -1},
        {"act": "suspend", "cards": [1], "page": "x"},
    ],
)
async def test_what_makes_no_sense_is_refused(
    client: Client, three: Path, body: dict[str, Any]
) -> None:
    name = await opened(client)
    answer = await client.post("/cards/do", {"list": name, **body})
    assert answer.status in {200, 400, 404}
    assert answer.status != 200 or answer.json == {"gone": True}
    assert (await client.get("/cards/do")).status in {404, 405}


@pytest.mark.parametrize("body", [{"first": -1, "last": 1, "on": True}, {"first": 1}, {"on": 3}])
async def test_marks_that_make_no_sense_are_refused(
    client: Client, three: Path, body: dict[str, Any]
) -> None:
    name = await opened(client)
    answer = await client.post("/cards/mark", {"list": name, "page": 1, **body})
    assert answer.status == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/cards?page=0", 400),
        ("/cards?page=-1", 400),
        ("/cards?page=x", 400),
        (f"/cards?page={'9' * 5000}", 400),
        ("/cards?page=999999999", 200),
        ("/cards?sort=colour", 400),
        ("/cards?way=sideways", 200),
        ("/cards?q=is%3Asoon", 400),
        ("/cards?q=note%3Anowhere", 400),
        ("/cards?q=zzz", 200),
        ("/cards/0", 404),
        ("/cards/99", 404),
        ("/cards/x", 404),
        (f"/cards/{'9' * 50}", 404),
        ("/cards/1?at=x", 200),
        ("/cards/1?at=99999999999", 200),
    ],
)
async def test_wrong_addresses_are_told(
    client: Client, three: Path, path: str, status: int
) -> None:
    assert (await client.get(path)).status == status


async def test_a_query_is_shown_with_its_place(client: Client, three: Path) -> None:
    shown = (await client.get("/cards?q=alpha+is:soon")).text
    assert 'value="alpha is:soon"' in shown
    assert "<code>alpha is:<mark>s</mark>oon</code>" in shown
