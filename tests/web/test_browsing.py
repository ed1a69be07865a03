"""Search, Cards and notes in a real browser: by keyboard, by touch, and without a script."""

import pytest

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
    known.tap("[data-key='*']")
    known.wait("/\\d+ marked/.test(document.querySelector('#message').textContent)")
    known.tap("#act-menu")
    known.tap("[data-key=r]")
    known.wait("document.querySelector('#confirm').open")
    assert "Reject" in known.text("#confirm h2")
    assert known.violations() == []
    known.tap("#confirm button[value='']")
    known.wait("!document.querySelector('#confirm').open")
    assert "is:inbox" in known.run("document.querySelector('#q').value")
    known.ask("Network.clearBrowserCache")
    assert "suspended" not in known.text("#list")
    known.console.clear()  # a refusal is an error for Chromium


def reword_first(known: Tab, served: Served) -> None:
    """Goes to the first active card, and opens what asks for another wording."""
    opened(known, served, "/cards?q=is:active")
    known.press("j")
    known.press("Enter")
    known.wait("!!document.querySelector('#card')")
    known.wait("!document.querySelector('#acts').hidden")
    known.press("e")
    known.wait("document.querySelector('#reword').open")


def test_a_card_is_reworded_in_its_place(known: Tab, served: Served) -> None:
    reword_first(known, served)
    known.run("document.querySelector('#own-back').value = 'My **own** words'")
    known.click("#reword button.primary")
    known.wait("document.querySelector('#message').textContent === 'Reworded 1 card.'")
    assert "My own words" in known.text("#card")
    known.press("u")
    known.wait("!document.querySelector('#card').innerText.includes('My own words')")
    known.press("Escape")
    known.wait("!!document.querySelector('#list')")
    known.check_silence(served.host)


def test_what_was_typed_is_not_lost_by_one_escape(known: Tab, served: Served) -> None:
    reword_first(known, served)
    known.press("Escape")
    known.wait("!document.querySelector('#reword').open")  # nothing was typed
    known.wait("document.activeElement === document.body")  # as with the next frame
    known.press("e")
    known.wait("document.querySelector('#reword').open")
    known.type("My words ")
    known.press("Escape")
    known.wait("document.querySelector('#own-kept').checkVisibility()")
    assert known.run("document.querySelector('#reword').open")
    assert "My words" in known.run("document.querySelector('#own-front').value")
    known.press("Escape")
    known.wait("!document.querySelector('#reword').open")


def test_the_keys_of_cards_are_those_of_the_terminal(known: Tab, served: Served) -> None:
    opened(known, served, "/cards?q=is:inbox")
    known.wait("!document.querySelector('#acts').hidden")
    known.press("*")
    known.wait("/[1-9]\\d* marked/.test(document.querySelector('#message').textContent)")
    known.press("Escape")
    known.wait("document.querySelector('#message').textContent === 'Nothing is marked'")
    known.press("j")
    known.press("a")
    known.wait("document.querySelector('#message').textContent.startsWith('Accepted 1 card')")
    known.press("u")
    known.wait("document.querySelector('#message').textContent.startsWith('Undone')")
    known.press("r")
    known.wait("document.querySelector('#message').textContent.startsWith('Rejected 1 card')")
    known.press("u")
    known.wait("document.querySelector('#message').textContent.startsWith('Undone')")


_OUT_OF_THEIR_BUTTONS = """
[...document.querySelectorAll(".thumb button")].filter((button) => {
  const words = document.createRange();
  words.selectNodeContents(button);
  const inner = words.getBoundingClientRect(), outer = button.getBoundingClientRect();
  return outer.width && (inner.left < outer.left || inner.right > outer.right);
}).map((button) => button.textContent)
"""


@pytest.mark.parametrize("path", ["/inbox", "/review?new=9&ahead=9"])
def test_on_a_narrow_page_no_word_leaves_its_button(known: Tab, served: Served, path: str) -> None:
    known.show_as(360, 740)
    known.open(f"{served.host}{path}")
    known.wait("!!document.querySelector('#front')?.innerText")
    known.press(" ")
    known.wait("document.querySelector('#back').checkVisibility()")
    assert known.run(_OUT_OF_THEIR_BUTTONS) == []
