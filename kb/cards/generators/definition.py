"""Make cards from a definition: one asks for it, one masks the name and asks for the concept."""

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Final

from kb.cards.card import CardKind
from kb.cards.generators.no_definition import defines_nothing
from kb.cards.generators.opening_phrases import FINITE, is_of_others, opens_with_noun
from kb.cards.generators.proposal import Proposal
from kb.cards.generators.quality import doubts_about, is_whole
from kb.cards.topic.said import defining_sentence, opening_sentence, sentence_subject, shortened
from kb.cards.topic.text_blocks import CALLOUT, TextBlock, TextSection, iter_text_blocks
from kb.cards.topic.topic import Topic
from kb.cards.topic.wording import (
    bare_subject,
    definition_question,
    is_generic,
    is_of_title,
    may_name,
)
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain
from kb.notes.titles import defined_subject

_MASK: Final = "…"
_DEFINES_BY_KIND: Final = re.compile(
    r"(?:[Aa]n?|[Tt]he)\s+"
    r"(?!(?:few|lot|number|note|list|key|main|most|following|next|last|first|same)\b)"
    r"[\w`*\[][^.]{2,60}?\s(?:that|which|who|for|of|used|to|in which|where|with|by)\s",
)
_LABELLED: Final = re.compile(r"(?P<name>[^:=\n]{1,80}?)\s?(?::|=)[*_]{0,2}\s+(?P<said>\S.*)")
_FEWEST_SAID: Final = 3
"""Blanks after the label, of a text that defines something."""
_IS_A: Final = re.compile(r"\s(?:is|are)\s(?:an?|the|one of)\s")
_POOR: Final = re.compile(
    r"(?:where|wobei|donde|onde|où|dove|где|Also|Note|See|Roughly|Refer|Or|And|But|If|When|Example|E\.g|i\.e|How|Why|Has|Have"
    r"|Can|Find|Open|Click|Go|Create|Use|Add|Run|Select|Choose|Make|Install|Navigate|Ensure|Check"
    r"|Let|Not all|An? example of)\b|_{3,}|[-–—•]\s|[\w ]{2,24}:{1,2}\s*(?:\[\[|#\w|https?:)",
    re.IGNORECASE,
)
"""How nothing begins that reads as a definition, even under that label."""
_SHOWN_BELOW: Final = re.compile(
    r"\b(?:this|the following) (?:equation|formula|code|figure|table|diagram)\b"
)
_UNENDED: Final = re.compile(
    r"(?::|\b(?:to|of|by|with|the|a|an|and|or|for|as|from|including))$", re.IGNORECASE
)
_LAST_WORD: Final = 16
"""Characters from the end in which an unended sentence shows itself."""
_PLURAL_END: Final = re.compile(r"e?s(?!\w)")
_ARTICLE_BEFORE: Final = re.compile(r"(?<!\w)(?:an?|the)\s+$", re.IGNORECASE)
_ARTICLE: Final = 12
"""Characters in which an article and the blanks behind it stand."""
_THIS_IS: Final = re.compile(
    r"(?:This|These|It)\s(?:is|are|was|refers to|means)\s(?:an?|the|one of|when|how)\s|(?:Short"
    r"|Stands) for\s"
    r"|(?:Dies|Das) ist (?:ein|eine|der|die|das)\s|(?:Esto?|Esta) es (?:una?|el|la)\s"
    r"|(?:Es|Son) (?:una?|el|la|los|las|aquell?[oa]s?)\s|(?:É|São) (?:uma?|o|a|os|as)\s"
    r"|(?:È|Sono) (?:un|il|la|lo|i|gli)"
    r"|C['’]est (?:une?|le|la|l['’])|(?:Isto|Este|Esta) é (?:uma?|o|a)\s|Это\s|这是"
)
_SHORTEST_ABBREVIATION: Final = 2
_DEFINES: Final = re.compile(
    r"def|what is|meaning|concept|bedeutung|begriff|significado|определение|定义|定義",
    re.IGNORECASE,
)
"""How a heading begins that promises a definition."""
_LEAD: Final = re.compile(r"^(?:Definition|Def\.?|Meaning)\s*[:–—-]\s*", re.IGNORECASE)


def definition(topic: Topic) -> Iterator[Proposal]:
    """Yield “What is T?”, answered with the definition's first sentence."""
    defining = _defining_sentence(topic)
    if defining is None:
        return
    sentence, line, place = defining
    yield Proposal(
        front=definition_question(topic, sentence),
        back=shortened(sentence),
        line=line,
        subject="",
        fact="definition",
        span=sentence,
        traits=(place, *doubts_about(topic, sentence)),
    )


