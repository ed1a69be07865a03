"""Cards from what a note has under a label: a heading, a line in bold, a callout, an entry.

The label names something, or asks how or why; what follows it says so.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Final, NamedTuple

from kb.cards.generators.labels import GENERIC_LABELS, holds_no_facts, label_traits
from kb.cards.generators.lists import leads_a_list
from kb.cards.generators.no_definition import defines_nothing
from kb.cards.generators.opening_phrases import FINITE
from kb.cards.generators.proposal import Proposal
from kb.cards.generators.quality import is_whole, obliges, only_judges
from kb.cards.generators.questions import asks
from kb.cards.generators.statements import states
from kb.cards.language import function_words
from kb.cards.topic.labelled import Labelled, answer_of, labelled, length
from kb.cards.topic.said import (
    defining_sentence,
    opening_sentence,
    says_of_what_kind,
    sentence_subject,
    shortened,
)
from kb.cards.topic.text_blocks import iter_text_blocks
from kb.cards.topic.topic import Topic
from kb.cards.topic.wording import (
    asked_for,
    bare_key,
    bare_subject,
    begins_with_verb,
    common_name,
    decapitalised,
    is_generic,
    is_plural,
    may_name,
    question_of_subject,
    topic_heading,
)
from kb.cards.worth.words import BEGINS_CLAUSE, ORDERS, ends_open
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_WHOLE: Final = 30
"""Words of a paragraph that is an answer as a whole; of a longer one it is a sentence."""
_LONGEST_LABEL: Final = 12
"""Words."""
_MOST_LINES: Final = 12
"""Of what follows a label; no answer is longer."""
_NAMED_ENTRY: Final = re.compile(
    r"\s*(?:[-*+]|\d{1,3}[.)])\s+(?:\*\*|`|\[\[|==)?[^:：\n]{1,60}?(?:[:：]\s?|\s[–—-]\s|(?:\*\*|`)[:：])\S?"
)
"""An entry of a list that has a name, which is asked for by itself."""
_MOST_CODE: Final = 3
"""Lines."""
_FENCE: Final = ("```", "~~~")
_NO_TEXT: Final = ("http", "![", "<", "|")
_NO_CODE: Final = (
    "dataview",
    "query",
    "tikz",
    "mermaid",
    "tabs",
    "ad-",
    "plantuml",
    "image",
    "chart",
)
"""Languages of what only a program shows."""
_NUMBER: Final = re.compile(
    r"^(?:\(?(?:\d+(?:\.\d+)*|[a-zA-Z]|[ivxIVX]{1,4})[.)]|\d+(?:\.\d+)+|§)\s+"
)
"""What numbers a heading."""
_ASPECT: Final = re.compile(
    r"(?:the\s+)?(?P<aspect>(?:\w+\s)?(?:purposes?|goals?|aims?|motivation|intuition"
    r"|(?:main |key |basic )?ideas?|use cases?|uses|applications?|advantages?|disadvantages?"
    r"|benefits?|drawbacks?|limitations?"
    r"|pros|cons|syntax|complexity|runtime|symptoms|signs|causes?|treatment|diagnosis|prevention"
    r"|etiology|epidemiology|pathophysiology|pathogenesis|prognosis|complications|effects?"
    r"|indications?|contraindications?|mechanism(?: of action)?|properties|features|components"
    r"|structure|characteristics|assumptions|requirements|conditions|types|kinds|steps|stages"
    r"|phases|algorithm|units?|principles?|functions?|roles?|location|origin|consequences"
    r"|significance|importance|strengths|weaknesses|risks|factors|criteria))",
    re.IGNORECASE,
)
"""What a note can tell of its topic."""
_PLURAL_ASPECTS: Final = ("s", "criteria")
_HOW_IT_WORKS: Final = re.compile(r"how (?P<what>.+?) works?", re.IGNORECASE)
_WHEN_TO_USE: Final = re.compile(
    r"(?P<when>when|where|why|how) to use(?: (?:it|them))?", re.IGNORECASE
)
_HOW_TO: Final = re.compile(r"(?P<how>how|when|where) to (?P<do>.+)", re.IGNORECASE)
_ITSELF: Final = frozenset({"it", "this", "they"})
_NO_ORDERS: Final = frozenset("note include let keep learn remember list".split())
_GERUND: Final = re.compile(r"[A-Z]?[a-z]{2,}ing\s+(?!of\b).+")
_OF: Final = re.compile(r"\s(?:of|for|in|to|with|between|from|on|at|by)\s")
_USED: Final = re.compile(r"(?:(?:Often|Mainly|Mostly|Commonly)\s)?[Uu]sed (?:to|for|when|in|as)\s")
_ARTICLES: Final = frozenset({"a", "an", "the"})
_LONGEST_ARTICLE: Final = 4
"""Letters; in all languages that are known here."""
_UNSPACED: Final = {
    "zh": frozenset(
        "是指为為用由有会會能可将將在使把让讓被从從通负負提实實表反决決描存包管定允支處处执執接发發保控"
    ),
    "ja": frozenset("はがと"),
}
"""Languages without blanks, and signs that a verb begins with; others may go on with a noun."""


_ANCHOR: Final = re.compile(r"\s*\{[#.:][^{}]*\}$")
_LEAD: Final = re.compile(
    r"(?:def(?:\.|inition|inici[oó]n|inizione|inição)?|définition|tip|note|info|concept)\s*[:–—-]\s+",
    re.IGNORECASE,
)
_SIGNS: Final = re.compile(r"^[^\w`$(\[¿«“\"'.@&/+-]+")
"""Emoji and the marks of other programs."""


@lru_cache(maxsize=1024)
def _shown(label: str) -> str:
    """Return a label as a prompt shows it: without a number, an anchor or an emoji."""
    visible = _SIGNS.sub("", _ANCHOR.sub("", plain(Markdown(label)).strip()))
    return _LEAD.sub("", _NUMBER.sub("", visible)).strip(" :：.")


_CLAUSES: Final = BEGINS_CLAUSE | frozenset("e.g eg eg: ie let given consider every".split())


class _Told(NamedTuple):
    """What is told under a label."""

    text: str
    sentence: str
    """Its first sentence, or the one that says what the label is."""
    traits: tuple[str, ...]


def component(topic: Topic) -> Iterator[Proposal]:
    """Yield “In T, what is X?”, “T: how does X work?” and their like for each label."""
    for part in labelled(topic):
        if part.kind == "bold" or "?" in part.label or "？" in part.label:
            continue
        label = _shown(part.label)
        if _is_asked_otherwise(topic, part.label, label):
            continue
        path, name = part.path, label
        if is_generic(label):
            name = path[-1] if path and part.kind == "heading" else ""
            path = path[:-1]
        if (
            not name
            or name.endswith("?")
            or topic.is_title(name)
            or name.count(" ") >= _LONGEST_LABEL
        ):
            continue
        told = _told(topic, part, name)
        if told is None:
            continue
        question, trait = _question(topic, path, name, told)
        yield Proposal(
            front=question,
            back=told.text,
            line=topic.line_of(told.text, part.line),
            path=part.path,
            subject=part.label,
            fact=f"section {name_key(name)}",
            span=told.text,
            traits=(f"labelled-by-{part.kind}", *told.traits, trait, *_traits(topic, name, told)),
        )


def _is_asked_otherwise(topic: Topic, written: str, label: str) -> bool:
    """Return whether a label is another generator's, or names nothing that can be asked for."""
    if holds_no_facts(label) or states(written) or leads_a_list(label):
        return True
    generic = topic.english and not is_generic(label) and name_key(label) in GENERIC_LABELS
    return generic and _ASPECT.fullmatch(label) is None


