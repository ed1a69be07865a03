"""A year ahead in a real browser: what is there at once, and what comes late."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from tests.web.browser import Tab
from tests.web.serving import Served, serving_days

LATE = "document.querySelector('[data-load]')"
IS_THERE = "!!document.querySelector('main table')"
COUNTING = "Counting the reviews of a year"
WAITS = """
const ask = window.fetch;
window.fetch = async (...given) => {
  await new Promise((go) => { window.go = go; });
  return ask(...given);
};
"""
"""What a page asks for comes when the test lets it go."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workload")


@pytest.fixture(scope="module")
def served(place: Path) -> Iterator[Served]:
    with serving_days(place) as server:
        yield server


@pytest.fixture
def uncounted(known: Tab, place: Path) -> Tab:
    """Returns a tab of a server whose store has just been written to."""
    with closing(connect(place / "kb.db")) as store:
        store.execute("UPDATE folders SET root = root")
        store.commit()
    return known


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [(360, 740), (1200, 800)], ids=["narrow", "wide"])
def test_the_page_says_that_it_counts_until_the_figures_are_there(
    size: tuple[int, int], colours: str, uncounted: Tab, served: Served
) -> None:
    tab = uncounted
    tab.show_as(*size, dark=colours == "dark", touch=size[0] < 500)
    waiting = tab.ask("Page.addScriptToEvaluateOnNewDocument", source=WAITS)
    tab.open(f"{served.host}/workload")
    tab.ask("Page.removeScriptToEvaluateOnNewDocument", **waiting)
    assert tab.run(f"{LATE}.ariaBusy === 'true' && {LATE}.ariaLive === 'polite'")
    assert COUNTING in tab.text("main")
    assert "could not" not in tab.text("main")
    assert tab.violations() == []
    assert not tab.overflows()
    tab.run("window.go()")
    tab.wait(IS_THERE)
    tab.wait(f"!{LATE}.ariaBusy")
    assert COUNTING not in tab.text("main")
    assert tab.violations() == []
    assert not tab.overflows()
    tab.check_silence(served.host)


def test_once_counted_it_is_there_at_once(uncounted: Tab, served: Served) -> None:
    tab = uncounted
    tab.open(f"{served.host}/workload")
    tab.wait(IS_THERE)
    tab.open(f"{served.host}/workload")
    assert tab.run(f"{IS_THERE} && !{LATE}")


def test_without_a_script_it_comes_by_itself(uncounted: Tab, served: Served) -> None:
    tab = uncounted
    tab.ask("Emulation.setScriptExecutionDisabled", value=True)
    try:
        tab.ask("Page.navigate", url=f"{served.host}/workload")
        tab.wait(IS_THERE)
        assert tab.run("location.pathname") == "/workload/counted"
    finally:
        tab.ask("Emulation.setScriptExecutionDisabled", value=False)


def test_what_could_not_be_counted_is_told_and_can_be_tried_again(
    uncounted: Tab, served: Served
) -> None:
    tab = uncounted
    tab.ask("Network.setBlockedURLs", urls=["*/workload/counted?part"])
    tab.open(f"{served.host}/workload")
    tab.wait(f"!{LATE}.ariaBusy")
    assert tab.text("main").endswith("They could not be counted. Try again")
    assert COUNTING not in tab.text("main")
    tab.ask("Network.setBlockedURLs", urls=[])
    tab.console.clear()  # the browser tells of it, too
    tab.run("document.querySelector('.failed a').click()")
    tab.wait(IS_THERE)
    assert tab.run("location.pathname") == "/workload/counted"
    tab.check_silence(served.host)
