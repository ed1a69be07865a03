"""The page Review: each key does what it does in the terminal, and once."""

import json
import re
from asyncio import gather
from dataclasses import replace
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kb.app.importing.run import Target, import_notes
from kb.app.sync.run import sync as synchronise
from kb.config.settings import ScheduleSettings, Settings, SyncSettings
from kb.schedule.log import Review, Void
from kb.schedule.memory import Rating
from kb.store.file.store import Store, open_store
from kb.store.review.log import newest_first
from kb.web.application import application
from kb.web.screens.opened import Once, OpenTabs
from kb.web.site import Site
from tests.app.conftest import Import, Write
from tests.app.days import Watch, answered, at, rated, review_at
from tests.web.client import Client
from tests.web.conftest import HOSTS
from tests.web.tabs import ReviewTab


async def logged(store: Store) -> list[Any]:
    """Returns the log, the oldest entry first."""
    async with store.reading() as transaction:
        return [entry async for entry in newest_first(transaction)][::-1]


async def answer_in_terminal(store: Store, rating: Rating = Rating.GOOD) -> None:
    """Answers the first card of the day in a review beside the page."""
    terminal = await review_at(store, 0)
    await terminal.show()
    await rated(terminal, rating)


def started(client: Client, site: Site, **settings: Any) -> Client:
    """Returns a browser of a server that was started anew, with other settings."""
    anew = replace(site, reviews=OpenTabs(), answers=Once(), settings=Settings(**settings))
    return Client(app=application(anew, hosts=HOSTS), cookies=client.cookies)


@pytest.fixture
async def tab(client: Client, three: Path) -> ReviewTab:
    """Returns a review of three new cards."""
    return await ReviewTab(client=client).start()


async def test_the_page_brings_its_script_and_every_key(client: Client) -> None:
    shown = (await client.get("/review")).text
    assert 'type="module" src="/static/' in shown
    assert all(f"<kbd>{key}</kbd>" in shown for key in "1234tuUefb!irxq")
    assert 'role="status"' in shown


async def test_the_first_card_is_on_the_page_without_its_script(
    client: Client, three: Path
) -> None:
    shown = (await client.get("/review")).text
    assert re.search(r'<div id="front"[^>]*><p>Say alpha</p>', shown)
    told = json.loads(unescape(re.findall(r"data-turn='(.*?)'", shown)[0]))
    assert told["card"]["front"] == "<p>Say alpha</p>\n"
    assert "JavaScript" in shown
    asked = await client.get("/review?note=nothing")
    assert asked.status == 404
    assert re.search(r'id="wrong" role="alert">No note is called', asked.text)


async def test_a_turn_has_both_sides_and_what_is_left(tab: ReviewTab) -> None:
    assert tab.card["front"] == "<p>Say alpha</p>\n"
    assert tab.card["back"] == "<p>It is alpha indeed</p>\n"
    assert tab.told["left"] == {"learning": 0, "review": 0, "new": 3}
    assert (tab.told["answered"], tab.told["end"], tab.told["wait"]) == (0, None, None)


async def test_a_card_cannot_bring_a_script(
    client: Client, write: Write, imported: Import, vault: Path
) -> None:
    write("Bad.md", "#flashcards\n\nSay <script>x()</script>::<img src=x onerror=y()> **b**\n")
    await imported(vault)
    card = (await ReviewTab(client=client).start()).card
    assert "<script" not in card["front"]
    assert "onerror" not in card["back"]
    assert "<strong>b</strong>" in card["back"]


async def test_an_answer_does_what_its_button_says(tab: ReviewTab, store: Store) -> None:
    waits = (await tab.post("reveal", card=tab.card["id"])).json["waits"]
    assert waits[:3] == ["1m", "5.5m", "10m"]
    first = tab.card["id"]
    turn = await tab.rate(4, ms=2345)
    assert turn["card"]["front"] == "<p>Say beta</p>\n"
    assert (turn["answered"], turn["left"]["new"]) == (1, 2)
    (entry,) = await logged(store)
    assert (entry.card, entry.rating, entry.duration_ms) == (first, Rating.EASY, 2345)
    assert f"{(entry.after.due.date() - at(0).day).days}d" == waits[3]