def concept(topic: Topic) -> Iterator[Proposal]:
    """Yield the definition with the concept's name masked, answered with the name."""
    defining = _defining_sentence(topic) if topic.note.tags else None
    if defining is None:
        return
    sentence, line, place = defining
    tag = next((tag for tag in topic.note.tags if not topic.shows_title(tag)), None)
    if tag is None:
        return
    visible = shortened(plain(Markdown(sentence)))
    masked = _mask_expansion(topic.title, _mask_names(topic, visible))
    if masked == visible or topic.names_itself(masked) or _spells_out(topic, masked):
        return
    asked = "which concept is meant?" if topic.english else "?"
    if topic.phrases is not None:
        asked = topic.phrases.which_concept
    yield Proposal(
        front=f"#{tag}: {asked}\n\n> {masked}",
        back=topic.title,
        line=line,
        subject="concept",
        fact="definition",
        span=sentence,
        kind=CardKind.REVERSE,
        names=True,
        traits=(place, *doubts_about(topic, sentence)),
    )


@lru_cache(maxsize=1)
def _defining_sentence(topic: Topic) -> tuple[str, int, str] | None:
    """Return the first sentence that says what the concept is, its line, and the trait of where."""
    said = topic.note.definition
    if said is not None:
        sentence = _first_defining(topic, said.text)
        if sentence:
            return sentence, topic.line_of(sentence, said.line), "defined-in-a-field"
    for section in topic.text_sections:
        if section.heading is not None and not is_generic(section.heading):
            sentence = _without_label(section.first_block.text) if section.first_block else ""
            is_sure = topic.is_title(section.heading) or _IS_A.search(sentence)
            defines = is_sure and not defines_nothing(sentence, topic.is_title)
            if defines and _is_about_title(topic, sentence):
                return sentence, topic.line_of(sentence, section.line), "defined-in-a-section"
            continue
        defining = _defining_block(topic, section)
        if defining is not None:
            return defining
    return _opening(topic)


def _defining_block(topic: Topic, section: TextSection) -> tuple[str, int, str] | None:
    """Return the same of a section that any note could have, or of what stands above the first."""
    is_named = section.heading is None and _opens_with_callout(topic, section.text)
    for block in section.blocks:
        if not block.is_first and not any(may_name(name, block.text) for name in topic.names):
            continue
        sentence = _without_label(block.text)
        if block.is_first:
            sentence = defining_sentence(block.text, sentence, partial(_is_about_title, topic))
        if _reads_as_no_definition(topic, sentence):
            continue
        place = _place(topic, section, block, sentence, is_named=is_named)
        if place:
            return sentence, topic.line_of(sentence, section.line), place
    return None


def _place(
    topic: Topic, section: TextSection, block: TextBlock, sentence: str, *, is_named: bool
) -> str:
    """Return the trait of how a sentence defines the title; empty if it does not."""
    if is_named and block.is_first:
        return "defined-in-a-callout"
    if _is_about_title(topic, sentence):
        return "defined-by-its-subject" if block.is_first else "defined-further-down"
    return "defined-by-a-phrase" if _implied(topic, section, block, sentence) else ""


def _opening(topic: Topic) -> tuple[str, int, str] | None:
    """Return the first words of a note, which may define its title without naming it."""
    for section in topic.text_sections:
        if section.heading is not None and not is_generic(section.heading):
            continue
        block = section.first_block
        if block is None or is_of_others(section.text) or section.text.lstrip()[:1] == ">":
            continue
        sentence = _without_label(block.text)
        if _reads_as_no_definition(topic, sentence) or sentence.count(" ") < _FEWEST_SAID:
            if section.heading is None and block is not None:
                return None
            continue
        if block.mark and topic.english:
            subject = sentence_subject(sentence)
            if sentence.startswith("Used "):
                return None  # asked by another generator
            if subject is not None and not is_of_title(topic, subject):
                return None
        line = topic.line_of(sentence, section.line)
        return sentence, line, _place_of_opening(topic, section, block, sentence)
    return None


def _first_heading(topic: Topic) -> str:
    """Return the heading with which the note's text begins, which no section has."""
    first = topic.note.body.lstrip()
    return first[2:].partition("\n")[0].strip() if first.startswith("# ") else ""


def _place_of_opening(topic: Topic, section: TextSection, block: TextBlock, sentence: str) -> str:
    visible = plain(Markdown(sentence))
    heading = section.heading or _first_heading(topic)
    if heading and _DEFINES.match(heading):
        return "under-a-definition"
    if block.mark:
        return "opens-with-an-entry"
    if _THIS_IS.match(visible):
        return "opens-with-this-is"
    if _spells_out(topic, visible):
        return "opens-with-an-abbreviation"
    is_phrase = not FINITE.search(visible.partition(",")[0]) and not is_whole(sentence)
    if topic.english and is_phrase:
        return "opens-with-a-phrase"
    return "opens-with-a-sentence"


