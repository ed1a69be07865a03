"""Cards follow what they ask for: through a rename with edits, a merge, and a term renamed."""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from rapidfuzz import fuzz

from kb.cards.card import Card
from kb.cards.identity import DrawnCard, KnownCard, NoteKey
from kb.cards.matching import Matching, match
from kb.cards.rules import CardRules
from tests.cards.reading import drawn

NOTES = Path(__file__).parents[2] / "notes"
RULES = CardRules(on=("contrast",))
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
HEADING = re.compile(r"^# .*$", re.MULTILINE)
SAME = 70
"""Of 100: how alike a lost and an added card are that should have been one."""
OTHER = 50


def notes() -> list[tuple[str, str]]:
    """Return the sample notes that have cards, in an order of their own."""
    files = sorted(NOTES.rglob("*.md"))
    Random(7).shuffle(files)  # noqa: S311
    return [(path.name, path.read_text(encoding="utf-8")) for path in files]


def cards(path: str, text: str) -> list[Card]:
    return drawn(text, path, RULES)


def known(found: list[Card], note: NoteKey, first: int = 0) -> list[KnownCard]:
    return [
        KnownCard(
            card_id=first + at,
            note=note,
            generator=card.generator,
            anchor=card.anchor,
            front=card.front,
            back=card.back,
            kind=card.kind,
        )
        for at, card in enumerate(found)
    ]


def edited(text: str, random: Random) -> str:
    """Return a note in which a few lines have a word more or less, or a sentence more."""
    lines = text.split("\n")
    prose = [at for at, line in enumerate(lines) if len(line.split()) > 6 and line[0] not in "#-|"]
    for at in random.sample(prose, min(3, len(prose))):
        parts = lines[at].split(" ")
        position = random.randrange(3, len(parts))
        change = random.randrange(3)
        if change == 0:
            parts.insert(position, "mostly")
        elif change == 1:
            del parts[position]
        else:
            parts.append("There is more to be said.")
        lines[at] = " ".join(parts)
    return "\n".join(lines)


def renamed(path: str, text: str) -> tuple[list[KnownCard], list[DrawnCard]]:
    """Return a note's cards, and those of the same under another title, edited, as a new note."""
    random = Random(path)  # noqa: S311
    title = f"Other {Path(path).stem.split('-')[0]}"
    now = edited(HEADING.sub(f"# {title}", text, count=1), random)
    after = [DrawnCard(note="new", card=card) for card in cards(f"{title}.md", now)]
    return known(cards(path, text), "old"), after


def merged(one: tuple[str, str], other: tuple[str, str]) -> tuple[list[KnownCard], list[DrawnCard]]:
    """Return the cards of two notes, and those of one that has the other below a heading."""
    body = HEADING.sub("", FRONT_MATTER.sub("", other[1]), count=1)
    whole = f"{one[1].rstrip()}\n\n## {Path(other[0]).stem}\n\n{re.sub('(?m)^#', '##', body)}"
    before = known(cards(*one), one[0]) + known(cards(*other), other[0], 1000)
    return before, [DrawnCard(note=one[0], card=card) for card in cards(one[0], whole)]


def term_renamed(path: str, text: str) -> tuple[list[KnownCard], list[DrawnCard]]:
    """Return a note's cards, and those of the same with a word of its title replaced throughout."""
    word = max(re.findall(r"[A-Za-z]+", Path(path).stem), key=len)
    other = re.compile(re.escape(word), re.IGNORECASE)
    new_path, new_text = (
        other.sub(lambda found: "Zorbling" if found[0][0].isupper() else "zorbling", said)
        for said in (path, text)
    )
    after = [DrawnCard(note="note", card=card) for card in cards(new_path, new_text)]
    return known(cards(path, text), "note"), after


def cases(kind: str) -> Iterator[tuple[list[KnownCard], list[DrawnCard]]]:
    found = notes()
    if kind == "merged":
        yield from (merged(*pair) for pair in zip(found[::2], found[1::2], strict=False))
    elif kind == "renamed and edited":
        yield from (renamed(*note) for note in found)
    else:
        yield from (term_renamed(*note) for note in found)


def is_false(matching: Matching) -> list[tuple[str, str]]:
    """Return the pairs that have nothing in common."""
    pairs = (*matching.kept, *matching.moved, *matching.changed)
    return [
        (pair.old.front, pair.new.card.front)
        for pair in pairs
        if fuzz.ratio(pair.old.back, pair.new.card.back) < OTHER
        and fuzz.ratio(pair.old.front, pair.new.card.front) < SAME
    ]


def could_be_kept(matching: Matching) -> list[str]:
    """Return the prompts of retired cards that one of the added ones resembles closely."""
    return [
        old.front
        for old in matching.retired
        if any(
            fuzz.ratio(old.back, new.card.back) >= SAME
            and fuzz.ratio(old.front, new.card.front) >= SAME
            for new in matching.added
        )
    ]


@pytest.mark.parametrize("kind", ["renamed and edited", "merged", "a term renamed"])
def test_cards_keep_their_history(kind: str) -> None:
    kept = lost = 0
    for before, after in cases(kind):
        matching = match(before, after)
        assert is_false(matching) == []
        kept += len(matching.kept) + len(matching.moved) + len(matching.changed)
        lost += len(could_be_kept(matching))
    assert kept > 250
    assert kept >= 0.98 * (kept + lost)


def test_notes_that_have_nothing_in_common_keep_apart() -> None:
    found = notes()
    for one, other in zip(found[::2], found[1::2], strict=False):
        before = known(cards(*one), "gone")
        after = [DrawnCard(note="new", card=card) for card in cards(*other)]
        matching = match(before, after)
        assert is_false(matching) == []
        assert len(matching.added) >= len(after) - 1
