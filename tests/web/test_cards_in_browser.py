"""Reviewing and deciding in a real browser: by keyboard, by touch, and without the server."""

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from kb.app.importing.run import Target, import_notes
from kb.config.settings import Settings
from kb.schedule.log import Review
from kb.store.file.store import open_store
from kb.store.review.log import newest_first
from tests.app.days import START, at, deck
from tests.web.browser import Browser, Tab
from tests.web.serving import Served, address_of, serving

CARDS = 50
_KEYBOARD = "document.querySelector('#show').checkVisibility()"
_WAITS = "document.querySelector('[data-key=\"4\"] .wait').textContent"
_KEPT = "Object.keys(localStorage).filter(key => key.startsWith('kb-answer')).length"
_FORMULA = "#flashcards\n\nHalf of $x$::$\\frac{x}{2}$, or `x / 2`\n"
_PROPOSED = """# Olla

Definition: An olla is a vessel of fired clay that keeps water cool.

- `olla.open()`: lifts its lid.
- `olla.close()`: puts it back.
- `olla.fill()`: pours water into it.
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def fill(place: Path) -> None:
    """Imports two decks of a day each, some other cards, and a note with proposals."""
    folder = place / "notes"
    folder.mkdir()
    for name in ("keyboard", "touch", "away", "kept", "other"):
        count = CARDS if name in {"keyboard", "touch"} else 8
        text = deck(*(f"{name} {number}" for number in range(count)))
        (folder / f"{name}.md").write_text(text)
    (folder / "formula.md").write_text(_FORMULA)
    (folder / "olla.md").write_text(_PROPOSED)
    async with open_store(place / "kb.db") as store:
        target = Target(path=folder, extensions=())
        await import_notes(store, [target], settings=Settings(), now=at(-1).now)


def answers(place: Path) -> list[Review]:
    """Returns the answers in the log, the latest first."""

    async def read() -> list[Review]:
        async with open_store(place / "kb.db") as store, store.reading() as transaction:
            return [e async for e in newest_first(transaction) if isinstance(e, Review)]

    return asyncio.run(read())


class Restarted:
    """A server on one port, which a test may end and start anew."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._port = str(free_port())
        self._running = ExitStack()
        self.served = self.start()

    def start(self) -> Served:
        process = self._running.enter_context(
            serving(
                self.place / "kb.db",
                *("--port", self._port),
                environ={"KB_NOW": START.isoformat()},
            )
        )
        self.served = Served(process=process, address=address_of(process))
        return self.served

    def stop(self) -> None:
        self._running.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Restarted]:
    place = tmp_path_factory.mktemp("served")
    asyncio.run(fill(place))
    running = Restarted(place)
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def known(browser: Browser, server: Restarted) -> Tab:
    """Returns a tab whose browser was let in."""
    tab = browser.new_tab()
    tab.open(server.served.address)
    return tab


@pytest.fixture
def tab(known: Tab) -> Tab:
    """Returns the tab, as wide as a screen, with nothing on its console."""
    known.show_as(1280, 800)
    known.console.clear()
    return known


def review(tab: Tab, server: Restarted, asked: str) -> None:
    tab.open(f"{server.served.host}/review?{asked}")
    tab.wait(_KEYBOARD)


def front(tab: Tab) -> str:
    return tab.text("#front")


def test_a_day_by_keyboard(tab: Tab, server: Restarted) -> None:
    before = len(answers(server.place))
    review(tab, server, f"note=keyboard&new={CARDS}")
    for _ in range(CARDS):
        shown = front(tab)
        tab.press(" ")
        tab.wait(_WAITS)
        tab.press("4")
        tab.wait(f"document.querySelector('#front').innerText !== {shown!r} || {_over()}")
    assert f"{CARDS} cards in" in tab.text("#end")
    assert tab.run("document.activeElement.tagName") == "H2"
    assert tab.violations() == []
    tab.check_silence(server.served.host)
    given = answers(server.place)[: len(answers(server.place)) - before]
    assert len({answer.card for answer in given}) == len(given) == CARDS


def _over() -> str:
    return "!document.querySelector('#end').hidden"


def test_a_day_by_touch(tab: Tab, server: Restarted) -> None:
    before = len(answers(server.place))
    tab.show_as(360, 740, touch=True)
    review(tab, server, f"note=touch&new={CARDS}")
    for number in range(CARDS):
        shown = front(tab)
        tab.tap("#show" if number < 5 else "#front")
        tab.wait(_WAITS)
        if number < 5:
            tab.browser.listen(0.26)  # a second tap at once is no rating
        tab.tap("[data-key='4']")
        tab.wait(f"document.querySelector('#front').innerText !== {shown!r} || {_over()}")
    assert f"{CARDS} cards in" in tab.text("#end")
    assert not tab.overflows()
    tab.check_silence(server.served.host)
    assert len(answers(server.place)) == before + CARDS