def _told(topic: Topic, part: Labelled, name: str) -> _Told | None:  # noqa: PLR0911  # by shape
    """Return what is told under a label; None if nothing can be asked for."""
    body = part.body(_MOST_LINES)
    code = _code(body)
    if code:
        return _Told(code, "", ("answer-is-code",))
    if _NAMED_ENTRY.match(next(filter(str.strip, body), "")):
        return None
    answer = answer_of(body)
    if answer is not None and answer.shape in {"list", "formula"}:
        return _Told(answer.text, "", (f"answer-{answer.shape}",))
    block = next(iter_text_blocks("\n".join(body)), None)
    if block is None or block.text.startswith(_NO_TEXT):
        return None
    sentence = opening_sentence(block.text)
    if may_name(name, block.text[len(sentence) :]):
        sentence = defining_sentence(block.text, sentence, partial(_is_about, topic, name))
    if sentence.endswith((":", "：")) or sentence.startswith(("Unlike ", "Note that ")):
        return None
    traits = ("answer-of-an-entry",) if block.mark else ()
    about = _is_about(topic, name, sentence)
    if not about and _tells_of_another(topic, name, sentence):
        return None
    whole = answer is not None and answer.shape == "paragraph" and length(answer.text) <= _WHOLE
    if answer is not None and whole and not about:
        return _Told(answer.text, sentence, ("answer-paragraph", *traits))
    return _Told(shortened(sentence), sentence, traits)


