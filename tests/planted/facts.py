"""What a planted note says, before it is dressed: drawn by a seeded chance from small word lists.

The words belong to several subjects and four languages; concepts may bear nonsense names, so that
a reader that knows any of them by heart gains nothing.
"""

from dataclasses import dataclass
from random import Random

from tests.planted.lexicons import COMPUTING, LEXICONS, Lexicon

Group = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedItem:
    """A named entry with its description and, if it has one, an example in Python."""

    name: str
    description: str
    code: str | None = None
    is_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedSource:
    """Where the note comes from: a text with an address, a text alone, or another note."""

    text: str
    url: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything that a reader has to find in one note."""

    language: str
    title: str
    kind: str | None
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    definition: tuple[str, ...]
    """One or two sentences; the first has the title for its subject."""
    components_heading: str
    components: tuple[tuple[str, str], ...]
    """Headings, each with the first sentence below it."""
    items_heading: str
    items: tuple[PlantedItem, ...]
    advantages_heading: str
    advantages: tuple[PlantedItem, ...]
    disadvantages_heading: str
    disadvantages: tuple[PlantedItem, ...]
    connections: tuple[Group, ...]
    """Targets by relation."""
    plain: tuple[str, ...]
    """Targets that stand under the field's own label."""
    requires: tuple[str, ...]
    sources: tuple[PlantedSource, ...]
    reflection: str


_SYLLABLES = tuple("flor quas tel bian dro mek zun pha lir vost gru nim ash rek tol sib".split())
_CODE = (
    'import {m}\n\nresult = {m}.{f}("a")\nprint(result)\n# Output: a',
    "async def main():\n    result = await {m}.{f}(2)\n    print(result)\n\n{m}.run(main())",
    "with {m}.{f}(path) as handle:\n    print(handle.read())",
    "def worker(lock):\n    {m}.{f}(lock)\n    return True",
    "value = {m}.{f}()\nvalue.start()\nvalue.close()",
    "{m}.{f}(timeout=0.5)",
    (
        "async def main():\n    try:\n        await {m}.{f}(1)\n    except TimeoutError:\n"
        '        print("Too late!")'
    ),
    "from {m} import {f}\n\nfor x in {f}(3):\n    print(x)",
    (
        'async def produce(queue):\n    await queue.{f}("Item")\n\nasync def consume(queue):\n'
        '    item = await queue.{f}()\n    print(f"Consumed: {{item}}")'
    ),
    "@{m}.{f}\ndef total(values):\n    return sum(values)\n\nprint(total([1, 2, 3]))\n# Output: 6",
    'pairs = {{"a": 1, "b": [2, 3]}}\nprint({m}.{f}(pairs))  # Output: 3',
    "class Counter:\n    def __init__(self):\n        self.n = {m}.{f}()",
)
_CALLS = tuple(
    "open_channel drain acquire gather_all replay rotate flush subscribe peek submit".split()
)
_DOES = (
    "Starts {purpose} and waits until it is done.",
    "Returns a handle that is used for {purpose}.",
    "Stops what was begun (used after {purpose}).",
    "Registers a callback for {purpose}, with a timeout in seconds.",
)


def nonsense(chance: Random) -> str:
    """Return a name that no one has heard of."""
    words = chance.choice((1, 1, 2))
    return " ".join(
        "".join(chance.sample(_SYLLABLES, chance.choice((2, 3)))).capitalize() for _ in range(words)
    )


class _Pen:
    """Writes sentences from one lexicon."""

    def __init__(self, lexicon: Lexicon, title: str, other: str, chance: Random) -> None:
        self._lexicon = lexicon
        self._names = {"T": title, "other": other}
        self._chance = chance

    def write(self, templates: tuple[str, ...], **names: str) -> str:
        """Return one of the templates, filled."""
        first, second = self._chance.sample(self._lexicon.purposes, 2)
        names = {
            **self._names,
            "purpose": first,
            "purpose2": second,
            "kind": self._chance.choice(self._lexicon.kinds_of_thing),
            **names,
        }
        text = self._chance.choice(templates).format(**names)
        return text[0].upper() + text[1:] if templates is not self._lexicon.defines else text


