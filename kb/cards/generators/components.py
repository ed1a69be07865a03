"""The parts of a topic: a section whose first sentence says what its heading is."""

import re
from collections.abc import Iterator
from typing import Final

from kb.cards.generators.proposal import Proposal
from kb.cards.generators.prose import Stretch
from kb.cards.generators.topic import Topic
from kb.cards.generators.wording import (
    Subject,
    bare_subject,
    common_name,
    foreign,
    is_plural,
    subject_of,
    within_reason,
)
from kb.notes.inline import first_sentence, plain
from kb.notes.names import name_key

_KIND: Final = re.compile(
    r"[A-Z][\w-]*(?:\s[\w-]+){0,3}?\s+(?:for|that|which|of|used|to|where|in which)\s"
)
_NO_KIND: Final = re.compile(
    r"(?:One|Some|Many|Most|All|Each|Every|Several|Both|Use|Used|How|Why|When|What|In|On|At|By|As|It"
    r"|See|Note|There|If|For|To|From|With|Here|Because|Due|Instead|Examples?|Depending|Think|Part)\b"
)
_USED: Final = re.compile(
    r"(?:are|is)\s+(?:often\s+|mainly\s+|mostly\s+|commonly\s+)?used\s+(?:to|for)\b"
)


def component(topic: Topic) -> Iterator[Proposal]:
    """Yields “In T, what is X?” for each section that begins by saying what its heading is."""
    for stretch in topic.stretches:
        heading = stretch.heading
        if heading is None or not stretch.blocks or topic.is_title(heading):
            continue
        block = stretch.blocks[0]
        sentence = first_sentence(block.text).strip()
        if block.mark or sentence.endswith(":"):
            continue
        question = _question(topic, stretch, heading, sentence)
        if question is None:
            continue
        yield Proposal(
            front=question,
            back=within_reason(sentence),
            line=topic.line_of(sentence, stretch.line),
            path=stretch.path[:-1],
            subject=heading,
            fact=f"section {name_key(heading)}",
            span=sentence,
        )


def _question(topic: Topic, stretch: Stretch, heading: str, sentence: str) -> str | None:
    """Returns the question that a section's first sentence answers; None if it answers none."""
    if not topic.english:
        bare = bare_subject(topic, sentence)
        same = bare is not None and _same(bare, heading)
        return foreign(topic, stretch.path[:-1], heading) if same else None
    subject = subject_of(sentence)
    if subject is not None and _same(subject.bare, heading):
        return _asked(topic, subject, sentence)
    fragment = _KIND.match(plain(sentence))
    if fragment is None or subject is not None or _NO_KIND.match(sentence):
        return None
    name = common_name(topic, heading)
    return f"In {topic.title}, what {'are' if is_plural(heading) else 'is'} {name}?"


def _asked(topic: Topic, subject: Subject, sentence: str) -> str:
    """Returns the question for a sentence whose subject is the heading."""
    name = subject.text
    if name == subject.bare:
        name = common_name(topic, subject.bare)
    if _USED.search(plain(sentence)[: len(subject.text) + 40]):
        return f"{topic.title}: what {subject.verb} {name} used for?"
    return f"In {topic.title}, what {subject.verb} {name}?"


def _same(subject: str, heading: str) -> bool:
    """Tells whether a subject and a heading are one name, singular or plural."""
    a, b = name_key(subject), name_key(heading)
    b = re.sub(r"^(?:the|an?)\s+|\s*\(.*\)$", "", b)
    return b in {a, f"{a}s", f"{a}es"} or a in {f"{b}s", f"{b}es"}
