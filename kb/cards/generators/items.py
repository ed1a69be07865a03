"""Named entries: a call, a component or a term, asked in one direction, and in the other."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from kb.cards.card import CardKind
from kb.cards.generators.labels import holds_no_facts, is_clause, is_role
from kb.cards.generators.proposal import Proposal
from kb.cards.generators.pros_cons import judgment_of
from kb.cards.generators.quality import echoes, only_talks
from kb.cards.topic.said import opening_sentence, sentence_subject, shortened
from kb.cards.topic.topic import Topic
from kb.cards.topic.wording import (
    asked_for,
    begins_with_verb,
    decapitalised,
    in_quotes,
    in_topic,
    is_generic,
    is_plural,
    topic_heading,
)
from kb.notes.markdown.code_spans import code_of
from kb.notes.names import name_key
from kb.notes.note import Item
from kb.notes.plain_text import Markdown, plain

_MARKED: Final = re.compile(r"^[\s>*+-]*(?:\d+[.)]\s*)?(?:\*\*|__|\[\[|\|)")
_FEWEST_SIBLINGS: Final = 3
"""Entries that make a list of parallel facts."""
_MANY_SIBLINGS: Final = 4
"""Entries that do so beyond doubt."""
_QUANTITY: Final = 6
"""Words of a description that begins with a figure and is no more than a quantity."""
_DIGIT: Final = re.compile(r"\d")
_NEW_STEMS: Final = 2
_FEWEST_STEMS: Final = 3
_FEWEST_CLUES: Final = 4
"""Words of a description, and letters of a word in it."""
_BEGINNING: Final = 5
"""Letters by which a word is known in a name."""


class _Entry(NamedTuple):
    """An item that is worth asking for, and the headings above it."""

    item: Item
    name: str
    """The item's name as it is shown: as code if it is code."""
    text: str
    """The description's first sentence."""
    path: tuple[str, ...]
    traits: tuple[str, ...]
    gives_name_away: bool


def item(topic: Topic) -> Iterator[Proposal]:
    """Yield each item in the direction that does not give itself away."""
    for entry in _entries(topic):
        yield _card(topic, entry, CardKind.FORWARD, names=not entry.gives_name_away)


def reverse(topic: Topic) -> Iterator[Proposal]:
    """Yield each item in the other direction."""
    for entry in _entries(topic):
        yield _card(topic, entry, CardKind.REVERSE, names=entry.gives_name_away)


@lru_cache(maxsize=1)
def _entries(topic: Topic) -> tuple[_Entry, ...]:
    """Return the items that have enough siblings to be a list of parallel facts."""
    groups = list(_groups(topic))
    sizes = Counter(groups)
    entries = []
    for item, group in zip(topic.note.items, groups, strict=True):
        dress = group[1]
        heading = (item.heading or "").strip()
        if not item.description or judgment_of(heading):
            continue
        whole = opening_sentence(item.description)
        text = shortened(whole)
        if not _may_be_asked(topic, item, whole) or not topic.adds_stems(
            whole, item.name, heading, topic.title, least=_NEW_STEMS
        ):
            continue
        given = (
            not topic.adds_stems(text, topic.title, least=_FEWEST_STEMS)
            or len(_DIGIT.findall(text)) * 4 > len(text)
            or (text[:1].isdigit() and text.count(" ") < _QUANTITY)
            or topic.gives_away(text, item.name)
        )
        entry = _Entry(
            item=item,
            name=code_of(item.name) if item.name_is_code else item.name,
            text=text,
            path=topic.path_of(item),
            traits=tuple(_traits(topic, item, text, dress, sizes[group], given=given)),
            gives_name_away=given,
        )
        entries.append(entry)
    return tuple(entries)


def _traits(
    topic: Topic, item: Item, text: str, dress: str, siblings: int, *, given: bool
) -> Iterator[str]:
    name = item.name.strip()
    yield f"item-{dress}"
    if dress != "code":
        yield f"{dress}-among-{_amount(siblings)}"
        if is_role(name):
            yield "subject-is-a-role"
        if is_clause(name):
            yield "subject-is-a-clause"
        if name_key(name) == name_key(item.heading or ""):
            yield "subject-is-the-heading"
        if holds_no_facts((item.heading or "").strip()):
            yield "heading-of-no-facts"
        if given and echoes(item.name, text, topic.language):
            yield "echoes-its-name"
    if given:
        yield "gives-its-name-away"
    if only_talks(text):
        yield "only-talks"


def _amount(siblings: int) -> str:
    """Return how many entries are alike, in words of a trait."""
    if siblings < _FEWEST_SIBLINGS:
        return "few"
    return "some" if siblings < _MANY_SIBLINGS else "many"


