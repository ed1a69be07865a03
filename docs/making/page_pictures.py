"""Draws the pictures of the page with the real program in a real Chromium.

``python -m docs.making.page_pictures [FOLDER]`` draws them into docs/pictures, or elsewhere.
"""

import base64
import sys
import tempfile
from pathlib import Path
from typing import Final

from docs.making.pictures import PLACE
from tests.web.browser import Tab, chromium
from tests.web.serving import serving_days

_DRAWN: Final = "document.querySelector('canvas').map?.busy() === false"


def main() -> None:
    """Draw what README and docs/page.md show."""
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else PLACE
    with (
        tempfile.TemporaryDirectory() as folder,
        serving_days(Path(folder)) as served,
        chromium() as browser,
    ):
        tab = browser.new_tab()
        tab.show_as(900, 640)
        tab.open(served.address)
        _draw(tab, place / "page-today.png")
        tab.open(f"{served.host}/graph")
        tab.wait(_DRAWN)
        _draw(tab, place / "page-graph.png")
        tab.show_as(360, 640, touch=True)
        _review(tab, served.host)
        _draw(tab, place / "page-review.png")


def _review(tab: Tab, host: str) -> None:
    """Show a card's answer, as on a phone."""
    tab.open(f"{host}/review?ahead=9")
    tab.wait("document.body.innerText.includes('Show the answer')")
    tab.press(" ")
    tab.wait("/Good\\s+\\d/.test(document.body.innerText)")


def _draw(tab: Tab, file: Path) -> None:
    """Write what the screen shows, and not the rest of the page."""
    file.write_bytes(base64.b64decode(tab.ask("Page.captureScreenshot")["data"]))


if __name__ == "__main__":
    main()
