"""Cards from sentences that define a marked term: “**Entropy** is a measure of …”."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from kb.cards.generators.no_definition import defines_nothing
from kb.cards.generators.proposal import Proposal
from kb.cards.language import ENGLISH, function_words
from kb.cards.topic.persons import is_dated, is_foreign_person
from kb.cards.topic.said import opening_sentence, sentence_subject, shortened
from kb.cards.topic.text_blocks import TextBlock, TextSection, iter_text_blocks
from kb.cards.topic.topic import Topic
from kb.cards.topic.wording import asked_for, bare_subject, is_plural, question_of_subject
from kb.cards.worth.words import BEGINS_CLAUSE, PRONOUNS
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
_PLAIN: Final = re.compile(
    r"^[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(?=[^\W\d_])(?:[^\s.,;:!?|]+[ ]){1,6}?"
    r"(?:(?:is|are)\s(?:an?|the|one\sof|when|where)|refers?\sto|means|denotes|ist\seine?|bezeichnet|bedeutet"
    r"|(?:es|son)\suna?|est\sune?|(?:é|è)\su(?:ma?|na?)|[—–-]\sэто)\s"
    r"|^[ \t>]*(?:[-*+][ \t]+)?[^\s，。、：|]{2,16}(?:是指|是一)",
    re.MULTILINE,
)
"""A line that begins by saying what something is, which is not marked."""
_NO_TERM: Final = PRONOUNS | BEGINS_CLAUSE | function_words(ENGLISH)
"""First words of what is no term."""
_DEFINITE: Final = re.compile(
    r"(?:the|der|die|das|el|la|los|las|le|les|l['’]|o|a|os|as|il)\s", re.IGNORECASE
)
_COLONS: Final = (":", "：")
_LONGEST_BEFORE: Final = 24
_FIRST: Final = 160
"""Characters in which a sentence says what it is about."""
_LONGEST: Final = 1_000
"""Characters."""
_ENTRY: Final = re.compile(r"[ \t>]*(?:[-*+]|\d+[.)])[ \t]")
_MOST_LINES: Final = 20
"""Of one paragraph that are read: each of its lines could begin a sentence as long as all of it."""
_FEWEST_WORDS: Final = 5
_UNSPACED: Final = frozenset({"zh", "ja"})


def term(topic: Topic) -> Iterator[Proposal]:
    """Yield “In T, what is X?” for each sentence that says what X is."""
    for section in topic.text_sections:
        source = section.text
        is_code_free = "```" not in source and "~~~" not in source
        line = section.line
        for block in _defining_blocks(source) if is_code_free else section.blocks:
            for proposal in _of_block(topic, section, block, line):
                line = proposal.line
                yield proposal


def _defining_blocks(source: str) -> Iterator[TextBlock]:
    """Yield what begins with a term, in a text without code: few of its paragraphs do."""
    starts = {match.start() for match in _PLAIN.finditer(source)}
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
    if match is not None and _is_field(match, block.text):
        return
    if match is not None:
        name = plain(Markdown(match["alias"] or match["term"])).strip().rstrip(":：-–— ")
    else:
        name = bare_subject(topic, block.text[:_FIRST]) or ""
        if name.partition(" ")[0].casefold() in _NO_TERM or name.endswith(_COLONS):
            return
    sentence = opening_sentence(block.text)
    too_short = len(sentence.split()) < _FEWEST_WORDS and topic.language not in _UNSPACED
    if not name or too_short or topic.is_title(name) or sentence.endswith((":", "：", "?")):
        return
    heading = name_key(section.heading) if section.heading is not None else ""
    if match is None and heading == name_key(name):
        return  # a component
    question = _question(topic, name, sentence)
    if question is None:
        return
    traits = {
        f"term-in-{_KINDS[match['mark']]}" if match is not None else "term-is-plain": True,
        "subject-with-the": match is None and _DEFINITE.match(sentence) is not None,
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
