"""Single facts in sentences: since which version, and what something is used for."""

import re
from collections.abc import Iterator
from typing import Final

from kb.cards.generators.proposal import Proposal
from kb.cards.topic.said import opening_sentence, shortened
from kb.cards.topic.text_blocks import TextBlock, TextSection
from kb.cards.topic.topic import Topic
from kb.cards.topic.wording import common_name, decapitalised, in_topic
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_VERSION: Final = (
    r"(?P<version>(?P<product>(?:[A-Z][\w.+#]*(?:\s[A-Z][\w+#]*)?|version|v))\s?"
    r"v?(?P<number>\d+(?:\.\d+)*))"
)
_VERBS: Final = "introduced|added|released|removed|deprecated|renamed|stabilised|stabilized|dropped"
_PASSIVE: Final = re.compile(
    rf"(?P<what>[^.;:]{{2,80}}?)\s(?P<verb>was|were|became)\s(?:first\s)?(?P<done>{_VERBS})"
    rf"\s(?:in|with|by|as of|since)\s{_VERSION}"
)
_FRAGMENT: Final = re.compile(rf"(?P<done>{_VERBS.title()})\s(?:in|with|as of|since)\s{_VERSION}")
_ACTIVE: Final = re.compile(
    rf"{_VERSION}\s(?P<done>introduced|added|removed|deprecated|dropped|renamed)\s"
    r"(?P<what>[^;]{2,90}?)(?=[.;](?:\s|$)|,\s|$)"
)
_BROUGHT: Final = re.compile(f"ed(?:{'|'.join(f'(?<={verb[1:]})' for verb in _VERBS.split('|'))})")
"""Finds any of the verbs by its end, in either case. Most notes have none, and this is quick."""
_USED: Final = re.compile(r"sed(?<=[Uu]sed)")
_ITSELF: Final = frozenset(
    {"it", "the package", "the module", "the library", "the language", "the tool"}
)
_VAGUE: Final = re.compile(
    r"\b(?:it|they|this|that|these|those|he|she|we|you|which|one|there)\b|^\w+ly\b"
    r"|^(?:also|often|when|while|whereas|because|since|although|if|in|for|to|as|can|so|and|but|or|by"
    r"|sometimes|then)\b|[(\[]",
    re.IGNORECASE,
)
_PRONOUN: Final = re.compile(r"(?:it|they|this|that|these|those|he|she)\b", re.IGNORECASE)
_USE: Final = re.compile(
    r"(?:(?P<what>[^.;:,]{2,50}?)\s(?P<verb>is|are)\s)?"
    r"(?:(?:often|mainly|mostly|commonly|primarily|typically|usually|frequently|widely)\s)?"
    r"[Uu]sed\s(?:to|for|in|as)\s\S"
)


def version(topic: Topic) -> Iterator[Proposal]:
    """Yield “In which version of X was Y added?” for each sentence that says so."""
    if not topic.english:
        return
    seen: set[str] = set()
    for section, block in _blocks_with(topic, _BROUGHT):
        sentence = opening_sentence(block.text)
        version = _version_question(
            topic, plain(Markdown(sentence)) if "[" in sentence else sentence
        )
        if version is None:
            continue
        question, subject, answer = version
        back = answer if name_key(answer) not in seen and answer in sentence else sentence
        seen.add(name_key(answer))
        yield Proposal(
            front=question,
            back=back,
            line=topic.line_of(sentence, section.line),
            path=section.path,
            subject=subject,
            fact=f"version {name_key(subject)}",
            span=sentence,
            names=True,
        )


def _version_question(topic: Topic, sentence: str) -> tuple[str, str, str] | None:
    """Return a question, what it asks about, and its answer; None if no version is named."""
    if (match := _PASSIVE.match(sentence)) is not None:
        what = _changed_thing(topic, match["what"])
        asked = f"{match['verb']} {what} {match['done']}?" if what else ""
    elif (match := _FRAGMENT.match(sentence)) is not None:
        what = topic.title
        asked = f"was {what} {match['done'].casefold()}?"
    elif (match := _ACTIVE.match(sentence)) is not None:
        what = _changed_thing(topic, match["what"])
        asked = f"{match['done']} {what}?" if what else ""
    else:
        return None
    if not what or not asked:
        return None
    product = "" if match["product"].casefold() in {"version", "v"} else f" of {match['product']}"
    if match.re is _ACTIVE:
        return in_topic(topic, f"which version{product} {asked}"), what, match["version"]
    question = f"in which version{product} {asked}"
    if topic.shows_title(question):
        return in_topic(topic, question), what, match["version"]
    return f"{topic.title}: {question}", what, match["version"]


def _changed_thing(topic: Topic, text: str) -> str:
    """Return what a version changed; the title for “it”; empty if it is unclear."""
    if name_key(text) in _ITSELF:
        return topic.title
    if _PRONOUN.match(text):
        return ""
    return common_name(topic, decapitalised(text.strip()))


def use(topic: Topic) -> Iterator[Proposal]:
    """Yield “What is X used for?” for each sentence that says what something is used for."""
    if not topic.english:
        return
    for section, block in _blocks_with(topic, _USED):
        sentence = opening_sentence(block.text)
        if sentence.endswith(":"):
            continue
        match = _USE.match(plain(Markdown(sentence)))
        if match is None or (match["what"] is None and (block.indent or section.path)):
            continue
        what = match["what"] or topic.title
        if _PRONOUN.match(what):
            if name_key(what) not in {"it", "they"} or section.path:
                continue
            what = topic.title
        elif _VAGUE.search(what):
            continue
        verb = match["verb"] or "is"
        is_title = topic.is_title(what) and what == what.strip()
        name = topic.title if is_title else common_name(topic, decapitalised(what))
        yield Proposal(
            front=in_topic(topic, f"what {verb} {name} used for?"),
            back=shortened(sentence),
            line=topic.line_of(sentence, section.line),
            path=section.path,
            subject=what,
            fact=f"use {name_key(what)}",
            span=sentence,
        )


def _blocks_with(topic: Topic, sign: re.Pattern[str]) -> Iterator[tuple[TextSection, TextBlock]]:
    if not sign.search(topic.note.body):
        return
    for section in topic.text_sections:
        if sign.search(section.text):
            for block in section.blocks:
                if sign.search(block.text):
                    yield section, block