def drawn_facts(chance: Random, lexicon: Lexicon | None = None) -> Facts:
    """Return the facts of one note."""
    lexicon = lexicon or chance.choice(LEXICONS)
    names = list(lexicon.concepts)
    if chance.random() < 0.3:
        names = list(dict.fromkeys(nonsense(chance) for _ in range(8)))
    chance.shuffle(names)
    names = list(dict.fromkeys(names + [nonsense(chance) for _ in range(40)]))
    title, other, *others = names
    pen = _Pen(lexicon, title, other, chance)
    targets = iter(others)
    core, calls, good, bad = (heading.format(T=title) for heading in lexicon.headings)
    connections = tuple(
        (relation, tuple(next(targets) for _ in range(chance.randint(1, 4))))
        for relation in chance.sample(lexicon.relations, chance.randint(1, 3))
    )
    advantages = _qualities(lexicon.qualities, 3, lexicon, pen, chance)
    tools = [name for _, names in connections for name in names if name.isalpha()]
    if lexicon is COMPUTING and len(tools) > 1:
        first, second = (tool.lower() for tool in tools[:2])
        text = f"Works with `{first}` (a client of its own) and `{second}` support is planned."
        advantages = (PlantedItem(name="Ecosystem", description=text), *advantages)
    return Facts(
        language=lexicon.language,
        title=title,
        kind=chance.choice((None, "atom", "atom", "concept")),
        tags=tuple(chance.sample(lexicon.tags, chance.randint(2, 4))),
        aliases=tuple(dict.fromkeys(next(targets) for _ in range(chance.randint(0, 2)))),
        definition=_definition(lexicon, pen, chance),
        components_heading=core,
        components=tuple(
            (part, pen.write(lexicon.says, part=part))
            for part in chance.sample(lexicon.parts, chance.randint(2, 4))
        ),
        items_heading=calls,
        items=_items(lexicon, pen, chance),
        advantages_heading=good,
        advantages=advantages,
        disadvantages_heading=bad,
        disadvantages=_qualities(lexicon.faults, 2, lexicon, pen, chance),
        connections=connections,
        plain=tuple(next(targets) for _ in range(chance.randint(1, 3))),
        requires=tuple(next(targets) for _ in range(chance.randint(0, 2))),
        sources=_sources(lexicon, title, next(targets), chance),
        reflection=pen.write(lexicon.reflects),
    )


def _definition(lexicon: Lexicon, pen: _Pen, chance: Random) -> tuple[str, ...]:
    """Return one or two sentences that say what the note is about."""
    first = pen.write(lexicon.defines)
    return (first, pen.write(lexicon.adds)) if chance.random() < 0.6 else (first,)


def _qualities(
    names: tuple[str, ...], count: int, lexicon: Lexicon, pen: _Pen, chance: Random
) -> tuple[PlantedItem, ...]:
    """Return advantages or disadvantages."""
    return tuple(
        PlantedItem(name=name, description=pen.write(lexicon.because))
        for name in chance.sample(names, count)
    )


def _items(lexicon: Lexicon, pen: _Pen, chance: Random) -> tuple[PlantedItem, ...]:
    """Return calls with their code, in computing; terms with their meaning, elsewhere."""
    if lexicon is not COMPUTING:
        return tuple(
            PlantedItem(name=part, description=pen.write(lexicon.because))
            for part in chance.sample(lexicon.parts, 3)
        )
    module = "".join(chance.sample(_SYLLABLES, 2))
    found = []
    for call in chance.sample(_CALLS, chance.randint(2, 5)):
        code = chance.choice(_CODE).format(m=module, f=call) if chance.random() < 0.7 else None
        name = f"{module}.{call}" + chance.choice(("()", "()", "(n)", ""))
        description = pen.write(_DOES)
        found.append(PlantedItem(name=name, description=description, code=code, is_code=True))
    return tuple(found)


def _sources(
    lexicon: Lexicon, title: str, target: str, chance: Random
) -> tuple[PlantedSource, ...]:
    """Return one to three sources."""
    books = [book.format(T=title) for book in chance.sample(lexicon.books, 2)]
    slug = "".join(chance.sample(_SYLLABLES, 3))
    found = [
        PlantedSource(text=books[0], url=f"https://{slug}.example.org/a/{slug}.html#part-2"),
        PlantedSource(text=books[1]),
        PlantedSource(text=target, link=target),
    ]
    return tuple(found[: chance.randint(1, 3)])
