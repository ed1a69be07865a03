"""The map in a real browser: by keyboard, by mouse and by touch."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from kb.cli.main import main
from tests.web.browser import Tab, chromium
from tests.web.serving import NOTES, Served, address_of, serving

SMALL = (360, 740)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store = tmp_path_factory.mktemp("graph") / "kb.db"
    assert main(["import", "--quiet", "--db", str(store), str(NOTES)]) == 0
    with serving(store) as process:
        yield Served(process=process, address=address_of(process))


@pytest.fixture(scope="module")
def tab(served: Served) -> Iterator[Tab]:
    with chromium() as browser:
        opened = browser.new_tab()
        opened.open(served.address)
        yield opened


def show(tab: Tab, served: Served, path: str, **screen: Any) -> None:
    """Opens a page with a map, and waits until it is drawn."""
    tab.show_as(*screen.pop("size", (1280, 800)), **screen)
    tab.open(f"{served.host}{path}")
    tab.wait("document.querySelector('canvas').map && !document.querySelector('canvas').map.busy()")


def chosen(tab: Tab) -> str:
    return str(tab.run("document.querySelector('canvas').map.chosen()"))


def colours(tab: Tab) -> int:
    """Returns how many colours there are on the canvas, roughly."""
    return int(
        tab.run(
            "(() => { const c = document.querySelector('canvas'), d = c.getContext('2d')"
            ".getImageData(0, 0, c.width, c.height).data, seen = new Set();"
            "for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 200)"
            " seen.add((d[i] >> 5) * 64 + (d[i + 1] >> 5) * 8 + (d[i + 2] >> 5));"
            "return seen.size; })()"
        )
    )


def test_a_concept_is_found_and_opened_without_a_mouse(tab: Tab, served: Served) -> None:
    show(tab, served, "/graph?all")
    tab.run("document.querySelector('#find').focus()")
    tab.type("event l")
    assert "Event Loop" in tab.run(
        "[...document.querySelectorAll('#titles option')].map((each) => each.value)"
    )
    tab.type("oop")
    tab.press("Enter")
    assert chosen(tab) == "Event Loop"
    assert tab.run("document.activeElement === document.querySelector('canvas')")
    assert "Event Loop" in tab.text("#chosen")
    moved = {chosen(tab)}
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        tab.press(key)
        moved.add(chosen(tab))
    assert len(moved) > 2
    note = tab.run("document.querySelector('#chosen a').getAttribute('href')")
    tab.press("Enter")
    tab.wait(f"location.pathname === {json.dumps(note)} && document.readyState === 'complete'")
    tab.console.clear()


def test_keys_zoom_and_move_the_map(tab: Tab, served: Served) -> None:
    show(tab, served, "/graph?all")
    tab.run("document.querySelector('canvas').focus()")
    before = tab.run("({...document.querySelector('canvas').map.view})")
    tab.press("+")
    tab.press("ArrowLeft", shift=True)
    after = tab.run("({...document.querySelector('canvas').map.view})")
    assert after["k"] > before["k"]
    assert after["x"] < before["x"]
    tab.press("0")
    assert tab.run("document.querySelector('canvas').map.view.k") == pytest.approx(before["k"])


def test_a_click_opens_what_is_under_it(tab: Tab, served: Served) -> None:
    show(tab, served, "/graph?concept=Event Loop")
    x, y = tab.run(
        "(() => { const c = document.querySelector('canvas'), r = c.getBoundingClientRect(), "
        "[x, y] = c.map.places(0); return [r.left + x, r.top + y]; })()"
    )
    for what in ("mouseMoved", "mousePressed", "mouseReleased"):
        tab.ask("Input.dispatchMouseEvent", type=what, x=x, y=y, button="left", clickCount=1)
    tab.wait("location.pathname.startsWith('/note/')")
    tab.wait("document.readyState === 'complete'")
    tab.console.clear()


def test_a_tap_chooses_and_two_fingers_zoom(tab: Tab, served: Served) -> None:
    show(tab, served, "/graph?concept=Event Loop", size=SMALL, touch=True, dark=True)
    assert not tab.overflows()
    tab.run("document.querySelector('canvas').scrollIntoView({block: 'start'})")
    x, y = tab.run(
        "(() => { const c = document.querySelector('canvas'), r = c.getBoundingClientRect(), "
        "[x, y] = c.map.places(1); return [r.left + x, r.top + y]; })()"
    )
    tab.ask("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
    tab.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
    tab.wait("document.querySelector('canvas').map.chosen()")
    assert tab.run("location.pathname") == "/graph"
    assert "Around it" in tab.text("#chosen")
    zoomed = tab.run("document.querySelector('canvas').map.view.k")
    for what, apart in (("touchStart", 20), ("touchMove", 40), ("touchMove", 60)):
        points = [{"x": 170 - apart, "y": 200, "id": 0}, {"x": 170 + apart, "y": 200, "id": 1}]
        tab.ask("Input.dispatchTouchEvent", type=what, touchPoints=points)
    tab.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
    assert tab.run("document.querySelector('canvas').map.view.k") > 1.5 * zoomed


def test_colours_have_a_legend(tab: Tab, served: Served) -> None:
    show(tab, served, "/graph?all")
    assert colours(tab) > 5
    legends = []
    for kind in ("folder", "tag", "recall"):
        tab.run(
            f"(() => {{ const s = document.querySelector('#colours'); s.value = '{kind}'; "
            "s.dispatchEvent(new Event('change')); })()"
        )
        legends.append(tab.text("#legend"))
    assert "not reviewed" in legends[2]
    assert len(set(legends)) == 3
    tab.check_silence(served.host)


def test_a_path_is_lit_and_listed(tab: Tab, served: Served) -> None:
    show(tab, served, "/graph?from=Event Loop&to=Deadlock")
    assert tab.run("document.querySelectorAll('main ol li').length") >= 1
    assert tab.violations() == []
    tab.check_silence(served.host)


def test_what_is_told_of_the_layout_goes_when_the_map_is_there(tab: Tab, served: Served) -> None:
    show(tab, served, "/graph?all")
    tab.wait("!document.getElementById('laying')")
    assert "Loading" not in tab.text("#chosen")