def _tells_of_another(topic: Topic, name: str, sentence: str) -> bool:
    """Return whether a sentence surely has another subject than a label."""
    if topic.language in _UNSPACED:
        return plain(Markdown(sentence)).startswith(name)
    if sentence.startswith(("It ", "They ")):
        return not says_of_what_kind(sentence)
    if not topic.english or not sentence.startswith(("The ", "A ", "An ")):
        return False
    return not may_name(name, sentence) and is_whole(sentence)


def _code(body: Sequence[str]) -> str:
    """Return the short code with which a text begins; empty if it begins with none."""
    lines = [line for line in body if line.strip()]
    if not lines:
        return ""
    first = lines[0].strip()
    if first.startswith(_FENCE):
        if first[3:].strip().casefold().startswith(_NO_CODE):
            return ""
        fence = first[:3]
        end = next(
            (at for at, line in enumerate(lines[1:], 1) if line.strip().startswith(fence)), 0
        )
        return "\n".join(lines[: end + 1]) if 1 < end <= _MOST_CODE + 1 else ""
    return first if first.startswith("`") and first.endswith("`") and first.count("`") == 2 else ""


def _question(  # noqa: PLR0911  # one for each kind of label
    topic: Topic, path: tuple[str, ...], name: str, told: _Told
) -> tuple[str, str]:
    """Return the question that a label asks for, and the trait of its kind."""
    if path and name_key(path[-1]) in GENERIC_LABELS:
        path = ()
    place = topic_heading(topic, path)
    if asks(name):
        return _as_question(topic, place, name)
    if not topic.english:
        return _foreign_question(topic, path, name, told)
    subject = sentence_subject(told.sentence)
    if subject is not None and _is_same_name(subject.bare, name):
        return question_of_subject(topic, subject, told.sentence), "label-is-its-subject"
    if _begins_with(told.sentence, name):
        return _question_of_verb(topic, name, told.sentence), "label-is-its-subject"
    aspect = _ASPECT.fullmatch(name)
    if aspect is not None:
        said_of = aspect["aspect"].casefold()
        verb = "are" if said_of.endswith(_PLURAL_ASPECTS) else "is"
        return f"{place}: what {verb} the {said_of}?", "asks-for-an-aspect"
    first = name.partition(" ")[0].casefold()
    if first in ORDERS - _NO_ORDERS or _GERUND.fullmatch(name):
        return f"{place}: {decapitalised(name)} – how?", "asks-how"
    return _question_of_kind(topic, place, name, told)


def _question_of_kind(topic: Topic, place: str, name: str, told: _Told) -> tuple[str, str]:
    """Return the question for what follows a label without speaking of it."""
    short = common_name(topic, name)
    verb = "are" if is_plural(_OF.split(name, maxsplit=1)[0]) else "is"
    trait, question = "label-is-no-subject", f"what {verb} {short}?"
    if _USED.match(told.sentence):
        question = f"what {verb} {short} used for?"
    elif begins_with_verb(told.sentence):
        trait = "asks-what-it-does"
        question = f"what {'do' if verb == 'are' else 'does'} {short} do?"
    return _within(topic, place, question), trait


def _foreign_question(
    topic: Topic, path: tuple[str, ...], name: str, told: _Told
) -> tuple[str, str]:
    if label_traits(name):
        return f"{topic_heading(topic, path)}: {name}?", "asks-for-an-aspect"
    said = topic.subject_in(told.sentence)
    if said is not None and not _is_same_name(said.bare, name):
        said = None
    question = asked_for(
        topic,
        "what_are" if said is not None and said.is_many else "what_is",
        said.text if said is not None else name,
        path=path,
    )
    is_about = _is_about(topic, name, told.sentence)
    return question, "label-is-its-subject" if is_about else "label-is-no-subject"


def _within(topic: Topic, place: str, question: str) -> str:
    if topic.shows_title(question):
        return f"{question[0].upper()}{question[1:]}"
    return f"In {place}, {question}"


