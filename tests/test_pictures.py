"""The pictures of the documentation are those that the program would show now."""

import html
import re
from pathlib import Path

from docs.making.pictures import PLACE, draw, draw_review


def words(picture: Path) -> list[str]:
    """Returns the words of a picture. Numbers change as the sample notes grow."""
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", picture.read_text(encoding="utf-8"))
    return re.findall(r"[^\W\d_]+", html.unescape(" ".join(texts)))


def test_the_pictures_are_those_of_the_program(tmp_path: Path) -> None:
    draw(tmp_path)
    drawn = {path.name: words(path) for path in sorted(tmp_path.iterdir())}
    shown = {path.name: words(path) for path in sorted(PLACE.glob("*.svg"))}
    assert drawn == shown, "“make docs” draws them anew"
    assert {"semaphore", "Again", "Good"} <= set(drawn["review.svg"])


async def test_a_review_is_drawn_alike_every_time(tmp_path: Path) -> None:
    first, second = [await draw_review(tmp_path / f"{number}.db") for number in range(2)]
    assert first == second


def test_every_picture_is_shown_and_every_shown_one_is_there() -> None:
    pages = [PLACE.parents[1] / "README.md", *PLACE.parent.glob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    named = {Path(name).name for name in re.findall(r"\(((?:docs/)?pictures/[^)]+)\)", text)}
    assert named == {path.name for path in PLACE.iterdir()}
