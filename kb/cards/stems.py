"""Words of a text and their stems, which show what a text adds. Owner of PyStemmer.

Function words are left out of stems. Identifiers are split where their parts meet:
``asyncio.create_task()`` is *asyncio*, *create*, *task*.
"""

import re
from functools import cache, lru_cache
from typing import Any, Final

from kb.cards.language import ENGLISH, function_words
from kb.notes.plain_text import Markdown, plain

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_HUMP_INSIDE: Final = re.compile(r"[A-Z](?:(?<=[a-z0-9].)|[A-Z][a-z])")
"""Tells whether there is a hump, ten times as fast: it only stops at capitals."""
_FOLDED: Final = bytes(
    ord(chr(sign).lower()) if chr(sign).isascii() and chr(sign).isalnum() else ord(" ")
    for sign in range(256)
)
"""Folds ASCII several times as fast as the pattern does: letters small, all else blank."""
_EASTERN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_ENDINGS: Final = frozenset(("", *"e y s d es ed er ers ing ings ie ies ied".split()))
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
    if not text.isascii():
        for sign in "“”–—…›":
            text = text.replace(sign, " ")
    is_even = text[1:].islower() or not _HUMP_INSIDE.search(text)
    if is_even and text.isascii() and "'" not in text:
        return tuple(text.encode().translate(_FOLDED).decode().split())
    parts: list[str] = []
    for word in _WORD.findall(text):
        if word.isascii() and not word.isupper():
            parts += _HUMP.sub(" ", word).lower().split()
        elif _EASTERN.search(word):
            parts += word
        else:
            parts.append(word.casefold())
    return tuple(parts)


@lru_cache(maxsize=1024)
def telling_words(text: str, language: str) -> frozenset[str]:
    """Return the words of ``text`` that are no function words."""
    return frozenset(words(text)) - function_words(language)


@lru_cache(maxsize=1024)
def stems(text: str, language: str) -> frozenset[str]:
    """Return the stems of the telling words of plain text."""
    telling, stemmer = telling_words(text, language), _stemmer(language)
    return frozenset(stemmer.stemWords(list(telling))) if stemmer else telling


def _beginning(word: str) -> str:
    """Return what all English words begin with that share the stem of ``word``.

    A rule of thumb that spares most stems: three letters, or two where the rest is no more than an
    ending, for “use” and “using” have one stem.
    """
    return word[:2] if word[2:] in _ENDINGS else word[:3]


def adds_stems(text: str, *known: str, least: int, language: str) -> bool:
    """Return whether ``text``, Markdown, has ``least`` word stems that no ``known`` text has."""
    visible = plain(Markdown(text))
    if language == ENGLISH:
        seen = " ".join(known).casefold()
        new: set[str] = set()
        for word in telling_words(visible, language):
            if _beginning(word) not in seen:
                new.add(word[:2])
                if len(new) == least:
                    return True
    old = [stems(plain(Markdown(part)), language) for part in known]
    return len(stems(visible, language).difference(*old)) >= least


def shared_stems(text: str, other: str, language: str) -> frozenset[str]:
    """Return the stems that two plain texts have in common."""
    if language != ENGLISH:
        return stems(text, language) & stems(other, language)
    beginnings = tuple(map(_beginning, telling_words(text, language)))
    alike = [word for word in telling_words(other, language) if word.startswith(beginnings)]
    return stems(text, language).intersection(_stemmer(language).stemWords(alike))