def _as_question(topic: Topic, place: str, name: str) -> tuple[str, str]:
    """Return the question that a label asks without a question mark."""
    asked = f"{name}{'？' if topic.language == 'zh' else '?'}"
    if topic.english:
        if (match := _HOW_IT_WORKS.fullmatch(name)) is not None:
            what = topic.title if match["what"].casefold() in _ITSELF else match["what"]
            asked = f"How {'do' if is_plural(what) else 'does'} {what} work?"
        elif (match := _WHEN_TO_USE.fullmatch(name)) is not None:
            asked = f"{match['when'].capitalize()} do you use {topic.title}?"
        elif (match := _HOW_TO.fullmatch(name)) is not None:
            asked = f"{match['how'].capitalize()} do you {match['do']}?"
    if topic.shows_title(asked):
        return asked, "asks-how"
    return f"{place}: {asked[0].lower()}{asked[1:]}", "asks-how"


def _traits(topic: Topic, name: str, told: _Told) -> Iterator[str]:
    yield from label_traits(name)
    if topic.english and FINITE.search(name):
        yield "label-is-a-sentence"
    if ends_open(name):
        yield "label-ends-open"
    first = name.partition(" ")[0].casefold()
    if first in _CLAUSES or (first in function_words(topic.language) and not asks(name)):
        yield "label-begins-a-clause"
    if told.sentence:
        yield from _traits_of_sentence(topic, name, told.sentence)


def _traits_of_sentence(topic: Topic, name: str, sentence: str) -> Iterator[str]:
    if defines_nothing(sentence, partial(_is_same_name, name)):
        yield "defines-nothing"
    if not topic.english:
        return
    if not is_whole(sentence):
        yield "answer-has-no-verb"
    subject = sentence_subject(sentence)
    if subject is None:
        if obliges(sentence):
            yield "obliges"
        return
    if only_judges(subject.rest):
        yield "only-judges"
    if not may_name(name, subject.bare):
        yield "speaks-of-another"


def _is_about(topic: Topic, name: str, sentence: str) -> bool:
    """Return whether a sentence has a name for its subject, or begins with it."""
    if _begins_with(sentence, name):
        return True
    if topic.english:
        subject = sentence_subject(sentence)
        return subject is not None and _is_same_name(subject.bare, name)
    bare = bare_subject(topic, sentence)
    verbs = _UNSPACED.get(topic.language, frozenset())
    return (bare is not None and _is_same_name(bare, name)) or _begins_unspaced(
        sentence, name, verbs
    )


def _begins_with(sentence: str, heading: str) -> bool:
    """Return whether a sentence begins with a heading, after an article if there is one."""
    visible = name_key(plain(Markdown(sentence)))
    key = name_key(heading)
    start = visible.find(key)
    before, after = visible[:start].strip(), visible[start + len(key) :]
    lone = len(before) <= _LONGEST_ARTICLE or before == "every"
    if start < 0 or " " in before or not lone or not after.startswith((" ", "s ", "es ", ",")):
        return False
    return bool(after.partition(" ")[2][:1].strip("–—-:=/|"))


def _begins_unspaced(sentence: str, heading: str, verbs: frozenset[str]) -> bool:
    visible, key = plain(Markdown(sentence)), heading.strip()
    return visible.startswith(key) and visible[len(key) : len(key) + 1] in verbs


def _question_of_verb(topic: Topic, heading: str, sentence: str) -> str:
    """Return the question for a sentence that says what its heading does, or how it is."""
    visible = plain(Markdown(sentence))
    start = max(visible.casefold().find(heading.casefold()), 0)
    article = visible[:start].casefold()
    verb, noun = visible[start + len(heading) :].split(maxsplit=2)[:2] + [""] * 2, ""
    name = common_name(topic, heading)
    if article.strip() in _ARTICLES:
        # “The $match stage filters …”
        if not begins_with_verb(verb[0]) and begins_with_verb(verb[1]) and verb[0].islower():
            noun = f" {verb[0]}"
        name = f"{article}{visible[start : start + len(heading)]}{noun}"
    if verb[0] and (noun or begins_with_verb(verb[0])):
        return f"In {topic.title}, what does {name} do?"
    return f"In {topic.title}, what {'are' if is_plural(heading) else 'is'} {name}?"


def _is_same_name(subject: str, heading: str) -> bool:
    a, b = name_key(subject), bare_key(heading)
    return b in {a, f"{a}s", f"{a}es"} or a in {f"{b}s", f"{b}es"}
