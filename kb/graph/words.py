"""What a note speaks of: its words, weighed, and how like two notes are by them.

Weights are those of BM25 (Robertson and Zaragoza, “The Probabilistic Relevance Framework”, 2009,
https://doi.org/10.1561/1500000019), on both sides, so that a rare word that both notes use often
counts most, and a long note does not win by its length.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_SATURATION: Final = 1.2
_LENGTH_SHARE: Final = 0.75
_TITLE: Final = 3
_DEFINITION: Final = 2
"""How often a word in these counts, over one in the body."""

_WORD: Final = re.compile(r"[^\W_]+")
_HIDDEN: Final = re.compile(
    r"!?\[\[[^\[\]\n]*\]\]"  # wikilinks
    # Markdown links; a line may end within one, an image stand in it, and its path have brackets.
    r"|!?\[(?:[^\[\]]|\[[^\[\]\n]*\]){0,400}\]\((?:[^()\n]|\([^()\n]*\))*\)"
    r"|<?(?:https?|ftp|file|obsidian|mailto):[^\s<>\"'`]+>?"
    r"|(?<![\w&/])#[^\W\d][\w/-]*"  # tags count for themselves
    r"|</?[A-Za-z][^<>\n]*>|<!--.*?-->|%%.*?%%",
    re.DOTALL,
)
_LINK: Final = re.compile(r"\[\[[^\[\]\n]*\]\]|\[[^\[\]]{0,400}\]\([^()\n]*\)")
_LABEL: Final = re.compile(
    r"^[ \t>*+-]*[^\W\d_][\w -]{0,30}(?:\*\*|__)?"
    # Dataview's inline fields are labels whatever follows.
    r"(?:[ \t]*::|:(?:\*\*|__)?[ \t]*$)",
    re.MULTILINE,
)
_CODE: Final = re.compile(
    r"^[ \t]*(```+|~~~+).*?(?:^[ \t]*\1|\Z)|`[^`\n]*`", re.DOTALL | re.MULTILINE
)
_COMMON: Final = frozenset(
    "a about above after again all already also always an and any are as at be because been "
    "before being both but by can could did do does each for from had has have he her how "
    "however i if in into is it its just later like many may more most much must never no not "
    "nothing number of often on one only or other our out over s same see so some still such t "
    "than that the their them then there these they this those to two up us use used uses using "
    "very was we were what when where which while who why will with would you your".split()
) | frozenset(
    # Labels of fields: the notes say them, and do not speak of them.
    "alias aliases concepts connections date definition from kind links reference references "
    "reflection related requires source sources status tag tags topic topics type up".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """The words of one note, with how often each occurs."""

    counts: Mapping[str, int]
    length: int
    """Of all words, those too that are not counted."""
    breadth: int
    """How many different words there are."""


def without_links(markdown: str) -> str:
    """Returns the text without links and what they show, addresses, tags, HTML and comments."""
    return _HIDDEN.sub(" ", markdown)


def without_bracketed_links(markdown: str) -> str:
    """Returns the text without its links alone, in a fifth of the time of :func:`without_links`."""
    return _LINK.sub(" ", markdown)


def without_labels(markdown: str) -> str:
    """Returns the text without labels of inline fields, and labels that nothing follows.

    Templates put them into every note, so they say nothing of any: ``Source ::``, ``**Date:**``.
    """
    return _LABEL.sub(" ", markdown)


def without_code(markdown: str) -> str:
    """Returns the text without code, be it in a line or in a block."""
    return _CODE.sub(" \n", markdown)


def speech(
    title: str, definition: str, body: str, known: Mapping[str, object] | None = None
) -> Speech:
    """Returns the words of a note whose links were taken out before.

    Args:
        title: of the note.
        definition: what it is.
        body: the whole text.
        known: the words to count; absent: all but the commonest of English.
    """
    weighed = ((body, 1), (title, _TITLE), (definition, _DEFINITION))
    counts: Counter[str] = Counter()
    length = 0
    different: set[str] = set()
    for text, weight in weighed:
        words = _words(text)
        length += weight * len(words)
        different.update(words)
        counted = Counter(words if known is None else filter(known.__contains__, words))
        for word, count in counted.items():
            counts[word] += weight * count
    if known is None:
        for word in _COMMON & counts.keys():
            del counts[word]
    return Speech(counts=counts, length=length, breadth=len(different))


def _words(text: str) -> list[str]:
    """Returns the words as the full-text index has them: small, without diacritics."""
    if not text.isascii():
        split = unicodedata.normalize("NFKD", text)
        text = "".join(each for each in split if not unicodedata.combining(each))
    return _WORD.findall(text.lower())


def rarity(bearers: int, notes: int) -> float:
    """Returns the weight of what so many notes bear, of so many; never below 0."""
    return math.log(1 + (notes - bearers + 0.5) / (bearers + 0.5)) if bearers <= notes else 0.0


def weights(said: Speech, rarities: Mapping[str, float], usual_length: float) -> dict[str, float]:
    """Returns the weight of each word of a note that has a rarity."""
    norm = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * said.length / max(usual_length, 1.0))
    counts = said.counts
    return {
        word: rarities[word] * counts[word] * (_SATURATION + 1) / (counts[word] + norm)
        for word in counts
        if word in rarities
    }


def most_telling(weighed: Mapping[str, float], amount: int) -> tuple[str, ...]:
    """Returns the words that weigh most, heaviest first."""
    return tuple(sorted(weighed, key=lambda word: (-weighed[word], word))[:amount])


def likeness(one: Mapping[str, float], other: Mapping[str, float], breadth: int) -> float:
    """Returns how near a note's weights are to those of one that is asked for.

    It is their cosine, but for the length of the first, which is the same for all others, and for
    that of the second: the root of its number of words serves as well, and spares weighing words
    that only it has.

    Args:
        one: the words of the note asked for, with their weights.
        other: those that the other note shares with it.
        breadth: how many different words the other has.
    """
    # In the order of the text: sums in the order of a set would differ from run to run.
    product = sum(one[word] * weight for word, weight in other.items() if word in one)
    return product / math.sqrt(max(breadth, 1))


def shared(
    one: Mapping[str, float], other: Mapping[str, float], titles: str, amount: int
) -> tuple[str, ...]:
    """Returns the words that make two notes alike, the weightiest first.

    Args:
        one: the words of a note, with their weights.
        other: those of the other note.
        titles: of both, whose words say nothing new while there are others.
        amount: how many at most.
    """
    both = {word: one[word] * weight for word, weight in other.items() if word in one}
    named = frozenset(_words(titles))
    both = {word: weight for word, weight in both.items() if word not in named} or both
    telling = {
        word: weight for word, weight in both.items() if len(word) > 2 and not word.isdigit()
    }
    return most_telling(telling or both, amount)


def usual_length(lengths: Iterable[int]) -> float:
    """Returns the mean; 1 of none."""
    known = list(lengths)
    return sum(known) / len(known) if known else 1.0
