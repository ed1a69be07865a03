"""Generators that are off unless switched on: cards that most learners throw away."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from kb.cards.card import Kind
from kb.cards.generators.proposal import Proposal
from kb.cards.generators.text_blocks import Block, Stretch
from kb.cards.generators.topic import Topic
from kb.cards.generators.wording import heading_in, stated
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
    """Yields each sentence with one of its bold or code terms hidden."""
    for stretch, block in _prose(topic):
        sentence = stated(block.text)
        if not _WORDS[0] <= len(sentence.split()) <= _WORDS[1]:
            continue
        for match in _TERM.finditer(sentence):
            term = match["bold"] or match["code"]
            hidden = sentence[: match.start()] + _HIDDEN + sentence[match.end() :]
            if topic.is_title(term) or name_key(term) in name_key(hidden):
                continue
            yield Proposal(
                front=f"{heading_in(topic, stretch.path)}: {hidden}",
                back=match[0],
                line=topic.line_of(sentence, stretch.line),
                path=stretch.path,
                subject=term,
                fact=f"cloze {name_key(sentence)[:60]}",
                span=sentence,
                kind=Kind.CLOZE,
                names=True,
            )


def overlapping(topic: Topic) -> Iterator[Proposal]:
    """Yields for each entry of a numbered list the question what comes after the one before."""
    for stretch in topic.stretches:
        numbered = [block for block in stretch.blocks if block.mark[:1].isdigit()]
        if not 3 <= len(numbered) <= 10:
            continue
        for before, block in pairwise(numbered):
            title = heading_in(topic, stretch.path)
            asked = "what comes after" if topic.english else "→"
            yield Proposal(
                front=f"{title}: {asked} “{plain(Markdown(stated(before.text))).rstrip('.')}”?",
                back=stated(block.text),
                line=topic.line_of(block.text, stretch.line),
                path=stretch.path,
                subject=plain(Markdown(block.text))[:60],
                fact=f"order {name_key(block.text)[:60]}",
                span=block.text,
                kind=Kind.CLOZE,
            )


def contrast(topic: Topic) -> Iterator[Proposal]:
    """Yields “How does T differ from X?” for a sentence that sets it against a linked note."""
    if not topic.english:
        return
    for stretch, block in _prose(topic):
        sentence = stated(block.text)
        if not _CONTRAST.search(sentence):
            continue
        linked = next((each for each in spans(sentence) if isinstance(each, Reference)), None)
        if linked is None or topic.is_title(linked.target):
            continue
        other = linked.alias or linked.target.rpartition("/")[2]
        yield Proposal(
            front=f"How does {topic.title} differ from {other}?",
            back=sentence,
            line=topic.line_of(sentence, stretch.line),
            path=stretch.path,
            subject=other,
            fact=f"contrast {name_key(other)}",
            span=sentence,
        )


def _prose(topic: Topic) -> Iterator[tuple[Stretch, Block]]:
    """Yields the blocks of the note's running text, each with its stretch."""
    for stretch in topic.stretches:
        for block in stretch.blocks:
            yield stretch, block
