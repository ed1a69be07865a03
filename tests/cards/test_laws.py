"""What holds for any text: nothing raises, answers are the note's own words, nothing drifts."""

import re
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb.cards.card import Card, Status
from kb.cards.filters import text_key
from kb.cards.identity import DrawnCard
from kb.cards.matching import match
from kb.cards.rules import CardRules
from kb.cards.stems import words
from tests.cards.edits import NOTE, PATH
from tests.cards.reading import drawn
from tests.cards.test_matching import all_pairs, known
from tests.torture.tally import often

EVERYTHING = CardRules(
    on=("cloze", "overlapping", "contrast"),
    cloze_patterns=("==", "**", "{{"),
    deck_tags=("f",),
    anki_curly_clozes=True,
    anki_highlight_clozes=True,
    anki_fields=("Word: Word, Meaning",),
    anki_patterns=("Basic: ^(.+) = (.+)$", "Cloze: ^(.*{.*)$"),
    card_inline_separator=":-",
    card_inline_reversed_separator=":--",
    card_line_clozes=True,
)
PIECES = (
    "#f\n", "Q: a", "A: b\n", "C: [a] b", "{{c1::", "a::b}}", "}}", "::", ":::", "\n?\n", "\n??\n",
    "==x==", "**y**", "START\nBasic\n", "Back: z\n", "END\n", "STARTI [Basic] a Back: b ENDI",
    "- p #card\n", "\t- q\n", "{{cloze r}}", "```\n", "`", "%%", "<!--", "-->", "<!--SR:!1-->",
    "^id", "<!--ID: 7-->", "# T\n", "## Kinds\n", "## Advantages\n", "- `f()`: Opens it all.\n",
    "- **N:** Red iron.\n", "- M: Blue tin.\n", "Definition: A note is a file of words.\n",
    "Note is used to keep words.\n", "1. One\n2. Two\n3. Three\n", "Added in Tin 3.4.\n", "\n\n",
    "$$\n", "$x$", "[[a]]", "[a](b)", "| `f` | b |\n", "> q\n", "    i\n", "é", "猫は動物。",
    "Sources:\n", "a #card\n", "#card-reverse\n", "^1599377554283\n", "a:-b", "a:--b\n", "{1:a}",
    "START\nWord\n", "START\nCloze\n", "DELETE\n", "a = b\n",
    "  id:: 64e1a2b3-0000-4000-8000-0123456789ab\n",
    "((64e1a2b3-0000-4000-8000-0123456789ab))", "  tags:: card\n", "[[card]]", "{{cloze a \\\\ b}}",
    "<<<<<<< a\n", "=======\n", ">>>>>>> a\n", "C: a\n", "TODO ", "{{x}}", "-\n",
    "print(6*7)  # Output: 42\n", "```python\n", "Tags: #x\n", "---\n", "cards: [cloze]\n",
    " ", "\0",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def loose(text: str) -> str:
    """Return a text without the marks and spaces in which an answer may differ from the note."""
    return re.sub(r"[\s`*_>|\\-]+", "", text)


def spans(card: Card, text: str) -> bool:
    """Return whether every line of the answer stands in the note, as written or as shown."""
    shown = re.sub(r"<!--.*?-->|%%.*?%%", "", text, flags=re.DOTALL)
    readings = (loose(text), loose(shown))
    return all(
        any(loose(line.removeprefix("- ")) in reading for reading in readings)
        for line in card.back.split("\n")
    )


@settings(max_examples=often(150, 3000), deadline=None)
@given(st.one_of(st.text(max_size=200), texts))
@example("# 0\n10 A<!---->0")
def test_no_note_raises_and_every_law_of_one_note_holds(text: str) -> None:
    cards = drawn(text, rules=EVERYTHING)
    assert cards == drawn(text, rules=EVERYTHING)
    assert len({(card.generator, card.anchor) for card in cards}) == len(cards)
    rows = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= card.line <= rows for card in cards)
    assert all(card.front.strip() and card.back.strip() for card in cards)
    own = [card for card in cards if not card.written]
    assert sum(card.status is Status.ACTIVE for card in own) <= 25
    assert len(own) <= 45
    assert len({text_key(card.back) for card in own}) == len(own)
    for card in own:
        assert not set(words(card.back)) <= set(words(card.front)), card
        named = card.generator in {"concept", "item", "reverse"}
        assert named or spans(card, text), card


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 8))
def test_random_edits_lose_nothing_twice_and_settle(chance: Random, count: int) -> None:
    lines = NOTE.split("\n")
    for _ in range(count):
        at = chance.randrange(6, len(lines))
        kind = chance.randrange(4)
        if kind == 0:
            lines[at] = lines[at].replace("e", "", 1)
        elif kind == 1:
            del lines[at]
        elif kind == 2:
            lines.insert(at, lines[chance.randrange(6, len(lines))])
        else:
            other = chance.randrange(6, len(lines))
            lines[at], lines[other] = lines[other], lines[at]
    before = known([DrawnCard(note=1, card=card) for card in drawn(NOTE, PATH)])
    now = [DrawnCard(note=1, card=card) for card in drawn("\n".join(lines), PATH)]
    matching = match(before, now)
    pairs = all_pairs(matching)
    assert len(pairs) + len(matching.retired) == len(before)
    assert len(pairs) + len(matching.added) == len(now)
    again = match(known(now), now)
    assert len(again.kept) == len(now)
    assert not any(pair.edited for pair in again.kept)
