"""Traits of what a card asks, and of where it stands in its note."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from kb.cards.generators.labels import GENERIC_LABELS
from kb.cards.generators.proposal import Proposal
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
_FOREIGN: Final = re.compile(r"<(?!mark\b)\w+[^>]*>|\{[#.:][^}]*\}|!!! |\?\?\? |::")
"""HTML, and the marks of other programs."""
_FOREIGN_SIGNS: Final = ("<", "{", "!!!", "???", "::")
"""What each of them has: a quick check."""
_LONG_PROMPT: Final = 22
_LONG_SUBJECT: Final = 4
"""Words."""


def traits_of_prompt(proposal: Proposal) -> Iterator[str]:
    """Yield what is to be said of a card's question."""
    yield "asks-for-the-name" if proposal.names else "asks-what-it-is"
    if has_foreign_markup(proposal.front):
        yield "prompt-with-other-markup"
    if len(proposal.front) > 2 * _LONG_PROMPT and len(proposal.front.split()) > _LONG_PROMPT:
        yield "prompt-long"
    if "[[" in proposal.front or "](" in proposal.front:
        yield "prompt-with-a-link"
    yield from _of_place(proposal.path)
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


def _of_place(path: tuple[str, ...]) -> Iterator[str]:
    """Yield the traits of the headings above a card."""
    if any(map(is_within_argument, path)):
        yield "within-an-argument"
    if path:
        yield "under-a-heading" if len(path) == 1 else "under-several-headings"
        if name_key(path[-1]) in GENERIC_LABELS:
            yield "under-a-generic-heading"


@lru_cache(maxsize=1024)
def is_within_argument(heading: str) -> bool:
    """Return whether a heading or a title is of an example, a proof or an exercise."""
    return _WITHIN.search(heading) is not None


def _of_subject(written: str) -> Iterator[str]:
    subject = plain(Markdown(written))
    words = len(subject.split())
    if words == 1:
        yield "subject-of-one-word"
    elif words > _LONG_SUBJECT:
        yield "subject-of-many-words"
    if name_key(subject) in GENERIC_LABELS:
        yield "subject-is-generic"
    if is_counter(subject):
        yield "subject-is-a-counter"
    if subject[:1].islower() and "`" not in written:
        yield "subject-begins-small"
    if "$" in subject:
        yield "subject-with-a-formula"
    if not subject.isalpha():
        if _DIGIT.search(subject):
            yield "subject-with-a-digit"
        if "," in subject or ";" in subject:
            yield "subject-with-a-comma"