def test_no_accident_rates_a_card(tab: Tab, server: Restarted) -> None:
    before = len(answers(server.place))
    tab.show_as(360, 740, touch=True)
    review(tab, server, "note=other&new=8")
    shown = front(tab)
    tab.swipe("#card", right=150)
    tab.swipe("#card", down=-200)
    assert tab.run(_KEYBOARD)
    tab.tap("#show")
    tab.tap("[data-key='2']")
    tab.wait(_WAITS)
    tab.swipe("#card", right=-150)
    tab.browser.listen(0.1)
    assert front(tab) == shown
    assert len(answers(server.place)) == before


def test_all_keys_without_a_mouse(tab: Tab, server: Restarted) -> None:
    review(tab, server, "note=other&new=8")
    shown = front(tab)
    tab.press("3")
    assert "Show the answer first" in tab.text("#message")
    tab.press("t")
    tab.type("It is so")
    assert tab.violations() == []
    tab.press("Enter")
    tab.wait("!!document.querySelector('#typed del, #typed ins')")
    assert tab.violations() == []
    for key, told in (("i", "Why this card"), ("r", "Related"), ("?", "Keys")):
        tab.press(key)
        tab.wait(f"document.querySelector('dialog[open]')?.innerText.includes({told!r})")
        assert tab.violations() == []
        tab.press("Escape")
        tab.wait("!document.querySelector('dialog[open]')")
    tab.press("3")
    tab.wait(f"document.querySelector('#front').innerText !== {shown!r}")
    tab.press("u")
    tab.wait(f"document.querySelector('#front').innerText === {shown!r}")
    assert "Answer undone" in tab.text("#message")
    tab.press("e")
    tab.run("document.querySelector('#own-front').value = 'My **own** words'")
    assert tab.violations() == []
    tab.click("#reword button.primary")
    tab.wait("document.querySelector('#front').innerHTML.includes('<strong>own</strong>')")
    tab.press("b")
    tab.wait("document.querySelector('#message').innerText.includes('Buried')")
    tab.press("!")
    tab.wait("document.querySelector('#message').innerText.includes('Suspended')")
    tab.press("q")
    tab.wait(_over())
    tab.click("[data-key='go-on']")
    tab.wait(_KEYBOARD)
    tab.check_silence(server.served.host)


def test_formulas_and_code_are_shown(tab: Tab, server: Restarted) -> None:
    review(tab, server, "note=formula&new=1")
    assert tab.run("!!document.querySelector('#front math')")
    tab.press("Enter")
    assert tab.run(
        "!!document.querySelector('#back mfrac') && !!document.querySelector('#back code')"
    )
    assert tab.violations() == []
    tab.check_silence(server.served.host)


def test_the_inbox_by_keyboard_and_touch(tab: Tab, server: Restarted) -> None:
    tab.show_as(360, 740, touch=True)
    tab.open(f"{server.served.host}/inbox")
    tab.wait("document.querySelector('#verdicts').checkVisibility()")
    shown = front(tab)
    assert tab.violations() == []
    assert not tab.overflows()
    tab.tap("[data-key=a]")
    tab.wait(f"document.querySelector('#front').innerText !== {shown!r}")
    tab.press("u")
    tab.wait(f"document.querySelector('#front').innerText === {shown!r}")
    tab.press("e")
    tab.run("document.querySelector('#own-back').value = 'My own answer'")
    tab.click("#reword button.primary")
    tab.wait("document.querySelector('#back').innerText.includes('My own answer')")
    tab.press("R", shift=True)
    tab.wait("document.querySelector('#alike').open")
    assert tab.violations() == []
    tab.press("y")
    tab.wait("document.querySelector('#message').innerText.includes('Rejected')")
    tab.press("u")
    tab.wait("document.querySelector('#message').innerText.includes('Undone')")
    tab.check_silence(server.served.host)


def test_answers_wait_for_a_server_that_is_away(tab: Tab, server: Restarted) -> None:
    before = len(answers(server.place))
    review(tab, server, "note=away&new=8")
    tab.press(" ")
    tab.wait(_WAITS)
    tab.press("4")
    tab.wait("document.querySelector('#done').innerText.startsWith('1 done')")
    tab.wait(_KEYBOARD)
    tab.browser.listen(0.3)  # it learns which cards come next
    server.stop()
    shown = []
    for number in (1, 2):
        shown.append(front(tab))
        tab.press(" ")
        tab.press("4")
        kept = f"{number} answer"
        tab.wait(f"document.querySelector('#message').innerText.includes({kept!r})")
    assert "The server is away" in tab.text("#message")
    assert "kept in this browser" in tab.text("#message")
    assert front(tab) not in shown
    assert tab.violations() == []
    served = server.start()
    tab.run(f"fetch({served.address!r})")  # as if it were opened beside
    tab.wait("document.querySelector('#message').innerText.includes('has 2 answers that waited')")
    assert tab.run(_KEPT) == 0
    assert len(answers(server.place)) == before + 3, tab.text("#message")
    tab.console.clear()
    tab.press(" ")
    tab.wait(_WAITS)
    tab.press("4")
    tab.wait("document.querySelector('#message').innerText === ''")
    assert len(answers(server.place)) == before + 4
    tab.check_silence(served.host)


