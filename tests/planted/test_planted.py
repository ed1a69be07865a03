"""Planted facts come back from every dress, and decoys are left alone.

``python -m tests.planted.score`` prints what these tests only sum up.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest

from kb.notes.note import Note
from kb.notes.parse import parse_note
from tests.planted.compare import essence
from tests.planted.dresses import DRESSES, dressed
from tests.planted.facts import Facts, drawn_facts, nonsense
from tests.planted.flatten import flatten
from tests.planted.frame import Dressed
from tests.planted.score import NEEDED, Table, report, table
from tests.planted.writers import WRITERS

SEEDS = range(20)
FULL = tuple(dress for dress in WRITERS if dress != "configured")
"""Dresses that have room for every fact."""


@pytest.fixture(scope="module")
def planted() -> Table:
    return table(SEEDS, decoys=3)


def _told(result: Table) -> str:
    """Return the report, to be shown by a test that fails."""
    return "\n".join(report(result, examples=10))


def test_at_least_98_percent_of_planted_facts_come_back(planted: Table) -> None:
    """Of all facts in all dresses no more than one in fifty is lost."""
    assert planted.share() >= NEEDED.all_dresses, _told(planted)


@pytest.mark.parametrize("dress", DRESSES)
def test_at_least_95_percent_come_back_from_each_dress(planted: Table, dress: str) -> None:
    """No dress is neglected for the sake of the others."""
    assert planted.share(dress) >= NEEDED.each_dress, _told(planted)


def test_at_least_95_percent_come_back_of_each_field(planted: Table) -> None:
    """No field is neglected for the sake of the others."""
    fields = {name for _, name in planted.planted}
    poor = {name: share for name in fields if (share := planted.share(name=name)) < 0.95}
    assert not poor, _told(planted)


def test_at_most_one_decoy_in_200_is_taken_for_a_fact(planted: Table) -> None:
    """Contents lists, steps, code, comments and prose yield no tag, item, source or definition."""
    assert planted.share_taken() <= NEEDED.decoys, _told(planted)


def test_hardly_anything_is_found_that_was_not_planted(planted: Table) -> None:
    """For 200 facts that come back, at most one comes that nobody wrote."""
    wrong = sum(count for (style, _), count in planted.wrong.items() if style in DRESSES)
    facts = sum(count for (style, _), count in planted.planted.items() if style in DRESSES)
    assert wrong / facts <= 0.005, _told(planted)


def test_the_same_seed_plants_the_same_notes() -> None:
    """A failure can be seen again, for nothing but the seed decides."""

    def texts() -> list[str]:
        return [_note(seed, dress).text for seed in range(3) for dress in DRESSES]

    assert texts() == texts()


def _note(seed: int, dress: str, change: Callable[[Facts], Facts] | None = None) -> Dressed:
    """Return a dressed note; only ``seed`` and ``change`` decide what it says."""
    facts = _facts(seed)
    return dressed(change(facts) if change else facts, dress, _chance(seed, dress), whole=True)


def _facts(seed: int) -> Facts:
    """Return facts whose title can be a file's name."""
    chance = _chance(seed, "facts")
    facts = drawn_facts(chance)
    while "/" in facts.title:
        facts = drawn_facts(chance)
    return facts


def _chance(*seed: object) -> Random:
    """Return reproducible chance."""
    return Random(" ".join(map(str, seed)))  # noqa: S311 -- a reproducible test


def _read(made: Dressed, text: str | None = None) -> Note:
    """Return the parsed note, or another text in its place."""
    text = made.text if text is None else text
    return parse_note(made.path, text, rules=made.rules)[0]


@pytest.mark.parametrize("dress", DRESSES)
def test_a_note_reads_the_same_when_its_concepts_bear_nonsense_names(dress: str) -> None:
    """The reader goes by a note's form, and not by words that it knows."""
    for seed in range(4):
        names = dict.fromkeys(_names(_facts(seed)))
        chance = _chance(seed, "names")
        news = {name: f"{nonsense(chance)}{row}x" for row, name in enumerate(names)}
        made = _note(seed, dress)
        other = _note(seed, dress, lambda facts, news=news: _renamed(facts, news))  # type: ignore[misc]
        mine, theirs = _read(made), _read(other)
        assert essence(theirs, other.facts) == essence(mine, made.facts), other.text


