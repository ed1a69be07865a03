"""Traits of a card's answer."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kb.cards.generators.labels import GENERIC_LABELS
from kb.cards.generators.proposal import Proposal
from kb.cards.language import function_words
from kb.cards.topic.said import says_of_what_kind
from kb.cards.topic.topic import Topic
from kb.cards.worth.prompt_traits import has_foreign_markup, is_counter
from kb.cards.worth.words import (
    BEGINS_CLAUSE,
    ENDS_OPEN,
    FIRST_PERSON,
    HEDGES,
    OBLIGES,
    ORDERS,
    PRONOUNS,
    SECOND_PERSON,
    points_elsewhere,
)
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_LINK: Final = re.compile(r"\[\[[^\[\]]*\]\]|\[[^\[\]]*\]\([^()]*\)")
_DIGIT: Final = re.compile(r"\d")
_YEAR: Final = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})\b")
_WIDE: Final = re.compile(r"[\u3400-\u9fff\u3040-\u30ff]")
_SENTENCE_END: Final = re.compile(r"[.!?。！？…][\"'”’»)\]*_]*$")
_IS: Final = re.compile(
    r"\s(?:is|are|was|were|ist|sind|war|waren|es|son|est|sont|é|são)\s|是", re.IGNORECASE
)
_IS_A: Final = re.compile(
    r"\s(?:(?:is|are|was|were)\s(?:\w+ly\s)?(?:an?|any|one)|(?:ist|sind|war)\seine?|(?:es|son|fue)\suna?"
    r"|(?:est|sont)\sune?|(?:é|são|foi)\suma?)\s",
    re.IGNORECASE,
)
_IS_SO: Final = re.compile(
    r"\s(?:is|are|was|were)\s(?:\w+ly\s)?(?:\w+ed|used|known|seen|made|done|found|given|easy"
    r"|important|useful|similar|different|good|better|best|bad|hard|difficult|common|more|less|very"
    r"|not|also|always|often|one of the most|responsible|able|available|necessary|worth|critical"
    r"|essential)\b"
)
"""Not what something is, but how."""
_VAGUE_KIND: Final = re.compile(
    r"\s(?:is|are)\s(?:an?|the)\s(?:\w+ )?(?:concept|way|thing|part|type|kind|form|example|simplest"
    r"|most|best|only|first|main|key|good|great|important|popular|common|recent|basic|simple|bit|lot"
    r"|result|step|term)\b(?!\s(?:of|that|which|where|in which|by which|to)\b)"
)
_LABEL: Final = re.compile(r"\W{0,3}[^\W\d][\w\s]{1,24}[:：]\s")
_ARGUES: Final = re.compile(
    r"\W{0,3}(?:proof|idea|sketch|beweis|demostraci[oó]n|demonstra|preuve|dimostrazione"
    r"|доказательство"
    r"|suppose|let us|imagine|example|e\.g|for example|z\.\s?b|beispiel|ejemplo|exemple|exemplo"
    r"|esempio"
    r"|supongamos|supponiamo|imaginemos|sei\s|seja\s|sea\s|soit\s|пусть\s"
    r"|given\s|consider|here we|then,|então|entonces|vejamos|veamos|voyons|si desarroll|证明|例)",
    re.IGNORECASE,
)
"""A proof, an example or a premise in place of what is asked for."""
_ARROWS: Final = ("→", "->", "=>", "⇒", "←")
_FIRST_WORDS: Final = 160
"""Characters in which a sentence says how its subject is."""
_FEWEST_NEW: Final = 4
_LAST: Final = 24
"""Characters in which an end shows itself."""
_OPENING: Final = "([{（"
_CLOSING: Final = ")]}）"
_AROUND_WORDS: Final = ".,;:!?()\"“”'’"


def traits_of_answer(topic: Topic, proposal: Proposal) -> Iterator[str]:
    """Yield what is to be said of a card's answer."""
    back = proposal.back
    visible = plain(Markdown(back))
    words = [word.casefold().strip(_AROUND_WORDS) for word in visible.split()]
    wide = 0 if visible.isascii() else len(_WIDE.findall(visible))
    yield from _of_size(len(words) + wide // 2)
    yield from _of_beginning(visible, words)
    yield from _of_end(visible, len(words))
    said = frozenset(words)
    yield from _of_words(visible, said)
    yield from _of_marks(back, visible)
    yield from _of_digits(visible)
    yield from _of_links(back)
    yield from _of_what_it_adds(proposal, said - function_words(topic.language))


def _of_size(words: int) -> Iterator[str]:
    sizes = (
        (1, "answer-of-one-word"),
        (3, "answer-of-few-words"),
        (7, "answer-of-a-phrase"),
        (25, ""),
        (40, "answer-long"),
    )
    trait = next((trait for most, trait in sizes if words <= most), "answer-very-long")
    if trait:
        yield trait


def _of_beginning(visible: str, words: Sequence[str]) -> Iterator[str]:
    first, second = (*words[:2], "", "")[:2]
    traits = {
        "answer-begins-with-a-pronoun": first in PRONOUNS,
        "answer-begins-with-a-conjunction": first in BEGINS_CLAUSE,
        "answer-begins-with-an-order": first in ORDERS and second != "of",
        "answer-begins-small": visible[:1].islower(),
        "answer-begins-with-a-label": _LABEL.match(visible) is not None,
        "answer-begins-an-argument": _ARGUES.match(visible) is not None,
        "answer-is-quoted": visible[:1] in ("“", '"', "«", "„"),
    }
    return (name for name, holds in traits.items() if holds)


def _of_end(visible: str, words: int) -> Iterator[str]:
    traits = {
        "answer-without-a-stop": words > 3 and not _SENTENCE_END.search(visible[-_LAST:]),
        "answer-ends-open": ENDS_OPEN.search(visible.rstrip("$ \n")[-_LAST:]) is not None,
        "answer-ends-in-an-ellipsis": visible.endswith(("...", "…")),
        "answer-asks": "?" in visible or "？" in visible,
        "answer-with-an-open-bracket": sum(map(visible.count, _OPENING))
        != sum(map(visible.count, _CLOSING)),
    }
    return (name for name, holds in traits.items() if holds)


def _of_words(visible: str, words: frozenset[str]) -> Iterator[str]:
    kind, opening = says_of_what_kind(visible), visible[:_FIRST_WORDS]
    says_is = _IS.search(opening) is not None
    traits = {
        "answer-says-of-what-kind": kind,
        "answer-says-how-it-is": not kind and says_is,
        "answer-says-it-is-a": says_is and _IS_A.search(opening) is not None,
        "answer-says-a-property": says_is and _IS_SO.search(opening) is not None,
        "answer-of-a-vague-kind": says_is and _VAGUE_KIND.search(opening) is not None,
        "answer-is-generic": name_key(visible) in GENERIC_LABELS,
        "answer-is-a-counter": is_counter(visible),
        "answer-in-the-first-person": not words.isdisjoint(FIRST_PERSON),
        "answer-in-the-second-person": not words.isdisjoint(SECOND_PERSON),
        "answer-obliges": not words.isdisjoint(OBLIGES),
        "answer-hedges": not words.isdisjoint(HEDGES),
        "answer-points-elsewhere": points_elsewhere(visible, words),
    }
    return (name for name, holds in traits.items() if holds)


def _of_marks(back: str, visible: str) -> Iterator[str]:
    broken = back.count("$") % 2 or back.count("\\begin") != back.count("\\end")
    traits = {
        "answer-with-a-formula": "$" in back,
        "answer-with-a-broken-formula": bool(broken),
        "answer-with-code": "`" in back,
        "answer-with-other-markup": has_foreign_markup(back),
        "answer-with-a-picture": "![" in back or "<img" in back,
        "answer-with-an-arrow": any(arrow in visible for arrow in _ARROWS),
        "answer-of-several-lines": "\n" in back,
        "answer-with-bold": "**" in back or "__" in back,
    }
    return (name for name, holds in traits.items() if holds)


def _of_digits(visible: str) -> Iterator[str]:
    digits = sum(map(str.isdigit, visible)) if _DIGIT.search(visible) else 0
    if digits:
        yield "answer-mostly-digits" if 3 * digits > len(visible) else "answer-with-a-digit"
        if _YEAR.search(visible):
            yield "answer-with-a-year"


def _of_links(back: str) -> Iterator[str]:
    if "http" in back or "www." in back:
        yield "answer-with-an-address"
    links = _LINK.findall(back) if "[" in back else ()
    if links:
        mostly = 3 * sum(map(len, links)) > 2 * len(back)
        yield "answer-is-a-link" if mostly else "answer-with-a-link"


def _of_what_it_adds(proposal: Proposal, said: frozenset[str]) -> Iterator[str]:
    if not said.isdisjoint(proposal.subject.casefold().split()):
        yield "answer-repeats-its-subject"
    if not proposal.names:
        asked = {word.strip(_AROUND_WORDS) for word in proposal.front.casefold().split()}
        if len(said - asked) < _FEWEST_NEW:
            yield "answer-adds-few-words"
