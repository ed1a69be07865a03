"""A list as one card, under a heading or a lead-in with a noun for what it lists."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from kb.cards.generators.proposal import Proposal
from kb.cards.topic.said import LONGEST
from kb.cards.topic.text_blocks import TextBlock, TextSection
from kb.cards.topic.topic import Topic
from kb.notes.items.names import entry_name
from kb.notes.names import name_key
from kb.notes.plain_text import Markdown, plain

_NOUNS: Final = (
    "types|kinds|stages|phases|categories|classes|forms|levels|layers|principles|properties"
    "|characteristics|conditions|components|elements|states|modes|families|laws|axioms|pillars"
    "|criteria|causes|symptoms|variants|generations|ingredients"
)
_ADJECTIVES: Final = (
    r"(?:the|main|key|core|basic|different|common|major|important|fundamental|primary|essential"
    r"|several|various|possible|general|typical|necessary|\d+|two|three|four|five|six|seven|eight)"
)
_LEAD: Final = re.compile(
    rf"(?P<before>(?:{_ADJECTIVES}\s+){{0,3}})(?P<noun>{_NOUNS})(?P<of>\s+of\s+[\w\s'’-]{{2,40}}?)?"
    r"(?:\s+(?:are|include)(?:\s+the following|\s+as follows)?)?:?$",
    re.IGNORECASE,
)
_COLON_AT_END: Final = re.compile(r":\s*$", re.MULTILINE)
_FEWEST, _MOST = 2, 8
_LONGEST_ENTRY: Final = 10


def listing(topic: Topic) -> Iterator[Proposal]:
    """Yield “T: what are its types?”, answered with the list."""
    if not topic.english:
        return
    for section in topic.text_sections:
        if not _may_list(section):
            continue
        for lead, blocks in _lists(section):
            match = _lead_in(lead)
            if match is None or not _FEWEST <= len(blocks) <= _MOST:
                continue
            entries = [_entry_text(block) for block in blocks]
            if not all(entries) or len(set(entries)) < len(entries):
                continue
            back = "\n".join(f"- {entry}" for entry in entries)
            if len(back.split()) > LONGEST + len(entries):
                continue
            what = plain(Markdown(lead)).strip()[: match.end("of" if match["of"] else "noun")]
            what = what[0].lower() + what[1:] if match["of"] else what.casefold()
            yield Proposal(
                front=_question(topic, what),
                back=back,
                line=topic.line_of(blocks[0].text, section.line),
                path=section.path,
                subject=match["noun"],
                fact=f"list {name_key(lead)}",
                span=back,
            )


@lru_cache(maxsize=1024)
def _lead_in(text: str) -> re.Match[str] | None:
    return _LEAD.fullmatch(plain(Markdown(text)).strip())


def leads_a_list(label: str) -> bool:
    """Return whether a label has a noun for what is listed below it, such as “kinds”."""
    return _lead_in(label) is not None


def _may_list(section: TextSection) -> bool:
    """Return quickly whether a list can be led by a heading or by a line that ends in a colon."""
    if section.heading is not None and _lead_in(section.heading) is not None:
        return True
    for match in _COLON_AT_END.finditer(section.source):
        row = section.source[section.source.rfind("\n", 0, match.start()) + 1 : match.start()]
        if not row.endswith(")") or "](" in row:
            return True
    return False


def _question(topic: Topic, what: str) -> str:
    name = what.removeprefix("the ")
    if topic.shows_title(what):
        return f"What are the {name}?"
    return f"{topic.title}: what are the {name}?"


def _lists(section: TextSection) -> Iterator[tuple[str, Sequence[TextBlock]]]:
    """Yield each lead-in (a heading, a line or a bullet) with the items right below it."""
    blocks = section.blocks
    items = [block for block in blocks if block.mark]
    if section.heading and items:
        base = min(block.indent for block in items)
        yield section.heading, [block for block in items if block.indent == base]
    for position, block in enumerate(blocks):
        if not block.text.rstrip().endswith(":"):
            continue
        below = blocks[position + 1 :]
        floor = block.indent + 1 if block.mark else 0
        entries: list[TextBlock] = []
        for entry in below:
            if not entry.mark or entry.indent < floor:
                break
            if entries and entry.indent < entries[0].indent:
                break
            if not entries or entry.indent == entries[0].indent:
                entries.append(entry)
        if entries:
            yield block.text, entries


def _entry_text(block: TextBlock) -> str:
    """Return the text of a list item; empty if it is a sentence."""
    name = entry_name(block.text, plain_names=not block.mark[0].isdigit())
    if name is not None:
        return name.name
    if block.text.rstrip().endswith(":"):
        return ""
    text = block.text.strip().rstrip(".;,")
    return text if len(text.split()) <= _LONGEST_ENTRY else ""
