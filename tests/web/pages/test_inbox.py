"""The page Inbox: each key does what it does in the terminal, and once."""

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from kb.app.cards.proposing import ProposedText, propose_cards
from kb.cards.card import Status
from kb.store.cards.cards import CardFilter, stored_cards
from kb.store.file.store import Store
from tests.app.conftest import Import, Write
from tests.app.days import Watch, at
from tests.web.client import Answer, Client

_NUMBERS = count(1)
_NOTE = """# {0}

Definition: {0} is a vessel of fired clay that keeps water cool.

- `{0}.open()`: lifts its lid.
"""


@dataclass(slots=True, kw_only=True)
class InboxTab:
    """An inbox; what the server told last is kept."""

    client: Client
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def card(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.told["card"]
        return shown

    async def start(self, **asked: str) -> "InboxTab":
        self.told = (await self.client.post("/inbox/start", asked)).json
        return self

    async def post(self, what: str, **body: Any) -> Answer:
        named = {"id": f"key-{next(_NUMBERS)}", "inbox": self.told["inbox"]}
        shown = self.told["card"]
        sent = {**named, "card": shown and shown["id"], "alike": False, "here": False, **body}
        return await self.client.post(f"/inbox/{what}", sent)

    async def key(self, what: str, **body: Any) -> dict[str, Any]:
        self.told = (await self.post(what, **body)).json
        return self.told


async def with_status(store: Store, status: Status) -> int:
    """Returns how many cards have a status."""
    async with store.reading() as transaction:
        return len(await stored_cards(transaction, CardFilter(statuses=[status])))


def texts(vault: Path) -> list[str]:
    return [file.read_text() for file in sorted(vault.iterdir())]


@pytest.fixture
async def tab(client: Client, write: Write, imported: Import, vault: Path) -> InboxTab:
    """Returns an inbox with the proposals of two notes."""
    for name in ("Olla", "Qulla"):
        write(f"{name}.md", _NOTE.format(name))
    await imported(vault)
    return await InboxTab(client=client).start()


async def test_the_page_brings_its_script_and_every_key(client: Client) -> None:
    shown = (await client.get("/inbox")).text
    assert 'type="module" src="/static/' in shown
    assert all(f"<kbd>{key}</kbd>" in shown for key in "aresnpuARw?")


async def test_a_proposal_comes_with_its_lines_in_the_note(tab: InboxTab) -> None:
    assert tab.told["message"] == f"{tab.card['count']} proposed cards in the inbox."
    assert tab.card["number"] == 1
    assert '<span class="own">' in tab.told["html"]
    assert tab.card["place"].split(":")[0] in {"Olla.md", "Qulla.md"}


@pytest.mark.parametrize(
    ("what", "status", "message"),
    [
        ("accept", Status.ACTIVE, "Accepted."),
        ("reject", Status.REJECTED, "Rejected for good."),
        ("snooze", Status.SNOOZED, "Snoozed for 7 days."),
    ],
)
async def test_a_verdict_is_saved_once_and_can_be_undone(
    tab: InboxTab, store: Store, what: str, status: Status, message: str
) -> None:
    first, before = tab.card["id"], await with_status(store, status)
    turn = await tab.key(what, id="once")
    assert turn["message"].startswith(message)
    assert turn["card"]["id"] != first
    again = await tab.key(what, id="once", card=first)
    assert again["card"] == turn["card"]
    assert await with_status(store, status) == before + 1
    undone = await tab.key("undo")
    assert (undone["message"], undone["card"]["id"]) == ("Undone.", first)
    assert await with_status(store, status) == before


async def test_a_verdict_on_a_card_that_is_no_longer_shown_does_nothing(
    tab: InboxTab, store: Store
) -> None:
    first = tab.card["id"]
    await tab.key("accept")
    turn = await tab.key("reject", card=first)
    assert turn["message"] == "Another card has come in its place."
    assert await with_status(store, Status.REJECTED) == 0


async def test_all_alike_are_decided_at_once_or_those_of_one_note(
    tab: InboxTab, store: Store
) -> None:
    alike, here = tab.card["alike"], tab.card["here"]
    before = await with_status(store, Status.ACTIVE)
    assert 0 < here < alike
    turn = await tab.key("reject", alike=True, here=True)
    assert f"Rejected {here} card" in turn["message"]
    await tab.key("undo")
    turn = await tab.key("accept", alike=True)
    assert turn["message"] == f"Accepted {alike} cards. Undo brings them back."
    assert await with_status(store, Status.ACTIVE) == before + alike


async def test_a_proposal_is_edited_and_its_note_stays(tab: InboxTab, vault: Path) -> None:
    before = texts(vault)
    turn = await tab.key("reword", front="What **cools**?", back="Clay")
    assert turn["card"]["front"] == "<p>What <strong>cools</strong>?</p>\n"
    assert turn["card"]["reworded"] is True
    assert texts(vault) == before
    refused = await tab.post("reword", front="", back="x")
    assert refused.status == 400
    assert (await tab.key("undo"))["card"]["reworded"] is False


async def test_skipping_going_back_and_sorting(tab: InboxTab) -> None:
    first = tab.card["id"]
    assert (await tab.key("skip"))["message"] == "Skipped; it stays in the inbox."
    assert (await tab.key("back"))["card"]["id"] == first
    assert (await tab.key("back"))["message"] == "This is the first card."
    assert (await tab.key("sort"))["message"] == "Sorted by note."
    assert tab.card["place"].startswith("Olla.md")
    assert (await tab.key("undo"))["message"] == "Undone."
    assert (await tab.key("undo"))["message"] == "There is nothing to undo."


async def test_the_end_counts_the_verdicts_and_leads_back(tab: InboxTab) -> None:
    while tab.told["card"]:
        last = tab.card["id"]
        await tab.key("accept")
    assert "Decided on" in tab.told["html"]
    back = await tab.key("back")
    assert (back["card"]["id"], back["card"]["verdict"]) == (last, "accepted")


async def test_only_those_that_the_address_asks_for(tab: InboxTab, client: Client) -> None:
    only = await InboxTab(client=client).start(note="Olla")
    assert 0 < only.card["count"] < tab.card["count"]
    assert (await client.post("/inbox/start", {"note": "Nowhere"})).status == 404


async def test_an_empty_inbox_says_what_fills_it(client: Client, three: Path) -> None:
    tab = await InboxTab(client=client).start()
    assert tab.told["card"] is None
    assert "The inbox is empty" in tab.told["html"]
    assert (await tab.key("undo"))["message"] == "There is nothing to undo."


async def test_an_inbox_of_yesterday_or_of_an_earlier_server_is_opened_anew(
    tab: InboxTab, watch: Watch
) -> None:
    assert (await tab.post("accept", inbox="another")).json == {"gone": True}
    watch.now = at(1).now
    assert (await tab.post("accept")).json == {"gone": True}


@pytest.mark.parametrize(
    "wrong", [{"card": "1"}, {"id": None}, {"inbox": 3}, {"alike": "yes"}, {"here": None}]
)
async def test_what_is_no_verdict_is_refused(
    tab: InboxTab, store: Store, wrong: dict[str, Any]
) -> None:
    before = await with_status(store, Status.ACTIVE)
    refused = await tab.post("accept", **{"alike": True, **wrong})
    assert (refused.status, refused.json["error"]["code"]) == (400, "usage")
    assert await with_status(store, Status.ACTIVE) == before


async def test_an_assistants_proposal_says_so_and_whether_its_line_is_gone(
    tab: InboxTab, store: Store, vault: Path
) -> None:
    idea = ProposedText(line=5, front="What does `open` do to an olla?", back="Lifts its lid")
    await propose_cards(store, "Olla", [idea], at(0).now)
    await tab.start()
    assert "proposed by an assistant" in tab.told["html"]
    assert 'class="own"' in tab.told["html"]
    note = vault / "Olla.md"
    note.write_text(note.read_text().replace("lifts its lid", "lifts it"))
    await tab.start()
    assert tab.told["message"].endswith("is no longer in the note.")
    assert 'class="own"' not in tab.told["html"]
    await tab.key("accept")
    assert await with_status(store, Status.ACTIVE) > 0
    async with store.reading() as transaction:
        (card,) = await stored_cards(transaction, CardFilter(generator="assistant"))
    assert card.status is Status.ACTIVE