async def test_an_answer_that_is_sent_twice_is_one(tab: ReviewTab, store: Store) -> None:
    given = tab.given()
    first = (await tab.post("answer", **given)).json
    again = (await tab.post("answer", **given)).json
    assert again["card"] == first["card"]
    assert (again["answered"], again["message"]) == (1, "")
    assert len(await logged(store)) == 1


async def test_an_answer_that_comes_twice_at_once_is_one(tab: ReviewTab, store: Store) -> None:
    given = tab.given()
    await gather(*(tab.post("answer", **given) for _ in range(4)))
    assert len(await logged(store)) == 1


async def test_a_card_that_was_answered_in_a_terminal_is_not_answered_again(
    tab: ReviewTab, store: Store
) -> None:
    await answer_in_terminal(store, Rating.AGAIN)
    turn = await tab.rate()
    assert "has been answered, buried or suspended elsewhere" in turn["message"]
    assert turn["card"]["front"] == "<p>Say beta</p>\n"
    assert [entry.rating for entry in await logged(store)] == [Rating.AGAIN]


async def test_of_two_tabs_one_answers_a_card_and_the_other_is_told(
    tab: ReviewTab, client: Client, store: Store
) -> None:
    other = await ReviewTab(client=client).start()
    for each in (tab, other):
        await each.post("reveal", card=each.card["id"])
    await tab.rate(ms=1000)
    turn = await other.rate(ms=1001)
    assert "kb did not save this answer" in turn["message"]
    assert turn["card"]["id"] == tab.card["id"]
    assert len(await logged(store)) == 1
    assert (await tab.key("show"))["message"] == ""


async def test_a_tab_that_is_looked_at_again_shows_what_is_next_now(
    tab: ReviewTab, store: Store
) -> None:
    await answer_in_terminal(store)
    turn = await tab.key("show")
    assert turn["card"]["front"] == "<p>Say beta</p>\n"
    assert turn["message"] == "The card was answered or put aside elsewhere."


async def test_an_answer_reaches_a_server_that_was_started_anew(
    tab: ReviewTab, site: Site, store: Store, watch: Watch
) -> None:
    """The page kept it, with the time when it was given."""
    given = tab.given(1, at=round(watch.now.timestamp() * 1000))
    watch.turn(3600)
    tab.client = started(tab.client, site)
    turn = (await tab.post("answer", **given)).json
    (entry,) = await logged(store)
    assert (entry.at, entry.rating) == (at(0).now, Rating.AGAIN)
    assert (turn["message"], turn["answered"], turn["saved"]) == ("", 1, "now")
    assert turn["review"] != tab.told["review"]
    assert (await tab.post("show")).json == {"gone": True}


async def test_an_answer_needs_no_review_that_is_open(
    tab: ReviewTab, client: Client, store: Store
) -> None:
    """Any page delivers what was kept; practice that was kept changes nothing."""
    told = (await client.post("/review/answer", {**tab.given(), "review": ""})).json
    assert (told["saved"], told["answered"]) == ("now", 1)
    assert len(await logged(store)) == 1
    late = {**tab.given(ms=1), "review": ""}
    elsewhere = (await client.post("/review/answer", late)).json
    assert elsewhere["saved"] == ""
    assert "“Say alpha” has been answered" in elsewhere["message"]
    practice = {**tab.given(counts=False), "review": ""}
    assert (await client.post("/review/answer", practice)).json == {"gone": True}
    assert len(await logged(store)) == 1


async def test_an_answer_that_an_earlier_server_saved_is_known(
    tab: ReviewTab, site: Site, store: Store
) -> None:
    """Only its reply was lost, so the page sends it again."""
    given = tab.given(ms=4321)
    await tab.post("answer", **given)
    again = await ReviewTab(client=started(tab.client, site)).start()
    told = (await again.post("answer", **given)).json
    assert (told["message"], told["answered"], told["saved"]) == ("", 0, "before")
    assert len(await logged(store)) == 1
    other = (await again.post("answer", **{**given, "id": "other", "ms": 4322})).json
    assert "kb did not save this answer" in other["message"]


