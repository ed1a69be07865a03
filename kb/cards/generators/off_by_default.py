"""Generators that are off unless switched on: cards that most learners throw away."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from kb.cards.card import CardKind
from kb.cards.generators.proposal import Proposal
from kb.cards.topic.said import opening_sentence
from kb.cards.topic.text_blocks import TextBlock, TextSection
from kb.cards.topic.topic import Topic
from kb.cards.topic.wording import topic_heading
from kb.notes.markdown.inline import Reference, spans
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_TERM: Final = re.compile(r"\*\*(?P<bold>[^*\n]{2,60})\*\*|`(?P<code>[^`\n]{2,60})`")
_HIDDEN: Final = "[...]"
_CONTRAST: Final = re.compile(
    r"\b(?:unlike|in contrast to|as opposed to|compared (?:to|with)|whereas|differs? from)\b",
    re.IGNORECASE,
)
_WORDS: Final = (6, 40)


def cloze(topic: Topic) -> Iterator[Proposal]:
    """Yield each sentence with one of its bold or code terms hidden."""
    for section, block in _all_blocks(topic):
        sentence = opening_sentence(block.text)
        if not _WORDS[0] <= len(sentence.split()) <= _WORDS[1]:
            continue
        for match in _TERM.finditer(sentence):
            term = match["bold"] or match["code"]
            hidden = sentence[: match.start()] + _HIDDEN + sentence[match.end() :]
            if topic.is_title(term) or name_key(term) in name_key(hidden):
                continue
            yield Proposal(
                front=f"{topic_heading(topic, section.path)}: {hidden}",
                back=match[0],
                line=topic.line_of(sentence, section.line),
                path=section.path,
                subject=term,
                fact=f"cloze {name_key(sentence)[:60]}",
                span=sentence,
                kind=CardKind.CLOZE,
                names=True,
            )


def overlapping(topic: Topic) -> Iterator[Proposal]:
    """Yield for each entry of a numbered list the question what comes after the one before."""
    for section in topic.text_sections:
        numbered = [block for block in section.blocks if block.mark[:1].isdigit()]
        if not 3 <= len(numbered) <= 10:
            continue
        for before, block in pairwise(numbered):
            title = topic_heading(topic, section.path)
            asked = "what comes after" if topic.english else "→"
            earlier = plain(Markdown(opening_sentence(before.text))).rstrip(".")
            yield Proposal(
                front=f"{title}: {asked} “{earlier}”?",
                back=opening_sentence(block.text),
                line=topic.line_of(block.text, section.line),
                path=section.path,
                subject=plain(Markdown(block.text))[:60],
                fact=f"order {name_key(block.text)[:60]}",
                span=block.text,
                kind=CardKind.CLOZE,
            )


def contrast(topic: Topic) -> Iterator[Proposal]:
    """Yield “How does T differ from X?” for a sentence that sets it against a linked note."""
    if not topic.english:
        return
    for section, block in _all_blocks(topic):
        sentence = opening_sentence(block.text)
        if not _CONTRAST.search(sentence):
            continue
        linked = next((span for span in spans(sentence) if isinstance(span, Reference)), None)
        if linked is None or topic.is_title(linked.target):
            continue
        other = linked.alias or linked.target.rpartition("/")[2]
        yield Proposal(
            front=f"How does {topic.title} differ from {other}?",
            back=sentence,
            line=topic.line_of(sentence, section.line),
            path=section.path,
            subject=other,
            fact=f"contrast {name_key(other)}",
            span=sentence,
        )


def _all_blocks(topic: Topic) -> Iterator[tuple[TextSection, TextBlock]]:
    for section in topic.text_sections:
        for block in section.blocks:
            yield section, block
