"""Search, Cards and notes in a real browser: by keyboard, by touch, and without a script."""

from tests.web.browser import Tab
from tests.web.serving import Served


def opened(tab: Tab, served: Served, path: str, *, touch: bool = False) -> None:
    tab.show_as(*((360, 740) if touch else (1280, 800)), touch=touch)
    tab.open(f"{served.host}{path}")


def test_results_come_while_one_types_and_keys_lead_to_them(known: Tab, served: Served) -> None:
    opened(known, served, "/search")
    known.run("document.activeElement.blur()")
    known.press("/")
    known.type("event loo")
    known.type("p")
    known.wait("document.querySelector('#results a.hit')?.textContent === 'Event Loop'")
    assert known.run("location.search") == "?q=event+loop"
    assert "note" in known.text("#count")
    known.press("ArrowDown")
    known.press("ArrowDown")
    known.press("ArrowUp")
    assert known.run("document.activeElement.textContent") == "Event Loop"
    known.press("Enter")
    known.wait("document.querySelector('article h1')?.textContent === 'Event Loop'")
    known.check_silence(served.host)


def test_a_search_works_without_a_script(known: Tab, served: Served) -> None:
    known.ask("Emulation.setScriptExecutionDisabled", value=True)
    try:
        known.ask("Page.navigate", url=f"{served.host}/search?q=event+loop")
        known.browser.listen(1)
    finally:
        known.ask("Emulation.setScriptExecutionDisabled", value=False)
    assert "Event Loop" in known.text("#results")


def test_a_note_shows_what_is_related_after_itself(known: Tab, served: Served) -> None:
    opened(known, served, "/note/1", touch=True)
    known.wait("!!document.querySelector('#related-concepts .score')")
    assert known.violations() == []
    assert not known.overflows()
    known.check_silence(served.host)


def test_cards_are_marked_changed_and_restored_by_keyboard(known: Tab, served: Served) -> None:
    opened(known, served, "/cards?q=is:active")
    known.press("j")
    known.press(" ")
    known.wait("document.querySelector('#message').textContent === '1 marked'")
    known.press("ArrowDown")
    known.press("v")
    known.wait("document.querySelector('#message').textContent === '3 marked'")
    known.press("!")
    known.wait("document.querySelector('#message').textContent === 'Suspended 3 cards.'")
    assert known.run("document.activeElement.matches('a.hit')")
    known.press("u")
    known.wait("document.querySelector('#message').textContent.startsWith('Undone: 3 cards')")
    known.press("U", shift=True)
    known.wait("document.querySelector('#message').textContent.startsWith('Redone: 3 cards')")
    known.press("u")
    known.wait("document.querySelector('#message').textContent.startsWith('Undone')")
    known.press("Escape")
    known.wait("document.querySelector('#message').textContent === 'Nothing is marked'")
    known.check_silence(served.host)


def test_many_cards_are_changed_by_touch_after_a_question(known: Tab, served: Served) -> None:
    opened(known, served, "/cards?q=is:inbox", touch=True)
    known.tap("[data-key=a]")
    known.wait("/\\d+ marked/.test(document.querySelector('#message').textContent)")
    known.tap("#act-menu")
    known.tap("[data-key=R]")
    known.wait("document.querySelector('#confirm').open")
    assert "Reject" in known.text("#confirm h2")
    assert known.violations() == []
    known.tap("#confirm button[value='']")
    known.wait("!document.querySelector('#confirm').open")
    assert "is:inbox" in known.run("document.querySelector('#q').value")
    known.ask("Network.clearBrowserCache")
    assert "suspended" not in known.text("#list")
    known.console.clear()  # a refusal is an error for Chromium


def test_a_card_is_reworded_in_its_place(known: Tab, served: Served) -> None:
    opened(known, served, "/cards?q=is:active")
    known.press("j")
    known.press("Enter")
    known.wait("!!document.querySelector('#card')")
    known.wait("!document.querySelector('#acts').hidden")
    known.press("e")
    known.wait("document.querySelector('#reword').open")
    known.run("document.querySelector('#own-back').value = 'My **own** words'")
    known.click("#reword button.primary")
    known.wait("document.querySelector('#message').textContent === 'Reworded 1 card.'")
    assert "My own words" in known.text("#card")
    known.press("u")
    known.wait("!document.querySelector('#card').innerText.includes('My own words')")
    known.press("Escape")
    known.wait("!!document.querySelector('#list')")
    known.check_silence(served.host)
