"""Traits of what a card asks, and of where it stands in its note."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kb.cards.generators.labels import GENERIC_LABELS
from kb.cards.generators.proposal import Proposal
from kb.cards.topic.topic import Topic
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_DIGIT: Final = re.compile(r"\d")
_WITHIN: Final = re.compile(
    r"\b(?:examples?|exercises?|solutions?|problems?|practice|homework|quiz(?:zes)?|proofs?|case"
    r" study"
    r"|beispiele?|aufgaben?|übung(?:en)?|lösung(?:en)?|klausur|beweis|ejemplos?|ejercicios?"
    r"|soluci[oó]n(?:es)?"
    r"|tareas?|demostraci[oó]n|exemplos?|exerc[ií]cios?|exemples?|exercices?|corrigé|sujet|contrôle"
    r"|preuve"
    r"|blatt|pr[aá]cticas?|actividad(?:es)?|atividades?|esempi[o]?|esercizi[o]?|dimostrazione"
    r"|пример[ы]?|задач[аи]|решени[ея]|доказательство)\b|例|练习"
    r"|题",
    re.IGNORECASE,
)
_COUNTER: Final = re.compile(r"\W*(?:[a-z]|\d{1,3}|[ivx]{1,4})\W*|\W*\d+[.)]?\d*\W*", re.IGNORECASE)
"""A letter or a number by which something is counted."""
_LONGEST_COUNTER: Final = 12
_FOREIGN: Final = re.compile(r"<\w+[^>]*>|\{[#.:][^}]*\}|!!! |\?\?\? |::")
"""HTML, and the marks of other programs."""
_FOREIGN_SIGNS: Final = ("<", "{", "!!!", "???", "::")
"""What each of them has: a quick check."""
_LONG_PROMPT: Final = 22
_LONG_SUBJECT: Final = 4
"""Words."""


def traits_of_prompt(topic: Topic, proposal: Proposal) -> Iterator[str]:
    """Yield what is to be said of a card's question."""
    yield "asks-for-the-name" if proposal.names else "asks-what-it-is"
    if has_foreign_markup(proposal.front):
        yield "prompt-with-other-markup"
    if len(proposal.front.split()) > _LONG_PROMPT:
        yield "prompt-long"
    if "[[" in proposal.front or "](" in proposal.front:
        yield "prompt-with-a-link"
    yield from _of_place((topic.title, *proposal.path))
    if proposal.subject:
        yield from _of_subject(proposal.subject)


def is_counter(text: str) -> bool:
    """Return whether a text is a letter or a number by which something is counted."""
    return len(text) <= _LONGEST_COUNTER and _COUNTER.fullmatch(text) is not None


def has_foreign_markup(text: str) -> bool:
    """Return whether Markdown has HTML in it, or the marks of other programs."""
    for sign in _FOREIGN_SIGNS:
        if sign in text:
            return _FOREIGN.search(text) is not None
    return False


@lru_cache(maxsize=64)
def _of_place(path: tuple[str, ...]) -> tuple[str, ...]:
    """Return the traits of the title and the headings above a card."""
    traits = {
        "within-an-argument": any(_WITHIN.search(heading) for heading in path),
        "under-a-heading": len(path) == 2,
        "under-several-headings": len(path) > 2,
        "under-a-generic-heading": len(path) > 1 and name_key(path[-1]) in GENERIC_LABELS,
    }
    return tuple(name for name, holds in traits.items() if holds)


def _of_subject(written: str) -> Iterator[str]:
    subject = plain(Markdown(written))
    words = len(subject.split())
    traits = {
        "subject-of-one-word": words == 1,
        "subject-of-many-words": words > _LONG_SUBJECT,
        "subject-is-generic": name_key(subject) in GENERIC_LABELS,
        "subject-is-a-counter": is_counter(subject),
        "subject-begins-small": subject[:1].islower() and "`" not in written,
        "subject-with-a-digit": not subject.isalpha() and _DIGIT.search(subject) is not None,
        "subject-with-a-comma": "," in subject or ";" in subject,
    }
    return (name for name, holds in traits.items() if holds)