async def test_answers_that_waited_are_taken_in_their_order(
    tab: ReviewTab, store: Store, watch: Watch
) -> None:
    coming = (await tab.post("ahead")).json
    assert [card["front"] for card in coming["cards"]] == [
        f"<p>Say {name}</p>\n" for name in ("alpha", "beta", "gamma")
    ]
    sent = [
        tab.given(card=card["id"], shown=card["shown"], at=tab.told["now"] + 1000 * place)
        for place, card in enumerate(coming["cards"])
    ]
    watch.turn(600)
    # As if the middle one had been lost for a while.
    for given in (sent[0], sent[2], sent[1]):
        tab.told = (await tab.post("answer", **given)).json
        assert tab.message == "" or tab.message.startswith("The next card")
    assert [entry.card for entry in await logged(store)] == [
        given["card"] for given in (sent[0], sent[2], sent[1])
    ]
    assert tab.told["answered"] == 3
    undone = await tab.key("undo")
    assert undone["card"]["id"] == sent[1]["card"]
    assert undone["answered"] == 2


@pytest.mark.parametrize(
    ("off_s", "code"), [(3600, "answer-time"), (61, "answer-time"), (-130_000, "answer-time")]
)
async def test_an_answer_has_a_time_that_can_be(
    tab: ReviewTab, store: Store, off_s: int, code: str
) -> None:
    given = tab.given(at=tab.told["now"] + off_s * 1000)
    refused = await tab.post("answer", **given)
    assert (refused.status, refused.json["error"]["code"]) == (400, code)
    assert await logged(store) == []


@pytest.mark.parametrize(("off_s", "counts_s"), [(30, 0), (-120_000, -120_000)])
async def test_a_clock_that_is_a_little_ahead_is_corrected(
    tab: ReviewTab, store: Store, off_s: int, counts_s: int
) -> None:
    await tab.post("answer", **tab.given(at=tab.told["now"] + off_s * 1000))
    (entry,) = await logged(store)
    assert entry.at == at(counts_s / 86_400).now


@pytest.mark.parametrize(
    "wrong",
    [
        {"card": "1"}, {"card": None}, {"card": True}, {"card": -1}, {"card": 2**60},
        {"rating": 0}, {"rating": 5}, {"rating": 2.5}, {"rating": "good"},
        {"ms": -1}, {"ms": 10**12}, {"at": "now"}, {"at": 10**18}, {"counts": 1},
        {"id": ""}, {"id": "x" * 65}, {"id": 7}, {"shown": ""}, {"review": None},
    ],
)  # fmt: skip
async def test_what_is_no_answer_is_refused(
    tab: ReviewTab, store: Store, wrong: dict[str, Any]
) -> None:
    refused = await tab.post("answer", **{**tab.given(), **wrong})
    assert (refused.status, refused.json["error"]["code"]) == (400, "usage")
    assert await logged(store) == []


async def test_an_answer_to_a_card_that_is_not_there_is_told(tab: ReviewTab, store: Store) -> None:
    told = (await tab.post("answer", **tab.given(card=99_999))).json
    assert "Card 99999 has been answered, buried or suspended elsewhere" in told["message"]
    assert told["card"]["id"] == tab.card["id"]
    assert await logged(store) == []


@pytest.mark.parametrize("what", ["show", "reveal", "undo", "bury", "why", "end"])
async def test_a_review_that_is_not_open_is_gone(tab: ReviewTab, what: str) -> None:
    told = await tab.post(what, **{**tab.given(), "review": "another"})
    assert (told.status, told.json) == (200, {"gone": True})


async def test_undo_and_redo(tab: ReviewTab, store: Store) -> None:
    await tab.rate()
    turn = await tab.key("undo")
    assert turn["message"] == "Answer undone: “Say alpha”"
    assert (turn["card"]["front"], turn["answered"]) == ("<p>Say alpha</p>\n", 0)
    turn = await tab.key("redo")
    assert turn["message"] == "Answered again: “Say alpha”"
    assert [type(entry) for entry in await logged(store)] == [Review, Void, Void]


