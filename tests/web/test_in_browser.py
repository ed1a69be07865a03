"""Every page in a real browser: silent, alone with its own server, and open to everybody."""

import pytest

from tests.web.browser import Browser, Tab
from tests.web.serving import Served

PAGES = (
    "/",
    "/review",
    "/inbox",
    "/search",
    "/search?q=event+loop",
    "/cards",
    "/cards/1",
    "/graph",
    "/graph?all",
    "/stats",
    "/workload",
    "/workload/counted",
    "/note/1",
)
"""One address of each page."""


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [(360, 740), (1280, 800)], ids=["narrow", "wide"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_silent_alone_and_open_to_everybody(
    path: str, size: tuple[int, int], colours: str, known: Tab, served: Served
) -> None:
    known.show_as(*size, dark=colours == "dark", touch=size[0] < 500)
    known.open(f"{served.host}{path}")
    assert known.violations() == []
    assert not known.overflows()
    known.check_silence(served.host)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_at_twice_its_size(path: str, known: Tab, served: Served) -> None:
    known.show_as(1280, 800, zoom=2)
    known.open(f"{served.host}{path}")
    assert not known.overflows()


@pytest.mark.parametrize("path", PAGES)
def test_what_can_be_touched_is_large_enough_for_a_thumb_and_inside_its_frame(
    path: str, known: Tab, served: Served
) -> None:
    known.show_as(360, 740, touch=True)
    known.open(f"{served.host}{path}")
    small = known.run(
        "[...document.querySelectorAll('button, .button, nav.site a, summary')].filter(each => "
        "each.checkVisibility() && each.getBoundingClientRect().height < 44)"
        ".map(each => each.outerHTML)"
    )
    assert small == []
    outside = known.run(
        "[...document.querySelectorAll('main :is(button, .button)')].filter(each => "
        "each.checkVisibility() && each.getBoundingClientRect().right > "
        "each.closest('.panel, main').getBoundingClientRect().right)"
        ".map(each => each.outerHTML)"
    )
    assert outside == []


@pytest.mark.parametrize("size", [(360, 740), (1280, 800)], ids=["narrow", "wide"])
def test_a_short_card_needs_no_scrolling(size: tuple[int, int], known: Tab, served: Served) -> None:
    known.show_as(*size, touch=size[0] < 500)
    known.open(f"{served.host}/review")
    assert known.run("document.scrollingElement.scrollHeight - innerHeight") == 0


def test_the_first_tab_stop_skips_the_navigation(known: Tab, served: Served) -> None:
    known.show_as(1280, 800)
    known.open(f"{served.host}/")
    known.press("Tab")
    assert known.run("document.activeElement.textContent") == "Skip to the content"
    known.press("Enter")
    known.press("Tab")
    assert known.run("document.querySelector('main').contains(document.activeElement)")


def test_a_browser_that_was_not_let_in_is_told_what_to_do(browser: Browser, served: Served) -> None:
    tab = browser.new_tab()
    tab.open(f"{served.host}/")
    assert "Open the address that “kb serve” printed" in tab.text("main")
    assert tab.violations() == []


def test_what_chromium_keeps_of_the_policy(known: Tab, served: Served) -> None:
    """A style and a script that a note could bring do nothing, and the browser says so."""
    known.open(f"{served.host}/")
    known.run("""
        document.querySelector("main").insertAdjacentHTML("beforeend",
          '<p id="brought" style="color: red" onclick="window.ran = 1">x</p>');
        document.querySelector("#brought").click();
    """)
    assert known.run("window.ran === undefined")
    assert known.run("getComputedStyle(document.querySelector('#brought')).color") != (
        "rgb(255, 0, 0)"
    )
    assert any("Content Security Policy" in line for line in known.console)
    known.console.clear()