def test_answers_are_sent_also_from_another_page(tab: Tab, server: Restarted) -> None:
    before = len(answers(server.place))
    review(tab, server, "note=away&new=8")
    server.stop()
    tab.press(" ")
    tab.press("3")
    tab.wait("document.querySelector('#message').innerText.includes('1 answer is kept')")
    served = server.start()
    tab.open(served.address)
    told = "The server has 1 answer that waited in this browser."
    tab.wait(f"document.querySelector('#message')?.innerText === {told!r}")
    assert len(answers(server.place)) == before + 1


def keep_answers(tab: Tab, server: Restarted, count: int) -> None:
    """Answers cards while the server is away, and starts that again, on another page."""
    review(tab, server, "note=kept&new=8")
    tab.browser.listen(0.3)  # it learns which cards come next
    server.stop()
    for number in range(count):
        tab.press(" ")
        tab.press("4")
        tab.wait(f"{_KEPT} === {number + 1}")
        tab.wait(_KEYBOARD)
    tab.open(server.start().address.replace("/?", "/search?"))


@contextmanager
def fetching(tab: Tab, script: str) -> Iterator[None]:
    """Replaces what sends the requests of a page; `real` is the original."""
    source = f"{{ const real = window.fetch; window.fetch = {script}; }}"
    added = tab.ask("Page.addScriptToEvaluateOnNewDocument", source=source)
    try:
        yield
    finally:
        tab.ask("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])


def test_one_answer_that_fails_stops_no_other(tab: Tab, server: Restarted) -> None:
    before = len(answers(server.place))
    fails = """async (path, ...rest) => path === "/review/answer" && !window.failed++
        ? Response.json({error: {code: "fault", message: "It broke."}}, {status: 500})
        : real(path, ...rest); window.failed = 0"""
    with fetching(tab, fails):
        keep_answers(tab, server, 2)
        tab.wait("!!document.querySelector('#message')?.innerText")
    assert tab.text("#message") == (
        "The server has 1 answer that waited in this browser. "
        "An answer is still kept in this browser: It broke."
    )
    assert tab.run(_KEPT) == 1
    tab.open(f"{server.served.host}/")
    tab.wait("document.querySelector('#message')?.innerText.startsWith('The server has 1 answer')")
    assert tab.run(_KEPT) == 0
    assert len(answers(server.place)) == before + 2


def test_an_answer_that_is_refused_is_named_apart(tab: Tab, server: Restarted) -> None:
    tab.open(f"{server.served.host}/")
    store = tab.run("document.body.dataset.store")
    old = {"id": "old", "card": 1, "shown": "new", "rating": 3, "ms": 9, "at": 9, "counts": True}
    key = f"kb-answer {store} 00000000000009 old"
    tab.run(f"localStorage.setItem({json.dumps(key)}, {json.dumps(json.dumps(old))})")
    tab.open(f"{server.served.host}/stats")
    told = "An answer was not taken: the answer was given more than 36 hours ago"
    tab.wait(f"document.querySelector('#message')?.innerText.startsWith({told!r})")
    assert tab.run(_KEPT) == 0
    tab.console.clear()  # a refusal is an error for Chromium


def test_a_page_that_is_left_before_the_reply_says_nothing_of_it(
    tab: Tab, server: Restarted
) -> None:
    before = len(answers(server.place))
    loses = """async (path, ...rest) => {
        const reply = await real(path, ...rest);
        return path === "/review/answer" ? new Promise(() => {}) : reply;
    }"""
    with fetching(tab, loses):
        review(tab, server, "note=other&new=8")
        shown = front(tab)
        tab.press(" ")
        tab.wait(_WAITS)
        tab.press("4")
        tab.wait(f"{_KEPT} === 1")
        tab.browser.listen(0.3)
    review(tab, server, "note=other&new=8")
    tab.wait(f"{_KEPT} === 0")
    assert front(tab) != shown
    assert tab.text("#message") == ""
    assert len(answers(server.place)) == before + 1


def test_undo_in_a_tab_leaves_alone_what_another_tab_did(tab: Tab, server: Restarted) -> None:
    review(tab, server, "note=touch&cram=1&count=1&limit=5")
    for _ in range(2):
        shown = front(tab)
        tab.press(" ")
        tab.wait(_WAITS)
        tab.press("4")
        tab.wait(f"document.querySelector('#front').innerText !== {shown!r}")
    before = len(answers(server.place))
    tab.run("""(async () => {
        const {post, newName} = await import(document.querySelector('script[src]').src);
        const turn = await post('/review/start', {});
        await post('/review/undo', {review: turn.review, id: newName(), undoes: turn.undoes});
    })()""")
    tab.press("u")
    tab.wait("document.querySelector('#message').innerText.startsWith('Nothing was undone')")
    tab.press("u")
    tab.wait("document.querySelector('#message').innerText.startsWith('Answer undone')")
    assert len(answers(server.place)) == before  # nothing is deleted from the log
    tab.check_silence(server.served.host)
