"""Words of a text and their stems, which show what a text adds. Owner of PyStemmer.

Function words are left out of stems. Identifiers are split where their parts meet:
``asyncio.create_task()`` is *asyncio*, *create*, *task*.
"""

import re
from functools import cache, lru_cache
from typing import Any, Final

from kb.cards.language import function_words
from kb.notes.plain_text import Markdown, plain

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_HUMP_INSIDE: Final = re.compile(r"[A-Z](?:(?<=[a-z0-9].)|[A-Z][a-z])")
"""Tells whether there is a hump, ten times as fast: it only stops at capitals."""
_EASTERN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_ALGORITHMS: Final = {
    "en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian",
    "pt": "portuguese", "nl": "dutch", "sv": "swedish", "ru": "russian", "pl": "polish",
    "ar": "arabic", "el": "greek", "hi": "hindi",
}  # fmt: skip


@cache
def _stemmer(language: str) -> Any:  # noqa: ANN401  # Stemmer has no types
    import Stemmer  # type: ignore[import-not-found]  # noqa: PLC0415  # seldom needed

    name = _ALGORITHMS.get(language)
    return Stemmer.Stemmer(name) if name in Stemmer.algorithms() else None


def words(text: str) -> tuple[str, ...]:
    """Return the words of ``text``, folded; each Chinese or Japanese character is one."""
    whole = _WORD.findall(text)
    joined = " ".join(whole)
    if joined.isascii() and not _HUMP_INSIDE.search(joined):
        return tuple(joined.lower().split())
    parts: list[str] = []
    for word in whole:
        if word.isascii() and not word.isupper():
            parts += _HUMP.sub(" ", word).lower().split()
        elif _EASTERN.search(word):
            parts += word
        else:
            parts.append(word.casefold())
    return tuple(parts)


def telling_words(text: str, language: str) -> frozenset[str]:
    """Return the words of ``text`` that are no function words."""
    return frozenset(words(text)) - function_words(language)


@lru_cache(maxsize=1024)
def stems(text: str, language: str) -> frozenset[str]:
    """Return the stems of the telling words of plain text."""
    telling, stemmer = telling_words(text, language), _stemmer(language)
    return frozenset(stemmer.stemWords(list(telling))) if stemmer else telling


def new_stems(text: str, *known: str, language: str) -> int:
    """Return how many word stems of ``text``, Markdown, none of the ``known`` texts has."""
    old = (stems(plain(Markdown(part)), language) for part in known)
    return len(stems(plain(Markdown(text)), language).difference(*old))
