"""All generators, best first: where a note has too many cards, those of the first ones stay."""

from functools import lru_cache
from typing import Final

from kb.cards.generators.components import component
from kb.cards.generators.definition import concept, definition
from kb.cards.generators.facts import use, version
from kb.cards.generators.items import item, reverse
from kb.cards.generators.judgments import advantage
from kb.cards.generators.lists import listing
from kb.cards.generators.optional import cloze, contrast, overlapping
from kb.cards.generators.outputs import output
from kb.cards.generators.proposal import Generator, Tier

GENERATORS: Final = (
    Generator(
        name="definition",
        tier=Tier.ACCEPTED,
        draw=definition,
        meaning="what the note's concept is",
    ),
    Generator(
        name="component",
        tier=Tier.ACCEPTED,
        draw=component,
        meaning="what the part is that a section is about",
    ),
    Generator(
        name="item",
        tier=Tier.ACCEPTED,
        draw=item,
        meaning="a named entry, such as a call, and what it does",
    ),
    Generator(
        name="version",
        tier=Tier.ACCEPTED,
        draw=version,
        meaning="the version that brought something",
    ),
    Generator(
        name="output",
        tier=Tier.ACCEPTED,
        draw=output,
        meaning="what a piece of Python prints",
    ),
    Generator(
        name="concept",
        tier=Tier.INBOX,
        draw=concept,
        meaning="the concept for its definition",
    ),
    Generator(
        name="reverse",
        tier=Tier.INBOX,
        draw=reverse,
        meaning="the other direction of an entry",
    ),
    Generator(
        name="advantage",
        tier=Tier.INBOX,
        draw=advantage,
        meaning="why something speaks for or against",
    ),
    Generator(name="use", tier=Tier.INBOX, draw=use, meaning="what something is used for"),
    Generator(
        name="list", tier=Tier.INBOX, draw=listing, meaning="a list of types, stages and such"
    ),
    Generator(
        name="contrast",
        tier=Tier.OFF,
        draw=contrast,
        meaning="how the concept differs from a linked one",
    ),
    Generator(
        name="cloze",
        tier=Tier.OFF,
        draw=cloze,
        meaning="a bold or code term hidden in its sentence",
    ),
    Generator(
        name="overlapping",
        tier=Tier.OFF,
        draw=overlapping,
        meaning="what comes next in a numbered list",
    ),
)
NAMES: Final = tuple(generator.name for generator in GENERATORS)


@lru_cache(maxsize=16)
def switched_on(on: tuple[str, ...], off: tuple[str, ...]) -> tuple[Generator, ...]:
    """Returns the generators that draw cards, best first.

    Args:
        on: Names of those that do so although they seldom do.
        off: Names of those that do not.
    """
    return tuple(
        generator
        for generator in GENERATORS
        if generator.name not in off and (generator.tier is not Tier.OFF or generator.name in on)
    )
