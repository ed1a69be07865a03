"""Cards from sentences that define a marked term: “**Entropy** is a measure of …”."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from kb.cards.generators.no_definition import defines_nothing
from kb.cards.generators.proposal import Proposal
from kb.cards.topic.persons import is_dated
from kb.cards.topic.text_blocks import TextBlock, TextSection
from kb.cards.topic.topic import Topic
from kb.cards.topic.wording import (
    asked_for,
    is_plural,
    opening_sentence,
    question_of_subject,
    sentence_subject,
    shortened,
)
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_MARKED: Final = re.compile(
    r"(?:(?:An?|The|Ein|Eine|Der|Die|Das|Un|Una|El|La|Le|Les|Une|O|A|Um|Uma)\s)?"
    r"(?P<mark>\*\*|__|==|\[\[|\*|_)(?P<term>[^*_=\[\]\n|]{2,60})(?:\|(?P<alias>[^\[\]|]{1,60}))?"
    r"(?:\*\*|__|==|\]\]|\*|_)"
)
_KINDS: Final = {
    "**": "bold",
    "__": "bold",
    "==": "highlight",
    "[[": "link",
    "*": "italic",
    "_": "italic",
}
_MARK: Final = re.compile(r"[*_=\[]")
_FEWEST_WORDS: Final = 5
_UNSPACED: Final = frozenset({"zh", "ja"})


def term(topic: Topic) -> Iterator[Proposal]:
    """Yield “In T, what is X?” for each sentence that says what a marked term is."""
    for section in topic.text_sections:
        if _MARK.search(section.source):
            for block in section.blocks:
                yield from _of_block(topic, section, block)


def _of_block(topic: Topic, section: TextSection, block: TextBlock) -> Iterator[Proposal]:
    match = _MARKED.match(block.text)
    if match is None:
        return
    name = plain(Markdown(match["alias"] or match["term"])).strip().rstrip(":：-–— ")
    sentence = opening_sentence(block.text)
    too_short = len(sentence.split()) < _FEWEST_WORDS and topic.language not in _UNSPACED
    if too_short or topic.is_title(name) or sentence.endswith((":", "：", "?")):
        return
    question = _question(topic, name, sentence)
    if question is None:
        return
    heading = name_key(section.heading) if section.heading is not None else ""
    traits = {
        f"term-in-{_KINDS[match['mark']]}": True,
        "defines-nothing": defines_nothing(sentence, partial(_is_same, name)),
        "term-in-a-list": bool(block.mark),
        "term-is-the-heading": heading == name_key(name),
    }
    yield Proposal(
        front=question,
        back=shortened(sentence),
        line=topic.line_of(sentence, section.line),
        path=section.path,
        subject=name,
        fact=f"term {name_key(name)}",
        span=sentence,
        traits=tuple(trait for trait, holds in traits.items() if holds),
    )


def _question(topic: Topic, name: str, sentence: str) -> str | None:
    if topic.english:
        subject = sentence_subject(sentence)
        if subject is None or not subject.rest or not _is_same(name, subject.bare):
            return None
        return question_of_subject(topic, subject, sentence)
    said = topic.subject_in(sentence)
    if said is None or not _is_same(name, said.bare):
        return None
    if is_dated(plain(Markdown(sentence)), name):
        return asked_for(topic, "who_was", name)
    return asked_for(topic, "what_are" if said.is_many else "what_is", said.text)


def _is_same(name: str, subject: str) -> bool:
    a, b = name_key(name), name_key(subject)
    return a == b or (is_plural(subject) and f"{a}s" == b)