async def test_undo_takes_back_what_it_named_and_nothing_else(
    tab: ReviewTab, client: Client, store: Store
) -> None:
    for _ in range(2):
        await tab.rate()
    other = await ReviewTab(client=client).start()
    stale = tab.told["undoes"]
    assert other.told["undoes"] == stale
    assert "Answer undone: “Say beta”" in (await other.key("undo"))["message"]
    before = await logged(store)
    refused = await tab.key("undo")
    assert refused["message"].startswith("Nothing was undone: an answer was given or undone")
    assert await logged(store) == before
    assert refused["undoes"] not in {None, stale}
    assert "Answer undone: “Say alpha”" in (await tab.key("undo"))["message"]

    await other.key("show")
    await other.rate()
    assert "Nothing was undone" in (await tab.key("undo"))["message"]


async def test_what_no_log_has_is_undone_whatever_was_answered_elsewhere(
    tab: ReviewTab, client: Client
) -> None:
    assert (await tab.key("bury", card=tab.card["id"]))["undoes"] is None
    other = await ReviewTab(client=client).start()
    await other.rate()
    assert "No longer buried: “Say alpha”" in (await tab.key("undo"))["message"]


async def test_undo_asks_before_another_day(client: Client, three: Path, store: Store) -> None:
    await answered(store, -20)
    tab = await ReviewTab(client=client).start()
    before = len(await logged(store))
    asked = await tab.key("undo")
    assert "Press u again to undo it" in asked["message"]
    assert len(await logged(store)) == before
    assert "Answer undone" in (await tab.key("undo"))["message"]


async def test_a_key_that_comes_twice_is_one(tab: ReviewTab, store: Store) -> None:
    await tab.rate()
    await tab.rate()
    first = await tab.key("undo", id="once")
    again = await tab.key("undo", id="once")
    assert again["card"] == first["card"]
    assert len(await logged(store)) == 3


async def test_burying_a_card_that_is_no_longer_shown_shows_the_one_that_is(
    tab: ReviewTab,
) -> None:
    shown = tab.card["id"]
    turn = await tab.key("bury", card=shown)
    assert turn["message"] == "Buried until tomorrow."
    again = await tab.key("bury", card=shown)
    assert again["card"] == turn["card"]
    assert again["left"] == {"learning": 0, "review": 0, "new": 2}
    assert "No longer buried" in (await tab.key("undo"))["message"]


async def test_suspending_can_be_undone(tab: ReviewTab) -> None:
    shown = tab.card["id"]
    assert "Suspended; “kb unsuspend" in (await tab.key("suspend", card=shown))["message"]
    assert (await tab.key("undo"))["card"]["id"] == shown


async def test_a_card_is_reworded_in_place_and_its_note_stays(
    tab: ReviewTab, vault: Path, store: Store
) -> None:
    before = (vault / "Deck.md").read_text()
    card = tab.card["id"]
    turn = await tab.key("reword", card=card, front="Say **A**", back=" It is A \n")
    assert turn["card"]["front"] == "<p>Say <strong>A</strong></p>\n"
    assert turn["card"]["wording"] == ["Say **A**", "It is A"]
    assert (vault / "Deck.md").read_text() == before
    refused = await tab.post("reword", id="x", card=card, front=" ", back="y")
    assert refused.status == 400
    assert "prompt and an answer" in refused.json["error"]["message"]
    assert (await tab.key("undo"))["card"]["wording"][0] == "Say alpha"
    assert (await tab.key("redo"))["card"]["wording"][0] == "Say **A**"
    assert (await tab.rate())["answered"] == 1


async def test_a_card_whose_answer_has_changed_can_be_reset(
    client: Client, three: Path, store: Store, write: Write, watch: Watch
) -> None:
    await answered(store, -20)
    text = (three / "Deck.md").read_text().replace("It is alpha indeed", "No, a wholly other word")
    write("Deck.md", text, when=at(0).now)
    tab = await ReviewTab(client=client).start()
    assert "Notes changed: 0 cards added, 0 retired, 1 changed." in tab.message
    while not tab.card["changed"]:
        await tab.rate()
    card = tab.card["id"]
    turn = await tab.key("reset", card=card)
    assert turn["message"] == "The card is new again."
    assert (turn["card"]["id"], turn["card"]["state"]) == (card, "new")


async def test_only_a_changed_card_is_reset(tab: ReviewTab, store: Store) -> None:
    await tab.key("reset", card=tab.card["id"])
    assert await logged(store) == []


