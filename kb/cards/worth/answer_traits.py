"""Traits of a card's answer."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from kb.cards.generators.labels import GENERIC_LABELS
from kb.cards.generators.proposal import Proposal
from kb.cards.language import function_words
from kb.cards.topic.said import says_of_what_kind
from kb.cards.topic.topic import Topic
from kb.cards.topic.wording import begins_with_verb
from kb.cards.worth.prompt_traits import has_foreign_markup, is_counter
from kb.cards.worth.words import (
    BEGINS_CLAUSE,
    FIRST_PERSON,
    HEDGES,
    OBLIGES,
    ORDERS,
    PRONOUNS,
    SECOND_PERSON,
    ends_open,
    points_elsewhere,
)
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_LINK: Final = re.compile(r"\[\[[^\[\]]*\]\]|\[[^\[\]]*\]\([^()]*\)")
_DIGIT: Final = re.compile(r"\d")
_YEAR: Final = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})\b")
_WIDE: Final = re.compile(r"[\u3400-\u9fff\u3040-\u30ff]")
_SENTENCE_END: Final = re.compile(r"[.!?。！？…][\"'”’»)\]*_]*$")
_COPULAS: Final = frozenset("is are was were ist sind war waren es son est sont é são".split())
_ROMANCE: Final = frozenset({"es", "pt", "it", "fr"})
"""Languages whose definitions may begin with a verb, such as “Es un …”."""
_IS: Final = re.compile(rf"\s(?:{'|'.join(sorted(_COPULAS))})\s", re.IGNORECASE)
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
    r"|\s(?:est|sont)\s(?:une? (?:des|concept|notion|moyen|partie)|la plus|le (?:seul|plus))\b"
    r"|\s(?:é|são|es|son)\s(?:uma?|o|a|una?|el|la|os|as|los|las)\s"
    r"(?:conceito|concepto|aspecto|recurso|parte|das?|dos|de las?|de los|más|mais|mejor)\b"
    r"|\s(?:ist|sind)\s(?:ein|eine|der|die|das)\s(?:\w+ste|wichtige[rs]?|Teil|Begriff|Konzept)\b"
)
_NAMES_A_KIND: Final = re.compile(
    r"(?:(?:an?|the|ein|eine|der|die|das|une?|le|la|les|el|los|las|um|uma|os?|as?)\s)?"
    r"(?:[^\W\d_][\w-]*\s){1,4}?"
    r"(?:for|that|which|who|whose|of|used|to|where|in which|with|between|from|by|der|die|das|von"
    r"|zur?|zum|für|que|qui|de|des|d['’]\w+|du|del|della|di|che|para|por|onde|donde|dos?|da|où|pour"
    r"|для|который|которая|которое|которые|между)\s",
    re.IGNORECASE,
)
"""A noun with what belongs to it, which says of what kind something is without a verb."""
_DEFINES_ANOTHER: Final = re.compile(
    r"\s(?:is|are|ist|sind|es|son|est|é)\s(?:(?:said|called)\s(?:to\sbe\s)?)?(?:(?:an?|the|one|ein|eine|una?|une?|uma?)\s)?"
    r"(?:\*{1,2}|_{1,2})[^*_\n]+(?:\*|_)"
)
"""It has the term that it defines behind its verb: “a set V is a *neighbourhood* of x if …”."""
_PREPOSITIONS: Final = frozenset(
    "in on at by for to with from over during within through under after before between among as"
    " according like unlike given despite en para por con a sin sobre desde im in bei mit für zum"
    " zur auf nach von dans pour avec à sur chez selon em com no na nos nas per da nel nella в при"
    " для на с по из 在 对 对于 根据 为了 通过".split()
)
_LABEL: Final = re.compile(r"\W{0,3}[^\W\d][\w\s]{1,24}[:：]\s")
_ARGUES: Final = re.compile(
    r"\W{0,3}(?:proof|idea|sketch|beweis|demostraci[oó]n|demonstra|preuve|dimostrazione"
    r"|доказательство"
    r"|suppose|let\s|imagine|example|e\.g|for example|z\.\s?b|beispiel|ejemplo|exemple|exemplo"
    r"|esempio"
    r"|supongamos|tomando\s|considerando\s|considering\s|dado\s|dada\s|supponiamo|imaginemos|sei\s|seja\s|sea\s|soit\s|пусть\s"
    r"|given\s|consider|here we|then,|então|entonces|vejamos|veamos|voyons|si desarroll|证明|例)",
    re.IGNORECASE,
)
"""A proof, an example or a premise in place of what is asked for."""
_ARROWS: Final = ("→", "->", "=>", "⇒", "←")
_SIZES: Final = (
    (1, "answer-of-one-word"),
    (3, "answer-of-few-words"),
    (7, "answer-of-a-phrase"),
    (25, ""),
    (40, "answer-long"),
)
"""The most words of each."""
_FIRST_WORDS: Final = 160
"""Characters in which a sentence says how its subject is."""
_BARS: Final = 3
_FEWEST_NEW: Final = 4
_LAST: Final = 24
"""Characters in which an end shows itself."""
_OPENING: Final = "([{（"
_CLOSING: Final = ")]}）"
_BRACKET: Final = re.compile(f"[{re.escape(_OPENING + _CLOSING)}]")
_AROUND_WORDS: Final = ".,;:!?()\"“”'’"


def traits_of_answer(topic: Topic, proposal: Proposal) -> Iterator[str]:
    """Yield what is to be said of a card's answer."""
    back = proposal.back
    visible = plain(Markdown(back))
    words = [word.strip(_AROUND_WORDS) for word in visible.casefold().split()]
    wide = 0 if visible.isascii() else len(_WIDE.findall(visible))
    said = frozenset(words)
    yield from _of_size(len(words) + wide // 2)
    yield from _of_beginning(visible, words, topic.language)
    yield from _of_end(visible, len(words))
    yield from _of_what_it_says(visible, said)
    yield from _of_its_grammar(visible)
    yield from _of_words(said)
    yield from _of_marks(back)
    yield from _of_signs(visible)
    yield from _of_links(back)
    yield from _of_what_it_adds(proposal, said - function_words(topic.language))


def _of_size(words: int) -> Iterator[str]:
    trait = next((trait for most, trait in _SIZES if words <= most), "answer-very-long")
    if trait:
        yield trait


def _of_beginning(visible: str, words: Sequence[str], language: str) -> Iterator[str]:
    first = words[0] if words else ""
    if first in PRONOUNS and not (first in _COPULAS and language in _ROMANCE):
        yield "answer-begins-with-a-pronoun"
    if first in _PREPOSITIONS:
        yield "answer-begins-with-a-preposition"
    if first in BEGINS_CLAUSE:
        yield "answer-begins-with-a-conjunction"
    if first in ORDERS and words[1:2] != ["of"]:
        yield "answer-begins-with-an-order"
    if visible[:1].islower():
        yield "answer-begins-small"
    if (":" in visible or "：" in visible) and _LABEL.match(visible):
        yield "answer-begins-with-a-label"
    if _ARGUES.match(visible):
        yield "answer-begins-an-argument"
    if visible.startswith(("“", '"', "«", "„")):
        yield "answer-is-quoted"


def _of_end(visible: str, words: int) -> Iterator[str]:
    if not visible.endswith(".") and not _SENTENCE_END.search(visible[-_LAST:]):
        if words > 3:
            yield "answer-without-a-stop"
        if ends_open(visible):
            yield "answer-ends-open"
    if visible.endswith(("...", "…")):
        yield "answer-ends-in-an-ellipsis"


def _of_what_it_says(visible: str, words: frozenset[str]) -> Iterator[str]:
    kind, opening = says_of_what_kind(visible), visible[:_FIRST_WORDS]
    if kind:
        yield "answer-says-of-what-kind"
    if "是" in opening or (not _COPULAS.isdisjoint(words) and _IS.search(opening)):
        if not kind:
            yield "answer-says-how-it-is"
        if _IS_A.search(opening):
            yield "answer-says-it-is-a"
        if _IS_SO.search(opening):
            yield "answer-says-a-property"
        if _VAGUE_KIND.search(opening):
            yield "answer-of-a-vague-kind"
    if name_key(visible) in GENERIC_LABELS:
        yield "answer-is-generic"
    if is_counter(visible):
        yield "answer-is-a-counter"
    if points_elsewhere(visible, words):
        yield "answer-points-elsewhere"


def _of_its_grammar(visible: str) -> Iterator[str]:
    """Yield how an answer is built that has no subject of its own."""
    if begins_with_verb(visible):
        yield "answer-begins-with-a-verb"
    elif (
        not says_of_what_kind(visible)
        and _NAMES_A_KIND.match(visible)
        and not _IS.search(visible[:_FIRST_WORDS])
    ):
        yield "answer-names-a-kind"


def _of_words(words: frozenset[str]) -> Iterator[str]:
    if not words.isdisjoint(FIRST_PERSON):
        yield "answer-in-the-first-person"
    if not words.isdisjoint(SECOND_PERSON):
        yield "answer-in-the-second-person"
    if not words.isdisjoint(OBLIGES):
        yield "answer-obliges"
    if not words.isdisjoint(HEDGES):
        yield "answer-hedges"


def _of_marks(back: str) -> Iterator[str]:
    if "$" in back:
        yield "answer-with-a-formula"
    if back.count("$") % 2 or back.count("\\begin") != back.count("\\end"):
        yield "answer-with-a-broken-formula"
    if "`" in back:
        yield "answer-with-code"
    if has_foreign_markup(back):
        yield "answer-with-other-markup"
    if "![" in back or "<img" in back:
        yield "answer-with-a-picture"
    if "\n" in back:
        yield "answer-of-several-lines"
    if "**" in back or "__" in back:
        yield "answer-with-bold"
    if _DEFINES_ANOTHER.search(back[:_FIRST_WORDS]):
        yield "answer-defines-another"
    if back.count("|") > _BARS:
        yield "answer-with-a-table"


def _of_signs(visible: str) -> Iterator[str]:
    if "?" in visible or "？" in visible:
        yield "answer-asks"
    if _BRACKET.search(visible) and (
        sum(map(visible.count, _OPENING)) != sum(map(visible.count, _CLOSING))
    ):
        yield "answer-with-an-open-bracket"
    for arrow in _ARROWS:
        if arrow in visible:
            yield "answer-with-an-arrow"
            break
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