def _names(facts: Facts) -> list[str]:
    """Return the names of concepts in a note."""
    linked = [name for _, group in facts.connections for name in group]
    links = [source.link for source in facts.sources if source.link]
    return [facts.title, *linked, *facts.plain, *facts.requires, *facts.aliases, *links]


def _renamed(facts: Facts, news: dict[str, str]) -> Facts:
    """Return the facts with other names."""

    def named(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(news[name] for name in names)

    def said(text: str) -> str:
        return text.replace(facts.title, news[facts.title])

    return replace(
        facts,
        title=news[facts.title],
        aliases=named(facts.aliases),
        definition=tuple(map(said, facts.definition)),
        components_heading=said(facts.components_heading),
        advantages_heading=said(facts.advantages_heading),
        disadvantages_heading=said(facts.disadvantages_heading),
        connections=tuple((key, named(names)) for key, names in facts.connections),
        plain=named(facts.plain),
        requires=named(facts.requires),
        reflection=said(facts.reflection),
        sources=tuple(
            replace(source, text=news[source.link], link=news[source.link])
            if source.link
            else replace(source, text=said(source.text))
            for source in facts.sources
        ),
    )


@pytest.mark.parametrize("dress", FULL)
def test_a_note_reads_the_same_in_another_dress(dress: str) -> None:
    """What a note says does not depend on how its fields are written."""
    for seed in range(4):
        made, other = _note(seed, dress), _note(seed, "heading")
        mine, theirs = essence(_read(made), made.facts), essence(_read(other), other.facts)
        for part, text in mine.items():
            if part not in {"items", "sources"}:  # a table has no room for code
                assert text == theirs[part], f"{part}\n{made.text}\n{other.text}"


def test_a_note_reads_the_same_when_its_sections_are_shuffled() -> None:
    """Under headings, no field depends on which one stands before it."""
    for seed in range(20):
        made = _note(seed, "heading")
        first, *sections = _sections(made.text)
        _chance(seed, "order").shuffle(sections)
        shuffled = _read(made, "".join([first, *sections]))
        assert essence(shuffled, made.facts) == essence(_read(made), made.facts), made.text


def _sections(text: str) -> list[str]:
    """Return the text cut before each heading of the highest level but that of the title."""
    lines = text.replace("\r\n", "\n").splitlines(keepends=True)
    fenced = [sum("```" in line for line in lines[:row]) % 2 for row in range(len(lines))]
    heads = [line for line, inside in zip(lines, fenced, strict=True) if not inside]
    marks = [line.split(" ", 1)[0] + " " for line in heads if line.startswith("#") and " " in line]
    counts = {mark: marks.count(mark) for mark in sorted(marks, key=len)}
    mark = next(mark for mark, count in counts.items() if count > 1)
    rows = [row for row, line in enumerate(lines) if line.startswith(mark) and not fenced[row]]
    cuts = [0, *rows, len(lines)]
    return ["".join(lines[start:end]).rstrip("\n") + "\n\n" for start, end in pairwise(cuts)]


@pytest.mark.parametrize("dress", [dress for dress in DRESSES if dress != "Logseq"])
def test_a_paragraph_more_in_a_section_changes_nothing_else(dress: str) -> None:
    """The body of a section may grow without a field noticing."""
    for seed in range(4):
        made = _note(seed, dress)
        sentence = made.facts.components[0][1]
        more = "\n\n" if dress != "flattened" else "\n"
        more += "Nobody knows who first said so, but everybody repeats it."
        text = made.text.replace("\r\n", "\n").replace(sentence, sentence + more, 1)
        assert text != made.text
        grown = essence(_read(made, text), made.facts)
        assert grown == essence(_read(made), made.facts), text


@pytest.mark.parametrize("dress", [dress for dress in DRESSES if dress not in {"YAML", "TOML"}])
def test_an_empty_repetition_of_fields_changes_nothing(dress: str) -> None:
    """Labels left empty at the end, as in a template that was filled above, hide nothing."""
    for seed in range(4):
        made = _note(seed, dress)
        text = made.text.replace("\r\n", "\n") + "\nConnections:\nSources:\n"
        assert essence(_read(made, text), made.facts) == essence(_read(made), made.facts), text


@pytest.mark.parametrize("dress", [dress for dress in DRESSES if dress != "flattened"])
def test_a_field_that_is_filled_twice_keeps_both_values(dress: str) -> None:
    """A second list of sources or tags adds to the first."""
    made = _note(1, dress)
    note = _read(made)
    more = "\n\n## Sources\n\n- A Further Book\n\n## Tags\n\n#further\n"
    text = made.text.replace("\r\n", "\n") + more
    longer = _read(made, text)
    assert [source.text for source in longer.sources[len(note.sources) :]] == ["A Further Book"]
    assert longer.tags == (*note.tags, "further"), text


@pytest.mark.parametrize("dress", DRESSES)
def test_every_line_number_is_where_the_fact_stands(dress: str) -> None:
    """A line counts from 1 in the user's own file, rebuilt or not."""
    for seed in range(5):
        made = _note(seed, dress)
        note = _read(made)
        lines = made.text.replace("\r\n", "\n").split("\n")
        for item in note.items:
            assert item.name in lines[item.line - 1], made.text
        for section in note.sections:
            assert section.heading in lines[section.line - 1], made.text
        for link in note.links:
            near = lines[link.line - 1].replace("%20", " ")
            assert link.target.removesuffix(".md") in near, (link, made.text)


def test_mark_up_is_lost_just_as_on_a_page_that_was_copied() -> None:
    """The flattened form has the joints, dashes and gaps of the note that it was learned from."""
    markdown = """\
#atom
## Core Components of asyncio
### 1. Event Loop
The event loop is the central execution device.

- `asyncio.run()`: Starts the event loop.

  ```python
  import asyncio
  async def main():
      print("Hello, asyncio!")

  asyncio.run(main())
  # Output: Hello, asyncio!
  ```
- `loop.run_forever()`: Runs the event loop (useful for servers).
  ```python
  loop.run_forever()
  ```

### 2. Coroutines
- Defining a Coroutine:
  ```python
  async def fetch_data():
      return "Data fetched!"
  ```
- Awaiting a Coroutine:
  ```python
  await fetch_data()
  ```

### 4. Futures
- `asyncio.Future`: Represents a result.
  ```python
  future = asyncio.Future()
  ```

## Ecosystem
- **Libraries**: Works with libraries like `aiohttp` (HTTP client/server) and `aiomysql` (a client).
- **Frameworks**: Frameworks like FastAPI and Quart are built on `asyncio`.
- **Tools**: Tools like `uvicorn` and `hypercorn` support running web applications.

## History
- Introduced in Python 3.4.
- The `async` and `await` keywords were added in Python 3.5.
- Has become a cornerstone.
"""
    assert (
        flatten(markdown)
        == """\
#atom
Core Components of asyncio
1. Event Loop
The event loop is the central execution device.
-
asyncio.run(): Starts the event loop.import asyncio async def main(): print("Hello, asyncio!") \
asyncio.run(main()) # Output: Hello, asyncio! -
loop.run_forever(): Runs the event loop (useful for servers).loop.run_forever()
2. Coroutines
-
Defining a Coroutine:
async def fetch_data(): return "Data fetched!" -
Awaiting a Coroutine:
await fetch_data()
4. Futures
asyncio.Future: Represents a result.future = asyncio.Future()
Ecosystem
- Libraries: Works with libraries like
aiohttp(HTTP client/server) andaiomysql(a client). - Frameworks: Frameworks like FastAPI and \
Quart are built on
asyncio. - Tools: Tools like
uvicornandhypercornsupport running web applications.
History
- Introduced in Python 3.4.
- The
asyncandawaitkeywords were added in Python 3.5. - Has become a cornerstone.
"""
    )