async def test_a_typed_answer_is_compared(tab: ReviewTab) -> None:
    told = (await tab.post("reveal", card=tab.card["id"], typed="it is alfa <b>indeed")).json
    assert "<del>" in told["typed"]
    assert "&lt;" in told["typed"]
    right = (await tab.post("reveal", card=tab.card["id"], typed="It is alpha indeed")).json
    assert "✓" in right["typed"]
    assert "<del>" not in right["typed"]


async def test_revealing_a_card_that_is_no_longer_shown_shows_the_one_that_is(
    tab: ReviewTab, store: Store
) -> None:
    await answer_in_terminal(store)
    told = (await tab.post("reveal", card=tab.card["id"])).json
    assert told["card"]["front"] == "<p>Say beta</p>\n"


async def test_why_and_related(tab: ReviewTab) -> None:
    hidden = (await tab.post("why", revealed=False)).json["html"]
    shown = (await tab.post("why", revealed=True)).json["html"]
    assert "It is new" in hidden
    assert "Deck.md" not in hidden
    assert "Deck.md" in shown
    assert "Not answered yet." in shown
    assert "No related notes yet." in (await tab.post("related")).json["html"]


async def test_the_end_tells_what_was_done_and_can_be_gone_on_from(tab: ReviewTab) -> None:
    await tab.rate()
    told = (await tab.post("end")).json
    assert told["card"] is None
    assert "1 card in under a minute." in told["end"]
    assert "Go on" in told["end"]
    assert (await tab.key("show"))["card"]["front"] == "<p>Say beta</p>\n"


async def test_a_card_in_steps_comes_once_it_is_due(
    client: Client, three: Path, site: Site, watch: Watch
) -> None:
    schedule = ScheduleSettings(learn_ahead_minutes=0, new_per_day=1)
    tab = await ReviewTab(client=started(client, site, schedule=schedule)).start()
    card = tab.card["id"]
    turn = await tab.rate(3)
    assert (turn["card"], turn["wait"]) == (None, 600)
    assert turn["message"] == "The next card will appear at 10:10."
    assert "1 card in under a minute." in turn["end"]
    watch.turn(601)
    assert (await tab.key("show"))["card"]["id"] == card


async def test_a_leech_comes_with_its_notice(
    client: Client, three: Path, store: Store, site: Site
) -> None:
    await answered(store, -40)
    schedule = ScheduleSettings(leech_threshold=1)
    tab = await ReviewTab(client=started(client, site, schedule=schedule)).start()
    card = tab.card["id"]
    turn = await tab.rate(1)
    assert turn["leech"]["card"] == card
    assert "You have forgotten this card 1 times" in turn["leech"]["html"]
    assert "::It is" in turn["leech"]["html"]
    reworded = await tab.key("reword", card=card, front="Better", back="So")
    assert reworded["card"] is None or reworded["card"]["id"] != card or reworded["message"]
    assert (await tab.key("suspend", card=card))["message"].startswith("Suspended")


async def test_with_nothing_due_it_says_when_the_next_card_comes(
    client: Client, three: Path, store: Store
) -> None:
    await answered(store, 0)
    tab = await ReviewTab(client=client).start()
    assert "Nothing is due now. The next card is due on" in tab.told["end"]


async def test_practice_is_told_of_and_moves_no_schedule(
    client: Client, three: Path, store: Store
) -> None:
    await answered(store, -1)
    before = len(await logged(store))
    tab = await ReviewTab(client=client, asked={"cram": "1", "order": "random"}).start()
    assert (tab.told["counts"], tab.told["time"]) == (False, "")
    given = tab.given()
    await tab.rate()
    assert len(await logged(store)) == before
    counting = await ReviewTab(client=client, asked={"cram": "1", "count": "1"}).start()
    assert counting.told["counts"] is True
    dropped = await counting.post("answer", **{**given, "id": "practised"})
    assert dropped.json == {"gone": True}
    assert len(await logged(store)) == before


