"""Cards from the parts of a topic: sections whose first sentence says what the heading is."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from kb.cards.generators.labels import label_traits
from kb.cards.generators.no_definition import defines_nothing
from kb.cards.generators.proposal import Proposal
from kb.cards.generators.quality import is_whole, obliges, only_judges
from kb.cards.language import ENGLISH
from kb.cards.stems import telling_words
from kb.cards.topic.said import defining_sentence, opening_sentence, sentence_subject, shortened
from kb.cards.topic.text_blocks import TextBlock, TextSection
from kb.cards.topic.topic import Topic
from kb.cards.topic.wording import (
    asked_for,
    bare_key,
    bare_subject,
    begins_with_verb,
    common_name,
    is_plural,
    may_name,
    question_of_subject,
)
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_LISTED: Final = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])[ \t]+[^\s\[]")
"""The beginning of a section whose first block is a list item, which always has a subject."""
_KIND: Final = re.compile(
    r"[A-Z][\w-]*(?:\s[\w-]+){0,3}?\s+(?:for|that|which|of|used|to|where|in which)\s"
)
_BEHIND_KIND: Final = frozenset({"for", "that", "which", "of", "used", "to", "where", "in"})
"""Words that follow a kind of thing, as in “tool for …”."""
_NO_KIND: Final = re.compile(
    r"(?:One|Use|Used|See|Note|Examples?|Depending|Think|Part|Due|Instead|Although|However|Many"
    r"|Several|Today|Usually|Often|Sometimes|Think|Make|Create|Let|Consider)\b"
)
_KIND_WORDS: Final = 7
"""Words; more than are looked at."""
_OPENING: Final = 200
"""Characters; far more than these words have."""
_MARK: Final = re.compile(r"[*_`\[=~\\]")
_LONGEST_ARTICLE: Final = 4
"""Letters; in all languages that are known here."""
_ARTICLES: Final = frozenset({"a", "an", "the"})
_UNSPACED: Final = {
    "zh": frozenset(
        "是指为為用由有会會能可将將在使把让讓被从從通负負提实實表反决決描存包管定允支处處执執接发發保控"
    ),
    "ja": frozenset("はがと"),
}
"""Languages without blanks, and signs that a verb begins with; others may go on with a noun."""


def component(topic: Topic) -> Iterator[Proposal]:
    """Yield “In T, what is X?” for each section that begins by saying what its heading is."""
    for section in topic.text_sections:
        heading = section.heading
        if heading is None or topic.is_title(heading):
            continue
        text = section.text
        if topic.english and _LISTED.match(text) and not may_name(heading, text):
            continue
        block = section.first_block
        if block is None:
            continue
        named = not topic.english or may_name(heading, block.text)
        if not named and not _leaves_out_subject(block):
            continue
        sentence = opening_sentence(block.text)
        if may_name(heading, block.text[len(sentence) :]):
            sentence = defining_sentence(block.text, sentence, partial(_begins_with_name, heading))
        if sentence.endswith((":", "：")):
            continue
        traits: tuple[str, ...] = ()
        question = _question_about(topic, section, sentence) if named else None
        if question is None and topic.english and (not named or _leaves_out_subject(block)):
            question = _question_of_kind(topic, heading, sentence)
            traits = ("component-without-subject",)
        if question is None:
            continue
        traits += tuple(_traits(topic, heading, sentence))
        yield Proposal(
            front=question,
            back=shortened(sentence),
            line=topic.line_of(sentence, section.line),
            path=section.path[:-1],
            subject=heading,
            fact=f"section {name_key(heading)}",
            span=sentence,
            traits=traits,
        )


def _traits(topic: Topic, heading: str, sentence: str) -> Iterator[str]:
    yield from label_traits(heading.strip())
    if defines_nothing(sentence, partial(_is_same_name, heading)):
        yield "defines-nothing"
    if topic.english:
        subject = sentence_subject(sentence)
        if subject is None and obliges(sentence):
            yield "obliges"
        if subject is not None and only_judges(subject.rest):
            yield "only-judges"


def _leaves_out_subject(block: TextBlock) -> bool:
    """Return whether a block begins with a kind of thing, such as “Tools for …”."""
    if block.mark:
        return False
    words = block.text.split(" ", _KIND_WORDS)[:_KIND_WORDS]
    opening = " ".join(words)
    if not _MARK.search(opening):
        return not _BEHIND_KIND.isdisjoint(words) and _KIND.match(opening) is not None
    opening = block.text[:_OPENING]
    if "[" not in opening and not _KIND.match(_MARK.sub("", opening)):
        return False
    return _KIND.match(plain(Markdown(opening))) is not None


def _question_about(topic: Topic, section: TextSection, sentence: str) -> str | None:
    heading = section.path[-1]
    if not topic.english:
        bare = bare_subject(topic, sentence)
        same = (
            _begins_unspaced(sentence, heading, _UNSPACED.get(topic.language, frozenset()))
            or _begins_with(sentence, heading)
            or (bare is not None and _is_same_name(bare, heading))
        )
        if not same:
            return None
        said = topic.subject_in(sentence)
        many = said is not None and said.is_many
        return asked_for(
            topic,
            "what_are" if many else "what_is",
            said.text if said is not None and _is_same_name(said.bare, heading) else heading,
            path=section.path[:-1],
        )
    subject = sentence_subject(sentence)
    if subject is not None and _is_same_name(subject.bare, heading):
        return question_of_subject(topic, subject, sentence)
    return _question_of_verb(topic, heading, sentence) if _begins_with(sentence, heading) else None


def _question_of_kind(topic: Topic, heading: str, sentence: str) -> str | None:
    """Return the question for a sentence that only says what kind of thing its heading is."""
    if _names_no_kind(sentence) or sentence_subject(sentence) is not None or is_whole(sentence):
        return None
    name = common_name(topic, heading)
    return f"In {topic.title}, what {'are' if is_plural(heading) else 'is'} {name}?"


def _names_no_kind(sentence: str) -> bool:
    """Return whether a sentence begins with a word that names no kind of thing."""
    first, second = (*sentence.casefold().split(maxsplit=2), "", "")[:2]
    if _NO_KIND.match(sentence):
        return True
    if first not in _ARTICLES and not telling_words(second, ENGLISH):
        return second not in _BEHIND_KIND and second not in {"and", "or"}
    return first not in _ARTICLES and not telling_words(first, ENGLISH)


def _begins_with(sentence: str, heading: str) -> bool:
    """Return whether a sentence begins with a heading, after an article if there is one."""
    visible = name_key(plain(Markdown(sentence)))
    key = name_key(heading)
    start = visible.find(key)
    before, after = visible[:start].strip(), visible[start + len(key) :]
    lone = len(before) <= _LONGEST_ARTICLE or before == "every"
    if start < 0 or " " in before or not lone or not after.startswith((" ", "s ", "es ")):
        return False
    return bool(after.partition(" ")[2][:1].isalpha())


def _begins_with_name(heading: str, sentence: str) -> bool:
    return _begins_with(sentence, heading)


def _begins_unspaced(sentence: str, heading: str, verbs: frozenset[str]) -> bool:
    visible, key = plain(Markdown(sentence)), heading.strip()
    return visible.startswith(key) and visible[len(key) : len(key) + 1] in verbs


def _question_of_verb(topic: Topic, heading: str, sentence: str) -> str:
    """Return the question for a sentence that says what its heading does, or how it is."""
    visible = plain(Markdown(sentence))
    start = max(visible.casefold().find(heading.casefold()), 0)
    article = visible[:start].casefold()
    if article.strip() in _ARTICLES:
        name = f"{article}{visible[start : start + len(heading)]}"
    else:
        name = common_name(topic, heading)
    verb = visible[start + len(heading) :].split(maxsplit=1)
    if verb and begins_with_verb(verb[0]):
        return f"In {topic.title}, what does {name} do?"
    return f"In {topic.title}, what {'are' if is_plural(heading) else 'is'} {name}?"


def _is_same_name(subject: str, heading: str) -> bool:
    a, b = name_key(subject), bare_key(heading)
    return b in {a, f"{a}s", f"{a}es"} or a in {f"{b}s", f"{b}es"}
