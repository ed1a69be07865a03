"""Cards from sentences that define a marked term: “**Entropy** is a measure of …”."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from kb.cards.generators.no_definition import defines_nothing
from kb.cards.generators.proposal import Proposal
from kb.cards.topic.persons import is_dated, is_foreign_person
from kb.cards.topic.said import opening_sentence, sentence_subject, shortened
from kb.cards.topic.text_blocks import TextBlock, TextSection, iter_text_blocks
from kb.cards.topic.topic import Topic
from kb.cards.topic.wording import asked_for, is_plural, question_of_subject
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_MARKED: Final = re.compile(
    r"(?:(?:An?|The|Ein|Eine|Der|Die|Das|Un|Una|El|La|Le|Les|Une|O|A|Um|Uma)\s)?"
    r"(?P<mark>\*\*|==|\[\[)(?P<term>[^*_=\[\]\n|]{2,60})(?:\|(?P<alias>[^\[\]|]{1,60}))?"
    r"(?:\*\*|==|\]\])"
)
_KINDS: Final = {"**": "bold", "==": "highlight", "[[": "link"}
_SIGNS: Final = tuple(_KINDS)
_BEFORE: Final = re.compile(r"[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(?:[^\W\d]{1,4}\s)?")
"""What stands before a marked word that begins a paragraph or an entry: perhaps an article."""
_COLONS: Final = (":", "：")
_LONGEST_BEFORE: Final = 24
_LONGEST: Final = 1_000
"""Characters."""
_ENTRY: Final = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)])[ \t]")
_MOST_LINES: Final = 20
"""Of one paragraph that are read: each of its lines could begin a sentence as long as all of it."""
_FEWEST_WORDS: Final = 5
_UNSPACED: Final = frozenset({"zh", "ja"})


def term(topic: Topic) -> Iterator[Proposal]:
    """Yield “In T, what is X?” for each sentence that says what a marked term is."""
    for section in topic.text_sections:
        if not any(sign in section.source for sign in _SIGNS):
            continue
        source = section.text
        is_code_free = "```" not in source and "~~~" not in source
        line = section.line
        for block in _marked_blocks(source) if is_code_free else section.blocks:
            for proposal in _of_block(topic, section, block, line):
                line = proposal.line
                yield proposal


def _marked_blocks(source: str) -> Iterator[TextBlock]:
    """Yield what begins with a marked word, in a text without code: few of its paragraphs do."""
    starts: set[int] = set()
    for sign in _SIGNS:
        at = source.find(sign)
        while at >= 0:
            start = source.rfind("\n", 0, at) + 1
            if at - start < _LONGEST_BEFORE and _BEFORE.fullmatch(source, start, at):
                term = _MARKED.match(source, at)
                if term is None or not _is_field(term, source):
                    starts.add(start)
            end = source.find("\n", at)
            at = source.find(sign, end) if end >= 0 else -1
    for start in _few_of_a_paragraph(source, sorted(starts)):
        end = source.find("\n\n", start, start + _LONGEST)
        text = source[start : end if end >= 0 else start + _LONGEST]
        block = next(iter_text_blocks(text), None)
        if block is not None:
            yield block


def _is_field(match: re.Match[str], text: str) -> bool:
    """Return whether a colon follows a term, which so begins no sentence."""
    shown: str = match["alias"] or match["term"]
    return shown.rstrip().endswith(_COLONS) or text.startswith(_COLONS, match.end())


def _few_of_a_paragraph(source: str, starts: Sequence[int]) -> Iterator[int]:
    """Yield the starts of all entries of lists, and of the first lines in each paragraph."""
    paragraph_end = lines = 0
    for start in starts:
        if start >= paragraph_end:
            end = source.find("\n\n", start)
            paragraph_end, lines = end if end >= 0 else len(source), 0
        if _ENTRY.match(source, start) is None:
            lines += 1
            if lines > _MOST_LINES:
                continue
        yield start


def _of_block(
    topic: Topic, section: TextSection, block: TextBlock, line: int
) -> Iterator[Proposal]:
    match = _MARKED.match(block.text)
    if match is None or _is_field(match, block.text):
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
        line=topic.line_of(sentence, line),
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
    if is_foreign_person(said.rest, name):
        return asked_for(topic, "who_is", name)
    return asked_for(topic, "what_are" if said.is_many else "what_is", said.text)


def _is_same(name: str, subject: str) -> bool:
    a, b = name_key(name), name_key(subject)
    return a == b or (is_plural(subject) and f"{a}s" == b)