def _spells_out(topic: Topic, visible: str) -> bool:
    """Return whether a text begins with the words that the title is short for."""
    if not topic.title.isupper() or len(topic.title) < _SHORTEST_ABBREVIATION:
        return False
    words = [word for word in visible.replace("-", " ").split() if word[:1].isupper()]
    return "".join(word[0] for word in words).startswith(topic.title)


def _opens_with_callout(topic: Topic, text: str) -> bool:
    """Return whether a text opens with a callout of the title: ``> [!title]``."""
    opening = text.lstrip()
    match = CALLOUT.match(opening[1:].lstrip()) if opening[:1] == ">" else None
    return match is not None and topic.is_title(match["kind"])


def _first_defining(topic: Topic, text: str) -> str:
    for block in iter_text_blocks(text):
        sentence = _without_label(block.text)
        sentence = defining_sentence(block.text, sentence, partial(_is_about_title, topic))
        if not _reads_as_no_definition(topic, sentence):
            return sentence
    return ""


def _reads_as_no_definition(topic: Topic, sentence: str) -> bool:
    if defines_nothing(sentence, topic.is_title):
        return True
    if _POOR.match(sentence) or (sentence[-1:] != "." and _UNENDED.search(sentence[-_LAST_WORD:])):
        return True
    folded = sentence.casefold()
    below = "this " in folded or "the following " in folded
    return below and _SHOWN_BELOW.search(folded) is not None


def _without_label(text: str) -> str:
    return opening_sentence(_LEAD.sub("", text, count=1) if text[:1] in "DdMm" else text)


def _is_about_title(topic: Topic, sentence: str) -> bool:
    subject = sentence_subject(sentence) if topic.english else None
    if subject is not None and subject.rest and is_of_title(topic, subject):
        return True
    if topic.english and _is_labelled(topic, sentence):
        return True
    bare = bare_subject(topic, sentence) or defined_subject(sentence)
    return bare is not None and topic.is_title(bare)


def _is_labelled(topic: Topic, sentence: str) -> bool:
    """Return whether a text has the title for its label: “T: a tree that …”, “T = a …”."""
    match = _LABELLED.match(sentence)
    return (
        match is not None
        and topic.is_title(plain(Markdown(match["name"])))
        and not topic.is_title(plain(Markdown(match["said"])))
        and match["said"].count(" ") >= _FEWEST_SAID
    )


def _implied(topic: Topic, section: TextSection, block: TextBlock, sentence: str) -> bool:
    """Return whether an opening sentence defines the title without the verb “is”.

    Such as “A queue that …” in the first line of a note, or “A T lets …” under a heading.
    """
    if not block.is_first or sentence.endswith("?"):
        return False
    visible = plain(Markdown(sentence))
    if section.heading is None and not block.mark:
        return not is_of_others(section.text) and opens_with_noun(sentence, visible)
    match = _DEFINES_BY_KIND.match(visible)
    if match is not None and not FINITE.search(match[0]):
        return True
    after = re.match(r"(?:An?|The)\s+(?P<rest>.+)", visible)
    start = name_key(after["rest"]) if after else ""
    return any(start.startswith(f"{name} ") for name in topic.names)


def _mask_expansion(title: str, masked: str) -> str:
    """Return a masked text without the words that an abbreviation stands for: “… (…) is”.

    They precede the masked abbreviation, and begin with its letters.
    """
    before, bracket, after = masked.partition(f" ({_MASK})")
    words = before.replace("-", " ").split()[-len(title) :]
    if not bracket or "".join(word[0] for word in words).casefold() != title.casefold():
        return masked
    start = before.rfind(words[0], 0, len(before) - len(" ".join(words[1:])))
    article = _ARTICLE_BEFORE.search(before, 0, start)
    return f"{before[: article.start() if article else start]}{_MASK}{after}"


def _mask_names(topic: Topic, sentence: str) -> str:
    for name in filter(None, topic.names):
        folded = _folded(sentence)
        if len(folded) != len(sentence):
            continue
        parts: list[str] = []
        position, start = 0, folded.find(name)
        while start >= 0:
            end = start + len(name)
            plural = _PLURAL_END.match(folded, end)
            end = plural.end() if plural else end
            if not folded[start - 1 : start].isalnum() and not folded[end : end + 1].isalnum():
                article = _ARTICLE_BEFORE.search(sentence, max(position, start - _ARTICLE), start)
                parts += [sentence[position : article.start() if article else start], _MASK]
                position = end
            start = folded.find(name, end)
        sentence = "".join([*parts, sentence[position:]])
    return sentence


def _folded(sentence: str) -> str:
    """Return a sentence folded as names are, of the same length."""
    return sentence.casefold().replace("_", " ").replace("-", " ")
