"""Words, their stems, and the language they are in: what a card says, counted. Owner of PyStemmer.

Function words say nothing and are left out of stems. Names of code are cut where their parts meet:
``asyncio.create_task()`` is *asyncio*, *create*, *task*.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain
from typing import Any, Final

from kb.notes.plain_text import Markdown, plain

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_HUMPED: Final = re.compile(r"[A-Z](?:(?<=[a-z0-9].)|[A-Z][a-z])")
"""Finds a hump sooner, for it only stops at capitals."""
_EASTERN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_SCRIPTS: Final = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)
_FUNCTION_WORDS: Final = {
    "en": "a an the of to in on at by for from with without as is are was were be been being it its"
    " this that these those which who whom whose what when where while and or but not no nor so if"
    " then than into over under up down out about between through during before after can could"
    " may might will would shall should must do does did has have had there here they them their"
    " he she his her we us our you your i me my one only also very such same other each any some"
    " all both more most just because until upon per via etc"
    " whether how why",
    "de": "der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine"
    " ist sind war waren wird werden wurde von vom zu zum zur in im an am auf aus bei mit nach"
    " durch für über unter um als wie dass sich es er sie wir ihr ich man auch nur noch so wenn"
    " weil damit",
    "fr": "le la les un une des du de et ou mais ne pas est sont était dans sur avec pour par que"
    " qui quoi dont où ce cette ces il elle ils elles nous vous on se son sa ses leur leurs au aux"
    " en plus comme si",
    "es": "el la los las un una unos unas de del y o pero no es son era en con por para que quien"
    " como se su sus al lo le les más este esta estos estas cuando donde sin sobre entre",
    "it": "il lo la i gli le un uno una di del della dei delle e o ma non è sono era in nel nella"
    " con per da dal che chi come si suo sua al alla più questo questa quando dove su tra fra",
    "pt": "o a os as um uma uns umas de do da dos das e ou mas não é são era em no na nos nas com"
    " por para que quem como se seu sua ao à mais este esta quando onde sem sobre entre",
    "nl": "de het een en of maar niet geen is zijn was waren wordt worden van tot in op aan met"
    " naar door voor over onder om als dat die dit deze zich ze hij wij ook nog zo er",
    "sv": "en ett den det de och eller men inte är var av till i på med från för som att om sig"
    " han hon vi ni ett har kan när där",
    "pl": "i w na z do nie się jest są był to że jak o po od dla za przez co który która które",
}
_ALGORITHMS: Final = {
    "en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian",
    "pt": "portuguese", "nl": "dutch", "sv": "swedish", "ru": "russian", "pl": "polish",
    "ar": "arabic", "el": "greek", "hi": "hindi",
}  # fmt: skip
_SIGN: Final = re.compile(r"[*`\[=~\\_]")
"""What mark-up is made of; looked for first, for it is found quickly."""
_MARK: Final = re.compile(r"[*`\[=~\\]|(?<!\w)_")
"""What may be mark-up: an underscore within a word is none."""
_ONLY_CODE: Final = re.compile(r"[^*_`\[=~\\]*(?:`[^`\[]+`[^*_`\[=~\\]*)+")
"""A text with code in it, and no other marks."""
_SHORT: Final = 300
_ENDINGS: Final = frozenset(("", *"e y s d es ed er ers ing ings ie ies ied".split()))
_ENOUGH: Final = 100
"""Words that are looked at to tell a language."""

_FEWEST: Final = 2
"""Different function words that a language must show."""

ENGLISH: Final = "en"


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(_FUNCTION_WORDS.get(language, "").split())


@cache
def _stemmer(language: str) -> Any:  # noqa: ANN401  # Stemmer has no types
    import Stemmer  # type: ignore[import-not-found]  # noqa: PLC0415  # seldom needed

    name = _ALGORITHMS.get(language)
    return Stemmer.Stemmer(name) if name in Stemmer.algorithms() else None


@lru_cache(maxsize=65536)
def _stem(word: str, language: str) -> str:
    """Returns the stem of one word in lower case."""
    stemmer = _stemmer(language)
    return str(stemmer.stemWord(word)) if stemmer is not None else word


@lru_cache(maxsize=1024)
def shown(text: str) -> str:
    """Returns the text that a reader sees; names and sentences come up many times."""
    if not (_SIGN.search(text) and _MARK.search(text)):
        return text.strip()
    if "`" in text and len(text) < _SHORT and _ONLY_CODE.fullmatch(text):
        return text.replace("`", "").strip()
    return plain(Markdown(text))


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[str, ...]:
    """Returns the words of ``text``, folded; each Chinese or Japanese character is one."""
    return tuple(_words(text))


def _words(text: str) -> list[str]:
    if text.isascii() and text[1:].islower():
        return _WORD.findall(text.lower())
    whole = _WORD.findall(text)
    joined = " ".join(whole)
    if joined.isascii() and not _HUMPED.search(joined):
        return joined.lower().split()
    found: list[str] = []
    for word in whole:
        if word.islower() and word.isascii():
            found.append(word)
        elif _EASTERN.search(word):
            found.extend(word)
        elif word.isascii() and not (word[1:].islower() or word.isupper() or word.isdigit()):
            found.extend(part.casefold() for part in _HUMP.split(word))
        else:
            found.append(word.casefold())
    return found


@lru_cache(maxsize=1024)
def telling_words(text: str, language: str) -> frozenset[str]:
    """Returns the words in ``text`` that say something."""
    return frozenset(_words(text)) - _function_words(language)


def shared_stems(text: str, other: str, language: str) -> frozenset[str]:
    """Returns the stems of telling words that two plain texts have in common."""
    if language == ENGLISH:
        folded = other.casefold()
        if not any(_beginning(word) in folded for word in telling_words(text, language)):
            return frozenset()
    said, known = telling_words(text, language), telling_words(other, language)
    if language == ENGLISH:
        heads = {word[:2] for word in known}.intersection([word[:2] for word in said])
        if not heads:
            return frozenset()
        said = frozenset([word for word in said if word[:2] in heads])
        known = frozenset([word for word in known if word[:2] in heads])
    return _stems(said, language) & _stems(known, language)


def _stems(said: Iterable[str], language: str) -> frozenset[str]:
    """Returns the stems of words."""
    return frozenset([_stem(word, language) for word in said])


def adds(text: str, known: str, language: str, *, least: int) -> bool:
    """Returns whether ``text`` says something in ``least`` word stems that ``known`` has not.

    Args:
        text: Markdown.
        known: Markdown.
        language: of both.
        least: how many stems, 1 or more.
    """
    visible = shown(text)
    said = telling_words(visible, language)
    if len(said) < least:
        return False
    if language == ENGLISH:
        folded = known.casefold()
        if len({word[:2] for word in said if _beginning(word) not in folded}) >= least:
            return True
    return len(_stems(said, language) - shared_stems(visible, shown(known), language)) >= least


def plainly_adds(text: str, known: str, language: str, *, least: int) -> bool:
    """Returns whether it is seen without stems, at the common words alone, that ``text`` adds them.

    Most texts say far more than is asked for, and this is quick. Then at least one of its words
    does not stand in ``known``.
    """
    if language != ENGLISH or "[" in text:
        return False
    folded = known.casefold()
    empty = _function_words(ENGLISH)
    new: set[str] = set()
    for word in text.split():
        if word in empty or not word.islower() or not word.isalpha():
            continue
        if _beginning(word) not in folded:
            new.add(word[:2])
            if len(new) == least:
                return True
    return False


def plainly_new(name: str, known: str, language: str) -> tuple[int, int]:
    """Returns how many stems of a name surely do not stand in ``known``, and of how many words.

    Args:
        name: plain text.
        known: Markdown.
        language: of both; in others than English none is sure.
    """
    said = frozenset(_words(name)) - _function_words(language)
    if language != ENGLISH:
        return 0, len(said)
    folded = known.casefold()
    return len({word[:2] for word in said if _beginning(word) not in folded}), len(said)


def half_given(name: str, title: str, text: str, language: str) -> bool:
    """Returns whether half of a name's stems stand in ``text``; the title's are no part of it.

    Args:
        name: plain text.
        title: Markdown.
        text: Markdown.
        language: of all three.
    """
    said = telling_words(name, language)
    if not said:
        return True
    named = _stems(said, language)
    named = named - shared_stems(name, shown(title), language) or named
    return 2 * len(named & shared_stems(name, shown(text), language)) >= len(named)


def _beginning(word: str) -> str:
    """Returns with what all English words begin that share the stem of ``word``.

    A rule of thumb: three letters, or two where the rest is no more than an ending, for “use” and
    “using” have one stem.
    """
    return word[:2] if word[2:] in _ENDINGS else word[:3]


def plainly_english(text: str) -> bool:
    """Returns whether some words of a text already show that it is English."""
    found = text.lower().split()
    return text.isascii() and len(_english_only().intersection(found)) > _FEWEST


@cache
def _english_only() -> frozenset[str]:
    """Returns the function words that no other language here has."""
    others = (_function_words(language) for language in _FUNCTION_WORDS if language != ENGLISH)
    return _function_words(ENGLISH).difference(*others)


def language_of(text: str) -> str:
    """Returns the language that Markdown is most likely in; English where nothing tells."""
    visible = plain(Markdown(text)) if "[" in text else text
    if visible.isascii():
        found = _WORD.findall(visible.lower())[:_ENOUGH]
    else:
        found = [match.casefold() for match in _WORD.findall(visible)[:_ENOUGH]]
        letters = "".join(found)
        for language, script in _SCRIPTS:
            if 4 * len(script.findall(letters)) > len(letters):
                return language
    spoken = _spoken()
    score = Counter(chain.from_iterable([spoken[word] for word in found if word in spoken]))
    most = max(score.values(), default=0)
    if score[ENGLISH] == most:
        return ENGLISH
    best = next(language for language in _FUNCTION_WORDS if score[language] == most)
    return best if len(_function_words(best).intersection(found)) >= _FEWEST else ENGLISH


@cache
def _spoken() -> dict[str, list[str]]:
    """Returns for each function word the languages that have it."""
    found: dict[str, list[str]] = {}
    for language in _FUNCTION_WORDS:
        for word in _function_words(language):
            found.setdefault(word, []).append(language)
    return found
