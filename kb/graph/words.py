"""Compare notes by their words, weighed by BM25.

After Robertson and Zaragoza, “The Probabilistic Relevance Framework” (2009),
https://doi.org/10.1561/1500000019. Both notes are weighed so: a rare word that both use often
counts most, and a long note does not win by its length.
"""

import math
import re
from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Final

from kb.notes.normal_form import normalized
from kb.notes.titles import names_nothing

_SATURATION: Final = 1.2
_LENGTH_SHARE: Final = 0.75
_TITLE: Final = 3
_DEFINITION: Final = 2
"""How much a word in the title or definition counts, compared with one in the body."""

_ACCENTED: Final = re.compile("[\u00c0-\u024f\u1e00-\u1eff]+")
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
_WORD: Final = re.compile(r"[^\W_]+")
_HIDDEN: Final = re.compile(
    r"!?\[\[[^\[\]\n]*\]\]"  # wikilinks
    # Markdown links, which may span lines, contain an image, and have brackets in the path.
    r"|!?\[(?:[^\[\]]|\[[^\[\]\n]*\]){0,400}\]\((?:[^()\n]|\([^()\n]*\))*\)"
    r"|<?(?:https?|ftp|file|obsidian|mailto):[^\s<>\"'`]+>?"
    r"|(?<![\w&/])#[^\W\d][\w/-]*"  # tags are compared by themselves
    r"|</?[A-Za-z][^<>\n]*>|<!--.*?(?:-->|\Z)|%%.*?%%",
    re.DOTALL,
)
CJK: Final = "\u2e80"
"""Scripts from this character on put no spaces between words; two characters are one."""
_IDENTIFIER: Final = re.compile(
    r"(?=\w*\d)(?=\w*[a-z])(?:[0-9a-f]{6,}|[a-z]*\d{4,}[a-z]*|(?:[a-z]+\d+){3,}[a-z]*"
    r"|(?:\d+[a-z]+){3,}\d*)$"
)
"""A number with letters such as a hash, a UUID or an ISBN has, and no name such as base64 has."""
_LINK: Final = re.compile(r"\[\[[^\[\]\n]*\]\]|\[[^\[\]]{0,400}\]\([^()\n]*\)")
_LABEL: Final = re.compile(
    r"^[ \t>*+-]*[^\W\d_][\w -]{0,30}(?:\*\*|__)?"
    # An inline field of Dataview is a label even if text follows.
    r"(?:[ \t]*::|:(?:\*\*|__)?[ \t]*$)",
    re.MULTILINE,
)
_DATE: Final = re.compile(
    r"\b(?:\d{4}([-/._ ])\d{1,2}\1\d{1,2}|\d{1,2}([-/._ ])\d{1,2}\2\d{4})(?:[T ]+\d{1,2}:\d\d)?"
    r"(?::\d\d)?(?!\d)|\b\d{1,2}:\d\d\b"
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
    # Labels of fields, which say nothing about the note.
    "alias aliases concepts connections date definition from kind links reference references "
    "reflection related requires source sources status tag tags topic topics type up".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCounts:
    """The words of one note."""

    counts: Mapping[str, int]
    """How often each occurs; title and definition count several times."""
    length: int
    """The number of all words, also of those without a count, weighed alike."""
    distinct: int
    """The number of different words."""


def without_links(markdown: str) -> str:
    """Return the text without links and their labels, URLs, tags, HTML and comments."""
    return _HIDDEN.sub(" ", markdown)


def without_bracketed_links(markdown: str) -> str:
    """Return the text without links only, in a fifth of the time of :func:`without_links`."""
    return _LINK.sub(" ", markdown)


def without_labels(markdown: str) -> str:
    """Return the text without the labels of inline fields, and without empty labels.

    Templates put ``Source ::`` and ``**Date:**`` into every note, so they distinguish no notes.
    """
    return _LABEL.sub(" ", markdown)


def without_dates(text: str) -> str:
    """Return the text without dates and times, which notes share by when they were written.

    >>> without_dates("Ended 2024-03-17 10:08, begun 1789, as of 3/4/2023.").split()
    ['Ended', ',', 'begun', '1789,', 'as', 'of', '.']
    """
    return _DATE.sub(" ", text)


def without_code(markdown: str) -> str:
    """Return the text without code blocks and inline code."""
    return _CODE.sub(" \n", markdown)


def count_terms(
    title: str, definition: str, body: str, vocabulary: Container[str] | None = None
) -> TermCounts:
    """Count the words of a note, from which links should have been removed.

    Only words of the vocabulary are counted; by default all but the most common English ones.
    """
    counts: Counter[str] = Counter()
    length = 0
    distinct: set[str] = set()
    for text, weight in ((body, 1), (title, _TITLE), (definition, _DEFINITION)):
        words = _words(text)
        length += weight * len(words)
        distinct.update(words)
        counted = words if vocabulary is None else filter(vocabulary.__contains__, words)
        for word, count in Counter(counted).items():
            counts[word] += weight * count
    if vocabulary is None:
        for word in _COMMON & counts.keys():
            del counts[word]
    return TermCounts(counts=counts, length=length, distinct=len(distinct))


def telling_words(text: str) -> frozenset[str]:
    """Return the different words of a text, but for the most common English ones."""
    return frozenset(_words(text)) - _COMMON


def title_words(title: str) -> str:
    """Return what a title says: nothing if it names nothing, and never when it was written."""
    return "" if names_nothing(title) else without_dates(title)


def indexed(text: str) -> str:
    """Return a text as SQLite's full-text index has it: in lower case, Latin without accents.

    Other letters keep their marks: й is not и, and が is not か.
    """
    if text.isascii():
        return text.lower()
    plain = _ACCENTED.sub(lambda run: _ACCENTS.sub("", normalized("NFD", run[0])), text)
    return _ACCENTS.sub("", plain).lower().replace("ς", "σ")


def _words(text: str) -> list[str]:
    return _WORD.findall(indexed(text))


def idf(frequency: int, notes: int) -> float:
    """Return the inverse document frequency of what ``frequency`` of ``notes`` have; at least 0."""
    if frequency > notes:
        return 0.0
    return math.log(1 + (notes - frequency + 0.5) / (frequency + 0.5))


def term_weights(
    terms: TermCounts, idfs: Mapping[str, float], average_length: float
) -> dict[str, float]:
    """Return the BM25 weight of each word of a note that has an idf."""
    length = _LENGTH_SHARE * terms.length / max(average_length, 1.0)
    norm = _SATURATION * (1 - _LENGTH_SHARE + length)
    return {
        word: idfs[word] * count * (_SATURATION + 1) / (count + norm)
        for word, count in terms.counts.items()
        if word in idfs
    }


def top_terms(weights: Mapping[str, float], amount: int) -> tuple[str, ...]:
    """Return the words with the largest weights, largest first."""
    return tuple(sorted(weights, key=lambda word: (-weights[word], word))[:amount])


def cosine_similarity(query: Mapping[str, float], other: Mapping[str, float], words: int) -> float:
    """Return a number proportional to the cosine between the weights of two notes.

    The norm of the query is left out, as it is the same for all other notes. That of the other
    note is approximated by the root of the number of its different words, so that only the words
    that it shares with the query need a weight.
    """
    # In the order of the text: the order of a set, and so the rounding, differs from run to run.
    product = sum(query[word] * weight for word, weight in other.items() if word in query)
    return product / math.sqrt(max(words, 1))


def body_terms(terms: TermCounts, title: str) -> frozenset[str]:
    """Return the words of a note outside its title, of those that were counted."""
    in_title = Counter(_words(title))
    return frozenset(
        word for word, count in terms.counts.items() if count > _TITLE * in_title[word]
    )


def shared_terms(
    query: Mapping[str, float],
    other: Mapping[str, float],
    titles: str,
    amount: int,
    *,
    silent: Container[str] = frozenset(),
) -> tuple[str, ...]:
    """Return the words that make two notes similar, the weightiest first.

    Words of the titles are left out if there are others; ``silent`` words, pieces of identifiers,
    and numbers of one or two digits always.
    """
    weights = {
        word: query[word] * weight
        for word, weight in other.items()
        if word in query
        and word not in silent
        and not _IDENTIFIER.match(word)
        and not (word.isdigit() and len(word) < 3)
    }
    in_titles = frozenset(_words(titles))
    weights = {word: weights[word] for word in weights if word not in in_titles} or weights
    telling = {word: weights[word] for word in weights if _is_long(word) and not word.isdigit()}
    return top_terms(telling or weights, amount)


def _is_long(word: str) -> bool:
    return len(word) > (1 if word >= CJK else 2)
