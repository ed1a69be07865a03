"""The language that a text is written in, told by its script or by its function words."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Final

from kb.notes.plain_text import Markdown, plain

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
    "cs": "a je se na v ve že s z ze do i o k ke pro jako která který které jsou není být tak ale"
    " pokud"
    " nebo také jeho ten ta to po při lze má když mezi",
    "da": "og i at det en den til er som på de med han af for ikke der var et har fra men vi om kan"
    " eller også bliver ved når hvor disse sig skal hvis",
    "sv": "en ett den det de och eller men inte är var av till i på med från för som att om sig"
    " han hon vi ni ett har kan när där",
    "pl": "i w na z do nie się jest są był to że jak o po od dla za przez co który która które",
}
_WORD: Final = re.compile(r"[^\W_]+")
_MATHS: Final = re.compile(r"\$\$?[^$]*\$\$?")
"""A formula, whose letters are words of no language."""
_SAMPLE_WORDS: Final = 100
_FEWEST: Final = 2
"""Different function words that a text must contain to count as other than English."""

ENGLISH: Final = "en"


@cache
def function_words(language: str) -> frozenset[str]:
    """Return the words of a language that carry no meaning of their own; none if it is unknown."""
    return frozenset(_FUNCTION_WORDS.get(language, "").split())


def language_of(text: str) -> str:
    """Return the most likely language of Markdown, such as ``de``; English where in doubt."""
    text = _MATHS.sub(" ", text) if "$" in text else text
    visible = plain(Markdown(text)) if "[" in text else text
    sample = _WORD.findall(visible.casefold())[:_SAMPLE_WORDS]
    if not visible.isascii():
        letters = "".join(sample)
        for language, script in _SCRIPTS:
            if 4 * len(script.findall(letters)) > len(letters):
                return language
    known = _languages_by_word()
    scores = Counter(chain.from_iterable(known[word] for word in sample if word in known))
    best = max(_FUNCTION_WORDS, key=scores.__getitem__)  # English, the first, wins a tie.
    return best if len(function_words(best).intersection(sample)) >= _FEWEST else ENGLISH


def surely_english(text: str) -> bool:
    """Return whether a text is surely English, so that the rest of its note need not be read.

    It must have three function words that no other language has. This saves a third of the time
    that cards take.
    """
    return text.isascii() and len(_only_english().intersection(text.lower().split())) > _FEWEST


@cache
def _only_english() -> frozenset[str]:
    return frozenset(
        word for word, languages in _languages_by_word().items() if languages == [ENGLISH]
    )


@cache
def _languages_by_word() -> Mapping[str, Sequence[str]]:
    languages = defaultdict(list)
    for language in _FUNCTION_WORDS:
        for word in function_words(language):
            languages[word].append(language)
    return languages