def _may_be_asked(topic: Topic, item: Item, text: str) -> bool:
    """Return whether an item names something, and does not only lead on to something."""
    name = item.name.strip()
    if not item.name_is_code and topic.is_title(name):
        return False
    if text.startswith(("where ", "i.e.", "e.g.", "see ", "See ")):
        return False
    return not text.endswith((":", "：")) and not text.startswith(("```", "http", "![", "<", "|"))


def _groups(topic: Topic) -> Iterator[tuple[str | None, str, int]]:
    """Yield what siblings have in common: heading, dress, and the line above them all."""
    rows = topic.rows
    if topic.note.flattened:
        yield from ((item.heading, _dress(topic, item), 0) for item in topic.note.items)
        return
    last, depth, above = 0, -1, 0
    for item in topic.note.items:
        if item.line > len(rows):
            yield item.heading, _dress(topic, item), 0
            continue
        indent = _indent(rows[item.line - 1])
        for number in range(item.line - 1, 0, -1):
            if number == last and indent == depth and not rows[number - 1].startswith("#"):
                break
            row = rows[number - 1]
            if row.startswith("#") or (row.strip() and _indent(row) < indent):
                above = number
                break
        else:
            above = 0
        last, depth = item.line, indent
        yield item.heading, _dress(topic, item), above


def _indent(row: str) -> int:
    if not row[:1].isspace():
        return 0
    row = row.expandtabs(4)
    return len(row) - len(row.lstrip())


def _dress(topic: Topic, item: Item) -> str:
    """Return how an item's name is written: as code, marked otherwise, or plainly."""
    if item.name_is_code:
        return "code"
    row = topic.rows[item.line - 1] if item.line <= len(topic.rows) else ""
    return "marked" if _MARKED.match(row) else "plain"


def _clue_traits(entry: _Entry) -> Iterator[str]:
    """Yield what is to be said of a description by which a name is asked for."""
    words = plain(Markdown(entry.text)).casefold().split()
    if len(words) < _FEWEST_CLUES:
        yield "clue-of-few-words"
    name = entry.item.name.casefold()
    if any(len(word) >= _FEWEST_CLUES and word[:_BEGINNING] in name for word in words):
        yield "clue-names-its-answer"


def _card(topic: Topic, entry: _Entry, kind: CardKind, *, names: bool) -> Proposal:
    """Return the card that asks for an item's name by its description, or the other way round."""
    return Proposal(
        front=(_name_question if names else _description_question)(topic, entry),
        back=entry.name if names else entry.text,
        line=entry.item.line,
        subject=entry.item.name,
        fact=f"item {name_key(entry.item.name)}",
        span=entry.text,
        path=entry.path,
        kind=kind,
        traits=(*entry.traits, *_clue_traits(entry)) if names else entry.traits,
        names=names,
    )


def _description_question(topic: Topic, entry: _Entry) -> str:
    """Return the question for what an item is or does, in the number that its description uses."""
    name, is_code = entry.name, entry.item.name_is_code
    if not topic.english:
        return asked_for(
            topic, "does" if _is_call(entry.item) else "what_is", name, path=entry.path
        )
    does = begins_with_verb(entry.text) and not entry.text.casefold().startswith("represents ")
    if _is_call(entry.item) or (is_code and does):
        return in_topic(topic, f"what does {name} do?")
    verb = "are" if is_plural(entry.item.name) and not is_code else "is"
    subject = sentence_subject(entry.text)
    if subject is not None and name_key(subject.bare) == name_key(entry.item.name):
        verb = subject.verb
    heading = entry.path[-1] if entry.path else ""
    adds_nothing = not heading or is_generic(heading) or topic.shows_title(heading)
    context = "" if adds_nothing or is_code else f" ({heading})"
    return in_topic(topic, f"what {verb} {name}{context}?")


def _name_question(topic: Topic, entry: _Entry) -> str:
    description = entry.text.rstrip().removesuffix(".")
    title = topic.title if entry.item.name_is_code else topic_heading(topic, entry.path)
    if topic.phrases is not None:
        asked = topic.phrases.name_it.format(x=in_quotes(topic, description))
        return topic.phrases.in_topic.format(t=title, q=asked)
    if not topic.english:
        return f"{title}: {in_quotes(topic, description)} — ?"
    if _is_call(entry.item) and begins_with_verb(description):
        return f"{topic.title}: which call {decapitalised(description)}?"
    return f"{title}: name it – {in_quotes(topic, description)}"


def _is_call(item: Item) -> bool:
    return item.name_is_code and item.name.endswith(")")
