"""What the first words of a note are: a noun that defines it, a sentence, a quotation, or verse."""

import re
from collections.abc import Sequence
from typing import Final

from kb.cards.topic.said import RELATIVE
from kb.cards.topic.text_blocks import CALLOUT
from kb.cards.topic.wording import is_verb

_NOUN: Final = re.compile(
    r"(?:An?|The)\s+(?!(?:few|lot|number|note|list|key|main|most|following|next|last|first|same|rest"
    r"|summary|overview|recap|transcript|draft|excerpt|copy|collection)\b)[\w`*]"
)
_LINKED_NOUN: Final = re.compile(
    r"\[\[[^\[\]]+\]\]s?\s(?:that|which|who|whose|where|used (?:to|for|in|by))\s"
)
"""“[[Trenches]] that …”."""
_JOINING: Final = frozenset(
    "of for to in on at by with from between within near against over under as used defining"
    " describing containing consisting allowing designed formed made based".split()
)
"""What goes on with a noun, if no relative clause does."""
_PERSONAL: Final = frozenset("i me my mine we us our you your he him his she her they".split())
"""Words of a story, and of no definition before its relative clause."""
_FIRST_PERSON: Final = frozenset({"I", "I've", "I’ve", "I'm", "I’m", "me", "my"})
_BEGINS_CLAUSE: Final = RELATIVE | frozenset(
    "and or but nor while if because as until unless than so after before once how what whether"
    " since though although whenever wherever it they he she we you one this these those there"
    " not both either such".split()
)
_AUXILIARY: Final = frozenset("is are was were has must should might does did".split())
_FEWEST_VERSES: Final = 3
_LONGEST_VERSE: Final = 48
"""Characters; prose is broken into longer lines, or not at all."""
FINITE: Final = re.compile(
    r"\b(?:is|are|was|has|have|had|can|must|will|should|may|might|does|do|consists?|takes?|tells?"
    r"|requires?|needs?|allows?|uses?|gives?|makes?|gets?|contains?|provides?|works?|becomes?)\b"
)
"""Verbs that show a text to be a sentence."""


def is_of_others(text: str) -> bool:
    """Return whether a text opens with a quotation that is no callout, or with verse."""
    opening = text.strip().partition("\n\n")[0]
    if opening.startswith(">"):
        return CALLOUT.match(opening[1:].lstrip()) is None
    lines = opening.split("\n")
    return len(lines) >= _FEWEST_VERSES and all(
        line[:1].isalpha() and line[-1] != ":" and len(line) < _LONGEST_VERSE for line in lines
    )


def opens_with_noun(sentence: str, visible: str) -> bool:
    """Return whether a text is a noun with what belongs to it, as “A lock that …” is.

    ``sentence`` is Markdown, and ``visible`` the same as it is shown.
    """
    if not (_NOUN.match(visible) or _LINKED_NOUN.match(sentence)):
        return False
    before, goes_on = "", False
    words = visible.split()
    for at, word in enumerate(words):
        if word in RELATIVE:
            return not _goes_on_as_sentence(words[at + 1 :])
        if is_verb(word) or FINITE.fullmatch(word) or any(map(str.isdigit, word)):
            return False
        if word.casefold() in _PERSONAL:
            return False
        if word in _JOINING:
            if word == "to" and not goes_on and before.endswith("s"):  # “wants to”
                return False
            goes_on = True
        before = word
    return goes_on


def _goes_on_as_sentence(words: Sequence[str]) -> bool:
    """Return whether a clause, from its second word on, is followed by a verb of the noun's own.

    “The lock which they held was gone” is a sentence, “a lock that was held” is none. Nor does a
    definition speak of its author, or of what had been before.
    """
    verbs, open_for = 0, 1
    before = ""
    for at, word in enumerate(words):
        if word in _FIRST_PERSON or word == "had":
            return True
        if word.casefold() in _BEGINS_CLAUSE or before[-1:] in {",", ";", ":", "–", "—"}:
            open_for = verbs + 1
        if word in _AUXILIARY or (at == 0 and is_verb(word)):
            verbs += before not in _AUXILIARY and not (at == 1 and verbs)
        if verbs > open_for:
            return True
        before = word
    return False
