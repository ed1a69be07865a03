"""All generators, best first: where a note has too many cards, the last generators' go."""

from functools import lru_cache
from typing import Final

from kb.cards.generators.components import component
from kb.cards.generators.definition import concept, definition
from kb.cards.generators.facts import use, version
from kb.cards.generators.items import item, reverse
from kb.cards.generators.lists import listing
from kb.cards.generators.off_by_default import cloze, contrast, overlapping
from kb.cards.generators.outputs import output
from kb.cards.generators.proposal import Generator, Tier
from kb.cards.generators.pros_cons import advantage
from kb.cards.generators.questions import question
from kb.cards.generators.statements import formula, statement
from kb.cards.generators.tables import table
from kb.cards.generators.terms import term

GENERATORS: Final = (
    Generator(name="definition", tier=Tier.ON, draw=definition),
    Generator(name="question", tier=Tier.ON, draw=question),
    Generator(name="statement", tier=Tier.ON, draw=statement),
    Generator(name="formula", tier=Tier.ON, draw=formula),
    Generator(name="term", tier=Tier.ON, draw=term),
    Generator(name="component", tier=Tier.ON, draw=component),
    Generator(name="item", tier=Tier.ON, draw=item),
    Generator(name="table", tier=Tier.ON, draw=table),
    Generator(name="version", tier=Tier.ON, draw=version),
    Generator(name="output", tier=Tier.ON, draw=output),
    Generator(name="concept", tier=Tier.ON, draw=concept),
    Generator(name="reverse", tier=Tier.ON, draw=reverse),
    Generator(name="advantage", tier=Tier.ON, draw=advantage),
    Generator(name="use", tier=Tier.ON, draw=use),
    Generator(name="list", tier=Tier.ON, draw=listing),
    Generator(name="contrast", tier=Tier.OFF, draw=contrast),
    Generator(name="cloze", tier=Tier.OFF, draw=cloze),
    Generator(name="overlapping", tier=Tier.OFF, draw=overlapping),
)
NAMES: Final = tuple(generator.name for generator in GENERATORS)


@lru_cache(maxsize=16)
def switched_on(on: tuple[str, ...], off: tuple[str, ...]) -> tuple[Generator, ...]:
    """Return the generators that draw cards, best first: those of the tier off only if named."""
    return tuple(
        generator
        for generator in GENERATORS
        if generator.name not in off and (generator.tier is not Tier.OFF or generator.name in on)
    )
