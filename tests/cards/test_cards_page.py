"""Every example of docs/cards.md is executed."""

import re
from pathlib import Path

import pytest

from kb.cards.generators.proposal import Tier
from kb.cards.generators.registry import GENERATORS, NAMES
from kb.cards.rules import CardRules
from tests.cards.reading import drawn, sides

PAGE = Path(__file__).parents[2] / "docs" / "cards.md"
CODE = re.compile(r"(`+) ?(.+?) ?\1(?!`)")
OFF = tuple(generator.name for generator in GENERATORS if generator.tier is Tier.OFF)
Row = tuple[str, str, str, str]


def rows() -> list[Row]:
    found: list[Row] = []
    heading = ""
    for line in PAGE.read_text(encoding="utf-8").split("\n"):
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells[1:] == ["written", "cards"]:
            heading = cells[0]
        elif not cells:
            heading = ""
        elif heading and "`" in cells[1]:
            found.append((heading, *cells))  # type: ignore[arg-type]  # three cells
    return found


def shown(code: str) -> str:
    return code.replace("⏎", "\n").replace("\\|", "|")


@pytest.mark.parametrize(("heading", "what", "written", "expected"), rows())
def test_each_example_gives_the_cards_that_the_page_shows(
    heading: str, what: str, written: str, expected: str
) -> None:
    code = CODE.fullmatch(written)
    assert code is not None, written
    name = re.split(r"[:,]", what)[0]
    rules = CardRules(on=(name,)) if name in OFF else CardRules()
    cards = drawn(shown(code[2]), "Bolt.md", rules)
    if heading == "generator":
        assert name in NAMES
        cards = [card for card in cards if card.generator == name]
    texts = [] if expected == "nothing" else [shown(m[2]) for m in CODE.finditer(expected)]
    assert sides(cards) == list(zip(texts[::2], texts[1::2], strict=True))


def test_the_page_shows_every_generator() -> None:
    shown = {re.split(r"[:,]", what)[0] for heading, what, _, _ in rows() if heading == "generator"}
    assert shown == {generator.name for generator in GENERATORS}