async def test_an_address_asks_for_what_the_command_can(
    client: Client, write: Write, imported: Import, vault: Path
) -> None:
    write("a.md", "#flashcards #x\n\nOne::1 it is\nTwo::2 it is\n")
    write("sub/b.md", "#flashcards\n\nThree::3 it is\n")
    await imported(vault)

    async def left(**asked: str) -> int:
        told = (await ReviewTab(client=client, asked=asked).start()).told
        return sum(told["left"].values())

    assert await left() == 3
    assert await left(tag="x") == 2
    assert await left(folder="sub") == 1
    assert await left(note="b") == 1
    assert await left(query="tag:x") == 2
    assert await left(limit="1", order="due") == 1
    assert await left(new="0", ahead="3") == 0
    assert await left(minutes="0.1") == 3


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("limit=x", "“limit” is a number from 1 to 999999, not “x”"),
        ("limit=0", "“limit” is a number from 1"),
        ("new=99999999999999999999", "“new” is a number from 0 to 9999"),
        ("minutes=-1", "“minutes” is a number up to 1440"),
        ("minutes=nan", "“minutes” is a number up to 1440"),
        ("order=best", "The order is one of"),
        ("count=1", "Only answers of --cram"),
        ("cram=1&new=3", "--cram asks all cards"),
    ],
)
async def test_an_address_that_asks_for_what_cannot_be_is_told(
    client: Client, asked: str, message: str
) -> None:
    shown = await client.get(f"/review?{asked}")
    assert shown.status == 400
    assert message in shown.text
    fields = dict(pair.split("=") for pair in asked.split("&"))
    assert (await client.post("/review/start", fields)).status == 400


async def test_a_review_of_yesterday_begins_anew(tab: ReviewTab, watch: Watch) -> None:
    watch.turn(86_400)
    assert (await tab.post("show")).json == {"gone": True}


async def test_it_synchronises_when_it_starts_and_ends(
    client: Client, three: Path, site: Site, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    tab = await ReviewTab(client=started(client, site, sync=SyncSettings(folder=shared))).start()
    await gather(*site.tasks)
    await tab.rate()
    await tab.post("end")
    await gather(*site.tasks)
    assert '"answer",1772442000000' in "".join(
        file.read_text() for file in shared.rglob("*") if file.is_file()
    )


async def test_what_synchronising_says_is_told_with_the_next_turn(
    client: Client, three: Path, site: Site, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    async with open_store(tmp_path / "phone.db") as phone:
        target = Target(path=three, extensions=())
        await import_notes(phone, [target], settings=Settings(), now=at(-2).now)
        await answered(phone, -1)
        await synchronise(phone, shared, at(-1).now)
    tab = await ReviewTab(client=started(client, site, sync=SyncSettings(folder=shared))).start()
    assert tab.message == ""  # the first card waits for nothing
    await gather(*site.tasks)
    assert (await tab.key("show"))["message"].startswith("Received 6 entries")


async def test_a_folder_that_is_away_delays_nothing_and_is_not_told_of(
    client: Client, three: Path, site: Site, tmp_path: Path
) -> None:
    sync = SyncSettings(folder=tmp_path / "away")
    tab = await ReviewTab(client=started(client, site, sync=sync)).start()
    await gather(*site.tasks)
    assert (await tab.key("show"))["message"] == ""


async def test_tabs_that_nobody_uses_are_forgotten(client: Client, three: Path) -> None:
    first = await ReviewTab(client=client).start()
    for _ in range(32):
        await ReviewTab(client=client).start()
    assert (await first.post("show")).json == {"gone": True}


async def test_answers_that_a_browser_keeps_are_named_after_their_store(
    client: Client, site: Site, store: Store
) -> None:
    elsewhere: Any = SimpleNamespace(path=store.path.with_name("other.db"))
    page = (await client.get("/review")).text
    (name,) = re.findall(r'data-store="([0-9a-f]{16})"', page)
    other = application(replace(site, store=elsewhere), hosts=HOSTS)
    beside = Client(app=other, cookies=client.cookies)
    assert f'data-store="{name}"' in (await client.get("/review")).text
    assert f'data-store="{name}"' not in (await beside.get("/review")).text


async def test_half_a_character_is_refused_as_no_text(client: Client) -> None:
    answer = await client.post("/review/start", {"query": "\ud800"})
    assert answer.status == 400
    assert answer.json["error"]["message"] == "the body is no JSON."
